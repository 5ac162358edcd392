"""Writing messages to the outbox, inside the transaction of the change they tell: both happen, or neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from wisselwerk.accounts.models import User
from wisselwerk.mail.enums import MessageStatus, Rhythm
from wisselwerk.mail.models import MailPreference, Message


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
    held = can_wait and to.user is not None and _rhythm(to.user) != Rhythm.AT_ONCE
    return Message.objects.create(
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


def _rhythm(user: User) -> str:
    rhythm = MailPreference.objects.filter(user=user).values_list("rhythm", flat=True).first()
    return rhythm or Rhythm.AT_ONCE
