"""Becoming an expert: registering in four steps, or taking over a profile that was imported.

Registering keeps nothing on the server until the last step: what was filled in before travels along in the page.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from wisselwerk.accounts.models import User
from wisselwerk.experts.actions import (
    ProfileData,
    claim_profile,
    create_own_profile,
    read_invitation,
    refuse_claim,
    register_expert,
)
from wisselwerk.web.forms.choosing import municipality_names
from wisselwerk.web.forms.experts import PartForm, PracticeForm, ThemesForm, WorkForm
from wisselwerk.web.forms.registration import AccountForm, ClaimForm, OwnProfileForm
from wisselwerk.web.themes import theme_names

STEP_NAMES = (
    gettext_lazy("What you have done"),
    gettext_lazy("Your themes"),
    gettext_lazy("How and when"),
    gettext_lazy("What you allow"),
)
WORK, THEMES, PRACTICE, ACCOUNT = range(4)


class Registration:
    """The four steps as forms, filled from what the page sent."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = request.user if isinstance(request.user, User) else None
        self.classes: tuple[type[forms.Form], ...] = (
            WorkForm,
            ThemesForm,
            PracticeForm,
            OwnProfileForm if self.user else AccountForm,
        )

    def sent(self, step: int) -> forms.Form:
        """The form of a step with what was sent, to be checked."""
        return self.classes[step](self.request.POST, **self._extra(step))

    def fresh(self, step: int, **initial: Any) -> forms.Form:
        """The form of a step to be shown: with what was sent before, without remarks."""
        if step == ACCOUNT and self.user:
            initial = {"name": self.user.name, **initial}
        if self.request.method == "POST":
            initial = {**self._values(step), **initial}
        return self.classes[step](initial=initial, **self._extra(step))

    def carried(self, step: int) -> list[forms.Form]:
        """The forms of the other steps, to go along unseen. A password never does."""
        others = [number for number in range(len(self.classes)) if number != step]
        return [self.classes[number](initial=self._values(number)) for number in others]

    def _extra(self, step: int) -> dict[str, Any]:
        if step != THEMES:
            return {}
        return {"text": f"{self.request.POST.get('headline', '')}\n{self.request.POST.get('text', '')}"}

    def _values(self, step: int) -> dict[str, Any]:
        empty = self.classes[step]()
        if self.request.method != "POST":
            return {name: empty.get_initial_for_field(field, name) for name, field in empty.fields.items()}
        data = self.request.POST
        return {
            name: field.widget.value_from_datadict(data, self.request.FILES, name)
            for name, field in empty.fields.items()
            if name != "password"
        }


@sensitive_post_parameters("password")
@never_cache
def register(request: HttpRequest) -> HttpResponseBase:
    """One page for the four steps; `step` says which one was sent, `go` which button."""
    if hasattr(request.user, "expert"):
        return redirect("web:profile")
    registration = Registration(request)
    if request.method != "POST":
        return _show(registration, WORK, registration.fresh(WORK))
    sent = request.POST.get("step", "")
    step = int(sent) if sent in {"0", "1", "2", "3"} else WORK
    go = request.POST.get("go", "next")
    if go == "back":
        return _show(registration, max(WORK, step - 1), registration.fresh(max(WORK, step - 1)))
    form = registration.sent(step)
    if not form.is_valid():
        return _show(registration, step, form)
    if isinstance(form, ThemesForm) and go == "add":
        chosen, seen = form.chosen(), form.cleaned_data["seen"]
        shown = list(dict.fromkeys([*seen, *chosen]))
        return _show(registration, THEMES, registration.fresh(THEMES, themes=chosen, seen=shown, add_theme=""))
    if step != ACCOUNT:
        return _show(registration, step + 1, registration.fresh(step + 1))
    return _finish(registration, form)


def _show(registration: Registration, step: int, form: forms.Form) -> HttpResponse:
    context = {
        "form": form,
        "step": step,
        "number": step + 1,
        "step_names": STEP_NAMES,
        "template": f"registration/step_{('work', 'themes', 'practice', 'account')[step]}.html",
        "carried": registration.carried(step),
        "municipality_names": municipality_names() if step == WORK else (),
        "theme_names": theme_names() if step == THEMES else (),
    }
    return render(registration.request, "registration/register.html", context)


def _finish(registration: Registration, form: forms.Form) -> HttpResponseBase:
    assert isinstance(form, OwnProfileForm)
    data = ProfileData(name=form.cleaned_data["name"], headline="", text="")
    for step in (WORK, THEMES, PRACTICE):
        part = registration.sent(step)
        if not part.is_valid():
            return _show(registration, step, part)
        assert isinstance(part, PartForm)
        data = part.put_into(data)
    request = registration.request
    if registration.user:
        create_own_profile(by=registration.user, data=data, purposes=form.purposes())
        messages.success(request, _("Your profile is ready."))
        return redirect("web:profile")
    assert isinstance(form, AccountForm)
    if not ratelimit.consume(request, action="signup"):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    if not form.is_filled_in_by_a_program:
        _register(request, form, data)
    return redirect("web:registered")


def _register(request: HttpRequest, form: AccountForm, data: ProfileData) -> None:
    """Store the profile and send the message. A known address gets another message; the page is the same."""
    email, password = form.cleaned_data["email"].strip().lower(), form.cleaned_data["password"]
    with transaction.atomic():  # no profile of which the message could not be sent
        if User.objects.filter(email=email).exists():
            make_password(password)  # takes as long as the other way
        else:
            register_expert(
                email=email,
                password=password,
                data=data,
                purposes=form.purposes(),
                site_language=get_language() or "nl",
            )
        if ratelimit.consume(request, action="confirm_email", key=email):
            address = EmailAddress.objects.filter(email=email, user__email=email, verified=False).first()
            if address:
                address.send_confirmation(request, signup=True)
            else:
                get_adapter(request).send_account_already_exists_mail(email)


def registered(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/registered.html")


@sensitive_post_parameters("password")
@never_cache
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation: what is kept about the person, and what they want with it."""
    try:
        expert = read_invitation(token)
    except ValidationError as error:
        return _closed(request, error)
    account = User.objects.filter(email=expert.email).first()
    person = account or User(email=expert.email, name=expert.name)
    form = ClaimForm(request.POST or None, user=person, has_account=account is not None)
    if request.method == "POST" and form.is_valid():
        try:
            claim_profile(
                token=token,
                password=form.cleaned_data.get("password", ""),
                purposes=form.purposes(),
                site_language=get_language() or "nl",
            )
        except ValidationError as error:
            return _closed(request, error)
        messages.success(request, _("The profile is yours. Sign in to see and change it."))
        return redirect("account_login")
    context = {"expert": expert, "form": form, "token": token, "has_account": account is not None}
    return render(request, "registration/claim.html", context)


@never_cache
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once more, and erases."""
    try:
        expert = read_invitation(token)
        if request.method == "POST":
            refuse_claim(token=token)
            return render(request, "registration/refused.html")
    except ValidationError as error:
        return _closed(request, error)
    return render(request, "registration/refuse.html", {"expert": expert, "token": token})


def _closed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return render(request, "registration/claim_closed.html", {"reason": error.messages[0]}, status=410)


urlpatterns = [
    path("aanmelden", register, name="register"),
    path("aanmelden/verstuurd", registered, name="registered"),
    path("aanmelden/overnemen/<str:token>", claim, name="claim"),
    path("aanmelden/overnemen/<str:token>/verwijderen", refuse, name="claim-refuse"),
]
