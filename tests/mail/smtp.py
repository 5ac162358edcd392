"""A real mail server for the tests, and ways in which a process meets its end while it sends."""

from __future__ import annotations

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from wisselwerk.mail import delivery
from wisselwerk.mail.models import Message


class MailServer:
    """Keeps what it accepts in `got`; `answers` says by address what it replies instead of accepting."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.got: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.is_slow = False  # takes the message, and keeps silent about it
        self._controller: Any = None

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    def to(self) -> list[str]:
        """The addresses to which it got messages, in order."""
        return [str(message["To"]) for message in self.got]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, rcpt_options: list[str]) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.got.append(message)
        if self.is_slow:
            await asyncio.Event().wait()
        return "250 OK"


class DiesAfterwards(EmailBackend):
    """The process is killed when the server has the message, before anything is noted."""

    def send_messages(self, email_messages: Any) -> int:
        super().send_messages(email_messages)
        raise KeyboardInterrupt


class MeetsAnother(EmailBackend):
    """While this process sends, another one tries to deliver all that waits."""

    others: list[dict[str, int]] = []

    def send_messages(self, email_messages: Any) -> int:
        assert not delivery.server_seems_down()
        self.others.append(delivery.deliver_due(timezone.now()))
        self.others.append(
            {"alone": sum(delivery.deliver(pk) is not None for pk in Message.objects.values_list("pk", flat=True))}
        )
        return super().send_messages(email_messages)


class ErasesMeanwhile(EmailBackend):
    """While this process sends, the reader of the message has everything about them erased."""

    def send_messages(self, email_messages: Any) -> int:
        Message.objects.filter(to=email_messages[0].to[0]).delete()
        return super().send_messages(email_messages)
