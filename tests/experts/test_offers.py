"""Municipal offers: by theme, without a name."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cast import Cast
from wisselwerk.experts.actions import OfferData, confirm_offer, create_offer, update_offer, withdraw_offer
from wisselwerk.experts.enums import ThemeSource
from wisselwerk.experts.models import MunicipalOffer
from wisselwerk.experts.queries import offers_visible_to
from wisselwerk.experts.search import OfferSearch, find_offers
from wisselwerk.trail.models import ActionEntry

pytestmark = pytest.mark.django_db

DATA = OfferData(
    title="Afval in de hoogbouw",
    text="Wij zamelen afval in bij flats.",
    themes=["waste-collection"],
    removed_themes=["housing"],
    forms=["visit"],
    languages={"nl": "C2"},
    hours_per_year=40,
)


def test_a_coordinator_offers_for_the_own_municipality(cast: Cast) -> None:
    offer = create_offer(by=cast.coordinator, organisation=cast.municipality, data=DATA)
    assert (offer.title, offer.languages, offer.hours_per_year) == (DATA.title, {"nl": "C2"}, 40)
    assert dict(offer.themes.values_list("concept", "source")) == {
        "waste-collection": ThemeSource.CONFIRMED,
        "housing": ThemeSource.REMOVED,
    }


def test_nobody_else_offers_for_it(cast: Cast) -> None:
    for person in (cast.charlie, cast.alice, cast.other_coordinator, cast.employer, cast.administrator):
        with pytest.raises(PermissionDenied):
            create_offer(by=person, organisation=cast.municipality, data=DATA)
    assert not MunicipalOffer.objects.exists()


def test_an_offer_has_a_theme(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="at least one theme"):
        create_offer(by=cast.coordinator, organisation=cast.municipality, data=OfferData(title="x", text="y"))
    assert not ActionEntry.objects.filter(action="experts.create_offer").exists()


def test_a_change_makes_the_offer_fresh(cast: Cast) -> None:
    offer = cast.offer(confirmed_at=timezone.now() - dt.timedelta(days=400))
    update_offer(by=cast.coordinator, offer=offer, data=DATA)
    offer.refresh_from_db()
    assert (offer.title, offer.freshness) == (DATA.title, "fresh")


def test_withdrawn_and_standing_again(cast: Cast) -> None:
    offer = cast.offer()
    withdraw_offer(by=cast.coordinator, offer=offer)
    assert not MunicipalOffer.objects.findable().exists()
    confirm_offer(by=cast.coordinator, offer=offer)
    assert MunicipalOffer.objects.findable().exists()


def test_an_offer_past_its_date_needs_another_date_first(cast: Cast) -> None:
    offer = cast.offer(valid_until=timezone.localdate() - dt.timedelta(days=1))
    assert offer.has_lapsed
    with pytest.raises(ValidationError, match="has passed"):
        confirm_offer(by=cast.coordinator, offer=offer)


def test_who_sees_which_offers(cast: Cast) -> None:
    standing, withdrawn = cast.offer(), cast.offer(is_active=False)
    assert set(offers_visible_to(cast.alice)) == {standing, withdrawn}
    assert set(offers_visible_to(cast.coordinator)) == {standing, withdrawn}
    assert set(offers_visible_to(cast.other_coordinator)) == {standing}
    for offer in (standing, withdrawn):
        for person in (cast.alice, cast.coordinator, cast.other_coordinator, cast.charlie):
            assert person.has_perm("experts.view_offer", offer) == (offer in offers_visible_to(person))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (OfferSearch(), ["Afval", "Verlichting"]),
        (OfferSearch(words="flats"), ["Afval"]),
        (OfferSearch(words="oefenburg"), ["Verlichting"]),
        (OfferSearch(theme="waste"), ["Afval"]),  # the theme above it finds what is below
        (OfferSearch(form="webinar"), ["Verlichting"]),
        (OfferSearch(findable_only=True), ["Afval"]),
        (OfferSearch(theme="no-such-theme"), []),
    ],
)
def test_searching_offers(cast: Cast, search: OfferSearch, found: list[str]) -> None:
    waste = cast.offer(title="Afval", text="Ophalen bij flats.", forms=["visit"])
    waste.themes.all().delete()
    waste.themes.create(concept="waste-collection")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    cast.offer(title="Verlichting", organisation=cast.other_municipality, forms=["webinar"], valid_until=yesterday)
    assert sorted(offer.title for offer in find_offers(cast.alice, search)) == found
