"""What goes into matching: profiles and needs, as frozen data that knows nothing of a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["person", "offer"]
Role = Literal["official", "administrator"]


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day up to and including the last."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        """The number of days, both ends counted."""
        return (self.end - self.start).days + 1

    def overlap(self, other: Period) -> Period | None:
        """The days that both have, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None


@dataclass(frozen=True, slots=True)
class PastExchange:
    """An earlier exchange that was completed: part of a track record. What is not known stays empty."""

    themes: tuple[str, ...] = ()
    form: str | None = None
    country: str | None = None
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A person, or the offer of a municipality that names no person (`kind="offer"`).

    `languages` gives for each working language (ISO 639-1) the CEFR level, or None where it is not known.
    `themes` are the thesaurus ids that a person confirmed; others are recognised in the text, except `removed_themes`:
    those a person said are not meant.
    `items` are experience items given apart from `text`; where there are none, `text` itself is split into items.
    `load` is the share (0..1) of recent exchanges that the organisation carried; `hours_left` what an offer still has.
    A profile that is not `visible` never enters an index. Gender, age, origin and photo have no place here.
    """

    id: str
    headline: str
    text: str
    language: str | None = None
    languages: Mapping[str, str | None] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    availability: tuple[Period, ...] = ()
    organisation: str = ""
    kind: Kind = "person"
    role: Role | None = None
    items: tuple[str, ...] = ()
    confirmed_on: date | None = None
    hours_left: float | None = None
    load: float | None = None
    visible: bool = True
    record: tuple[PastExchange, ...] = ()
    removed_themes: tuple[str, ...] = ()

    @property
    def full_text(self) -> str:
        """The profile's own text, to which every evidence offset refers.

        It is `text`, followed by each of `items` after an empty line. Without items it is exactly `text`.
        """
        return "\n\n".join(part for part in (self.text, *self.items) if part) if self.items else self.text


@dataclass(frozen=True, slots=True)
class Must:
    """Conditions: as must-haves they filter, as wishes (`Need.nice`) they only weigh.

    Every language (code → lowest CEFR level), form and theme named must be there; of kinds and roles one is enough.
    `available` asks for at least one free day within the period of the need.
    """

    languages: Mapping[str, str | None] = field(default_factory=dict)
    forms: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    roles: tuple[Role, ...] = ()
    available: bool = False
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A question in the words of the one who asks, with what people confirmed about it.

    `themes` were confirmed by a person; `removed_themes` are recognised themes that a person said are not meant.
    `countries` (ISO 3166-1 alpha-2) only serve the track record: experience there is a plus.
    """

    id: str
    text: str
    lang: str | None = None
    themes: tuple[str, ...] = ()
    removed_themes: tuple[str, ...] = ()
    must: Must = Must()
    nice: Must = Must()
    period: Period | None = None
    forms: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
