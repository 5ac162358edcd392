"""Plain search over people: the equal door beside the shortlist."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cast import Cast
from wisselwerk.experts.enums import ExpertStatus, Purpose
from wisselwerk.experts.models import Expert
from wisselwerk.experts.queries import experts_visible_to, for_requests, unclaimed_visible_to
from wisselwerk.experts.search import ExpertSearch, Order, find_experts

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cast: Cast) -> dict[str, Expert]:
    long_ago = timezone.now() - dt.timedelta(days=400)
    return {
        "light": cast.expert(name="Anna", headline="Lichtbeheerder", languages={"nl": "C2", "fr": "B2"}),
        "waste": cast.expert(
            name="Bram",
            headline="Afvaladviseur",
            text="Ik zamelde gescheiden afval in bij flats.",
            themes=("waste-collection",),
            languages={"fr": "A2"},
            forms=["webinar"],
            kind="administrator",
            organisation=cast.other_municipality,
            confirmed_at=long_ago,
        ),
        "open": cast.expert(
            name="Cleo",
            headline="Archivaris",
            text="Ik beheer archieven.",
            themes=(),
            languages={"fr": ""},
            forms=[],
        ),
    }


def names(cast: Cast, **search: Any) -> list[str]:
    return [Expert.objects.get(pk=key).name for key in find_experts(cast.alice, ExpertSearch(**search))]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({}, ["Anna", "Bram", "Cleo"]),
        ({"words": "bram"}, ["Bram"]),
        ({"words": "oefenburg"}, ["Bram"]),
        ({"words": "archief"}, ["Cleo"]),  # another form of the word than in the text
        ({"theme": "waste"}, ["Bram"]),
        ({"theme": "street-lighting"}, ["Anna"]),
        ({"language": "fr", "level": "B1"}, ["Anna", "Cleo"]),  # a level that is not known passes
        ({"language": "fr"}, ["Anna", "Bram", "Cleo"]),
        ({"language": "ar"}, []),
        ({"form": "webinar"}, ["Anna", "Bram", "Cleo"]),  # open to all forms
        ({"form": "visit"}, ["Anna", "Cleo"]),
        ({"kind": "administrator"}, ["Bram"]),
        ({"freshness": "stale"}, ["Bram"]),
        ({"freshness": "fresh"}, ["Anna", "Cleo"]),
        ({"freshness": "ageing"}, []),
        ({"order": Order.NAME}, ["Anna", "Bram", "Cleo"]),
        ({"words": "nergens"}, []),
    ],
)
def test_words_and_filters(cast: Cast, people: dict[str, Expert], search: dict[str, Any], found: list[str]) -> None:
    assert names(cast, **search) == found


def test_a_theme_that_was_only_recognised_in_the_text_is_found_too(cast: Cast, people: dict[str, Expert]) -> None:
    people["waste"].themes.all().delete()
    people["light"].themes.all().delete()
    assert names(cast, theme="street-lighting") == ["Anna"]


def test_the_freshest_come_first_when_asked_for(cast: Cast, people: dict[str, Expert]) -> None:
    assert names(cast, order=Order.FRESH)[-1] == "Bram"
    assert names(cast, organisation=cast.other_municipality.pk) == ["Bram"]


def test_who_fits_the_words_best_comes_first(cast: Cast) -> None:
    cast.expert(
        name="Aaron", text="Ik deed van alles: markten, parken, feesten en één keer iets met een archief in de kelder."
    )
    cast.expert(name="Zoë", headline="Archivaris", text="Archief, archief en nog eens archief.")
    assert names(cast, words="archief")[0] == "Zoë"
    assert names(cast, words="archief", order=Order.NAME)[0] == "Aaron"


# ── who may list whom ────────────────────────────────────────────────────────────────────────────────────────────────


def test_lists_and_pages_show_the_same_people(cast: Cast) -> None:
    experts = [
        cast.expert(organisation=organisation, status=status, consents=consents)
        for organisation in (cast.municipality, cast.other_municipality, None)
        for status in ExpertStatus.values
        for consents in ((), (Purpose.MATCHING,), (Purpose.PUBLICITY,))
    ]
    paused = {expert for expert in experts if expert.status == ExpertStatus.PAUSED}
    for person in (cast.alice, cast.coordinator, cast.other_coordinator, cast.charlie, cast.employer, cast.partner):
        listed = set(experts_visible_to(person))
        may_see = {expert for expert in experts if person.has_perm("experts.view_expert", expert)}
        # Officers may open the page of somebody who paused (from an old shortlist); a search does not offer them.
        assert listed == (may_see - paused if person == cast.alice else may_see)
    assert len(experts_visible_to(cast.alice)) == 3
    assert len(experts_visible_to(cast.coordinator)) == 2
    assert not experts_visible_to(cast.charlie)


def test_those_to_invite_are_seen_by_officers_and_their_own_coordinator(cast: Cast) -> None:
    waiting = cast.expert(email="sanne@example.org", consents=())
    cast.expert(cast.bob)
    cast.expert(email="")
    assert list(unclaimed_visible_to(cast.alice)) == [waiting]
    assert list(unclaimed_visible_to(cast.coordinator)) == [waiting]
    for person in (cast.other_coordinator, cast.charlie, cast.employer):
        assert not unclaimed_visible_to(person)


def test_a_request_is_looked_up_by_name_address_or_number(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    cast.expert(name="Erased", status=ExpertStatus.ERASED)
    for words in ("bo", "BOB@example.org", str(expert.pk)):
        assert list(for_requests(words)) == [expert]
    for words in ("", "  ", "bob@", "Erased"):
        assert list(for_requests(words)) == []
