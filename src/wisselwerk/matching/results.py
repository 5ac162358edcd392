"""What comes out of matching: rankings, reasons and gaps as data that an edge puts into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from wisselwerk.matching.model import Need
from wisselwerk.matching.weights import Weights

Part = Literal["themes", "text", "record", "languages", "fit", "freshness", "load"]
PARTS: Final[tuple[Part, ...]] = ("themes", "text", "record", "languages", "fit", "freshness", "load")

Detail = Mapping[str, str | float | int | bool | None]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quoted stretch of text: `source[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class RecognisedTheme:
    """A theme found in a text: how sure (0..1), where, and whether a person confirmed it.

    An `implied` theme is named by no label in the text; its words together point to it. It explains a score, but is too
    uncertain to show as recognised.
    """

    concept: str
    weight: float
    spans: tuple[Evidence, ...] = ()
    confirmed: bool = False
    implied: bool = False


@dataclass(frozen=True, slots=True)
class Recognition:
    """The language of a text and the themes in it, strongest first."""

    language: str
    themes: tuple[RecognisedTheme, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One readable piece of a score.

    `theme` is the asked theme that this piece answers, `shown` the profile's theme that answers it (the same one, or a
    narrower, broader or related one). `evidence` quotes the profile's own text (`Profile.full_text`), `headline` its
    headline, `need_phrases` the text of the need. `detail` has what else the sentence about it needs.
    """

    part: Part
    contribution: float
    theme: str | None = None
    shown: str | None = None
    evidence: tuple[Evidence, ...] = ()
    headline: tuple[Evidence, ...] = ()
    need_phrases: tuple[Evidence, ...] = ()
    detail: Detail = field(default_factory=dict)


GapKind = Literal[
    "theme_missing",
    "theme_near",
    "language_missing",
    "language_low",
    "language_level_unknown",
    "languages_unknown",
    "form_missing",
    "forms_unknown",
    "dates_missing",
    "dates_partly",
    "dates_unknown",
    "hours_spent",
    "kind_other",
    "role_other",
    "stale",
    "load_high",
]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something asked that is not (fully) shown: a kind with its arguments, never a sentence."""

    kind: GapKind
    theme: str | None = None
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One result. `parts` holds the contribution of each part that counted; they add up to `score` (0..100).

    `most` holds what each of these parts could have earned here; together that is 100. It differs between profiles: a
    part that nothing is known about leaves its points to the others, and words weigh more where more can be compared.
    """

    profile: str
    rank: int
    score: float
    parts: Mapping[str, float]
    reasons: tuple[Reason, ...]
    gaps: tuple[Gap, ...]
    most: Mapping[str, float] = field(default_factory=dict)


MustKind = Literal["language", "form", "kind", "role", "available", "theme"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A single must-have: its kind and what it asks (`value`), for a language with the lowest level.

    Kinds and roles hold their alternatives in `value`, separated by a space: one of them is enough.
    """

    kind: MustKind
    value: str = ""
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What one must-have does: how many profiles fail it, and how many would remain if it alone were dropped."""

    must: Condition
    count: int
    if_dropped: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """A shortlist as it was computed, complete with what it was computed from.

    `considered` profiles were in the index, `remaining` of them meet every must-have, `candidates` are the best of
    those. `weights` are the points each part could earn, before parts that nothing is known about were left out.
    """

    need: Need
    version: str
    weights: Weights
    language: str
    themes: tuple[RecognisedTheme, ...]
    candidates: tuple[Candidate, ...]
    considered: int
    remaining: int
    excluded: tuple[Exclusion, ...]
