"""The programme of an exchange: its sessions, in any mixture of forms."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import add_session, cancel_session, hold_session, update_session
from wisselwerk.exchanges.actions.scheduling import CHANGEABLE, TOLD
from wisselwerk.exchanges.enums import SessionStatus
from wisselwerk.exchanges.models import Exchange, Session
from wisselwerk.exchanges.queries.exchanges import programme_of
from wisselwerk.web import words
from wisselwerk.web.exchange_page import frame, visible_exchange
from wisselwerk.web.forms.exchanges import ReasonForm, done
from wisselwerk.web.forms.sessions import HeldForm, SessionForm
from wisselwerk.web.session_lines import line_of


@login_required
@require_GET
def sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """All sessions in order, each on the clocks of both ends."""
    user, exchange = visible_exchange(request, pk)
    joins = user.has_perm("exchanges.read_remarks", exchange)
    context = {
        **frame(user, exchange, "sessions"),
        "lines": [line_of(one, user, now=timezone.now(), joins=joins) for one in programme_of(exchange)],
        "may_change": user.has_perm("exchanges.change_exchange", exchange) and exchange.status in CHANGEABLE,
        "may_hold": user.has_perm("exchanges.change_exchange", exchange) and exchange.is_open,
    }
    return render(request, "exchanges/sessions/sessions.html", context)


@login_required
def session_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a session; with `?als=` one like it."""
    user, exchange = _changed(request, pk)
    wanted = request.GET.get("als", "")
    like = exchange.sessions.filter(pk=wanted).first() if wanted.isdecimal() else None
    form = SessionForm(request.POST or None, user=user, exchange=exchange, session=None, like=like)
    before = exchange.start, exchange.end
    if done(
        form,
        exchange,
        lambda given: add_session(
            by=user,
            exchange=exchange,
            data=form.session_data(),
            repeat_weekly=given["repeat_weekly"],
            seen=given["seen"],
        ),
    ):
        count = form.cleaned_data["repeat_weekly"]
        messages.success(
            request, ngettext("{count} session is planned.", "{count} sessions are planned.", count).format(count=count)
        )
        _say_if_it_grew(request, exchange, before)
        return redirect("web:exchange-sessions", exchange.pk)
    return render(
        request, "exchanges/sessions/edit.html", {**frame(user, exchange, "sessions"), "form": form, "session": None}
    )


@login_required
def session_edit(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    """Change a session, or move it."""
    user, exchange = _changed(request, pk)
    found = _session(exchange, session)
    form = SessionForm(request.POST or None, user=user, exchange=exchange, session=found)
    before = exchange.start, exchange.end
    if done(
        form,
        exchange,
        lambda given: update_session(
            by=user, session=found, data=form.session_data(), reason=given.get("reason", ""), seen=given["seen"]
        ),
    ):
        messages.success(request, _("The session is changed."))
        _say_if_it_grew(request, exchange, before)
        return redirect("web:exchange-sessions", exchange.pk)
    return render(
        request, "exchanges/sessions/edit.html", {**frame(user, exchange, "sessions"), "form": form, "session": found}
    )


@login_required
def session_cancel(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    """Cancel one session."""
    user, exchange = _changed(request, pk)
    found = _session(exchange, session)
    form = ReasonForm(request.POST or None, exchange=exchange)
    form.fields["reason"].required = exchange.status in TOLD
    if done(form, exchange, lambda given: cancel_session(by=user, session=found, **given)):
        messages.success(request, _("The session is cancelled."))
        return redirect("web:exchange-sessions", exchange.pk)
    return _about(request, user, exchange, found, "cancel", form)


@login_required
def session_held(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    """A session was held: record how many people came."""
    user, exchange = _changed(request, pk)
    found = _session(exchange, session)
    form = HeldForm(request.POST or None, initial={"audience_size": found.audience})
    if done(form, exchange, lambda given: hold_session(by=user, session=found, **given)):
        messages.success(request, _("It is recorded."))
        return redirect("web:exchange-sessions", exchange.pk)
    return _about(request, user, exchange, found, "held", form)


def _changed(request: HttpRequest, pk: int) -> tuple[User, Exchange]:
    user, exchange = visible_exchange(request, pk)
    require(user, "exchanges.change_exchange", exchange)
    return user, exchange


def _session(exchange: Exchange, pk: int) -> Session:
    return get_object_or_404(
        exchange.sessions.select_related("exchange").prefetch_related("speakers__participant"), pk=pk
    )


def _about(
    request: HttpRequest, user: User, exchange: Exchange, session: Session, page: str, form: ReasonForm | HeldForm
) -> HttpResponse:
    context = {
        **frame(user, exchange, "sessions"),
        "form": form,
        "line": line_of(session, user, now=timezone.now(), joins=True),
        "is_over": session.status == SessionStatus.CANCELLED,
    }
    return render(request, f"exchanges/sessions/{page}.html", context)


def _say_if_it_grew(request: HttpRequest, exchange: Exchange, before: tuple[object, object]) -> None:
    exchange.refresh_from_db(fields=["start", "end"])
    if (exchange.start, exchange.end) != before:
        messages.info(
            request,
            _("The exchange now takes place: {period}.").format(period=words.period(exchange.start, exchange.end)),
        )


urlpatterns = [
    path("uitwisselingen/<int:pk>/programma", sessions, name="exchange-sessions"),
    path("uitwisselingen/<int:pk>/programma/nieuw", session_new, name="session-new"),
    path("uitwisselingen/<int:pk>/programma/<int:session>", session_edit, name="session-edit"),
    path("uitwisselingen/<int:pk>/programma/<int:session>/afzeggen", session_cancel, name="session-cancel"),
    path("uitwisselingen/<int:pk>/programma/<int:session>/gehouden", session_held, name="session-held"),
]
