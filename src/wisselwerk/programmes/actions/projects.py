"""Projects that people fill in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.actions.activities import sdg_rows
from wisselwerk.programmes.actions.programmes import check_period, check_sdgs
from wisselwerk.programmes.enums import ParticipationRole, SectorVocabulary
from wisselwerk.programmes.models import (
    Budget,
    Participation,
    Programme,
    Project,
    ProjectCountry,
    ProjectSdg,
    ProjectSector,
)
from wisselwerk.programmes.texts import searchable
from wisselwerk.thesaurus import codes
from wisselwerk.trail.actions import log_action


class ProjectFields(TypedDict, total=False):
    """What can be filled in about a project.

    `titles` go by language, and so do the texts of `descriptions`: [{"type": "1", "texts": {language: text}}], with a
    type of `DescriptionType`. `start` and `end` are the period that was agreed. `sectors` are DAC purpose codes, `sdgs`
    goals ("11") or targets ("11.6"), `themes` concepts of the thesaurus, `budgets` unsaved rows without a project.
    """

    titles: Mapping[str, str]
    descriptions: list[dict[str, Any]]
    programme: Programme | None
    iati_identifier: str | None
    reporting_organisation: Organisation | None
    status: str
    start: date | None
    end: date | None
    countries: Collection[Country]
    funders: Collection[Organisation]
    implementers: Collection[Organisation]
    sectors: Collection[str]
    sdgs: Collection[str]
    themes: Collection[str]
    budgets: Collection[Budget]
    is_invented: bool


# The fields that stand in tables of their own.
_LISTS = frozenset({"countries", "funders", "implementers", "sectors", "sdgs", "budgets"})
_NAMES = {"start": "planned_start", "end": "planned_end"}


@transaction.atomic
def create_project(*, by: User | None, **fields: Unpack[ProjectFields]) -> Project:
    """Add a project. Raises `PermissionDenied`, or `ValidationError` with what is wrong per field."""
    require(by, "programmes.change_project")
    project = Project()
    _write(project, fields)
    log_action("programmes.create_project", project, by=by)
    return project


@transaction.atomic
def update_project(*, by: User | None, project: Project, **fields: Unpack[ProjectFields]) -> Project:
    """Change what is given. When the project came from a file, the import of a newer file overwrites all but its
    programme and themes.

    Raises `PermissionDenied`, or `ValidationError` with what is wrong per field.
    """
    require(by, "programmes.change_project", project)
    _write(project, fields)
    log_action("programmes.update_project", project, by=by, details={"fields": sorted(fields)})
    return project


def _write(project: Project, fields: ProjectFields) -> None:
    for name, value in fields.items():
        if name not in _LISTS:
            setattr(project, _NAMES.get(name, name), list(fields["themes"]) if name == "themes" else value)
    project.iati_identifier = project.iati_identifier or None
    _check(project, fields)
    texts = (text for description in project.descriptions for text in description["texts"].values())
    project.search_text = searchable([project.iati_identifier or "", *project.titles.values(), *texts])
    project.full_clean()
    project.save()
    if "countries" in fields:
        project.countries.all().delete()
        ProjectCountry.objects.bulk_create(
            ProjectCountry(project=project, country=country) for country in dict.fromkeys(fields["countries"])
        )
    if "funders" in fields:
        _set_participants(project, ParticipationRole.FUNDING, fields["funders"])
    if "implementers" in fields:
        _set_participants(project, ParticipationRole.IMPLEMENTING, fields["implementers"])
    if "sectors" in fields:
        project.sectors.all().delete()
        ProjectSector.objects.bulk_create(
            ProjectSector(project=project, vocabulary=SectorVocabulary.DAC, code=code)
            for code in dict.fromkeys(fields["sectors"])
        )
    if "sdgs" in fields:
        project.sdgs.all().delete()
        ProjectSdg.objects.bulk_create(sdg_rows(project, dict.fromkeys(fields["sdgs"])))
    if "budgets" in fields:
        project.budgets.all().delete()
        for budget in (budgets := list(fields["budgets"])):
            budget.project = project
        Budget.objects.bulk_create(budgets)


def _set_participants(project: Project, role: ParticipationRole, organisations: Iterable[Organisation]) -> None:
    project.participations.filter(role=role).delete()
    Participation.objects.bulk_create(
        Participation(project=project, organisation=organisation, role=role)
        for organisation in dict.fromkeys(organisations)
    )


def _check(project: Project, fields: ProjectFields) -> None:
    if not any(project.titles.values()):
        raise ValidationError({"titles": _("Give the project a title.")})
    if unknown := [code for code in fields.get("sectors", ()) if code not in codes.dac()]:
        raise ValidationError({"sectors": _("There is no such sector: %(codes)s.") % {"codes": ", ".join(unknown)}})
    check_sdgs(fields.get("sdgs", ()))
    check_period(project.planned_start, project.planned_end, "end")
