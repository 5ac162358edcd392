"""Alice plans sessions, moves them, and everybody concerned hears of it; exchanges begin and end by themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cast import Cast
from exchanges.cases_sessions import exchange_data, session_data
from wisselwerk.exchanges.actions import (
    add_session,
    cancel_session,
    hold_session,
    move_on,
    reschedule,
    update_exchange,
    update_session,
)
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import ExchangeStatus, SessionStatus
from wisselwerk.exchanges.models import Exchange, GoDecision, Invitation, PeopleApproval, TermsAgreement, TermsVersion
from wisselwerk.exchanges.tasks.exchanges import start_and_finish
from wisselwerk.mail.models import Message

pytestmark = pytest.mark.django_db

KIGALI, AMSTERDAM = ZoneInfo("Africa/Kigali"), ZoneInfo("Europe/Amsterdam")


def mails(template: str) -> dict[str, Message]:
    return {one.to: one for one in Message.objects.filter(template=template)}


def made_ready(cast: Cast, **fields: Any) -> Exchange:
    """A webinar for which nothing is missing: Bob takes part, and everybody agreed."""
    exchange = cast.exchange(**{"forms": ["webinar"], "status": ExchangeStatus.READY} | fields)
    cast.session(exchange)
    bob = cast.participant(exchange, cast.bob)
    PeopleApproval.objects.create(exchange=exchange, participants=[bob.pk])
    cast.consent(bob, valid_until=exchange.end + dt.timedelta(days=20))
    version = TermsVersion.objects.create(exchange=exchange, number=1)
    for side, person in (("officer", None), ("partner", None), ("expert", bob)):
        TermsAgreement.objects.create(version=version, side=side, participant=person)
    return exchange


class TestSessions:
    def test_a_session_is_at_the_clock_of_its_place_and_widens_the_period(self, cast: Cast) -> None:
        exchange = cast.exchange(start=None, end=None)
        (session,) = add_session(by=cast.alice, exchange=exchange, data=session_data())
        exchange.refresh_from_db()
        assert (exchange.start, exchange.end) == (dt.date(2027, 3, 23), dt.date(2027, 3, 23))
        assert session.start == dt.datetime(2027, 3, 23, 7, tzinfo=dt.UTC)
        assert exchange.version == 2

    def test_the_same_webinar_for_three_weeks_keeps_its_hour_when_summer_time_begins(self, cast: Cast) -> None:
        exchange = cast.exchange(start=None, end=None)
        data = session_data(time_zone="Europe/Amsterdam")
        sessions = add_session(by=cast.alice, exchange=exchange, data=data, repeat_weekly=3)
        local = [one.start.astimezone(AMSTERDAM) for one in sessions]
        assert [(one.day, one.hour) for one in local] == [(23, 9), (30, 9), (6, 9)]
        assert [one.start.astimezone(dt.UTC).hour for one in sessions] == [8, 7, 7]
        exchange.refresh_from_db()
        assert exchange.end == dt.date(2027, 4, 6)

    @pytest.mark.parametrize(
        ("fields", "where"),
        [
            ({"end": dt.datetime(2027, 3, 23, 9)}, "end"),
            ({"time_zone": "Mars/Olympus"}, "time_zone"),
            ({"link": "niet een adres"}, "link"),
            # In the night in which summer time begins, half past two is later than three o'clock.
            (
                {
                    "start": dt.datetime(2027, 3, 28, 2, 30),
                    "end": dt.datetime(2027, 3, 28, 3),
                    "time_zone": "Europe/Amsterdam",
                },
                "end",
            ),
        ],
    )
    def test_what_is_wrong_is_said_by_field(self, cast: Cast, fields: dict[str, Any], where: str) -> None:
        with pytest.raises(ValidationError) as refused:
            add_session(by=cast.alice, exchange=cast.exchange(), data=session_data(**fields))
        assert list(refused.value.message_dict) == [where]

    def test_a_moved_session_keeps_what_it_was_and_everybody_is_told(self, cast: Cast) -> None:
        exchange = cast.exchange(forms=["webinar"], status=ExchangeStatus.PREPARING)
        cast.participant(exchange, cast.bob)
        (session,) = add_session(by=cast.alice, exchange=exchange, data=session_data())
        later = session_data(start=dt.datetime(2027, 3, 24, 10), end=dt.datetime(2027, 3, 24, 12))
        with pytest.raises(ValidationError):
            update_session(by=cast.alice, session=session, data=later)
        Message.objects.all().delete()
        update_session(by=cast.alice, session=session, data=later, reason="De burgemeester is er dan wel.")
        shift = exchange.shifts.get()
        assert (shift.session, shift.old_start, shift.new_start) == (
            session,
            session.start,
            dt.datetime(2027, 3, 24, 8, tzinfo=dt.UTC),
        )
        told = mails("sessions_changed")
        assert set(told) == {cast.bob.email, cast.partner.email, cast.country_team.email}
        context = told[cast.bob.email].context
        assert (context["old"], context["new"]) == ("2027-03-23T09:00", "2027-03-24T10:00")
        assert "SEQUENCE:1" in told[cast.bob.email].attachments[0]["text"]

    def test_one_session_is_cancelled_and_the_rest_goes_on(self, cast: Cast) -> None:
        exchange = cast.exchange(forms=["webinar"], status=ExchangeStatus.PREPARING)
        cast.participant(exchange, cast.bob)
        first, _second = add_session(by=cast.alice, exchange=exchange, data=session_data(), repeat_weekly=2)
        cancel_session(by=cast.alice, session=first, reason="Feestdag")
        types = [one["type"] for one in mails("sessions_changed")[cast.bob.email].attachments]
        assert types == ["text/calendar; method=REQUEST"]  # of the planning
        newest = Message.objects.filter(template="sessions_changed", to=cast.bob.email).first()
        assert newest is not None
        assert [one["type"] for one in newest.attachments] == [
            "text/calendar; method=REQUEST",
            "text/calendar; method=CANCEL",
        ]
        with pytest.raises(Conflict):
            cancel_session(by=cast.alice, session=first, reason="Nog eens")

    def test_how_many_people_came_is_recorded_afterwards(self, cast: Cast) -> None:
        exchange = cast.exchange(forms=["webinar"], status=ExchangeStatus.UNDER_WAY)
        ahead = cast.session(exchange)
        with pytest.raises(ValidationError):
            hold_session(by=cast.alice, session=ahead, audience_size=40)
        now = timezone.now()
        past = cast.session(exchange, start=now - dt.timedelta(hours=3), end=now - dt.timedelta(hours=2))
        hold_session(by=cast.alice, session=past, audience_size=40)
        past.refresh_from_db()
        assert (past.status, past.audience) == (SessionStatus.HELD, 40)


class TestReschedule:
    def test_sessions_go_along_at_the_same_hour_and_everybody_concerned_hears_it(self, cast: Cast) -> None:
        exchange = made_ready(cast, start=dt.date(2027, 3, 22), end=dt.date(2027, 3, 26))
        session = exchange.sessions.get()
        session.time_zone = "Europe/Amsterdam"
        session.save()
        invitation = Invitation.objects.create(
            exchange=exchange,
            name="Dana",
            email="dana@example.org",
            start=exchange.start,
            end=exchange.end,
            expires_at=timezone.now(),
        )
        reschedule(
            by=cast.alice,
            exchange=exchange,
            start=dt.date(2027, 4, 5),
            end=dt.date(2027, 4, 9),
            reason="Verkiezingen",
            seen=exchange.version,
        )
        exchange.refresh_from_db()
        session.refresh_from_db()
        assert session.start.astimezone(AMSTERDAM) == dt.datetime(2027, 4, 5, 9, tzinfo=AMSTERDAM)
        invitation.refresh_from_db()
        assert (invitation.start, invitation.end) == (dt.date(2027, 4, 5), dt.date(2027, 4, 9))
        shift = exchange.shifts.get()
        assert timezone.localdate(shift.old_start) == dt.date(2027, 3, 22)
        assert timezone.localdate(shift.new_end) == dt.date(2027, 4, 9)
        told = mails("rescheduled")
        assert {"dana@example.org", cast.bob.email, cast.partner.email, cast.country_team.email} <= set(told)
        assert cast.employer.email in told
        assert cast.alice.email not in told
        assert told[cast.bob.email].context["old_start"] == "2027-03-22"
        assert "DTSTART;TZID=Europe/Amsterdam:20270405T090000" in told[cast.bob.email].attachments[0]["text"]

    def test_a_consent_that_no_longer_covers_takes_a_ready_exchange_back(self, cast: Cast) -> None:
        exchange = made_ready(cast, officer=None)
        assert exchange.start is not None
        assert exchange.end is not None
        later = dt.timedelta(days=30)
        reschedule(
            by=None, exchange=exchange, start=exchange.start + later, end=exchange.end + later, reason="Verkiezingen"
        )
        exchange.refresh_from_db()
        assert exchange.status == ExchangeStatus.PREPARING
        (message,) = mails("fell_back").values()
        assert message.to == cast.alice.email
        assert len(message.context["missing"]) == 1

    def test_a_go_for_a_journey_is_asked_again(self, cast: Cast) -> None:
        exchange = cast.exchange(status=ExchangeStatus.PREPARING)
        decision = GoDecision.objects.create(exchange=exchange, decision="go")
        assert exchange.start is not None
        add_session(  # a talk at a distance within the period changes nothing for those who travel
            by=cast.alice,
            exchange=exchange,
            data=session_data(
                start=dt.datetime.combine(exchange.start, dt.time(9)),
                end=dt.datetime.combine(exchange.start, dt.time(10)),
            ),
        )
        decision.refresh_from_db()
        assert decision.asked_again_at is None
        reschedule(
            by=cast.alice,
            exchange=exchange,
            start=exchange.start + dt.timedelta(days=1),
            end=exchange.start + dt.timedelta(days=4),
            reason="Vlucht",
        )
        decision.refresh_from_db()
        assert decision.asked_again_at is not None

    def test_a_period_too_short_for_its_sessions_is_refused_and_nothing_changes(self, cast: Cast) -> None:
        exchange = cast.exchange()
        session = cast.session(exchange)
        assert exchange.start is not None
        day = exchange.start + dt.timedelta(days=7)
        with pytest.raises(ValidationError) as refused:
            reschedule(by=cast.alice, exchange=exchange, start=day, end=day, reason="Korter")
        assert list(refused.value.message_dict) == ["end"]
        before = session.start
        session.refresh_from_db()
        assert session.start == before

    def test_whoever_looked_before_the_last_change_has_to_look_again(self, cast: Cast) -> None:
        exchange = cast.exchange()
        add_session(by=cast.alice, exchange=exchange, data=session_data(), seen=1)
        with pytest.raises(Conflict):
            add_session(by=cast.alice, exchange=exchange, data=session_data(), seen=1)
        with pytest.raises(Conflict):
            update_exchange(by=cast.alice, exchange=exchange, data=exchange_data(exchange), officer=cast.alice, seen=1)
        assert exchange.sessions.count() == 1


def test_a_cancelled_exchange_leaves_the_calendars_and_keeps_its_history(cast: Cast) -> None:
    exchange = made_ready(cast)
    move_on(by=cast.alice, exchange=exchange, step="cancel", reason="Verkiezingen")
    session = exchange.sessions.get()
    assert (session.status, session.sequence) == (SessionStatus.CANCELLED, 1)
    (part,) = mails("cancelled")[cast.bob.email].attachments
    assert part["type"] == "text/calendar; method=CANCEL"
    assert "SEQUENCE:1" in part["text"]


class TestByItself:
    def test_a_ready_exchange_begins_is_held_and_ends(self, cast: Cast) -> None:
        today = timezone.localdate()
        exchange = made_ready(cast, start=today - dt.timedelta(days=1), end=today - dt.timedelta(days=1))
        assert start_and_finish(timezone.now()) == {"begun": 1, "held": 1, "finished": 1, "told": 0}
        exchange.refresh_from_db()
        assert exchange.status == ExchangeStatus.ENDED
        assert exchange.sessions.get().status == SessionStatus.HELD
        assert start_and_finish(timezone.now()) == {"begun": 0, "held": 0, "finished": 0, "told": 0}

    def test_what_lacks_something_does_not_begin_and_its_officer_is_told_once(self, cast: Cast) -> None:
        today = timezone.localdate()
        exchange = made_ready(cast, start=today, end=today + dt.timedelta(days=1))
        TermsVersion.objects.create(exchange=exchange, number=2)
        made_ready(
            cast, start=today + dt.timedelta(days=1), end=today + dt.timedelta(days=1), partner=cast.other_government
        )
        assert start_and_finish(timezone.now())["told"] == 1
        assert start_and_finish(timezone.now())["told"] == 0
        assert len(mails("can_not_begin")[cast.alice.email].context["missing"]) == 3
        exchange.refresh_from_db()
        assert exchange.status == ExchangeStatus.READY
