"""Plain search over the same people as shortlists: words and filters, in an order that anyone can follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk import matching
from wisselwerk.accounts.models import User
from wisselwerk.experts import index
from wisselwerk.experts.enums import Freshness, ThemeSource
from wisselwerk.experts.models import FRESH_FOR, STALE_AFTER, Expert, MunicipalOffer
from wisselwerk.experts.queries import experts_visible_to, offers_visible_to
from wisselwerk.experts.themes import with_narrower
from wisselwerk.languages import CEFR_LEVELS

# So many people are put in order of how well they fit the words; nobody reads further.
RANKED: Final = 1_000


class Order(models.TextChoices):
    FIT = "fit", _("Best fit first")
    NAME = "name", _("By name")
    FRESH = "fresh", _("Last confirmed first")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertSearch:
    """What somebody looks for; what is empty does not count. `organisation` is a database key."""

    words: str = ""
    theme: str = ""
    language: str = ""
    level: str = ""
    form: str = ""
    kind: str = ""
    organisation: int | None = None
    freshness: str = ""
    order: str = Order.FIT


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSearch:
    """The same for municipal offers."""

    words: str = ""
    theme: str = ""
    form: str = ""
    organisation: int | None = None
    findable_only: bool = False


def find_experts(user: User, search: ExpertSearch) -> list[int]:
    """The keys of the experts whom `user` may list and who fit, in order.

    Words are looked for in what people wrote (in all forms of the word, through the index) and in names. A theme stands
    for what is below it too, whether it was confirmed or recognised in the text.
    """
    found = experts_visible_to(user).prefetch_related(None).select_related(None)
    found = _by_facts(found, search)
    rank: dict[int, int] = {}
    if words := search.words.strip():
        rank = _ranked(words)
        named = Q(name__icontains=words) | Q(organisation__name__icontains=words) | Q(other_employer__icontains=words)
        found = found.filter(named | Q(pk__in=rank) | Q(headline__icontains=words) | Q(text__icontains=words))
    if search.theme:
        confirmed = Q(themes__concept__in=with_narrower(search.theme), themes__source=ThemeSource.CONFIRMED)
        recognised = _ranked("", search.theme)
        found = found.filter(pk__in=Expert.objects.filter(confirmed | Q(pk__in=recognised)).values("pk"))
    if search.order == Order.FRESH:
        found = found.order_by(models.F("confirmed_at").desc(nulls_last=True), "name", "pk")
    keys = list(found.values_list("pk", flat=True))
    if search.order == Order.FIT and rank:
        keys.sort(key=lambda key: rank.get(key, -1))  # whose name has the words comes first
    return keys


def find_offers(user: User, search: OfferSearch) -> QuerySet[MunicipalOffer]:
    """The offers that `user` may see and that fit, by municipality."""
    found = offers_visible_to(user)
    if words := search.words.strip():
        found = found.filter(
            Q(title__icontains=words) | Q(text__icontains=words) | Q(organisation__name__icontains=words)
        )
    if search.theme:
        found = found.filter(Q(themes__concept__in=with_narrower(search.theme), themes__source=ThemeSource.CONFIRMED))
    if search.form:
        found = found.filter(_has_form(search.form))
    if search.organisation:
        found = found.filter(organisation=search.organisation)
    if search.findable_only:
        found = found.filter(pk__in=MunicipalOffer.objects.findable())
    return found.distinct()


def _by_facts(experts: QuerySet[Expert], search: ExpertSearch) -> QuerySet[Expert]:
    if search.language:
        enough = CEFR_LEVELS[CEFR_LEVELS.index(search.level) :] if search.level in CEFR_LEVELS else CEFR_LEVELS
        # A level that is not known passes, as it does in a shortlist.
        experts = experts.filter(**{f"languages__{search.language}__in": ["", *enough]})
    if search.form:
        experts = experts.filter(_has_form(search.form) | Q(forms=[]))
    if search.kind:
        experts = experts.filter(kind=search.kind)
    if search.organisation:
        experts = experts.filter(organisation=search.organisation)
    now = timezone.now()
    match search.freshness:
        case Freshness.FRESH:
            experts = experts.filter(confirmed_at__gte=now - FRESH_FOR)
        case Freshness.AGEING:
            experts = experts.filter(confirmed_at__lt=now - FRESH_FOR, confirmed_at__gte=now - STALE_AFTER)
        case Freshness.STALE:
            experts = experts.filter(Q(confirmed_at=None) | Q(confirmed_at__lt=now - STALE_AFTER))
    return experts


def _has_form(form: str) -> Q:
    """JSON lists can't be searched by element in every database; the value in quotes is in no other one."""
    return Q(forms__icontains=f'"{form}"')


def _ranked(words: str, theme: str = "") -> dict[int, int]:
    """The keys of the experts whom the index finds, each with its place."""
    filters = matching.Must(kinds=("person",), themes=(theme,) if theme else ())
    found = index.current().search(words, filters, top=RANKED).found
    return {key: place for place, key in enumerate(index.split_ids(one.profile for one in found)["expert"])}
