"""The people of an exchange as somebody may see them: nothing that they did not agree to show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import ExchangeStatus, ShownField
from wisselwerk.exchanges.models import Exchange, Participant, PeopleApproval
from wisselwerk.exchanges.rules import is_person
from wisselwerk.experts.models import Expert
from wisselwerk.languages import CEFR_LEVELS

# While these last, the partner can still say something of who comes.
BEFORE_THE_START: Final = frozenset({ExchangeStatus.FORMING, ExchangeStatus.PREPARING, ExchangeStatus.READY})


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote of themselves, in the language in which they wrote it."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class ProposedPerson:
    """One person as the partner sees them. What they did not agree to show is empty; `name` is then what they are."""

    pk: int
    name: str
    part: str
    employer: str = ""
    headline: str = ""
    headline_language: str = ""
    experience: tuple[Words, ...] = ()
    languages: tuple[tuple[str, str], ...] = ()  # code and CEFR level
    opinion: str = ""
    opinion_text: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who come, for a partner: the people who are shown, how many are not, and the keys of them all."""

    people: tuple[ProposedPerson, ...]
    hidden: int
    keys: tuple[int, ...]
    approval: PeopleApproval | None = None

    @property
    def is_approved(self) -> bool:
        """Whether the newest approval is about everybody who comes now."""
        return _covers(self.approval, self.keys)


def proposal_of(exchange: Exchange) -> Proposal:
    """The people who said yes, with what each agreed to show to the partner."""
    found = list(
        exchange.participants.joining()
        .select_related("expert", "organisation")
        .prefetch_related("expert__experiences")
        .order_by("pk")
    )
    shown = tuple(_proposed(one) for one in found if one.shown)
    newest = exchange.approvals.select_related("by").first()
    return Proposal(shown, len(found) - len(shown), tuple(one.pk for one in found), newest)


def waiting_for_approval(user: User) -> list[Exchange]:
    """The exchanges of the governments of `user` with people whom they have not approved, the first to begin first."""
    governments = [pk for role, pk in user.current_roles if role == Role.PARTNER]
    if not governments:
        return []
    found = (
        Exchange.objects.filter(partner__in=governments, status__in=BEFORE_THE_START)
        .prefetch_related(Prefetch("participants", Participant.objects.joining()), "approvals")
        .order_by("start", "pk")
    )
    return [
        one
        for one in found
        if (keys := [person.pk for person in one.participants.all()])
        and not _covers(next(iter(one.approvals.all()), None), keys)
    ]


def _covers(approval: PeopleApproval | None, keys: Iterable[int]) -> bool:
    return approval is not None and set(keys) <= set(approval.participants)


def name_for(user: User, person: Participant) -> str:
    """How a participant is called on a page that `user` reads."""
    return str(person) if _knows(user, person) else name_for_all(person)


def employer_for(user: User, person: Participant) -> str:
    """The employer of a participant on a page that `user` reads; empty if they may not know."""
    return person.employer if _knows(user, person) or ShownField.EMPLOYER in person.shown else ""


def name_for_all(person: Participant) -> str:
    """How a participant is called for everybody in the exchange: by name only if they agreed to that."""
    return person.name if ShownField.NAME in person.shown and person.name else kind_of(person)


def visible_people(user: User, exchange: Exchange) -> list[Participant]:
    """Who of the participants somebody reads of: a municipality of its own people, all others of everybody."""
    people = list(exchange.participants.joining().select_related("organisation", "expert").order_by("pk"))
    if user.has_perm("exchanges.read_remarks", exchange):
        return people
    return [one for one in people if _is_spared_by(user, one)]


def kind_of(person: Participant) -> str:
    """What stands where a name is not shown."""
    return _("An elected administrator") if person.is_administrator else _("A civil servant")


def _knows(user: User, person: Participant) -> bool:
    """Whether `user` knows a participant whatever they agreed to show."""
    return user.has_role(Role.OFFICER) or is_person(user, person) or _is_spared_by(user, person)


def _is_spared_by(user: User, person: Participant) -> bool:
    return person.organisation_id is not None and user.has_role(
        Role.COORDINATOR, Role.EMPLOYER, in_organisation=person.organisation_id
    )


def _proposed(person: Participant) -> ProposedPerson:
    fields, expert = set(person.shown), person.expert
    words: list[Words] = []
    if ShownField.EXPERIENCE in fields and expert is not None:
        texts = [expert.text, *(one.text for one in expert.experiences.all())]
        words = [Words(text, expert.language) for text in texts if text]
    return ProposedPerson(
        pk=person.pk,
        name=name_for_all(person),
        part=person.part,
        employer=person.employer if ShownField.EMPLOYER in fields else "",
        headline=expert.headline if ShownField.HEADLINE in fields and expert is not None else "",
        headline_language=expert.language if expert is not None else "",
        experience=tuple(words),
        languages=_languages_of(expert) if ShownField.LANGUAGES in fields and expert is not None else (),
        opinion=person.opinion,
        opinion_text=person.opinion_text,
    )


def _languages_of(expert: Expert) -> tuple[tuple[str, str], ...]:
    """The best one first: the database does not keep the order in which they were given."""
    return tuple(sorted(expert.languages.items(), key=lambda pair: (-CEFR_LEVELS.index(pair[1] or "A1"), pair[0])))
