"""Making the checklist of an exchange."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from wisselwerk.exchanges.checklist import lines_for
from wisselwerk.exchanges.models import ChecklistItem, Exchange
from wisselwerk.exchanges.queries.preparation import PREPARED


def make_checklist(exchange: Exchange) -> int:
    """Make the lines that form, country and people ask for; lines that are there stay. Returns how many were added.

    Called by `move_on` and `update_checklist` within their transaction.
    """
    present = set(exchange.checklist.exclude(code="").values_list("code", "participant"))
    today = timezone.localdate()
    added = ChecklistItem.objects.bulk_create(
        ChecklistItem(
            exchange=exchange,
            participant=person,
            code=line.code,
            owner=line.owner,
            due_on=line.due_on(exchange, today),
            is_required=line.is_required,
        )
        for line, person in lines_for(exchange)
        if (line.code, person.pk if person else None) not in present
    )
    return len(added)


def refresh_checklist(exchange: Exchange) -> None:
    """Add the lines for somebody or something new, if the exchange is in preparation.

    Called within their transaction by the actions that change who takes part, or what the exchange is.
    """
    if exchange.status in PREPARED:
        make_checklist(exchange)


def shift_checklist(exchange: Exchange, *, by_days: int) -> None:
    """Let the open lines be due as much earlier or later as the exchange is. Called when its dates change."""
    for item in exchange.checklist.open().exclude(due_on=None):
        assert item.due_on is not None
        item.due_on += dt.timedelta(days=by_days)
        item.save(update_fields=["due_on"])
