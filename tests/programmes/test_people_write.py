"""Programmes and projects that people fill in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from wisselwerk.organisations.models import Country
from wisselwerk.programmes.actions import create_programme, create_project, update_programme, update_project
from wisselwerk.programmes.models import Budget, Programme, Project
from wisselwerk.trail.queries import history_of

pytestmark = pytest.mark.django_db


def country(code: str) -> Country:
    return Country.objects.get(pk=code)


def test_alice_writes_up_a_programme(cast):
    programme = create_programme(
        by=cast.alice,
        names={"nl": "We Are Able!", "ar": "نحن قادرون!"},
        descriptions={"nl": "Iedereen beslist mee."},
        start=dt.date(2021, 1, 1),
        end=dt.date(2025, 12, 31),
        countries=[country("BI"), country("UG")],
        funders=[cast.agency],
        sdgs=["10", "16.7"],
    )

    programme.refresh_from_db()
    assert programme.slug == "we-are-able"
    assert {each.pk for each in programme.countries.all()} == {"BI", "UG"}
    assert list(programme.funders.all()) == [cast.agency]
    assert programme.sdgs == ["10", "16.7"]
    assert "iedereen beslist mee" in programme.search_text
    assert [line.action for line in history_of(programme)] == ["programmes.create_programme"]


def test_two_programmes_of_one_name_have_two_addresses(countries):
    slugs = [create_programme(by=None, names={"nl": "Goed bestuur"}).slug for _number in range(3)]

    assert slugs == ["goed-bestuur", "goed-bestuur-2", "goed-bestuur-3"]


def test_a_name_without_latin_letters_has_an_address_too(countries):
    assert create_programme(by=None, names={"ar": "مسار"}).slug == "programme"


def test_a_change_touches_what_is_given_alone(cast):
    programme = create_programme(by=None, names={"nl": "Licht"}, sdgs=["7"], countries=[country("RW")])

    update_programme(by=cast.alice, programme=programme, names={"nl": "Meer licht"})

    programme.refresh_from_db()
    assert programme.names == {"nl": "Meer licht"}
    assert programme.slug == "licht"
    assert programme.sdgs == ["7"]
    assert programme.countries.count() == 1
    assert history_of(programme)[0].details == {"fields": ["names"]}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"names": {"nl": ""}}, "names"),
        ({"names": {"nl": "X"}, "start": dt.date(2021, 1, 2), "end": dt.date(2021, 1, 1)}, "end"),
        ({"names": {"nl": "X"}, "sdgs": ["18"]}, "sdgs"),
        ({"names": {"nl": "X"}, "website": "no address"}, "website"),
    ],
)
def test_a_programme_with_a_fault_is_refused(countries, fields, field):
    with pytest.raises(ValidationError) as caught:
        create_programme(by=None, **fields)

    assert list(caught.value.message_dict) == [field]
    assert not Programme.objects.exists()


def test_alice_writes_up_a_project(cast):
    programme = create_programme(by=None, names={"nl": "IDEAL"})

    project = create_project(
        by=cast.alice,
        titles={"nl": "Rheden en Rubavu"},
        descriptions=[{"type": "1", "texts": {"nl": "Een boulevard aan het meer."}}],
        programme=programme,
        status="4",
        start=dt.date(2018, 1, 1),
        end=dt.date(2021, 12, 31),
        countries=[country("RW")],
        funders=[cast.agency],
        implementers=[cast.partner_government, cast.municipality, cast.municipality],
        sectors=["43040", "33210"],
        sdgs=["8.9", "11"],
        themes=["tourism"],
        budgets=[Budget(start=dt.date(2018, 1, 1), end=dt.date(2018, 12, 31), amount=Decimal(100), currency="EUR")],
    )

    project.refresh_from_db()
    assert project.programme == programme
    assert (project.start, project.end) == (dt.date(2018, 1, 1), dt.date(2021, 12, 31))
    assert project.iati_identifier is None
    assert list(project.participations.values_list("organisation__name", "role")) == [
        ("Agency", "1"),
        ("Rubavu", "4"),
        ("Proefdam", "4"),
    ]
    assert {sector.code for sector in project.sectors.all()} == {"43040", "33210"}
    assert list(project.sdgs.values_list("code", "goal")) == [("8.9", 8), ("11", 11)]
    assert project.themes == ["tourism"]
    assert project.budgets.get().amount == 100
    assert "boulevard" in project.search_text
    assert [line.action for line in history_of(project)] == ["programmes.create_project"]


def test_a_change_of_a_project_touches_what_is_given_alone(cast):
    project = create_project(
        by=None, titles={"nl": "Licht"}, sdgs=["7"], funders=[cast.agency], countries=[country("RW")]
    )

    update_project(by=cast.alice, project=project, sdgs=["11"], implementers=[cast.municipality])

    assert [sdg.code for sdg in project.sdgs.all()] == ["11"]
    assert project.participations.count() == 2
    assert project.countries.count() == 1
    assert history_of(project)[0].details == {"fields": ["implementers", "sdgs"]}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"titles": {}}, "titles"),
        ({"titles": {"nl": "X"}, "sectors": ["99999x"]}, "sectors"),
        ({"titles": {"nl": "X"}, "sdgs": ["6.z"]}, "sdgs"),
        ({"titles": {"nl": "X"}, "start": dt.date(2021, 1, 2), "end": dt.date(2021, 1, 1)}, "end"),
        ({"titles": {"nl": "X"}, "status": "9"}, "status"),
    ],
)
def test_a_project_with_a_fault_is_refused(countries, fields, field):
    with pytest.raises(ValidationError) as caught:
        create_project(by=None, **fields)

    assert list(caught.value.message_dict) == [field]
    assert not Project.objects.exists()


class TestPermissions:
    ALLOWED = {"alice"}
    PEOPLE = [
        "alice",
        "bob",
        "charlie",
        "coordinator",
        "employer",
        "country_team",
        "partner",
        "administrator",
        "privacy_officer",
    ]

    @pytest.mark.parametrize("person", PEOPLE)
    def test_officers_alone_write(self, cast, person):
        by = getattr(cast, person)
        programme = create_programme(by=None, names={"nl": "Bestaand"})
        project = create_project(by=None, titles={"nl": "Bestaand"})
        writes = [
            lambda: create_programme(by=by, names={"nl": "Nieuw"}),
            lambda: update_programme(by=by, programme=programme, names={"nl": "Anders"}),
            lambda: create_project(by=by, titles={"nl": "Nieuw"}),
            lambda: update_project(by=by, project=project, titles={"nl": "Anders"}),
        ]
        for write in writes:
            if person in self.ALLOWED:
                write()
            else:
                with pytest.raises(PermissionDenied):
                    write()
