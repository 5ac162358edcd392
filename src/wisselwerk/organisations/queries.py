"""Questions about organisations."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from wisselwerk.organisations.models import Country, Organisation


def organisations(*, text: str = "", kind: str = "", country: str = "", ended: bool = False) -> QuerySet[Organisation]:
    """The organisations of the list page; those that ended only when asked for."""
    found = Organisation.objects.select_related("country")
    if not ended:
        found = found.current()
    if text:
        found = found.filter(Q(name__icontains=text) | Q(place__icontains=text) | Q(cbs_code__iexact=text))
    if kind:
        found = found.filter(kind=kind)
    if country:
        found = found.filter(country=country)
    return found.annotate(expert_count=Count("experts", distinct=True), offer_count=Count("offers", distinct=True))


def countries_with(kind: str) -> QuerySet[Country]:
    """The countries in which there is an organisation of this kind."""
    return Country.objects.filter(organisation__kind=kind).distinct()
