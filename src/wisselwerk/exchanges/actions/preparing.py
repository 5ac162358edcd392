from __future__ import annotations

from wisselwerk.exchanges.models import Exchange


def make_checklist(exchange: Exchange) -> None:
    """Make the lines that form, country and people ask for; lines that are there stay. Called by `move_on`."""
