"""Preparation of an exchange: the checklist, the local context, go or no go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.text import slugify
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import (
    add_item,
    change_item,
    remove_item,
    sign_off,
    skip_item,
    tick_item,
    untick_item,
    update_checklist,
    write_local_context,
)
from wisselwerk.exchanges.actions.safety import BEFORE_GOING
from wisselwerk.exchanges.enums import Decision
from wisselwerk.exchanges.models import ChecklistItem, Exchange, LocalContext
from wisselwerk.exchanges.queries.preparation import checklist_of, earlier_context, open_safety_lines
from wisselwerk.languages import LANGUAGES
from wisselwerk.organisations.queries import newest_advice
from wisselwerk.transfer.briefing import briefing_pdf
from wisselwerk.transfer.pdf import pdf_response
from wisselwerk.web.checklist import groups_of, shown_line
from wisselwerk.web.exchange_page import frame, visible_exchange
from wisselwerk.web.forms.preparation import ItemForm, LocalContextForm, NewItemForm, SignOffForm, SkipForm
from wisselwerk.web.themes import page_language

F = TypeVar("F", bound=forms.Form)


@login_required
@require_GET
def preparation(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, one's own lines first; beside it what to know of the place, and whether it is safe to go."""
    user, exchange = _preparation(request, pk)
    checklist = checklist_of(exchange, user)
    context = {
        **frame(user, exchange, "preparation"),
        "checklist": checklist,
        "groups": groups_of(checklist, exchange),
        "may_change": user.has_perm("exchanges.change_checklist", exchange) and exchange.is_open,
        "context": LocalContext.objects.filter(exchange=exchange).first(),
        "may_write": user.has_perm("exchanges.write_local_context", exchange) and exchange.is_open,
        "decision": exchange.go_decisions.select_related("by", "advice").first(),
        "may_decide": exchange.status in BEFORE_GOING and user.has_perm("exchanges.sign_off", exchange),
        "advice": newest_advice(exchange.country),
        "pack_languages": _pack_languages(),
    }
    return render(request, "exchanges/preparation/preparation.html", context)


@login_required
@require_POST
def checklist_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the list up to date."""
    user, exchange = _preparation(request, pk)
    try:
        added = update_checklist(by=user, exchange=exchange)
    except ValidationError as error:
        _tell(request, error)
    else:
        words = ngettext("{count} line was added.", "{count} lines were added.", added).format(count=added)
        messages.success(request, words if added else _("The list was up to date."))
    return redirect("web:exchange-preparation", exchange.pk)


@login_required
@require_POST
def checklist_tick(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Done, or not done after all."""
    user, exchange = _preparation(request, pk)
    found = get_object_or_404(exchange.checklist.select_related("exchange"), pk=item)
    try:
        (untick_item if request.POST.get("do") == "untick" else tick_item)(by=user, item=found)
    except ValidationError as error:
        _tell(request, error)
    return redirect(f"{reverse('web:exchange-preparation', args=[exchange.pk])}#line-{found.pk}")


@login_required
@require_POST
def checklist_tick_all(request: HttpRequest, pk: int) -> HttpResponse:
    """All the lines that stood together on the page are done: all or none."""
    user, exchange = _preparation(request, pk)
    keys = [int(key) for key in request.POST.getlist("item") if key.isdecimal()]
    try:
        with transaction.atomic():
            for item in exchange.checklist.open().select_related("exchange").filter(pk__in=keys):
                tick_item(by=user, item=item)
    except ValidationError as error:
        _tell(request, error)
    return redirect("web:exchange-preparation", exchange.pk)


@login_required
def checklist_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a line."""
    user, exchange = _preparation(request, pk)
    require(user, "exchanges.change_checklist", exchange)
    form = NewItemForm(request.POST or None, exchange=exchange)
    if _done(request, form, lambda given: add_item(by=user, exchange=exchange, **given)):
        messages.success(request, _("The line is added."))
        return redirect("web:exchange-preparation", exchange.pk)
    return _page(request, user, exchange, "new_item", form=form)


@login_required
def checklist_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Change a line, say that it is not needed, or take it away."""
    user, exchange = _preparation(request, pk)
    require(user, "exchanges.change_checklist", exchange)
    found = get_object_or_404(exchange.checklist.select_related("exchange", "participant", "done_by"), pk=item)
    do = request.POST.get("do", "")
    form = ItemForm(request.POST if do == "change" else None, item=found)
    skip = SkipForm(request.POST if do == "skip" else None, initial={"because": found.not_needed_because})
    done = (
        _done(request, form, lambda given: change_item(by=user, item=found, **given))
        or _done(request, skip, lambda given: skip_item(by=user, item=found, **given))
        or (do == "remove" and _removed(request, user, found))
    )
    if done:
        messages.success(request, _("Your changes are saved."))
        return redirect("web:exchange-preparation", exchange.pk)
    return _page(request, user, exchange, "item", form=form, skip=skip, line=shown_line(found), item=found)


@login_required
def local_context(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what one must know of the place; with `?van=` on the text of an earlier exchange there."""
    user, exchange = _preparation(request, pk)
    require(user, "exchanges.write_local_context", exchange)
    present = LocalContext.objects.filter(exchange=exchange).first()
    earlier = None if present else earlier_context(exchange)
    start = earlier if "van" in request.GET else None
    form = LocalContextForm(request.POST or None, context=present, start=start)
    if _done(request, form, lambda given: write_local_context(by=user, exchange=exchange, **given)):
        messages.success(request, _("The local context is saved. The others get to read it."))
        return redirect("web:exchange-preparation", exchange.pk)
    return _page(
        request, user, exchange, "local_context", form=form, present=present, earlier=earlier, is_copy=start is not None
    )


@login_required
def go_or_no_go(request: HttpRequest, pk: int) -> HttpResponse:
    """The country team looks at what is known and decides."""
    user, exchange = _preparation(request, pk)
    require(user, "exchanges.sign_off", exchange)
    advice = newest_advice(exchange.country)
    form = SignOffForm(request.POST or None)
    if _done(request, form, lambda given: sign_off(by=user, exchange=exchange, **given)):
        messages.success(
            request,
            _("You decided: go.") if form.cleaned_data["decision"] == Decision.GO else _("You decided: no go."),
        )
        return redirect("web:exchange-preparation", exchange.pk)
    return _page(
        request,
        user,
        exchange,
        "sign_off",
        form=form,
        advice=advice,
        safety=[shown_line(item) for item in open_safety_lines(exchange)],
        context=LocalContext.objects.filter(exchange=exchange).first(),
        decision=exchange.go_decisions.select_related("by").first(),
    )


@login_required
@require_GET
def briefing_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """All of it in one PDF, in the language of `?taal=` or else of the page."""
    user, exchange = _preparation(request, pk)
    asked = request.GET.get("taal", "")
    language = asked if asked in LANGUAGES else page_language()
    pdf = briefing_pdf(exchange, reader=user, language=language)
    return pdf_response(pdf, name=f"{slugify(exchange.title) or exchange.pk}-{language}")


def _preparation(request: HttpRequest, pk: int) -> tuple[User, Exchange]:
    """The exchange, for those who prepare it."""
    user, exchange = visible_exchange(request, pk)
    require(user, "exchanges.view_preparation", exchange)
    return user, exchange


def _pack_languages() -> list[tuple[str, str]]:
    """The four languages by their own names, that of the page first."""
    codes = dict.fromkeys([page_language(), *LANGUAGES])
    return [(code, get_language_info(code)["name_local"]) for code in codes]


def _done(request: HttpRequest, form: F, action: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether the form was sent and the action took it; what is wrong is on the form otherwise."""
    if request.method != "POST" or not form.is_bound or not form.is_valid():
        return False
    try:
        action(form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _removed(request: HttpRequest, user: User, item: ChecklistItem) -> bool:
    try:
        remove_item(by=user, item=item)
    except ValidationError as error:
        _tell(request, error)
        return False
    return True


def _tell(request: HttpRequest, error: ValidationError) -> None:
    for text in error.messages:
        messages.error(request, text)


def _page(request: HttpRequest, user: User, exchange: Exchange, name: str, **values: Any) -> HttpResponse:
    context = frame(user, exchange, "preparation") | values
    return render(request, f"exchanges/preparation/{name}.html", context)


urlpatterns = [
    path("uitwisselingen/<int:pk>/voorbereiding", preparation, name="exchange-preparation"),
    path("uitwisselingen/<int:pk>/voorbereiding/bijwerken", checklist_update, name="checklist-update"),
    path("uitwisselingen/<int:pk>/voorbereiding/alles-gedaan", checklist_tick_all, name="checklist-tick-all"),
    path("uitwisselingen/<int:pk>/voorbereiding/nieuw", checklist_new, name="checklist-new"),
    path("uitwisselingen/<int:pk>/voorbereiding/plaats", local_context, name="local-context"),
    path("uitwisselingen/<int:pk>/voorbereiding/besluit", go_or_no_go, name="sign-off"),
    path("uitwisselingen/<int:pk>/voorbereiding/draaiboek.pdf", briefing_pack, name="briefing-pack"),
    path("uitwisselingen/<int:pk>/voorbereiding/<int:item>", checklist_item, name="checklist-item"),
    path("uitwisselingen/<int:pk>/voorbereiding/<int:item>/gedaan", checklist_tick, name="checklist-tick"),
]
