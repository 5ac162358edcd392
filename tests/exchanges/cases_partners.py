"""How each action of this part is called, and by whom: read by tests/test_actions.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cast import Cast
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.models import Exchange


def with_bob(cast: Cast, **shown: Any) -> Exchange:
    """An exchange to which Bob said yes; he agrees to be shown in whole, unless `shown` says otherwise."""
    exchange = cast.exchange()
    cast.participant(exchange, cast.bob, **shown)
    return exchange


CASES: dict[str, Callable[[Cast, Path], Any]] = {
    "exchanges.open_proposal": lambda c, _p: (actions.open_proposal, c.partner, {"exchange": with_bob(c)}),
    "exchanges.ask_approval": lambda c, _p: (actions.ask_approval, c.alice, {"exchange": with_bob(c)}),
    "exchanges.give_opinion": lambda c, _p: (
        actions.give_opinion,
        c.partner,
        {"participant": with_bob(c).participants.get(), "opinion": "preferred", "words": "Il connaît le travail."},
    ),
    "exchanges.approve_people": lambda c, _p: (actions.approve_people, c.partner, {"exchange": with_bob(c)}),
}
