"""A profile as the index keeps it: what a score needs, quick to read, and apart from that what an explanation needs."""

from __future__ import annotations

import json
import zlib
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
# A term in an item is one number: item · COUNTS + how often.
COUNTS: Final = 1 << 12

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
        return json.dumps({name: value for name, value in to_dict(self).items() if value not in (None, [], {}, "")}).encode()

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
    """A theme that a profile shows: how strongly (0..1), where in its text and headline, and whether it was confirmed."""

    weight: float
    text: Spans
    headline: Spans
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Details:
    """What an explanation quotes.

    `spans` are the places of the experience items in the text. `places` says for each term where it first stands in each
    item of the text that has it: start and end, alternating.
    """

    headline: str
    text: str
    spans: Spans
    themes: Mapping[str, Shown]
    places: Mapping[str, Sequence[int]]

    def pack(self) -> bytes:
        """As compressed JSON."""
        themes = {
            concept: (shown.weight, shown.text, shown.headline, shown.confirmed) for concept, shown in self.themes.items()
        }
        data = json.dumps((self.headline, self.text, self.spans, themes, self.places), separators=(",", ":"))
        return zlib.compress(data.encode(), 1)

    @classmethod
    def unpack(cls, data: bytes) -> Details:
        """What `pack` wrote."""
        headline, text, spans, themes, places = json.loads(zlib.decompress(data))
        return cls(headline, text, spans, {concept: Shown(*shown) for concept, shown in themes.items()}, places)


@dataclass(frozen=True, slots=True)
class Entry:
    """An analysed profile.

    Item 0 is the headline, the others are the experience items; `lengths` are their numbers of words. `terms` gives for
    each term the item that has it and how often (see `counted`), or a list of those. `numbers` and `values` are the
    profile's direction in the space of themes, the values in ten-thousandths; `pick` takes from a sequence with something
    for every theme what belongs to `numbers`. `packed` holds the details, unread.
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

    @property
    def details(self) -> Details:
        """What an explanation quotes, read anew each time."""
        return Details.unpack(self.packed)

    def pack(self) -> dict[str, bytes]:
        """The fields of the index that hold the entry. Terms that are in one item only come first."""
        once = [(term, found) for term, found in self.terms.items() if isinstance(found, int)]
        more = [(term, code) for term, found in self.terms.items() if not isinstance(found, int) for code in found]
        sizes = (len(once), len(self.lengths), len(self.numbers))
        numbers = array("I", (*sizes, *(code for _, code in (*once, *more)), *self.lengths, *self.numbers, *self.values))
        return {
            "terms": " ".join(term for term, _ in (*once, *more)).encode(),
            "figures": numbers.tobytes(),
            "facts": self.facts.pack(),
            "details": self.packed,
        }

    @classmethod
    def unpack(cls, id: str, language: Lang, fields: Callable[[str], bytes]) -> Entry:
        """What `pack` wrote."""
        figures = array("I")
        figures.frombytes(fields("figures"))
        names = fields("terms").decode().split()
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
            id, language, lengths, terms, numbers, values, picking(numbers), Facts.unpack(fields("facts")), fields("details")
        )


def picking(numbers: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """What `itemgetter` does, also for one number and for none."""
    if len(numbers) > 1:
        return itemgetter(*numbers)
    return lambda sequence: [sequence[number] for number in numbers]
