"""The pages of projects and programmes: open to everybody, in four languages, at a steady number of queries."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from wisselwerk.organisations.models import Country
from wisselwerk.programmes.actions import create_programme, create_project
from wisselwerk.programmes.models import Budget, Project, ProjectRelation

pytestmark = pytest.mark.django_db


def make(cast, number: int = 1, **fields: Any) -> Project:
    country = Country.objects.get(pk="RW")
    return create_project(
        by=None,
        **{
            "titles": {"nl": f"Licht op de markt {number}", "ar": f"إنارة السوق {number}"},
            "descriptions": [{"type": "1", "texts": {"nl": "Lampen op het plein.", "fr": "Des lampes."}}],
            "iati_identifier": f"NL-1-{number}",
            "programme": create_programme(by=None, names={"nl": f"Licht overal {number}"}),
            "start": dt.date(2020, 1, 1),
            "end": dt.date(2024, 1, 1),
            "countries": [country],
            "funders": [cast.agency],
            "implementers": [cast.partner_government],
            "sectors": ["15112", "14050"],
            "sdgs": ["11", "11.6", "6"],
            "themes": ["street-lighting"],
            "budgets": [
                Budget(
                    start=dt.date(2020, 1, 1), end=dt.date(2020, 12, 31), amount=Decimal("1250000.40"), currency="EUR"
                )
            ],
            **fields,
        },
    )


class TestList:
    def test_everybody_sees_it(self, client: Client, cast):
        make(cast)

        page = client.get("/projecten").content.decode()

        for text in ("Licht op de markt 1", "Licht overal 1", "Rwanda", "Agency", "2020\u00a0–\u2060\u00a02024"):
            assert text in page

    def test_it_is_in_the_language_of_the_address(self, client: Client, cast):
        make(cast)

        page = client.get("/ar/projecten").content.decode()

        assert '<bdi dir="rtl">إنارة السوق 1</bdi>' in page
        assert "رواندا" in page

    def test_a_title_in_another_language_says_so(self, client: Client, cast):
        make(cast)

        assert '<bdi dir="ltr" lang="nl">Licht op de markt 1</bdi>' in client.get("/fr/projecten").content.decode()

    def test_search_and_filters_narrow_it_down(self, client: Client, cast):
        make(cast)
        make(cast, 2, titles={"nl": "Water"}, descriptions=[], countries=[], sdgs=["6"], status="4")

        def titles(query: str) -> list[str]:
            return [str(line.project) for line in client.get(f"/projecten?{query}").context["lines"]]

        assert titles("") == ["Licht op de markt 1", "Water"]
        assert titles("q=lampen+plein") == ["Licht op de markt 1"]
        assert titles("country=RW") == ["Licht op de markt 1"]
        assert titles("status=4") == ["Water"]
        assert titles("sdg=11") == ["Licht op de markt 1"]
        assert titles("programme=licht-overal-2") == ["Water"]
        assert titles(f"funder={cast.agency.pk}&sector=140&order=oldest") == ["Licht op de markt 1", "Water"]

    def test_filters_in_use_can_be_taken_away_one_by_one(self, client: Client, cast):
        make(cast)

        page = client.get("/projecten?q=licht&country=RW&order=oldest").content.decode()

        assert 'href="?q=licht&amp;order=oldest"' in page
        assert 'href="?country=RW&amp;order=oldest"' in page

    def test_a_choice_that_does_not_exist_filters_nothing(self, client: Client, cast):
        make(cast)

        response = client.get("/projecten?country=QQ&sdg=abc&funder=x&page=99")

        assert response.status_code == 200
        assert len(response.context["lines"]) == 1

    def test_nothing_found_offers_the_whole_list(self, client: Client, cast):
        make(cast)

        page = client.get("/projecten?q=zzz").content.decode()

        assert '<a class="utrecht-button utrecht-button--secondary-action ww-button-link" href="/projecten">' in page

    def test_an_empty_list_says_what_to_do_to_those_who_can(self, client: Client, signed_in, cast):
        assert "/import" not in client.get("/projecten").content.decode()

        assert "/import" in signed_in(cast.alice).get("/projecten").content.decode()

    def test_25_fit_on_a_page(self, client: Client, cast):
        Project.objects.bulk_create(Project(titles={"nl": f"P{number}"}) for number in range(26))

        assert len(client.get("/projecten").context["lines"]) == 25
        assert len(client.get("/projecten?page=2").context["lines"]) == 1

    @pytest.mark.parametrize("number", [1, 4])
    def test_the_number_of_queries_does_not_depend_on_the_number_of_projects(
        self, client: Client, cast, number, django_assert_num_queries
    ):
        for each in range(number):
            make(cast, each)
        client.get("/projecten")  # loads what is kept for the life of the process

        with django_assert_num_queries(11):
            client.get("/projecten")


class TestExport:
    def test_it_holds_the_filtered_list(self, client: Client, cast):
        make(cast)
        make(cast, 2, countries=[])

        response = client.get("/projecten.csv?country=RW")

        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
        assert response["Content-Type"].startswith("text/csv")
        assert len(rows) == 2
        assert rows[1][:4] == ["NL-1-1", "Licht op de markt 1", "Licht overal 1", "Rwanda"]
        assert rows[1][6:9] == ["2020-01-01", "2024-01-01", "6; 11; 11.6"]
        assert rows[1][10:] == ["1250000.40", "EUR"]

    def test_a_title_never_becomes_a_formula(self, client: Client, cast):
        make(cast, titles={"nl": "=HYPERLINK()"})

        assert "'=HYPERLINK()" in client.get("/projecten.csv").content.decode()

    def test_excel_is_offered_too_and_nothing_else(self, client: Client, cast):
        assert client.get("/projecten.xlsx").content.startswith(b"PK")
        assert client.get("/projecten.doc").status_code == 404

    @pytest.mark.parametrize("number", [1, 4])
    def test_the_number_of_queries_does_not_depend_on_the_number_of_projects(
        self, client: Client, cast, number, django_assert_num_queries
    ):
        for each in range(number):
            make(cast, each)

        with django_assert_num_queries(12):
            client.get("/projecten.csv")


class TestProject:
    def page(self, client: Client, project: Project, query: str = "", lang: str = "") -> str:
        return client.get(f"{lang}/projecten/{project.pk}{query}").content.decode()

    def test_everything_public_is_there(self, client: Client, cast):
        page = self.page(client, make(cast))

        for text in (
            "Licht op de markt 1",
            "Lampen op het plein.",
            "Rwanda",
            "Agency",
            "Rubavu",
            "NL-1-1",
            "11 Duurzame steden en gemeenschappen",
            "Afvalbeheer",
            "€\u00a01.250.000",
            "Openbare verlichting",
        ):
            assert text in page, text

    def test_a_text_is_shown_in_another_language_on_request(self, client: Client, cast):
        page = self.page(client, make(cast), "?text=fr")

        assert '<div class="ww-prose" dir="ltr" lang="fr"><p>Des lampes.</p></div>' in page

    def test_an_arabic_text_on_a_dutch_page_runs_from_right_to_left(self, client: Client, cast):
        page = self.page(client, make(cast), "?text=ar")

        assert '<bdi dir="rtl" lang="ar">إنارة السوق 1</bdi>' in page

    def test_a_language_that_is_not_there_is_ignored(self, client: Client, cast):
        assert "Lampen op het plein." in self.page(client, make(cast), "?text=xx")

    def test_a_text_in_an_unknown_language_finds_its_own_direction(self, client: Client, cast):
        page = self.page(client, make(cast, titles={"": "Sans langue"}))

        assert '<bdi dir="auto">Sans langue</bdi>' in page

    def test_a_project_without_anything_but_a_title_has_a_page(self, client: Client, cast):
        project = create_project(by=None, titles={"nl": "Kaal"})

        assert "Kaal" in self.page(client, project)

    def test_html_in_a_text_is_neither_shown_nor_run(self, client: Client, cast):
        texts = {"nl": "<p>Eerst</p><p>Dan</p><script>alert(1)</script>"}
        page = self.page(client, make(cast, descriptions=[{"type": "1", "texts": texts}]))

        assert "<p>Eerst</p>" in page
        assert "<script>alert" not in page

    def test_themes_that_nobody_confirmed_say_so(self, client: Client, cast):
        confirmed = client.get(f"/projecten/{make(cast).pk}")
        guessed = client.get(f"/projecten/{make(cast, 2, themes=[]).pk}")

        assert (confirmed.context["themes"], confirmed.context["themes_guessed"]) == (["Openbare verlichting"], False)
        assert guessed.context["themes_guessed"]
        assert "Afval" in " ".join(guessed.context["themes"])

    def test_related_activities_are_links_where_we_have_them(self, client: Client, cast):
        project, other = make(cast), make(cast, 2)
        for identifier in ("NL-1-2", "XX-ELSEWHERE"):
            ProjectRelation.objects.create(project=project, kind="2", identifier=identifier)

        page = self.page(client, project)

        assert f'href="/projecten/{other.pk}"' in page
        assert "XX-ELSEWHERE" in page

    def test_needs_of_the_project_are_for_those_who_may_see_them(self, client: Client, signed_in, cast):
        project = make(cast)
        cast.need(project=project)

        assert "Éclairage du quartier" not in self.page(client, project)
        assert "Éclairage du quartier" not in self.page(signed_in(cast.charlie), project)
        assert "Éclairage du quartier" in self.page(signed_in(cast.alice), project)

    def test_an_invented_project_says_so(self, client: Client, cast):
        assert "ww-badge--warm" in self.page(client, make(cast, is_invented=True))

    def test_one_that_does_not_exist_is_not_found(self, client: Client, cast):
        assert client.get("/projecten/999").status_code == 404

    @pytest.mark.parametrize("number", [1, 4])
    def test_the_number_of_queries_does_not_depend_on_how_much_there_is(
        self, client: Client, cast, number, django_assert_num_queries
    ):
        year = dt.date(2020, 1, 1)
        project = make(
            cast,
            countries=Country.objects.all()[:number],
            implementers=[cast.organisation(f"Partner {each}") for each in range(number)],
            sdgs=[str(each + 1) for each in range(number)],
            budgets=[Budget(start=year, end=year, amount=1, currency="EUR") for _each in range(number)],
        )
        for each in range(number):
            make(cast, each + 10)
            ProjectRelation.objects.create(project=project, kind="2", identifier=f"NL-1-{each + 10}")
        self.page(client, project)

        with django_assert_num_queries(9):
            self.page(client, project)


class TestProgrammes:
    def test_the_list_shows_what_each_is_about(self, client: Client, cast):
        create_programme(
            by=None,
            names={"nl": "We Are Able!"},
            descriptions={"nl": "Iedereen beslist mee."},
            start=dt.date(2021, 1, 1),
            countries=[Country.objects.get(pk="UG")],
        )

        page = client.get("/programmas").content.decode()

        for text in ("We Are Able!", "Iedereen beslist mee.", "Oeganda", "2021"):
            assert text in page

    def test_search_and_country_narrow_it_down(self, client: Client, cast):
        make(cast)
        create_programme(by=None, names={"nl": "Water"}, countries=[Country.objects.get(pk="UG")])

        def names(query: str) -> list[str]:
            return [card["name"].text for card in client.get(f"/programmas?{query}").context["cards"]]

        assert names("q=licht") == ["Licht overal 1"]
        assert names("country=UG") == ["Water"]
        assert names("q=zzz") == []

    def test_an_empty_list_says_so(self, client: Client, cast):
        assert "ww-empty" in client.get("/programmas").content.decode()

    def test_the_page_of_one_has_its_projects(self, client: Client, cast):
        make(cast)
        make(cast, 2)

        page = client.get("/programmas/licht-overal-1").content.decode()

        assert "Licht op de markt 1" in page
        assert "Licht op de markt 2" not in page

    def test_one_without_projects_has_a_page(self, client: Client, cast):
        programme = create_programme(
            by=None, names={"ar": "مسار"}, funders=[cast.agency], sdgs=["11.6"], website="https://example.org"
        )

        page = client.get(f"/programmas/{programme.slug}").content.decode()

        for text in ("مسار", "Agency", "11 Duurzame steden", "https://example.org"):
            assert text in page

    def test_one_that_does_not_exist_is_not_found(self, client: Client, cast):
        assert client.get("/programmas/no").status_code == 404

    @pytest.mark.parametrize("number", [1, 4])
    def test_the_number_of_queries_of_the_list_is_steady(self, client: Client, cast, number, django_assert_num_queries):
        for each in range(number):
            make(cast, each)

        with django_assert_num_queries(5):
            client.get("/programmas")

    @pytest.mark.parametrize("number", [1, 4])
    def test_the_number_of_queries_of_one_is_steady(self, client: Client, cast, number, django_assert_num_queries):
        programme = create_programme(by=None, names={"nl": "Een"}, slug="een", countries=Country.objects.all()[:number])
        for each in range(number):
            make(cast, each, programme=programme)

        with django_assert_num_queries(9):
            client.get("/programmas/een")


@pytest.mark.parametrize("path", ["/projecten", "/projecten.csv", "/programmas"])
def test_only_reading_is_possible(client: Client, cast, path):
    assert client.post(path).status_code == 405
