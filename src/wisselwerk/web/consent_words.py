"""Employers' consents as pages show them: colours, what an answer changed, and what is left of one in advance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.exchanges.enums import ConsentRole, ConsentStatus, CostsBorneBy
from wisselwerk.exchanges.models import AdvanceConsent, EmployerConsent
from wisselwerk.exchanges.queries.consents import YearBalance
from wisselwerk.web import words
from wisselwerk.web.themes import theme_name

TONES: Final = {
    ConsentStatus.ASKED: "warm",
    ConsentStatus.GIVEN: "success",
    ConsentStatus.REFUSED: "error",
    ConsentStatus.REVOKED: "error",
    ConsentStatus.WITHDRAWN: "",
}


def changes_of(consent: EmployerConsent) -> list[tuple[str, str, str]]:
    """What the employer changed: (what, as it was asked, as it was given)."""
    found = []
    for name, before in consent.changes.items():
        label = str(EmployerConsent._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # our own columns
        found.append((words.first_upper(label), _shown(name, before), _shown(name, getattr(consent, name))))
    return found


def advance_card(advance: AdvanceConsent, years: Iterable[YearBalance], *, may_revoke: bool) -> dict[str, Any]:
    """A consent in advance with a bar for each year."""
    today = timezone.localdate()
    holds = advance.revoked_at is None and advance.valid_from <= today <= advance.valid_until
    if advance.revoked_at is not None:
        state, tone = _("Revoked"), "error"
    elif holds:
        state, tone = _("Holds"), "success"
    else:
        state, tone = (_("Has ended"), "") if advance.valid_until < today else (_("Begins later"), "warm")
    return {
        "advance": advance,
        "themes": [theme_name(concept) for concept in advance.themes],
        "period": words.period(advance.valid_from, advance.valid_until),
        "state": state,
        "tone": tone,
        "years": [
            {
                "year": str(one.year),
                "share": round(100 * one.used / one.hours),
                "text": _("{used} of {hours} hours used, {left} left").format(
                    used=one.used, hours=one.hours, left=one.left
                ),
                "draws": one.draws,
            }
            for one in years
        ],
        "may_revoke": may_revoke and advance.revoked_at is None and advance.valid_until >= today,
    }


def _shown(name: str, value: Any) -> str:
    if name == "costs_borne_by":
        return str(CostsBorneBy(value).label)
    if name == "role":
        return str(ConsentRole(value).label)
    if name in {"period_start", "period_end", "valid_until"}:
        return words.day(value if isinstance(value, dt.date) else dt.date.fromisoformat(value))
    return str(value) if value not in (None, "") else "–"
