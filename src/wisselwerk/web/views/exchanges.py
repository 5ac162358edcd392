"""Exchanges: the list, the overview of one, and the steps that an officer takes with it."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import export_exchanges, move_on, reschedule, update_exchange
from wisselwerk.exchanges.queries.exchanges import find_exchanges
from wisselwerk.exchanges.states import STEPS
from wisselwerk.transfer.spreadsheets import spreadsheet_response
from wisselwerk.web import exchange_list, exchange_overview
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.exchange_page import frame, visible_exchange
from wisselwerk.web.forms.exchanges import ExchangeFilters, ExchangeForm, ReasonForm, RescheduleForm, done
from wisselwerk.web.lookups import project_label, project_suggestions

PER_PAGE: Final = 25
FILE_FORMS: Final = ("xlsx", "csv")


@login_required
@require_GET
def exchanges(request: HttpRequest) -> HttpResponse:
    """The list, with search, filters and order."""
    user = signed_in_user(request)
    form = ExchangeFilters(request.GET, user=user)
    page = Paginator(find_exchanges(user, form.wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [exchange_list.row(one) for one in page],
        "in_use": form.labels,
        "may_plan": user.has_perm("exchanges.plan_exchange"),
        "may_export": user.has_perm("exchanges.export_exchanges"),
    }
    return render(request, "exchanges/list.html", context)


@login_required
@require_GET
def exchanges_export(request: HttpRequest, form: str) -> HttpResponse:
    """The same list, in whole, as a spreadsheet."""
    user = signed_in_user(request)
    if form not in FILE_FORMS:
        raise Http404
    found = export_exchanges(by=user, wanted=ExchangeFilters(request.GET, user=user).wanted)
    header, rows = exchange_list.sheet(found)
    return spreadsheet_response(form, "exchanges", header, rows)


@login_required
@require_GET
def exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """One exchange: how it stands, the one next step of whoever looks, and what happened."""
    user, found = visible_exchange(request, pk)
    context = {
        **frame(user, found, "overview"),
        "next": exchange_overview.next_step_of(user, found, timezone.localdate()),
        "people": exchange_overview.people_of(user, found),
        "facts": exchange_overview.facts_of(user, found),
        "events": exchange_overview.events_of(user, found),
        "may_change": user.has_perm("exchanges.change_exchange", found) and found.is_open,
        "back": exchange_overview.steps_back(user, found),
        "may_cancel": user.has_perm("exchanges.move_on", found) and found.status in STEPS["cancel"].sources,
    }
    return render(request, "exchanges/overview.html", context)


@login_required
@require_POST
def exchange_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step; to cancel has a page of its own."""
    user, found = visible_exchange(request, pk)
    step, seen = request.POST.get("step", ""), request.POST.get("seen", "")
    if step not in STEPS or step == "cancel" or not seen.isdecimal():
        raise Http404
    try:
        moved = move_on(by=user, exchange=found, step=step, seen=int(seen))
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, _("The exchange is now: {state}.").format(state=moved.get_status_display()))
    return redirect("web:exchange", found.pk)


@login_required
def exchange_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what it is."""
    user, found = visible_exchange(request, pk)
    require(user, "exchanges.change_exchange", found)
    form = ExchangeForm(request.POST or None, exchange=found)
    if done(
        form,
        found,
        lambda given: update_exchange(
            by=user, exchange=found, data=form.exchange_data(), officer=given["officer"], seen=given["seen"]
        ),
    ):
        messages.success(request, _("Your changes are saved."))
        return redirect("web:exchange", found.pk)
    projects = [project_label(one) for one in project_suggestions("")]
    return render(
        request, "exchanges/edit.html", {**frame(user, found, "overview"), "form": form, "projects": projects}
    )


@login_required
def exchange_reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Other dates for the whole."""
    user, found = visible_exchange(request, pk)
    require(user, "exchanges.change_exchange", found)
    form = RescheduleForm(request.POST or None, exchange=found)
    if done(form, found, lambda given: reschedule(by=user, exchange=found, **given)):
        messages.success(request, _("The dates are changed. Everybody concerned is told."))
        return redirect("web:exchange-sessions", found.pk)
    return render(request, "exchanges/reschedule.html", {**frame(user, found, "sessions"), "form": form})


@login_required
def exchange_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel it, with the reason that everybody reads."""
    user, found = visible_exchange(request, pk)
    require(user, "exchanges.move_on", found)
    form = ReasonForm(request.POST or None, exchange=found)
    if done(form, found, lambda given: move_on(by=user, exchange=found, step="cancel", **given)):
        messages.success(request, _("The exchange is cancelled. Everybody concerned is told."))
        return redirect("web:exchange", found.pk)
    context = {
        **frame(user, found, "overview"),
        "form": form,
        "concerned": exchange_overview.people_of(user, found),
        "can_cancel": found.status in STEPS["cancel"].sources,
    }
    return render(request, "exchanges/cancel.html", context)


urlpatterns = [
    path("uitwisselingen", exchanges, name="exchanges"),
    path("uitwisselingen/bestand.<str:form>", exchanges_export, name="exchanges-export"),
    path("uitwisselingen/<int:pk>", exchange, name="exchange"),
    path("uitwisselingen/<int:pk>/stap", exchange_move, name="exchange-move"),
    path("uitwisselingen/<int:pk>/wijzigen", exchange_edit, name="exchange-edit"),
    path("uitwisselingen/<int:pk>/data", exchange_reschedule, name="exchange-reschedule"),
    path("uitwisselingen/<int:pk>/afzeggen", exchange_cancel, name="exchange-cancel"),
]
