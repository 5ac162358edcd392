"""Quotes of a candidate's own words: the sentences in which the evidence of a ranking stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wisselwerk.matching import Candidate, Evidence

_SENTENCES = 2
_LENGTH = 260
_LEAD = 60  # so much of a long sentence is shown before the first mark
# A full stop after a digit or a single letter is no end: "2. fase", "J. de Vries".
_END = re.compile(r"(?<=[^\W\d_]{2}[.!?؟…])\s+|\n+")

Span = tuple[int, int]
# Words of a text with how much they say.
Quote = tuple[Evidence, float]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of someone's own words; `marks` are the places in `text` that answer the question."""

    text: str
    marks: tuple[Span, ...] = ()
    cut_before: bool = False
    cut_after: bool = False


def quotes_of(candidate: Candidate) -> list[Quote]:
    """The words in a candidate's own text that answer the question, each with the points that they helped to earn."""
    return [
        (quote, reason.contribution / len(reason.evidence)) for reason in candidate.reasons for quote in reason.evidence
    ]


def headline_quotes_of(candidate: Candidate) -> list[Evidence]:
    """The words in a candidate's headline that answer the question."""
    return [quote for reason in candidate.reasons for quote in reason.headline]


def passages(source: str, quotes: Iterable[Quote]) -> tuple[Passage, ...]:
    """The sentences of `source` (the profile's full text) in which `quotes` weigh most, in order of place.

    A quote that does not stand in `source` is passed over: the text has changed since.
    """
    quotes = list(quotes)
    spans = standing(source, (quote for quote, _weight in quotes))
    found = []
    for start, end in _sentences(source):
        marks = [span for span in spans if start <= span[0] and span[1] <= end]
        weight = sum(weight for quote, weight in quotes if start <= quote.start and quote.end <= end)
        if marks:
            found.append((-weight, start, end, marks))
    best = sorted((start, end, marks) for _weight, start, end, marks in sorted(found)[:_SENTENCES])
    return tuple(_passage(source, start, end, marks) for start, end, marks in best)


def opening(source: str) -> tuple[Passage, ...]:
    """The first words of a text, when there is nothing to mark."""
    if len(source) <= _LENGTH:
        return (Passage(source),) if source else ()
    end = max(source.rfind(" ", 0, _LENGTH), _LENGTH // 2)
    return (Passage(source[:end], cut_after=True),)


def standing(source: str, quotes: Iterable[Evidence]) -> tuple[Span, ...]:
    """The places of those `quotes` that still stand in `source`; words next to one another are one place."""
    found: list[Span] = []
    for start, end in _merged(
        (quote.start, quote.end) for quote in quotes if source[quote.start : quote.end] == quote.text
    ):
        if found and not source[found[-1][1] : start].strip(" "):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def shifted(quotes: Iterable[Evidence], start: int, length: int) -> tuple[Span, ...]:
    """The places of `quotes` within a part of their text that begins at `start`; those outside it are left out."""
    return _merged(
        (quote.start - start, quote.end - start)
        for quote in quotes
        if start <= quote.start and quote.end <= start + length
    )


def to_data(found: Iterable[Passage]) -> list[dict[str, Any]]:
    """Passages as they are kept with a shortlist."""
    return [
        {"text": one.text, "marks": [list(mark) for mark in one.marks], "cut": [one.cut_before, one.cut_after]}
        for one in found
    ]


def from_data(data: Iterable[dict[str, Any]]) -> tuple[Passage, ...]:
    """The reverse of `to_data`."""
    return tuple(Passage(one["text"], tuple((start, end) for start, end in one["marks"]), *one["cut"]) for one in data)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _sentences(source: str) -> Iterable[Span]:
    start = 0
    for gap in _END.finditer(source):
        yield start, gap.start()
        start = gap.end()
    yield start, len(source)


def _passage(source: str, start: int, end: int, marks: Sequence[Span]) -> Passage:
    """The sentence; of a long one the stretch with the most marks, cut between words."""
    low, high = start, end
    if end - start > _LENGTH:
        windows = [
            (sum(mark[1] <= first + _LENGTH - _LEAD for mark in marks if mark[0] >= first), -first)
            for first, _ in marks
        ]
        first = -max(windows)[1]
        low, high = max(start, first - _LEAD), min(end, max(first - _LEAD, start) + _LENGTH)
        low = low if low == start else source.find(" ", low, first) + 1 or first
        high = high if high == end else max(source.rfind(" ", low, high), *(b for a, b in marks if a == first))
    inside = tuple((a - low, b - low) for a, b in marks if low <= a and b <= high)
    return Passage(source[low:high], inside, low > start, high < end)
