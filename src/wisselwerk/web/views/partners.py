"""Who come, as the partner may see them: its opinion of each, and its approval of all."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import approve_people, ask_approval, give_opinion, open_proposal
from wisselwerk.exchanges.enums import Opinion
from wisselwerk.exchanges.models import Exchange
from wisselwerk.exchanges.queries.people import BEFORE_THE_START, Proposal, ProposedPerson, proposal_of
from wisselwerk.web import words
from wisselwerk.web.exchange_page import frame, visible_exchange
from wisselwerk.web.forms.partners import ApprovalForm, OpinionForm

OPINION_TONES: Final = {Opinion.PREFERRED: "success", Opinion.WELCOME: "brand", Opinion.DOUBT: "warning"}


@login_required
@require_GET
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """The people who said yes, with what each agreed to show."""
    user, exchange = _proposal(request, pk)
    return _page(request, user, exchange)


@login_required
@require_POST
def opinion(request: HttpRequest, pk: int, participant: int) -> HttpResponse:
    """The partner says what it thinks of one person."""
    user, exchange = _proposal(request, pk)
    require(user, "exchanges.give_opinion", exchange)
    person = next((one for one in proposal_of(exchange).people if one.pk == participant), None)
    if person is None:
        messages.error(request, _("This person does not take part any more."))
        return redirect("web:exchange-proposal", exchange.pk)
    form = OpinionForm(request.POST, person=person)
    if form.is_valid():
        found = get_object_or_404(exchange.participants.select_related("exchange"), pk=person.pk)
        try:
            give_opinion(by=user, participant=found, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Thank you. Your opinion is with the programme officer."))
            return redirect(f"{reverse('web:exchange-proposal', args=[exchange.pk])}#person-{person.pk}")
    return _page(request, user, exchange, opinions={person.pk: form})


@login_required
@require_POST
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner approves who come; or the officer writes down that it did."""
    user, exchange = _proposal(request, pk)
    form = ApprovalForm(request.POST, by_officer=_records(user, exchange))
    if form.is_valid():
        try:
            approve_people(
                by=user, exchange=exchange, seen=form.cleaned_data["seen"], note=form.cleaned_data.get("note", "")
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The people are approved."))
            return redirect("web:exchange-proposal", exchange.pk)
    return _page(request, user, exchange, approval=form)


@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer asks the partner to look."""
    user, exchange = _proposal(request, pk)
    try:
        ask_approval(by=user, exchange=exchange)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, _("The partner is asked to look at the people."))
    return redirect("web:exchange-proposal", exchange.pk)


def _proposal(request: HttpRequest, pk: int) -> tuple[User, Exchange]:
    """The exchange, for those who may see who come."""
    user, exchange = visible_exchange(request, pk)
    require(user, "exchanges.view_people", exchange)
    return user, exchange


def _records(user: User, exchange: Exchange) -> bool:
    """Whether this person writes down what the partner said, and is not the partner."""
    return not user.has_perm("exchanges.give_opinion", exchange)


def _page(
    request: HttpRequest,
    user: User,
    exchange: Exchange,
    *,
    opinions: dict[int, OpinionForm] | None = None,
    approval: ApprovalForm | None = None,
) -> HttpResponse:
    """The page; `opinions` and `approval` are forms with a fault, which keep what was typed."""
    found: Proposal = open_proposal(by=user, exchange=exchange)
    is_open, records = exchange.status in BEFORE_THE_START, _records(user, exchange)
    may_say = is_open and not records
    context = {
        **frame(user, exchange, "proposal"),
        "proposal": found,
        "people": [_shown(one, (opinions or {}).get(one.pk), may_say=may_say) for one in found.people],
        "may_say": may_say,
        "may_ask": is_open and user.has_perm("exchanges.change_exchange", exchange),
        "may_approve": is_open and bool(found.keys) and not found.is_approved,
        "records": records,
        # What must be seen is what is on this page, also after a conflict.
        "seen": ",".join(str(key) for key in found.keys),
        "approval_form": approval or ApprovalForm(by_officer=records),
    }
    return render(request, "exchanges/proposal/proposal.html", context)


def _shown(person: ProposedPerson, form: OpinionForm | None, *, may_say: bool) -> dict[str, Any]:
    return {
        "person": person,
        "languages": words.all_of([words.language_level(code, level) for code, level in person.languages]),
        "opinion": Opinion(person.opinion).label if person.opinion else "",
        "tone": OPINION_TONES.get(Opinion(person.opinion), "") if person.opinion else "",
        "form": form or (OpinionForm(person=person) if may_say else None),
    }


urlpatterns = [
    path("uitwisselingen/<int:pk>/voorstel", proposal, name="exchange-proposal"),
    path("uitwisselingen/<int:pk>/voorstel/vraag", ask, name="proposal-ask"),
    path("uitwisselingen/<int:pk>/voorstel/akkoord", approval, name="proposal-approve"),
    path("uitwisselingen/<int:pk>/voorstel/<int:participant>", opinion, name="proposal-opinion"),
]
