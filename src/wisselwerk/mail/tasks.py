"""Delivery after the change that a message tells of, and again until it arrives; summaries; forgetting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from wisselwerk.jobs.registry import job
from wisselwerk.mail import delivery
from wisselwerk.mail.digests import due_preferences, send_digest
from wisselwerk.mail.enums import MessageStatus
from wisselwerk.mail.models import KEPT_FOR, Message


@task()
def deliver_message(pk: int) -> None:
    """Deliver one message as soon as possible; the job below does it if this can't."""
    if not delivery.server_seems_down():
        delivery.deliver(pk)


@job("mail.deliver", every=dt.timedelta(minutes=1))
def deliver_due(now: dt.datetime) -> Mapping[str, int]:
    """What waits and is due."""
    return delivery.deliver_due(now)


@job("mail.send_digests", every=dt.timedelta(minutes=30))
def send_digests(now: dt.datetime) -> Mapping[str, int]:
    """One message with all that could wait, to each who wants it so, in the morning."""
    sent = 0
    for preference in due_preferences(now):
        with transaction.atomic():
            sent += send_digest(preference, now)
    return {"sent": sent}


@job("mail.forget", every=dt.timedelta(days=1))
def forget(now: dt.datetime) -> Mapping[str, int]:
    """Of messages of long ago only that they were there is kept, not what they said."""
    long_ago = now - KEPT_FOR
    old = Message.objects.filter(
        Q(status=MessageStatus.SENT, sent_at__lt=long_ago)
        | Q(status__in=[MessageStatus.FAILED, MessageStatus.HELD], created_at__lt=long_ago)
    ).exclude(context={}, attachments=[])
    return {"forgotten": old.update(context={}, attachments=[])}


def deliver_soon(message: Message) -> None:
    """Deliver a message once the change it tells of is stored."""
    if message.status == MessageStatus.WAITING and message.try_at <= timezone.now():
        transaction.on_commit(lambda: deliver_message.enqueue(message.pk), robust=True)
