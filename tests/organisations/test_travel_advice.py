"""The travel advice for a country: each change is kept, the newest one holds."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cast import Cast
from exchanges.cases_preparation import advice
from wisselwerk.organisations.actions import check_travel_advice, note_travel_advice
from wisselwerk.organisations.models import Country, TravelAdvice
from wisselwerk.organisations.queries import advice_by_country, newest_advice

pytestmark = pytest.mark.django_db


def test_the_newest_holds_and_the_older_ones_stay(cast: Cast) -> None:
    old = note_travel_advice(by=cast.alice, **advice(cast))
    new = note_travel_advice(by=cast.alice, **advice(cast, level="orange"))
    assert newest_advice(Country.objects.get(pk="RW")) == new
    assert list(TravelAdvice.objects.all()) == [new, old]
    assert advice_by_country(["RW", "UG"]) == {"RW": new}


def test_the_same_again_only_counts_as_a_check(cast: Cast) -> None:
    noted = note_travel_advice(by=cast.alice, **advice(cast))
    long_ago = timezone.now() - dt.timedelta(days=30)
    TravelAdvice.objects.update(checked_at=long_ago)
    assert note_travel_advice(by=cast.country_team, **advice(cast)) == noted
    noted.refresh_from_db()
    assert noted.checked_at > long_ago
    TravelAdvice.objects.update(checked_at=long_ago)
    assert check_travel_advice(by=cast.country_team, advice=noted).checked_at > long_ago
    assert TravelAdvice.objects.count() == 1


def test_what_is_wrong_is_said_with_its_field(cast: Cast) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    for fault in ({"issued_on": tomorrow}, {"level": "purple"}, {"source": "nergens"}):
        with pytest.raises(ValidationError) as refused:
            note_travel_advice(by=cast.alice, **advice(cast, **fault))
        assert set(refused.value.message_dict) == set(fault)
