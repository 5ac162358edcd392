"""Hours and costs of an exchange as people see and record them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from cast import Cast
from exchanges.cases_consents import bob_of
from exchanges.cases_costs import consented, planned, ticket
from wisselwerk.exchanges.models import CostLine, Exchange, HourLine
from wisselwerk.programmes.models import Programme, Project
from wisselwerk.web.forms.hours_costs import currency_choices

pytestmark = pytest.mark.django_db

QUERIES_OF_THE_PAGE = 11


def url(name: str, *args: object) -> str:
    with override("en"):
        return reverse(f"web:{name}", args=args)


class TestHours:
    def test_bob_plans_confirms_and_changes_his_own(self, cast: Cast, signed_in: Any) -> None:
        bob = consented(cast)
        exchange = bob.exchange
        client, page = signed_in(cast.bob), url("exchange-costs", exchange.pk)
        client.post(url("hours-plan", exchange.pk), {"participant": bob.pk})
        line = HourLine.objects.get()
        assert (line.planned, line.actual) == (40, None)
        assert "It went as planned" in client.get(page).content.decode()
        client.post(url("hours-confirm", exchange.pk), {"participant": bob.pk})
        client.post(url("hours-line", exchange.pk, line.pk), {"planned": "40", "actual": "44.5"})
        line.refresh_from_db()
        assert line.actual == Decimal("44.5")
        response = client.post(url("hours-new", exchange.pk, bob.pk), {"what": "", "actual": "2"})
        assert "what" in response.context["form"].errors
        client.post(url("hours-new", exchange.pk, bob.pk), {"what": "Verslag", "actual": "2"})
        assert "Verslag" in client.get(page).content.decode()
        client.post(url("hours-line", exchange.pk, HourLine.objects.get(what="Verslag").pk), {"do": "remove"})
        assert HourLine.objects.count() == 1

    def test_alice_confirms_for_all_at_once_or_for_nobody(self, cast: Cast, signed_in: Any) -> None:
        bob = consented(cast)
        dana = cast.participant(bob.exchange)
        client, address = signed_in(cast.alice), url("hours-confirm", bob.exchange_id)
        client.post(address)
        assert not HourLine.objects.exists()  # for Dana there is nothing to plan from
        cast.consent(dana, hours=16)
        client.post(address)
        assert sum(line.actual for line in HourLine.objects.all()) == 56

    def test_others_see_their_own_people_only_and_change_nothing(self, cast: Cast, signed_in: Any) -> None:
        line = planned(cast)
        exchange = line.participant.exchange
        dana = cast.participant(exchange, expert=cast.expert(name="Dana", organisation=cast.other_municipality))
        HourLine.objects.create(participant=dana, what="Geheim", planned=Decimal(5))
        ticket(cast, exchange=exchange, what="Zaalhuur")
        page = signed_in(cast.employer).get(url("exchange-costs", exchange.pk)).content.decode()
        assert "Voorbereiden" in page
        assert "Geheim" not in page
        assert "Zaalhuur" not in page
        for who, status in (("charlie", 404), ("partner", 403), ("country_team", 403)):
            assert signed_in(getattr(cast, who)).get(url("exchange-costs", exchange.pk)).status_code == status, who
        for who in ("employer", "coordinator"):
            client = signed_in(getattr(cast, who))
            assert client.post(url("hours-line", exchange.pk, line.pk), {"do": "remove"}).status_code == 403
            assert client.get(url("hours-new", exchange.pk, line.participant_id)).status_code == 403
            assert client.post(url("hours-confirm", exchange.pk)).status_code == 403
        assert signed_in(cast.bob).post(url("hours-new", exchange.pk, dana.pk), {"what": "x"}).status_code == 403


class TestCosts:
    def test_alice_adds_changes_and_takes_away(self, cast: Cast, signed_in: Any) -> None:
        exchange = cast.exchange()
        client, new = signed_in(cast.alice), url("cost-new", exchange.pk)
        data = {"kind": "stay", "planned": "100000", "currency": "RWF", "payer": cast.agency.pk}
        response = client.post(new, data)
        assert {"rate", "rate_on"} <= set(response.context["form"].errors)
        client.post(new, data | {"rate": "0.00068", "rate_on": "2026-11-20"})
        line = CostLine.objects.get()
        page = client.get(url("exchange-costs", exchange.pk)).content.decode()
        assert "€68.00" in page
        assert "RWF" in page
        address = url("cost-line", exchange.pk, line.pk)
        seen = client.get(address).context["stamp"]
        client.post(address, {"kind": "stay", "actual": "70", "currency": "EUR", "seen": seen})
        response = client.post(address, {"kind": "stay", "actual": "80", "currency": "EUR", "seen": seen})
        assert "in the meantime" in response.content.decode()
        assert response.context["stamp"] != seen
        line.refresh_from_db()
        assert (line.actual, line.currency) == (70, "EUR")
        assert signed_in(cast.bob).get(address).status_code == 404
        signed_in(cast.alice).post(address, {"do": "remove"})
        assert not CostLine.objects.exists()

    def test_participants_do_not_record_costs(self, cast: Cast, signed_in: Any) -> None:
        bob = bob_of(cast)
        assert signed_in(cast.bob).get(url("cost-new", bob.exchange_id)).status_code == 403

    def test_euro_and_the_currency_of_the_country_come_first(self, cast: Cast) -> None:
        choices = [code for code, _name in currency_choices(cast.exchange())]
        assert choices[:3] == ["EUR", "RWF", "USD"]
        assert len(choices) == len(set(choices)) > 100
        assert "DEM" not in choices

    def test_hours_in_kind_are_valued_when_the_programme_has_a_rate(self, cast: Cast, signed_in: Any) -> None:
        programme = Programme.objects.create(slug="sdlg", names={"nl": "SDLG"})
        project = Project.objects.create(titles={"nl": "X"}, programme=programme)
        line = planned(cast)
        Exchange.objects.update(project=project)
        client, page = signed_in(cast.alice), url("exchange-costs", line.participant.exchange_id)
        assert "counted, and not valued" in client.get(page).content.decode()
        address = url("programme-rate", "sdlg")
        assert "rate" in client.post(address, {"rate": "-1"}).context["form"].errors
        client.post(address, {"rate": "62.50"})
        shown = client.get(page).content.decode()
        assert "€500.00" in shown
        assert "€62.50" in shown
        assert "€62.50" in client.get(url("programme", "sdlg")).content.decode()
        assert signed_in(cast.bob).get(address).status_code == 403
        assert "in kind" not in client.get(url("programme", "sdlg")).content.decode()

    def test_the_page_takes_as_many_queries_for_many_lines_as_for_few(
        self, cast: Cast, signed_in: Any, django_assert_num_queries: Any
    ) -> None:
        line = planned(cast)
        exchange = line.participant.exchange
        client = signed_in(cast.alice)
        for name in ("dana", "eva"):
            ticket(cast, exchange=exchange)
            with django_assert_num_queries(QUERIES_OF_THE_PAGE):
                client.get(url("exchange-costs", exchange.pk))
            person = cast.participant(exchange, email=f"{name}@example.org")
            HourLine.objects.create(participant=person, what="Werk", planned=Decimal(8))
