"""Municipalities, partner governments and other organisations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.experts.looks import note_list
from wisselwerk.experts.queries import experts_visible_to, offers_visible_to
from wisselwerk.organisations.actions import create_organisation, update_organisation
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Organisation
from wisselwerk.organisations.queries import organisations as find_organisations
from wisselwerk.programmes.models import Participation, Project
from wisselwerk.transfer.spreadsheets import spreadsheet_response
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.forms.organisations import MunicipalityForm, OrganisationFilters, OrganisationForm
from wisselwerk.web.themes import theme_name

PER_PAGE: Final = 25
PEOPLE_SHOWN: Final = 25
PROJECTS_SHOWN: Final = 25


@login_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Search, filter and sort; or the same list as a spreadsheet."""
    user = _permitted(request, "organisations.view_organisations")
    form = OrganisationFilters(request.GET)
    chosen, words = form.chosen(), request.GET.get("q", "").strip()
    found = find_organisations(
        text=words,
        kind=chosen.get("kind", ""),
        country=chosen.get("country", ""),
        ended=chosen.get("ended", False),
        sort=chosen.get("sort", ""),
    )
    if (export := request.GET.get("export")) in {"xlsx", "csv"}:
        return spreadsheet_response(export, _("organisations"), _header(), _rows(found))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": _with_people(user, list(page.object_list)),
        "labels": _labels(request, form),
        "shows_people": user.has_role(Role.OFFICER, Role.COORDINATOR),
        "may_add": user.has_perm("organisations.change_organisation"),
    }
    return render(request, "organisations/list.html", context)


@login_required
@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts, offers, projects, and people for those who may see them."""
    user = _permitted(request, "organisations.view_organisations")
    shown = get_object_or_404(
        Organisation.objects.select_related("country").prefetch_related("predecessors", "successors"), pk=pk
    )
    people = experts_visible_to(user).filter(organisation=shown)
    first = list(people[:PEOPLE_SHOWN])
    note_list(first, by=user)
    offers = [(offer, _themes(offer)) for offer in offers_visible_to(user).filter(organisation=shown, is_active=True)]
    context = {
        "organisation": shown,
        "is_municipality": shown.kind == OrganisationKind.MUNICIPALITY,
        "tooi_key": shown.tooi_id.rpartition("/")[2],
        "offers": offers,
        "people": [(expert, _themes(expert)) for expert in first],
        "more_people": max(0, people.count() - PEOPLE_SHOWN) if len(first) == PEOPLE_SHOWN else 0,
        "shows_people": user.has_role(Role.OFFICER) or user.has_role(Role.COORDINATOR, in_organisation=shown.pk),
        "projects": _projects(shown),
        "more_projects": max(0, shown.participations.values("project").distinct().count() - PROJECTS_SHOWN),
        "may_change": user.has_perm("organisations.change_organisation", shown),
    }
    return render(request, "organisations/detail.html", context)


@login_required
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    user = _permitted(request, "organisations.change_organisation")
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = create_organisation(by=user, **form.cleaned_data)
        except ValidationError as error:
            _show(form, error)
        else:
            messages.success(request, _("{name} is added.").format(name=added))
            return redirect("web:organisation", added.pk)
    return render(request, "organisations/edit.html", {"form": form})


@login_required
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an organisation; of a municipality only what does not come from the register."""
    user = _permitted(request, "organisations.change_organisation")
    shown = get_object_or_404(Organisation, pk=pk)
    is_municipality = shown.kind == OrganisationKind.MUNICIPALITY
    form_class = MunicipalityForm if is_municipality else OrganisationForm
    form = form_class(request.POST or None, organisation=shown)
    if request.method == "POST" and form.is_valid():
        try:
            update_organisation(by=user, organisation=shown, **form.cleaned_data)
        except ValidationError as error:
            _show(form, error)
        else:
            messages.success(request, _("Your changes are saved."))
            return redirect("web:organisation", shown.pk)
    context = {"form": form, "organisation": get_object_or_404(Organisation, pk=pk), "is_municipality": is_municipality}
    return render(request, "organisations/edit.html", context)


def _permitted(request: HttpRequest, permission: str) -> User:
    """The user, if they have this permission. Raises `PermissionDenied`."""
    user = signed_in_user(request)
    require(user, permission)
    return user


def _show(form: Any, error: ValidationError) -> None:
    """Put the faults that an action found beside their fields."""
    faults = error.error_dict if hasattr(error, "error_dict") else {"__all__": error.error_list}
    for name, found in faults.items():
        for fault in found:
            form.add_error(name if name in form.fields else None, fault)


def _labels(request: HttpRequest, form: OrganisationFilters) -> list[tuple[str, str, str]]:
    """The filters in use, as `{% active_filters %}` wants them."""
    words = request.GET.get("q", "")
    labels = [("q", words, f"“{words}”")] if words.strip() else []
    labels += [
        (name, value, form.names[name][value]) for name in ("kind", "country") if (value := form.cleaned_data.get(name))
    ]
    if form.cleaned_data.get("ended"):
        labels.append(("ended", request.GET["ended"], str(form.fields["ended"].label)))
    return labels


def _with_people(user: User, shown: list[Organisation]) -> list[tuple[Organisation, int]]:
    """Each organisation with the number of people of it whom `user` may see."""
    people = experts_visible_to(user).filter(organisation__in=shown).order_by()
    counts = {row["organisation"]: row["people"] for row in people.values("organisation").annotate(people=Count("pk"))}
    return [(one, counts.get(one.pk, 0)) for one in shown]


def _themes(profile: Any) -> list[str]:
    return [theme_name(theme.concept) for theme in profile.themes.all() if theme.source == "confirmed"]


def _projects(shown: Organisation) -> list[tuple[Project, list[str]]]:
    """The newest projects in which the organisation takes part, each with what it does there."""
    own = Prefetch("participations", queryset=Participation.objects.filter(organisation=shown), to_attr="own_parts")
    projects = Project.objects.filter(pk__in=Participation.objects.filter(organisation=shown).values("project"))
    return [
        (project, [part.get_role_display() for part in project.own_parts])
        for project in projects.prefetch_related(own)[:PROJECTS_SHOWN]
    ]


def _header() -> list[str]:
    return [
        _("Name"),
        _("Kind"),
        _("Country"),
        _("Place"),
        _("Province"),
        _("CBS code"),
        _("TOOI identifier"),
        _("IATI identifier"),
        _("Inhabitants"),
        _("Offers"),
        _("Website"),
        _("Ended on"),
        _("Went on in"),
    ]


def _rows(found: QuerySet[Any]) -> Iterator[list[Any]]:
    for one in found.prefetch_related("successors"):
        yield [
            one.name,
            one.get_kind_display(),
            one.country,
            one.place,
            one.province,
            one.cbs_code,
            one.tooi_id,
            one.iati_identifier,
            one.population,
            one.offer_count,
            one.website,
            one.ended_on,
            [successor.name for successor in one.successors.all()],
        ]


urlpatterns = [
    path("organisaties", organisations, name="organisations"),
    path("organisaties/nieuw", organisation_new, name="organisation-new"),
    path("organisaties/<int:pk>", organisation, name="organisation"),
    path("organisaties/<int:pk>/wijzigen", organisation_edit, name="organisation-edit"),
]
