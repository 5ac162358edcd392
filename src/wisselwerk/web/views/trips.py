"""The dossier of an administrator's trip, and the public register of such trips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, re_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wisselwerk.exchanges.actions import update_dossier
from wisselwerk.exchanges.actions.trips import dossier_of
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.models import Participant, TripDossier
from wisselwerk.exchanges.queries.trips import find_trips, has_returned, is_cancelled, makes_trip
from wisselwerk.transfer.spreadsheets import spreadsheet_response
from wisselwerk.web import words
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.amounts import money
from wisselwerk.web.forms.trips import TripFilters, TripForm

PER_PAGE: Final = 25


@login_required
def trip(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossier of one traveller; `pk` is that of the participant, so that it is there before it is begun."""
    user = signed_in_user(request)
    people = Participant.objects.joining().select_related("exchange__partner", "exchange__country", "organisation")
    participant = get_object_or_404(people, pk=pk)
    dossier = dossier_of(participant)
    if not makes_trip(participant) or not user.has_perm("exchanges.view_dossier", dossier):
        raise Http404
    form = TripForm(request.POST or None, dossier=dossier, may_report=has_returned(participant.exchange))
    if request.method == "POST" and form.is_valid():
        try:
            update_dossier(by=user, dossier=dossier, data=form.trip(), seen=form.cleaned_data["seen"])
        except ValidationError as error:
            form.add_error(None, error)
            if isinstance(error, Conflict):
                dossier = dossier_of(participant)
        else:
            messages.success(request, _("The dossier is saved."))
            return redirect("web:trip", pk)
    exchange = participant.exchange
    context = {
        "form": form,
        "participant": participant,
        "exchange": exchange,
        "dossier": dossier,
        "period": words.period(exchange.start, exchange.end),
        "stored": _stored(dossier) if form.non_field_errors() else [],
        "may_view_exchange": user.has_perm("exchanges.view_exchange", exchange),
    }
    return render(request, "trips/trip.html", context)


@require_safe
def trips(request: HttpRequest) -> HttpResponse:
    """The public register."""
    form = TripFilters(request.GET)
    page = Paginator(find_trips(form.wanted), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "trips/register.html", {"form": form, "page": page, "rows": list(shown(page))})


@require_safe
def trips_export(request: HttpRequest, form: str) -> HttpResponse:
    """The register as it is filtered, as a spreadsheet."""
    header = [
        _("Municipality"),
        _("Who"),
        _("Destination"),
        _("From"),
        _("Until"),
        _("Purpose"),
        _("Interest for the municipality"),
        _("Costs (euro)"),
        _("Who pays"),
        _("Decision of the executive"),
        _("Number of the decision"),
        _("Report"),
        _("Reported on"),
        _("State"),
    ]
    found = shown(find_trips(TripFilters(request.GET).wanted))
    return spreadsheet_response(form, _("trips"), header, (_row(one) for one in found))


def shown(dossiers: Iterable[TripDossier]) -> Iterator[dict[str, Any]]:
    """What the public sees of each trip: by name only who chose it, and nothing of others who travel along."""
    for dossier in dossiers:
        participant = dossier.participant
        exchange = participant.exchange
        named = participant.name if participant.may_be_named else ""
        yield {
            "dossier": dossier,
            "exchange": exchange,
            "municipality": participant.employer,
            "who": named or str(participant.get_kind_display()),
            "period": words.period(exchange.start, exchange.end),
            "costs": money(dossier.costs),
            "is_cancelled": is_cancelled(dossier),
        }


def _row(one: dict[str, Any]) -> list[Any]:
    dossier, exchange = one["dossier"], one["exchange"]
    return [
        one["municipality"],
        one["who"],
        ", ".join(filter(None, [exchange.partner.name, str(exchange.country or "")])),
        exchange.start,
        exchange.end,
        dossier.purpose,
        dossier.policy_interest,
        dossier.costs,
        dossier.paid_by,
        dossier.decided_on,
        dossier.decision_reference,
        dossier.report,
        dossier.reported_on,
        _("cancelled") if one["is_cancelled"] else "",
    ]


def _stored(dossier: TripDossier) -> list[tuple[str, Any]]:
    """What the dossier says now, for whoever was second."""
    fields = [field for field in TripDossier._meta.get_fields() if field.name in TripForm.SHOWN]
    values = [(str(getattr(field, "verbose_name", "")), getattr(dossier, field.name)) for field in fields]
    return [(label, value) for label, value in values if value not in (None, "")]


urlpatterns = [
    path("reizen", trips, name="trips"),
    re_path(r"^reizen\.(?P<form>csv|xlsx)$", trips_export, name="trips-export"),
    path("reizen/<int:pk>", trip, name="trip"),
]
