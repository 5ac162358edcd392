"""A year of availability as twelve months that can be drawn."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from wisselwerk.experts.models import Availability

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month and how much of it is free: "free", "partly" or "none"."""

    first_day: dt.date
    state: str


def months_of(periods: Iterable[Availability]) -> list[Month]:
    """This month and the eleven after it; empty when nothing is known about this time."""
    today = timezone.localdate()
    months = [_month(today.year, today.month + ahead) for ahead in range(MONTHS)]
    ahead = [period for period in periods if period.end >= today]
    if not ahead:
        return []
    return [Month(first, _state(first, last, ahead)) for first, last in months]


def _month(year: int, number: int) -> tuple[dt.date, dt.date]:
    """The first and last day of a month; `number` may go past December."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return dt.date(year, number, 1), dt.date(year, number, monthrange(year, number)[1])


def _state(first: dt.date, last: dt.date, periods: list[Availability]) -> str:
    free: set[dt.date] = set()
    for period in periods:
        start, end = max(first, period.start), min(last, period.end)
        free.update(start + dt.timedelta(days=day) for day in range((end - start).days + 1))
    return "none" if not free else "free" if len(free) == (last - first).days + 1 else "partly"
