"""The invited: their invitations, and the page on which one is answered, from the site or by link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wisselwerk.accounts.models import User
from wisselwerk.exchanges.actions import (
    accept,
    ask_about_invitation,
    decline,
    propose_dates,
    put_forward,
    say_not_now,
    withdraw_participation,
)
from wisselwerk.exchanges.actions.inviting import ANSWER
from wisselwerk.exchanges.actions.people import LEAVING
from wisselwerk.exchanges.enums import CostsBorneBy, ExchangeStatus, InvitationStatus, ParticipantStatus, SessionStatus
from wisselwerk.exchanges.links import Actor, open_link
from wisselwerk.exchanges.models import Invitation, Participant
from wisselwerk.exchanges.queries.consents import usual_terms
from wisselwerk.exchanges.queries.exchanges import programme_of
from wisselwerk.exchanges.queries.invitations import (
    INVITING,
    in_order,
    invitations_of,
    may_name_a_colleague,
    put_forward_by,
)
from wisselwerk.web import words
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.exchange_page import INVITATION_TONES, STATUS_TONES
from wisselwerk.web.forms.choosing import municipality_names
from wisselwerk.web.forms.invitations import (
    AcceptForm,
    DatesForm,
    DeclineForm,
    ForwardForm,
    LeaveForm,
    NotNowForm,
    QuestionForm,
)
from wisselwerk.web.link_pages import closed_link, link_page
from wisselwerk.web.moments import at_home, between

PER_PAGE: Final = 25


@login_required
@require_GET
def invitations(request: HttpRequest) -> HttpResponse:
    """What somebody was invited to, and where each stands."""
    user = signed_in_user(request)
    page = Paginator(in_order(invitations_of(user)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "invitations/list.html", {"page": page, "rows": [_row(one) for one in page]})


def _row(invitation: Invitation) -> dict[str, Any]:
    exchange, person = invitation.exchange, invitation.participant
    joins = person is not None and person.status == ParticipantStatus.JOINING
    return {
        "invitation": invitation,
        "exchange": exchange,
        "period": _period(invitation, joins=joins),
        "tone": INVITATION_TONES[invitation.status],
        "joins": joins,
        "exchange_tone": STATUS_TONES[ExchangeStatus(exchange.status)],
        "waits": invitation.status == InvitationStatus.SENT and exchange.status in INVITING,
    }


@login_required
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """One invitation, for somebody with an account. The officer has a page for all of them."""
    user = signed_in_user(request)
    mine = invitations_of(user).filter(pk=pk).first()
    if mine is None:
        found = get_object_or_404(Invitation.objects.select_related("exchange"), pk=pk)
        if user.has_perm("exchanges.view_invitation", found):
            return redirect("web:exchange-people", found.exchange_id)
        raise Http404
    return _invitation(request, mine, by=user)


@link_page
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """One invitation, for whoever comes by the link in a message."""
    try:
        found, holder = open_link(Invitation, ANSWER, token)
    except ValidationError as error:
        return closed_link(request, error)
    if found.offer_id is not None:  # a municipality answers through its coordinators, who have accounts
        return redirect("web:invitation", found.pk)
    user = request.user
    if isinstance(user, User) and user.has_perm("exchanges.answer_invitation", found):
        return _invitation(request, found, by=user)
    return _invitation(request, found, by=holder)


def _invitation(request: HttpRequest, invitation: Invitation, *, by: Actor) -> HttpResponse:
    do = request.POST.get("do", "")
    answers = _forms(request.POST if request.method == "POST" else None, do, invitation)
    if request.method == "POST":
        form = answers.get(do)
        if form is None:
            raise Http404
        if form.is_valid() and _done(form, do, invitation, by):
            messages.success(request, _THANKS[do]())
            return redirect(request.path)
        invitation = Invitation.objects.get(pk=invitation.pk)  # somebody may have answered meanwhile
    exchange, person = invitation.exchange, invitation.participant
    in_time = invitation.expires_at >= timezone.now()
    may_answer = invitation.is_open and exchange.status in INVITING and in_time
    joins = person is not None and person.status == ParticipantStatus.JOINING
    named = list(put_forward_by(invitation)[:10]) if invitation.offer_id else []
    context = {
        "invitation": invitation,
        "exchange": exchange,
        "is_municipality": invitation.offer_id is not None,
        "period": _period(invitation, joins=joins),
        "tone": INVITATION_TONES[invitation.status],
        "sessions": _sessions(invitation),
        "hours": usual_terms(exchange, [Participant(pk=0)])[0].hours,
        "costs": CostsBorneBy.PROGRAMME.label,
        "remarks": invitation.remarks.select_related("by"),
        "forms": answers,
        "do": do,
        "may_answer": may_answer,
        "is_late": invitation.is_open and not in_time,
        "may_name": exchange.status in INVITING and may_name_a_colleague(invitation) and (in_time or bool(named)),
        "named": [(one, INVITATION_TONES[one.status]) for one in named],
        "joins": joins,
        "may_leave": joins and exchange.status in LEAVING,
        "is_signed_in": isinstance(by, User),
        "proposed": words.period(invitation.proposed_start, invitation.proposed_end),
        "employers": municipality_names() if "employer" in getattr(answers.get("accept"), "fields", {}) else [],
    }
    return render(request, "invitations/invitation.html", context)


def _period(invitation: Invitation, *, joins: bool) -> str:
    """The days that were asked for; for who takes part those of the exchange by now."""
    exchange = invitation.exchange
    return words.period(exchange.start, exchange.end) if joins else words.period(invitation.start, invitation.end)


def _sessions(invitation: Invitation) -> list[dict[str, str]]:
    """When and where, for those sessions that are planned already."""
    return [
        {
            "when": between(one.start, one.end, one.time_zone),
            "at_home": at_home(one.start, one.end, one.time_zone),
            "place": one.place,
        }
        for one in programme_of(invitation.exchange)
        if one.status == SessionStatus.PLANNED
    ]


def _forms(data: Any, do: str, invitation: Invitation) -> dict[str, forms.Form]:
    """The forms by what they do; only the one that was sent has the data."""

    def sent(name: str) -> Any:
        return data if do == name else None

    if invitation.offer_id is not None:
        first: dict[str, forms.Form] = {"forward": ForwardForm(sent("forward"), invitation=invitation)}
    else:
        first = {"accept": AcceptForm(sent("accept"), invitation=invitation), "leave": LeaveForm(sent("leave"))}
    found = first | {
        "ask": QuestionForm(sent("ask")),
        "dates": DatesForm(sent("dates")),
        "not_now": NotNowForm(sent("not_now")),
        "decline": DeclineForm(sent("decline")),
    }
    for name, form in found.items():
        form.auto_id = f"{name}_%s"  # they stand on one page
    return found


def _done(form: forms.Form, do: str, invitation: Invitation, by: Actor) -> bool:
    """Whether the action took what was sent; what is wrong is on the form otherwise."""
    given = form.cleaned_data
    try:
        match do:
            case "accept":
                assert isinstance(form, AcceptForm)
                accept(by=by, invitation=invitation, **form.answer())
            case "ask":
                ask_about_invitation(by=by, invitation=invitation, text=given["text"])
            case "dates":
                propose_dates(by=by, invitation=invitation, **given)
            case "not_now":
                say_not_now(by=by, invitation=invitation, words=given["words"])
            case "decline":
                decline(by=by, invitation=invitation, **given)
            case "forward":
                assert isinstance(by, User)  # whoever comes by link was sent to sign in
                put_forward(by=by, invitation=invitation, **given)
            case "leave" if invitation.participant is not None:
                withdraw_participation(by=by, participant=invitation.participant, reason=given["reason"])
            case _:
                raise Http404
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


_THANKS: Final[Mapping[str, Callable[[], str]]] = {
    "accept": lambda: _("Thank you! You take part. We send you a message about what comes next."),
    "ask": lambda: _("Your question is sent. You get a message when there is an answer."),
    "dates": lambda: _("Thank you. We look whether these dates are possible, and send you a message."),
    "not_now": lambda: _("Thank you for telling us. We like to ask you again another time."),
    "decline": lambda: _("Thank you for telling us."),
    "forward": lambda: _("Thank you. Your colleague gets an invitation by mail."),
    "leave": lambda: _("You do not take part any more. The programme officer is told."),
}


urlpatterns = [
    path("uitnodigingen", invitations, name="invitations"),
    path("uitnodigingen/<int:pk>", invitation, name="invitation"),
    path("u/<str:token>", invitation_link, name="invitation-link"),
]
