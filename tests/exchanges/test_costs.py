"""Hours and costs: planned from what is known, recorded afterwards, and totals that add up to the cent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cast import Cast
from exchanges.cases_consents import bob_of
from exchanges.cases_costs import FLIGHT, planned, ticket
from wisselwerk.exchanges.actions import (
    CostData,
    HoursData,
    confirm_planned_hours,
    plan_hours,
    record_cost,
    record_hours,
    remove_hours,
)
from wisselwerk.exchanges.actions.costs import stamp
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import CostLine, Exchange, HourLine, Participant, Session
from wisselwerk.exchanges.queries.costs import (
    Overview,
    PersonHours,
    cents,
    converted,
    overview_of,
    payers_of,
    session_hours,
    totals_of,
    valued,
)
from wisselwerk.programmes.models import Programme, Project

MONDAY = timezone.make_aware(dt.datetime(2027, 3, 1, 9))


def lines(person: Participant) -> list[tuple[bool, Decimal | None, Decimal | None]]:
    """(of a session, planned, actual) of each line."""
    return [(one.session_id is not None, one.planned, one.actual) for one in person.hours.all()]


@pytest.mark.parametrize(
    ("length", "hours"),
    [
        (dt.timedelta(minutes=90), "1.50"),
        (dt.timedelta(minutes=100), "1.67"),
        (dt.timedelta(days=4, hours=8), "40"),
        (dt.timedelta(days=11, hours=8), "80"),  # the weekend is free
    ],
)
def test_a_session_within_a_day_counts_its_length_and_a_longer_one_working_days(
    length: dt.timedelta, hours: str
) -> None:
    assert session_hours(Session(start=MONDAY, end=MONDAY + length)) == Decimal(hours)


@pytest.mark.django_db
class TestHours:
    @pytest.fixture
    def bob(self, cast: Cast) -> Participant:
        """Bob in two webinars of two hours, and the employer gave ten hours."""
        exchange = cast.exchange(forms=["webinar"])
        bob = cast.participant(exchange, cast.bob)
        for days in (60, 61):
            start = timezone.make_aware(dt.datetime.combine(timezone.localdate() + dt.timedelta(days), dt.time(10)))
            cast.session(exchange, start=start, end=start + dt.timedelta(hours=2))
        cast.consent(bob, hours=10)
        return bob

    def test_they_are_planned_from_the_sessions_and_the_consent(self, bob: Participant, cast: Cast) -> None:
        for _again in range(2):
            assert plan_hours(by=cast.bob, participant=bob) == 3
            assert lines(bob) == [(True, Decimal(2), None), (True, Decimal(2), None), (False, Decimal(6), None)]
        bob.exchange.sessions.filter(pk=bob.exchange.sessions.first().pk).update(status="cancelled")
        plan_hours(by=cast.alice, participant=bob)
        assert sorted(lines(bob)) == [(False, Decimal(8), None), (True, Decimal(2), None)]

    def test_as_planned_is_one_click_after_the_last_session_and_not_before(self, bob: Participant, cast: Cast) -> None:
        with pytest.raises(ValidationError):
            confirm_planned_hours(by=cast.bob, participant=bob)
        bob.exchange.sessions.update(status="held")
        assert confirm_planned_hours(by=cast.bob, participant=bob) == 3
        assert [actual for _session, _planned, actual in lines(bob)] == [2, 2, 6]

    def test_what_was_filled_in_stays(self, bob: Participant, cast: Cast) -> None:
        plan_hours(by=cast.bob, participant=bob)
        first = bob.hours.first()
        record_hours(
            by=cast.bob,
            participant=bob,
            data=HoursData(planned=Decimal(2), actual=Decimal(3), in_kind=False),
            line=first,
        )
        record_hours(by=cast.bob, participant=bob, data=HoursData(what="Verslag", actual=Decimal(1)))
        bob.exchange.sessions.update(status="held")
        confirm_planned_hours(by=cast.alice, participant=bob)
        assert [actual for _session, _planned, actual in lines(bob)] == [3, 2, 6, 1]
        assert all(one.in_kind for one in bob.hours.all())  # that is for the officer to say

    def test_nothing_to_plan_from_is_said(self, cast: Cast) -> None:
        with pytest.raises(ValidationError):
            plan_hours(by=cast.bob, participant=bob_of(cast))

    def test_hours_of_a_closed_exchange_are_the_officers(self, cast: Cast) -> None:
        line = planned(cast)
        Exchange.objects.update(status=ExchangeStatus.CLOSED)
        with pytest.raises(Conflict):
            remove_hours(by=cast.bob, participant=line.participant, line=line)
        remove_hours(by=cast.alice, participant=line.participant, line=line)

    @pytest.mark.parametrize(
        "data", [HoursData(what="x"), HoursData(actual=Decimal(1)), HoursData(what="x", actual=Decimal(-1))]
    )
    def test_what_can_not_be_is_refused(self, cast: Cast, data: HoursData) -> None:
        with pytest.raises(ValidationError):
            record_hours(by=cast.bob, participant=bob_of(cast), data=data)

    def test_hours_of_somebody_else_are_left_alone(self, cast: Cast) -> None:
        line = planned(cast)
        dana = cast.participant(line.participant.exchange)
        with pytest.raises(ValidationError):
            record_hours(by=cast.alice, participant=dana, data=HoursData(actual=Decimal(1)), line=line)


@pytest.mark.django_db
class TestCosts:
    def test_a_cost_in_another_currency_needs_its_rate_and_the_day_of_it(self, cast: Cast) -> None:
        exchange, data = cast.exchange(), {"kind": "stay", "planned": Decimal(150_000), "currency": "RWF"}
        with pytest.raises(ValidationError) as error:
            record_cost(by=cast.alice, exchange=exchange, data=CostData(**data))
        assert set(error.value.message_dict) == {"rate", "rate_on"}
        rate = {"rate": Decimal("0.00068"), "rate_on": dt.date(2026, 11, 20)}
        line = record_cost(by=cast.alice, exchange=exchange, data=CostData(**data, **rate))
        assert converted(line).planned == Decimal("102.00")
        line = record_cost(by=cast.alice, exchange=exchange, data=FLIGHT, line=line)
        line.refresh_from_db()
        assert (line.currency, line.rate, line.rate_on) == ("EUR", 1, None)

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"kind": "gold"}, "kind"),
            ({"planned": None}, "planned"),
            ({"planned": Decimal("1.005")}, "planned"),
            ({"currency": "XXZ"}, "currency"),
            ({"payer": "agency", "other_payer": "Iemand"}, "other_payer"),
            ({"participant": "stranger"}, "participant"),
        ],
    )
    def test_what_can_not_be_is_refused_by_field(self, cast: Cast, fields: dict[str, Any], field: str) -> None:
        exchange = cast.exchange()
        if "payer" in fields:
            fields = fields | {"payer": cast.agency}
        if "participant" in fields:
            fields = {"participant": bob_of(cast)}
        with pytest.raises(ValidationError) as error:
            record_cost(
                by=cast.alice, exchange=exchange, data=CostData(**{"kind": "travel", "planned": Decimal(1)} | fields)
            )
        assert set(error.value.message_dict) == {field}

    def test_of_two_officers_at_once_one_wins(self, cast: Cast) -> None:
        line = ticket(cast)
        seen = stamp(line)
        record_cost(by=cast.alice, exchange=line.exchange, data=FLIGHT, line=line, seen=seen)
        with pytest.raises(Conflict):
            record_cost(by=cast.alice, exchange=line.exchange, data=FLIGHT, line=line, seen=seen)

    def test_who_may_pay_is_who_has_to_do_with_it(self, cast: Cast) -> None:
        funder = cast.organisation("Ministerie", kind="funder")
        programme = Programme.objects.create(slug="p", names={"nl": "P"})
        programme.funders.add(funder)
        exchange = cast.exchange(project=Project.objects.create(titles={"nl": "X"}, programme=programme))
        cast.participant(exchange, cast.bob)
        assert set(payers_of(exchange)) == {cast.agency, cast.partner_government, cast.municipality, funder}


@pytest.mark.django_db
class TestWhoSees:
    def test_a_municipality_sees_its_own_people_and_the_officer_everybody(
        self, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        exchange = cast.exchange()
        bob = cast.participant(exchange, cast.bob)
        dana = cast.participant(exchange, expert=cast.expert(organisation=cast.other_municipality))
        for person in (bob, dana):
            HourLine.objects.create(participant=person, what="Werk", planned=Decimal(8))
            ticket(cast, exchange=exchange, participant=person)
        ticket(cast, exchange=exchange)
        for user, people, costs in (
            (cast.alice, 2, 3),
            (cast.bob, 1, 1),
            (cast.employer, 1, 1),
            (cast.other_coordinator, 1, 1),
            (cast.charlie, 0, 0),
        ):
            assert user.current_roles is not None  # read before the counting begins
            with django_assert_num_queries(3 if people else 1):
                overview = overview_of(exchange, user)
            assert (len(overview.people), len(overview.costs)) == (people, costs), user
            assert overview.is_partial == (user != cast.alice)
            assert overview.hours.planned == 8 * people


def decimals(most: int, places: int = 2, least: int = 0) -> st.SearchStrategy[Decimal]:
    """From `least` units of the last place up to `most`."""
    return st.integers(least, most * 10**places).map(lambda units: Decimal(units).scaleb(-places))


amounts = st.none() | decimals(10_000_000)
costs = st.tuples(
    amounts, amounts, decimals(1_000, places=8, least=1), st.sampled_from(["", "Agency", "Proefdam"])
).map(lambda drawn: CostLine(planned=drawn[0], actual=drawn[1], rate=drawn[2], other_payer=drawn[3]))
worked = st.none() | decimals(5_000)
hours = st.tuples(worked, worked, st.booleans()).map(
    lambda drawn: HourLine(planned=drawn[0], actual=drawn[1], in_kind=drawn[2])
)


@given(st.lists(costs, max_size=8), st.lists(hours, max_size=8), st.none() | decimals(500))
def test_the_parts_always_add_up_to_the_whole(
    cost_lines: list[CostLine], hour_lines: list[HourLine], rate: Decimal | None
) -> None:
    people = [PersonHours(Participant(), [valued(one, rate) for one in hour_lines])]
    overview = totals_of(Overview(people, [converted(one) for one in cost_lines], rate))
    for name in ("planned", "actual"):
        by_payer = sum(getattr(one, name) for one in overview.by_payer.values())
        grand = getattr(overview.grand, name)
        assert by_payer + getattr(overview.in_kind, name) == grand
        of_costs = sum((cents((getattr(one, name) or 0) * one.rate) for one in cost_lines), Decimal(0))
        worth = [cents((getattr(one, name) or Decimal(0)) * rate) for one in hour_lines if one.in_kind] if rate else []
        assert of_costs + sum(worth, Decimal(0)) == grand
        assert grand == cents(grand)
