"""Calendars: of an exchange as an attachment, and one person's own at a secret address."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar, Event

from cast import Cast
from exchanges.cases_sessions import session_data
from wisselwerk.exchanges import calendars
from wisselwerk.exchanges.actions import add_session, cancel_session, renew_calendar_feed
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import SessionSpeaker
from wisselwerk.exchanges.queries.calendar import feed_with, own_sessions

pytestmark = pytest.mark.django_db


def events(text: str | bytes) -> list[Event]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        ("Africa/Kigali", dt.date(2027, 3, 23), 7),
        ("Africa/Kigali", dt.date(2027, 7, 20), 7),
        ("Asia/Beirut", dt.date(2027, 3, 23), 7),
        ("Asia/Beirut", dt.date(2027, 7, 20), 6),
        ("Europe/Amsterdam", dt.date(2027, 3, 23), 8),
        ("Europe/Amsterdam", dt.date(2027, 7, 20), 7),
    ],
)
def test_nine_o_clock_at_the_place_is_nine_o_clock_in_every_calendar(
    cast: Cast, zone: str, day: dt.date, utc: int
) -> None:
    exchange = cast.exchange()
    nine, eleven = dt.datetime.combine(day, dt.time(9)), dt.datetime.combine(day, dt.time(11))
    add_session(by=None, exchange=exchange, data=session_data(start=nine, end=eleven, time_zone=zone))
    (part,) = calendars.attachment(exchange)
    (event,) = events(part["text"])
    start = event.decoded("dtstart")
    assert start.astimezone(dt.UTC).hour == utc
    assert f"DTSTART;TZID={zone}:{nine:%Y%m%dT%H%M%S}" in part["text"]
    # A calendar that does not know the zone by name reads it from the definition that comes along.
    (definition,) = Calendar.from_ical(part["text"]).walk("VTIMEZONE")
    offset = definition.to_tz(lookup_tzid=False).utcoffset(nine)
    assert offset == ZoneInfo(zone).utcoffset(nine)
    assert len(part["text"]) < 20_000


def test_an_attachment_names_agency_and_session_but_nobody_who_takes_part(cast: Cast) -> None:
    exchange = cast.exchange()
    cast.participant(exchange, cast.bob)
    session = cast.session(exchange, link="https://example.org/join")
    (part,) = calendars.attachment(exchange)
    assert (part["name"], part["type"]) == ("exchange.ics", "text/calendar; method=REQUEST")
    (event,) = events(part["text"])
    assert str(event["uid"]).startswith(f"session-{session.pk}@")
    assert str(event["organizer"]).startswith("MAILTO:")
    assert "attendee" not in event
    assert "bob" not in part["text"].lower()
    assert f"/uitwisselingen/{exchange.pk}" in str(event["url"])


def test_what_was_held_stays_when_the_rest_is_taken_back(cast: Cast) -> None:
    exchange = cast.exchange(status=ExchangeStatus.UNDER_WAY)
    cast.session(exchange, status="held")
    gone = cast.session(exchange)
    cancel_session(by=None, session=gone, reason="Ziek")
    assert [one["name"] for one in calendars.attachment(exchange)] == ["exchange.ics", "cancelled.ics"]
    (part,) = calendars.attachment(exchange, cancelled=True)
    (event,) = events(part["text"])
    assert (str(event["status"]), int(event["sequence"])) == ("CANCELLED", 1)


class TestFeed:
    def test_a_new_address_makes_the_old_one_worthless(self, cast: Cast) -> None:
        old = renew_calendar_feed(by=cast.bob).token
        assert len(old) > 40
        new = renew_calendar_feed(by=cast.bob).token
        assert feed_with(old) is None
        found = feed_with(new)
        assert found is not None
        assert found.user == cast.bob
        cast.bob.is_active = False
        cast.bob.save()
        assert feed_with(new) is None

    def test_everybody_has_the_sessions_that_are_theirs(self, cast: Cast) -> None:
        exchange = cast.exchange(status=ExchangeStatus.PREPARING)
        bob, dana = cast.participant(exchange, cast.bob), cast.participant(exchange, email="dana@example.org")
        for_all, for_dana = cast.session(exchange), cast.session(exchange, title="Coaching")
        SessionSpeaker.objects.create(session=for_dana, participant=dana)
        cast.session(cast.exchange())  # nothing is certain yet of this one

        def theirs(user: Any) -> list[Any]:
            return list(own_sessions(user, timezone.now()))

        assert theirs(cast.bob) == [for_all]
        assert theirs(cast.alice) == [for_all, for_dana]
        assert theirs(cast.partner) == [for_all, for_dana]
        assert theirs(cast.charlie) == []
        assert theirs(cast.employer) == []
        bob.status = "withdrawn"
        bob.save()
        assert theirs(cast.bob) == []
