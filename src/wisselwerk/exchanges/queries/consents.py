"""Employers' consents: who sees which, what is needed for an exchange, and what is left of consents in advance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import Membership, User
from wisselwerk.exchanges.enums import ConsentStatus, ExchangeStatus, ParticipantStatus, SessionStatus
from wisselwerk.exchanges.models import AdvanceConsent, EmployerConsent, Exchange, Participant, Session, TripDossier
from wisselwerk.exchanges.queries.costs import HOURS_A_DAY, session_hours, working_days
from wisselwerk.experts.themes import with_narrower
from wisselwerk.organisations.models import Organisation

CURRENT: Final = (ConsentStatus.ASKED, ConsentStatus.GIVEN)
# An officer hears that a question is not answered after so long.
UNANSWERED_AFTER: Final = dt.timedelta(days=21)
_BEFORE: Final = (ExchangeStatus.FORMING, ExchangeStatus.PREPARING, ExchangeStatus.READY)


# ── consents in advance ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class YearBalance:
    """What was drawn from a consent in advance in one calendar year, and by whom."""

    year: int
    hours: int
    draws: list[EmployerConsent]

    @property
    def used(self) -> int:
        return sum(one.hours for one in self.draws)

    @property
    def left(self) -> int:
        return max(0, self.hours - self.used)


def covers_themes(advance: AdvanceConsent, themes: Iterable[str]) -> bool:
    """Whether it is about one of these themes: the theme itself or a wider one is named, or it is for all themes."""
    if not advance.themes:
        return True
    covered = {narrow for concept in advance.themes for narrow in {concept, *with_narrower(concept)}}
    return not covered.isdisjoint(themes)


def hours_left(advance: AdvanceConsent, year: int) -> int:
    """The hours that can still be drawn for periods that begin in a calendar year."""
    return _balance(advance, year, draws_of([advance])).left


def balances(advances: Collection[AdvanceConsent]) -> dict[int, list[YearBalance]]:
    """By key: each calendar year in which it holds, with what was drawn. One query for all of them."""
    draws = draws_of(advances)
    found = {}
    for advance in advances:
        years = {*range(advance.valid_from.year, advance.valid_until.year + 1)}
        years |= {one.period_start.year for one in draws if one.drawn_from_id == advance.pk}
        found[advance.pk] = [_balance(advance, year, draws) for year in sorted(years)]
    return found


def draws_of(advances: Collection[AdvanceConsent]) -> list[EmployerConsent]:
    """The consents that were drawn from them and still stand, or have run out."""
    drawn = EmployerConsent.objects.filter(drawn_from__in=advances, status=ConsentStatus.GIVEN)
    return list(drawn.select_related("participant__exchange").order_by("period_start", "pk"))


def advances_visible_to(user: User) -> QuerySet[AdvanceConsent]:
    """The same as the rule `exchanges.view_advance_consent`, for many at once; those that hold first."""
    found = AdvanceConsent.objects.select_related("organisation", "given_by").order_by(
        "organisation__name", "-valid_until", "-pk"
    )
    return found if user.has_role(Role.OFFICER) else found.filter(organisation__in=_spares(user))


def employs_at(user: User) -> QuerySet[Organisation]:
    """The municipalities for which `user` consents."""
    return Organisation.objects.filter(pk__in=[pk for role, pk in user.current_roles if role == Role.EMPLOYER])


def _balance(advance: AdvanceConsent, year: int, draws: Iterable[EmployerConsent]) -> YearBalance:
    own = [one for one in draws if one.drawn_from_id == advance.pk and one.period_start.year == year]
    return YearBalance(year, advance.hours_per_year, own)


# ── consents for somebody ────────────────────────────────────────────────────────────────────────────────────────────


def consents_visible_to(user: User) -> QuerySet[EmployerConsent]:
    """The same as the rule `exchanges.view_consent`, for many at once; the newest first."""
    found = EmployerConsent.objects.select_related(
        "participant__exchange__partner", "participant__exchange__country", "participant__organisation"
    )
    if user.has_role(Role.OFFICER):
        return found
    own = Participant.objects.joining().of_user(user).values("pk")
    return found.filter(Q(participant__organisation__in=_spares(user)) | Q(participant__in=own))


def consents_to_answer(user: User) -> QuerySet[EmployerConsent]:
    """What waits for the answer of `user`, the oldest first."""
    asked = EmployerConsent.objects.filter(
        status=ConsentStatus.ASKED,
        participant__organisation__in=employs_at(user),
        participant__status=ParticipantStatus.JOINING,
        participant__exchange__status__in=[*_BEFORE, ExchangeStatus.UNDER_WAY],
    )
    return asked.select_related("participant__exchange").order_by("asked_at", "pk")


@dataclass(slots=True)
class PersonConsent:
    """Somebody who takes part, with the consent that counts and what else there is to know about it."""

    participant: Participant
    current: EmployerConsent | None = None
    # Refused, revoked, or no longer needed; the newest first.
    earlier: list[EmployerConsent] = field(default_factory=list)
    employers: list[User] = field(default_factory=list)
    # Those from which the consent can be drawn, each with the hours left in the year of the exchange.
    advances: list[tuple[AdvanceConsent, int]] = field(default_factory=list)
    dossier: TripDossier | None = None


def people_and_consents(exchange: Exchange) -> list[PersonConsent]:
    """Everybody who takes part in an exchange; a handful of queries, however many there are."""
    people = list(
        exchange.participants.joining().select_related("organisation", "expert__user", "dossier").order_by("pk")
    )
    found = {one.pk: PersonConsent(one, dossier=getattr(one, "dossier", None)) for one in people}
    consents = EmployerConsent.objects.filter(participant__in=people).select_related("drawn_from", "participant")
    for consent in consents:
        entry = found[consent.participant_id]
        if consent.status in CURRENT:
            entry.current = consent
        else:
            entry.earlier.append(consent)
    organisations = {one.organisation_id for one in people if one.organisation_id}
    employers = Membership.objects.current().filter(role=Role.EMPLOYER, organisation__in=organisations)
    by_organisation: dict[int, list[User]] = {}
    for membership in employers.filter(user__is_active=True).select_related("user").order_by("pk"):
        by_organisation.setdefault(membership.organisation_id, []).append(membership.user)
    advances = _usable(exchange, organisations)
    for entry in found.values():
        key = entry.participant.organisation_id
        entry.employers = by_organisation.get(key, []) if key else []
        if not entry.participant.is_administrator:
            entry.advances = [(one, left) for one, left in advances if one.organisation_id == key]
    return list(found.values())


def _usable(exchange: Exchange, organisations: Collection[int | None]) -> list[tuple[AdvanceConsent, int]]:
    """The consents in advance that hold at the dates of an exchange, are about its themes and have hours left."""
    if exchange.start is None or exchange.end is None:
        return []
    advances = list(
        AdvanceConsent.objects.filter(
            organisation__in=organisations,
            revoked_at=None,
            valid_from__lte=exchange.start,
            valid_until__gte=exchange.end,
        )
    )
    draws = draws_of(advances)
    year = exchange.start.year
    left = [(one, _balance(one, year, draws).left) for one in advances if covers_themes(one, exchange.themes)]
    return [(one, hours) for one, hours in left if hours]


# ── what waits for an officer, and for the reminders ─────────────────────────────────────────────────────────────────


def without_consent(user: User) -> QuerySet[Exchange]:
    """The exchanges of an officer in which nobody was asked to consent for somebody who takes part."""
    asked = EmployerConsent.objects.filter(participant=OuterRef("pk"), status__in=CURRENT)
    people = Participant.objects.joining().filter(~Exists(asked), exchange=OuterRef("pk"))
    return Exchange.objects.filter(Exists(people), officer=user, status__in=_BEFORE).order_by("start", "pk")


def unanswered(user: User, today: dt.date) -> QuerySet[EmployerConsent]:
    """What an officer asked of an employer long ago, without an answer."""
    asked = asked_and_needed().filter(participant__exchange__officer=user, asked_at__date__lte=today - UNANSWERED_AFTER)
    return asked.select_related("participant__exchange")


def asked_and_needed() -> QuerySet[EmployerConsent]:
    """The questions that are open, for people who still take part in what is not over; the oldest first."""
    return EmployerConsent.objects.filter(
        status=ConsentStatus.ASKED,
        participant__status=ParticipantStatus.JOINING,
        participant__exchange__status__in=[*_BEFORE, ExchangeStatus.UNDER_WAY],
    ).order_by("asked_at", "pk")


def ending_too_soon(today: dt.date, within: dt.timedelta) -> QuerySet[EmployerConsent]:
    """The consents that end within that time (or ended), though the exchange goes on after that day."""
    goes_on = Q(participant__exchange__end=None) | Q(participant__exchange__end__gt=F("valid_until"))
    return EmployerConsent.objects.filter(
        goes_on,
        status=ConsentStatus.GIVEN,
        valid_until__lte=today + within,
        participant__status=ParticipantStatus.JOINING,
        participant__exchange__status__in=[*_BEFORE, ExchangeStatus.UNDER_WAY],
    ).order_by("valid_until", "pk")


def _spares(user: User) -> list[int]:
    return [pk for role, pk in user.current_roles if role in {Role.COORDINATOR, Role.EMPLOYER}]


# ── what is usually asked ────────────────────────────────────────────────────────────────────────────────────────────

# So much before and after the dates of the exchange a consent holds, and so long it stands after that.
MARGIN: Final = dt.timedelta(days=7)
STANDS_FOR: Final = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class UsualTerms:
    """What a question to an employer begins with: the hours of the programme, and its dates with some room."""

    hours: int | None
    period_start: dt.date | None
    period_end: dt.date | None
    valid_until: dt.date | None


def usual_terms(exchange: Exchange, people: Iterable[Participant]) -> dict[int, UsualTerms]:
    """By key of the participant. The hours are those of their sessions, or else of the days of the exchange."""
    sessions = list(exchange.sessions.exclude(status=SessionStatus.CANCELLED).prefetch_related("speakers"))
    found = {}
    for person in people:
        own = [one for one in sessions if _contributes(person, one)]
        hours = sum((session_hours(one) for one in own), Decimal(0)) or _hours_of_dates(exchange)
        start = exchange.start - MARGIN if exchange.start else None
        end = exchange.end + MARGIN if exchange.end else None
        found[person.pk] = UsualTerms(
            int(hours.to_integral_value(ROUND_CEILING)) if hours else None,
            start,
            end,
            end + STANDS_FOR if end else None,
        )
    return found


def _contributes(person: Participant, session: Session) -> bool:
    speakers = {one.participant_id for one in session.speakers.all()}
    return not speakers or person.pk in speakers


def _hours_of_dates(exchange: Exchange) -> Decimal | None:
    if exchange.need is not None and exchange.need.working_days:
        return Decimal(exchange.need.working_days * HOURS_A_DAY)
    if exchange.start is None or exchange.end is None:
        return None
    return Decimal(working_days(exchange.start, exchange.end) * HOURS_A_DAY)
