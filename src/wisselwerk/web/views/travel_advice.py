"""The travel advice for the countries where we work."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import note_travel_advice
from wisselwerk.exchanges.queries.exchanges import exchanges_visible_to
from wisselwerk.exchanges.queries.preparation import exchanges_there, watched_countries
from wisselwerk.organisations.actions import check_travel_advice
from wisselwerk.organisations.models import Country
from wisselwerk.thesaurus.normal import label_key
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.forms.preparation import TravelAdviceForm
from wisselwerk.web.themes import page_language

HISTORY_SHOWN = 20


@login_required
@require_GET
def travel_advice(request: HttpRequest) -> HttpResponse:
    """Every country where we work, in the order of the alphabet of the page."""
    require(signed_in_user(request), "organisations.view_travel_advice")
    lang = page_language()
    rows = sorted(watched_countries(), key=lambda row: label_key(row.country.name_in(lang), lang))
    return render(request, "travel_advice/list.html", {"rows": rows})


@login_required
def travel_advice_country(request: HttpRequest, code: str) -> HttpResponse:
    """One country: what holds, what held, who goes there; note a new advice, or say that it is still the same."""
    user = signed_in_user(request)
    require(user, "organisations.view_travel_advice")
    country = get_object_or_404(Country, pk=code)
    history = list(country.travel_advice.select_related("noted_by")[:HISTORY_SHOWN])
    advice = history[0] if history else None
    do = request.POST.get("do", "")
    form = TravelAdviceForm(request.POST if do == "note" else None, advice=advice)
    try:
        if do == "check":
            key = request.POST.get("advice", "")
            looked_at = get_object_or_404(country.travel_advice, pk=key if key.isdigit() else 0)
            check_travel_advice(by=user, advice=looked_at)
            messages.success(request, _("Noted: the advice is still the same."))
            return redirect("web:travel-advice-country", country.pk)
        if do == "note" and form.is_valid():
            note_travel_advice(by=user, country=country, **form.cleaned_data)
            messages.success(request, _("The travel advice is noted."))
            return redirect("web:travel-advice-country", country.pk)
    except ValidationError as error:
        if do == "note":
            form.add_error(None, error)
        else:
            messages.error(request, error.messages[0])
    context = {
        "country": country,
        "kicker": _("Travel advice"),
        "advice": advice,
        "history": history,
        "form": form,
        "may_note": user.has_perm("organisations.note_travel_advice"),
        "exchanges": exchanges_there(country, exchanges_visible_to(user)),
    }
    return render(request, "travel_advice/country.html", context)


urlpatterns = [
    path("reisadviezen", travel_advice, name="travel-advice"),
    path("reisadviezen/<str:code>", travel_advice_country, name="travel-advice-country"),
]
