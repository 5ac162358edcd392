"""The people: list, export, one person, and inviting those whose profile was imported."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wisselwerk.accounts.models import User
from wisselwerk.experts.actions import invite_to_claim
from wisselwerk.experts.enums import ThemeSource
from wisselwerk.experts.looks import note_export, note_list, note_look
from wisselwerk.experts.models import Expert, ProfileTheme
from wisselwerk.experts.queries import experts_visible_to, unclaimed_visible_to
from wisselwerk.experts.search import find_experts
from wisselwerk.organisations.models import Organisation
from wisselwerk.transfer.spreadsheets import spreadsheet_response
from wisselwerk.web.calendar import months_of
from wisselwerk.web.forms.people import ExpertFilterForm
from wisselwerk.web.themes import theme_name

PAGE = 25
SPREADSHEETS = ("xlsx", "csv")


def signed_in(request: HttpRequest, permission: str) -> User:
    """The user, if they have the permission. Raises `PermissionDenied`."""
    if isinstance(request.user, User) and request.user.has_perm(permission):
        return request.user
    raise PermissionDenied


def names_of(themes: Iterable[ProfileTheme]) -> list[str]:
    """The confirmed themes by name."""
    return [theme_name(theme.concept) for theme in themes if theme.source == ThemeSource.CONFIRMED]


def _filters(request: HttpRequest, user: User) -> ExpertFilterForm:
    employers = Organisation.objects.filter(pk__in=experts_visible_to(user).values("organisation"))
    return ExpertFilterForm(request.GET, employers=employers)


@login_required
@never_cache
def experts(request: HttpRequest) -> HttpResponse:
    """The list of people, 25 on a page."""
    user = signed_in(request, "experts.list_experts")
    form = _filters(request, user)
    keys = find_experts(user, form.search())
    page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    found = experts_visible_to(user).in_bulk(list(page))
    people = [found[key] for key in page]
    note_list(people, by=user)
    context = {
        "form": form,
        "page": page,
        "count": len(keys),
        "people": [(expert, names_of(expert.themes.all())) for expert in people],
        "unclaimed": unclaimed_visible_to(user).count(),
    }
    return render(request, "experts/list.html", context)


@login_required
@never_cache
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as a spreadsheet, with the same filters; without addresses."""
    user = signed_in(request, "experts.list_experts")
    if kind not in SPREADSHEETS:
        raise Http404
    keys = find_experts(user, _filters(request, user).search())
    found = experts_visible_to(user).in_bulk(keys)
    people = [found[key] for key in keys]
    note_export(people, by=user)
    header = [
        _("Name"), _("What they do"), _("Employer"), _("Civil servant or administrator"), _("Themes"), _("Languages"),
        _("Forms"), _("Last confirmed"), _("Invented"),
    ]  # fmt: skip
    rows = (
        [
            expert.name,
            expert.headline,
            expert.employer,
            expert.get_kind_display(),
            names_of(expert.themes.all()),
            [f"{code} {level}".strip() for code, level in expert.languages.items()],
            expert.form_labels(),
            expert.confirmed_at.date() if expert.confirmed_at else None,
            _("yes") if expert.is_invented else "",
        ]
        for expert in people
    )
    return spreadsheet_response(kind, str(_("experts")), header, rows)


@never_cache
def expert(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The page of one person, as far as the visitor may see it. Each look is logged."""
    found = Expert.objects.filter(pk=pk).select_related("organisation").first()
    if found is None or not request.user.has_perm("experts.view_expert", found):
        # To those who may not see them, somebody who exists and somebody who does not look the same.
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404
    by = request.user if isinstance(request.user, User) else None
    need = request.GET.get("need", "")
    note_look(found, by=by, purpose=f"need:{need}" if need.isascii() and need.isdigit() else "")
    inside = request.user.has_perm("experts.contact_expert", found)
    is_own = by is not None and found.user_id == by.pk
    context = {
        "expert": found,
        "themes": names_of(found.themes.all()),
        "experiences": found.experiences.select_related("country"),
        "inside": inside or is_own,
        "is_own": is_own,
        "may_list": request.user.has_perm("experts.list_experts"),
        "months": months_of(found.availabilities.all()) if inside or is_own else [],
    }
    return render(request, "experts/expert.html", context)


@login_required
@never_cache
def unclaimed(request: HttpRequest) -> HttpResponse:
    """Imported people who have not taken over their profile yet."""
    user = signed_in(request, "experts.list_experts")
    waiting = unclaimed_visible_to(user)
    if words := request.GET.get("q", "").strip():
        waiting = waiting.filter(name__icontains=words) | waiting.filter(organisation__name__icontains=words)
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    note_list(page.object_list, by=user)
    return render(request, "experts/unclaimed.html", {"page": page, "count": page.paginator.count})


@require_POST
@login_required
def invite(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send an invitation to take over the profile."""
    user = signed_in(request, "experts.list_experts")
    found = get_object_or_404(unclaimed_visible_to(user), pk=pk)
    try:
        invite_to_claim(by=user, expert=found)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The invitation was sent to {name}.").format(name=found.name))
    return redirect("web:experts-unclaimed")


urlpatterns = [
    path("mensen", experts, name="experts"),
    path("mensen/export/<str:kind>", export, name="experts-export"),
    path("mensen/uitnodigen", unclaimed, name="experts-unclaimed"),
    path("mensen/uitnodigen/<int:pk>", invite, name="expert-invite"),
    path("mensen/<int:pk>", expert, name="expert"),
]
