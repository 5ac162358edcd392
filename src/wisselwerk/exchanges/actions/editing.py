"""Changing what an exchange is."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions.moving import fall_back
from wisselwerk.exchanges.actions.planning import ExchangeData, write_exchange
from wisselwerk.exchanges.actions.preparing import refresh_checklist
from wisselwerk.exchanges.conflicts import Conflict, locked, require_version
from wisselwerk.exchanges.models import Exchange
from wisselwerk.trail.actions import log_action


@transaction.atomic
def update_exchange(
    *, by: User | None, exchange: Exchange, data: ExchangeData, officer: User | None, seen: int | None = None
) -> Exchange:
    """Change title, purpose, forms, project and officer. The dates are changed by `reschedule`, which tells everyone.

    `seen` is the version that was looked at. Raises `PermissionDenied`, `Conflict`, or `ValidationError` per field.
    """
    require(by, "exchanges.change_exchange", exchange)
    exchange = locked(exchange)
    require_version(exchange, seen)
    if not exchange.is_open:
        raise Conflict(_("The exchange is over."), code="conflict")
    exchange.officer = officer
    exchange.version += 1
    write_exchange(exchange, data)
    log_action("exchanges.update_exchange", exchange, by=by)
    refresh_checklist(exchange)
    fall_back(exchange, actor=by)
    return exchange
