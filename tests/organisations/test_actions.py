"""Reference data, the update from the register, and organisations that people add."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cast import Cast
from organisations.test_tooi import event, merger_and_split, municipality, write
from wisselwerk.organisations.actions import (
    create_organisation,
    load_countries,
    load_reference_data,
    own_agency,
    update_municipalities,
    update_organisation,
)
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.organisations.queries import namesakes, organisations
from wisselwerk.organisations.tooi import RegisterError
from wisselwerk.trail.models import ActionEntry


def successors(code: str) -> set[str]:
    return set(Organisation.objects.get(cbs_code=code).successors.values_list("cbs_code", flat=True))


# ── reference data ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_municipalities_of_today_and_those_that_ended_are_loaded(db: None) -> None:
    load_reference_data()
    assert Organisation.objects.municipalities().current().count() == 342
    appingedam = Organisation.objects.get(name="Appingedam")
    assert appingedam.has_ended
    assert [str(successor) for successor in appingedam.successors.all()] == ["Eemsdelta"]


def test_loading_again_changes_nothing(db: None) -> None:
    load_reference_data()
    Organisation.objects.filter(name="Utrecht").update(about="Changed by hand")
    before = list(Organisation.objects.order_by("pk").values())
    links = Organisation.successors.through.objects.count()
    load_reference_data()
    assert list(Organisation.objects.order_by("pk").values()) == before
    assert Organisation.successors.through.objects.count() == links


def test_countries_have_names_in_the_four_languages_and_none_is_something_else(db: None) -> None:
    load_countries()
    rwanda = Country.objects.get(pk="RW")
    assert [rwanda.name_in(lang) for lang in ("nl", "en", "fr", "ar")] == ["Rwanda", "Rwanda", "Rwanda", "رواندا"]
    assert not Country.objects.filter(pk__in=["EU", "UN", "EZ", "XA", "ZZ"]).exists()
    assert Country.objects.count() == 250


# ── the register ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def villages(cast: Cast) -> dict[str, Organisation]:
    """What the register of `merger_and_split` says, as it was before the merger and the division."""
    names = {"GM0010": "Oostdorp", "GM0011": "Westdorp", "GM0020": "Middenland", "GM0040": "'s-Rivierstad"}
    return {
        code: cast.organisation(
            name,
            cbs_code=code,
            tooi_id=f"https://identifier.overheid.nl/tooi/id/gemeente/{code.lower()}",
            province="Utrecht" if code in {"GM0020", "GM0040"} else "Gelderland",
        )
        for code, name in names.items()
    }


def test_a_merger_and_a_division_end_the_old_ones_and_keep_what_is_theirs(
    cast: Cast, villages: dict[str, Organisation], tmp_path: Path
) -> None:
    expert = cast.expert(cast.bob, organisation=villages["GM0010"])
    changes = update_municipalities(by=cast.administrator, register=write(tmp_path, merger_and_split()))
    assert changes.added == ("Nieuwstad",)
    assert set(changes.ended) == {"Oostdorp", "Westdorp", "Middenland"}
    assert (changes.changed, changes.unchanged, changes.coming) == ((), 1, ())
    old = Organisation.objects.get(cbs_code="GM0010")
    assert old.ended_on == dt.date(2020, 12, 31)
    assert old.has_ended
    assert successors("GM0010") == successors("GM0011") == {"GM0030"}
    assert successors("GM0020") == {"GM0030", "GM0040"}
    assert successors("GM0040") == set()
    expert.refresh_from_db()
    assert expert.organisation == villages["GM0010"]
    new = Organisation.objects.get(cbs_code="GM0030")
    assert (new.province, new.country_id, new.kind) == ("Gelderland", "NL", "municipality")
    assert set(ActionEntry.objects.filter(actor=cast.administrator).values_list("action", flat=True)) == {
        "organisations.add_municipality",
        "organisations.update_municipality",
    }


def test_the_same_register_again_changes_nothing(cast: Cast, villages: dict[str, Organisation], tmp_path: Path) -> None:
    register = write(tmp_path, merger_and_split())
    update_municipalities(by=None, register=register)
    before = (list(Organisation.objects.order_by("pk").values()), ActionEntry.objects.count())
    changes = update_municipalities(by=None, register=register)
    assert (changes.added, changes.changed, changes.ended, changes.unchanged) == ((), (), (), 5)
    assert (list(Organisation.objects.order_by("pk").values()), ActionEntry.objects.count()) == before


def test_a_new_name_is_taken_over(cast: Cast, villages: dict[str, Organisation], tmp_path: Path) -> None:
    nodes = [municipality("0010", "Oosterdorp"), municipality("0011", "Westdorp")]
    changes = update_municipalities(by=None, register=write(tmp_path, nodes))
    assert (changes.changed, changes.unchanged) == (("Oosterdorp",), 1)
    assert Organisation.objects.get(cbs_code="GM0010").name == "Oosterdorp"


def test_a_municipality_that_is_announced_is_added_once_it_exists(cast: Cast, tmp_path: Path) -> None:
    today = timezone.localdate()
    nodes = [
        municipality("0001", "Dorp", einddatum=today.isoformat()),
        municipality("0002", "Stad", begindatum=(today + dt.timedelta(days=1)).isoformat()),
        event("1", "Samenvoeging", invalidated=("0001",), generated=("0002",)),
    ]
    changes = update_municipalities(by=None, register=write(tmp_path, nodes))
    assert (changes.added, changes.coming) == (("Dorp",), ("Stad",))
    assert not Organisation.objects.get(cbs_code="GM0001").has_ended
    assert not Organisation.objects.filter(cbs_code="GM0002").exists()


def test_a_wrong_successor_is_corrected(cast: Cast, villages: dict[str, Organisation], tmp_path: Path) -> None:
    villages["GM0010"].successors.set([villages["GM0040"]])
    update_municipalities(by=None, register=write(tmp_path, merger_and_split()))
    assert successors("GM0010") == {"GM0030"}


def test_a_bad_register_changes_nothing(cast: Cast, villages: dict[str, Organisation], tmp_path: Path) -> None:
    before = list(Organisation.objects.order_by("pk").values())
    path = tmp_path / "register.json"
    path.write_text(json.dumps([municipality("0010", "Anders"), municipality("0010", "Nog anders")]), "utf-8")
    with pytest.raises(RegisterError):
        update_municipalities(by=None, register=path)
    assert list(Organisation.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("who", ["alice", "charlie", "coordinator", "privacy_officer"])
def test_only_the_administrator_updates_the_municipalities(cast: Cast, tmp_path: Path, who: str) -> None:
    with pytest.raises(PermissionDenied):
        update_municipalities(by=getattr(cast, who), register=write(tmp_path, merger_and_split()))


# ── other organisations ──────────────────────────────────────────────────────────────────────────────────────────────


def add(by: Any, **fields: Any) -> Organisation:
    return create_organisation(**({"by": by, "kind": "institution", "name": " Hogeschool "} | fields))


def test_an_officer_adds_and_changes_an_organisation(cast: Cast) -> None:
    added = add(cast.alice, place="Leeuwarden")
    update_organisation(by=cast.administrator, organisation=added, name="Van Hall", website="https://example.org/")
    added.refresh_from_db()
    assert (added.name, added.place, added.website) == ("Van Hall", "Leeuwarden", "https://example.org/")
    entry = ActionEntry.objects.get(action="organisations.update_organisation")
    assert (entry.actor, entry.details) == (cast.administrator, {"fields": ["name", "website"]})


@pytest.mark.parametrize("who", ["bob", "charlie", "coordinator", "partner", "privacy_officer"])
def test_others_add_and_change_nothing(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        add(getattr(cast, who))
    with pytest.raises(PermissionDenied):
        update_organisation(by=getattr(cast, who), organisation=cast.partner_government, name="x")


def test_dutch_municipalities_come_from_the_register_alone(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        add(cast.alice, kind="municipality")
    with pytest.raises(ValidationError) as refused:
        update_organisation(by=cast.alice, organisation=cast.municipality, name="Anders", province="Utrecht")
    assert set(refused.value.message_dict) == {"name", "province"}
    with pytest.raises(ValidationError):
        update_organisation(by=cast.alice, organisation=cast.partner_government, kind="municipality")
    update_organisation(by=cast.alice, organisation=cast.municipality, website="https://proefdam.example.org/")
    cast.municipality.refresh_from_db()
    assert cast.municipality.website == "https://proefdam.example.org/"
    assert cast.municipality.name == "Proefdam"


def test_a_fault_in_a_field_is_told_and_nothing_is_stored(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        add(cast.alice, website="nergens")
    assert "website" in refused.value.message_dict
    assert not Organisation.objects.filter(name="Hogeschool").exists()


def test_the_own_agency_is_made_once(db: None, countries: None) -> None:
    assert own_agency(name="Bureau") == own_agency(name="Bureau")
    assert ActionEntry.objects.filter(action="organisations.create_organisation").count() == 1


# ── finding them ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_words_are_found_whatever_the_case_and_the_accents(cast: Cast) -> None:
    found = cast.organisation("Súdwest-Fryslân", cbs_code="GM1900")
    for words in ("sudwest", "FRYSLÂN", "fryslan sudwest", "gm1900"):
        assert list(organisations(text=words)) == [found], words
    assert not organisations(text="sudwest gelderland").exists()


def test_a_list_is_narrowed_down_and_sorted(cast: Cast) -> None:
    ended = cast.organisation("Weg", ended_on=dt.date(2020, 12, 31), population=5)
    cast.municipality.population = 100
    cast.municipality.save()
    assert ended not in organisations()
    assert ended in organisations(ended=True)
    assert {one.country_id for one in organisations(country="RW")} == {"RW"}
    assert [one.name for one in organisations(kind="municipality")] == ["Oefenburg", "Proefdam"]
    names = [one.name for one in organisations(kind="municipality", ended=True, sort="-population")]
    assert names == ["Proefdam", "Weg", "Oefenburg"]
    assert list(organisations(sort="nonsense")) == list(organisations(sort="name"))


def test_offers_are_counted_while_they_stand(cast: Cast) -> None:
    cast.offer()
    cast.offer(is_active=False)
    assert {one.name: one.offer_count for one in organisations(kind="municipality")} == {"Proefdam": 1, "Oefenburg": 0}


def test_a_name_that_differs_in_case_and_accents_only_is_a_namesake(cast: Cast) -> None:
    found = cast.organisation("Commune de Kédougou", kind="partner_government", country_id="SN")
    assert list(namesakes("COMMUNE DE KEDOUGOU", found.country)) == [found]
    assert not namesakes("Commune de Kedougou", Country.objects.get(pk="RW")).exists()
