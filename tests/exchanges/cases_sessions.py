"""How each action of this part is called, and by whom: read by tests/test_actions.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from cast import Cast
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.actions import ExchangeData, SessionData
from wisselwerk.exchanges.models import Exchange
from wisselwerk.exchanges.queries.exchanges import ExchangeFilter


def session_data(**fields: Any) -> SessionData:
    """A webinar of two hours in Kigali, in spring."""
    fields = {
        "form": "webinar",
        "start": dt.datetime(2027, 3, 23, 9),
        "end": dt.datetime(2027, 3, 23, 11),
        "time_zone": "Africa/Kigali",
    } | fields
    return SessionData(**fields)


def exchange_data(exchange: Exchange, **fields: Any) -> ExchangeData:
    """What an exchange is, save for what is changed."""
    names = ("title", "purpose", "language", "forms", "partner", "country", "project", "themes")
    return ExchangeData(**{name: getattr(exchange, name) for name in names} | fields)


def held_session(cast: Cast) -> Any:
    now = timezone.now()
    return cast.session(cast.exchange(), start=now - dt.timedelta(hours=2), end=now - dt.timedelta(hours=1))


def update_exchange(cast: Cast, _path: Path) -> Any:
    exchange = cast.exchange()
    return (
        actions.update_exchange,
        cast.alice,
        {"exchange": exchange, "data": exchange_data(exchange, title="Markten"), "officer": cast.alice},
    )


CASES: dict[str, Callable[[Cast, Path], Any]] = {
    "exchanges.move_on": lambda c, _p: (
        actions.move_on,
        c.alice,
        {"exchange": c.exchange(), "step": "cancel", "reason": "Verkiezingen"},
    ),
    "exchanges.update_exchange": update_exchange,
    "exchanges.export_exchanges": lambda c, _p: (actions.export_exchanges, c.alice, {"wanted": ExchangeFilter()}),
    "exchanges.add_session": lambda c, _p: (
        actions.add_session,
        c.alice,
        {"exchange": c.exchange(), "data": session_data()},
    ),
    "exchanges.update_session": lambda c, _p: (
        actions.update_session,
        c.alice,
        {"session": c.session(c.exchange()), "data": session_data()},
    ),
    "exchanges.cancel_session": lambda c, _p: (
        actions.cancel_session,
        c.alice,
        {"session": c.session(c.exchange()), "reason": "Ziek"},
    ),
    "exchanges.hold_session": lambda c, _p: (actions.hold_session, c.alice, {"session": held_session(c)}),
    "exchanges.reschedule": lambda c, _p: (
        actions.reschedule,
        c.alice,
        {
            "exchange": c.exchange(),
            "start": dt.date(2027, 3, 1),
            "end": dt.date(2027, 3, 5),
            "reason": "Verkiezingen",
        },
    ),
    "exchanges.renew_calendar_feed": lambda c, _p: (actions.renew_calendar_feed, c.bob, {}),
}
