"""The running site of the browser tests: its address, its messages, and signing in."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
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
        while self._is_waiting_for(to):
            time.sleep(0.1)
        for file in sorted((self.data / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            if to in str(message["To"]):
                body = message.get_body(("plain",))
                assert body is not None
                return body.get_content()
        raise AssertionError(f"no message to {to}")

    def _is_waiting_for(self, to: str) -> bool:
        """Whether a message to an address is in the outbox and still has to go; one that failed is not waited for."""
        with closing(sqlite3.connect(self.data / "wisselwerk.sqlite3")) as database:
            query = "SELECT count(*), max(last_error) FROM mail_message WHERE \"to\" = ? AND status = 'waiting'"
            waiting, error = database.execute(query, [to]).fetchone()
        assert not error, error
        return bool(waiting)

    def newest_link(self, to: str) -> str:
        """The first link in the newest message to an address."""
        found = re.search(r"https?://\S+", self.newest_message(to))
        assert found, "the message has no link"
        return found[0]


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
