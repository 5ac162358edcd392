"""The list of exchanges, the overview of one, the steps an officer takes, and one's own calendar."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cast import Cast
from wisselwerk.exchanges.actions import move_on
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import CalendarFeed, Exchange, HourLine, PeopleApproval, TermsVersion
from wisselwerk.trail.models import ActionEntry
from wisselwerk.web.navigation import WORKSPACE
from wisselwerk.web.todo.exchanges import tasks

pytestmark = pytest.mark.django_db


def url(name: str, *args: object, **query: str) -> str:
    with override("en"):
        return reverse(f"web:{name}", args=args, query=query or None)


@pytest.fixture
def exchange(cast: Cast) -> Exchange:
    return cast.exchange(purpose="Moins de pannes.")


class TestList:
    def test_everybody_sees_those_with_which_they_have_to_do(self, cast: Cast, signed_in: Any, exchange: Any) -> None:
        cast.participant(exchange, cast.bob)
        cast.exchange(title="Markten", partner=cast.other_government, country_id="UG")

        def titles(user: Any) -> list[str]:
            response = signed_in(user).get(url("exchanges"))
            return sorted(row.exchange.title for row in response.context["rows"])

        assert titles(cast.alice) == ["Markten", exchange.title]
        for user in (cast.bob, cast.partner, cast.coordinator, cast.employer):
            assert titles(user) == [exchange.title]
        assert titles(cast.other_partner) == ["Markten"]
        assert titles(cast.charlie) == []
        (entry,) = (one for one in WORKSPACE if one.url_name == "web:exchanges")
        assert entry.shown_to(cast.bob)
        assert not entry.shown_to(cast.charlie)

    def test_search_and_filters_narrow_the_list(self, cast: Cast, signed_in: Any) -> None:
        cast.exchange(title="Lumière", search_text="lumiere", start=dt.date(2027, 3, 1), end=dt.date(2027, 3, 5))
        cast.exchange(
            title="Markten",
            search_text="markten",
            forms=["webinar", "study_visit"],
            partner=cast.other_government,
            country_id="UG",
            status=ExchangeStatus.CLOSED,
            start=dt.date(2026, 5, 1),
            end=dt.date(2026, 5, 2),
            officer=None,
        )
        client = signed_in(cast.alice)

        def titles(**query: str) -> list[str]:
            return [row.exchange.title for row in client.get(url("exchanges", **query)).context["rows"]]

        assert titles(q="lumière") == ["Lumière"]
        assert titles(q="gulu") == ["Markten"]
        assert titles(status="closed") == titles(form="webinar") == titles(country="UG") == ["Markten"]
        assert titles(status="open") == titles(form="visit") == titles(mine="1") == ["Lumière"]
        assert titles(since="2027-03-05") == ["Lumière"]
        assert titles(until="2026-05-01") == ["Markten"]
        assert titles(sort="title") == titles(sort="last") == ["Lumière", "Markten"]
        assert titles(status="nonsense", since="nonsense") == ["Lumière", "Markten"]
        page = client.get(url("exchanges", since="2027-03-06")).content.decode()
        assert "No exchange found" in page
        assert "from 6 March 2027" in page

    def test_list_takes_as_many_queries_for_three_exchanges_as_for_one(
        self, cast: Cast, signed_in: Any, exchange: Exchange, django_assert_num_queries: Any
    ) -> None:
        client = signed_in(cast.alice)
        for _count in (1, 3):
            with django_assert_num_queries(QUERIES_OF_THE_LIST):
                assert client.get(url("exchanges")).status_code == 200
            cast.participant(cast.exchange(partner=cast.other_government, country_id="UG"))
            cast.exchange()

    def test_an_officer_takes_the_list_along_and_others_do_not(
        self, cast: Cast, signed_in: Any, exchange: Exchange
    ) -> None:
        bob = cast.participant(exchange, cast.bob)
        HourLine.objects.create(participant=bob, planned=16, actual=12)
        response = signed_in(cast.alice).get(url("exchanges-export", "csv", q="rubavu"))
        header, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
        line = dict(zip(header, row, strict=True))
        assert (line["Title"], line["Municipalities"]) == (exchange.title, "Proefdam")
        assert float(line["Actual hours"].replace(",", ".")) == 12
        assert "Bob" not in row
        assert ActionEntry.objects.filter(action="exchanges.export_exchanges", actor=cast.alice).exists()
        assert signed_in(cast.alice).get(url("exchanges-export", "pdf")).status_code == 404
        assert signed_in(cast.partner).get(url("exchanges-export", "csv")).status_code == 403


# Session, user, roles; countries and programmes of the filters; count and exchanges; three for the menu and messages.
QUERIES_OF_THE_LIST = 10


class TestOverview:
    def test_charlie_finds_no_page_and_a_visitor_is_asked_to_sign_in(
        self, cast: Cast, client: Any, signed_in: Any, exchange: Exchange
    ) -> None:
        names = ("exchange", "exchange-edit", "exchange-reschedule", "exchange-cancel", "exchange-sessions")
        for name in names:
            assert "/login" in client.get(url(name, exchange.pk))["Location"]
        charlie = signed_in(cast.charlie)
        for name in names:
            assert charlie.get(url(name, exchange.pk)).status_code == 404
        assert charlie.post(url("exchange-move", exchange.pk), {"step": "confirm", "seen": "1"}).status_code == 404
        partner = signed_in(cast.partner)
        for name in ("exchange-edit", "exchange-reschedule", "exchange-cancel"):
            assert partner.get(url(name, exchange.pk)).status_code == 403
        assert partner.post(url("exchange-move", exchange.pk), {"step": "confirm", "seen": "1"}).status_code == 403

    def test_an_officer_reads_what_is_missing_and_takes_the_step_when_nothing_is(
        self, cast: Cast, signed_in: Any, exchange: Exchange
    ) -> None:
        client = signed_in(cast.alice)
        response = client.get(url("exchange", exchange.pk))
        assert [one.text for one in response.context["next"].lacking] == [
            "Nobody has said yes yet.",
            "No session is planned yet.",
        ]
        assert url("exchange-sessions", exchange.pk) in response.content.decode()
        cast.session(exchange)
        bob = cast.participant(exchange, cast.bob)
        cast.consent(bob)
        PeopleApproval.objects.create(exchange=exchange, participants=[bob.pk])
        page = client.get(url("exchange", exchange.pk)).content.decode()
        assert 'name="step" value="confirm"' in page
        response = client.post(url("exchange-move", exchange.pk), {"step": "confirm", "seen": "7"}, follow=True)
        assert "Somebody else changed this" in response.content.decode()
        response = client.post(url("exchange-move", exchange.pk), {"step": "confirm", "seen": "1"}, follow=True)
        assert "In preparation" in response.content.decode()
        exchange.refresh_from_db()
        assert exchange.status == ExchangeStatus.PREPARING

    def test_others_read_what_is_asked_of_them(self, cast: Cast, signed_in: Any, exchange: Exchange) -> None:
        bob = cast.participant(exchange, cast.bob)
        page = signed_in(cast.bob).get(url("exchange", exchange.pk)).content.decode()
        assert "Nothing is asked of you" in page
        assert "Change something" not in page
        exchange.status = ExchangeStatus.PREPARING
        exchange.save()
        TermsVersion.objects.create(exchange=cast.exchange(title="Another"), number=1)
        TermsVersion.objects.create(exchange=exchange, number=1)  # so its key is not that of the exchange
        cast.consent(bob, status="asked")
        for user, action in (
            (cast.bob, "Read and agree"),
            (cast.partner, "Look at the people"),
            (cast.country_team, "Decide: go or no go"),
            (cast.employer, "Answer"),
        ):
            response = signed_in(user).get(url("exchange", exchange.pk))
            assert action in [task.action for task in response.context["next"].tasks]

    def test_a_name_is_read_only_by_who_may_know_it(self, cast: Cast, signed_in: Any, exchange: Exchange) -> None:
        bob = cast.participant(exchange, cast.bob, shown=[])
        cast.participant(exchange, name="Dana", email="d@example.org", organisation=cast.other_municipality, shown=[])
        HourLine.objects.create(participant=bob, planned=16)

        def people(user: Any) -> list[tuple[str, str, Any]]:
            response = signed_in(user).get(url("exchange", exchange.pk))
            return [(one.name, one.employer, one.planned) for one in response.context["people"]]

        assert people(cast.partner) == [("A civil servant", "", None), ("A civil servant", "", None)]
        assert people(cast.bob) == [("Bob", "Proefdam", 16), ("A civil servant", "", None)]
        assert people(cast.employer) == [("Bob", "Proefdam", 16)]
        assert people(cast.alice) == [("Bob", "Proefdam", 16), ("Dana", "Oefenburg", None)]

    def test_history_names_who_did_it_to_an_officer_alone(self, cast: Cast, signed_in: Any, exchange: Exchange) -> None:
        data = {"start": "2027-03-01", "end": "2027-03-05", "reason": "Verkiezingen", "seen": "1"}
        signed_in(cast.alice).post(url("exchange-reschedule", exchange.pk), data)
        move_on(by=cast.alice, exchange=exchange, step="cancel", reason="Toch niet")
        response = signed_in(cast.alice).get(url("exchange", exchange.pk))
        assert [(one.who, one.reason) for one in response.context["events"]] == [
            ("Alice", "Toch niet"),
            ("Alice", "Verkiezingen"),
        ]
        response = signed_in(cast.partner).get(url("exchange", exchange.pk))
        assert [(one.who, one.reason) for one in response.context["events"]] == [
            ("", "Toch niet"),
            ("", "Verkiezingen"),
        ]
        assert "There is nothing left to do." in response.content.decode()

    def test_the_overview_takes_as_many_queries_for_three_people_as_for_one(
        self, cast: Cast, signed_in: Any, exchange: Exchange, django_assert_num_queries: Any
    ) -> None:
        exchange.status = ExchangeStatus.PREPARING
        exchange.save()
        client = signed_in(cast.alice)
        for _count in (1, 3):
            cast.consent(cast.participant(exchange, name="Eva", email=f"eva{_count}@example.org"))
            with django_assert_num_queries(QUERIES_OF_THE_OVERVIEW):
                assert client.get(url("exchange", exchange.pk)).status_code == 200
            cast.consent(cast.participant(exchange, name="Fien", email=f"fien{_count}@example.org"))


QUERIES_OF_THE_OVERVIEW = 27


class TestChanges:
    def test_title_forms_and_officer_are_changed_and_what_was_typed_stays_after_a_conflict(
        self, cast: Cast, signed_in: Any, exchange: Exchange
    ) -> None:
        client, address = signed_in(cast.alice), url("exchange-edit", exchange.pk)
        data = {
            "title": "Markten",
            "purpose": "Minder afval.",
            "language": "nl",
            "exchange_forms": ["webinar", "visit"],
            "project": "",
            "officer": str(cast.alice.pk),
            "seen": "1",
        }
        assert client.post(address, data)["Location"] == url("exchange", exchange.pk)
        exchange.refresh_from_db()
        assert (exchange.title, exchange.forms, exchange.version) == ("Markten", ["visit", "webinar"], 2)
        page = client.post(address, data | {"title": "Van mij"}).content.decode()
        assert "Somebody else changed this" in page
        assert "Van mij" in page
        assert 'name="seen" value="2"' in page

    def test_other_dates_and_cancelling_ask_for_a_reason(self, cast: Cast, signed_in: Any, exchange: Exchange) -> None:
        client = signed_in(cast.alice)
        data = {"start": "2027-03-01", "end": "2027-02-01", "reason": "", "seen": "1"}
        errors = client.post(url("exchange-reschedule", exchange.pk), data).context["form"].errors
        assert set(errors) == {"reason"}
        errors = client.post(url("exchange-reschedule", exchange.pk), data | {"reason": "x"}).context["form"].errors
        assert set(errors) == {"end"}
        assert "reason" in client.post(url("exchange-cancel", exchange.pk), {"seen": "1"}).context["form"].errors
        client.post(url("exchange-cancel", exchange.pk), {"seen": "1", "reason": "Verkiezingen"})
        page = client.get(url("exchange", exchange.pk)).content.decode()
        assert "This exchange was cancelled" in page
        assert "Verkiezingen" in page
        assert "nothing left to cancel" in client.get(url("exchange-cancel", exchange.pk)).content.decode()


class TestCalendar:
    def test_bob_makes_an_address_and_reads_his_calendar_there_without_signing_in(
        self, cast: Cast, client: Any, signed_in: Any
    ) -> None:
        exchange = cast.exchange(status=ExchangeStatus.PREPARING)
        bob = cast.participant(exchange, cast.bob)
        cast.session(exchange)
        exchange.checklist.create(participant=bob, owner="expert", code="visa", due_on=dt.date(2027, 2, 1))
        page = signed_in(cast.bob).get(url("calendar")).content.decode()
        assert exchange.title in page
        assert not CalendarFeed.objects.exists()  # looking makes nothing
        client.post(url("calendar-renew"))
        token = CalendarFeed.objects.get().token
        assert f"/agenda/{token}.ics" in client.get(url("calendar")).content.decode()
        client.logout()
        response = client.get(url("calendar-feed", token))
        text = response.content.decode()
        assert "private" in response["Cache-Control"]
        assert response["Content-Type"].startswith("text/calendar")
        assert "DTSTART;TZID=Africa/Kigali" in text
        assert "DTSTART;VALUE=DATE:20270201" in text
        assert client.get(url("calendar-feed", "x" * 43)).status_code == 404
        assert "/login" in client.get(url("calendar"))["Location"]


def test_an_officer_is_reminded_of_what_should_move(cast: Cast) -> None:
    today, now = timezone.localdate(), timezone.now()
    late = cast.exchange(title="Laat", start=today, end=today)
    cast.exchange(title="Niemands", officer=None)
    over = cast.exchange(title="Over", status=ExchangeStatus.ENDED)
    hours = dt.timedelta(hours=1)
    cast.session(over, form="webinar", status="held", start=now - 2 * hours, end=now - hours)
    coming = cast.exchange(title="Straks", status=ExchangeStatus.READY)
    cast.session(coming, title="Webinar", start=now + hours, end=now + 2 * hours)
    assert [(one.title, one.action) for one in tasks(cast.alice, today)] == [
        ("Laat", "See what is missing"),
        ("Niemands", "Choose an officer"),
        ("Contribution to a webinar or meeting", "Fill it in"),
        ("Over", "Look at it"),
        ("Webinar", "See the programme"),
    ]
    assert [one.title for one in tasks(cast.partner, today)] == ["Webinar"]
    assert list(tasks(cast.charlie, today)) == []
    assert late.pk
