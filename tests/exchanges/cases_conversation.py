"""How each action of this part is called, and by whom: read by tests/test_actions.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from cast import Cast
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.models import Document


def plan(name: str = "plan.pdf", content: bytes = b"%PDF-1.7 Plan") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def document(cast: Cast) -> Document:
    return actions.add_document(by=cast.alice, exchange=cast.exchange(), file=plan())


CASES: dict[str, Callable[[Cast, Path], Any]] = {
    "exchanges.write_remark": lambda c, _p: (
        actions.write_remark, c.partner, {"exchange": c.exchange(), "text": "Bienvenue à Rubavu."},
    ),
    "exchanges.add_document": lambda c, _p: (
        actions.add_document, c.partner, {"exchange": c.exchange(), "file": plan()},
    ),
    "exchanges.remove_document": lambda c, _p: (actions.remove_document, c.alice, {"document": document(c)}),
}  # fmt: skip
