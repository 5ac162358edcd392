"""Consent in advance: a municipality gives hours a year for themes, and the officer draws from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.consenting import MOST_HOURS, ConsentData, end_current, lock_joining, words_of
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.enums import ConsentRole, ConsentStatus, CostsBorneBy
from wisselwerk.exchanges.models import AdvanceConsent, EmployerConsent, Participant
from wisselwerk.exchanges.queries.consents import covers_themes, hours_left
from wisselwerk.experts.themes import vocabulary
from wisselwerk.organisations.models import Organisation
from wisselwerk.trail.actions import log_action


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceData:
    """What a municipality consents to beforehand. Without themes it is for all of them."""

    hours_per_year: int
    valid_from: dt.date
    valid_until: dt.date
    themes: Collection[str] = ()
    costs_borne_by: str = CostsBorneBy.PROGRAMME
    conditions: str = ""


@transaction.atomic
def give_advance_consent(
    *, by: User | None, organisation: Organisation, data: AdvanceData, invented: bool = False
) -> AdvanceConsent:
    """Consent beforehand. Raises `PermissionDenied`, or `ValidationError` by field."""
    require(by, "exchanges.give_advance_consent", organisation)
    _check(data)
    advance = AdvanceConsent.objects.create(
        organisation=organisation,
        themes=list(dict.fromkeys(data.themes)),
        hours_per_year=data.hours_per_year,
        valid_from=data.valid_from,
        valid_until=data.valid_until,
        costs_borne_by=data.costs_borne_by,
        conditions=data.conditions.strip(),
        given_by=by,
        is_invented=invented,
    )
    log_action("exchanges.give_advance_consent", advance, by=by, details={"hours": data.hours_per_year})
    return advance


@transaction.atomic
def revoke_advance_consent(*, by: User | None, advance: AdvanceConsent) -> AdvanceConsent:
    """Nothing is drawn from it any more; what was drawn before stands, until it is revoked itself.

    Raises `PermissionDenied`, or `Conflict` when it was revoked already.
    """
    require(by, "exchanges.revoke_advance_consent", advance)
    advance = locked(advance)
    if advance.revoked_at is not None:
        raise Conflict(_("This consent in advance was revoked already."), code="conflict")
    advance.revoked_at = timezone.now()
    advance.save(update_fields=["revoked_at"])
    log_action("exchanges.revoke_advance_consent", advance, by=by)
    return advance


@transaction.atomic
def draw_advance_consent(
    *,
    by: User | None,
    participant: Participant,
    advance: AdvanceConsent,
    data: ConsentData,
    instead_of: EmployerConsent | None = None,
) -> EmployerConsent:
    """Take the consent for a participant out of one given in advance; the municipality is told.

    Costs and conditions are those of the consent in advance. The hours count in the calendar year in which the period
    begins, and never more are drawn than there are: the row is locked meanwhile. Raises `PermissionDenied`,
    `Conflict`, or `ValidationError` when it does not cover this.
    """
    require(by, "exchanges.ask_consent", participant.exchange)
    _exchange, participant = lock_joining(participant)
    advance = locked(advance)
    data = replace(
        data,
        costs_borne_by=advance.costs_borne_by,
        conditions=advance.conditions,
        valid_until=min(data.valid_until, advance.valid_until),
        role=ConsentRole.MANAGER,
    )
    _require_covered(participant, advance, data)
    data.check(participant)
    end_current(participant, instead_of, actor=by)
    giver = advance.given_by
    consent = EmployerConsent(
        participant=participant,
        status=ConsentStatus.GIVEN,
        drawn_from=advance,
        asked_by=by,
        answered_at=timezone.now(),
        answered_by=giver,
        answered_name=giver.name if giver else "",
    )
    data.put_into(consent)
    consent.save()
    log_action("exchanges.draw_advance_consent", consent, by=by, details={"advance": advance.pk, "hours": data.hours})
    context = words_of(consent) | {"left": hours_left(advance, data.period_start.year)}
    municipality = [*audience.employers(advance.organisation), *audience.coordinators(advance.organisation)]
    told = {one.email: one for one in [*municipality, audience.person(participant)]}
    audience.tell(told.values(), "consent_drawn", about=consent, but=by, context=context)
    return consent


def _require_covered(participant: Participant, advance: AdvanceConsent, data: ConsentData) -> None:
    """`advance` must be locked: what is left can't change meanwhile."""
    if advance.organisation_id != participant.organisation_id or advance.revoked_at is not None:
        raise ValidationError(_("This consent in advance does not hold for this person."))
    if participant.is_administrator:
        raise ValidationError(_("Only the municipal executive (college) can consent for an elected administrator."))
    if not covers_themes(advance, participant.exchange.themes):
        raise ValidationError(_("This consent in advance is not about the themes of this exchange."))
    if data.period_start < advance.valid_from or data.period_end > advance.valid_until:
        raise ValidationError({"period_end": _("The consent in advance does not hold in the whole of this period.")})
    year = data.period_start.year
    left = hours_left(advance, year)
    if data.hours > left:
        raise ValidationError({"hours": _("Only {hours} hours are left in {year}.").format(hours=left, year=year)})


def _check(data: AdvanceData) -> None:
    errors = {}
    if not 0 < data.hours_per_year <= MOST_HOURS:
        errors["hours_per_year"] = _("Give a number of hours between 1 and {most}.").format(most=MOST_HOURS)
    if data.valid_until < data.valid_from:
        errors["valid_until"] = _("The period ends before it starts.")
    elif data.valid_until < timezone.localdate():
        errors["valid_until"] = _("This day has passed.")
    if data.costs_borne_by not in CostsBorneBy.values:
        errors["costs_borne_by"] = _("Choose who bears the costs.")
    elif data.costs_borne_by == CostsBorneBy.SHARED and not data.conditions.strip():
        errors["conditions"] = _("Describe how the costs are shared.")
    if unknown := [one for one in data.themes if one not in vocabulary()]:
        errors["themes"] = _("We know no such theme: {themes}.").format(themes=", ".join(unknown))
    if errors:
        raise ValidationError(errors)
