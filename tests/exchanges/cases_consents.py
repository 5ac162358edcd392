"""How each action of this part is called, and by whom: read by tests/test_actions.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from cast import Cast
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.actions.trips import dossier_of
from wisselwerk.exchanges.models import AdvanceConsent, EmployerConsent, Participant, TripDossier


def terms(participant: Participant, **fields: Any) -> actions.ConsentData:
    """Forty hours in the days of the exchange."""
    exchange = participant.exchange
    assert exchange.start is not None
    assert exchange.end is not None
    fields = {
        "hours": 40,
        "period_start": exchange.start,
        "period_end": exchange.end,
        "valid_until": exchange.end + dt.timedelta(days=90),
    } | fields
    return actions.ConsentData(**fields)


def bob_of(cast: Cast, **fields: Any) -> Participant:
    """Bob takes part in a visit; `kind="administrator"` makes him somebody in office."""
    return cast.participant(cast.exchange(), cast.bob, **fields)


def asked(cast: Cast, **fields: Any) -> EmployerConsent:
    """The secretary Rik is asked to consent for Bob."""
    return cast.consent(
        bob_of(cast), status="asked", answered_at=None, asked_name="Rik", asked_email="rik@example.org", **fields
    )


def advance(cast: Cast, **fields: Any) -> AdvanceConsent:
    """The own municipality gives a hundred hours a year for street lighting, for two years."""
    today = timezone.localdate()
    fields = {
        "organisation": cast.municipality,
        "themes": ["street-lighting"],
        "hours_per_year": 100,
        "valid_from": today,
        "valid_until": today + dt.timedelta(days=730),
        "given_by": cast.employer,
    } | fields
    return AdvanceConsent.objects.create(**fields)


def advance_terms(**fields: Any) -> actions.AdvanceData:
    today = timezone.localdate()
    fields = {"hours_per_year": 100, "valid_from": today, "valid_until": today + dt.timedelta(days=365)} | fields
    return actions.AdvanceData(**fields)


def dossier(cast: Cast) -> TripDossier:
    """Bob in office travels; his dossier is not begun yet."""
    return dossier_of(bob_of(cast, kind="administrator"))


SIGNED: dict[str, Any] = {"name": "Rik", "function": "Gemeentesecretaris"}


def _draw(cast: Cast) -> dict[str, Any]:
    bob = bob_of(cast)
    return {"participant": bob, "advance": advance(cast), "data": terms(bob)}


CASES: dict[str, Callable[[Cast, Path], Any]] = {
    "exchanges.ask_consent": lambda c, _p: (
        actions.ask_consent,
        c.alice,
        {"participant": (bob := bob_of(c)), "data": terms(bob), "name": "Rik", "email": "rik@example.org"},
    ),
    "exchanges.answer_consent": lambda c, _p: (
        actions.answer_consent,
        c.employer,
        {"consent": (consent := asked(c)), "data": terms(consent.participant)} | SIGNED,
    ),
    "exchanges.refuse_consent": lambda c, _p: (
        actions.refuse_consent,
        c.employer,
        {"consent": asked(c), "reason": "Te druk."} | SIGNED,
    ),
    "exchanges.revoke_consent": lambda c, _p: (
        actions.revoke_consent,
        c.employer,
        {"consent": c.consent(bob_of(c)), "reason": "Ziekte."},
    ),
    "exchanges.give_advance_consent": lambda c, _p: (
        actions.give_advance_consent,
        c.employer,
        {"organisation": c.municipality, "data": advance_terms()},
    ),
    "exchanges.revoke_advance_consent": lambda c, _p: (
        actions.revoke_advance_consent,
        c.employer,
        {"advance": advance(c)},
    ),
    "exchanges.draw_advance_consent": lambda c, _p: (actions.draw_advance_consent, c.alice, _draw(c)),
    "exchanges.update_dossier": lambda c, _p: (
        actions.update_dossier,
        c.bob,
        {"dossier": dossier(c), "data": actions.TripData(purpose="Zien hoe de markt verlicht wordt.")},
    ),
}
