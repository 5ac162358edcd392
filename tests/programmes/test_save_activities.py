"""Keeping activities of files as projects."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from wisselwerk import iati
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Organisation
from wisselwerk.programmes.actions import save_activities, save_activity
from wisselwerk.programmes.enums import Outcome
from wisselwerk.programmes.models import Programme, Project
from wisselwerk.programmes.queries.imports import outcomes, unknown_countries
from wisselwerk.trail.models import ActionEntry

pytestmark = pytest.mark.django_db


def participation(name: str = "", role: str = "4", ref: str = "", type_: str = "") -> iati.Participation:
    return iati.Participation(iati.Organisation(ref, {"en": name} if name else {}, type_), role)


def test_everything_an_activity_says_is_kept(countries, given):
    activity = given(
        titles={"nl": "Licht", "ar": "إنارة"},
        descriptions=(iati.Description("1", {"nl": "Lampen"}), iati.Description("2", {"": "?"})),
        dates={"1": dt.date(2020, 1, 1), "2": dt.date(2020, 2, 1), "3": dt.date(2021, 1, 1), "4": dt.date(2021, 2, 1)},
        participations=(participation("Funders", "1", "XM-2", "40"),),
        countries=(iati.Country("RW", Decimal("33.333333")), iati.Country("XK")),
        regions=(iati.Region("298", "1", Decimal("66.67"), {"en": "Africa"}),),
        sectors=(iati.Sector("15112", "1", Decimal(100)), iati.Sector("OWN", "99", None, {"en": "Own"})),
        sdgs=(iati.Sdg("11"), iati.Sdg("11.6")),
        budgets=(
            iati.Budget(
                dt.date(2020, 1, 1), dt.date(2020, 12, 31), Decimal("10.5"), "EUR", "2", "2", dt.date(2020, 3, 1)
            ),
        ),
        related=(iati.Related("B", "3"),),
    )

    saved = save_activity(by=None, activity=activity)

    project = Project.objects.get()
    assert saved.project == project
    assert saved.outcome == Outcome.CREATED
    assert project.titles == {"nl": "Licht", "ar": "إنارة"}
    assert project.descriptions == [{"type": "1", "texts": {"nl": "Lampen"}}, {"type": "2", "texts": {"": "?"}}]
    assert (project.planned_start, project.actual_start) == (dt.date(2020, 1, 1), dt.date(2020, 2, 1))
    assert (project.planned_end, project.actual_end) == (dt.date(2021, 1, 1), dt.date(2021, 2, 1))
    assert (project.start, project.end) == (dt.date(2020, 2, 1), dt.date(2021, 2, 1))
    assert project.status == "2"
    assert project.reporting_organisation is not None
    assert project.reporting_organisation.iati_identifier == "XM-TEST-1"
    assert list(project.participations.values_list("organisation__name", "role", "names")) == [
        ("Funders", "1", {"en": "Funders"})
    ]
    assert set(project.countries.values_list("country", "percentage")) == {
        ("RW", Decimal("33.333333")),
        ("XK", None),
    }
    assert project.regions == [{"code": "298", "vocabulary": "1", "percentage": "66.67", "names": {"en": "Africa"}}]
    assert set(project.sectors.values_list("vocabulary", "code", "percentage")) == {
        ("1", "15112", Decimal(100)),
        ("99", "OWN", None),
    }
    assert list(project.sdgs.values_list("code", "goal")) == [("11", 11), ("11.6", 11)]
    assert list(project.relations.values_list("kind", "identifier")) == [("3", "B")]
    budget = project.budgets.get()
    assert (budget.amount, budget.currency, budget.kind, budget.status) == (Decimal("10.50"), "EUR", "2", "2")
    assert "lampen" in project.search_text


class TestASecondTime:
    def test_the_same_words_change_nothing_and_leave_no_trace(self, countries, given):
        activity = given(countries=(iati.Country("RW"),))
        save_activity(by=None, activity=activity)
        before = (Project.objects.values().get(), ActionEntry.objects.count(), Organisation.objects.count())

        saved = save_activity(by=None, activity=activity)

        assert saved.outcome == Outcome.UNCHANGED
        assert (Project.objects.values().get(), ActionEntry.objects.count(), Organisation.objects.count()) == before

    def test_other_words_replace_what_stood_there(self, countries, given):
        save_activity(by=None, activity=given(countries=(iati.Country("RW"),), sdgs=(iati.Sdg("6"),)))

        saved = save_activity(by=None, activity=given(titles={"en": "Markets"}, countries=(iati.Country("BI"),)))

        project = Project.objects.get()
        assert saved.outcome == Outcome.UPDATED
        assert project.titles == {"en": "Markets"}
        assert list(project.countries.values_list("country", flat=True)) == ["BI"]
        assert not project.sdgs.exists()
        assert "markets" in project.search_text

    def test_the_programme_and_the_themes_that_people_chose_stay(self, countries, given):
        project = save_activity(by=None, activity=given()).project
        project.programme = Programme.objects.create(slug="own", names={"nl": "Eigen"})
        project.themes = ["street-lighting"]
        project.save()

        save_activity(by=None, activity=given(titles={"en": "Markets"}))

        project.refresh_from_db()
        assert project.programme is not None
        assert project.themes == ["street-lighting"]

    def test_it_is_known_before_anything_is_written(self, countries, given):
        save_activities(by=None, activities=[given("A"), given("B")])

        found = outcomes([given("A"), given("B", status="4"), given("C")])

        assert found == [Outcome.UNCHANGED, Outcome.UPDATED, Outcome.CREATED]


class TestOrganisations:
    def names(self) -> set[tuple[str, str]]:
        return set(Organisation.objects.values_list("name", "iati_identifier"))

    def save(self, given, *participations: iati.Participation) -> None:
        save_activity(by=None, activity=given(participations=participations, reporting_organisation=None))

    def test_one_identifier_is_one_organisation_whatever_its_name_and_capitals(self, countries, given):
        self.save(given, participation("Plan", ref="NL-KVK-1"), participation("Plan Nederland", "1", "NL-KvK-1"))

        assert self.names() == {("Plan", "NL-KVK-1")}

    def test_without_an_identifier_one_name_is_one_organisation(self, countries, given):
        self.save(given, participation("École  d'administration"), participation("ecole d'administration", "1"))

        assert self.names() == {("École  d'administration", "")}

    def test_one_known_by_name_gets_the_identifier_that_a_file_gives(self, countries, given):
        Organisation.objects.create(kind=OrganisationKind.FUNDER, name="Wereldbank")

        self.save(given, participation("Wereldbank", ref="44000"))

        assert self.names() == {("Wereldbank", "44000")}

    def test_a_name_without_identifier_finds_the_organisation_that_has_one(self, countries, given):
        self.save(given, participation("Cordaid", ref="NL-KVK-2"), participation("Cordaid", "1"))

        assert self.names() == {("Cordaid", "NL-KVK-2")}

    def test_two_identifiers_with_one_name_are_two_organisations(self, countries, given):
        self.save(
            given, participation("Ministry of Finance", ref="RW-1"), participation("Ministry of Finance", ref="UG-1")
        )

        assert self.names() == {("Ministry of Finance", "RW-1"), ("Ministry of Finance", "UG-1")}

    def test_a_name_that_fits_two_is_neither(self, countries, given):
        self.save(given, participation("Ministry", ref="RW-1"), participation("Ministry", ref="UG-1"))
        self.save(given, participation("Ministry"))

        assert self.names() == {("Ministry", "RW-1"), ("Ministry", "UG-1"), ("Ministry", "")}

    def test_a_dutch_municipality_is_not_recognised_by_name_alone(self, cast, given):
        save_activity(by=None, activity=given(participations=(participation("Proefdam"),)))

        assert Organisation.objects.filter(name="Proefdam").count() == 2

    def test_an_invented_organisation_is_never_recognised(self, countries, given):
        Organisation.objects.create(kind=OrganisationKind.COUNTRY_TEAM, name="Team", is_invented=True)

        self.save(given, participation("Team"))

        assert Organisation.objects.filter(name="Team").count() == 2

    @pytest.mark.parametrize(
        ("role", "type_", "kind"),
        [
            ("4", "11", OrganisationKind.PARTNER_GOVERNMENT),
            ("1", "11", OrganisationKind.PARTNER_GOVERNMENT),
            ("1", "10", OrganisationKind.FUNDER),
            ("4", "10", OrganisationKind.INSTITUTION),
            ("4", "", OrganisationKind.INSTITUTION),
        ],
    )
    def test_the_kind_follows_from_type_and_role(self, countries, given, role, type_, kind):
        self.save(given, participation("New", role, "", type_))

        assert Organisation.objects.get().kind == kind

    def test_who_reports_and_pays_is_a_funder(self, countries, given):
        save_activity(by=None, activity=given(participations=(participation("Ministry", "1", "XM-TEST-1"),)))

        assert Organisation.objects.get().kind == OrganisationKind.FUNDER

    def test_one_with_an_identifier_alone_is_called_by_it(self, countries, given):
        self.save(given, participation(ref="XM-9"))

        assert self.names() == {("XM-9", "XM-9")}

    def test_a_name_too_long_to_keep_is_whole_in_the_participation(self, countries, given):
        self.save(given, participation("N" * 400))

        assert Organisation.objects.get().name == "N" * 300
        assert Project.objects.get().participations.get().names == {"en": "N" * 400}

    def test_one_organisation_named_twice_in_one_role_takes_part_once(self, countries, given):
        self.save(given, participation("Plan", ref="NL-KVK-1"), participation("PLAN", ref="nl-kvk-1"))

        assert Project.objects.get().participations.count() == 1


def test_a_country_that_does_not_exist_is_left_out_and_told(countries, given):
    activity = given(countries=(iati.Country("RW", line=7), iati.Country("QQ", line=8)))

    save_activity(by=None, activity=activity)

    assert list(Project.objects.get().countries.values_list("country", flat=True)) == ["RW"]
    assert [str(problem) for problem in unknown_countries(activity, {"RW"}, file="f.xml")] == [
        "f.xml:8: warning: XM-TEST-1-A: recipient-country/@code “QQ” is not a code of the list: left out"
    ]


def test_each_project_leaves_a_line_in_the_trail(cast, given):
    save_activities(by=cast.alice, activities=[given("A"), given("B")])
    save_activities(by=cast.alice, activities=[given("A", status="4"), given("B")])

    lines = ActionEntry.objects.filter(target_type="programmes.project").order_by("pk")
    assert list(lines.values_list("action", "actor")) == [
        ("programmes.create_project", cast.alice.pk),
        ("programmes.create_project", cast.alice.pk),
        ("programmes.update_project", cast.alice.pk),
    ]


@pytest.mark.parametrize("person", ["bob", "charlie", "coordinator", "employer", "partner", "privacy_officer"])
def test_nobody_else_may(cast, given, person):
    with pytest.raises(PermissionDenied):
        save_activity(by=getattr(cast, person), activity=given())

    assert not Project.objects.exists()


@pytest.mark.parametrize("person", ["alice", "administrator"])
def test_officers_and_administrators_may(cast, given, person):
    save_activity(by=getattr(cast, person), activity=given())

    assert Project.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_activities(countries, given, number, django_assert_num_queries):
    def batch(status: str) -> list[iati.Activity]:
        return [given(f"A{n}", status=status, countries=(iati.Country("RW"),)) for n in range(number)]

    save_activities(by=None, activities=batch("2"))

    # Thirteen for the batch, and a line in the trail for each project.
    with django_assert_num_queries(13 + number):
        save_activities(by=None, activities=batch("4"))
