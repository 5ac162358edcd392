"""Terms of reference: reading, writing and agreeing, what changed between versions, and the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import agree_terms, edit_terms, start_terms
from wisselwerk.exchanges.actions.terms import AGREE
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import ParticipantStatus
from wisselwerk.exchanges.links import Actor, open_link
from wisselwerk.exchanges.models import Exchange, Invitation, TermsVersion
from wisselwerk.exchanges.queries.terms import WRITABLE, authors_of, differences, parties_of, sides_of
from wisselwerk.exchanges.terms import sections_for
from wisselwerk.languages import LANGUAGES
from wisselwerk.transfer.pdf import pdf_response
from wisselwerk.transfer.terms import terms_pdf
from wisselwerk.web.exchange_page import frame, visible_exchange
from wisselwerk.web.forms.terms import CompareForm, TermsForm
from wisselwerk.web.link_pages import closed_link, link_page
from wisselwerk.web.prose import Block, blocks_of
from wisselwerk.web.themes import page_language

BOTH = "alle"


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section as it is read: its heading, and the text in each language that is shown."""

    heading: str | Promise
    texts: Sequence[tuple[str, Sequence[Block]]]


@login_required
@require_GET
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """The text, who agreed to it, and the versions before it."""
    user, exchange = _terms(request, pk)
    versions = list(exchange.terms.select_related("made_by").prefetch_related("agreements"))
    may_write = exchange.status in WRITABLE and user.has_perm("exchanges.edit_terms", exchange)
    context: dict[str, Any] = {**frame(user, exchange, "terms"), "may_write": may_write, "versions": versions}
    if versions:
        newest = versions[0]
        version = _wanted(versions, request.GET.get("versie"))
        authors = authors_of(exchange, versions)
        parties = parties_of(exchange, newest)
        agreed = {(one.side, one.participant) for one in parties if one.at}
        own = {(side, person.pk if person else None) for side, person in sides_of(user, exchange)}
        context |= {
            **_shown_languages(request, version),
            "version": version,
            "newest": newest,
            "author": authors[version.pk],
            "rows": [(one, authors[one.pk]) for one in versions],
            "parties": parties,
            "everybody_agreed": len(agreed) == len(parties),
            "may_agree": may_write and bool(own - agreed),
            "agreed_oneself": bool(own) and own <= agreed,
            "pdf_languages": LANGUAGES,
        }
        context["sections"] = _read(version, context["shown"])
    return render(request, "exchanges/terms/terms.html", context)


@login_required
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Start from the template."""
    user, exchange = _terms(request, pk)
    try:
        start_terms(by=user, exchange=exchange)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("web:exchange-terms", exchange.pk)
    return redirect("web:exchange-terms-edit", exchange.pk)


@login_required
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to the version that was read."""
    user, exchange = _terms(request, pk)
    _agree(request, exchange, by=user)
    return redirect("web:exchange-terms", exchange.pk)


@link_page
def terms_link(request: HttpRequest, token: str) -> HttpResponse:
    """The newest text, to read and agree to, for who takes part and has no account."""
    try:
        invitation, holder = open_link(Invitation, AGREE, token)
    except ValidationError as error:
        return closed_link(request, error)
    exchange, person = invitation.exchange, invitation.participant
    version = exchange.terms.prefetch_related("agreements").first()
    if version is None or person is None or person.status != ParticipantStatus.JOINING:
        return closed_link(request, ValidationError(_("This link is no longer in use.")))
    if request.method == "POST":
        _agree(request, exchange, by=holder)
        return redirect(request.path)
    agreed = next((one for one in version.agreements.all() if one.participant_id == person.pk), None)
    choice = _shown_languages(request, version)
    context = {
        **choice,
        "exchange": exchange,
        "version": version,
        "sections": _read(version, choice["shown"]),
        "agreed": agreed,
        "may_agree": agreed is None and exchange.status in WRITABLE,
    }
    return render(request, "exchanges/terms/link.html", context)


def _agree(request: HttpRequest, exchange: Exchange, *, by: Actor) -> None:
    number = request.POST.get("number", "")
    version = get_object_or_404(exchange.terms, number=int(number) if number.isdecimal() else 0)
    try:
        agree_terms(by=by, version=version)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("You agreed to version {number}.").format(number=version.number))


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write. When somebody else was first, what was typed stays, put on top of what it is now."""
    user, exchange = _terms(request, pk)
    require(user, "exchanges.edit_terms", exchange)
    newest = exchange.terms.order_by("-number").first()
    if newest is None or exchange.status not in WRITABLE:
        return redirect("web:exchange-terms", exchange.pk)
    choice = _shown_languages(request, newest)
    context: dict[str, Any] = {**frame(user, exchange, "terms"), **choice}
    if request.method != "POST":
        form = TermsForm(version=newest, languages=choice["shown"])
    else:
        form = TermsForm(request.POST, version=newest, languages=choice["shown"])
        if form.is_valid():
            seen = form.cleaned_data["seen"]
            try:
                saved = edit_terms(
                    by=user, exchange=exchange, texts=form.texts(), seen_number=seen, note=form.cleaned_data["note"]
                )
            except Conflict as error:
                newest, before = exchange.terms.latest("number"), exchange.terms.filter(number=seen).first()
                form.on_newest(newest, before)
                form.add_error(None, error)
                context["changed"] = differences(exchange, before, newest) if before else []
            except ValidationError as error:
                form.add_error(None, error)
            else:
                _tell_saved(request, saved, seen)
                return redirect("web:exchange-terms", exchange.pk)
    return render(request, "exchanges/terms/edit.html", {**context, "form": form})


@login_required
@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed between two versions, word by word."""
    user, exchange = _terms(request, pk)
    versions = {one.number: one for one in exchange.terms.select_related("made_by")}
    if not versions:
        return redirect("web:exchange-terms", exchange.pk)
    form = CompareForm(request.GET, numbers=list(versions))
    old, new = versions[form.cleaned_data["van"]], versions[form.cleaned_data["tot"]]
    context = {
        **frame(user, exchange, "terms"),
        "form": form,
        "old": old,
        "new": new,
        "author": authors_of(exchange, [new])[new.pk],
        "differences": differences(exchange, old, new),
    }
    return render(request, "exchanges/terms/compare.html", context)


@login_required
@require_GET
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A version, the newest one by default, in one language."""
    _user, exchange = _terms(request, pk)
    language = request.GET.get("taal", page_language())
    versions = list(exchange.terms.prefetch_related("agreements"))
    if language not in LANGUAGES or not versions:
        raise Http404
    version = _wanted(versions, request.GET.get("versie"))
    version.exchange = exchange
    name = f"{slugify(exchange.title) or exchange.pk}-v{version.number}-{language}"
    return pdf_response(terms_pdf(version, language=language), name=name)


def _terms(request: HttpRequest, pk: int) -> tuple[User, Exchange]:
    user, exchange = visible_exchange(request, pk)
    require(user, "exchanges.view_terms", exchange)
    return user, exchange


def _wanted(versions: Sequence[TermsVersion], number: str | None) -> TermsVersion:
    """The version by this number; the newest one when none is asked for. Raises `Http404`."""
    if not number:
        return versions[0]
    found = next((one for one in versions if str(one.number) == number), None)
    if found is None:
        raise Http404
    return found


def _shown_languages(request: HttpRequest, version: TermsVersion) -> dict[str, Any]:
    """The languages of a version, and those that are shown: all beside each other, or the one that is asked for."""
    languages = list(version.texts)
    chosen = request.GET.get("taal", BOTH)
    if chosen not in languages:
        chosen = BOTH
    return {"languages": languages, "chosen": chosen, "shown": languages if chosen == BOTH else [chosen], "both": BOTH}


def _read(version: TermsVersion, languages: Sequence[str]) -> list[ReadSection]:
    found = []
    for section in sections_for(version.exchange.forms, version.texts):
        texts = [(language, version.texts.get(language, {}).get(section.key, "")) for language in languages]
        if any(text for _language, text in texts):
            found.append(ReadSection(section.heading, [(language, blocks_of(text)) for language, text in texts]))
    return found


def _tell_saved(request: HttpRequest, saved: TermsVersion, seen: int) -> None:
    if saved.number == seen:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(
            request, _("Version {number} is saved. Everybody is asked to agree to it.").format(number=saved.number)
        )


urlpatterns = [
    path("uitwisselingen/<int:pk>/opdracht", terms, name="exchange-terms"),
    path("uitwisselingen/<int:pk>/opdracht/begin", begin, name="exchange-terms-begin"),
    path("uitwisselingen/<int:pk>/opdracht/akkoord", agree, name="exchange-terms-agree"),
    path("uitwisselingen/<int:pk>/opdracht/wijzigen", edit, name="exchange-terms-edit"),
    path("uitwisselingen/<int:pk>/opdracht/vergelijken", compare, name="exchange-terms-compare"),
    path("uitwisselingen/<int:pk>/opdracht.pdf", pdf, name="exchange-terms-pdf"),
    path("o/<str:token>", terms_link, name="terms-link"),
]
