"""The officer: an exchange begins, people are invited, and all invitations of one exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import (
    invite,
    plan_exchange,
    reply_about_invitation,
    send_again,
    withdraw_invitation,
    withdraw_participation,
)
from wisselwerk.exchanges.actions.people import LEAVING
from wisselwerk.exchanges.enums import ConsentStatus, InvitationStatus, ParticipantStatus
from wisselwerk.exchanges.models import EmployerConsent, Exchange, Invitation, InvitationRemark
from wisselwerk.exchanges.queries.invitations import INVITING, OPEN, SENDABLE, forming_exchanges, of_exchange
from wisselwerk.exchanges.queries.people import Proposal, proposal_of
from wisselwerk.needs.enums import NeedStatus
from wisselwerk.needs.queries import needs_visible_to
from wisselwerk.web import words
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.exchange_page import INVITATION_TONES, frame, visible_exchange
from wisselwerk.web.forms.invitations import LeaveForm
from wisselwerk.web.forms.inviting import AgainForm, InviteForm, NewExchangeForm, ReplyForm, WithdrawForm
from wisselwerk.web.lookups import project_label, project_suggestions

NEW: Final = "nieuw"


# ── inviting ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@login_required
def exchange_new(request: HttpRequest) -> HttpResponse:
    """An exchange without a need."""
    user = signed_in_user(request)
    require(user, "exchanges.plan_exchange")
    form = NewExchangeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            exchange = plan_exchange(by=user, data=form.exchange_data())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The exchange has begun. Invite the people now."))
            return redirect("web:exchange-invite", exchange.pk)
    projects = [project_label(one) for one in project_suggestions("")]
    return render(request, "invitations/exchange_new.html", {"form": form, "projects": projects})


@login_required
def invite_for_need(request: HttpRequest, need_pk: int) -> HttpResponse:
    """Invite who was chosen for a need: to a new exchange, or to one for which people are still sought."""
    user = signed_in_user(request)
    need = get_object_or_404(needs_visible_to(user), pk=need_pk)
    require(user, "exchanges.plan_exchange")
    if need.status not in {NeedStatus.SUBMITTED, NeedStatus.MATCHING}:
        messages.error(request, _("This question is not open: nobody is sought for it."))
        return redirect("web:need", need.pk)
    begun = forming_exchanges(need)
    wanted = request.GET.get("uitwisseling", str(begun[0].pk) if begun else NEW)
    exchange = next((one for one in begun if str(one.pk) == wanted), None)
    if exchange is None and wanted != NEW:
        raise Http404
    newest = need.exchanges.order_by("-pk").values_list("pk", flat=True).first() or 0
    form = InviteForm(request.POST or None, need=need, exchange=exchange, newest=newest)
    if form.is_bound and form.is_valid():
        invited = _invite(user, form, exchange)
        if invited is not None:
            return _invited(request, invited)
    views = [(one.title, f"?uitwisseling={one.pk}", one == exchange) for one in begun]
    context = {
        "form": form,
        "need": need,
        "exchange": exchange,
        "views": [*views, (_("A new exchange"), f"?uitwisseling={NEW}", exchange is None)] if begun else [],
    }
    return render(request, "invitations/invite.html", context)


@login_required
def exchange_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite more people to an exchange."""
    user, exchange = visible_exchange(request, pk)
    require(user, "exchanges.invite", exchange)
    if exchange.status not in INVITING:
        messages.error(request, _("Nobody can be invited any more: the exchange has begun or is over."))
        return redirect("web:exchange-people", exchange.pk)
    form = InviteForm(request.POST or None, need=exchange.need, exchange=exchange)
    if form.is_bound and form.is_valid():
        invited = _invite(user, form, exchange)
        if invited is not None:
            return _invited(request, invited)
    return render(request, "invitations/invite.html", {"form": form, "need": exchange.need, "exchange": exchange})


def _invite(user: User, form: InviteForm, exchange: Exchange | None) -> tuple[Exchange, int] | None:
    """The exchange with how many were invited to it: all, or nobody with what is wrong on the form."""
    given = form.cleaned_data
    try:
        with transaction.atomic():
            if exchange is None:
                exchange = plan_exchange(by=user, data=form.exchange_data(), newest_seen=given["newest"])
            invited = [
                invite(
                    by=user,
                    to=exchange,
                    invitee=invitee,
                    answer_before=given["answer_before"],
                    start=given["start"],
                    end=given["end"],
                    overlap_accepted=anyway,
                )
                for invitee, anyway in form.invitees()
            ]
    except ValidationError as error:
        known = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
        form.add_error(None, error if known else error.messages)
        return None
    return exchange, len(invited)


def _invited(request: HttpRequest, invited: tuple[Exchange, int]) -> HttpResponse:
    exchange, count = invited
    text = ngettext("{count} invitation is sent.", "{count} invitations are sent.", count)
    messages.success(request, text.format(count=count))
    return redirect("web:exchange-people", exchange.pk)


# ── the invitations of one exchange ──────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Card:
    """One invitation with all that can be done with it; a form that may not be used is None."""

    invitation: Invitation
    tone: str
    period: str
    proposed: str
    remarks: list[InvitationRemark]
    asks: bool
    joins: bool
    forms: dict[str, forms.Form]
    open: str = ""

    @property
    def waits_for_us(self) -> bool:
        return self.asks or self.invitation.status == InvitationStatus.OTHER_DATES


@login_required
@require_safe
def exchange_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was invited, what they answered, and what comes next."""
    user, exchange = visible_exchange(request, pk)
    require(user, "exchanges.change_invitation", exchange)
    return _people(request, user, exchange)


@login_required
@require_POST
def invitation_change(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """Reply to a question, send again, take back, or note that somebody leaves."""
    user, exchange = visible_exchange(request, pk)
    require(user, "exchanges.change_invitation", exchange)
    found = get_object_or_404(exchange.invitations.select_related("exchange", "participant__exchange"), pk=invitation)
    do = request.POST.get("do", "")
    if do not in _DONE:
        raise Http404
    form = _form(do, found, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            match do:
                case "reply":
                    reply_about_invitation(by=user, invitation=found, text=given["text"])
                case "again":
                    send_again(by=user, invitation=found, **given)
                case "withdraw":
                    withdraw_invitation(by=user, invitation=found, reason=given["reason"])
                case "leave" if found.participant is not None:
                    withdraw_participation(by=user, participant=found.participant, reason=given["reason"])
                case _:
                    raise Http404
        except ValidationError as error:
            known = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
            form.add_error(None, error if known else error.messages)
        else:
            messages.success(request, _DONE[do]())
            return redirect(f"{reverse('web:exchange-people', args=[exchange.pk])}#invitation-{found.pk}")
    return _people(request, user, exchange, faulty=(found.pk, do, form))


def _people(
    request: HttpRequest, user: User, exchange: Exchange, *, faulty: tuple[int, str, forms.Form] | None = None
) -> HttpResponse:
    cards = [_card(one, exchange, faulty) for one in of_exchange(exchange)]
    context = {
        **frame(user, exchange, "people"),
        "cards": sorted(cards, key=lambda card: not card.waits_for_us),
        "may_invite": exchange.status in INVITING,
        "steps": _next_steps(exchange, cards),
    }
    return render(request, "invitations/people.html", context)


def _card(invitation: Invitation, exchange: Exchange, faulty: tuple[int, str, forms.Form] | None) -> Card:
    remarks, person = list(invitation.remarks.all()), invitation.participant
    joins = person is not None and person.status == ParticipantStatus.JOINING
    inviting = exchange.status in INVITING
    can = {
        "reply": bool(remarks) and exchange.is_open,
        "again": invitation.status in SENDABLE and inviting,
        "withdraw": invitation.status in OPEN,
        "leave": joins and exchange.status in LEAVING,
    }
    offered = {do: _form(do, invitation) for do, may in can.items() if may}
    card = Card(
        invitation,
        INVITATION_TONES[invitation.status],
        words.period(invitation.start, invitation.end),
        words.period(invitation.proposed_start, invitation.proposed_end),
        remarks,
        bool(remarks) and not remarks[-1].from_agency and invitation.status in OPEN,
        joins,
        offered,
    )
    if faulty is not None and faulty[0] == invitation.pk:
        # Also when the invitation was answered meanwhile: what is wrong is said, and what was typed is kept.
        card.forms, card.open = offered | {faulty[1]: faulty[2]}, faulty[1]
    return card


def _form(do: str, invitation: Invitation, data: Any = None) -> forms.Form:
    match do:
        case "reply":
            return ReplyForm(data, invitation=invitation)
        case "again":
            return AgainForm(data, invitation=invitation)
        case "withdraw":
            return WithdrawForm(data, invitation=invitation)
        case _:
            return LeaveForm(data, prefix=f"leave{invitation.pk}")


@dataclass(frozen=True, slots=True)
class NextStep:
    """What an officer does after somebody said yes, and whether it is done."""

    text: str
    href: str
    is_done: bool


def _next_steps(exchange: Exchange, cards: list[Card]) -> list[NextStep]:
    joining = {card.invitation.participant_id for card in cards if card.joins}
    if not joining:
        return []
    given = EmployerConsent.objects.filter(participant__in=joining, status=ConsentStatus.GIVEN)
    proposal: Proposal = proposal_of(exchange)
    return [
        NextStep(
            _("The partner approves who come"),
            reverse("web:exchange-proposal", args=[exchange.pk]),
            proposal.is_approved,
        ),
        NextStep(
            _("The employers consent"),
            reverse("web:exchange-consents", args=[exchange.pk]),
            set(given.values_list("participant", flat=True)) >= joining,
        ),
        NextStep(
            _("Dates and sessions are there"),
            reverse("web:exchange-sessions", args=[exchange.pk]),
            exchange.start is not None and exchange.sessions.exclude(status="cancelled").exists(),
        ),
    ]


_DONE: Final[Mapping[str, Any]] = {
    "reply": lambda: _("Your message is sent."),
    "again": lambda: _("The invitation is sent again. The old link does not work any more."),
    "withdraw": lambda: _("The invitation is taken back. They are told."),
    "leave": lambda: _("This person does not take part any more. They are told."),
}


urlpatterns = [
    path("vragen/<int:need_pk>/uitnodigen", invite_for_need, name="invite"),
    path("uitwisselingen/nieuw", exchange_new, name="exchange-new"),
    path("uitwisselingen/<int:pk>/uitnodigen", exchange_invite, name="exchange-invite"),
    path("uitwisselingen/<int:pk>/mensen", exchange_people, name="exchange-people"),
    path("uitwisselingen/<int:pk>/mensen/<int:invitation>", invitation_change, name="invitation-change"),
]
