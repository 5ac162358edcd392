"""Plain search: the same people, BM25 on their own words, filters, and the words found. An equal door."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tantivy import Query

from wisselwerk.matching.conditions import conditions
from wisselwerk.matching.entry import Entry
from wisselwerk.matching.model import Must, Period
from wisselwerk.matching.recognise import Recogniser
from wisselwerk.matching.results import Evidence

if TYPE_CHECKING:
    from wisselwerk.matching.store import Snapshot


@dataclass(frozen=True, slots=True)
class Found:
    """A profile that plain search found: BM25 score, and the words found in its text and headline."""

    profile: str
    score: float
    text: tuple[Evidence, ...]
    headline: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of results, and how many there are in all."""

    found: tuple[Found, ...]
    count: int


def search(
    snapshot: Snapshot,
    recogniser: Recogniser,
    text: str,
    filters: Must,
    *,
    period: Period | None,
    top: int,
    offset: int,
) -> SearchResult:
    """Profiles that have a word of `text` and meet the filters, best first; without words all that meet the filters.

    The words are looked for in profiles of every language, each with that language's stems.
    """
    held = [snapshot.condition(one, period, recogniser.thesaurus) for one in conditions(filters, period)]
    terms: dict[str, dict[str, None]] = {
        lang: dict.fromkeys(term for word in recogniser.analyser.words(text, lang) for term in word.terms.all())
        for lang in snapshot.languages
    }
    clauses: list[Query] = [snapshot.term(lang, term) for lang, found in terms.items() for term in found]
    count = snapshot.matching([snapshot.any_of(clauses), *held] if clauses else held)
    # Tantivy makes room for everything before the offset, and ends the process over a huge one.
    if offset >= count:
        return SearchResult((), count)
    if clauses:
        hits = snapshot.ranked(clauses, held, top, offset)
    else:
        hits = [(place, 0.0) for place in snapshot.others(held, top, offset)]
    return SearchResult(tuple(_found(snapshot.entry(place), score, terms, recogniser) for place, score in hits), count)


def _found(entry: Entry, score: float, terms: Mapping[str, Container[str]], recogniser: Recogniser) -> Found:
    wanted = terms.get(entry.language, ())

    def marked(source: str) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(word.start, word.end, source[word.start : word.end])
            for word in recogniser.analyser.words(source, entry.language)
            if any(term in wanted for term in word.terms.all())
        )

    details = entry.details
    return Found(entry.id, score, marked(details.text), marked(details.headline))
