"""Handing messages to the mail server: each by one process at a time, tried again until it arrives or is given up."""

from __future__ import annotations

import datetime as dt
import enum
import logging
import smtplib
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wisselwerk.mail.enums import MessageStatus
from wisselwerk.mail.models import Message
from wisselwerk.mail.rendering import words_of

logger = logging.getLogger(__name__)

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
# How long after each try the next one is; after the last the message is given up.
PAUSES: Final = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, DAY, DAY, DAY, DAY)
# Longer than any one delivery takes (EMAIL_TIMEOUT is 10 seconds a step): after it, its process is taken for dead.
CLAIM: Final = 10 * MINUTE
AT_ONCE: Final = 200  # messages of one run
JUST_NOW: Final = 2 * MINUTE


class Result(enum.StrEnum):
    """How one try ended."""

    SENT = "sent"
    FAILED = "failed"  # tried again later
    NO_ANSWER = "no_answer"  # likewise, and the next message would fare no better
    GIVEN_UP = "given_up"


def deliver(pk: int, *, now: dt.datetime | None = None) -> Result | None:
    """Hand one message to the mail server, if it waits and nobody else has it in hands.

    Returns how that ended, or None when there was nothing to do. Never raises for what the server does: the error is
    kept with the message, and it is tried again later.
    """
    now = now or timezone.now()
    claimed = (
        _waiting(now).filter(pk=pk).update(claimed_until=timezone.now() + CLAIM, attempts=F("attempts") + 1)
    )  # one statement: of two processes, one gets it
    if not claimed:
        return None
    message = Message.objects.filter(pk=pk).first()
    if message is None:
        return None
    try:
        _mail(message).send()
    except Exception as error:  # a mail server and its ways there can fail in any way; so can a template
        logger.warning("message %s was not delivered: %s", pk, error)
        return _note_failure(message, error, now)
    _note(pk, status=MessageStatus.SENT, sent_at=timezone.now(), last_error="")
    return Result.SENT


def deliver_due(now: dt.datetime) -> dict[str, int]:
    """Deliver what waits, oldest first. Returns how many were sent, failed and given up.

    A server that does not answer ends the run, so that the other jobs need not wait for it message after message.
    """
    counts = {"sent": 0, "failed": 0, "given_up": 0}
    for pk in list(_waiting(now).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        result = deliver(pk, now=now)
        if result == Result.NO_ANSWER:
            counts["failed"] += 1
            break
        if result is not None:
            counts[result] += 1
    return counts


def server_seems_down() -> bool:
    """Whether a message failed just now. Then nobody waits for the server: the job tries again."""
    failed_just_now = Q()
    for tries, pause in enumerate(PAUSES, start=1):
        failed_just_now |= Q(attempts=tries, try_at__gt=timezone.now() + pause - JUST_NOW)
    waiting = Message.objects.filter(status=MessageStatus.WAITING, claimed_until=None).exclude(last_error="")
    return waiting.filter(failed_just_now).exists()


def _waiting(now: dt.datetime) -> models.QuerySet[Message]:
    free = Q(claimed_until=None) | Q(claimed_until__lte=timezone.now())
    return Message.objects.filter(free, status=MessageStatus.WAITING, try_at__lte=now)


def _mail(message: Message) -> EmailMultiAlternatives:
    words = words_of(message)
    mail = EmailMultiAlternatives(words.subject, words.text, None, [message.to], headers=_headers(message))
    mail.attach_alternative(words.html, "text/html")
    for one in message.attachments:
        mail.attach(one["name"], one["text"], one["type"])
    return mail


def _headers(message: Message) -> dict[str, str]:
    """The identifier is the same at every try, so that a mail system knows a message that it was handed twice."""
    host = urlsplit(settings.CONFIG.base_url).hostname or "localhost"
    return {
        "Message-ID": f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S}@{host}>",
        "Auto-Submitted": "auto-generated",
    }


def _note_failure(message: Message, error: Exception, now: dt.datetime) -> Result:
    last_error = f"{type(error).__name__}: {error}"[:2000]
    if _is_refused_for_good(error) or message.attempts > len(PAUSES):
        _note(message.pk, status=MessageStatus.FAILED, last_error=last_error)
        return Result.GIVEN_UP
    _note(message.pk, try_at=now + PAUSES[message.attempts - 1], last_error=last_error)
    return Result.NO_ANSWER if _is_no_answer(error) else Result.FAILED


def _note(pk: int, **fields: Any) -> None:
    """Write down how it went and let go of the message; it may have been erased meanwhile, with its reader."""
    Message.objects.filter(pk=pk).update(claimed_until=None, **fields)


def _is_refused_for_good(error: Exception) -> bool:
    """The address does not exist or takes no mail: a reply of 500 and above to the recipient (RFC 5321, 4.2.1)."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        code >= 500 for code, _reply in error.recipients.values()
    )


def _is_no_answer(error: Exception) -> bool:
    """Nobody is there, too slow, gone in the middle, or not letting the site in: it is not about this message."""
    of_smtp = isinstance(error, smtplib.SMTPException)
    at_the_door = (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPAuthenticationError)
    return isinstance(error, at_the_door) or (isinstance(error, OSError) and not of_smtp)
