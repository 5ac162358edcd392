"""The programme of an exchange: planning, repeating, moving and cancelling sessions on a page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cast import Cast
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import Exchange

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    with override("en"):
        return reverse(f"web:{name}", args=args)


@pytest.fixture
def exchange(cast: Cast) -> Exchange:
    return cast.exchange(start=dt.date(2027, 3, 22), end=dt.date(2027, 3, 26))


def typed(**fields: Any) -> dict[str, Any]:
    """What the form sends for a webinar of two hours in Kigali."""
    return {
        "form": "webinar",
        "title": "Markten",
        "day": "2027-03-23",
        "begins": "09:00",
        "last_day": "",
        "ends": "11:00",
        "time_zone": "Africa/Kigali",
        "place": "",
        "link": "https://example.org/join",
        "repeat_weekly": "1",
        "seen": "1",
    } | fields


def test_others_may_look_and_not_change(cast: Cast, signed_in: Any, exchange: Exchange) -> None:
    session = cast.session(exchange, link="https://example.org/join")
    changing = [url("session-new", exchange.pk)] + [
        url(name, exchange.pk, session.pk) for name in ("session-edit", "session-cancel", "session-held")
    ]
    cast.participant(exchange, cast.bob)
    for user, status in ((cast.bob, 403), (cast.partner, 403), (cast.employer, 403), (cast.charlie, 404)):
        client = signed_in(user)
        for address in changing:
            assert client.get(address).status_code == client.post(address, typed()).status_code == status
    assert "Join online" in signed_in(cast.bob).get(url("exchange-sessions", exchange.pk)).content.decode()
    page = signed_in(cast.employer).get(url("exchange-sessions", exchange.pk)).content.decode()
    assert "Join online" not in page
    assert "Add a session" not in page


def test_the_standard_webinar_for_three_weeks_is_one_form(cast: Cast, signed_in: Any, exchange: Exchange) -> None:
    bob = cast.participant(exchange, cast.bob)
    client = signed_in(cast.alice)
    form = client.get(url("session-new", exchange.pk)).context["form"]
    assert form.initial["time_zone"] == "Africa/Kigali"
    data = typed(repeat_weekly="3", speakers=[str(bob.pk)])
    page = client.post(url("session-new", exchange.pk), data, follow=True).content.decode()
    assert "3 sessions are planned." in page
    assert "22 Mar – 6 Apr 2027" in page.replace("\u2009", " ")
    assert "Tuesday, 23 March 2027, 09:00–11:00" in page
    assert "08:00–10:00" in page  # in the Netherlands, before summer time; after that the clocks are alike
    assert "Bob" in page
    assert exchange.sessions.count() == 3


def test_what_is_wrong_is_said_and_what_was_typed_stays(cast: Cast, signed_in: Any, exchange: Exchange) -> None:
    client, address = signed_in(cast.alice), url("session-new", exchange.pk)
    assert "ends" in client.post(address, typed(ends="08:00")).context["form"].errors
    assert "last_day" in client.post(address, typed(last_day="2027-03-01")).context["form"].errors
    assert "time_zone" in client.post(address, typed(time_zone="Mars")).context["form"].errors
    assert "repeat_weekly" in client.post(address, typed(repeat_weekly="99")).context["form"].errors
    page = client.post(address, typed(title="Van mij", seen="0")).content.decode()
    assert "Somebody else changed this" in page
    assert "Van mij" in page
    assert 'name="seen" value="1"' in page
    assert not exchange.sessions.exists()


def test_a_session_is_moved_repeated_cancelled_and_counted(cast: Cast, signed_in: Any, exchange: Exchange) -> None:
    exchange.status = ExchangeStatus.PREPARING
    exchange.save()
    client = signed_in(cast.alice)
    client.post(url("session-new", exchange.pk), typed())
    session = exchange.sessions.get()
    address = url("session-edit", exchange.pk, session.pk)
    page = client.get(address).content.decode()
    assert 'value="09:00"' in page
    data = typed(day="2027-03-24", seen="2")
    assert "reason" in client.post(address, data).context["form"].errors
    client.post(address, data | {"reason": "De burgemeester is er dan wel."})
    session.refresh_from_db()
    assert session.start == dt.datetime(2027, 3, 24, 7, tzinfo=dt.UTC)
    form = client.get(f"{url('session-new', exchange.pk)}?als={session.pk}").context["form"]
    assert (form.initial["title"], form.initial["day"]) == ("Markten", dt.date(2027, 3, 24))
    address = url("session-held", exchange.pk, session.pk)
    page = client.post(address, {"audience_size": "40"}).content.decode()
    assert "has not begun yet" in page
    now = timezone.now()
    exchange.sessions.update(start=now - dt.timedelta(hours=2), end=now - dt.timedelta(hours=1))
    client.post(address, {"audience_size": "40"})
    assert "40 people came" in client.get(url("exchange-sessions", exchange.pk)).content.decode()
    other = cast.session(exchange)
    exchange.refresh_from_db()
    address, seen = url("session-cancel", exchange.pk, other.pk), str(exchange.version)
    assert "reason" in client.post(address, {"seen": seen}).context["form"].errors
    client.post(address, {"seen": seen, "reason": "Ziek"})
    other.refresh_from_db()
    assert other.status == "cancelled"
    assert other.shifts.get().reason == "Ziek"


def test_the_programme_takes_as_many_queries_for_three_sessions_as_for_one(
    cast: Cast, signed_in: Any, exchange: Exchange, django_assert_num_queries: Any
) -> None:
    bob = cast.participant(exchange, cast.bob)
    client = signed_in(cast.alice)
    for _count in (1, 3):
        cast.session(exchange).speakers.create(participant=bob)
        with django_assert_num_queries(QUERIES_OF_THE_PROGRAMME):
            assert client.get(url("exchange-sessions", exchange.pk)).status_code == 200
        cast.session(exchange, title="Coaching").speakers.create(participant=bob)


QUERIES_OF_THE_PROGRAMME = 10
