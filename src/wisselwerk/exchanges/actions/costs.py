"""Recording hours and costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

from babel import Locale
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.enums import CostKind, CostsBorneBy, ExchangeStatus
from wisselwerk.exchanges.models import CostLine, Exchange, HourLine, Participant
from wisselwerk.exchanges.queries.costs import CENT, session_hours, sessions_of, standing_consent
from wisselwerk.exchanges.states import sessions_over
from wisselwerk.organisations.models import Organisation
from wisselwerk.trail.actions import log_action

EURO: Final = "EUR"
MOST_HOURS: Final = Decimal(5_000)
MOST_COSTS: Final = Decimal("9999999999.99")
MOST_RATE: Final = Decimal("99999999")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursData:
    """One line of hours. `in_kind`: the employer gives them; only an officer decides that."""

    what: str = ""
    planned: Decimal | None = None
    actual: Decimal | None = None
    in_kind: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CostData:
    """One cost. `rate` is what one unit of the currency is in euro on the day `rate_on`; not needed for euro."""

    kind: str
    what: str = ""
    planned: Decimal | None = None
    actual: Decimal | None = None
    currency: str = EURO
    rate: Decimal | None = None
    rate_on: dt.date | None = None
    payer: Organisation | None = None
    other_payer: str = ""
    participant: Participant | None = None


# ── hours ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def plan_hours(*, by: User | None, participant: Participant) -> int:
    """Plan somebody's hours: those of each session, and what the employer gave beyond that (preparation, travel).

    Doing it again brings the plan up to date; recorded hours stay as they are. Returns how many lines there are.
    Raises `PermissionDenied`, `Conflict`, or `ValidationError` when there are no sessions and no consent to plan from.
    """
    participant = _lock_hours(by, participant)
    lines = _plan(participant, by)
    log_action("exchanges.plan_hours", participant, by=by, details={"lines": lines})
    return lines


@transaction.atomic
def record_hours(
    *, by: User | None, participant: Participant, data: HoursData, line: HourLine | None = None
) -> HourLine:
    """Write down hours: a new line, or another content of `line`.

    Raises `PermissionDenied`, `Conflict`, or `ValidationError` by field.
    """
    participant = _lock_hours(by, participant)
    _check_hours(data, is_named=line is not None)
    line = HourLine(participant=participant) if line is None else _own_line(locked(line), participant)
    if line.pk is None or data.what.strip():
        line.what = data.what.strip()
    line.planned, line.actual = data.planned, data.actual
    if by is None or by.has_role(Role.OFFICER):
        line.in_kind = data.in_kind
    _store(line, by)
    log_action("exchanges.record_hours", participant, by=by, details={"line": line.pk})
    return line


@transaction.atomic
def remove_hours(*, by: User | None, participant: Participant, line: HourLine) -> None:
    """Take a line of hours away. Raises `PermissionDenied` or `Conflict`."""
    participant = _lock_hours(by, participant)
    _own_line(locked(line), participant).delete()
    log_action("exchanges.remove_hours", participant, by=by)


@transaction.atomic
def confirm_planned_hours(*, by: User | None, participant: Participant) -> int:
    """It went as planned: the planned hours are the actual ones, where those are not filled in. Returns how many lines.

    Without a plan, it is made first. Raises `PermissionDenied`, `Conflict`, or `ValidationError` while sessions are
    still to come.
    """
    participant = _lock_hours(by, participant)
    if next(sessions_over(participant.exchange), None):
        raise ValidationError(_("There are still sessions to come."))
    if not participant.hours.exists():
        _plan(participant, by)
    lines = list(participant.hours.filter(actual=None, planned__isnull=False))
    for line in lines:
        line.actual = line.planned
        _store(line, by)
    log_action("exchanges.confirm_planned_hours", participant, by=by, details={"lines": len(lines)})
    return len(lines)


# ── costs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def record_cost(
    *, by: User | None, exchange: Exchange, data: CostData, line: CostLine | None = None, seen: str | None = None
) -> CostLine:
    """Write down a cost: a new line, or another content of `line`. `seen` is the `stamp` of what was looked at.

    Raises `PermissionDenied`, `Conflict` when somebody else changed it meanwhile, or `ValidationError` by field.
    """
    require(by, "exchanges.record_costs", exchange)
    exchange = locked(exchange)
    line = locked(line) if line is not None else CostLine(exchange=exchange)
    if line.exchange_id != exchange.pk:
        raise ValidationError(_("This cost is of another exchange."))
    if seen is not None and seen != stamp(line):
        raise Conflict(
            _("Somebody else changed this in the meantime. Look at what it is now, and make your change again."),
            code="conflict",
        )
    _check_cost(exchange, data)
    for one in fields(CostData):
        value = getattr(data, one.name)
        setattr(line, one.name, value.strip() if isinstance(value, str) else value)
    if data.currency == EURO:
        line.rate, line.rate_on = Decimal(1), None
    line.recorded_by, line.recorded_at = by, timezone.now()
    line.save()
    log_action("exchanges.record_cost", line, by=by, details={"kind": line.kind, "currency": line.currency})
    return line


@transaction.atomic
def remove_cost(*, by: User | None, line: CostLine) -> None:
    """Take a cost away. Raises `PermissionDenied` or `Conflict`."""
    require(by, "exchanges.record_costs", line.exchange)
    line = locked(line)
    log_action("exchanges.remove_cost", line.exchange, by=by, details={"kind": line.kind})
    line.delete()


def stamp(line: CostLine) -> str:
    """What a form keeps, to tell afterwards whether somebody else changed the line while it was filled in."""
    return line.recorded_at.isoformat()


def _lock_hours(by: User | None, participant: Participant) -> Participant:
    """Somebody whose hours can be changed; in an exchange that is closed only by an officer."""
    require(by, "exchanges.record_hours", participant)
    exchange = locked(participant.exchange)
    is_officer = by is None or by.has_role(Role.OFFICER)
    if not is_officer and exchange.status in {ExchangeStatus.CLOSED, ExchangeStatus.CANCELLED}:
        raise Conflict(_("The exchange is closed: ask the programme officer to change the hours."), code="conflict")
    return locked(participant)


def _plan(participant: Participant, by: User | None) -> int:
    consent, sessions = standing_consent(participant), sessions_of(participant)
    if consent is None and not sessions:
        raise ValidationError(_("There are no sessions and no consent of the employer yet to plan from."))
    in_kind = consent is None or consent.costs_borne_by != CostsBorneBy.PROGRAMME_ALL
    plan: dict[int | None, Decimal] = {session.pk: session_hours(session) for session in sessions}
    rest = Decimal(consent.hours if consent else 0) - sum(plan.values(), Decimal(0))
    if rest > 0:
        plan[None] = rest
    lines = {line.session_id: line for line in participant.hours.filter(what="")}
    for key, hours in plan.items():
        line = lines.get(key) or HourLine(participant=participant, session_id=key, in_kind=in_kind)
        line.planned = hours
        _store(line, by)
    for key, line in lines.items():
        if key in plan:
            continue
        if line.actual is None:  # the session was cancelled, or nothing is left beyond the sessions
            line.delete()
        else:
            line.planned = None
            _store(line, by)
    return len(plan)


def _own_line(line: HourLine, participant: Participant) -> HourLine:
    if line.participant_id != participant.pk:
        raise ValidationError(_("These hours are somebody else's."))
    return line


def _store(line: HourLine, by: User | None) -> None:
    line.recorded_by, line.recorded_at = by, timezone.now()
    line.save()


def _check_hours(data: HoursData, *, is_named: bool) -> None:
    errors = {}
    if not is_named and not data.what.strip():
        errors["what"] = _("Say what the hours were for.")
    for name, hours in (("planned", data.planned), ("actual", data.actual)):
        if hours is not None and not 0 <= hours <= MOST_HOURS:
            errors[name] = _("Give a number of hours between 0 and {most}.").format(most=MOST_HOURS)
    if data.planned is None and data.actual is None:
        errors["actual"] = _("Give the planned or the actual hours.")
    if errors:
        raise ValidationError(errors)


def _check_cost(exchange: Exchange, data: CostData) -> None:
    errors = {}
    if data.kind not in CostKind.values:
        errors["kind"] = _("Choose what kind of cost it is.")
    for name, amount in (("planned", data.planned), ("actual", data.actual)):
        if amount is not None and (not 0 <= amount <= MOST_COSTS or amount != amount.quantize(CENT)):
            errors[name] = _("This amount is not right.")
    if data.planned is None and data.actual is None:
        errors["planned"] = _("Give the planned or the actual amount.")
    if data.currency not in Locale("en").currencies:
        errors["currency"] = _("There is no such currency.")
    elif data.currency != EURO:
        if data.rate is None or not 0 < data.rate <= MOST_RATE:
            errors["rate"] = _("Say how many euro one unit of this currency is.")
        if data.rate_on is None:
            errors["rate_on"] = _("Give the day of this rate.")
    if data.payer is not None and data.other_payer.strip():
        errors["other_payer"] = _("Choose who pays, or write it down: not both.")
    if data.participant is not None and data.participant.exchange_id != exchange.pk:
        errors["participant"] = _("This person does not take part in this exchange.")
    if errors:
        raise ValidationError(errors)
