"""Questions about organisations."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from wisselwerk.organisations.models import Country, Organisation, TravelAdvice

# What a list can be sorted by; the name decides between equals.
SORTS: Final = {
    "name": (F("name").asc(), "pk"),
    "-name": (F("name").desc(), "pk"),
    "kind": (F("kind").asc(), "name", "pk"),
    "country": (F("country").asc(nulls_last=True), "name", "pk"),
    "-population": (F("population").desc(nulls_last=True), "name", "pk"),
    "population": (F("population").asc(nulls_last=True), "name", "pk"),
}


def organisations(
    *, text: str = "", kind: str = "", country: str = "", ended: bool = False, sort: str = "name"
) -> QuerySet[Organisation]:
    """The organisations of the list page with the number of their offers; those that ended only when asked for.

    `text` is looked for in name, place and CBS code, whatever the case and the accents. An unknown `sort` is by name.
    """
    found = Organisation.objects.select_related("country")
    if not ended:
        found = found.current()
    if text:
        found = found.filter(pk__in=_named(text))
    if kind:
        found = found.filter(kind=kind)
    if country:
        found = found.filter(country=country)
    offers = Count("offers", filter=Q(offers__is_active=True), distinct=True)
    return found.annotate(offer_count=offers).order_by(*SORTS.get(sort, SORTS["name"]))


def namesakes(name: str, country: Country | None) -> QuerySet[Organisation]:
    """Organisations in the same country whose name differs at most in case and accents."""
    here = Organisation.objects.filter(country=country)
    plain = _plain(name)
    return here.filter(pk__in=[pk for pk, other in here.values_list("pk", "name") if _plain(other) == plain])


def countries_in_use() -> QuerySet[Country]:
    """The countries in which there is an organisation."""
    return Country.objects.filter(organisation__isnull=False).distinct()


def newest_advice(country: Country | None) -> TravelAdvice | None:
    """The travel advice that holds for a country, if one was noted."""
    return country.travel_advice.first() if country else None


def advice_by_country(countries: Iterable[str]) -> dict[str, TravelAdvice]:
    """The travel advice that holds, for many countries at once (their codes)."""
    newest = TravelAdvice.objects.filter(country=OuterRef("pk")).values("pk")[:1]
    held = Country.objects.filter(pk__in=countries).values_list(Subquery(newest), flat=True)
    return {advice.country_id: advice for advice in TravelAdvice.objects.filter(pk__in=list(held))}


def _named(text: str) -> list[int]:
    """The keys of the organisations in whose name, place or CBS code all words of `text` stand.

    Done here, as no database of ours compares without accents by itself, and there are thousands of them, not more.
    """
    words = _plain(text).split()
    rows = Organisation.objects.values_list("pk", "name", "place", "cbs_code")
    found = []
    for pk, *parts in rows:
        plain = _plain(" ".join(filter(None, parts)))
        if all(word in plain for word in words):
            found.append(pk)
    return found


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).strip()
