"""How much each part of a score weighs. Defaults are measured (benchmarks/quality.py) and versioned."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Weights:
    """Points per part, together 100 when everything is known, and the settings inside the parts.

    `themes` and `text` are about the subject; the other parts are about practice and count in proportion to the
    subject: they reach their full points once the subject is fitted for `subject_enough` (0..1).

    Inside themes: `themes_full` is the likeness (cosine) in the space of themes that earns all points. `confirmed` is
    the weight of the themes that people confirmed beside that of the words. Around a confirmed theme, `narrower`,
    `broader`, `related` and `sibling` say how well another theme answers it; narrower and broader count once for each
    step.

    Inside text: `k1` and `b` are BM25's (Robertson & Zaragoza 2009); `rarity` is added to the logarithm that makes
    rare words count more, so that common words count too; `best` is the share of the best experience item, the rest
    is the mean over all items; `text_full` is the likeness that earns all but a third of the points. The part weighs
    in full if the index knows `text_words` words of the need in the language of the profile; with less to go by it
    weighs less, with more it weighs more, up to `text_most` times. `synonym` is how much another word for a theme
    counts beside the need's own, `everyday` how much a translated everyday word counts beside a label.
    """

    themes: float = 38.0
    text: float = 28.0
    record: float = 6.0
    languages: float = 10.0
    fit: float = 8.0
    freshness: float = 5.0
    load: float = 5.0

    subject_enough: float = 0.25

    themes_full: float = 0.75
    confirmed: float = 1.0
    narrower: float = 0.85
    broader: float = 0.5
    related: float = 0.35
    sibling: float = 0.2

    k1: float = 3.0
    b: float = 1.0
    rarity: float = 3.0
    best: float = 0.5
    text_full: float = 0.2
    text_words: float = 16.0
    text_most: float = 8.0
    synonym: float = 0.7
    everyday: float = 0.9

    def __post_init__(self) -> None:
        if min(asdict(self).values()) < 0:
            raise ValueError("weights cannot be negative")
        if self.themes + self.text <= 0:
            raise ValueError("a score needs at least one of themes and text")

    @property
    def digest(self) -> str:
        """Eight characters that change with any weight."""
        return hashlib.sha256(repr(sorted(asdict(self).items())).encode()).hexdigest()[:8]


DEFAULT: Final = Weights()
