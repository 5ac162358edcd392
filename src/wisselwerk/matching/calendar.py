"""Free days as index terms, so that "has a free day in this period" is exact and costs a few term look-ups.

Days are leaves of a binary tree. A period is the union of few whole blocks of that tree. Two periods share a day if
and only if a block of one is equal to, inside, or around a block of the other (the segment-tree decomposition of
Bentley 1977).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wisselwerk.matching.model import Period

_HEIGHT = 22  # 2**22 days is more than the 3,652,059 that Python's calendar has


def _blocks(period: Period) -> Iterable[tuple[int, int]]:
    """The fewest (height, number) blocks that make up the period."""
    low, high, height = period.start.toordinal(), period.end.toordinal() + 1, 0
    while low < high:
        if low & 1:
            yield height, low
            low += 1
        if high & 1:
            high -= 1
            yield height, high
        low, high, height = low >> 1, high >> 1, height + 1


def _above(height: int, number: int) -> Iterable[tuple[int, int]]:
    """The blocks around a block, nearest first."""
    while height < _HEIGHT:
        height, number = height + 1, number >> 1
        yield height, number


def _exactly(height: int, number: int) -> str:
    """The term of a block that is free as a whole."""
    return f"={height}.{number}"


def _within(height: int, number: int) -> str:
    """The term of a block in which something is free."""
    return f"<{height}.{number}"


def stored_terms(periods: Iterable[Period]) -> set[str]:
    """The terms under which free periods are indexed."""
    terms: set[str] = set()
    for period in periods:
        for block in _blocks(period):
            terms |= {_exactly(*block), _within(*block)}
            terms.update(_within(*around) for around in _above(*block))
    return terms


def wanted_terms(period: Period) -> set[str]:
    """The terms of which an index entry has at least one exactly if it has a free day in `period`."""
    terms: set[str] = set()
    for block in _blocks(period):
        terms.add(_within(*block))
        terms.update(_exactly(*around) for around in _above(*block))
    return terms


def merged(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The same days in order, as few periods as possible."""
    found: list[Period] = []
    for period in sorted(periods, key=lambda one: (one.start, one.end)):
        if found and period.start.toordinal() <= found[-1].end.toordinal() + 1:
            found[-1] = Period(found[-1].start, max(found[-1].end, period.end))
        else:
            found.append(period)
    return tuple(found)


def free_days(periods: Iterable[Period], wanted: Period) -> int:
    """How many days of `wanted` are free."""
    return sum(shared.days for one in merged(periods) if (shared := one.overlap(wanted)) is not None)


def parse(start: str, end: str) -> Period:
    """A period from two ISO 8601 dates. Raises `ValueError` if either is none, or the order is wrong."""
    return Period(date.fromisoformat(start), date.fromisoformat(end))
