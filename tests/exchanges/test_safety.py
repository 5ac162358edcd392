"""The local context, the travel advice, and the decision of the country team whether it is safe to go."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cast import Cast
from exchanges.cases_preparation import advice
from wisselwerk.accounts.enums import Role
from wisselwerk.exchanges.actions import note_travel_advice, sign_off, write_local_context
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import Exchange, GoDecision
from wisselwerk.exchanges.queries.preparation import earlier_context, to_decide, watched_countries, without_context
from wisselwerk.exchanges.tasks.preparation import ask_travel_advice
from wisselwerk.mail.models import Message
from wisselwerk.mail.rendering import words_of
from wisselwerk.organisations.actions import check_travel_advice
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import TravelAdvice

pytestmark = pytest.mark.django_db


def told() -> set[tuple[str, str]]:
    return set(Message.objects.values_list("template", "to"))


def decide(cast: Cast, exchange: Exchange, decision: str = "go", reason: str = "", **values: Any) -> GoDecision:
    seen = TravelAdvice.objects.values_list("pk", flat=True).first()
    values = {"seen_advice": seen} | values
    return sign_off(by=cast.country_team, exchange=exchange, decision=decision, reason=reason, **values)


@pytest.fixture
def exchange(cast: Cast) -> Exchange:
    exchange = cast.exchange(status=ExchangeStatus.PREPARING, title="Verlichting")
    cast.participant(exchange, cast.bob)
    return exchange


class TestLocalContext:
    def test_the_country_team_writes_and_the_others_are_told(self, cast: Cast, exchange: Exchange) -> None:
        write_local_context(by=cast.country_team, exchange=exchange, text=" Markt. ", language="nl", seen=0)
        assert exchange.local_context.text == "Markt."
        assert told() == {("local_context", one.email) for one in (cast.bob, cast.partner, cast.alice)}
        for nobody in (cast.alice, cast.bob, cast.partner, cast.charlie):
            with pytest.raises(PermissionDenied):
                write_local_context(by=nobody, exchange=exchange, text="x", language="nl")

    def test_two_who_write_at_once_do_not_overwrite_one_another(self, cast: Cast, exchange: Exchange) -> None:
        write_local_context(by=cast.country_team, exchange=exchange, text="Een", language="nl", seen=0)
        for seen in (0, 7):
            with pytest.raises(Conflict):
                write_local_context(by=cast.country_team, exchange=exchange, text="Twee", language="nl", seen=seen)
        write_local_context(by=cast.country_team, exchange=exchange, text="Drie", language="nl", seen=1)
        exchange.refresh_from_db()
        assert (exchange.local_context.text, exchange.local_context.version) == ("Drie", 2)

    def test_what_was_written_before_of_the_same_country_is_a_start(self, cast: Cast, exchange: Exchange) -> None:
        assert earlier_context(exchange) is None
        write_local_context(by=None, exchange=cast.exchange(country_id="UG"), text="Gulu", language="en")
        write_local_context(by=None, exchange=cast.exchange(), text="Rubavu", language="en")
        found = earlier_context(exchange)
        assert found is not None
        assert found.text == "Rubavu"


class TestDecision:
    def test_a_go_is_told_to_the_officer(self, cast: Cast, exchange: Exchange) -> None:
        note_travel_advice(by=cast.country_team, **advice(cast))
        made = decide(cast, exchange)
        assert made.advice is not None
        assert told() == {("go", cast.alice.email)}
        assert exchange not in to_decide(cast.country_team)

    def test_a_no_go_is_explained_and_told_to_everybody(self, cast: Cast, exchange: Exchange) -> None:
        with pytest.raises(ValidationError):
            decide(cast, exchange, "no_go")
        decide(cast, exchange, "no_go", "Onrust bij de grens.")
        assert told() == {("no_go", one.email) for one in (cast.alice, cast.bob, cast.partner)}
        assert "Onrust bij de grens." in words_of(Message.objects.get(to=cast.bob.email)).text

    @pytest.mark.parametrize("level", ["orange", "red"])
    def test_a_go_on_a_grave_advice_is_explained_in_a_sentence(
        self, cast: Cast, exchange: Exchange, level: str
    ) -> None:
        note_travel_advice(by=cast.country_team, **advice(cast, level=level))
        for reason in ("", "Kan wel."):
            with pytest.raises(ValidationError):
                decide(cast, exchange, reason=reason)
        decide(cast, exchange, reason="Alleen in de stad, met vervoer van de gemeente.")

    def test_an_advice_that_changed_meanwhile_is_looked_at_first(self, cast: Cast, exchange: Exchange) -> None:
        note_travel_advice(by=cast.country_team, **advice(cast))
        with pytest.raises(Conflict):
            decide(cast, exchange, seen_advice=None)
        assert not exchange.go_decisions.exists()

    def test_only_journeys_that_have_not_begun_are_decided(self, cast: Cast, exchange: Exchange) -> None:
        with pytest.raises(ValidationError):
            decide(cast, cast.exchange(forms=["webinar"]))
        with pytest.raises(Conflict):
            decide(cast, cast.exchange(status=ExchangeStatus.UNDER_WAY))
        rwanda = cast.organisation("Team", kind=OrganisationKind.COUNTRY_TEAM, country_id="UG")
        jean = cast.user("jean", Role.COUNTRY_TEAM, rwanda)
        with pytest.raises(PermissionDenied):
            sign_off(by=jean, exchange=exchange, decision="go", reason="", seen_advice=None)

    def test_what_waits_for_the_country_team(self, cast: Cast, exchange: Exchange) -> None:
        cast.exchange(forms=["webinar"], status=ExchangeStatus.PREPARING)
        assert list(to_decide(cast.country_team)) == list(without_context(cast.country_team)) == [exchange]
        made = decide(cast, exchange)
        write_local_context(by=None, exchange=exchange, text="Markt", language="nl")
        assert not to_decide(cast.country_team)
        assert not without_context(cast.country_team)
        GoDecision.objects.filter(pk=made.pk).update(asked_again_at=timezone.now())
        assert list(to_decide(cast.country_team)) == [exchange]


class TestAdvice:
    def test_a_change_asks_again_for_each_go_in_the_country(self, cast: Cast, exchange: Exchange) -> None:
        note_travel_advice(by=cast.country_team, **advice(cast))
        elsewhere = cast.exchange(country_id="UG")
        cast.exchange(title="Markten")  # nobody decided on it yet
        cast.exchange(title="Water", status=ExchangeStatus.UNDER_WAY)
        made = decide(cast, exchange)
        other = decide(cast, elsewhere, seen_advice=None)
        Exchange.objects.filter(pk__in=[exchange.pk, elsewhere.pk]).update(status=ExchangeStatus.READY)
        Message.objects.all().delete()
        note_travel_advice(by=cast.alice, **advice(cast, level="red", text="Ga niet."))
        for one in (made, other, exchange, elsewhere):
            one.refresh_from_db()
        assert made.asked_again_at is not None
        assert other.asked_again_at is None
        assert (exchange.status, elsewhere.status) == (ExchangeStatus.PREPARING, ExchangeStatus.READY)
        message = Message.objects.get(template="advice_changed", to=cast.country_team.email)
        assert message.context["coming"] == ["Verlichting"]
        assert message.context["there"] == ["Water"]
        assert "Verlichting" in words_of(message).text

    def test_a_new_date_alone_asks_nothing_again_and_the_same_is_a_check(self, cast: Cast, exchange: Exchange) -> None:
        first = note_travel_advice(by=cast.country_team, **advice(cast))
        made = decide(cast, exchange)
        assert note_travel_advice(by=cast.country_team, **advice(cast)) == first
        newer = note_travel_advice(
            by=cast.country_team, **advice(cast, issued_on=timezone.localdate() - dt.timedelta(days=1))
        )
        assert newer != first
        made.refresh_from_db()
        assert made.asked_again_at is None
        with pytest.raises(ValidationError):
            check_travel_advice(by=cast.country_team, advice=first)

    def test_it_is_asked_for_when_people_leave_soon_and_nobody_looked(self, cast: Cast, exchange: Exchange) -> None:
        soon = timezone.localdate() + dt.timedelta(days=20)
        Exchange.objects.filter(pk=exchange.pk).update(start=soon, end=soon)
        now = timezone.now()
        assert ask_travel_advice(now) == {"countries": 1}
        ask_travel_advice(now)
        assert sorted(told()) == [("check_advice", cast.alice.email), ("check_advice", cast.country_team.email)]
        assert Message.objects.count() == 2
        assert words_of(Message.objects.earliest("pk")).text
        note_travel_advice(by=None, **advice(cast))
        assert ask_travel_advice(now) == {"countries": 0}

    def test_the_countries_where_we_work_are_watched(self, cast: Cast, exchange: Exchange) -> None:
        cast.exchange(country_id="UG", forms=["webinar"])
        note_travel_advice(by=None, **advice(cast))
        rows = {row.country.pk: row for row in watched_countries()}
        assert set(rows) == {"RW", "UG"}
        assert rows["RW"].coming == 1
        assert rows["RW"].advice is not None
        assert rows["UG"].coming == 0
