"""The pages behind the links that keep profiles fresh, opened without signing in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from cast import Cast
from wisselwerk.experts.enums import ExpertStatus
from wisselwerk.experts.models import Expert
from wisselwerk.experts.tasks import keep_fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast: Cast, delivered: Callable[[], list[Any]]) -> Callable[..., str]:
    """`asked(days, …)` makes Bob's profile, last confirmed so many days ago, and gives the link that he was sent."""

    def ask(days: int, **fields: Any) -> str:
        cast.expert(cast.bob, confirmed_at=timezone.now() - dt.timedelta(days=days), **fields)
        keep_fresh(timezone.now())
        message = delivered()[0]
        assert message.to == ["bob@example.org"]
        found = re.search(r"http://localhost:8000(/\S+)", message.body)
        assert found
        return found[1]

    return ask


def months_ago(number: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=30 * number)


def test_opening_the_link_confirms_nothing_one_button_does(client: Client, asked: Callable[..., str]) -> None:
    link = asked(200)
    before = Expert.objects.get().confirmed_at
    for _again in range(2):  # a mail scanner looks too
        response = client.get(link)
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"  # with "no-referrer" browsers can't send the form
        assert client.head(link).status_code == 200
    assert "Verving in vier jaar" in response.content.decode()
    assert Expert.objects.get().confirmed_at == before
    response = client.post(link, follow=True)
    assert Expert.objects.get().confirmed_at > before
    assert "Thank you" in response.content.decode()
    assert "<form" not in re.sub(r"(?s)<header.*?</header>|<footer.*", "", response.content.decode())


def test_staying_pausing_and_leaving(client: Client, asked: Callable[..., str]) -> None:
    link = asked(600, asked_at=months_ago(10))
    assert b"Do you want to stay" in client.get(link).content
    client.post(link, {"answer": "pause"})
    assert Expert.objects.get().status == ExpertStatus.PAUSED
    page = client.get(link).content.decode()
    assert "nobody finds you" in page
    assert 'value="pause"' not in page
    client.post(link, {"answer": "stay"})
    assert Expert.objects.get().status == ExpertStatus.ACTIVE
    assert b"you can be found" in client.get(link).content
    response = client.post(f"{link}/verwijderen")
    assert response.status_code == 410  # an old message does not undo it
    assert Expert.objects.get().email == "bob@example.org"


def test_leaving_asks_once_more_and_then_erases(client: Client, asked: Callable[..., str]) -> None:
    link = asked(600, asked_at=months_ago(10))
    assert b"Remove everything about you?" in client.get(f"{link}/verwijderen").content
    assert Expert.objects.get().status == ExpertStatus.ACTIVE
    assert client.post(f"{link}/verwijderen").status_code == 200
    assert Expert.objects.get().status == ExpertStatus.ERASED
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("page", ["klopt-nog", "blijven", "blijven/{}/verwijderen"])
def test_a_link_that_was_made_up_or_is_for_something_else_opens_nothing(client: Client, cast: Cast, page: str) -> None:
    expert = cast.expert(cast.bob)
    token = signing.dumps([expert.pk, expert.email], salt="wisselwerk.experts.claim")
    for made_up in (token, "x", "MQ:1:2"):
        path = page.format(made_up) if "{}" in page else f"{page}/{made_up}"
        assert client.get(f"/en/mijn-profiel/{path}").status_code == 410
        assert client.post(f"/en/mijn-profiel/{path}").status_code == 410
    expert.refresh_from_db()
    assert expert.status == ExpertStatus.ACTIVE
