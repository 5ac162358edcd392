"""Plain search over the same people and offers as shortlists: words and filters, no need required. An equal door."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from wisselwerk import matching
from wisselwerk.experts import index
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.experts.queries import by_profile_id
from wisselwerk.needs.passages import Passage, opening, passages

PER_PAGE: Final = 20
# The index knows no places. With a place the best so many are looked through.
LOOKED_THROUGH: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for; what is empty does not count. `place` is a part of a municipality's or province's name.

    `kind` is "person" or "offer", `role` "official" or "administrator".
    """

    words: str = ""
    theme: str = ""
    language: str = ""
    level: str = ""
    form: str = ""
    kind: str = ""
    role: str = ""
    place: str = ""
    start: dt.date | None = None
    end: dt.date | None = None

    @property
    def period(self) -> matching.Period | None:
        return matching.Period(self.start, self.end) if self.start and self.end else None

    def filters(self) -> matching.Must:
        """The same as conditions of the index."""
        kinds: dict[str, tuple[matching.Kind, ...]] = {"person": ("person",), "offer": ("offer",)}
        roles: dict[str, tuple[matching.Role, ...]] = {
            "official": ("official",),
            "administrator": ("administrator",),
        }
        return matching.Must(
            languages={self.language: self.level or None} if self.language else {},
            forms=(self.form,) if self.form else (),
            kinds=kinds.get(self.kind, ()),
            roles=roles.get(self.role, ()),
            available=self.period is not None,
            themes=(self.theme,) if self.theme else (),
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody or something found, with the words found in their own text and headline."""

    profile: Expert | MunicipalOffer
    headline: tuple[matching.Evidence, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits. `count` is exact unless `is_cut`: with a place only the best are looked through."""

    hits: tuple[Hit, ...]
    count: int
    page: int
    is_cut: bool


def search(wanted: Wanted, *, page: int = 1) -> Results:
    """The page `page` (from 1; beyond the last it is the last) of what is found, best first."""
    found, count, page, is_cut = _in_place(wanted, page) if wanted.place.strip() else _anywhere(wanted, page)
    ids = [one.profile for one in found]
    people = by_profile_id(ids)
    texts = {profile.id: profile.full_text for profile in index.profiles(ids)} if ids else {}
    hits = []
    for one in found:
        if one.profile in people and one.profile in texts:
            text = texts[one.profile]
            hits.append(
                Hit(
                    people[one.profile],
                    one.headline,
                    passages(text, ((quote, 1.0) for quote in one.text)) or opening(text),
                )
            )
    return Results(tuple(hits), count, page, is_cut)


_Page = tuple[tuple[matching.Found, ...], int, int, bool]


def _anywhere(wanted: Wanted, page: int) -> _Page:
    current, filters = index.current(), wanted.filters()

    def ask(number: int) -> matching.SearchResult:
        offset = (number - 1) * PER_PAGE
        return current.search(wanted.words, filters, period=wanted.period, top=PER_PAGE, offset=offset)

    page = max(page, 1)
    result = ask(page)
    if page > (last := last_page(result.count)):
        page, result = last, ask(last)
    return result.found, result.count, page, False


def _in_place(wanted: Wanted, page: int) -> _Page:
    result = index.current().search(wanted.words, wanted.filters(), period=wanted.period, top=LOOKED_THROUGH)
    there = _profiles_in(wanted.place.strip())
    found = [one for one in result.found if one.profile in there]
    page = min(page, last_page(len(found)))
    return (
        tuple(found[(page - 1) * PER_PAGE : page * PER_PAGE]),
        len(found),
        page,
        result.count > LOOKED_THROUGH,
    )


def last_page(count: int) -> int:
    """The number of the last page when `count` are found; the first one if there are none."""
    return max(1, -(-count // PER_PAGE))


def _profiles_in(place: str) -> set[str]:
    """The profile ids of everybody in organisations whose name or province has these words."""
    of = Q(organisation__name__icontains=place) | Q(organisation__province__icontains=place)
    experts = Expert.objects.filter(of | Q(other_employer__icontains=place)).values_list("pk", flat=True)
    offers = MunicipalOffer.objects.filter(of).values_list("pk", flat=True)
    return {f"expert:{pk}" for pk in experts} | {f"offer:{pk}" for pk in offers}
