"""Sessions as iCalendar (RFC 5545): invitations in messages, and the feed of one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar, Event, vCalAddress, vText

from wisselwerk.exchanges.enums import SessionStatus
from wisselwerk.exchanges.models import Exchange, Session

PRODUCT: Final = "-//Wisselwerk//Wisselwerk 0.1//EN"


def attachment(exchange: Exchange, *, cancelled: bool = False) -> list[dict[str, str]]:
    """The sessions of an exchange as attachments of a message (`mail.actions.send`): one that invites or changes, and
    one that takes back what is cancelled. Empty when there is nothing to put in a calendar. With `cancelled` only the
    second: what was held before the whole was cancelled stays as it is.

    No attendees are named: those who take part need not see one another's addresses (RFC 5546, 3.2).
    """
    sessions = list(exchange.sessions.all())
    gone = [one for one in sessions if one.status == SessionStatus.CANCELLED]
    kept = [] if cancelled else [one for one in sessions if one.status != SessionStatus.CANCELLED]
    parts = []
    for method, which in (("REQUEST", kept), ("CANCEL", gone)):
        if which:
            text = _calendar(exchange, which, method).to_ical().decode()
            name = "exchange.ics" if method == "REQUEST" else "cancelled.ics"
            parts.append({"name": name, "type": f"text/calendar; method={method}", "text": text})
    return parts


@dataclass(frozen=True, slots=True)
class AllDay:
    """Something that is due on a day: what, of which exchange (its key, by which a calendar knows it again)."""

    exchange: int
    text: str
    on: dt.date


def feed(sessions: Iterable[Session], due: Iterable[AllDay] = (), *, name: str) -> bytes:
    """A calendar with these sessions, each with its exchange, and what is due; cancelled ones are marked as such."""
    calendar = _begin()
    calendar.add("x-wr-calname", name)
    for session in sessions:
        event = _event(session, session.exchange)
        if session.status == SessionStatus.CANCELLED:
            event.add("status", "CANCELLED")
        calendar.add_component(event)
    for one in due:
        calendar.add_component(_whole_day(one))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _calendar(exchange: Exchange, sessions: Iterable[Session], method: str) -> Calendar:
    calendar = _begin()
    calendar.add("method", method)
    for session in sessions:
        event = _event(session, exchange)
        event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar


def _begin() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(session: Session, exchange: Exchange) -> Event:
    """One session, in the time zone of its place: a calendar elsewhere shows it in its own."""
    zone = ZoneInfo(session.time_zone)
    event = Event()
    event.add("uid", f"session-{session.pk}@{_host()}")
    event.add("sequence", session.sequence)
    event.add("dtstamp", timezone.now().astimezone(dt.UTC))
    event.add("dtstart", session.start.astimezone(zone))
    event.add("dtend", session.end.astimezone(zone))
    title = exchange.title if session.title in ("", exchange.title) else f"{exchange.title}: {session.title}"
    event.add("summary", title)
    if session.place or session.link:
        event.add("location", session.place or session.link)
    event.add("description", "\n".join(filter(None, [session.link, _address(exchange.pk)])))
    event.add("url", _address(exchange.pk))
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organiser = vCalAddress(f"MAILTO:{email}")
    organiser.params["cn"] = vText(name or settings.CONFIG.agency_name)
    event.add("organizer", organiser)
    return event


def _whole_day(due: AllDay) -> Event:
    """A day on which nobody is taken up: it stands above the hours."""
    event = Event()
    event.add("uid", f"due-{due.exchange}@{_host()}")
    event.add("dtstamp", timezone.now().astimezone(dt.UTC))
    event.add("dtstart", due.on)
    event.add("summary", due.text)
    event.add("transp", "TRANSPARENT")
    event.add("url", _address(due.exchange))
    return event


def _host() -> str:
    return urlsplit(settings.CONFIG.base_url).hostname or "localhost"


def _address(exchange: int) -> str:
    """Of the page in the first language of the site: whose calendar it comes in is not known here."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.CONFIG.base_url.rstrip("/") + reverse("web:exchange", args=[exchange])
