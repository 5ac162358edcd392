"""Hours and costs of an exchange, and what an hour in kind is worth in its programme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import (
    confirm_planned_hours,
    plan_hours,
    record_cost,
    record_hours,
    remove_cost,
    remove_hours,
)
from wisselwerk.exchanges.actions.costs import EURO, stamp
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.models import CostLine, Exchange, HourLine, Participant
from wisselwerk.exchanges.queries.costs import Hours, Overview, PersonHours, Totals, overview_of
from wisselwerk.exchanges.rules import is_person
from wisselwerk.exchanges.states import sessions_over
from wisselwerk.programmes.actions import set_in_kind_rate
from wisselwerk.programmes.models import Programme
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.amounts import money, number
from wisselwerk.web.exchange_page import frame, visible_exchange
from wisselwerk.web.forms.hours_costs import CostForm, HoursForm, RateForm

PART: Final = "costs"


@login_required
@require_safe
def exchange_costs(request: HttpRequest, pk: int) -> HttpResponse:
    """Hours by person, costs by line, and who pays what."""
    user, exchange = _costs(request, pk)
    overview = overview_of(exchange, user)
    is_officer = user.has_perm("exchanges.record_costs", exchange)
    over = next(sessions_over(exchange), None) is None
    context = {
        **frame(user, exchange, PART),
        "people": [_person(one, user, is_officer=is_officer, over=over) for one in overview.people],
        "costs": [
            {
                "line": one.line,
                "payer": one.payer or _("Not known yet"),
                "planned": money(one.line.planned, one.line.currency),
                "actual": money(one.line.actual, one.line.currency),
                "planned_euro": money(one.planned) if one.line.currency != EURO else "",
                "actual_euro": money(one.actual) if one.line.currency != EURO else "",
            }
            for one in overview.costs
        ],
        "totals": _totals(overview),
        "hours": number(overview.hours.planned), "hours_actual": number(overview.hours.actual),
        "overview": overview,
        "rate": money(overview.rate),
        "programme": exchange.project.programme if exchange.project else None,
        "is_officer": is_officer,
        "to_confirm": is_officer and over and sum(one.to_confirm or not one.lines for one in overview.people) > 1,
    }  # fmt: skip
    return render(request, "exchanges/costs/costs.html", context)


def _person(person: PersonHours, user: User, *, is_officer: bool, over: bool) -> dict[str, Any]:
    """A participant's hours as the page shows them, and what this user may do with them."""
    may_record = is_officer or is_person(user, person.participant)
    return {
        "participant": person.participant,
        "lines": [_line(one) for one in person.lines],
        "planned": number(person.total.planned),
        "actual": number(person.total.actual),
        "may_record": may_record,
        "may_plan": may_record and not person.total.planned,
        "may_confirm": may_record and over and (person.to_confirm or not person.lines),
    }


def _line(hours: Hours) -> dict[str, Any]:
    line = hours.line
    return {
        "line": line,
        "what": line.what or (str(line.session) if line.session else _("Preparation and travel")),
        "planned": number(line.planned),
        "actual": number(line.actual),
        "value": money(hours.actual if hours.actual is not None else hours.planned),
    }


def _totals(overview: Overview) -> list[tuple[str, str, str, bool]]:
    """The rows of the table of totals: (who, planned, actual, whether it is the sum)."""
    rows = [(payer or _("Not known yet"), totals, False) for payer, totals in sorted(overview.by_payer.items())]
    if overview.rate is not None and overview.hours_in_kind != Totals():
        rows.append((_("In kind: hours given by employers"), overview.in_kind, False))
    if rows:
        rows.append((_("Together"), overview.grand, True))
    return [(who, money(totals.planned), money(totals.actual), is_sum) for who, totals, is_sum in rows]


# ── hours ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@login_required
@require_POST
def hours_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the hours of somebody, or of everybody who takes part."""
    return _for_people(request, pk, plan_hours, _("The hours are planned."))


@login_required
@require_POST
def hours_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """It went as planned, for somebody or for everybody who takes part."""
    return _for_people(request, pk, confirm_planned_hours, _("The planned hours are recorded as worked."))


def _for_people(request: HttpRequest, pk: int, action: Callable[..., Any], thanks: str) -> HttpResponse:
    """Do it for the participant who was sent, or for all; all or none."""
    user, exchange = _costs(request, pk)
    people: Iterable[Participant] = exchange.participants.joining()
    if person := request.POST.get("participant", ""):
        people = [get_object_or_404(exchange.participants.all(), pk=person)]
    try:
        with transaction.atomic():
            for one in people:
                action(by=user, participant=one)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, thanks)
    return redirect("web:exchange-costs", exchange.pk)


@login_required
def hours_new(request: HttpRequest, pk: int, participant: int) -> HttpResponse:
    """Write down hours."""
    user, exchange = _costs(request, pk)
    person = get_object_or_404(exchange.participants.all(), pk=participant)
    require(user, "exchanges.record_hours", person)
    form = HoursForm(request.POST or None, is_officer=user.has_perm("exchanges.record_costs", exchange))
    if _done(request, form, lambda: record_hours(by=user, participant=person, data=form.hours())):
        return _saved(request, exchange)
    return _page(request, user, exchange, "hours", form=form, participant=person)


@login_required
def hours_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Change hours, or take the line away."""
    user, exchange = _costs(request, pk)
    found = get_object_or_404(
        HourLine.objects.select_related("participant", "session"), pk=line, participant__exchange=exchange
    )
    person = found.participant
    require(user, "exchanges.record_hours", person)
    if request.POST.get("do") == "remove":
        try:
            remove_hours(by=user, participant=person, line=found)
        except Conflict as error:
            messages.error(request, error.messages[0])
        return _saved(request, exchange)
    is_officer = user.has_perm("exchanges.record_costs", exchange)
    form = HoursForm(request.POST or None, line=found, is_officer=is_officer)
    if _done(request, form, lambda: record_hours(by=user, participant=person, data=form.hours(), line=found)):
        return _saved(request, exchange)
    return _page(request, user, exchange, "hours", form=form, participant=person, line=found)


# ── costs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@login_required
def cost_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a cost."""
    user, exchange = _costs(request, pk)
    require(user, "exchanges.record_costs", exchange)
    form = CostForm(request.POST or None, exchange=exchange)
    if _done(request, form, lambda: record_cost(by=user, exchange=exchange, data=form.cost())):
        return _saved(request, exchange)
    return _page(request, user, exchange, "cost", form=form)


@login_required
def cost_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Change a cost, or take it away."""
    user, exchange = _costs(request, pk)
    require(user, "exchanges.record_costs", exchange)
    found = get_object_or_404(exchange.costs.select_related("payer", "participant"), pk=line)
    if request.POST.get("do") == "remove":
        try:
            remove_cost(by=user, line=found)
        except Conflict as error:
            messages.error(request, error.messages[0])
        return _saved(request, exchange)
    form = CostForm(request.POST or None, exchange=exchange, line=found)

    def change() -> None:
        record_cost(by=user, exchange=exchange, data=form.cost(), line=found, seen=form.cleaned_data["seen"])

    if _done(request, form, change):
        return _saved(request, exchange)
    newest = CostLine.objects.filter(pk=found.pk).first() or found
    return _page(request, user, exchange, "cost", form=form, line=newest, stamp=stamp(newest))


# ── the programme ────────────────────────────────────────────────────────────────────────────────────────────────────


@login_required
def programme_rate(request: HttpRequest, slug: str) -> HttpResponse:
    """What an hour in kind is worth."""
    user = signed_in_user(request)
    programme = get_object_or_404(Programme, slug=slug)
    require(user, "programmes.change_project", programme)
    form = RateForm(request.POST or None, programme=programme)
    if _done(request, form, lambda: set_in_kind_rate(by=user, programme=programme, **form.cleaned_data)):
        messages.success(request, _("Your changes are saved."))
        return redirect("web:programme", slug)
    return render(request, "programmes/rate.html", {"form": form, "programme": programme})


def _costs(request: HttpRequest, pk: int) -> tuple[User, Exchange]:
    """The exchange, for those who may see hours and costs."""
    user, exchange = visible_exchange(request, pk)
    require(user, "exchanges.view_costs", exchange)
    return user, exchange


def _done(request: HttpRequest, form: forms.Form, action: Callable[[], Any]) -> bool:
    """Whether the form was sent and the action took it; what is wrong is on the form otherwise."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        action()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _saved(request: HttpRequest, exchange: Exchange) -> HttpResponse:
    messages.success(request, _("Your changes are saved."))
    return redirect("web:exchange-costs", exchange.pk)


def _page(request: HttpRequest, user: User, exchange: Exchange, name: str, **values: Any) -> HttpResponse:
    return render(request, f"exchanges/costs/{name}.html", frame(user, exchange, PART) | values)


urlpatterns = [
    path("uitwisselingen/<int:pk>/uren-en-kosten", exchange_costs, name="exchange-costs"),
    path("uitwisselingen/<int:pk>/uren-en-kosten/plannen", hours_plan, name="hours-plan"),
    path("uitwisselingen/<int:pk>/uren-en-kosten/zoals-gepland", hours_confirm, name="hours-confirm"),
    path("uitwisselingen/<int:pk>/uren-en-kosten/uren/<int:line>", hours_line, name="hours-line"),
    path("uitwisselingen/<int:pk>/uren-en-kosten/uren-van/<int:participant>", hours_new, name="hours-new"),
    path("uitwisselingen/<int:pk>/uren-en-kosten/kosten/nieuw", cost_new, name="cost-new"),
    path("uitwisselingen/<int:pk>/uren-en-kosten/kosten/<int:line>", cost_line, name="cost-line"),
    path("programmas/<slug:slug>/uurwaarde", programme_rate, name="programme-rate"),
]
