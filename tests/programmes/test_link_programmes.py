"""Activities with parts become programmes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from wisselwerk import iati
from wisselwerk.programmes.actions import create_programme, link_programmes, save_activities, update_programme
from wisselwerk.programmes.models import Programme, Project
from wisselwerk.trail.models import ActionEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]

PARENT, CHILD = "1", "2"


def link(identifier: str, kind: str) -> tuple[iati.Related, ...]:
    return (iati.Related(identifier, kind),)


def members(programme: Programme) -> set[str | None]:
    return set(programme.projects.values_list("iati_identifier", flat=True))


def test_an_activity_that_others_name_as_their_whole_is_a_programme(given):
    whole = given(
        "ORG/2020/1",
        titles={"nl": "Goed bestuur"},
        descriptions=(iati.Description("2", {"en": "Aim"}), iati.Description("1", {"en": "All of it"})),
        dates={"1": dt.date(2020, 1, 1), "3": dt.date(2024, 12, 31)},
        countries=(iati.Country("RW"),),
        sdgs=(iati.Sdg("16"),),
        participations=(iati.Participation(iati.Organisation("XM-2", {"en": "Payer"}), "1"),),
    )
    save_activities(by=None, activities=[given("PART", related=link("ORG/2020/1", PARENT)), whole, given("OTHER")])

    assert link_programmes(by=None) == 2

    programme = Programme.objects.get()
    assert members(programme) == {"PART", "ORG/2020/1"}
    assert programme.slug == "org-2020-1"
    assert programme.names == {"nl": "Goed bestuur"}
    assert programme.descriptions == {"en": "All of it"}
    assert (programme.start, programme.end) == (dt.date(2020, 1, 1), dt.date(2024, 12, 31))
    assert [country.pk for country in programme.countries.all()] == ["RW"]
    assert [funder.name for funder in programme.funders.all()] == ["Payer"]
    assert programme.sdgs == ["16"]
    assert ActionEntry.objects.filter(action="programmes.create_programme").count() == 1


def test_an_activity_that_names_its_parts_is_a_programme(given):
    save_activities(by=None, activities=[given("WHOLE", related=link("PART", CHILD)), given("PART")])

    link_programmes(by=None)

    assert members(Programme.objects.get()) == {"WHOLE", "PART"}


def test_parts_of_parts_belong_to_the_programme_at_the_top(given):
    activities = [
        given("TOP"),
        given("MIDDLE", related=link("TOP", PARENT)),
        given("LOW", related=link("MIDDLE", PARENT)),
    ]
    save_activities(by=None, activities=activities)

    link_programmes(by=None)

    assert members(Programme.objects.get()) == {"TOP", "MIDDLE", "LOW"}


def test_parts_that_are_not_here_make_no_programme(given):
    save_activities(by=None, activities=[given("WHOLE", related=link("ELSEWHERE", CHILD))])

    assert link_programmes(by=None) == 0
    assert not Programme.objects.exists()


def test_activities_that_name_each_other_in_a_circle_do_no_harm(given):
    circle = [given("A", related=link("B", PARENT)), given("B", related=link("A", PARENT))]
    save_activities(by=None, activities=[*circle, given("SELF", related=link("SELF", PARENT))])

    assert link_programmes(by=None) == 0


def test_a_second_time_changes_nothing(given):
    save_activities(by=None, activities=[given("WHOLE"), given("PART", related=link("WHOLE", PARENT))])
    link_programmes(by=None)
    lines = ActionEntry.objects.count()

    assert link_programmes(by=None) == 0
    assert ActionEntry.objects.count() == lines


def test_a_newer_file_brings_the_programme_up_to_date(given):
    part = given("PART", related=link("WHOLE", PARENT))
    save_activities(by=None, activities=[given("WHOLE"), part])
    link_programmes(by=None)

    save_activities(by=None, activities=[given("WHOLE", titles={"en": "New name"}), part])
    link_programmes(by=None)

    assert Programme.objects.get().names == {"en": "New name"}
    assert ActionEntry.objects.filter(action="programmes.update_programme").count() == 1


class TestProgrammesOfPeople:
    def test_projects_whose_whole_has_the_identifier_of_the_programme_belong_to_it(self, given):
        programme = create_programme(by=None, names={"nl": "Eigen woorden"}, iati_identifier="WHOLE")
        save_activities(by=None, activities=[given("PART", related=link("WHOLE", PARENT))])

        assert link_programmes(by=None) == 1
        assert members(programme) == {"PART"}

    def test_their_words_stay(self, given):
        create_programme(by=None, names={"nl": "Eigen woorden"}, iati_identifier="WHOLE")
        save_activities(by=None, activities=[given("WHOLE"), given("PART", related=link("WHOLE", PARENT))])

        link_programmes(by=None)

        assert Programme.objects.get().names == {"nl": "Eigen woorden"}

    def test_once_people_changed_one_that_came_from_a_file_it_is_theirs(self, given):
        part = given("PART", related=link("WHOLE", PARENT))
        save_activities(by=None, activities=[given("WHOLE"), part])
        link_programmes(by=None)
        update_programme(by=None, programme=Programme.objects.get(), names={"nl": "Eigen woorden"})

        save_activities(by=None, activities=[given("WHOLE", titles={"en": "New name"}), part])
        link_programmes(by=None)

        assert Programme.objects.get().names == {"nl": "Eigen woorden"}

    def test_a_project_keeps_the_programme_that_people_gave_it(self, given):
        save_activities(by=None, activities=[given("WHOLE"), given("PART", related=link("WHOLE", PARENT))])
        own = create_programme(by=None, names={"nl": "Eigen"})
        Project.objects.filter(iati_identifier="PART").update(programme=own)

        link_programmes(by=None)

        assert members(own) == {"PART"}


def test_an_activity_without_title_is_called_by_its_identifier(given):
    save_activities(by=None, activities=[given("WHOLE", titles={}), given("PART", related=link("WHOLE", PARENT))])

    link_programmes(by=None)

    assert str(Programme.objects.get()) == "WHOLE"


def test_a_period_that_runs_backwards_is_kept_as_the_file_has_it(given):
    backwards = {"1": dt.date(2050, 1, 1), "3": dt.date(2020, 1, 1)}
    save_activities(by=None, activities=[given("WHOLE", dates=backwards), given("PART", related=link("WHOLE", PARENT))])

    link_programmes(by=None)

    programme = Programme.objects.get()
    assert (programme.start, programme.end) == (dt.date(2050, 1, 1), dt.date(2020, 1, 1))


def test_charlie_may_not(cast):
    with pytest.raises(PermissionDenied):
        link_programmes(by=cast.charlie)
