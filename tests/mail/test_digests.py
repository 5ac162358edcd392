"""What can wait comes together in one message, for who wants it so; and old messages are forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cast import Cast
from wisselwerk.accounts.models import User
from wisselwerk.jobs.actions import tick
from wisselwerk.mail.actions import Recipient, send, set_rhythm
from wisselwerk.mail.models import Message
from wisselwerk.mail.rendering import words_of

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 3, 2, 7, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
DAY = dt.timedelta(days=1)


def write(user: User, number: int, **options: Any) -> Message:
    context = {"subject": f"News {number}", "text": f"Look here:\nhttps://example.org/{number}"}
    message = send("plain", to=Recipient.of(user), context=context, can_wait=True, **options)
    assert message
    return message


def digests(at: dt.datetime) -> int:
    [outcome] = tick(now=at, only=["mail.send_digests"], due_or_not=True)
    assert not outcome.error
    return outcome.result["sent"]


def test_bob_gets_one_message_each_morning(cast: Cast) -> None:
    set_rhythm(by=cast.bob, rhythm="daily")
    messages = [write(cast.bob, 1), write(cast.bob, 2)]
    assert [message.status for message in messages] == ["held", "held"]
    assert digests(MONDAY - dt.timedelta(hours=1)) == 0  # nobody is woken up
    assert digests(MONDAY) == 1
    assert digests(MONDAY + dt.timedelta(hours=1)) == 0
    digest = Message.objects.get(template="digest")
    words = words_of(digest)
    assert (digest.to, digest.status, words.subject) == ("bob@example.org", "waiting", "Wisselwerk: 2 messages")
    assert "News 1:\nhttps://example.org/1" in words.text
    assert "/account/berichten" in words.text
    assert set(Message.objects.filter(template="plain").values_list("status", flat=True)) == {"sent"}
    write(cast.bob, 3)
    assert digests(MONDAY + dt.timedelta(hours=8)) == 0  # it was today already
    assert digests(MONDAY + DAY) == 1


def test_once_a_week_is_on_monday_also_when_the_jobs_were_late(cast: Cast) -> None:
    set_rhythm(by=cast.bob, rhythm="weekly")
    write(cast.bob, 1)
    assert digests(MONDAY) == 1
    write(cast.bob, 2)
    assert [digests(MONDAY + number * DAY) for number in range(1, 7)] == [0] * 6
    assert digests(MONDAY + 8 * DAY) == 1


def test_what_is_urgent_or_has_an_attachment_never_waits(cast: Cast) -> None:
    set_rhythm(by=cast.bob, rhythm="weekly")
    urgent = send("plain", to=Recipient.of(cast.bob), context={"subject": "Now", "text": "Now"})
    attached = write(cast.bob, 1, attachments=[{"name": "a.txt", "type": "text/plain", "text": "a"}])
    assert urgent
    assert (urgent.status, attached.status) == ("waiting", "waiting")


def test_who_wants_to_hear_at_once_from_now_on_gets_what_was_held(cast: Cast) -> None:
    set_rhythm(by=cast.bob, rhythm="daily")
    held = write(cast.bob, 1)
    set_rhythm(by=cast.bob, rhythm="at_once")
    held.refresh_from_db()
    assert held.status == "waiting"


def test_one_message_that_can_not_be_drawn_stops_neither_the_others_nor_other_people(cast: Cast) -> None:
    for user in (cast.bob, cast.alice):
        set_rhythm(by=user, rhythm="daily")
        write(user, 1)
    broken = send("no_such_message", to=Recipient.of(cast.bob), can_wait=True)
    assert broken
    assert digests(MONDAY) == 2
    broken.refresh_from_db()
    assert broken.status == "waiting"  # it goes out by itself, and its error is kept there


def test_a_reminder_with_the_same_key_is_written_once(cast: Cast) -> None:
    first = send("plain", to=Recipient.of(cast.bob), key="reminder:1")
    assert first
    assert send("plain", to=Recipient.of(cast.bob), key="reminder:1") is None


def test_after_ninety_days_only_that_a_message_was_sent_is_kept(cast: Cast) -> None:
    now = timezone.now()
    old, new, waiting = write(cast.bob, 1), write(cast.bob, 2), write(cast.bob, 3)
    Message.objects.filter(pk=old.pk).update(status="sent", sent_at=now - 91 * DAY)
    Message.objects.filter(pk=new.pk).update(status="sent", sent_at=now - 89 * DAY)
    Message.objects.filter(pk=waiting.pk).update(created_at=now - 91 * DAY)
    for expected in (1, 0):
        [outcome] = tick(only=["mail.forget"], due_or_not=True)
        assert outcome.result == {"forgotten": expected}
    old.refresh_from_db()
    new.refresh_from_db()
    waiting.refresh_from_db()
    assert (old.context, old.to, old.is_forgotten) == ({}, "bob@example.org", True)
    assert new.context
    assert waiting.context
