"""The dossier of an administrator's trip: why, with whom, at what cost, decided by the executive, and the report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions.moving import fall_back
from wisselwerk.exchanges.conflicts import Conflict, locked, require_version
from wisselwerk.exchanges.enums import ExchangeStatus, ParticipantStatus
from wisselwerk.exchanges.models import Exchange, Participant, TripDossier
from wisselwerk.exchanges.queries.trips import has_returned, makes_trip
from wisselwerk.trail.actions import log_action

# An exchange that was confirmed, and not cancelled since.
CONFIRMED: Final = frozenset(
    {
        ExchangeStatus.PREPARING,
        ExchangeStatus.READY,
        ExchangeStatus.UNDER_WAY,
        ExchangeStatus.ENDED,
        ExchangeStatus.CLOSED,
    }
)
MOST_COSTS: Final = Decimal("99999999.99")


@dataclass(frozen=True, slots=True, kw_only=True)
class TripData:
    """What the dossier says. With a day of decision, the executive has decided on the trip; `report` comes after it."""

    purpose: str
    policy_interest: str = ""
    delegation: str = ""
    costs: Decimal | None = None
    paid_by: str = ""
    decided_on: dt.date | None = None
    decision_reference: str = ""
    report: str = ""


@transaction.atomic
def update_dossier(*, by: User | None, dossier: TripDossier, data: TripData, seen: int | None = None) -> TripDossier:
    """Begin, change or report in the dossier of an administrator's trip. `seen` is the version that was looked at.

    `dossier` is what `dossier_of` gives. Once it is decided and the exchange is confirmed, its outline is in the
    public register. Raises `PermissionDenied`, `Conflict` when somebody else changed it meanwhile, or
    `ValidationError` by field.
    """
    require(by, "exchanges.change_dossier", dossier)
    exchange = locked(dossier.participant.exchange)
    participant = locked(dossier.participant)
    if participant.status != ParticipantStatus.JOINING or exchange.status == ExchangeStatus.CANCELLED:
        raise Conflict(_("This trip does not take place."), code="conflict")
    if not makes_trip(participant):
        raise ValidationError(_("Only elected administrators who travel have such a dossier."))
    dossier = TripDossier.objects.select_for_update().filter(participant=participant).first() or _new(participant)
    require_version(dossier, seen)
    _check(dossier, exchange, data)
    for one in fields(TripData):
        value = getattr(data, one.name)
        setattr(dossier, one.name, value.strip() if isinstance(value, str) else value)
    if dossier.report and dossier.reported_on is None:
        dossier.reported_on = timezone.localdate()
    if dossier.decided_on and dossier.registered_at is None and exchange.status in CONFIRMED:
        dossier.registered_at = timezone.now()
    dossier.version += 1
    dossier.save()
    log_action(
        "exchanges.update_dossier",
        dossier,
        by=by,
        details={"decided": dossier.decided_on is not None, "reported": dossier.reported_on is not None},
    )
    fall_back(exchange, actor=by)
    return dossier


def dossier_of(participant: Participant) -> TripDossier:
    """The dossier of a trip; a new one, that is not stored yet, when it was not begun."""
    return TripDossier.objects.filter(participant=participant).first() or _new(participant)


def _new(participant: Participant) -> TripDossier:
    return TripDossier(participant=participant, version=0)


def _check(dossier: TripDossier, exchange: Exchange, data: TripData) -> None:
    errors = {}
    if not data.purpose.strip():
        errors["purpose"] = _("Say what the trip is for.")
    if data.costs is not None and not 0 <= data.costs <= MOST_COSTS:
        errors["costs"] = _("This amount is not right.")
    if data.decided_on is None and dossier.registered_at is not None:
        errors["decided_on"] = _("The decision is in the public register: it can be changed, not taken away.")
    if data.decided_on is not None:
        if data.decided_on > timezone.localdate():
            errors["decided_on"] = _("This day has not come yet.")
        if data.costs is None:
            errors["costs"] = _("Say what the trip costs: the executive decides on it.")
        if not data.paid_by.strip():
            errors["paid_by"] = _("Say who pays: the executive decides on it.")
    if data.report.strip() and not has_returned(exchange):
        errors["report"] = _("The report is written after the trip.")
    elif dossier.reported_on and not data.report.strip():
        errors["report"] = _("The report is in the public register: it can be changed, not taken away.")
    if errors:
        raise ValidationError(errors)
