"""Reading the outbox."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from wisselwerk.accounts.models import User
from wisselwerk.mail.enums import MessageStatus, Rhythm
from wisselwerk.mail.models import MailPreference, Message

# Given up longer ago, the administrator has seen it; it stays in the list of messages.
LATELY: Final = dt.timedelta(days=14)


def rhythm_of(user: User) -> Rhythm:
    """How often somebody wants to hear of what can wait; at once for who never said."""
    rhythm = MailPreference.objects.filter(user=user).values_list("rhythm", flat=True).first()
    return Rhythm(rhythm) if rhythm else Rhythm.AT_ONCE


def find_messages(*, status: str = "", text: str = "") -> QuerySet[Message]:
    """The outbox, newest first; `text` is part of the address or the name of the template."""
    found = Message.objects.all()
    if status:
        found = found.filter(status=status)
    if words := text.strip():
        found = found.filter(to__icontains=words) | found.filter(template__icontains=words)
    return found


def counts_by_status() -> dict[str, int]:
    """How many messages there are of each status that occurs."""
    return dict(Message.objects.order_by().values_list("status").annotate(Count("pk")))


@dataclass(frozen=True, slots=True)
class Trouble:
    """How many messages were given up lately, how many failed and are being tried again, and since when."""

    given_up: int
    failing: int
    failing_since: dt.datetime | None


def trouble() -> Trouble:
    """What an administrator has to know of messages that do not arrive."""
    lately = timezone.now() - LATELY
    failing = Q(status=MessageStatus.WAITING, attempts__gt=0) & ~Q(last_error="")
    return Trouble(
        **Message.objects.aggregate(
            given_up=Count("pk", filter=Q(status=MessageStatus.FAILED, created_at__gt=lately)),
            failing=Count("pk", filter=failing),
            failing_since=Min("created_at", filter=failing),
        )
    )
