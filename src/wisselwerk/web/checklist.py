"""The checklist of an exchange as the page draws it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.exchanges.checklist import ITEMS, title_of
from wisselwerk.exchanges.enums import Side
from wisselwerk.exchanges.models import ChecklistItem, Exchange
from wisselwerk.exchanges.queries.preparation import Checklist

SOON = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line in words: what, for whom, and how it stands."""

    item: ChecklistItem
    title: str
    help: str
    person: str
    state: str
    tone: str
    may_tick: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of the same side."""

    heading: str
    lines: list[Shown]
    is_mine: bool = False

    @property
    def open(self) -> int:
        """How many are not settled."""
        return sum(not line.item.is_settled for line in self.lines)

    @property
    def to_tick(self) -> list[int]:
        """The keys of the lines that whoever looks can still tick."""
        return [line.item.pk for line in self.lines if line.may_tick and not line.item.is_settled]


def groups_of(checklist: Checklist, exchange: Exchange) -> list[Group]:
    """The lines by whose they are, one's own first. In an exchange that is over nothing can be ticked."""

    def lines(items: Iterable[ChecklistItem]) -> list[Shown]:
        return [shown_line(one, may_tick=exchange.is_open and checklist.stand.may_tick(one)) for one in items]

    mine = [Group(_("For you"), lines(checklist.mine), is_mine=True)] if checklist.mine else []
    return mine + [Group(str(Side(side).label), lines(items)) for side, items in checklist.others.items()]


def shown_line(item: ChecklistItem, *, may_tick: bool = False) -> Shown:
    """One line in words."""
    state, tone = _state(item, timezone.localdate())
    line = ITEMS.get(item.code)
    return Shown(
        item=item,
        title=title_of(item.code, item.title),
        help=str(line.help) if line else "",
        person=str(item.participant) if item.participant else "",
        state=state,
        tone=tone,
        may_tick=may_tick,
    )


def _state(item: ChecklistItem, today: dt.date) -> tuple[str, str]:
    if item.done_at is not None:
        return _("Done"), "success"
    if item.not_needed_because:
        return _("Not needed"), ""
    if item.due_on is not None and item.due_on < today:
        return _("Late"), "error"
    if item.due_on is not None and item.due_on <= today + SOON:
        return _("This week"), "warm"
    return _("To do"), ""
