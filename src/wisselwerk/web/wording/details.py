"""Reading the details of reasons and gaps, whatever they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from wisselwerk.matching import Evidence
from wisselwerk.web.words import percent


def distinct(quotes: Iterable[Evidence]) -> list[str]:
    """The words quoted, each wording once, in order."""
    return list({quote.text.casefold(): quote.text for quote in quotes}.values())


def text_of(value: object) -> str | None:
    return str(value) if value is not None else None


def words_of(value: object) -> list[str]:
    return value.split() if isinstance(value, str) else []


def number_of(value: object) -> int:
    return int(value) if isinstance(value, (int, float)) else 0


def date_of(value: object) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else None


def share_of(value: object) -> str:
    return percent(float(value)) if isinstance(value, (int, float)) else percent(0)
