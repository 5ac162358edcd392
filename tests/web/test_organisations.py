"""The pages of organisations: a list to search, a page for each, and a form for those that are not municipalities."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from cast import Cast
from wisselwerk.organisations.models import Organisation
from wisselwerk.programmes.models import Participation, Project
from wisselwerk.trail.models import ProcessingEntry


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Addresses and words are those of the English pages."""
    with translation.override("en"):
        yield


def listed(client: Client, **query: Any) -> list[str]:
    response = client.get(reverse("web:organisations"), query)
    assert response.status_code == 200
    return [organisation.name for organisation, _people in response.context["rows"]]


# ── the list ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_organisations_are_searched_filtered_and_sorted(cast: Cast, signed_in: Any) -> None:
    client = signed_in(cast.alice)
    cast.organisation("Weg", ended_on=dt.date(2020, 12, 31))
    assert listed(client, q="RUBAVU") == ["Rubavu"]
    assert listed(client, kind="partner_government") == ["Gulu", "Rubavu"]
    assert listed(client, country="RW") == ["Rubavu"]
    assert listed(client, kind="municipality", sort="-name") == ["Proefdam", "Oefenburg"]
    assert listed(client, kind="municipality", ended="on") == ["Oefenburg", "Proefdam", "Weg"]


def test_an_old_link_with_unknown_filters_still_works(cast: Cast, signed_in: Any) -> None:
    assert len(listed(signed_in(cast.alice), kind="nonsense", country="??", sort="colour", page="99")) == 5


def test_an_empty_list_says_what_to_do(cast: Cast, signed_in: Any) -> None:
    response = signed_in(cast.alice).get(reverse("web:organisations"), {"q": "xyzzy"})
    assert "Show all organisations" in response.content.decode()


def test_there_are_25_on_a_page_and_the_links_keep_the_filters(cast: Cast, signed_in: Any) -> None:
    for number in range(30):
        cast.organisation(f"Dorp {number:02}")
    client = signed_in(cast.alice)
    assert len(listed(client, q="dorp")) == 25
    assert listed(client, q="dorp", page=2) == [f"Dorp {number}" for number in range(25, 30)]
    response = client.get(reverse("web:organisations"), {"q": "dorp"})
    assert "?q=dorp&amp;page=2" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_list(
    cast: Cast, signed_in: Any, django_assert_num_queries: Any, count: int
) -> None:
    Organisation.objects.filter(memberships=None).delete()
    for number in range(count):
        municipality = cast.organisation(f"Dorp {number}")
        cast.offer(organisation=municipality)
        cast.expert(organisation=municipality)
    client = signed_in(cast.alice)
    with django_assert_num_queries(11):
        listed(client, q="dorp")


def test_people_are_counted_for_those_who_may_see_them(cast: Cast, signed_in: Any) -> None:
    cast.expert()
    cast.expert(consents=())
    seen = {}
    for name, user in (("officer", cast.alice), ("charlie", cast.charlie), ("coordinator", cast.other_coordinator)):
        response = signed_in(user).get(reverse("web:organisations"), {"q": "proefdam"})
        seen[name] = (response.context["rows"][0][1], "People" in response.content.decode().split("<main")[1])
    assert seen == {"officer": (1, True), "charlie": (0, False), "coordinator": (0, True)}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_can_be_taken_along_with_its_filters(cast: Cast, signed_in: Any, form: str) -> None:
    old = cast.organisation("=Weg", cbs_code="GM0001", ended_on=dt.date(2020, 12, 31))
    old.successors.set([cast.municipality])
    response = signed_in(cast.alice).get(
        reverse("web:organisations"), {"export": form, "ended": "on", "kind": "municipality"}
    )
    assert response["Content-Disposition"].endswith(f'.{form}"')
    if form == "csv":
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    else:
        sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
        rows = [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "Name"
    assert [row[0].lstrip("'") for row in rows[1:]] == ["=Weg", "Oefenburg", "Proefdam"]
    assert rows[1][-1] == "Proefdam"
    assert rows[1][-2].startswith("2020-12-31")


# ── one organisation ─────────────────────────────────────────────────────────────────────────────────────────────────


def shown(client: Client, organisation: Organisation) -> str:
    response = client.get(reverse("web:organisation", args=[organisation.pk]))
    assert response.status_code == 200
    content: str = response.content.decode()
    return content


def test_a_municipality_shows_its_facts_and_what_it_came_from(cast: Cast, signed_in: Any) -> None:
    new = cast.organisation(
        "Nieuwstad",
        cbs_code="GM0030",
        tooi_id="https://identifier.overheid.nl/tooi/id/gemeente/gm0030",
        province="Gelderland",
        population=12345,
        population_year=2022,
    )
    old = cast.organisation("Oostdorp", cbs_code="GM0010", ended_on=dt.date(2020, 12, 31))
    old.successors.set([new])
    client = signed_in(cast.alice)
    page = shown(client, new)
    for words in ("Gelderland", "12,345", "GM0030", ">gm0030<", reverse("web:organisation", args=[old.pk])):
        assert words in page, words
    page = shown(client, old)
    assert "This organisation ended on" in page
    assert reverse("web:organisation", args=[new.pk]) in page


def test_offers_and_projects_are_shown_with_links(cast: Cast, signed_in: Any) -> None:
    offer = cast.offer()
    cast.offer(title="Teruggetrokken", is_active=False)
    project = Project.objects.create(titles={"en": "Markets"})
    for role in ("1", "4"):
        Participation.objects.create(project=project, organisation=cast.municipality, role=role)
    page = shown(signed_in(cast.charlie), cast.municipality)
    assert reverse("web:offer", args=[offer.pk]) in page
    assert "Teruggetrokken" not in page
    assert page.count(reverse("web:project", args=[project.pk])) == 1
    assert "Funder, Carries it out" in page


def test_people_are_shown_to_those_who_may_see_them_and_each_look_is_noted(cast: Cast, signed_in: Any) -> None:
    expert = cast.expert(cast.bob, name="Bob de Beheerder")
    for user in (cast.charlie, cast.partner, cast.other_coordinator, cast.administrator):
        assert "Bob de Beheerder" not in shown(signed_in(user), cast.municipality)
    assert ProcessingEntry.objects.count() == 0
    for user in (cast.alice, cast.coordinator):
        assert "Bob de Beheerder" in shown(signed_in(user), cast.municipality)
    looks = ProcessingEntry.objects.filter(subject=expert.profile_id)
    assert {look.actor for look in looks} == {cast.alice, cast.coordinator}


def test_who_did_not_consent_is_not_shown_to_the_agency(cast: Cast, signed_in: Any) -> None:
    cast.expert(cast.bob, name="Bob de Beheerder", consents=())
    assert "Bob de Beheerder" not in shown(signed_in(cast.alice), cast.municipality)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_what_is_shown(
    cast: Cast, signed_in: Any, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        cast.expert(organisation=cast.municipality)
        cast.offer(title=f"Aanbod {number}")
        project = Project.objects.create(titles={"en": f"Project {number}"})
        Participation.objects.create(project=project, organisation=cast.municipality, role="1")
        cast.organisation(f"Oud {number}").successors.add(cast.municipality)
    client = signed_in(cast.alice)
    with django_assert_num_queries(17):
        shown(client, cast.municipality)


@pytest.mark.parametrize("name", ["organisations", "organisation", "organisation-edit", "organisation-new"])
def test_visitors_sign_in_first(cast: Cast, client: Client, name: str) -> None:
    arguments = [cast.municipality.pk] if name in {"organisation", "organisation-edit"} else []
    response = client.get(reverse(f"web:{name}", args=arguments))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


# ── the form ─────────────────────────────────────────────────────────────────────────────────────────────────────────

VALUES = {"kind": "institution", "name": "Van Hall Larenstein", "country": "NL", "place": "Velp", "website": "hvhl.nl"}


def test_an_officer_adds_and_changes_an_organisation(cast: Cast, signed_in: Any) -> None:
    client = signed_in(cast.alice)
    response = client.post(reverse("web:organisation-new"), VALUES)
    added = Organisation.objects.get(name="Van Hall Larenstein")
    assert response.headers["Location"] == reverse("web:organisation", args=[added.pk])
    assert (added.country_id, added.website) == ("NL", "https://hvhl.nl")
    form = client.get(reverse("web:organisation-edit", args=[added.pk])).context["form"]
    assert form["name"].value() == "Van Hall Larenstein"
    client.post(reverse("web:organisation-edit", args=[added.pk]), VALUES | {"country": "", "about": "Hogeschool"})
    added.refresh_from_db()
    assert (added.country, added.about) == (None, "Hogeschool")


def test_a_form_with_faults_is_shown_again_with_what_is_wrong(cast: Cast, signed_in: Any) -> None:
    client = signed_in(cast.alice)
    cast.organisation("Ministerie", kind="funder", iati_identifier="XM-DAC-7")
    response = client.post(
        reverse("web:organisation-new"), VALUES | {"website": "n o", "kind": "municipality", "name": ""}
    )
    assert set(response.context["form"].errors) == {"website", "kind", "name"}
    response = client.post(reverse("web:organisation-new"), VALUES | {"iati_identifier": "XM-DAC-7"})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Organisation.objects.filter(kind="institution").exists()


def test_a_second_one_with_the_same_name_is_refused_with_a_link_to_the_first(cast: Cast, signed_in: Any) -> None:
    response = signed_in(cast.alice).post(reverse("web:organisation-new"), VALUES | {"name": "rubavú", "country": "RW"})
    assert reverse("web:organisation", args=[cast.partner_government.pk]) in str(
        response.context["form"].errors["name"]
    )


def test_of_a_municipality_only_the_website_and_the_text_can_be_changed(cast: Cast, signed_in: Any) -> None:
    client = signed_in(cast.administrator)
    address = reverse("web:organisation-edit", args=[cast.municipality.pk])
    assert set(client.get(address).context["form"].fields) == {"website", "about"}
    client.post(address, {"name": "Anders", "website": "https://proefdam.example.org", "about": ""})
    cast.municipality.refresh_from_db()
    assert (cast.municipality.name, cast.municipality.website) == ("Proefdam", "https://proefdam.example.org")


@pytest.mark.parametrize(
    "who", ["bob", "charlie", "coordinator", "employer", "partner", "country_team", "privacy_officer"]
)
def test_others_can_not_add_or_change(cast: Cast, signed_in: Any, who: str) -> None:
    client = signed_in(getattr(cast, who))
    assert client.post(reverse("web:organisation-new"), VALUES).status_code == 403
    address = reverse("web:organisation-edit", args=[cast.partner_government.pk])
    assert client.post(address, VALUES).status_code == 403
    assert address not in shown(client, cast.partner_government)
