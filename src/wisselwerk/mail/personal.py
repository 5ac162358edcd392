"""What the outbox keeps of a person: for their file, and to be erased."""

from __future__ import annotations

from wisselwerk.accounts.models import Membership
from wisselwerk.mail.enums import MessageStatus
from wisselwerk.mail.models import Message


def messages_to(email: str) -> list[dict[str, str]]:
    """The messages to an address as plain data, without their words."""
    rows = Message.objects.filter(to__iexact=email).order_by("pk").values("template", "created_at", "sent_at", "status")
    return [{name: str(value or "") for name, value in row.items()} for row in rows]


def erase_messages_to(email: str) -> None:
    """Take away the messages to an address, also those that wait.

    Of somebody who keeps an account, because they hold a role, what was sent loses its words and what waits still goes.
    """
    messages = Message.objects.filter(to__iexact=email)
    if Membership.objects.current().filter(user__email__iexact=email).exists():
        messages.filter(status=MessageStatus.SENT).update(context={}, attachments=[])
    else:
        messages.delete()
