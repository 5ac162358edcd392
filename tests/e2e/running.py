"""The running site of the browser tests: its address, its messages, and signing in."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import Page

from wisselwerk.transfer.demo.accounts import ACCOUNTS, PASSWORD

DEMO_EMAILS = {account.email.split("@")[0]: account.email for account in ACCOUNTS}


@dataclass(frozen=True)
class Site:
    """The running site: its address, and the folder where its data and its messages are."""

    url: str
    data: Path

    def newest_message(self, to: str) -> str:
        """The text of the newest message to an address, once the outbox has delivered all that waits for it."""
        newest = next(self._messages(to), None)
        assert newest, f"no message to {to}"
        return newest

    def _messages(self, to: str) -> Iterator[str]:
        """The texts of all messages to an address, the newest first, once all that waits for it is delivered."""
        while self._is_waiting_for(to):
            time.sleep(0.1)
        for file in sorted((self.data / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            if to in str(message["To"]):
                body = message.get_body(("plain",))
                assert body is not None
                yield body.get_content()

    def _is_waiting_for(self, to: str) -> bool:
        """Whether a message to an address is in the outbox and still has to go; one that failed is not waited for."""
        with closing(sqlite3.connect(self.data / "wisselwerk.sqlite3")) as database:
            query = "SELECT count(*), max(last_error) FROM mail_message WHERE \"to\" = ? AND status = 'waiting'"
            waiting, error = database.execute(query, [to]).fetchone()
        assert not error, error
        return bool(waiting)

    def newest_link(self, to: str, part: str = "") -> str:
        """The first link in the newest message to an address; with `part`, the newest one that ends with this.

        A part that ends with a slash stands for links with a token behind it.
        """
        for text in self._messages(to):
            for link in re.findall(r"https?://\S+", text):
                if link.endswith(part) or (part.endswith("/") and part in link):
                    return str(link)
            assert part, "the message has no link"
        raise AssertionError(f"no message to {to} has a link to {part}")


def wait_until_it_answers(url: str, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(url).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server stopped before it answered")


def sign_in(page: Page, site: Site, email: str, password: str = PASSWORD) -> Page:
    page.goto(f"{site.url}/account/login/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(password)
    page.locator("#id_password").press("Enter")
    page.wait_for_url("**/vandaag")
    return page
