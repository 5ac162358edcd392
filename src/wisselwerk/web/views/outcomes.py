"""What came of an exchange: evaluation, follow-up, and the page on which all of it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import give_evaluation, report_follow_up
from wisselwerk.exchanges.actions.outcomes import EVALUATE, FOLLOW_UP, stamp
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.links import Actor, open_link
from wisselwerk.exchanges.models import Evaluation, FollowUp
from wisselwerk.exchanges.queries.lessons import lesson_homes, lessons_of
from wisselwerk.exchanges.queries.outcomes import certificates_of, evaluations_of, own_evaluations, side_by_side
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.exchange_page import frame, visible_exchange
from wisselwerk.web.forms.outcomes import EvaluationForm, FollowUpForm, language_of
from wisselwerk.web.lesson_cards import LESSON_TONES
from wisselwerk.web.link_pages import closed_link, link_page

FOLLOW_UP_TONES = {"in_use": "success", "busy": "brand", "stalled": "warm", "dropped": "error"}


@login_required
@require_safe
def exchange_outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    """The results of an exchange: what is asked of this person, and what came of it."""
    user, exchange = visible_exchange(request, pk)
    sees_all = user.has_perm("exchanges.view_evaluations", exchange)
    evaluations = evaluations_of(exchange) if sees_all else []
    given = [one for one in evaluations if one.given_at]
    context = {
        **frame(user, exchange, "outcomes"),
        "own": own_evaluations(user).filter(exchange=exchange),
        "is_ahead": exchange.is_open and exchange.status != ExchangeStatus.ENDED,
        "may_evaluate": exchange.status == ExchangeStatus.ENDED,
        "sees_all": sees_all,
        "given": given,
        "waiting": [one for one in evaluations if not one.given_at],
        "rows": side_by_side(given),
        "follow_ups": [(one, FOLLOW_UP_TONES.get(one.state, "")) for one in exchange.follow_ups.all()],
        "may_report": user.has_perm("exchanges.report_follow_up", exchange),
        "lessons": [(one, LESSON_TONES[one.status]) for one in lessons_of(exchange, user)],
        "may_write": bool(lesson_homes(user, exchange)),
        "certificates": certificates_of(exchange, user),
        "may_revoke": user.has_perm("exchanges.issue_certificate"),
    }
    return render(request, "exchanges/outcomes/outcomes.html", context)


@login_required
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions, for somebody with an account."""
    user = signed_in_user(request)
    found = get_object_or_404(own_evaluations(user), pk=pk)
    return _evaluate(request, found, by=user)


@link_page
def evaluation_link(request: HttpRequest, token: str) -> HttpResponse:
    """The questions, for whoever comes by the link in a message."""
    try:
        found, holder = open_link(Evaluation, EVALUATE, token)
    except ValidationError as error:
        return closed_link(request, error)
    return _evaluate(request, found, by=_user_who(request, "exchanges.evaluate", found) or holder)


def _evaluate(request: HttpRequest, evaluation: Evaluation, *, by: Actor) -> HttpResponse:
    form = EvaluationForm(request.POST or None, evaluation=evaluation)
    if request.method == "POST" and form.is_valid():
        try:
            give_evaluation(
                by=by,
                evaluation=evaluation,
                answers=form.answers(),
                language=form.answers_language(),
                lesson=form.lesson(),
                seen=form.cleaned_data["seen"],
            )
        except ValidationError as error:
            form = _with_error(form, error, evaluation)
        else:
            messages.success(request, _("Thank you for your answers."))
            return redirect("web:exchange-outcomes", evaluation.exchange_id) if _is_user(by) else redirect(request.path)
    exchange = evaluation.exchange
    context = {
        "form": form,
        "evaluation": evaluation,
        "exchange": exchange,
        "is_open": exchange.status == ExchangeStatus.ENDED,
        "is_signed_in": _is_user(by),
    }
    return render(request, "outcomes/evaluation.html", context)


@login_required
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """How it stands, for somebody with an account."""
    user = signed_in_user(request)
    found = get_object_or_404(FollowUp.objects.select_related("exchange__partner", "exchange__country"), pk=pk)
    require(user, "exchanges.report_follow_up", found.exchange)
    return _report(request, found, by=user)


@link_page
def follow_up_link(request: HttpRequest, token: str) -> HttpResponse:
    """How it stands, for whoever comes by the link in a message."""
    try:
        found, holder = open_link(FollowUp, FOLLOW_UP, token)
    except ValidationError as error:
        return closed_link(request, error)
    user = _user_who(request, "exchanges.report_follow_up", found.exchange)
    return _report(request, found, by=user or holder)


def _report(request: HttpRequest, follow_up: FollowUp, *, by: Actor) -> HttpResponse:
    form = FollowUpForm(request.POST or None, follow_up=follow_up)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            report_follow_up(
                by=by,
                follow_up=follow_up,
                state=given["state"],
                text=given["text"],
                language=language_of(given["text"]),
                seen=given["seen"],
            )
        except ValidationError as error:
            form = _with_error(form, error, follow_up)
        else:
            messages.success(request, _("Thank you. We pass it on to all who worked on it."))
            return redirect("web:exchange-outcomes", follow_up.exchange_id) if _is_user(by) else redirect(request.path)
    context = {
        "form": form,
        "follow_up": follow_up,
        "exchange": follow_up.exchange,
        "is_signed_in": _is_user(by),
    }
    return render(request, "outcomes/follow_up.html", context)


def _is_user(by: Actor) -> bool:
    return isinstance(by, User)


def _user_who(request: HttpRequest, permission: str, thing: Any) -> User | None:
    """The signed-in user, if they may do this by themselves: then the trail can say who it was."""
    user = request.user
    return user if isinstance(user, User) and user.has_perm(permission, thing) else None


def _with_error(form: Any, error: ValidationError, thing: Evaluation | FollowUp) -> Any:
    """The form with what was typed and why it was not stored; after a conflict it is about what it is now."""
    if isinstance(error, Conflict):
        thing.refresh_from_db()
        data = form.data.copy()
        data["seen"] = stamp(thing)
        form.data = data
    form.add_error(None, error)
    return form


urlpatterns = [
    path("uitwisselingen/<int:pk>/resultaat", exchange_outcomes, name="exchange-outcomes"),
    path("evaluaties/<int:pk>", evaluation, name="evaluation"),
    path("e/<str:token>", evaluation_link, name="evaluation-link"),
    path("vervolg/<int:pk>", follow_up, name="follow-up"),
    path("v/<str:token>", follow_up_link, name="follow-up-link"),
]
