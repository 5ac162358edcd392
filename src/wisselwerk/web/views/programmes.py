"""Programmes and projects: public, because they are public money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wisselwerk.accounts.models import User
from wisselwerk.needs.queries import needs_visible_to
from wisselwerk.programmes.enums import BudgetKind, ProjectStatus
from wisselwerk.programmes.models import Programme, Project
from wisselwerk.programmes.queries.programmes import find_programmes, programme_page
from wisselwerk.programmes.queries.projects import (
    PAGE_SIZE,
    ProjectFilter,
    budget_totals,
    find_projects,
    for_export,
    project_page,
)
from wisselwerk.transfer.spreadsheets import spreadsheet_response
from wisselwerk.web import projects as shown
from wisselwerk.web.amounts import money
from wisselwerk.web.forms.projects import ProgrammeFilters, ProjectFilters

STATUS_TONES: Final[Mapping[str, str]] = {
    ProjectStatus.IMPLEMENTATION: "success",
    ProjectStatus.CANCELLED: "error",
    ProjectStatus.SUSPENDED: "warning",
}


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The list of projects with search, filters and order."""
    form = ProjectFilters(request.GET)
    page = Paginator(find_projects(form.wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "lines": [shown.line_of(project) for project in page]}
    return render(request, "programmes/projects.html", context)


@require_safe
def projects_export(request: HttpRequest, form: str) -> HttpResponse:
    """The list as it is filtered, as a spreadsheet."""
    found = for_export(find_projects(ProjectFilters(request.GET).wanted))
    header = [
        _("IATI identifier"),
        _("Title"),
        _("Programme"),
        _("Countries"),
        _("Funders"),
        _("State"),
        _("Start"),
        _("End"),
        _("Global goals"),
        _("Sectors"),
        _("Budget"),
        _("Currency"),
    ]
    return spreadsheet_response(form, _("projects"), header, _rows(found.iterator(chunk_size=500)))


@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project. `?text=fr` shows its texts in another of the languages they are given in."""
    try:
        found = project_page(pk)
    except Project.DoesNotExist:
        raise Http404 from None
    languages = shown.languages_of(found)
    lang = request.GET.get("text", languages[0] if languages else "")
    if lang not in languages:
        lang = languages[0] if languages else ""
    title = shown.title_of(found, lang)
    budgets = list(found.budgets.all())
    themes, guessed = shown.themes_of(found)
    user = request.user
    context: dict[str, Any] = {
        "project": found,
        "title": title,
        # The project from which a programme was made has the same name.
        "programme": found.programme if str(found.programme or "") != title.text else "",
        "languages": [(code, code == lang) for code in languages],
        "descriptions": shown.descriptions_of(found, lang),
        "period": shown.years(found.start, found.end),
        "status_tone": STATUS_TONES.get(found.status, ""),
        "places": shown.places_of(found),
        "participants": shown.participants_of(found),
        "goals": shown.goals_of(sdg.code for sdg in found.sdgs.all()),
        "sectors": shown.sectors_of(found),
        "budgets": [(budget, shown.money(budget.amount, budget.currency)) for budget in budgets],
        "has_revised": any(budget.kind == BudgetKind.REVISED for budget in budgets),
        "totals": shown.totals_of(budgets),
        "relations": shown.relations_of(found),
        "themes": themes,
        "themes_guessed": guessed,
        "needs": needs_visible_to(user).filter(project=found) if isinstance(user, User) else [],
    }
    return render(request, "programmes/project.html", context)


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """The list of programmes."""
    form = ProgrammeFilters(request.GET)
    found = find_programmes(words=request.GET.get("q", ""), country=form.country_code)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    cards = [_card(programme) for programme in page]
    return render(request, "programmes/programmes.html", {"form": form, "page": page, "cards": cards})


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme with its projects."""
    try:
        found = programme_page(slug)
    except Programme.DoesNotExist:
        raise Http404 from None
    page = Paginator(find_projects(ProjectFilter(programme=slug)), PAGE_SIZE).get_page(request.GET.get("page"))
    name, description = shown.programme_texts(found)
    context = {
        "programme": found,
        "name": name,
        "description": description,
        "period": shown.years(found.start, found.end),
        "countries": sorted(map(str, found.countries.all())),
        "goals": shown.goals_of(found.sdgs),
        "may_change": request.user.has_perm("programmes.change_project", found),
        "in_kind_rate": money(found.in_kind_rate),
        "page": page,
        "lines": [shown.line_of(project) for project in page],
    }
    return render(request, "programmes/programme.html", context)


def _card(programme: Programme) -> dict[str, Any]:
    name, description = shown.programme_texts(programme)
    return {
        "programme": programme,
        "name": name,
        "description": description,
        "period": shown.years(programme.start, programme.end),
        "countries": ", ".join(sorted(map(str, programme.countries.all()))),
        "count": programme.project_count,  # type: ignore[attr-defined]  # annotated by find_programmes
    }


def _rows(found: Iterator[Project]) -> Iterator[list[Any]]:
    for each in found:
        line = shown.line_of(each)
        totals = budget_totals(list(each.budgets.all()))
        yield [
            each.iati_identifier,
            line.title.text,
            str(each.programme or ""),
            line.countries,
            line.payers,
            each.get_status_display(),
            each.start,
            each.end,
            [sdg.code for sdg in each.sdgs.all()],
            [share.name for _heading, shares in shown.sectors_of(each) for share in shares],
            next(iter(totals.values())) if len(totals) == 1 else [f"{amount}" for amount in totals.values()],
            list(totals),
        ]


urlpatterns = [
    path("projecten", projects, name="projects"),
    path("projecten/<int:pk>", project, name="project"),
    re_path(r"^projecten\.(?P<form>csv|xlsx)$", projects_export, name="projects-export"),
    path("programmas", programmes, name="programmes"),
    path("programmas/<slug:slug>", programme, name="programme"),
]
