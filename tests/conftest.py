"""Fixtures that every test may use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from cast import Cast
from wisselwerk.experts import index
from wisselwerk.mail.delivery import deliver_due
from wisselwerk.organisations.actions import load_countries


@pytest.fixture(autouse=True)
def fresh_index(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Each test has an index of its own, as it has a database of its own."""
    settings.INDEX_DIR = tmp_path / "index"
    settings.MEDIA_ROOT = tmp_path / "uploads"
    yield
    index._open.cache_clear()


@pytest.fixture(autouse=True)
def language_of_the_site() -> None:
    """No test begins in a language that an earlier one left behind."""
    translation.deactivate()


@pytest.fixture
def countries(db: None) -> None:
    load_countries()


@pytest.fixture
def cast(countries: None) -> Cast:
    """Alice, Bob, Charlie and the others: one person a role, in the organisations where they belong."""
    return Cast()


@pytest.fixture
def signed_in(client: Client) -> Any:
    """`signed_in(user)` gives a client that is signed in as this user."""

    def sign_in(user: Any) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def delivered(db: None) -> Callable[[], list[Any]]:
    """`delivered()` delivers what waits in the outbox of the site, and gives all messages that arrived so far.

    Within a test nothing is ever committed, so nothing goes out by itself.
    """

    def deliver() -> list[Any]:
        deliver_due(timezone.now())
        return list(mail.outbox)

    return deliver


def find_chromium() -> str | None:
    """The Chromium of the system: tests never download one."""
    return os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests are skipped where there is no Chromium, with a line that says so; in CI they fail instead."""
    if find_chromium() or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium found: install one, or name it in CHROMIUM"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    executable = find_chromium()
    assert executable, "no Chromium found, and CI must have one"
    return {
        "executable_path": executable,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    }
