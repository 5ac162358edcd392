"""Invitations: who is asked elsewhere at the same time, who still has to hear, and what somebody may answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext as _

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import Membership, User
from wisselwerk.exchanges.enums import ExchangeStatus, InvitationStatus
from wisselwerk.exchanges.models import Exchange, Invitation, InvitationRemark, Participant
from wisselwerk.experts.enums import ExpertStatus
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.needs.enums import NeedStatus
from wisselwerk.needs.models import Choice, Need
from wisselwerk.organisations.models import Organisation

# As long as people are sought, and afterwards when somebody must be replaced.
INVITING: Final = frozenset({ExchangeStatus.FORMING, ExchangeStatus.PREPARING, ExchangeStatus.READY})
OPEN: Final = (InvitationStatus.SENT, InvitationStatus.OTHER_DATES)
STANDING: Final = (*OPEN, InvitationStatus.ACCEPTED)
# What can be sent anew: it was not answered with yes or no.
SENDABLE: Final = frozenset({*OPEN, InvitationStatus.EXPIRED, InvitationStatus.NOT_NOW})
_OVER: Final = (ExchangeStatus.ENDED, ExchangeStatus.CLOSED, ExchangeStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Days for which somebody is asked (or expected) already."""

    start: dt.date
    end: dt.date
    accepted: bool


def overlaps(
    people: Iterable[tuple[int | None, str]], *, start: dt.date | None, end: dt.date | None, but: Exchange | None = None
) -> list[list[Overlap]]:
    """For each person (key of the profile, address): the days on which they are asked or expected already.

    Only what touches these days, outside the exchange `but`. Whoever takes part is expected as long as the exchange
    lasts by now, also when it was moved after the invitation. In two queries.
    """
    wanted = [(key, email.lower()) for key, email in people]
    if not wanted or start is None or end is None:
        return [[] for _one in wanted]
    person = Q(expert__in=[key for key, _email in wanted if key]) | Q(address__in=[email for _key, email in wanted])
    asked = Invitation.objects.filter(offer=None, status__in=OPEN, start__lte=end, end__gte=start)
    taking = Participant.objects.joining().filter(exchange__start__lte=end, exchange__end__gte=start)
    found: list[tuple[int | None, str, Overlap]] = []
    rows: QuerySet[Any, Any]
    for rows, days, accepted in (
        (asked, ("start", "end"), False),
        (taking, ("exchange__start", "exchange__end"), True),
    ):
        rows = rows.annotate(address=Lower("email")).filter(person).exclude(exchange__status__in=_OVER)
        others = rows.exclude(exchange=but.pk if but else None)
        for key, address, first, last in others.values_list("expert", "address", *days):
            found.append((key, address, Overlap(first, last, accepted)))
    return [
        sorted(
            {one for key, address, one in found if (pk and key == pk) or (email and address == email)},
            key=lambda one: (one.start, one.end),
        )
        for pk, email in wanted
    ]


def is_asked_already(
    exchange: Exchange, *, email: str, offer: MunicipalOffer | None = None, but: Invitation | None = None
) -> bool:
    """Whether this person or offer has an invitation to `exchange` that stands, or takes part."""
    found = exchange.invitations.filter(status__in=STANDING)
    if but is not None:
        found = found.exclude(pk=but.pk)
    if offer is not None:
        return found.filter(offer=offer).exists()
    takes_part = exchange.participants.joining().filter(email__iexact=email).exists()
    return takes_part or found.filter(email__iexact=email, offer=None).exists()


def not_told(exchange: Exchange) -> QuerySet[Invitation]:
    """Who was invited, does not take part, and has not heard how it went.

    Who said no knows, and so does who was told that the time was over, or that the invitation was taken back.
    """
    return exchange.invitations.filter(
        outcome_told_at=None,
        status__in=[InvitationStatus.WITHDRAWN, InvitationStatus.EXPIRED, InvitationStatus.NOT_NOW],
    ).select_related("exchange", "expert__user", "offer__organisation")


def chosen_but_not_invited(need: Need) -> list[Expert | MunicipalOffer]:
    """The people and offers that were chosen for a need and that nobody invited."""
    keys = set(need.choices.values_list("profile_id", flat=True))
    experts = Expert.objects.filter(pk__in=_keys("expert", keys)).exclude(email="").exclude(status=ExpertStatus.ERASED)
    offers = MunicipalOffer.objects.filter(pk__in=_keys("offer", keys))
    invited = need.exchanges.values("pk")
    return [
        *experts.exclude(invitations__exchange__in=invited)
        .exclude(participations__exchange__in=invited)
        .select_related("user")
        .order_by("pk"),
        *offers.exclude(invitations__exchange__in=invited).select_related("organisation").order_by("pk"),
    ]


def chosen_for(need: Need) -> list[tuple[str, Expert | MunicipalOffer]]:
    """Who is chosen for a need (and not withdrawn), with the key of the profile; also who can't be invited now."""
    keys = list(need.choices.filter(withdrawn_at=None).values_list("profile_id", flat=True))
    found: dict[str, Expert | MunicipalOffer] = {
        one.profile_id: one
        for one in Expert.objects.filter(pk__in=_keys("expert", keys)).select_related("organisation", "user")
    }
    offers = MunicipalOffer.objects.filter(pk__in=_keys("offer", keys)).select_related("organisation")
    found |= {one.profile_id: one for one in offers}
    return [(key, found[key]) for key in keys if key in found]


def findable_of(profiles: Iterable[Expert | MunicipalOffer]) -> set[str]:
    """Of these profiles, the keys of those that may be used now."""
    profiles = list(profiles)
    experts = Expert.objects.findable().filter(pk__in=[one.pk for one in profiles if isinstance(one, Expert)])
    offers = MunicipalOffer.objects.findable().filter(
        pk__in=[one.pk for one in profiles if isinstance(one, MunicipalOffer)]
    )
    return {one.profile_id for one in experts} | {one.profile_id for one in offers}


def standing_in(exchange: Exchange) -> set[str]:
    """The keys of the profiles that are invited to an exchange, said yes, or take part."""
    invited = exchange.invitations.filter(status__in=STANDING).values_list("expert", "offer")
    taking = exchange.participants.joining().exclude(expert=None).values_list("expert", flat=True)
    keys = {f"offer:{offer}" if offer else f"expert:{expert}" for expert, offer in invited if offer or expert}
    return keys | {f"expert:{expert}" for expert in taking}


def with_coordinator(offers: Iterable[MunicipalOffer]) -> set[int]:
    """The municipalities of these offers that have somebody who coordinates here."""
    memberships = Membership.objects.current().filter(role=Role.COORDINATOR, user__is_active=True)
    of_offers = memberships.filter(organisation__in={one.organisation_id for one in offers})
    return set(of_offers.values_list("organisation", flat=True))


def states_for(need: Need) -> dict[str, Invitation]:
    """For each profile that was invited for a need: its newest invitation."""
    invitations = Invitation.objects.filter(exchange__need=need).select_related("exchange").order_by("sent_at", "pk")
    return {f"offer:{one.offer_id}" if one.offer_id else f"expert:{one.expert_id}": one for one in invitations}


def needs_to_invite_for(user: User) -> QuerySet[Need]:
    """Needs for which an officer chose somebody and began no exchange yet."""
    chosen = Choice.objects.filter(need=OuterRef("pk"), chosen_by=user, withdrawn_at=None)
    begun = Exchange.objects.filter(need=OuterRef("pk"))
    return Need.objects.filter(Exists(chosen), ~Exists(begun), status=NeedStatus.MATCHING).order_by("pk")


def forming_exchanges(need: Need) -> list[Exchange]:
    """The exchanges of a need for which people are still sought, newest first."""
    return list(need.exchanges.filter(status__in=INVITING).order_by("-created_at", "-pk"))


def needs_to_conclude(since: dt.datetime) -> QuerySet[Need]:
    """Needs that were closed lately and for which somebody was chosen."""
    chosen = Choice.objects.filter(need=OuterRef("pk"))
    return Need.objects.filter(Exists(chosen), status=NeedStatus.CLOSED, changed_at__gte=since).order_by("pk")


def invitations_of(user: User) -> QuerySet[Invitation]:
    """What somebody was invited to: as a person, or as coordinator of a municipality with an offer."""
    coordinated = [organisation for role, organisation in user.current_roles if role == Role.COORDINATOR]
    own = Q(expert__user=user) | Q(expert=None, offer=None, email=user.email)
    return (
        Invitation.objects.filter(own | Q(offer__organisation__in=coordinated))
        .select_related("exchange__partner", "exchange__country", "exchange__officer", "offer__organisation", "expert")
        .select_related("participant", "sent_by")
    )


def in_order(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Those that wait for an answer first, then the newest."""
    waits = Case(When(status=InvitationStatus.SENT, exchange__status__in=INVITING, then=0), default=1)
    return invitations.order_by(waits, "-sent_at", "-pk")


def to_answer(user: User) -> QuerySet[Invitation]:
    """The invitations that wait for an answer of `user`, the first to end first."""
    waiting = invitations_of(user).filter(status=InvitationStatus.SENT, exchange__status__in=INVITING)
    return waiting.order_by("expires_at", "pk")


def answers_to_handle(user: User) -> QuerySet[Invitation]:
    """Invitations of the exchanges of an officer that wait for the officer: other dates, or a question."""
    newest = InvitationRemark.objects.filter(invitation=OuterRef("pk")).order_by("-at", "-pk")
    return (
        Invitation.objects.filter(exchange__officer=user, exchange__status__in=INVITING, status__in=OPEN)
        .annotate(agency_spoke=Subquery(newest.values("from_agency")[:1]))
        .filter(Q(status=InvitationStatus.OTHER_DATES) | Q(agency_spoke=False))
        .select_related("exchange")
        .order_by("expires_at", "pk")
    )


def has_open_question(invitation: Invitation) -> bool:
    """Whether the person asked something and has no reply yet."""
    newest = invitation.remarks.order_by("-at", "-pk").first()
    return newest is not None and not newest.from_agency


def of_exchange(exchange: Exchange) -> list[Invitation]:
    """All invitations of an exchange with what was said about them, oldest first. In two queries."""
    remarks = Prefetch("remarks", queryset=InvitationRemark.objects.select_related("by"))
    found = exchange.invitations.select_related("expert", "offer__organisation", "participant", "put_forward_for")
    return list(found.prefetch_related(remarks).order_by("sent_at", "pk"))


def put_forward_by(invitation: Invitation) -> QuerySet[Invitation]:
    """The invitations of the colleagues whom a municipality named, newest first."""
    return Invitation.objects.filter(put_forward_for=invitation).order_by("-sent_at", "-pk")


def may_name_a_colleague(invitation: Invitation) -> bool:
    """Whether a municipality can (again) put somebody forward: nobody was named, or who was named can't."""
    if invitation.offer_id is None or invitation.status not in STANDING:
        return False
    return not put_forward_by(invitation).filter(status__in=STANDING).exists()


def colleagues(organisation: Organisation) -> QuerySet[Expert]:
    """The people of a municipality whom its coordinator can put forward."""
    return Expert.objects.findable().filter(organisation=organisation).exclude(email="").order_by("name", "pk")


def ready_made_texts(exchange_title: str, languages: Iterable[str]) -> dict[str, str]:
    """The text of an invitation to begin with, in each language: {"nl": …}."""
    texts = {}
    for language in sorted(set(languages)):
        with translation.override(language):
            texts[language] = _(
                "We think that your experience fits this question: “{title}”. Colleagues abroad work on the same as "
                "you do and would like to learn from how you did it. Would you like to take part?"
            ).format(title=exchange_title)
    return texts


def _keys(kind: str, profile_ids: Iterable[str]) -> list[str]:
    return [pk for key in profile_ids for name, _colon, pk in [key.partition(":")] if name == kind and pk.isdecimal()]
