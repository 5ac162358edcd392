"""Needs: the list, the form with themes recognised while typing, and the page of one need."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.queries.exchanges import exchanges_visible_to
from wisselwerk.exchanges.queries.invitations import states_for
from wisselwerk.files import download
from wisselwerk.needs import queries
from wisselwerk.needs.actions import (
    ask_clarification,
    attach_file,
    clarify,
    close_need,
    remove_attachment,
    reopen_need,
    save_draft,
    show_people,
    submit_draft,
    submit_need,
    update_need,
)
from wisselwerk.needs.asked import asked_by
from wisselwerk.needs.enums import NeedStatus
from wisselwerk.needs.models import Need
from wisselwerk.trail.queries import history_of
from wisselwerk.transfer.spreadsheets import spreadsheet_response
from wisselwerk.web import need_page
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.asked import question_of
from wisselwerk.web.forms.need_filters import NeedFilterForm
from wisselwerk.web.forms.needs import AnswerForm, ClarificationForm, NeedForm
from wisselwerk.web.forms.uploads import FilesForm
from wisselwerk.web.lookups import project_label, project_suggestions
from wisselwerk.web.theme_picker import pick_themes
from wisselwerk.web.themes import theme_names

PER_PAGE: Final = 25
FILE_FORMS: Final = ("xlsx", "csv")


@login_required
@require_GET
def needs(request: HttpRequest) -> HttpResponse:
    """The list, with search, filters and order."""
    user = signed_in_user(request)
    require(user, "needs.list_needs")
    form = NeedFilterForm(request.GET, user=user)
    page = Paginator(queries.find_needs(user, form.filter(request.GET.get("q", ""))), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "page": page,
        "rows": [need_page.row(need) for need in page],
        "in_use": form.in_use(),
        "words": request.GET.get("q", ""),
    }
    return render(request, "needs/list.html", context)


@login_required
@require_GET
def needs_export(request: HttpRequest, form: str) -> HttpResponse:
    """The same list, in whole, as a spreadsheet."""
    user = signed_in_user(request)
    require(user, "needs.list_needs")
    if form not in FILE_FORMS:
        raise Http404
    wanted = NeedFilterForm(request.GET, user=user).filter(request.GET.get("q", ""))
    header, rows = need_page.sheet(queries.find_needs(user, wanted))
    return spreadsheet_response(form, "needs", header, rows)


@login_required
def need_new(request: HttpRequest) -> HttpResponse:
    """Ask something."""
    user = signed_in_user(request)
    require(user, "needs.submit_need")
    return _edit(request, user, None)


@login_required
def need_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is asked."""
    user, found = _need(request, pk)
    require(user, "needs.change_need", found)
    return _edit(request, user, found)


def _edit(request: HttpRequest, user: User, need: Need | None) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, NeedForm(user=user, need=need))
    form = NeedForm(request.POST, request.FILES, user=user, need=need, draft="draft" in request.POST)
    if "recognise" in request.POST:
        return _form_page(request, form.without_errors(), while_typing=True)
    if form.is_valid():
        try:
            saved = _save(user, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("The draft is saved.") if saved.status == NeedStatus.DRAFT else _("The question is saved."),
            )
            return redirect("web:need", saved.pk)
    return _form_page(request, form)


def _save(user: User, form: NeedForm) -> Need:
    """The need with its files: both are stored, or neither."""
    data, need = form.need_data(), form.need
    with transaction.atomic():
        if need is None:
            need = save_draft(by=user, data=data) if form.draft else submit_need(by=user, data=data)
        else:
            update_need(by=user, need=need, data=data)
            need = need if form.draft else submit_draft(by=user, need=need)
        for file in form.cleaned_data["uploads"]:
            attach_file(by=user, need=need, file=file)
    return need


def _form_page(request: HttpRequest, form: NeedForm, *, while_typing: bool = False) -> HttpResponse:
    context = {
        "form": form,
        "need": form.need,
        "picker": pick_themes(form, while_typing=while_typing),
        "theme_names": theme_names(),
        "projects": [project_label(project) for project in project_suggestions("")],
    }
    return render(request, "needs/form.html", context)


@login_required
@require_POST
def recognise_themes(request: HttpRequest) -> HttpResponse:
    """The fragment with the themes, for the form as it stands while somebody is typing."""
    user = signed_in_user(request)
    require(user, "needs.submit_need")
    form = NeedForm(request.POST, user=user).without_errors()
    return render(request, "needs/_themes.html", {"form": form, "picker": pick_themes(form, while_typing=True)})


@login_required
@require_GET
def project_options(request: HttpRequest) -> HttpResponse:
    """Projects that have the words typed so far, as options for the box with the project."""
    require(signed_in_user(request), "needs.submit_need")
    found = [project_label(project) for project in project_suggestions(request.GET.get("project", ""))]
    return render(request, "needs/_projects.html", {"projects": found})


@login_required
@require_GET
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """One need: what is asked, where it stands, and the one next step."""
    user, found = _need(request, pk)
    return _page(request, user, found)


def _page(request: HttpRequest, user: User, found: Need, **faulty: Any) -> HttpResponse:
    """The page of a need; `faulty` are forms with what was typed: `files`, `asking`, or `answering`."""
    may_match = user.has_perm("needs.view_shortlist", found)
    choices = queries.choices_of(found) if may_match else []
    if choices:
        show_people(
            by=user, people=[profile for _choice, profile in choices if profile], activity="choices", need=found
        )
    chosen = need_page.chosen(choices, states_for(found) if choices else {})
    context = {
        "need": found,
        "status": found.get_status_display(),
        "tone": need_page.STATUS_TONES[NeedStatus(found.status)],
        "question": question_of(asked_by(found)),
        "may_change": user.has_perm("needs.change_need", found),
        "may_match": may_match,
        "shortlists": queries.shortlists_of(found) if may_match else [],
        "choices": chosen,
        "invitable": sum(one.waits_for_an_invitation for one in chosen),
        "exchanges": exchanges_visible_to(user).filter(need=found).order_by("-pk"),
        "history": need_page.history(history_of(found)[:50]),
        "attachments": queries.attachments_of(found),
        "may_attach": user.has_perm("needs.attach_file", found),
        "clarifications": need_page.thread(
            queries.clarifications_of(found), faulty.get("answering"), may_answer=user.has_perm("needs.clarify", found)
        ),
        "asking": faulty.get("asking") or ClarificationForm(),
        "may_ask": found.status != NeedStatus.CLOSED and user.has_perm("needs.ask_clarification", found),
        "files": faulty.get("files") or FilesForm(),
    }
    return render(request, "needs/need.html", context)


@login_required
@require_POST
def need_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit a draft, close a need or open it again."""
    user, found = _need(request, pk)
    match request.POST.get("status"):
        case "submit":
            try:
                submit_draft(by=user, need=found)
            except ValidationError as error:
                messages.error(request, error.messages[0])
                return redirect("web:need-edit", found.pk)
            messages.success(request, _("The question is submitted."))
        case "close":
            close_need(by=user, need=found)
            messages.success(request, _("The question is closed. You can open it again."))
        case "reopen":
            reopen_need(by=user, need=found)
            messages.success(request, _("The question is open again."))
    return redirect("web:need", found.pk)


@login_required
@require_POST
def attachment_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add files to a need."""
    user, found = _need(request, pk)
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            with transaction.atomic():
                for file in form.cleaned_data["uploads"]:
                    attach_file(by=user, need=found, file=file)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your files are added."))
            return redirect(f"{reverse('web:need', args=[found.pk])}#files")
    return _page(request, user, found, files=form)


@login_required
@require_safe
def attachment(request: HttpRequest, pk: int, attachment: int) -> HttpResponseBase:
    """Download a file."""
    _user, found = _need(request, pk)
    one = get_object_or_404(found.attachments, pk=attachment)
    return download(one.file, one.name)


@login_required
def attachment_remove(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Ask first, then take a file away."""
    user, found = _need(request, pk)
    require(user, "needs.attach_file", found)
    one = get_object_or_404(found.attachments.select_related("need"), pk=attachment)
    if request.method == "POST":
        remove_attachment(by=user, attachment=one)
        messages.success(request, _("The file is removed."))
        return redirect("web:need", found.pk)
    return render(request, "needs/remove_file.html", {"need": found, "attachment": one})


@login_required
@require_POST
def clarification_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what is unclear."""
    user, found = _need(request, pk)
    form = ClarificationForm(request.POST)
    if form.is_valid():
        try:
            ask_clarification(by=user, need=found, question=form.cleaned_data["question"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your question is sent."))
            return redirect(f"{reverse('web:need', args=[found.pk])}#clarifications")
    return _page(request, user, found, asking=form)


@login_required
@require_POST
def clarification_answer(request: HttpRequest, pk: int, clarification: int) -> HttpResponse:
    """Answer what was unclear."""
    user, found = _need(request, pk)
    asked = get_object_or_404(found.clarifications.select_related("need"), pk=clarification)
    form = AnswerForm(request.POST, asked=asked)
    if form.is_valid():
        try:
            clarify(by=user, clarification=asked, answer=form.cleaned_data["answer"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Thank you for your answer."))
            return redirect(f"{reverse('web:need', args=[found.pk])}#clarifications")
    return _page(request, user, found, answering=form)


def _need(request: HttpRequest, pk: int) -> tuple[User, Need]:
    """The need, if this user may see it; otherwise there is no such page for them."""
    user = signed_in_user(request)
    return user, get_object_or_404(queries.needs_visible_to(user), pk=pk)


urlpatterns = [
    path("vragen", needs, name="needs"),
    path("vragen/bestand.<str:form>", needs_export, name="needs-export"),
    path("vragen/nieuw", need_new, name="need-new"),
    path("vragen/herken", recognise_themes, name="need-recognise"),
    path("vragen/projecten", project_options, name="need-projects"),
    path("vragen/<int:pk>", need, name="need"),
    path("vragen/<int:pk>/wijzigen", need_edit, name="need-edit"),
    path("vragen/<int:pk>/status", need_status, name="need-status"),
    path("vragen/<int:pk>/bestanden", attachment_new, name="need-files"),
    path("vragen/<int:pk>/bestanden/<int:attachment>", attachment, name="need-file"),
    path("vragen/<int:pk>/bestanden/<int:attachment>/weg", attachment_remove, name="need-file-remove"),
    path("vragen/<int:pk>/onduidelijk", clarification_ask, name="need-ask"),
    path("vragen/<int:pk>/onduidelijk/<int:clarification>", clarification_answer, name="need-clarify"),
]
