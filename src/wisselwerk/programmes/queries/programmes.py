"""Programmes: the list, and the page of one."""

from __future__ import annotations

from django.db.models import Case, Count, F, QuerySet, When

from wisselwerk.organisations.models import Country
from wisselwerk.programmes.models import Programme
from wisselwerk.programmes.texts import searchable


def find_programmes(*, words: str = "", country: str = "") -> QuerySet[Programme]:
    """The programmes that have all words, with `project_count`: those that people wrote up, then newest first."""
    found = Programme.objects.annotate(project_count=Count("projects", distinct=True))
    for word in searchable([words]).split():
        found = found.filter(search_text__contains=word)
    if country:
        found = found.filter(countries=country)
    backwards = Case(When(start__gt=F("end"), then=1), default=0)  # says nothing about what is new
    from_file = Case(When(import_digest="", then=0), default=1)
    return (
        found.order_by(from_file, backwards, F("start").desc(nulls_last=True), "slug")
        .defer("search_text")
        .prefetch_related("countries", "funders")
    )


def programme_page(slug: str) -> Programme:
    """One programme with what its page shows beside its projects. Raises `Programme.DoesNotExist`."""
    return Programme.objects.prefetch_related("countries", "funders__country").get(slug=slug)


def countries_of_programmes() -> QuerySet[Country]:
    """The countries in which there is a programme."""
    return Country.objects.filter(programmes__isnull=False).distinct()
