"""Municipal offers: expertise by theme, without naming a person."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wisselwerk.accounts.models import User
from wisselwerk.experts.actions import confirm_offer, create_offer, update_offer, withdraw_offer
from wisselwerk.experts.models import MunicipalOffer
from wisselwerk.experts.queries import coordinated_by, offers_visible_to
from wisselwerk.experts.search import find_offers
from wisselwerk.transfer.spreadsheets import spreadsheet_response
from wisselwerk.web.forms.offers import OfferForm
from wisselwerk.web.forms.people import OfferFilterForm
from wisselwerk.web.themes import theme_names
from wisselwerk.web.views.experts import PAGE, SPREADSHEETS, names_of, signed_in


@login_required
def offers(request: HttpRequest) -> HttpResponse:
    """The list of offers, 25 on a page."""
    user = signed_in(request, "experts.list_offers")
    form = OfferFilterForm(request.GET)
    page = Paginator(find_offers(user, form.search()), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "count": page.paginator.count,
        "offers": [(offer, names_of(offer.themes.all())) for offer in page],
        "may_offer": user.has_perm("experts.offer_expertise"),
    }
    return render(request, "offers/list.html", context)


@login_required
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as a spreadsheet, with the same filters."""
    user = signed_in(request, "experts.list_offers")
    if kind not in SPREADSHEETS:
        raise Http404
    header = [
        _("Municipality"), _("Offer"), _("Themes"), _("Languages"), _("Forms"), _("Colleagues"), _("Hours a year"),
        _("Stands until"), _("Last confirmed"), _("Can be found"), _("Invented"),
    ]  # fmt: skip
    rows = (
        [
            offer.organisation.name,
            offer.title,
            names_of(offer.themes.all()),
            [f"{code} {level}".strip() for code, level in offer.languages.items()],
            offer.form_labels(),
            offer.people,
            offer.hours_per_year,
            offer.valid_until,
            offer.confirmed_at.date(),
            _("yes") if offer.is_active and not offer.has_lapsed else _("no"),
            _("yes") if offer.is_invented else "",
        ]
        for offer in find_offers(user, OfferFilterForm(request.GET).search())
    )
    return spreadsheet_response(kind, str(_("offers")), header, rows)


@login_required
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one offer."""
    found = get_object_or_404(offers_visible_to(signed_in(request, "experts.list_offers")), pk=pk)
    context = {
        "offer": found,
        "themes": names_of(found.themes.all()),
        "may_change": request.user.has_perm("experts.change_offer", found),
    }
    return render(request, "offers/offer.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponseBase:
    """The form of a new offer."""
    signed_in(request, "experts.offer_expertise")
    return _write(request, None)


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The form of an offer that exists."""
    return _write(request, _own_offer(request, pk))


def _write(request: HttpRequest, offer: MunicipalOffer | None) -> HttpResponseBase:
    """The one form for both. Themes that were recognised are shown before anything is stored."""
    user = signed_in(request, "experts.offer_expertise")
    municipalities = None if offer else coordinated_by(user)
    check_themes = False
    if request.method == "POST":
        text = f"{request.POST.get('title', '')}\n{request.POST.get('text', '')}"
        form = OfferForm(request.POST, municipalities=municipalities, text=text)
        if request.POST.get("go") != "save":
            form = form.only_about("add_theme") if "add_theme" in form.errors else form.again()
        elif form.is_valid():
            if not form.unseen_themes:
                return _save(request, user, offer, form)
            form, check_themes = form.again(), True
    elif offer:
        text = f"{offer.title}\n{offer.text}"
        form = OfferForm(initial=OfferForm.initial_of_offer(offer), municipalities=None, text=text)
    else:
        form = OfferForm(initial={"organisation": coordinated_by(user).first()}, municipalities=municipalities, text="")
    context = {"form": form, "offer": offer, "check_themes": check_themes, "theme_names": theme_names()}
    return render(request, "offers/edit.html", context)


def _save(request: HttpRequest, user: User, offer: MunicipalOffer | None, form: OfferForm) -> HttpResponseBase:
    if offer is None:
        offer = create_offer(by=user, organisation=form.cleaned_data["organisation"], data=form.offer())
        messages.success(request, _("Your offer can be found from now on."))
    else:
        update_offer(by=user, offer=offer, data=form.offer())
        messages.success(request, _("The offer was changed."))
    return redirect("web:offer", offer.pk)


@require_POST
@login_required
def confirm(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The offer still stands, or stands again."""
    found = _own_offer(request, pk)
    try:
        confirm_offer(by=signed_in(request, "experts.offer_expertise"), offer=found)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("web:offer-edit", pk)
    messages.success(request, _("Thank you. The offer stands."))
    return redirect("web:offer", pk)


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    withdraw_offer(by=signed_in(request, "experts.offer_expertise"), offer=_own_offer(request, pk))
    messages.success(request, _("Nobody finds this offer any more. You can make it stand again at any time."))
    return redirect("web:offer", pk)


def _own_offer(request: HttpRequest, pk: int) -> MunicipalOffer:
    """An offer that the user may change. Raises `Http404` or `PermissionDenied`."""
    found = MunicipalOffer.objects.select_related("organisation").prefetch_related("themes").filter(pk=pk).first()
    if found is None:
        raise Http404
    if not request.user.has_perm("experts.change_offer", found):
        raise PermissionDenied
    return found


urlpatterns = [
    path("aanbod", offers, name="offers"),
    path("aanbod/export/<str:kind>", export, name="offers-export"),
    path("aanbod/nieuw", new, name="offer-new"),
    path("aanbod/<int:pk>", offer, name="offer"),
    path("aanbod/<int:pk>/wijzigen", edit, name="offer-edit"),
    path("aanbod/<int:pk>/staat-nog", confirm, name="offer-confirm"),
    path("aanbod/<int:pk>/intrekken", withdraw, name="offer-withdraw"),
]
