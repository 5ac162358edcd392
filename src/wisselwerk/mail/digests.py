"""Summaries: what could wait, together in one message."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Final

from django.utils import timezone

from wisselwerk.mail.enums import MessageStatus, Rhythm
from wisselwerk.mail.models import MailPreference, Message
from wisselwerk.mail.rendering import words_of

logger = logging.getLogger(__name__)

MORNING: Final = 7  # o'clock, in the time zone of the site
_ADDRESS: Final = re.compile(r"https?://\S+")


def due_preferences(now: dt.datetime) -> list[MailPreference]:
    """The people for whom a summary is due now and something is held."""
    today = timezone.localtime(now)
    if today.hour < MORNING:
        return []
    start_of_day = today.replace(hour=0, minute=0, second=0, microsecond=0)
    start_of_week = start_of_day - dt.timedelta(days=today.weekday())
    waiting = Message.objects.filter(status=MessageStatus.HELD).values("user")
    found = MailPreference.objects.filter(user__in=waiting, user__is_active=True).select_related("user")
    since = {Rhythm.DAILY: start_of_day, Rhythm.WEEKLY: start_of_week}
    return [
        one
        for one in found
        if one.rhythm in since and (one.digest_sent_at is None or one.digest_sent_at < since[Rhythm(one.rhythm)])
    ]


def send_digest(preference: MailPreference, now: dt.datetime) -> int:
    """Put everything that is held for somebody into one message. Returns 1, or 0 when it was done meanwhile.

    Called within a transaction.
    """
    locked = MailPreference.objects.select_for_update().select_related("user").get(pk=preference.pk)
    if locked.digest_sent_at != preference.digest_sent_at:
        return 0
    held = Message.objects.select_for_update().filter(user=locked.user, status=MessageStatus.HELD).order_by("pk")
    lines = [(message.pk, line) for message in held if (line := _line(message))]
    locked.digest_sent_at = now
    locked.save(update_fields=["digest_sent_at"])
    if not lines:
        return 0
    Message.objects.create(
        template="digest",
        to=locked.user.email,
        user=locked.user,
        language=locked.user.language,
        context={"items": [line for _pk, line in lines]},
    )
    Message.objects.filter(pk__in=[pk for pk, _line in lines]).update(status=MessageStatus.SENT, sent_at=now)
    return 1


def _line(message: Message) -> dict[str, str] | None:
    """The subject and the link of a message. One that can't be drawn goes out by itself, where its error is kept."""
    try:
        words = words_of(message)
    except Exception:  # a template can fail in any way
        logger.exception("message %s does not fit in a summary", message.pk)
        message.status = MessageStatus.WAITING
        message.save(update_fields=["status"])
        return None
    link = _ADDRESS.search(words.text)
    return {"subject": words.subject, "link": link[0] if link else ""}
