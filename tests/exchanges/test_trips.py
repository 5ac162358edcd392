"""The dossier of an administrator's trip, and the register in which everybody can read its outline."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cast import Cast
from exchanges.cases_consents import bob_of, dossier
from wisselwerk.exchanges.actions import TripData, move_on, update_dossier
from wisselwerk.exchanges.actions.trips import dossier_of
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import Exchange, Participant, PeopleApproval, TripDossier
from wisselwerk.exchanges.queries.trips import TripFilter, find_trips, is_cancelled, years_in_register
from wisselwerk.exchanges.tasks.consents import ask_trip_reports
from wisselwerk.mail.models import Message
from wisselwerk.mail.rendering import words_of

pytestmark = pytest.mark.django_db


def trip(**fields: Any) -> TripData:
    """A trip on which the executive decided."""
    fields = {
        "purpose": "Zien hoe de markt verlicht wordt",
        "costs": Decimal(950),
        "paid_by": "Programma",
        "decided_on": timezone.localdate(),
        "decision_reference": "2026/114",
    } | fields
    return TripData(**fields)


def registered(cast: Cast, **fields: Any) -> TripDossier:
    """A trip in the register: its exchange is in preparation."""
    begun = dossier(cast)
    Exchange.objects.filter(pk=begun.participant.exchange_id).update(status=ExchangeStatus.PREPARING, **fields)
    return update_dossier(by=cast.coordinator, dossier=dossier_of(begun.participant), data=trip())


class TestDossier:
    def test_traveller_and_municipality_write_it_together_and_nothing_gets_lost(self, cast: Cast) -> None:
        begun = dossier(cast)
        first = update_dossier(by=cast.bob, dossier=begun, data=TripData(purpose="Leren"), seen=0)
        assert first.version == 1
        with pytest.raises(Conflict):
            update_dossier(by=cast.coordinator, dossier=begun, data=trip(), seen=0)
        second = update_dossier(by=cast.coordinator, dossier=first, data=trip(), seen=1)
        assert (second.pk, second.version, second.decision_reference) == (first.pk, 2, "2026/114")

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"purpose": " "}, "purpose"),
            ({"costs": Decimal(-1)}, "costs"),
            ({"costs": None}, "costs"),
            ({"paid_by": ""}, "paid_by"),
            ({"decided_on": dt.date(2999, 1, 1)}, "decided_on"),
            ({"report": "Het was leerzaam"}, "report"),
        ],
    )
    def test_what_can_not_be_is_refused_by_field(self, cast: Cast, changed: dict[str, Any], field: str) -> None:
        with pytest.raises(ValidationError) as error:
            update_dossier(by=cast.bob, dossier=dossier(cast), data=trip(**changed))
        assert set(error.value.message_dict) == {field}
        assert not TripDossier.objects.exists()

    def test_civil_servants_and_those_who_stay_at_home_have_none(self, cast: Cast) -> None:
        with pytest.raises(ValidationError):
            update_dossier(by=None, dossier=dossier_of(bob_of(cast)), data=trip())
        online = cast.participant(cast.exchange(forms=["webinar"]), kind="administrator")
        with pytest.raises(ValidationError):
            update_dossier(by=None, dossier=dossier_of(online), data=trip())


class TestRegister:
    def test_a_trip_is_public_once_it_is_decided_and_the_exchange_is_confirmed(self, cast: Cast) -> None:
        begun = dossier(cast)
        exchange, bob = begun.participant.exchange, begun.participant
        update_dossier(by=cast.bob, dossier=begun, data=trip())
        assert find_trips(TripFilter()) == []
        cast.session(exchange)
        cast.consent(bob, role="college")
        PeopleApproval.objects.create(exchange=exchange, participants=[bob.pk])
        move_on(by=cast.alice, exchange=exchange, step="confirm")
        assert [one.participant for one in find_trips(TripFilter())] == [bob]
        with pytest.raises(ValidationError):  # what is public is not taken away
            update_dossier(by=cast.bob, dossier=begun, data=trip(decided_on=None))

    def test_words_municipality_and_year_narrow_it_down(self, cast: Cast) -> None:
        found = registered(cast)
        year = found.participant.exchange.start.year
        assert years_in_register() == [year]
        for wanted, fits in (
            (TripFilter(words="MARKT rubavu"), True),
            (TripFilter(words="bob"), False),  # he did not choose to be named
            (TripFilter(municipality=cast.municipality.pk, year=year), True),
            (TripFilter(municipality=cast.other_municipality.pk), False),
            (TripFilter(year=year - 1), False),
        ):
            assert (find_trips(wanted) == [found]) == fits, wanted

    def test_a_trip_that_does_not_take_place_stays_and_is_marked(self, cast: Cast) -> None:
        found = registered(cast)
        move_on(by=cast.alice, exchange=found.participant.exchange, step="cancel", reason="Onrust")
        assert is_cancelled(find_trips(TripFilter())[0])
        with pytest.raises(Conflict):
            update_dossier(by=cast.bob, dossier=dossier_of(found.participant), data=trip())


class TestReport:
    def test_it_is_asked_once_four_weeks_later_and_can_then_be_changed(self, cast: Cast) -> None:
        today = timezone.localdate()
        found = registered(cast, start=today - dt.timedelta(days=40), end=today - dt.timedelta(days=28))
        Exchange.objects.update(status=ExchangeStatus.ENDED)
        Message.objects.all().delete()
        for asked in (1, 0):
            assert ask_trip_reports(timezone.now()) == {"asked": asked}
        assert set(Message.objects.values_list("to", flat=True)) == {cast.bob.email, cast.coordinator.email}
        assert f"/reizen/{found.participant_id}" in words_of(Message.objects.first()).text
        participant = Participant.objects.get()
        reported = update_dossier(
            by=cast.bob, dossier=dossier_of(participant), data=trip(report="Zij dimmen 's nachts")
        )
        assert reported.reported_on == today
        assert find_trips(TripFilter(words="dimmen")) == [reported]
        with pytest.raises(ValidationError):
            update_dossier(by=cast.bob, dossier=reported, data=trip())
