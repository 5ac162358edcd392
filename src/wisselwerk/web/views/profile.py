"""An expert's own profile: where it stands, changing it part by part, consents, data, leaving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wisselwerk.accounts.models import User
from wisselwerk.experts.actions import (
    ProfileData,
    confirm_profile,
    erase_expert,
    export_expert,
    give_consent,
    pause_expert,
    resume_expert,
    update_profile,
    withdraw_consent,
)
from wisselwerk.experts.consent import EXPLANATIONS
from wisselwerk.experts.enums import ExpertStatus, Purpose
from wisselwerk.experts.models import Expert
from wisselwerk.experts.queries import standing_consents
from wisselwerk.experts.state import state_of
from wisselwerk.web.calendar import months_of
from wisselwerk.web.forms.choosing import municipality_names
from wisselwerk.web.forms.experts import (
    ExperienceFormSet,
    LanguagesForm,
    NamedWorkForm,
    PartForm,
    PeriodsForm,
    ThemesForm,
    VisibilityForm,
)
from wisselwerk.web.forms.registration import PasswordForm
from wisselwerk.web.standing import asked, looks, looks_in_passing, standing
from wisselwerk.web.themes import theme_names
from wisselwerk.web.views.experts import names_of

# The parts of a profile by their word in the address: what they are called and the form that changes them.
PARTS: dict[str, tuple[str | Promise, type[PartForm]]] = {
    "werk": (gettext_lazy("What you have done"), NamedWorkForm),
    "themas": (gettext_lazy("Themes"), ThemesForm),
    "talen": (gettext_lazy("Languages and forms"), LanguagesForm),
    "beschikbaarheid": (gettext_lazy("When you have time"), PeriodsForm),
    "zichtbaarheid": (gettext_lazy("Who may see your profile"), VisibilityForm),
}


Parameters = ParamSpec("Parameters")


def person(request: HttpRequest) -> User:
    """Who is signed in."""
    assert isinstance(request.user, User)
    return request.user


def own_profile(
    view: Callable[Concatenate[HttpRequest, Expert, Parameters], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Gives the view the profile of who is signed in; without one there is the page that offers to make it."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
        expert = Expert.objects.filter(user=person(request)).select_related("organisation", "user").first()
        if expert is None:
            return render(request, "experts/profile/none.html")
        return view(request, expert, *args, **kwargs)

    return login_required(never_cache(checked))


@own_profile
def profile(request: HttpRequest, expert: Expert) -> HttpResponse:
    consents = standing_consents(expert)
    context = {
        "expert": expert,
        "state": state_of(expert),
        "paused": expert.status == ExpertStatus.PAUSED,
        "themes": names_of(expert.themes.all()),
        "experiences": expert.experiences.select_related("country"),
        "months": months_of(expert.availabilities.all()),
        "purposes": [(purpose, EXPLANATIONS[purpose], consents.get(purpose)) for purpose in Purpose],
        "looks": looks(expert),
        "in_passing": looks_in_passing(expert),
        "standing": standing(expert),
        "asked": asked(expert),
    }
    return render(request, "experts/profile/profile.html", context)


@own_profile
def change(request: HttpRequest, expert: Expert, *, part: str) -> HttpResponseBase:
    """The form of one part of the profile."""
    if part not in PARTS:
        raise Http404
    title, form_class = PARTS[part]
    data = ProfileData.of(expert)
    extra: dict[str, Any] = {"text": f"{expert.headline}\n{expert.text}"} if form_class is ThemesForm else {}
    form = form_class(request.POST if request.method == "POST" else None, initial=form_class.initial_of(data), **extra)
    if request.method == "POST" and form.is_valid():
        data = form.put_into(data)
        if not (isinstance(form, ThemesForm) and request.POST.get("go") == "add"):
            return _save(request, expert, data)
        form = ThemesForm(initial=ThemesForm.initial_of(data), **extra)
    context = {
        "form": form,
        "title": title,
        "template": f"experts/profile/part_{part}.html",
        "municipality_names": municipality_names() if part == "werk" else (),
        "theme_names": theme_names() if part == "themas" else (),
    }
    return render(request, "experts/profile/change.html", context)


@own_profile
def experience(request: HttpRequest, expert: Expert) -> HttpResponseBase:
    """The things that somebody did, one by one."""
    data = ProfileData.of(expert)
    stored = [
        {"text": item.text, "country": item.country, "from_year": item.from_year, "to_year": item.to_year}
        for item in data.experiences
    ]
    formset = ExperienceFormSet(request.POST if request.method == "POST" else None, initial=stored)
    if request.method == "POST" and formset.is_valid():
        kept = [form for form in formset if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        return _save(request, expert, replace(data, experiences=[form.data_of() for form in kept]))
    return render(request, "experts/profile/experience.html", {"formset": formset})


def _save(request: HttpRequest, expert: Expert, data: ProfileData) -> HttpResponseBase:
    update_profile(by=person(request), expert=expert, data=data)
    messages.success(request, _("Your profile was changed."))
    return redirect("web:profile")


@require_POST
@own_profile
def confirm(request: HttpRequest, expert: Expert) -> HttpResponseBase:
    confirm_profile(by=person(request), expert=expert)
    messages.success(request, _("Thank you. Your profile is up to date."))
    return redirect("web:profile")


@require_POST
@own_profile
def pause(request: HttpRequest, expert: Expert) -> HttpResponseBase:
    pause_expert(by=person(request), expert=expert)
    messages.success(request, _("Nobody finds you now. You can come back at any time."))
    return redirect("web:profile")


@require_POST
@own_profile
def resume(request: HttpRequest, expert: Expert) -> HttpResponseBase:
    resume_expert(by=person(request), expert=expert)
    messages.success(request, _("Welcome back."))
    return redirect("web:profile")


@require_POST
@own_profile
def consent(request: HttpRequest, expert: Expert) -> HttpResponseBase:
    """A yes or no to one purpose."""
    purpose = request.POST.get("purpose", "")
    if purpose not in Purpose.values:
        raise BadRequest
    if request.POST.get("answer") == "yes":
        give_consent(by=person(request), expert=expert, purpose=purpose)
        messages.success(request, _("You allow this from now on."))
    else:
        withdraw_consent(by=person(request), expert=expert, purpose=purpose)
        messages.success(request, _("You don't allow this any more."))
    return redirect("web:profile")


@require_POST
@own_profile
def download(request: HttpRequest, expert: Expert) -> HttpResponseBase:
    """Everything that is kept of the person, as a file."""
    data = export_expert(by=person(request), expert=expert)
    response = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="wisselwerk-{expert.pk}.json"'
    return response


@sensitive_post_parameters("password")
@own_profile
def leave(request: HttpRequest, expert: Expert) -> HttpResponseBase:
    """Asks for the password once more, and erases."""
    user = person(request)
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        keeps_account = user.memberships.current().exists()
        erase_expert(by=user, expert=expert)
        if not keeps_account:
            logout(request)
        messages.success(request, _("Your profile and everything in it was erased."))
        return redirect("web:today" if keeps_account else "web:home")
    roles = user.memberships.current().select_related("organisation")
    return render(request, "experts/profile/leave.html", {"form": form, "roles": roles})


urlpatterns = [
    path("mijn-profiel", profile, name="profile"),
    path("mijn-profiel/wijzigen/<slug:part>", change, name="profile-change"),
    path("mijn-profiel/ervaring", experience, name="profile-experience"),
    path("mijn-profiel/klopt", confirm, name="profile-confirm"),
    path("mijn-profiel/pauze", pause, name="profile-pause"),
    path("mijn-profiel/hervatten", resume, name="profile-resume"),
    path("mijn-profiel/toestemming", consent, name="profile-consent"),
    path("mijn-profiel/gegevens", download, name="profile-download"),
    path("mijn-profiel/verwijderen", leave, name="profile-leave"),
]
