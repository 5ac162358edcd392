"""Hours and costs, planned and actual: who pays, what hours in kind are worth, and totals that add up.

Each line is rounded to whole cents by itself, halves upwards; every total is the sum of such lines, so that the parts
of a total always add up to it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import ConsentStatus, ExchangeStatus, SessionStatus
from wisselwerk.exchanges.models import CostLine, EmployerConsent, Exchange, HourLine, Participant, Session
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Organisation

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")
HOURS_A_DAY: Final = 8


def cents(amount: Decimal) -> Decimal:
    """An amount in whole cents, halves upwards."""
    return amount.quantize(CENT, ROUND_HALF_UP)


# ── hours of sessions ────────────────────────────────────────────────────────────────────────────────────────────────


def working_days(start: dt.date, end: dt.date) -> int:
    """The days from Monday to Friday in a period; at least one."""
    days = (start + dt.timedelta(days=number) for number in range((end - start).days + 1))
    return max(1, sum(day.weekday() < 5 for day in days))


def session_hours(session: Session) -> Decimal:
    """The working hours that a session takes: its length within one day, eight hours a working day beyond that."""
    first, last = timezone.localtime(session.start), timezone.localtime(session.end)
    if first.date() == last.date():
        return cents(Decimal(int(session.length.total_seconds())) / 3600)
    return Decimal(working_days(first.date(), last.date()) * HOURS_A_DAY)


def sessions_of(participant: Participant) -> list[Session]:
    """The sessions, not cancelled, that somebody contributes to; one without speakers is for everybody."""
    sessions = participant.exchange.sessions.exclude(status=SessionStatus.CANCELLED)
    return list(sessions.filter(Q(speakers=None) | Q(speakers__participant=participant)).distinct())


# ── the sums ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Totals:
    """Amounts in euro, or hours: planned and actual."""

    planned: Decimal = ZERO
    actual: Decimal = ZERO

    def add(self, planned: Decimal | None, actual: Decimal | None) -> None:
        self.planned += planned or ZERO
        self.actual += actual or ZERO


def in_euro(amount: Decimal | None, rate: Decimal) -> Decimal | None:
    """An amount of a line in euro, in whole cents."""
    return None if amount is None else cents(amount * rate)


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost with its amounts in euro."""

    line: CostLine
    planned: Decimal | None
    actual: Decimal | None

    @property
    def payer(self) -> str:
        """Who pays; empty while that is not known."""
        return self.line.payer.name if self.line.payer else self.line.other_payer


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one line and, given by the employer and with a rate, what they are worth in euro."""

    line: HourLine
    planned: Decimal | None
    actual: Decimal | None


@dataclass(slots=True)
class PersonHours:
    """Somebody who takes part, with their hours."""

    participant: Participant
    lines: list[Hours] = field(default_factory=list)
    total: Totals = field(default_factory=Totals)

    @property
    def to_confirm(self) -> bool:
        """Whether there are planned hours without actual ones."""
        return any(one.line.planned is not None and one.line.actual is None for one in self.lines)


@dataclass(slots=True)
class Overview:
    """Hours and costs as somebody sees them. `rate` is the value of an hour in kind, None when it is not set."""

    people: list[PersonHours]
    costs: list[Cost]
    rate: Decimal | None
    is_partial: bool = False
    hours: Totals = field(default_factory=Totals)
    hours_in_kind: Totals = field(default_factory=Totals)
    by_payer: dict[str, Totals] = field(default_factory=dict)
    in_kind: Totals = field(default_factory=Totals)
    grand: Totals = field(default_factory=Totals)


def totals_of(overview: Overview) -> Overview:
    """Fill in the totals of an overview from its lines."""
    for person in overview.people:
        for hours in person.lines:
            person.total.add(hours.line.planned, hours.line.actual)
            overview.hours.add(hours.line.planned, hours.line.actual)
            if hours.line.in_kind:
                overview.hours_in_kind.add(hours.line.planned, hours.line.actual)
            overview.in_kind.add(hours.planned, hours.actual)
            overview.grand.add(hours.planned, hours.actual)
    for cost in overview.costs:
        overview.by_payer.setdefault(cost.payer, Totals()).add(cost.planned, cost.actual)
        overview.grand.add(cost.planned, cost.actual)
    return overview


def valued(line: HourLine, rate: Decimal | None) -> Hours:
    """The worth of a line of hours: only of what the employer gives, and only when the programme has a rate."""
    if rate is None or not line.in_kind:
        return Hours(line, None, None)
    return Hours(line, in_euro(line.planned, rate), in_euro(line.actual, rate))


def converted(line: CostLine) -> Cost:
    return Cost(line, in_euro(line.planned, line.rate), in_euro(line.actual, line.rate))


def overview_of(exchange: Exchange, user: User | None) -> Overview:
    """Hours and costs of an exchange for `user` (None: all of it), in three queries.

    An officer sees everything; a participant, and coordinator and employer of a municipality, those of their own
    people only.
    """
    people = list(people_shown(exchange, user).select_related("organisation").order_by("pk"))
    sees_all = user is None or user.has_role(Role.OFFICER)
    rate = in_kind_rate(exchange)
    lines = HourLine.objects.filter(participant__in=people).select_related("session").order_by("session__start", "pk")
    by_person = {one.pk: PersonHours(one) for one in people}
    for line in lines:
        by_person[line.participant_id].lines.append(valued(line, rate))
    costs = exchange.costs.select_related("payer", "participant").order_by("pk")
    if not sees_all:
        costs = costs.filter(participant__in=people)
    shown = [one for one in by_person.values() if one.lines or one.participant.status == "joining"]
    return totals_of(Overview(shown, [converted(one) for one in costs], rate, is_partial=not sees_all))


def people_shown(exchange: Exchange, user: User | None) -> QuerySet[Participant]:
    """The people of an exchange whose hours and costs `user` sees, those who left included."""
    people = Participant.objects.filter(exchange=exchange)
    if user is None or user.has_role(Role.OFFICER):
        return people
    spared = [pk for role, pk in user.current_roles if role in {Role.COORDINATOR, Role.EMPLOYER}]
    own = Participant.objects.of_user(user).values("pk")
    return people.filter(Q(pk__in=own) | Q(organisation__in=spared))


def in_kind_rate(exchange: Exchange) -> Decimal | None:
    """What an hour in kind is worth in the programme of an exchange, in euro."""
    project = exchange.project
    return project.programme.in_kind_rate if project and project.programme else None


def payers_of(exchange: Exchange) -> QuerySet[Organisation]:
    """Who may pay for something in an exchange: agency, funders, partner, and the municipalities of those who go."""
    fits = (
        Q(kind=OrganisationKind.AGENCY)
        | Q(pk=exchange.partner_id)
        | Q(participants__exchange=exchange)
        | Q(pk__in=exchange.costs.exclude(payer=None).values("payer"))
    )
    if exchange.project is not None:
        fits |= Q(participations__project=exchange.project)
        if exchange.project.programme is not None:
            fits |= Q(funded_programmes=exchange.project.programme)
    return Organisation.objects.filter(fits).distinct().order_by("name")


def standing_consent(participant: Participant) -> EmployerConsent | None:
    """The employer's consent that was given and not taken back."""
    return participant.employer_consents.filter(status=ConsentStatus.GIVEN).first()


def hours_to_record(user: User) -> QuerySet[Participant]:
    """Where `user` took part in what is over, and recorded no hours."""
    own = Participant.objects.joining().of_user(user).filter(exchange__status=ExchangeStatus.ENDED)
    recorded = HourLine.objects.filter(actual__isnull=False).values("participant")
    return own.exclude(pk__in=recorded).select_related("exchange").order_by("exchange__ended_at", "pk")
