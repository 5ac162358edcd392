from __future__ import annotations

from wisselwerk.accounts.models import User
from wisselwerk.exchanges.models import Exchange


def tell_outcomes(exchange: Exchange, *, actor: User | None) -> None:
    """Tell everybody that it is confirmed, and those who were considered but do not take part. Called by `move_on`."""


def tell_cancelled(exchange: Exchange, *, actor: User | None) -> None:
    """Tell everybody concerned that it is cancelled. Called by `move_on`."""
