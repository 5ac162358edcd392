"""For the functional administrator and the privacy officer: users, the two logs, requests about personal data."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wisselwerk.accounts.actions import grant_role, invite_user, revoke_role, set_active
from wisselwerk.accounts.models import Membership, User
from wisselwerk.accounts.queries import memberships_of, users
from wisselwerk.experts.actions import erase_expert, export_expert
from wisselwerk.experts.looks import note_request
from wisselwerk.experts.models import Expert
from wisselwerk.experts.queries import for_requests
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.trail.queries import actions, processing
from wisselwerk.web.forms.administration import (
    ActionFilterForm,
    InviteUserForm,
    LogFilterForm,
    ProcessingFilterForm,
    RoleForm,
    UserFilterForm,
    role_organisations,
)
from wisselwerk.web.logwords import action_words, activity_words
from wisselwerk.web.views.experts import signed_in

PAGE = 25
LOG_PAGE = 50


@login_required
@never_cache
def administration(request: HttpRequest) -> HttpResponse:
    """The list of users."""
    user = signed_in(request, "accounts.view_users")
    form = UserFilterForm(request.GET)
    values = form.values()
    active = {"active": True, "inactive": False}.get(values.get("state", ""))
    found = users(text=values.get("q", ""), role=values.get("role", ""), active=active)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "count": page.paginator.count,
        "labels": [label for label in form.labels() if label[0] != "q"],
        "may_manage": user.has_perm("accounts.manage_users"),
    }
    return render(request, "administration/users.html", context)


@login_required
@never_cache
def user_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One account with its roles; the form gives another role."""
    by = signed_in(request, "accounts.view_users")
    shown = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grant_role(
                by=by,
                user=shown,
                role=form.cleaned_data["role"],
                organisation=form.cleaned_data["organisation"],
                until=form.cleaned_data["until"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The role was given."))
            return redirect("web:administration-user", pk)
    context = {
        "shown": shown,
        "memberships": memberships_of(shown),
        "today": timezone.localdate(),
        "form": form,
        "may_manage": by.has_perm("accounts.manage_users"),
        "organisation_names": role_organisations(),
    }
    return render(request, "administration/user.html", context)


@login_required
@never_cache
def new_user(request: HttpRequest) -> HttpResponseBase:
    """Invite somebody by e-mail."""
    by = signed_in(request, "accounts.manage_users")
    form = InviteUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # no account without its message
                invited = invite_user(by=by, **form.cleaned_data)
                _mail_invitation(invited)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The invitation was sent. Now give a role."))
            return redirect("web:administration-user", invited.pk)
    return render(request, "administration/new_user.html", {"form": form})


@require_POST
@login_required
def invite_again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the message with the link for a password once more, to somebody who never signed in."""
    signed_in(request, "accounts.manage_users")
    invited = get_object_or_404(User, pk=pk, last_login=None, is_active=True)
    _mail_invitation(invited)
    messages.success(request, _("The invitation was sent again."))
    return redirect("web:administration-user", pk)


@require_POST
@login_required
def end_role(request: HttpRequest, pk: int, membership: int) -> HttpResponseBase:
    """End a role at once."""
    by = signed_in(request, "accounts.manage_users")
    found = get_object_or_404(Membership, pk=membership, user=pk)
    try:
        revoke_role(by=by, membership=found, on=timezone.localdate() - dt.timedelta(days=1))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The role has ended."))
    return redirect("web:administration-user", pk)


@require_POST
@login_required
def switch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stop somebody from signing in, or allow it again."""
    by = signed_in(request, "accounts.manage_users")
    found = get_object_or_404(User, pk=pk)
    try:
        set_active(by=by, user=found, active=request.POST.get("active") == "yes")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The account was changed."))
    return redirect("web:administration-user", pk)


@login_required
@never_cache
def action_log(request: HttpRequest) -> HttpResponse:
    """Who changed what."""
    signed_in(request, "trail.view_actions")
    form = ActionFilterForm(request.GET)
    values = form.values()
    found = actions(
        actor=values.get("q", ""),
        action=values.get("what", ""),
        target=values.get("target", ""),
        since=values.get("since"),
        until=values.get("until"),
    )
    page = Paginator(found, LOG_PAGE).get_page(request.GET.get("page"))
    rows = [(entry, action_words(entry.action), f"{entry.target_type} {entry.target_id}") for entry in page]
    return _log(request, "administration/actions.html", form, page=page, rows=rows)


@login_required
@never_cache
def processing_log(request: HttpRequest) -> HttpResponse:
    """Who looked at whose data."""
    signed_in(request, "trail.view_processing")
    form = ProcessingFilterForm(request.GET)
    values = form.values()
    found = processing(
        actor=values.get("q", ""),
        activity=values.get("what", ""),
        subject=values.get("target", ""),
        since=values.get("since"),
        until=values.get("until"),
    )
    page = Paginator(found, LOG_PAGE).get_page(request.GET.get("page"))
    rows = [(entry, activity_words(entry.activity)) for entry in page]
    return _log(request, "administration/processing.html", form, page=page, rows=rows)


def _log(request: HttpRequest, template: str, form: LogFilterForm, **context: object) -> HttpResponse:
    labels = [label for label in form.labels() if label[0] != "q"]
    return render(request, template, {"form": form, "labels": labels, **context})


@login_required
@never_cache
def requests(request: HttpRequest) -> HttpResponse:
    """People who asked for their data or for erasure, looked up by the privacy officer."""
    by = signed_in(request, "experts.handle_requests")
    words = request.GET.get("q", "")
    found = list(for_requests(words)[:PAGE])
    note_request(found, by=by)
    return render(request, "administration/requests.html", {"found": found, "words": words.strip()})


@require_POST
@login_required
def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything that is kept of a person, to hand over to them."""
    by = signed_in(request, "experts.handle_requests")
    found = get_object_or_404(Expert, pk=pk)
    response = JsonResponse(export_expert(by=by, expert=found), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="wisselwerk-{pk}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@never_cache
def erase(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Asks first, and erases."""
    by = signed_in(request, "experts.handle_requests")
    found = get_object_or_404(for_requests(str(pk)), pk=pk)
    if request.method == "POST":
        erase_expert(by=by, expert=found)
        messages.success(request, _("Everything about this person was erased."))
        return redirect("web:administration-requests")
    note_request([found], by=by)
    back = reverse("web:administration-requests") + "?" + urlencode({"q": str(pk)})
    return render(request, "administration/erase.html", {"expert": found, "back": back})


def _mail_invitation(invited: User) -> None:
    """The message with the link behind which the person chooses a password."""
    send(
        "account",
        to=Recipient.of(invited),
        about=invited,
        context={
            "name": invited.name,
            "user_key": user_pk_to_url_str(invited),
            "token": default_token_generator.make_token(invited),
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        },
    )


urlpatterns = [
    path("beheer", administration, name="administration"),
    path("beheer/gebruikers/nieuw", new_user, name="administration-new-user"),
    path("beheer/gebruikers/<int:pk>", user_page, name="administration-user"),
    path("beheer/gebruikers/<int:pk>/opnieuw-uitnodigen", invite_again, name="administration-invite-again"),
    path("beheer/gebruikers/<int:pk>/rollen/<int:membership>/beeindigen", end_role, name="administration-end-role"),
    path("beheer/gebruikers/<int:pk>/aanmelden-toestaan", switch, name="administration-switch"),
    path("beheer/logboek", action_log, name="administration-actions"),
    path("beheer/verwerkingen", processing_log, name="administration-processing"),
    path("beheer/betrokkenen", requests, name="administration-requests"),
    path("beheer/betrokkenen/<int:pk>/gegevens", export, name="administration-export"),
    path("beheer/betrokkenen/<int:pk>/verwijderen", erase, name="administration-erase"),
]
