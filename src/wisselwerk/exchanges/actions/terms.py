from __future__ import annotations

from wisselwerk.accounts.models import User
from wisselwerk.exchanges.models import Exchange


def begin_terms(exchange: Exchange, *, actor: User | None) -> None:
    """Make the first version from the template of the form, unless there is one. Called by `move_on`."""
