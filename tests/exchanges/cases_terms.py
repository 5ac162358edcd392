"""How each action of this part is called, and by whom: read by tests/test_actions.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cast import Cast
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.models import Exchange, TermsVersion


def exchange(cast: Cast) -> Exchange:
    """A visit in preparation, in which Bob takes part."""
    made = cast.exchange(status="preparing")
    cast.participant(made, cast.bob)
    return made


def begun(cast: Cast) -> TermsVersion:
    """Its terms as the template gives them."""
    return actions.start_terms(by=cast.alice, exchange=exchange(cast))


def change(cast: Cast) -> dict[str, Any]:
    version = begun(cast)
    return {
        "exchange": version.exchange,
        "texts": {"nl": {"purpose": "Minder storingen."}},
        "seen_number": version.number,
    }


CASES: dict[str, Callable[[Cast, Path], Any]] = {
    "exchanges.start_terms": lambda c, _p: (actions.start_terms, c.bob, {"exchange": exchange(c)}),
    "exchanges.edit_terms": lambda c, _p: (actions.edit_terms, c.partner, change(c)),
    "exchanges.agree_terms": lambda c, _p: (actions.agree_terms, c.bob, {"version": begun(c)}),
}
