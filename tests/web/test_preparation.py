"""The preparation of an exchange, the decision whether to go, and the travel advice, as people see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import override

from cast import Cast
from exchanges.cases_preparation import advice
from wisselwerk.exchanges.actions import note_travel_advice, sign_off, write_local_context
from wisselwerk.exchanges.actions.preparing import make_checklist
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import ChecklistItem, Exchange
from wisselwerk.organisations.models import TravelAdvice
from wisselwerk.web.todo.preparation import tasks

pytestmark = pytest.mark.django_db

QUERIES_OF_THE_PAGE = 31
QUERIES_OF_THE_TRAVEL_ADVICE = 10


def url(name: str, *args: object) -> str:
    with override("en"):
        return reverse(f"web:{name}", args=args)


@pytest.fixture
def exchange(cast: Cast) -> Exchange:
    exchange = cast.exchange(status=ExchangeStatus.PREPARING, title="Verlichting")
    cast.participant(exchange, cast.bob)
    make_checklist(exchange)
    return exchange


class TestChecklist:
    def test_everybody_in_the_circle_sees_their_own_lines_first(
        self, cast: Cast, signed_in: Any, exchange: Exchange
    ) -> None:
        for who in ("alice", "bob", "partner", "country_team"):
            page = signed_in(getattr(cast, who)).get(url("exchange-preparation", exchange.pk))
            assert page.status_code == 200
            assert page.context["groups"][0].is_mine
        page = signed_in(cast.partner).get(url("exchange-preparation", exchange.pk)).content.decode()
        assert "Vaccinations" not in page
        assert "personally" in page

    def test_outsiders_see_nothing(self, cast: Cast, signed_in: Any, exchange: Exchange) -> None:
        item = exchange.checklist.get(code="visa")
        for name, *args in (
            ("exchange-preparation", exchange.pk),
            ("checklist-new", exchange.pk),
            ("checklist-item", exchange.pk, item.pk),
            ("local-context", exchange.pk),
            ("sign-off", exchange.pk),
            ("briefing-pack", exchange.pk),
        ):
            address = url(name, *args)
            assert signed_in(cast.charlie).get(address).status_code == 404, name
            assert signed_in(cast.coordinator).get(address).status_code == 403, name
            if name not in {"exchange-preparation", "briefing-pack"}:
                assert signed_in(cast.bob).get(address).status_code == 403, name
        assert signed_in(cast.charlie).post(url("checklist-tick", exchange.pk, item.pk)).status_code == 404
        assert signed_in(cast.partner).post(url("checklist-tick", exchange.pk, item.pk)).status_code == 403
        assert signed_in(cast.bob).post(url("checklist-update", exchange.pk)).status_code == 403
        item.refresh_from_db()
        assert item.done_at is None

    def test_a_line_is_done_with_one_click_and_undone_with_another(
        self, cast: Cast, signed_in: Any, exchange: Exchange
    ) -> None:
        item = exchange.checklist.get(code="visa")
        client = signed_in(cast.bob)
        response = client.post(url("checklist-tick", exchange.pk, item.pk), {"do": "tick"})
        assert response["Location"].endswith(f"#line-{item.pk}")
        item.refresh_from_db()
        assert item.done_by == cast.bob
        client.post(url("checklist-tick", exchange.pk, item.pk), {"do": "untick"})
        item.refresh_from_db()
        assert item.done_at is None

    def test_all_lines_that_stand_together_are_done_with_one_click_or_none_is(
        self, cast: Cast, signed_in: Any, exchange: Exchange
    ) -> None:
        address, page = url("checklist-tick-all", exchange.pk), url("exchange-preparation", exchange.pk)
        mine = signed_in(cast.bob).get(page).context["groups"][0].to_tick
        of_others = exchange.checklist.get(code="tickets").pk
        assert len(mine) > 1
        assert signed_in(cast.charlie).post(address, {"item": mine}).status_code == 404
        assert signed_in(cast.bob).post(address, {"item": [*mine, of_others]}).status_code == 403
        assert not exchange.checklist.exclude(done_at=None).exists()
        signed_in(cast.bob).post(address, {"item": mine})
        assert set(exchange.checklist.filter(done_by=cast.bob).values_list("pk", flat=True)) == set(mine)

    def test_the_officer_adds_changes_skips_and_takes_away(
        self, cast: Cast, signed_in: Any, exchange: Exchange
    ) -> None:
        client = signed_in(cast.alice)
        response = client.post(url("checklist-new", exchange.pk), {"title": "", "owner": "partner"})
        assert "title" in response.context["form"].errors
        client.post(url("checklist-new", exchange.pk), {"title": "Geschenk", "owner": "partner"})
        item = ChecklistItem.objects.get(title="Geschenk")
        address = url("checklist-item", exchange.pk, item.pk)
        client.post(address, {"do": "change", "owner": "officer", "due_on": "2027-01-05", "note": "Klein"})
        item.refresh_from_db()
        assert (item.owner, item.due_on, item.note) == ("officer", dt.date(2027, 1, 5), "Klein")
        assert "because" in client.post(address, {"do": "skip", "because": ""}).context["skip"].errors
        client.post(address, {"do": "skip", "because": "Mag niet"})
        assert "Mag niet" in client.get(url("exchange-preparation", exchange.pk)).content.decode()
        client.post(address, {"do": "remove"})
        assert not ChecklistItem.objects.filter(pk=item.pk).exists()
        exchange.checklist.filter(code="visa").delete()
        client.post(url("checklist-update", exchange.pk))
        assert exchange.checklist.filter(code="visa").exists()

    def test_the_page_takes_as_many_queries_for_many_lines_as_for_few(
        self, cast: Cast, signed_in: Any, exchange: Exchange, django_assert_num_queries: Any
    ) -> None:
        client = signed_in(cast.country_team)
        for name in ("dana", "eva", "fien"):
            with django_assert_num_queries(QUERIES_OF_THE_PAGE):
                assert client.get(url("exchange-preparation", exchange.pk)).status_code == 200
            cast.participant(exchange, email=f"{name}@example.org")
            make_checklist(exchange)


class TestLocalContext:
    def test_the_country_team_starts_from_an_earlier_text(self, cast: Cast, signed_in: Any, exchange: Exchange) -> None:
        write_local_context(by=None, exchange=cast.exchange(title="Markten"), text="Umuganda", language="en")
        client, address = signed_in(cast.country_team), url("local-context", exchange.pk)
        page = client.get(address).content.decode()
        assert "Markten" in page
        assert "Umuganda" not in page
        assert "Umuganda" in client.get(address + "?van=eerder").content.decode()
        client.post(address, {"text": "Op zaterdag Umuganda", "language": "nl", "seen": "0"})
        page = signed_in(cast.partner).get(url("exchange-preparation", exchange.pk)).content.decode()
        assert "Op zaterdag Umuganda" in page

    def test_what_was_typed_stays_when_somebody_else_was_first(
        self, cast: Cast, signed_in: Any, exchange: Exchange
    ) -> None:
        write_local_context(by=None, exchange=exchange, text="Van een ander", language="nl")
        response = signed_in(cast.country_team).post(
            url("local-context", exchange.pk), {"text": "Van mij", "language": "nl", "seen": "0"}
        )
        page = response.content.decode()
        assert "Van een ander" in page
        assert "Van mij" in page
        assert 'name="seen" value="1"' in page


class TestDecision:
    def test_the_page_shows_what_to_look_at_and_takes_the_decision(
        self, cast: Cast, signed_in: Any, exchange: Exchange
    ) -> None:
        note_travel_advice(by=None, **advice(cast, level="red", text="Ga niet."))
        client, address = signed_in(cast.country_team), url("sign-off", exchange.pk)
        page = client.get(address).content.decode()
        assert "Ga niet." in page
        assert "Safety briefing" in page
        seen = str(TravelAdvice.objects.get().pk)
        response = client.post(address, {"decision": "go", "reason": "", "seen_advice": seen})
        assert "reason" in response.context["form"].errors
        response = client.post(address, {"decision": "go", "reason": "Met begeleiding van de stad.", "seen_advice": ""})
        assert "changed in the meantime" in response.content.decode()
        assert "Met begeleiding van de stad." in response.content.decode()
        client.post(address, {"decision": "no_go", "reason": "Te gevaarlijk nu.", "seen_advice": seen})
        page = signed_in(cast.bob).get(url("exchange-preparation", exchange.pk)).content.decode()
        assert "Te gevaarlijk nu." in page


class TestTravelAdvice:
    def test_everybody_reads_and_the_country_team_notes(self, cast: Cast, signed_in: Any, exchange: Exchange) -> None:
        address = url("travel-advice-country", "RW")
        data = {"do": "note", "level": "orange", "text": "Onrust", "issued_on": timezone.localdate().isoformat()}
        assert "Note the advice" not in signed_in(cast.charlie).get(address).content.decode()
        assert signed_in(cast.charlie).post(address, data).status_code == 403
        client = signed_in(cast.country_team)
        assert "level" in client.post(address, data | {"level": ""}).context["form"].errors
        assert client.post(address, data).status_code == 302
        noted = TravelAdvice.objects.get()
        client.post(address, {"do": "check", "advice": noted.pk})
        client.post(address, data | {"level": "red"})
        assert client.post(address, {"do": "check", "advice": noted.pk}).status_code == 200  # no longer the newest
        page = signed_in(cast.charlie).get(url("travel-advice")).content.decode()
        assert "Rwanda" in page
        assert escape("Red: do not travel") in page

    def test_the_list_takes_as_many_queries_for_three_countries_as_for_one(
        self, cast: Cast, signed_in: Any, exchange: Exchange, django_assert_num_queries: Any
    ) -> None:
        client = signed_in(cast.alice)
        note_travel_advice(by=None, **advice(cast))
        for _count in (1, 3):
            with django_assert_num_queries(QUERIES_OF_THE_TRAVEL_ADVICE):
                assert client.get(url("travel-advice")).status_code == 200
            cast.exchange(country_id="UG")
            cast.exchange(country_id="LB")


class TestToday:
    def test_each_sees_what_waits_for_them(self, cast: Cast, exchange: Exchange) -> None:
        today = timezone.localdate()

        def waiting(user: Any, on: dt.date = today) -> list[tuple[str, str]]:
            return [(task.action, task.tone) for task in tasks(user, on)]

        assert waiting(cast.charlie) == []
        assert waiting(cast.bob) == [("Open the checklist", "")]
        assert waiting(cast.bob, today + dt.timedelta(days=30)) == [("Open the checklist", "late")]
        assert waiting(cast.country_team) == [
            ("Open the checklist", ""),
            ("Decide: go or no go", ""),
            ("Write the local context", ""),
        ]
        sign_off(by=None, exchange=exchange, decision="go", reason="", seen_advice=None)
        write_local_context(by=None, exchange=exchange, text="Markt", language="nl")
        exchange.checklist.update(done_at=timezone.now())
        assert waiting(cast.country_team) == []
        assert waiting(cast.alice, today + dt.timedelta(days=40)) == [("Look whether it is still the same", "late")]
