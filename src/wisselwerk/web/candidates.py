"""Candidates as cards: everything a shortlist, a comparison or a search result shows of one person or offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.matching import Candidate, Evidence
from wisselwerk.needs.models import Choice
from wisselwerk.needs.passages import Passage, Span, headline_quotes_of, standing
from wisselwerk.needs.queries import Shown
from wisselwerk.web import wording
from wisselwerk.web.navigation import existing_url
from wisselwerk.web.words import ago, day

MOST_COMPARED = 4
# Scores that look the same on the page: the order between them means nothing.
_SAME = 0.5


@dataclass(frozen=True, slots=True)
class Face:
    """Who it is: what is read from the database at this moment, never from a stored list."""

    profile_id: str
    name: str
    url: str
    headline: str
    headline_marks: tuple[Span, ...]
    language: str
    organisation: str
    lines: tuple[str, ...]
    note: str
    is_offer: bool
    is_invented: bool
    confirmed: str


@dataclass(frozen=True, slots=True)
class Card:
    """A candidate of a shortlist. `face` is None for someone who may no longer be shown."""

    profile_id: str
    rank: int
    score: int
    face: Face | None
    why: SafeString | str
    bars: Sequence[wording.Bar]
    passages: Sequence[Passage]
    pairs: Sequence[wording.Pair]
    gaps: Sequence[str]
    choice: Choice | None
    tied: bool
    weak: bool
    compared: bool
    compare_href: str

    @property
    def anchor(self) -> str:
        """The id of the card on the page."""
        return self.profile_id.replace(":", "-")


def face_of(profile: Expert | MunicipalOffer, quotes: Iterable[Evidence] = ()) -> Face:
    """The name and the facts of a person or an offer; `quotes` are the words of the headline to mark."""
    if isinstance(profile, MunicipalOffer):
        return _offer_face(profile, quotes)
    return Face(
        profile_id=profile.profile_id,
        name=str(profile),
        url=existing_url("web:expert", profile.pk) or "",
        headline=profile.headline,
        headline_marks=standing(profile.headline, quotes),
        language=profile.language,
        organisation=profile.employer,
        lines=(),
        note="",
        is_offer=False,
        is_invented=profile.is_invented,
        confirmed=_confirmed(profile.confirmed_at),
    )


def _offer_face(offer: MunicipalOffer, quotes: Iterable[Evidence]) -> Face:
    hours = offer.hours_per_year
    lines = [
        ngettext("{count} hour a year", "{count} hours a year", hours).format(count=hours) if hours else "",
        _("stands until {day}").format(day=day(offer.valid_until)) if offer.valid_until else "",
    ]
    return Face(
        profile_id=offer.profile_id,
        name=str(offer.organisation),
        url=existing_url("web:offer", offer.pk) or "",
        headline=offer.title,
        headline_marks=standing(offer.title, quotes),
        language=offer.language,
        organisation=str(offer.organisation),
        lines=tuple(filter(None, lines)),
        note=_colleagues(offer),
        is_offer=True,
        is_invented=offer.is_invented,
        confirmed=_confirmed(offer.confirmed_at),
    )


def _confirmed(moment: dt.datetime | None) -> str:
    if moment is None:
        return _("never confirmed")
    return _("confirmed {ago}").format(ago=ago(timezone.localtime(moment).date()))


def cards(shown: Sequence[Shown], *, compared: Sequence[str]) -> list[Card]:
    """The cards of a shortlist, in its order. `compared` are the profile ids that stand side by side."""
    found = []
    for number, one in enumerate(shown):
        candidate = one.candidate
        before = shown[number - 1].candidate.score if number else None
        found.append(
            Card(
                profile_id=candidate.profile,
                rank=candidate.rank,
                score=round(candidate.score),
                face=face_of(one.profile, headline_quotes_of(candidate)) if one.profile else None,
                why=wording.why(candidate, is_offer=isinstance(one.profile, MunicipalOffer)),
                bars=wording.bars(candidate),
                passages=one.passages,
                pairs=wording.pairs(candidate),
                gaps=wording.gap_sentences(candidate.gaps),
                choice=one.choice,
                tied=before is not None and before - candidate.score < _SAME,
                weak=says_nothing(candidate),
                compared=candidate.profile in compared,
                compare_href=compare_href(toggled(compared, candidate.profile), candidate.profile),
            )
        )
    return found


def says_nothing(candidate: Candidate) -> bool:
    """Whether nothing in someone's own words or themes answers the question: they only fit in practice."""
    return not any(
        (reason.part == "themes" and reason.theme) or (reason.part == "text" and reason.evidence)
        for reason in candidate.reasons
    )


def _colleagues(offer: MunicipalOffer) -> str:
    """How many people of a municipality stand behind an offer; it chooses itself who goes."""
    if not offer.people:
        return _("The municipality chooses who goes.")
    text = ngettext(
        "{count} colleague works on this; the municipality chooses who goes.",
        "{count} colleagues work on this; the municipality chooses who goes.",
        offer.people,
    )
    return text.format(count=offer.people)


def read_compared(values: Iterable[str]) -> list[str]:
    """The profile ids to compare, as an address gives them: each once, and no more than fit beside each other."""
    return list(dict.fromkeys(values))[:MOST_COMPARED]


def toggled(compared: Sequence[str], profile_id: str) -> list[str]:
    """The comparison with this one taken out or, if there is room, put in."""
    if profile_id in compared:
        return [one for one in compared if one != profile_id]
    return [*compared, profile_id][:MOST_COMPARED]


def compare_query(compared: Sequence[str], **more: str | int) -> str:
    """The query string that keeps a comparison (and whatever else) in an address; empty when there is nothing."""
    pairs = [*((name, str(value)) for name, value in more.items()), *(("compare", one) for one in compared)]
    return f"?{urlencode(pairs, safe=':')}" if pairs else ""


def compare_href(compared: Sequence[str], profile_id: str) -> str:
    """The address of the same page with another comparison, at the card of the one that was put in or taken out."""
    return f"{compare_query(compared) or '?'}#{profile_id.replace(':', '-')}"
