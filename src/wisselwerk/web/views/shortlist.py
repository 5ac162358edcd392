"""The shortlist: making it, looking at it as it was, changing what is asked, choosing."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.needs import queries
from wisselwerk.needs.actions import (
    choose,
    export_shortlist,
    make_shortlist,
    open_shortlist,
    set_theme,
    withdraw_choice,
)
from wisselwerk.needs.enums import ThemeState
from wisselwerk.needs.models import Choice, Need, Shortlist
from wisselwerk.transfer.spreadsheets import spreadsheet_response
from wisselwerk.web import comparison, shortlist_sheet
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.asked import asked_panel
from wisselwerk.web.candidates import MOST_COMPARED, cards, compare_query, read_compared
from wisselwerk.web.themes import find_theme, theme_name, theme_names

FILE_FORMS: Final = ("xlsx", "csv")


@login_required
@require_http_methods(["GET", "POST"])
def latest(request: HttpRequest, need_pk: int) -> HttpResponse:
    """POST makes a shortlist; GET goes to the newest one, or to the need when there is none yet."""
    user, need = _need(request, need_pk)
    require(user, "needs.view_shortlist", need)
    if request.method == "POST":
        return _make(request, user, need, required=None)
    newest = need.shortlists.first()
    return redirect(_address(newest)) if newest else redirect("web:need", need.pk)


@login_required
@require_GET
def stored(request: HttpRequest, need_pk: int, pk: int) -> HttpResponse:
    """A shortlist as it was when it was made."""
    user, shortlist = _shortlist(request, need_pk, pk)
    opened = open_shortlist(by=user, shortlist=shortlist)
    compared = read_compared(request.GET.getlist("compare"))
    found = cards(opened.shown, compared=compared)
    context = {
        **_frame(shortlist, compared),
        "panel": asked_panel(opened),
        "ranking": opened.ranking,
        "cards": [card for card in found if not card.weak],
        "weak_cards": [card for card in found if card.weak],
        "changes": queries.changes_since(shortlist, opened.asked),
        "theme_names": theme_names(),
        "choosing": request.GET.get("choose", ""),
        "back": _address(shortlist) + compare_query(compared),
        "refocus": _lost_its_focus(request),
    }
    return render(request, "shortlist/shortlist.html", context)


@login_required
@require_POST
def change(request: HttpRequest, need_pk: int, pk: int) -> HttpResponse:
    """Switch a must-have, or remove, restore or add a theme: gives a new shortlist, the old one stays."""
    user, shortlist = _shortlist(request, need_pk, pk)
    need = shortlist.need
    required = frozenset(shortlist.inputs["required"])
    if key := request.POST.get("toggle"):
        required ^= {key}
    try:
        _change_themes(request, user, need)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_address(shortlist) + _kept(request))
    return _make(request, user, need, required=required)


def _change_themes(request: HttpRequest, user: User, need: Need) -> None:
    if concept := request.POST.get("remove"):
        set_theme(by=user, need=need, concept=concept, state=ThemeState.REMOVED)
    if concept := request.POST.get("confirm"):
        set_theme(by=user, need=need, concept=concept, state=ThemeState.CONFIRMED)
    if words := request.POST.get("add", "").strip():
        found = find_theme(words)
        if found is None:
            raise ValidationError(_("There is no theme by the name “{words}”.").format(words=words))
        set_theme(by=user, need=need, concept=found, state=ThemeState.CONFIRMED)
        messages.success(request, _("Theme added: {theme}").format(theme=theme_name(found)))


@login_required
@require_GET
def compare(request: HttpRequest, need_pk: int, pk: int) -> HttpResponse:
    """Up to four candidates side by side."""
    user, shortlist = _shortlist(request, need_pk, pk)
    compared = read_compared(request.GET.getlist("compare"))
    table = comparison.compare(by=user, shortlist=shortlist, profile_ids=compared)
    return render(request, "shortlist/compare.html", {**_frame(shortlist, compared), "table": table})


@login_required
@require_GET
def export(request: HttpRequest, need_pk: int, pk: int, form: str) -> HttpResponse:
    """A shortlist as a spreadsheet."""
    if form not in FILE_FORMS:
        raise Http404
    user, shortlist = _shortlist(request, need_pk, pk)
    opened = export_shortlist(by=user, shortlist=shortlist)
    header, rows = shortlist_sheet.sheet(shortlist, opened)
    return spreadsheet_response(form, f"shortlist-{need_pk}-{pk}", header, rows)


@login_required
@require_POST
def choose_candidate(request: HttpRequest, need_pk: int) -> HttpResponse:
    """Choose somebody for a need, on a shortlist or in plain search."""
    user, need = _need(request, need_pk)
    posted = request.POST
    profile_id, number = posted.get("profile", ""), posted.get("shortlist", "")
    shortlist = get_object_or_404(need.shortlists, pk=number) if number.isdecimal() else None
    back = _back(request, need)
    try:
        choose(
            by=user,
            need=need,
            profile_id=profile_id,
            reason=posted.get("reason", "")[:2000],
            shortlist=shortlist,
            searched=posted.get("searched", ""),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        joint = "&" if "?" in back else "?"
        return HttpResponseRedirect(f"{back}{joint}{urlencode({'choose': profile_id})}#{_anchor(profile_id)}")
    messages.success(request, _("Chosen. Your reason is kept with the question."))
    return HttpResponseRedirect(f"{back}#{_anchor(profile_id)}")


@login_required
@require_POST
def withdraw(request: HttpRequest, need_pk: int, pk: int) -> HttpResponse:
    """Come back on a choice."""
    user, need = _need(request, need_pk)
    choice = get_object_or_404(Choice, pk=pk, need=need)
    withdraw_choice(by=user, choice=choice)
    messages.success(request, _("The choice is withdrawn. That it was made stays in the history."))
    return HttpResponseRedirect(f"{_back(request, need)}#{_anchor(choice.profile_id)}")


def _make(request: HttpRequest, user: User, need: Need, *, required: frozenset[str] | None) -> HttpResponse:
    try:
        shortlist = make_shortlist(by=user, need=need, required=required)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("web:need", need.pk)
    return redirect(_address(shortlist) + _kept(request))


def _frame(shortlist: Shortlist, compared: list[str]) -> dict[str, Any]:
    """What the proposal and the comparison have in common: the need, and the three views of the same people."""
    need, query = shortlist.need, compare_query(compared)
    here = (need.pk, shortlist.pk)
    return {
        "need": need,
        "shortlist": shortlist,
        "compared": compared,
        "full": len(compared) >= MOST_COMPARED,
        "proposal_href": reverse("web:stored-shortlist", args=here) + query,
        "compare_href": reverse("web:compare", args=here) + query,
        "search_href": reverse("web:search") + compare_query(compared, need=need.pk, shortlist=shortlist.pk),
        "change_href": reverse("web:shortlist-change", args=here) + query,
    }


def _lost_its_focus(request: HttpRequest) -> bool:
    """Whether htmx draws this page anew after a button that is gone now; the focus then goes to the themes.

    The name of the form comes along in a header. Other buttons and links keep their focus by their id.
    """
    return request.headers.get("HX-Trigger") in {"asked-themes-form", "asked-effects-form"}


def _need(request: HttpRequest, pk: int) -> tuple[User, Need]:
    """The need, if this user may see it; otherwise there is no such page for them."""
    user = signed_in_user(request)
    return user, get_object_or_404(queries.needs_visible_to(user), pk=pk)


def _shortlist(request: HttpRequest, need_pk: int, pk: int) -> tuple[User, Shortlist]:
    user, need = _need(request, need_pk)
    require(user, "needs.view_shortlist", need)
    shortlist = get_object_or_404(Shortlist.objects.select_related("made_by"), pk=pk, need=need)
    shortlist.need = need
    return user, shortlist


def _address(shortlist: Shortlist) -> str:
    return reverse("web:stored-shortlist", args=[shortlist.need_id, shortlist.pk])


def _kept(request: HttpRequest) -> str:
    """The comparison goes along to the next page."""
    return compare_query(read_compared(request.GET.getlist("compare")))


def _back(request: HttpRequest, need: Need) -> str:
    """The page that a form was on; an address of another site is not followed."""
    wanted = request.POST.get("back", "").partition("#")[0]
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("web:need", args=[need.pk])


def _anchor(profile_id: str) -> str:
    return profile_id.replace(":", "-")


urlpatterns = [
    path("vragen/<int:need_pk>/kandidaten", latest, name="shortlist"),
    path("vragen/<int:need_pk>/kandidaten/<int:pk>", stored, name="stored-shortlist"),
    path("vragen/<int:need_pk>/kandidaten/<int:pk>/anders", change, name="shortlist-change"),
    path("vragen/<int:need_pk>/kandidaten/<int:pk>/vergelijken", compare, name="compare"),
    path("vragen/<int:need_pk>/kandidaten/<int:pk>/bestand.<str:form>", export, name="shortlist-export"),
    path("vragen/<int:need_pk>/keuze", choose_candidate, name="choose"),
    path("vragen/<int:need_pk>/keuze/<int:pk>/terug", withdraw, name="choice-withdraw"),
]
