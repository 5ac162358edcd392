"""Finding projects and programmes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from wisselwerk.organisations.models import Country
from wisselwerk.programmes.actions import create_programme, create_project
from wisselwerk.programmes.models import Budget, Project, ProjectSector
from wisselwerk.programmes.queries.programmes import countries_of_programmes, find_programmes
from wisselwerk.programmes.queries.projects import (
    ENDING,
    OLDEST,
    ProjectFilter,
    budget_totals,
    countries_of_projects,
    find_projects,
    funders_of_projects,
    goals_of_projects,
    programmes_of_projects,
    sector_codes_of_projects,
    suggested_themes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def projects(cast):
    """A lit market in Rwanda, and a drained one in Burundi."""
    programme = create_programme(by=None, names={"nl": "Licht overal"}, slug="licht")
    rwanda, burundi = Country.objects.get(pk="RW"), Country.objects.get(pk="BI")
    light = create_project(
        by=None,
        titles={"fr": "Éclairage du marché"},
        descriptions=[{"type": "1", "texts": {"nl": "Lampen op het plein"}}],
        programme=programme,
        iati_identifier="NL-1-LIGHT",
        start=dt.date(2020, 1, 1),
        end=dt.date(2026, 1, 1),
        countries=[rwanda],
        funders=[cast.agency],
        implementers=[cast.municipality],
        sectors=["23210"],
        sdgs=["7", "11.6"],
    )
    water = create_project(
        by=None,
        titles={"en": "Drains for the market"},
        status="4",
        start=dt.date(2022, 1, 1),
        end=dt.date(2023, 1, 1),
        countries=[burundi, rwanda],
        sectors=["14020"],
        sdgs=["6.2", "6.3"],
    )
    return light, water


def found(**wanted) -> list[str]:
    return [str(project) for project in find_projects(ProjectFilter(**wanted))]


LIGHT, WATER = "Éclairage du marché", "Drains for the market"


@pytest.mark.usefixtures("projects")
class TestFilters:
    @pytest.mark.parametrize(
        ("words", "titles"),
        [
            ("eclairage", [LIGHT]),
            ("ÉCLAIRAGE marche", [LIGHT]),
            ("plein lampen", [LIGHT]),
            ("nl-1-light", [LIGHT]),
            ("market drains", [WATER]),
            ("marche drains", []),
            ("  ", [WATER, LIGHT]),
        ],
    )
    def test_every_word_must_be_there_in_any_language(self, words, titles):
        assert found(words=words) == titles

    def test_by_country(self):
        assert found(country="RW") == [WATER, LIGHT]
        assert found(country="BI") == [WATER]
        assert found(country="NL") == []

    def test_by_programme(self):
        assert found(programme="licht") == [LIGHT]

    def test_by_funder_and_not_by_who_carries_it_out(self, cast):
        assert found(funder=cast.agency.pk) == [LIGHT]
        assert found(funder=cast.municipality.pk) == []

    def test_by_goal_which_includes_its_targets(self):
        assert found(goal=11) == [LIGHT]
        assert found(goal=6) == [WATER]
        assert found(goal=1) == []

    def test_by_status(self):
        assert found(status="4") == [WATER]

    def test_by_sector_of_either_length(self):
        assert found(sector="232") == [LIGHT]
        assert found(sector="14020") == [WATER]

    def test_a_code_of_another_list_is_no_dac_sector(self, projects):
        ProjectSector.objects.create(project=projects[1], vocabulary="99", code="23210")

        assert found(sector="23210") == [LIGHT]

    def test_filters_narrow_each_other_down(self):
        assert found(country="RW", status="2", words="marche") == [LIGHT]


class TestOrder:
    def test_each_order(self, projects):
        assert found() == [WATER, LIGHT]
        assert found(order=OLDEST) == [LIGHT, WATER]
        assert found(order=ENDING) == [WATER, LIGHT]
        assert found(order="nonsense") == [WATER, LIGHT]

    def test_a_period_that_runs_backwards_or_is_unknown_comes_last(self, projects):
        Project.objects.create(titles={"en": "Odd"}, actual_start=dt.date(2050, 1, 1), planned_end=dt.date(2020, 1, 1))
        Project.objects.create(titles={"en": "Undated"})

        assert found() == [WATER, LIGHT, "Undated", "Odd"]


def test_choices_are_what_is_there(cast, projects):
    create_project(by=None, titles={"nl": "Kaal"})

    assert {country.pk for country in countries_of_projects()} == {"BI", "RW"}
    assert list(funders_of_projects()) == [cast.agency]
    assert [programme.slug for programme in programmes_of_projects()] == ["licht"]
    assert sector_codes_of_projects() == ["140", "232"]
    assert goals_of_projects() == [6, 7, 11]


def test_a_revised_budget_takes_the_place_of_the_original_of_the_same_period():
    year, next_year = dt.date(2020, 1, 1), dt.date(2021, 1, 1)

    def budget(start: dt.date, amount: int, currency: str = "EUR", kind: str = "1") -> Budget:
        return Budget(start=start, end=start.replace(month=12), amount=Decimal(amount), currency=currency, kind=kind)

    totals = budget_totals(
        [
            budget(year, 100),
            budget(year, 80, kind="2"),
            budget(next_year, 50),
            budget(year, 7, "USD"),
            budget(year, 1, "USD"),
        ]
    )

    assert totals == {"EUR": 130, "USD": 8}


def test_themes_are_suggested_from_the_sectors_the_broadest_alone(cast):
    project = create_project(by=None, titles={"nl": "Afval"}, sectors=["14050"])
    other = create_project(by=None, titles={"nl": "Kaal"})

    assert "waste" in suggested_themes(project)
    assert "waste-collection" not in suggested_themes(project)
    assert suggested_themes(other) == []
    assert project.themes == []


def test_programmes_are_found_by_words_and_country_with_their_number_of_projects(projects):
    create_programme(by=None, names={"nl": "Caribisch"}, countries=[Country.objects.get(pk="BQ")])

    assert [(str(each), each.project_count) for each in find_programmes(words="LICHT")] == [("Licht overal", 1)]
    assert [str(each) for each in find_programmes(country="BQ")] == ["Caribisch"]
    assert [country.pk for country in countries_of_programmes()] == ["BQ"]


def test_programmes_that_people_wrote_up_come_first(countries):
    old = create_programme(by=None, names={"nl": "Oud"}, start=dt.date(2010, 1, 1))
    new = create_programme(by=None, names={"nl": "Nieuw"}, start=dt.date(2020, 1, 1))
    imported = create_programme(by=None, names={"nl": "Uit een bestand"}, start=dt.date(2024, 1, 1))
    imported.import_digest = "x"
    imported.save()

    assert list(find_programmes()) == [new, old, imported]
