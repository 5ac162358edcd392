"""How each action of this part is called, and by whom: read by tests/test_actions.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from cast import Cast
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.models import ChecklistItem
from wisselwerk.organisations.models import Country


def item(cast: Cast, **fields: Any) -> ChecklistItem:
    """A line of Bob's, in a visit in which he takes part."""
    exchange = cast.exchange()
    fields = {"owner": "expert", "participant": cast.participant(exchange, cast.bob), "code": "visa"} | fields
    return ChecklistItem.objects.create(exchange=exchange, **fields)


def advice(cast: Cast, **fields: Any) -> dict[str, Any]:
    """What is said of Rwanda."""
    return {
        "country": Country.objects.get(pk="RW"),
        "level": "yellow",
        "text": "Let op bij de grens.",
        "source": "https://www.nederlandwereldwijd.nl/reisadvies/rwanda",
        "issued_on": timezone.localdate(),
    } | fields


CASES: dict[str, Callable[[Cast, Path], Any]] = {
    "exchanges.update_checklist": lambda c, _p: (actions.update_checklist, c.alice, {"exchange": c.exchange()}),
    "exchanges.tick_item": lambda c, _p: (actions.tick_item, c.bob, {"item": item(c)}),
    "exchanges.untick_item": lambda c, _p: (actions.untick_item, c.bob, {"item": item(c, done_at=timezone.now())}),
    "exchanges.skip_item": lambda c, _p: (actions.skip_item, c.alice, {"item": item(c), "because": "Heeft het al"}),
    "exchanges.change_item": lambda c, _p: (
        actions.change_item,
        c.alice,
        {"item": item(c), "owner": "officer", "due_on": None, "note": ""},
    ),
    "exchanges.add_item": lambda c, _p: (
        actions.add_item,
        c.alice,
        {"exchange": c.exchange(), "title": "Geschenk kopen", "owner": "officer"},
    ),
    "exchanges.remove_item": lambda c, _p: (actions.remove_item, c.alice, {"item": item(c, code="", title="Geschenk")}),
    "exchanges.write_local_context": lambda c, _p: (
        actions.write_local_context,
        c.country_team,
        {"exchange": c.exchange(), "text": "De markt is op dinsdag.", "language": "nl"},
    ),
    "exchanges.sign_off": lambda c, _p: (
        actions.sign_off,
        c.country_team,
        {"exchange": c.exchange(), "decision": "go", "reason": "", "seen_advice": None},
    ),
    "exchanges.note_travel_advice": lambda c, _p: (actions.note_travel_advice, c.country_team, advice(c)),
}
