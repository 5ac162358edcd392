"""How each action of this part is called, and by whom: read by tests/test_actions.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cast import Cast
from exchanges.cases_outcomes import ended
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.models import Lesson, LessonQuote

DATA = actions.LessonData(title="Moins de pannes", text="Contrôler avant de remplacer.", language="fr")


def lesson(cast: Cast, **fields: Any) -> Lesson:
    """What the partner takes along, as its own person wrote it down."""
    exchange = fields.pop("exchange", None) or ended(cast)
    written = actions.write_lesson(by=cast.partner, exchange=exchange, side="partner", organisation=None, data=DATA)
    if fields:
        Lesson.objects.filter(pk=written.pk).update(**fields)
        written.refresh_from_db()
    return written


def quote(cast: Cast, **fields: Any) -> LessonQuote:
    """Words of Bob in that lesson."""
    fields = {"lesson": lesson(cast), "words": "Zo doen wij het.", "name": "Bob", "email": cast.bob.email} | fields
    return LessonQuote.objects.create(**fields)


CASES: dict[str, Callable[[Cast, Path], Any]] = {
    "exchanges.write_lesson": lambda c, _p: (
        actions.write_lesson, c.partner,
        {"exchange": ended(c), "side": "partner", "organisation": None, "data": DATA},
    ),
    "exchanges.update_lesson": lambda c, _p: (actions.update_lesson, c.partner, {"lesson": lesson(c), "data": DATA}),
    "exchanges.submit_lesson": lambda c, _p: (actions.submit_lesson, c.partner, {"lesson": lesson(c)}),
    "exchanges.publish_lesson": lambda c, _p: (
        actions.publish_lesson, c.alice, {"lesson": lesson(c, status="submitted")},
    ),
    "exchanges.return_lesson": lambda c, _p: (
        actions.return_lesson, c.alice, {"lesson": lesson(c, status="submitted"), "note": "Hoe lang duurde het?"},
    ),
    "exchanges.withdraw_lesson": lambda c, _p: (
        actions.withdraw_lesson, c.partner, {"lesson": lesson(c, status="submitted")},
    ),
    "exchanges.ask_quote": lambda c, _p: (
        actions.ask_quote, c.partner,
        {"lesson": lesson(c), "words": "Zo doen wij het.", "name": "Bob", "email": "bob@example.org", "language": "nl"},
    ),
    "exchanges.remove_quote": lambda c, _p: (actions.remove_quote, c.partner, {"quote": quote(c)}),
    "exchanges.answer_quote": lambda c, _p: (actions.answer_quote, c.bob, {"quote": quote(c), "agrees": True}),
}  # fmt: skip
