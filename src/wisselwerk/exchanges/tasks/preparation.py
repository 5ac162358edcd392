"""Reminders of the checklist, and the question whether the travel advice is still the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone, translation

from wisselwerk.exchanges import audience
from wisselwerk.exchanges.checklist import title_of
from wisselwerk.exchanges.enums import Side
from wisselwerk.exchanges.models import ChecklistItem, Exchange
from wisselwerk.exchanges.queries.preparation import PREPARED, departures, unchecked
from wisselwerk.jobs.registry import job
from wisselwerk.mail.actions import Recipient, send

DAILY: Final = dt.timedelta(days=1)
REMINDED_BEFORE: Final = dt.timedelta(days=7)
# A line that was reminded of is not a reason for another message for so long.
REST: Final = dt.timedelta(days=3)
OFFICER_HEARS_AFTER: Final = dt.timedelta(days=3)


@job("exchanges.remind_checklist", every=DAILY)
def remind_checklist(now: dt.datetime) -> Mapping[str, int]:
    """One message a day to each who has lines that are late or due within a week, on all their exchanges."""
    today = timezone.localdate(now)
    due = _open_lines().filter(due_on__lte=today + REMINDED_BEFORE)
    people: dict[str, Recipient] = {}
    lines: dict[str, list[ChecklistItem]] = {}
    for item in due.select_related("exchange__country", "exchange__officer", "participant__expert__user"):
        for one in _owners(item):
            people[one.email] = one
            lines.setdefault(one.email, []).append(item)
    reminded = sum(_remind(people[email], lines[email], now) for email in sorted(lines))
    return {"reminded": reminded, "officers_told": _tell_officers(today)}


@job("exchanges.ask_travel_advice", every=DAILY)
def ask_travel_advice(now: dt.datetime) -> Mapping[str, int]:
    """Ask, at most once a week for each country, to look at the travel advice for which people are about to leave."""
    today, asked = timezone.localdate(now), set()
    for exchange in unchecked(departures(today), today):
        with transaction.atomic():
            for one in [*audience.country_team(exchange.country), *audience.officers(exchange)]:
                message = send(
                    "check_advice",
                    to=one,
                    about=exchange,
                    context={"country": exchange.country_id, "title": exchange.title, "start": _iso(exchange.start)},
                    key=f"advice:{exchange.country_id}:{_week(today)}:{one.email}",
                )
                if message is not None:
                    asked.add(exchange.country_id)
    return {"countries": len(asked)}


def _open_lines() -> Any:
    return ChecklistItem.objects.open().filter(exchange__status__in=PREPARED).order_by("due_on", "pk")


def _owners(item: ChecklistItem) -> list[Recipient]:
    """Who must do a line. What the employer does, the participant asks for."""
    exchange = item.exchange
    if item.participant is not None and item.owner in {Side.EXPERT, Side.EMPLOYER}:
        return [audience.person(item.participant)]
    match item.owner:
        case Side.PARTNER:
            return audience.partners(exchange)
        case Side.COUNTRY_TEAM:
            return audience.country_team(exchange.country)
        case Side.OFFICER:
            return audience.officers(exchange)
    return audience.participants(exchange)


def _remind(one: Recipient, items: Iterable[ChecklistItem], now: dt.datetime) -> int:
    """Send one person the lines that are still open now, unless they heard of all of them lately."""
    with transaction.atomic():
        still_open = _open_lines().filter(pk__in=[item.pk for item in items])
        found = list(still_open.select_related("exchange").select_for_update(of=("self",)))
        if all(item.reminded_at and item.reminded_at > now - REST for item in found):
            return 0
        message = send(
            "checklist",
            to=one,
            context=_words(one, found, timezone.localdate(now)),
            key=f"checklist:{timezone.localdate(now)}:{one.email}",
        )
        if message is None:
            return 0
        ChecklistItem.objects.filter(pk__in=[item.pk for item in found]).update(reminded_at=now)
        return 1


def _words(one: Recipient, items: Iterable[ChecklistItem], today: dt.date) -> dict[str, Any]:
    exchanges: dict[int, dict[str, Any]] = {}
    with translation.override(one.language):
        for item in items:
            lines = exchanges.setdefault(
                item.exchange_id, {"pk": item.exchange_id, "title": item.exchange.title, "lines": []}
            )
            late = item.due_on is not None and item.due_on < today
            lines["lines"].append({"title": title_of(item.code, item.title), "due": _iso(item.due_on), "late": late})
    return {"exchanges": list(exchanges.values()), "has_account": one.user is not None}


def _tell_officers(today: dt.date) -> int:
    """Tell the officer, at most once a week for each exchange, what others have left undone for days."""
    late = _open_lines().filter(due_on__lt=today - OFFICER_HEARS_AFTER).exclude(owner=Side.OFFICER)
    told = 0
    for exchange in Exchange.objects.filter(pk__in=late.values("exchange")).select_related("officer").order_by("pk"):
        with transaction.atomic():
            items = list(late.filter(exchange=exchange).select_related("participant"))
            for one in audience.officers(exchange):
                message = send(
                    "checklist_late",
                    to=one,
                    about=exchange,
                    context={"exchange": exchange.pk, "title": exchange.title, "lines": _late_lines(one, items)},
                    key=f"checklist-late:{exchange.pk}:{_week(today)}:{one.email}",
                    can_wait=True,
                )
                told += message is not None
    return told


def _late_lines(one: Recipient, items: Iterable[ChecklistItem]) -> list[dict[str, str]]:
    with translation.override(one.language):
        return [
            {
                "title": title_of(item.code, item.title),
                "due": _iso(item.due_on),
                "owner": str(item.participant or Side(item.owner).label),
            }
            for item in items
        ]


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _week(day: dt.date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-{week}"
