from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from mail.smtp import MailServer


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A mail server on this machine, to which the site sends; it is up until the test stops it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    server = MailServer(port)
    server.start()
    yield server
    server.stop()
