"""Keeps the activities of IATI files as projects. What the file says replaces what it said before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from wisselwerk import iati
from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.iati import Activity
from wisselwerk.organisations.models import Country
from wisselwerk.programmes.actions.organisations import OrganisationBook
from wisselwerk.programmes.enums import Outcome
from wisselwerk.programmes.models import (
    Budget,
    Participation,
    Project,
    ProjectCountry,
    ProjectRelation,
    ProjectSdg,
    ProjectSector,
)
from wisselwerk.programmes.queries.imports import outcome_of, projects_by_identifier
from wisselwerk.programmes.texts import searchable
from wisselwerk.trail.actions import log_action

# What an import sets on a project. Its programme and themes are choices of people, and stay.
_FROM_FILE = (
    "reporting_organisation_id titles descriptions status planned_start planned_end actual_start actual_end regions"
    " search_text import_digest"
)
FIELDS = tuple(_FROM_FILE.split())
_PARTS: tuple[type[models.Model], ...] = (
    Participation,
    ProjectCountry,
    ProjectSector,
    ProjectSdg,
    ProjectRelation,
    Budget,
)


@dataclass(frozen=True, slots=True)
class Saved:
    """The project that holds an activity, and what saving it did."""

    project: Project
    outcome: Outcome


def save_activity(*, by: User | None, activity: Activity) -> Saved:
    """Keep one activity: see `save_activities`."""
    return save_activities(by=by, activities=[activity])[0]


@transaction.atomic
def save_activities(
    *, by: User | None, activities: Sequence[Activity], organisations: OrganisationBook | None = None
) -> list[Saved]:
    """Keep activities as projects, in a handful of queries however many there are; the same activity once.

    An activity whose digest is that of the project changes nothing. Countries that are not in our list are left out:
    `queries.unknown_countries` tells which. `organisations` can be shared by the parts of one import.
    Raises `PermissionDenied`.
    """
    require(by, "programmes.import_projects")
    book = organisations or OrganisationBook(by=by)
    countries = set(Country.objects.values_list("pk", flat=True))
    known = projects_by_identifier(activity.identifier for activity in activities)
    saved = []
    for activity in activities:
        project = known.get(activity.identifier)
        outcome = outcome_of(activity, project.import_digest if project else None)
        project = project or Project(iati_identifier=activity.identifier)
        if outcome != Outcome.UNCHANGED:
            _fill(project, activity, book)
        saved.append(Saved(project, outcome))
    new = [one.project for one in saved if one.outcome == Outcome.CREATED]
    changed = [one.project for one in saved if one.outcome == Outcome.UPDATED]
    Project.objects.bulk_create(new)
    if changed:
        Project.objects.bulk_update(changed, [field.removesuffix("_id") for field in FIELDS])
        for part in _PARTS:
            part._default_manager.filter(project__in=changed).delete()
    written = [
        (one, activity) for one, activity in zip(saved, activities, strict=True) if one.outcome != Outcome.UNCHANGED
    ]
    parts = [part for one, activity in written for part in _parts(one.project, activity, book, countries)]
    for kind in _PARTS:
        kind._default_manager.bulk_create([part for part in parts if isinstance(part, kind)])
    for one, _activity in written:
        verb = "create" if one.outcome == Outcome.CREATED else "update"
        log_action(f"programmes.{verb}_project", one.project, by=by, details={"source": "iati"})
    return saved


def _fill(project: Project, activity: Activity, book: OrganisationBook) -> None:
    reporter = activity.reporting_organisation
    values: dict[str, Any] = {
        "reporting_organisation_id": book.find_or_add(reporter, role=_role_of(reporter, activity))
        if reporter
        else None,
        "titles": dict(activity.titles),
        "descriptions": [{"type": given.type, "texts": dict(given.texts)} for given in activity.descriptions],
        "status": activity.status,
        "planned_start": activity.dates.get("1"),
        "actual_start": activity.dates.get("2"),
        "planned_end": activity.dates.get("3"),
        "actual_end": activity.dates.get("4"),
        "regions": [
            {
                "code": region.code,
                "vocabulary": region.vocabulary,
                "percentage": None if region.percentage is None else str(region.percentage),
                "names": dict(region.names),
            }
            for region in activity.regions
        ],
        "search_text": searchable(_all_texts(activity)),
        "import_digest": activity.digest,
    }
    for name in FIELDS:
        setattr(project, name, values[name])


def _role_of(reporter: iati.Organisation, activity: Activity) -> str:
    """The first role that the reporting organisation plays itself: one that pays and reports is a funder."""
    roles = (part.role for part in activity.participations if reporter.ref and part.organisation.ref == reporter.ref)
    return min(roles, default="")


def _all_texts(activity: Activity) -> Iterator[str]:
    yield activity.identifier
    yield from activity.titles.values()
    for description in activity.descriptions:
        yield from description.texts.values()


def _parts(project: Project, activity: Activity, book: OrganisationBook, countries: set[str]) -> Iterator[models.Model]:
    taken = set()
    for participation in activity.participations:
        organisation = book.find_or_add(participation.organisation, role=participation.role)
        if (organisation, participation.role) not in taken:  # the file may name one under two spellings
            taken.add((organisation, participation.role))
            yield Participation(
                project=project,
                organisation_id=organisation,
                role=participation.role,
                names=dict(participation.organisation.names),
            )
    for country in activity.countries:
        if country.code in countries:
            yield ProjectCountry(project=project, country_id=country.code, percentage=_share(country.percentage))
    for sector in activity.sectors:
        yield ProjectSector(
            project=project,
            vocabulary=sector.vocabulary,
            code=sector.code,
            percentage=_share(sector.percentage),
            names=dict(sector.names),
        )
    yield from sdg_rows(project, (sdg.code for sdg in activity.sdgs))
    for related in activity.related:
        yield ProjectRelation(project=project, kind=related.type, identifier=related.identifier)
    for budget in activity.budgets:
        yield Budget(
            project=project,
            kind=budget.type,
            status=budget.status,
            start=budget.start,
            end=budget.end,
            amount=budget.amount.quantize(Decimal("0.01")),
            currency=budget.currency,
            value_date=budget.value_date,
        )


def sdg_rows(project: Project, codes: Iterable[str]) -> Iterator[ProjectSdg]:
    """The goals and targets of a project, ready to be stored."""
    for code in codes:
        yield ProjectSdg(project=project, code=code, goal=int(code.split(".")[0]))


def _share(percentage: Decimal | None) -> Decimal | None:
    return None if percentage is None else percentage.quantize(Decimal("0.000001"))
