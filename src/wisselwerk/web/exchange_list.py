"""Exchanges as rows of the list, and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import Exchange
from wisselwerk.web import words
from wisselwerk.web.exchange_page import STATUS_TONES
from wisselwerk.web.themes import theme_name


@dataclass(frozen=True, slots=True)
class Row:
    """An exchange in the list."""

    exchange: Exchange
    status: str
    tone: str
    forms: tuple[str, ...]
    period: str
    people: int


def row(exchange: Exchange) -> Row:
    """An exchange as the list shows it. It must come from `find_exchanges`, which counts its people."""
    return Row(
        exchange=exchange,
        status=exchange.get_status_display(),
        tone=STATUS_TONES[ExchangeStatus(exchange.status)],
        forms=tuple(exchange.form_labels()),
        period=words.period(exchange.start, exchange.end),
        people=int(getattr(exchange, "people", 0)),
    )


def sheet(exchanges: QuerySet[Exchange]) -> tuple[list[str], Iterator[list[Any]]]:
    """The header and a row for each exchange; they must come from `export_exchanges`. No names of experts."""
    header = [
        _("Number"),
        _("Title"),
        _("Status"),
        _("Forms of exchange"),
        _("Partner government"),
        _("Country"),
        _("Programme"),
        _("Project"),
        _("Themes"),
        _("From"),
        _("Until"),
        _("Programme officer"),
        _("People who take part"),
        _("Municipalities"),
        _("Sessions"),
        _("People reached"),
        _("Planned hours"),
        _("Actual hours"),
        _("Why it was cancelled"),
    ]
    return header, (_sheet_row(one) for one in exchanges)


def _sheet_row(exchange: Exchange) -> list[Any]:
    sums: Any = exchange  # with what `with_sums` adds
    programme = exchange.project.programme if exchange.project else None
    return [
        exchange.pk,
        exchange.title,
        exchange.get_status_display(),
        exchange.form_labels(),
        exchange.partner.name,
        str(exchange.country or ""),
        str(programme or ""),
        str(exchange.project or ""),
        [theme_name(concept) for concept in exchange.themes],
        exchange.start,
        exchange.end,
        str(exchange.officer or ""),
        sums.people,
        sorted(_employers(sums.spared_by)),
        sums.session_count or 0,
        sums.audience,
        sums.hours_planned,
        sums.hours_actual,
        exchange.cancelled_because,
    ]


def _employers(people: Iterable[Any]) -> set[str]:
    return {one.employer for one in people if one.employer}
