"""Writing messages to the outbox, inside the transaction of the change they tell: both happen, or neither.

Reading and repeating them is the administrator's, and how often one wants to hear one's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.mail.enums import MessageStatus, Rhythm
from wisselwerk.mail.models import MailPreference, Message
from wisselwerk.mail.queries import rhythm_of
from wisselwerk.mail.tasks import deliver_soon
from wisselwerk.trail.actions import log_action


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a message goes, and in which language; with an account or without."""

    email: str
    language: str
    user: User | None = None

    @classmethod
    def of(cls, user: User) -> Recipient:
        return cls(user.email, user.language, user)


def send(
    template: str,
    *,
    to: Recipient,
    about: models.Model | None = None,
    context: Mapping[str, Any] | None = None,
    attachments: Sequence[Mapping[str, str]] = (),
    key: str | None = None,
    can_wait: bool = False,
) -> Message | None:
    """Write one message to the outbox; it is delivered after the transaction, and tried again until it arrives.

    `context` is plain JSON for the template `mail/<template>.txt`, which has the blocks `subject` and `message`. `key`
    makes it a message that is sent once: with a key that was used, nothing is written and None comes back. With
    `can_wait` somebody who wants a summary gets it there.
    """
    if not to.email or (key and Message.objects.filter(key=key).exists()):
        return None
    # A summary has no attachments.
    held = can_wait and not attachments and to.user is not None and rhythm_of(to.user) != Rhythm.AT_ONCE
    message = Message(
        template=template,
        to=to.email,
        user=to.user,
        language=to.language,
        context=dict(context or {}),
        attachments=[dict(one) for one in attachments],
        about_type=about._meta.label_lower if about else "",
        about_id=str(about.pk) if about else "",
        key=key,
        status=MessageStatus.HELD if held else MessageStatus.WAITING,
    )
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if key and Message.objects.filter(key=key).exists():  # somebody else wrote it at this very moment
            return None
        raise
    deliver_soon(message)
    return message


@transaction.atomic
def retry_message(*, by: User | None, message: Message) -> Message:
    """Try a message again now, also one that was given up; one that is sent stays as it is.

    Raises `PermissionDenied`, or `ValidationError` when its words are not kept any more.
    """
    require(by, "mail.retry_message", message)
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.is_forgotten:
        raise ValidationError(_("The words of this message are not kept any more, so it can't be sent."))
    if message.status in {MessageStatus.WAITING, MessageStatus.FAILED}:
        message.status, message.attempts, message.try_at = MessageStatus.WAITING, 0, timezone.now()
        message.save(update_fields=["status", "attempts", "try_at"])
        deliver_soon(message)
        log_action("mail.retry_message", message, by=by)
    return message


@transaction.atomic
def set_rhythm(*, by: User, rhythm: str) -> MailPreference:
    """Say how often one wants to hear of what can wait. What was held goes out now, if that is at once.

    Raises `PermissionDenied`, or `ValidationError` when there is no such rhythm.
    """
    require(by, "mail.set_rhythm")
    if rhythm not in Rhythm.values:
        raise ValidationError(_("Choose how often you want to hear from us."))
    preference, _created = MailPreference.objects.get_or_create(user=by)
    preference.rhythm = Rhythm(rhythm)
    preference.save(update_fields=["rhythm"])
    if rhythm == Rhythm.AT_ONCE:
        for message in Message.objects.filter(user=by, status=MessageStatus.HELD):
            message.status = MessageStatus.WAITING
            message.save(update_fields=["status"])
            deliver_soon(message)
    log_action("mail.set_rhythm", preference, by=by, details={"rhythm": str(rhythm)})
    return preference


def forget_about(things: Iterable[models.Model]) -> int:
    """Forget what messages said about these things, to whomever they went; what still has to go out does go out."""
    forgotten = 0
    for thing in things:
        messages = Message.objects.filter(about_type=thing._meta.label_lower, about_id=str(thing.pk))
        done = messages.filter(status__in=[MessageStatus.SENT, MessageStatus.FAILED])
        forgotten += done.update(context={}, attachments=[])
    return forgotten
