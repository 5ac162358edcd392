"""Working through the checklist of an exchange."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions.moving import fall_back
from wisselwerk.exchanges.actions.preparing import make_checklist
from wisselwerk.exchanges.conflicts import locked
from wisselwerk.exchanges.enums import Side
from wisselwerk.exchanges.models import ChecklistItem, Exchange, Participant
from wisselwerk.trail.actions import log_action


@transaction.atomic
def update_checklist(*, by: User | None, exchange: Exchange) -> int:
    """Bring the list up to date with form, country and people as they are now; returns how many lines were added.

    Raises `PermissionDenied`, or `ValidationError` when the exchange is over.
    """
    require(by, "exchanges.change_checklist", exchange)
    exchange = _open_exchange(exchange)
    added = make_checklist(exchange)
    log_action("exchanges.update_checklist", exchange, by=by, details={"added": added})
    fall_back(exchange, actor=by)
    return added


@transaction.atomic
def tick_item(*, by: User | None, item: ChecklistItem) -> ChecklistItem:
    """A line is done. One that was done already stays as it is: two people may say so.

    Raises `PermissionDenied`, `Conflict` when the line is gone, or `ValidationError` when the exchange is over.
    """
    require(by, "exchanges.tick_item", item)
    _open_exchange(item.exchange)
    item = locked(item)
    if item.done_at is None:
        item.done_at, item.done_by, item.not_needed_because = timezone.now(), by, ""
        item.save(update_fields=["done_at", "done_by", "not_needed_because"])
    log_action("exchanges.tick_item", item, by=by, details=_what(item))
    return item


@transaction.atomic
def untick_item(*, by: User | None, item: ChecklistItem) -> ChecklistItem:
    """A line must still be done after all; an exchange that was ready for it goes back to preparation.

    Raises as `tick_item` does.
    """
    require(by, "exchanges.tick_item", item)
    exchange = _open_exchange(item.exchange)
    item = locked(item)
    item.done_at, item.done_by, item.not_needed_because = None, None, ""
    item.save(update_fields=["done_at", "done_by", "not_needed_because"])
    log_action("exchanges.untick_item", item, by=by, details=_what(item))
    fall_back(exchange, actor=by)
    return item


@transaction.atomic
def skip_item(*, by: User | None, item: ChecklistItem, because: str) -> ChecklistItem:
    """A line is not needed here, and why. Raises as `tick_item` does, also when no reason is given."""
    require(by, "exchanges.change_checklist", item.exchange)
    _open_exchange(item.exchange)
    item = locked(item)
    if not because.strip():
        raise ValidationError({"because": _("Say why it is not needed.")})
    item.done_at, item.done_by, item.not_needed_because = None, None, because.strip()
    item.full_clean(exclude=["exchange", "participant", "done_by"])
    item.save(update_fields=["done_at", "done_by", "not_needed_because"])
    log_action("exchanges.skip_item", item, by=by, details=_what(item))
    return item


@transaction.atomic
def change_item(
    *, by: User | None, item: ChecklistItem, owner: str, due_on: dt.date | None, note: str
) -> ChecklistItem:
    """Change who does a line, before when, and what is noted with it. Raises as `tick_item` does."""
    require(by, "exchanges.change_checklist", item.exchange)
    _open_exchange(item.exchange)
    item = locked(item)
    changed = [name for name, value in (("owner", owner), ("due_on", due_on)) if getattr(item, name) != value]
    item.owner, item.due_on, item.note = owner, due_on, note.strip()
    if changed:
        item.reminded_at = None
    item.full_clean(exclude=["exchange", "participant", "done_by"])
    item.save(update_fields=["owner", "due_on", "note", "reminded_at"])
    log_action("exchanges.change_item", item, by=by, details=_what(item) | {"fields": changed})
    return item


@transaction.atomic
def add_item(
    *,
    by: User | None,
    exchange: Exchange,
    title: str,
    owner: str,
    due_on: dt.date | None = None,
    participant: Participant | None = None,
    is_required: bool = False,
    note: str = "",
) -> ChecklistItem:
    """Add a line in one's own words, for the exchange or for one participant.

    Raises `PermissionDenied`, or `ValidationError` when there is no text, when the participant is not one of this
    exchange or when the exchange is over.
    """
    require(by, "exchanges.change_checklist", exchange)
    exchange = _open_exchange(exchange)
    if not title.strip():
        raise ValidationError({"title": _("Say what must be done.")})
    if participant is not None and participant.exchange_id != exchange.pk:
        raise ValidationError({"participant": _("This person does not take part.")})
    if participant is None and owner == Side.EMPLOYER:
        raise ValidationError({"participant": _("Say whose employer does it.")})
    item = ChecklistItem(
        exchange=exchange,
        participant=participant,
        title=title.strip(),
        owner=owner,
        due_on=due_on,
        is_required=is_required,
        note=note.strip(),
    )
    item.full_clean(exclude=["exchange", "participant", "done_by"])
    item.save()
    log_action("exchanges.add_item", item, by=by)
    fall_back(exchange, actor=by)
    return item


@transaction.atomic
def remove_item(*, by: User | None, item: ChecklistItem) -> None:
    """Take away a line that people added; the others can be marked as not needed.

    Raises `PermissionDenied`, `Conflict` when it is gone already, or `ValidationError`.
    """
    require(by, "exchanges.change_checklist", item.exchange)
    _open_exchange(item.exchange)
    item = locked(item)
    if item.code:
        raise ValidationError(_("This line belongs to the list. Say that it is not needed, and why."))
    log_action("exchanges.remove_item", item, by=by)
    item.delete()


def _open_exchange(exchange: Exchange) -> Exchange:
    exchange = locked(exchange)
    if not exchange.is_open:
        raise ValidationError(_("The exchange is over: its list can't be changed any more."))
    return exchange


def _what(item: ChecklistItem) -> dict[str, Any]:
    return {"code": item.code} if item.code else {}
