"""The pages of employers' consents, consents in advance, and trips of administrators."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cast import Cast
from exchanges.cases_consents import SIGNED, advance, asked, bob_of
from wisselwerk.exchanges.actions import TripData, update_dossier
from wisselwerk.exchanges.actions.consenting import ANSWER
from wisselwerk.exchanges.actions.trips import dossier_of
from wisselwerk.exchanges.enums import ConsentStatus, ExchangeStatus
from wisselwerk.exchanges.links import token_for
from wisselwerk.exchanges.models import AdvanceConsent, EmployerConsent, Exchange, Participant, TripDossier
from wisselwerk.mail.models import Message
from wisselwerk.web.todo.consents import tasks

pytestmark = pytest.mark.django_db

QUERIES_OF_THE_PAGE = 14
QUERIES_OF_THE_LIST = 9
QUERIES_OF_THE_ADVANCES = 10
QUERIES_OF_THE_REGISTER = 3


def url(name: str, *args: object) -> str:
    with override("en"):
        return reverse(f"web:{name}", args=args)


def sent_form(client: Any, address: str, key: str = "form") -> dict[str, Any]:
    """What a browser would send of the form on a page without changing anything."""
    form = client.get(address).context[key]
    return {form.add_prefix(name): form[name].value() for name in form.fields if form[name].value() is not None}


def sent_rows(client: Any, address: str) -> dict[str, Any]:
    """The same for the page on which all employers are asked."""
    data: dict[str, Any] = {}
    for row in client.get(address).context["rows"]:
        if row.form:
            values = {row.form.add_prefix(name): row.form[name].value() for name in row.form.fields}
            data |= {name: value for name, value in values.items() if value not in (None, "", False)}
            current = row.entry.current
            data[f"seen-{row.entry.participant.pk}"] = current.pk if current else ""
    return data


class TestAsking:
    def test_alice_asks_all_employers_with_what_is_filled_in_already(self, cast: Cast, signed_in: Any) -> None:
        bob = bob_of(cast)
        dana = cast.participant(bob.exchange, kind="administrator")
        client, address = signed_in(cast.alice), url("exchange-consents", bob.exchange_id)
        data = sent_rows(client, address)
        assert data[f"p{bob.pk}-email"] == cast.employer.email
        assert (data[f"p{bob.pk}-role"], data[f"p{dana.pk}-role"]) == ("manager", "college")
        response = client.post(address, data | {"do": "ask"})
        assert response.status_code == 302
        assert EmployerConsent.objects.filter(status="asked").count() == 2
        assert Message.objects.filter(template="consent", to=cast.employer.email).count() == 2
        page = client.get(address).content.decode()
        assert "Employer</bdi> was asked on" in page
        assert "the executive has not decided yet" in page

    def test_all_or_none_are_asked_and_what_was_typed_stays(self, cast: Cast, signed_in: Any) -> None:
        bob = bob_of(cast)
        dana = cast.participant(bob.exchange)
        client, address = signed_in(cast.alice), url("exchange-consents", bob.exchange_id)
        data = sent_rows(client, address) | {"do": "ask"}
        response = client.post(address, data | {f"p{dana.pk}-email": bob.email, f"p{bob.pk}-name": "Lena"})
        assert response.status_code == 302  # Bob's address is not Dana's own
        EmployerConsent.objects.all().delete()
        response = client.post(address, data | {f"p{dana.pk}-hours": "0", f"p{bob.pk}-name": "Lena"})
        assert "Lena" in response.content.decode()
        response = client.post(address, data | {f"p{bob.pk}-email": bob.email})
        assert "Nobody consents for themselves" in response.content.decode()
        assert not EmployerConsent.objects.exists()
        del data[f"p{dana.pk}-ask"]
        client.post(address, data)
        assert EmployerConsent.objects.get().participant == bob

    def test_two_officers_at_once_ask_once(self, cast: Cast, signed_in: Any) -> None:
        bob = bob_of(cast)
        client, address = signed_in(cast.alice), url("exchange-consents", bob.exchange_id)
        data = sent_rows(client, address) | {"do": "ask"}
        client.post(address, data)
        response = client.post(address, data)
        assert "Somebody else asked" in response.content.decode()
        assert EmployerConsent.objects.count() == 1
        again = address + f"?opnieuw={bob.pk}"
        client.post(
            again,
            sent_rows(client, again) | {"do": "ask", f"p{bob.pk}-name": "Lena", f"p{bob.pk}-email": "lena@example.org"},
        )
        assert EmployerConsent.objects.get(status="asked").asked_email == "lena@example.org"

    def test_a_consent_in_advance_is_used_with_one_click(self, cast: Cast, signed_in: Any) -> None:
        bob = bob_of(cast)
        given = advance(cast, hours_per_year=60)
        client, address = signed_in(cast.alice), url("exchange-consents", bob.exchange_id)
        data = sent_rows(client, address) | {"do": f"draw:{bob.pk}:{given.pk}"}
        response = client.post(address, data | {f"p{bob.pk}-hours": "61"})
        assert "Only 60 hours are left in" in response.content.decode()
        assert client.post(address, data).status_code == 302
        assert EmployerConsent.objects.get().drawn_from == given

    def test_nobody_else_opens_the_page(self, cast: Cast, signed_in: Any) -> None:
        address = url("exchange-consents", bob_of(cast).exchange_id)
        for who, status in (("charlie", 404), ("bob", 403), ("employer", 403), ("partner", 403)):
            assert signed_in(getattr(cast, who)).get(address).status_code == status, who

    def test_the_page_takes_as_many_queries_for_three_people_as_for_one(
        self, cast: Cast, signed_in: Any, django_assert_num_queries: Any
    ) -> None:
        exchange = bob_of(cast).exchange
        client = signed_in(cast.alice)
        advance(cast)
        cast.session(exchange)
        for name in ("dana", "eva"):
            with django_assert_num_queries(QUERIES_OF_THE_PAGE):
                client.get(url("exchange-consents", exchange.pk))
            cast.participant(exchange, email=f"{name}@example.org")


class TestAnswering:
    def test_rik_answers_by_the_link_on_one_page_and_can_take_it_back_there(self, cast: Cast, client: Any) -> None:
        consent = asked(cast)
        address = url("consent-link", token_for(consent, ANSWER))
        page = client.get(address)
        assert page["X-Robots-Tag"] == "noindex"
        consent.refresh_from_db()
        assert consent.status == ConsentStatus.ASKED  # opening it answers nothing
        data = sent_form(client, address) | SIGNED | {"hours": 24, "do": "consent"}
        response = client.post(address, data | {"function": ""})
        assert "function" in response.context["form"].errors
        assert client.post(address, data).status_code == 302
        page = client.get(address).content.decode()
        assert "<del" in page
        assert "Take the consent back" in page
        response = client.post(address, data)
        assert "can&#x27;t be done any more" in response.content.decode()  # one answer wins
        client.post(address, {"do": "revoke", "reason": "Ziekte"})
        consent.refresh_from_db()
        assert (consent.status, consent.hours) == (ConsentStatus.REVOKED, 24)

    def test_a_refusal_needs_its_reason_and_nothing_of_the_rest(self, cast: Cast, signed_in: Any) -> None:
        consent = asked(cast)
        client, address = signed_in(cast.employer), url("consent", consent.pk)
        data = {"do": "refuse", **SIGNED}
        assert set(client.post(address, data).context["form"].errors) == {"reason"}
        client.post(address, data | {"reason": "Te druk"})
        consent.refresh_from_db()
        assert (consent.status, consent.answered_by) == (ConsentStatus.REFUSED, cast.employer)
        assert "Te druk" in signed_in(cast.bob).get(address).content.decode()

    def test_others_read_or_see_nothing(self, cast: Cast, signed_in: Any, client: Any) -> None:
        consent = asked(cast)
        address = url("consent", consent.pk)
        for who in ("alice", "bob", "coordinator"):
            page = signed_in(getattr(cast, who)).get(address)
            assert page.status_code == 200
            assert not page.context["may_answer"]
            assert client.post(address, {"do": "refuse", "reason": "x", **SIGNED}).status_code == 403
        for who in ("charlie", "partner", "other_coordinator"):
            assert signed_in(getattr(cast, who)).get(address).status_code == 404, who
        client.logout()
        assert client.get(url("consent-link", "abc")).status_code == 410
        token = token_for(consent, ANSWER)
        EmployerConsent.objects.update(status=ConsentStatus.WITHDRAWN)
        assert client.get(url("consent-link", token)).status_code == 410

    def test_the_list_shows_the_own_municipality_and_counts(
        self, cast: Cast, signed_in: Any, django_assert_num_queries: Any
    ) -> None:
        stranger = cast.expert(organisation=cast.other_municipality)
        cast.consent(cast.participant(cast.exchange(title="Vreemd"), expert=stranger))
        client = signed_in(cast.employer)
        for number in range(2):
            cast.consent(cast.participant(cast.exchange(title=f"Eigen {number}")))
            with django_assert_num_queries(QUERIES_OF_THE_LIST):
                page = client.get(url("consents")).content.decode()
        assert "Eigen 1" in page
        assert "Vreemd" not in page
        assert "Eigen" not in client.get(url("consents") + "?stand=wacht").content.decode()
        assert signed_in(cast.charlie).get(url("consents")).status_code == 403


class TestInAdvance:
    def test_the_employer_gives_sees_and_revokes(self, cast: Cast, signed_in: Any) -> None:
        client, address = signed_in(cast.employer), url("advance-consent-new")
        data = sent_form(client, address) | {"hours_per_year": "80", "costs_borne_by": "programme"}
        data["organisation"] = cast.municipality.pk
        response = client.post(address, data | {"go": "add", "add_theme": "Street lighting"})
        assert response.context["form"].initial["themes"] == ["street-lighting"]
        themes = {"themes": ["street-lighting"], "seen": ["street-lighting"]}
        assert client.post(address, data | themes | {"go": "save", "hours_per_year": "0"}).status_code == 200
        assert client.post(address, data | themes | {"go": "save"}).status_code == 302
        given = AdvanceConsent.objects.get()
        assert given.themes == ["street-lighting"]
        for who, may_revoke in (("alice", False), ("coordinator", False), ("employer", True)):
            page = signed_in(getattr(cast, who)).get(url("advance-consents"))
            assert "0 of 80 hours used, 80 left" in page.content.decode()
            assert page.context["cards"][0]["may_revoke"] == may_revoke
        assert signed_in(cast.coordinator).post(url("advance-consent-revoke", given.pk)).status_code == 403
        signed_in(cast.employer).post(url("advance-consent-revoke", given.pk))
        given.refresh_from_db()
        assert given.revoked_at is not None

    def test_outsiders_see_nothing(self, cast: Cast, signed_in: Any) -> None:
        given = advance(cast)
        assert signed_in(cast.charlie).get(url("advance-consents")).status_code == 403
        assert signed_in(cast.charlie).get(url("advance-consent-new")).status_code == 403
        assert "100 hours" not in signed_in(cast.other_coordinator).get(url("advance-consents")).content.decode()
        assert signed_in(cast.other_coordinator).post(url("advance-consent-revoke", given.pk)).status_code == 404

    def test_the_list_takes_as_many_queries_for_many_as_for_one(
        self, cast: Cast, signed_in: Any, django_assert_num_queries: Any
    ) -> None:
        client = signed_in(cast.employer)
        for _count in range(2):
            given = advance(cast)
            cast.consent(cast.participant(cast.exchange()), drawn_from=given)
            with django_assert_num_queries(QUERIES_OF_THE_ADVANCES):
                client.get(url("advance-consents"))


def public_trip(cast: Cast, **fields: Any) -> Participant:
    exchange = cast.exchange(status=ExchangeStatus.PREPARING)
    wethouder = cast.participant(exchange, expert=cast.expert(), kind="administrator", name="Wethouder Smit", **fields)
    data = TripData(
        purpose="Markt bekijken", costs=Decimal("950.50"), paid_by="Programma", decided_on=timezone.localdate(),
        delegation="Ambtenaar Jansen",
    )  # fmt: skip
    update_dossier(by=None, dossier=dossier_of(wethouder), data=data)
    return wethouder


class TestTrips:
    def test_the_municipality_writes_the_dossier_and_keeps_its_text_after_a_conflict(
        self, cast: Cast, signed_in: Any
    ) -> None:
        bob = bob_of(cast, kind="administrator")
        client, address = signed_in(cast.coordinator), url("trip", bob.pk)
        assert client.get(address).status_code == 200
        assert not TripDossier.objects.exists()  # looking begins nothing
        client.post(address, {"purpose": "Van een ander", "seen": 0})
        response = client.post(address, {"purpose": "Van mij", "seen": 0})
        page = response.content.decode()
        assert "Van een ander" in page
        assert "Van mij" in page
        assert 'name="seen" value="1"' in page
        for who, status in (("bob", 200), ("alice", 200), ("charlie", 404), ("partner", 404)):
            assert signed_in(getattr(cast, who)).get(address).status_code == status, who
        assert signed_in(cast.alice).get(url("trip", cast.participant(bob.exchange).pk)).status_code == 404

    def test_everybody_reads_the_register_in_which_only_those_who_chose_it_are_named(
        self, cast: Cast, client: Any
    ) -> None:
        public_trip(cast)
        page = client.get(url("trips")).content.decode()
        assert "Markt bekijken" in page
        assert "Smit" not in page
        assert "Jansen" not in page
        assert "Elected administrator" in page
        Participant.objects.update(may_be_named=True)
        assert "Smit" in client.get(url("trips") + f"?municipality={cast.municipality.pk}").content.decode()
        Exchange.objects.update(status=ExchangeStatus.CANCELLED)
        assert "cancelled" in client.get(url("trips")).content.decode()
        assert "Markt" not in client.get(url("trips") + "?q=zzz").content.decode()
        text = client.get(url("trips-export", "csv")).content.decode()
        assert "950.50" in text
        assert "Jansen" not in text

    def test_the_register_takes_as_many_queries_for_three_trips_as_for_one(
        self, cast: Cast, client: Any, django_assert_num_queries: Any
    ) -> None:
        for _count in range(2):
            public_trip(cast)
            with django_assert_num_queries(QUERIES_OF_THE_REGISTER):
                client.get(url("trips"))


class TestToday:
    def test_each_sees_what_waits_for_them(self, cast: Cast) -> None:
        today = timezone.localdate()

        def waiting(user: Any, days: int = 0) -> list[tuple[str, str]]:
            return [(task.action, task.tone) for task in tasks(user, today + dt.timedelta(days=days))]

        bob = bob_of(cast, kind="administrator")
        assert waiting(cast.alice) == [("Ask the employers", "new")]
        consent = cast.consent(bob, status="asked", asked_email="rik@example.org")
        assert waiting(cast.alice) == []
        assert waiting(cast.alice, 21) == [("Call, or ask somebody else", "late")]
        assert waiting(cast.employer) == [("Answer", "new"), ("Open the dossier", "new")]
        assert waiting(cast.employer, 40) == [("Answer", "late"), ("Open the dossier", "late")]
        assert waiting(cast.bob) == waiting(cast.coordinator) == [("Open the dossier", "new")]
        assert waiting(cast.charlie) == []
        consent.delete()
        Exchange.objects.update(
            status=ExchangeStatus.ENDED, end=today - dt.timedelta(days=1), start=today - dt.timedelta(days=5)
        )
        assert waiting(cast.bob) == [("Write the report", "new"), ("Record your hours", "new")]
