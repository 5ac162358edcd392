"""A profile as the index keeps it: what a score needs, quick to read, and apart from that what an explanation needs."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, Final

from wisselwerk.languages import Lang
from wisselwerk.matching.model import PastExchange, Period
from wisselwerk.matching.serial import from_dict, to_dict

UNIT: Final = 10_000
# A term in an item is one number: item · COUNTS + how often. Small, because Python shares small numbers.
COUNTS: Final = 16

Spans = tuple[tuple[int, int], ...]


def counted(item: int, count: int) -> int:
    """The number that says that a term is in an item, so often."""
    return item * COUNTS + min(count, COUNTS - 1)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a profile says apart from its text. See `Profile`."""

    languages: Mapping[str, str | None]
    forms: tuple[str, ...]
    availability: tuple[Period, ...]
    organisation: str
    kind: str
    role: str | None
    confirmed_on: date | None
    hours_left: float | None
    load: float | None
    record: tuple[PastExchange, ...]

    def pack(self) -> bytes:
        """As JSON, without what is empty."""
        return json.dumps(
            {name: value for name, value in to_dict(self).items() if value not in (None, [], {}, "")}
        ).encode()

    @classmethod
    def unpack(cls, data: bytes) -> Facts:
        """What `pack` wrote. By hand, because it is done for every candidate of every question."""
        read: dict[str, Any] = json.loads(data)
        day = read.get("confirmed_on")
        return cls(
            languages=read.get("languages", {}),
            forms=tuple(read.get("forms", ())),
            availability=tuple(from_dict(Period, one) for one in read.get("availability", ())),
            organisation=read.get("organisation", ""),
            kind=read["kind"],
            role=read.get("role"),
            confirmed_on=date.fromisoformat(day) if day else None,
            hours_left=read.get("hours_left"),
            load=read.get("load"),
            record=tuple(from_dict(PastExchange, one) for one in read.get("record", ())),
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A theme that a profile shows: how strongly (0..1), where in text and headline, and whether it was confirmed."""

    weight: float
    text: Spans
    headline: Spans
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Details:
    """What an explanation quotes. `spans` are the places of the experience items in the text."""

    headline: str
    text: str
    spans: Spans
    themes: Mapping[str, Shown]

    def pack(self) -> bytes:
        """As JSON."""
        themes = {
            concept: (shown.weight, shown.text, shown.headline, shown.confirmed)
            for concept, shown in self.themes.items()
        }
        return json.dumps((self.headline, self.text, self.spans, themes), separators=(",", ":")).encode()

    @classmethod
    def unpack(cls, data: bytes) -> Details:
        """What `pack` wrote."""
        headline, text, spans, themes = json.loads(data)
        return cls(headline, text, spans, {concept: Shown(*shown) for concept, shown in themes.items()})


@dataclass(frozen=True, slots=True)
class Entry:
    """An analysed profile.

    Item 0 is the headline, the others are experience items; `lengths` are their numbers of words. `terms` gives for
    each term the item that has it and how often (see `counted`), or a list of those; terms with a list come last.
    `numbers` and `values` are the profile's direction in the space of themes, the values in ten-thousandths; `pick`
    takes from a sequence with something for every theme what belongs to `numbers`. `packed` holds the details, unread;
    `offsets`, in the order of `terms`, where each term first stands in each item: start and end in the full text (for
    the headline 0 and 0).
    """

    id: str
    language: Lang
    lengths: Sequence[int]
    terms: Mapping[str, int | list[int]]
    numbers: Sequence[int]
    values: Sequence[int]
    pick: Callable[[Sequence[Any]], Sequence[Any]]
    facts: Facts
    packed: bytes
    offsets: bytes

    def places(self) -> Places:
        """Where the terms stand in the text."""
        return Places(self)

    @property
    def details(self) -> Details:
        """What an explanation quotes, read anew each time."""
        return Details.unpack(self.packed)

    def pack(self) -> dict[str, bytes]:
        """The fields of the index that hold the entry."""
        once = [(term, found) for term, found in self.terms.items() if isinstance(found, int)]
        more = [(term, code) for term, found in self.terms.items() if not isinstance(found, int) for code in found]
        sizes = (len(once), len(self.lengths), len(self.numbers))
        numbers = array(
            "I", (*sizes, *(code for _, code in (*once, *more)), *self.lengths, *self.numbers, *self.values)
        )
        return {
            "terms": " ".join(term for term, _ in (*once, *more)).encode(),
            "figures": numbers.tobytes(),
            "facts": self.facts.pack(),
            "details": self.packed,
            "offsets": self.offsets,
        }

    @classmethod
    def unpack(cls, id: str, language: Lang, fields: Callable[[str], bytes]) -> Entry:
        """What `pack` wrote."""
        figures = array("I")
        figures.frombytes(fields("figures"))
        # Most terms are in many profiles: one string for all of them.
        names = list(map(sys.intern, fields("terms").decode().split()))
        once, items, themes = figures[0], figures[1], figures[2]
        codes = figures[3 : 3 + len(names)]
        terms: dict[str, int | list[int]] = dict(zip(names[:once], codes[:once], strict=True))
        for term, code in zip(names[once:], codes[once:], strict=True):
            found = terms.setdefault(term, [])
            if isinstance(found, list):
                found.append(code)
        after = 3 + len(names)
        lengths = figures[after : after + items]
        numbers = figures[after + items : after + items + themes]
        values = figures[after + items + themes :]
        return cls(
            id,
            language,
            lengths,
            terms,
            numbers,
            values,
            picking(numbers),
            Facts.unpack(fields("facts")),
            fields("details"),
            fields("offsets"),
        )


class Places:
    """Where the terms of an entry stand in its text: their first place in each item."""

    __slots__ = ("_begins", "_offsets", "_terms")

    def __init__(self, entry: Entry) -> None:
        self._terms = entry.terms
        self._offsets = array("I")
        self._offsets.frombytes(entry.offsets)
        self._begins: dict[str, int] = {}
        at = 0
        for term, codes in entry.terms.items():
            self._begins[term] = at
            at += 2 if isinstance(codes, int) else 2 * len(codes)

    def of(self, term: str) -> Sequence[int]:
        """Start and end, alternating, for each item of the text that has the term; the headline is none of them."""
        codes = self._terms.get(term)
        if codes is None:
            return ()
        begin = self._begins[term]
        size, first = (1, codes) if isinstance(codes, int) else (len(codes), codes[0])
        return self._offsets[begin + (2 if first < COUNTS else 0) : begin + 2 * size]


def picking(numbers: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """What `itemgetter` does, also for one number and for none."""
    if len(numbers) > 1:
        return itemgetter(*numbers)
    return lambda sequence: [sequence[number] for number in numbers]
