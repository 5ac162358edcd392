"""Employers' consents: asked by the officer, answered from the site or by link, and given in advance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import (
    answer_consent,
    ask_consent,
    draw_advance_consent,
    give_advance_consent,
    refuse_consent,
    revoke_advance_consent,
    revoke_consent,
)
from wisselwerk.exchanges.actions.consenting import ANSWER, NEEDED
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import ConsentStatus, ParticipantStatus
from wisselwerk.exchanges.links import Actor, open_link
from wisselwerk.exchanges.models import AdvanceConsent, EmployerConsent, Exchange, Participant
from wisselwerk.exchanges.queries.consents import (
    PersonConsent,
    advances_visible_to,
    balances,
    consents_visible_to,
    employs_at,
    people_and_consents,
    usual_terms,
)
from wisselwerk.exchanges.queries.trips import makes_trip
from wisselwerk.exchanges.rules import is_person
from wisselwerk.web import words
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.consent_words import TONES, advance_card, changes_of
from wisselwerk.web.exchange_page import frame, visible_exchange
from wisselwerk.web.forms.consents import AdvanceForm, AnswerForm, AskForm, RevokeForm
from wisselwerk.web.link_pages import closed_link, link_page
from wisselwerk.web.themes import theme_names

PER_PAGE: Final = 25
FILTERS: Final = {
    "wacht": (ConsentStatus.ASKED,),
    "gegeven": (ConsentStatus.GIVEN,),
    "anders": (ConsentStatus.REFUSED, ConsentStatus.REVOKED, ConsentStatus.WITHDRAWN),
}


# ── the officer asks ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Row:
    """Somebody who takes part, how their consent stands, and the form to ask for it."""

    entry: PersonConsent
    form: AskForm | None
    changes: list[tuple[str, str, str]]
    tone: str
    is_trip: bool


@login_required
def exchange_consents(request: HttpRequest, pk: int) -> HttpResponse:
    """All who take part with their employers' consent; those without can be asked for in one go."""
    user, exchange = visible_exchange(request, pk)
    require(user, "exchanges.ask_consent", exchange)
    rows = _rows(request, exchange)
    if request.method == "POST" and (asked := _ask(request, user, rows)):
        text = ngettext("{count} employer is asked.", "{count} employers are asked.", asked).format(count=asked)
        messages.success(request, text if request.POST.get("do") == "ask" else _("The consent in advance is used."))
        return redirect("web:exchange-consents", exchange.pk)
    context = {
        **frame(user, exchange, "consents"),
        "rows": rows,
        "may_ask": exchange.status in NEEDED,
        "to_ask": sum(row.form is not None for row in rows),
    }
    return render(request, "exchanges/consents/consents.html", context)


def _rows(request: HttpRequest, exchange: Exchange) -> list[Row]:
    """The people; `?opnieuw=` names whose consent is asked for again."""
    entries = people_and_consents(exchange)
    usual = usual_terms(exchange, [entry.participant for entry in entries])
    again, needed = request.GET.get("opnieuw", ""), exchange.status in NEEDED
    data = request.POST if request.method == "POST" else None
    rows = []
    for entry in entries:
        key = entry.participant.pk
        # A form that was sent stays, also when somebody else asked meanwhile.
        asks = needed and (entry.current is None or str(key) == again or f"seen-{key}" in request.POST)
        form = AskForm(data, entry=entry, usual=usual[key], is_ticked=again in {"", str(key)}) if asks else None
        rows.append(
            Row(
                entry,
                form,
                changes_of(entry.current) if entry.current else [],
                TONES[ConsentStatus(entry.current.status)] if entry.current else "warm",
                makes_trip(entry.participant),
            )
        )
    return rows


def _ask(request: HttpRequest, user: User, rows: list[Row]) -> int:
    """Ask all that are ticked, or draw one consent in advance; all or none. Returns how many, 0 with what is wrong."""
    do, _colon, chosen = request.POST.get("do", "").partition(":")
    person, _colon, advance = chosen.partition(":")
    given = get_object_or_404(AdvanceConsent, pk=advance) if do == "draw" else None
    forms = {row.entry.participant: row.form for row in rows if row.form}
    if given is None:
        forms = {one: form for one, form in forms.items() if form.is_ticked}
    else:
        forms = {one: form.without_whom() for one, form in forms.items() if str(one.pk) == person}
    if not forms:
        messages.error(request, _("Tick at least one employer."))
        return 0
    validity = [form.is_valid() for form in forms.values()]  # of each, so that each says what is wrong
    if not all(validity):
        return 0
    with transaction.atomic():
        for participant, form in forms.items():
            seen = _seen(request, participant)
            try:
                if given is None:
                    ask_consent(by=user, participant=participant, data=form.terms(), instead_of=seen, **form.whom())
                else:
                    draw_advance_consent(
                        by=user, participant=participant, advance=given, data=form.terms(), instead_of=seen
                    )
            except ValidationError as error:
                form.add_error(None, error)
                transaction.set_rollback(True)
                return 0
    return len(forms)


def _seen(request: HttpRequest, participant: Participant) -> EmployerConsent | None:
    """The consent that was on the page when the form was opened."""
    seen = request.POST.get(f"seen-{participant.pk}", "")
    return EmployerConsent.objects.filter(participant=participant, pk=seen).first() if seen.isdigit() else None


# ── the employer answers ─────────────────────────────────────────────────────────────────────────────────────────────


@login_required
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """The consents that were asked of a municipality; all of them for an officer."""
    user = signed_in_user(request)
    require(user, "exchanges.list_advance_consents")
    chosen = request.GET.get("stand", "")
    visible = consents_visible_to(user)
    found = visible.filter(status__in=FILTERS[chosen]) if chosen in FILTERS else visible
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    labels = (("", _("All")), ("wacht", _("Waiting")), ("gegeven", _("Given")), ("anders", _("Refused or ended")))
    context = {
        "page": page,
        "rows": [(one, TONES[ConsentStatus(one.status)]) for one in page],
        "views": [(label, f"?stand={key}" if key else "?", key == chosen) for key, label in labels],
        "is_employer": employs_at(user).exists(),
    }
    return render(request, "consents/list.html", context)


@login_required
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """One consent, for somebody with an account: the employer answers, others read."""
    user = signed_in_user(request)
    found = get_object_or_404(consents_visible_to(user), pk=pk)
    if request.method == "POST":
        require(user, "exchanges.answer_consent", found)
    return _consent(request, found, by=user, acts=user.has_perm("exchanges.answer_consent", found))


@link_page
def consent_link(request: HttpRequest, token: str) -> HttpResponse:
    """One consent, for whoever comes by the link in a message."""
    try:
        found, holder = open_link(EmployerConsent, ANSWER, token)
    except ValidationError as error:
        return closed_link(request, error)
    if found.status == ConsentStatus.WITHDRAWN:
        return closed_link(request, ValidationError(_("This consent is no longer needed. Thank you.")))
    user = request.user
    by = user if isinstance(user, User) and user.has_perm("exchanges.answer_consent", found) else holder
    is_oneself = isinstance(user, User) and is_person(user, found.participant)
    return _consent(request, found, by=by, acts=not is_oneself)


def _consent(request: HttpRequest, consent: EmployerConsent, *, by: Actor, acts: bool) -> HttpResponse:
    do = request.POST.get("do", "")
    own_name = by.name if isinstance(by, User) else ""
    form = AnswerForm(request.POST if do in {"consent", "refuse"} else None, consent=consent, name=own_name)
    revoke = RevokeForm(request.POST if do == "revoke" else None)
    if request.method == "POST" and acts:
        if _done(form, revoke, do, consent, by):
            thanks = {
                "consent": _("Thank you. Your consent is recorded."),
                "refuse": _("Your answer is recorded. Thank you for telling us why."),
                "revoke": _("The consent is taken back."),
            }
            messages.success(request, thanks[do])
            return redirect(request.path)
        consent = EmployerConsent.objects.get(pk=consent.pk)  # somebody may have answered meanwhile
    participant = consent.participant
    exchange = participant.exchange
    needed = exchange.status in NEEDED and participant.status == ParticipantStatus.JOINING
    context = {
        "consent": consent,
        "participant": participant,
        "exchange": exchange,
        "period": words.period(exchange.start, exchange.end),
        "tone": TONES[ConsentStatus(consent.status)],
        "changes": changes_of(consent),
        "form": form,
        "revoke": revoke,
        "may_answer": acts and needed and consent.status == ConsentStatus.ASKED,
        "may_revoke": acts and needed and consent.status == ConsentStatus.GIVEN,
        "is_needed": needed,
        "is_signed_in": isinstance(by, User),
        "may_list": isinstance(by, User) and by.has_perm("exchanges.list_advance_consents"),
    }
    return render(request, "consents/consent.html", context)


def _done(form: AnswerForm, revoke: RevokeForm, do: str, consent: EmployerConsent, by: Actor) -> bool:
    """Whether the action took what was sent; what is wrong is on the form otherwise."""
    sent = revoke if do == "revoke" else form
    if not sent.is_bound or not sent.is_valid():
        return False
    try:
        if do == "revoke":
            revoke_consent(by=by, consent=consent, reason=revoke.cleaned_data["reason"])
        elif do == "refuse":
            refuse_consent(by=by, consent=consent, reason=form.cleaned_data["reason"], **form.signature())
        else:
            answer_consent(by=by, consent=consent, data=form.terms(), **form.signature())
    except ValidationError as error:
        sent.add_error(None, error)
        return False
    return True


# ── in advance ───────────────────────────────────────────────────────────────────────────────────────────────────────


@login_required
@require_safe
def advance_consents(request: HttpRequest) -> HttpResponse:
    """The consents in advance with what is left of each, year by year, and who used the rest."""
    user = signed_in_user(request)
    require(user, "exchanges.list_advance_consents")
    page = Paginator(advances_visible_to(user), PER_PAGE).get_page(request.GET.get("page"))
    found = balances(list(page))
    gives_at = set(employs_at(user).values_list("pk", flat=True))
    context = {
        "page": page,
        "cards": [advance_card(one, found[one.pk], may_revoke=one.organisation_id in gives_at) for one in page],
        "may_give": bool(gives_at),
    }
    return render(request, "consents/advance.html", context)


@login_required
def advance_consent_new(request: HttpRequest) -> HttpResponse:
    """An employer consents beforehand."""
    user = signed_in_user(request)
    municipalities = employs_at(user)
    require(user, "exchanges.give_advance_consent", municipalities.first())
    form = AdvanceForm.new(municipalities)
    if request.method == "POST":
        form = AdvanceForm(request.POST, municipalities=municipalities)
        if request.POST.get("go") != "save":
            form = form.only_about("add_theme") if "add_theme" in form.errors else form.again()
        elif form.is_valid():
            try:
                give_advance_consent(by=user, organisation=form.cleaned_data["organisation"], data=form.advance())
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Thank you. From now on the agency can use these hours."))
                return redirect("web:advance-consents")
    return render(request, "consents/advance_new.html", {"form": form, "theme_names": theme_names()})


@login_required
@require_POST
def advance_consent_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is drawn from it any more."""
    user = signed_in_user(request)
    found = get_object_or_404(advances_visible_to(user), pk=pk)
    try:
        revoke_advance_consent(by=user, advance=found)
    except Conflict as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The consent in advance is revoked. What was used of it stands."))
    return redirect("web:advance-consents")


urlpatterns = [
    path("uitwisselingen/<int:pk>/toestemming", exchange_consents, name="exchange-consents"),
    path("toestemming/<str:token>", consent_link, name="consent-link"),
    path("toestemmingen", consents, name="consents"),
    path("toestemmingen/vooraf", advance_consents, name="advance-consents"),
    path("toestemmingen/vooraf/nieuw", advance_consent_new, name="advance-consent-new"),
    path("toestemmingen/vooraf/<int:pk>/intrekken", advance_consent_revoke, name="advance-consent-revoke"),
    path("toestemmingen/<int:pk>", consent, name="consent"),
]
