"""A need, read: its language, the themes it asks for, and where it points in the space of themes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wisselwerk.languages import Lang
from wisselwerk.matching.model import Need
from wisselwerk.matching.recognise import Match, Recogniser, known_language
from wisselwerk.matching.results import RecognisedTheme
from wisselwerk.matching.space import Vector, strongest, together, unit
from wisselwerk.matching.text.analyser import Word
from wisselwerk.matching.text.detect import detect_language
from wisselwerk.matching.weights import Weights
from wisselwerk.thesaurus.model import Thesaurus

# Themes that a person only wished for.
_WISHED: Final = 0.5
# A need is read as asking for at least so many themes; what no label names is read between the words.
_THEMES: Final = 5


@dataclass(frozen=True, slots=True)
class Question:
    """A need as the score sees it.

    `direction` is where it points in the space of themes, `groups` says of each theme (by number) there which of
    `themes` it is explained by.
    """

    need: Need
    language: Lang
    themes: tuple[RecognisedTheme, ...]
    direction: Vector
    groups: dict[int, str]
    words: tuple[Word, ...]
    matches: tuple[Match, ...]


def read(need: Need, recogniser: Recogniser, weights: Weights) -> Question:
    """Reads a need. Themes that the thesaurus does not have are left out, and so is what a person removed."""
    thesaurus, space = recogniser.thesaurus, recogniser.space
    language = known_language(need.lang) or detect_language(need.text)
    words = tuple(recogniser.analyser.words(need.text, language))
    removed = frozenset(need.removed_themes)
    matches = tuple(match for match in recogniser.matches(words, language) if not removed.issuperset(match.concepts))
    spoken = space.direction(words, language)
    for concept in removed:
        spoken.pop(space.number.get(concept, -1), None)
    confirmed = {concept: 1.0 for concept in (*need.themes, *need.must.themes) if concept in thesaurus}
    confirmed |= {one: _WISHED for one in need.nice.themes if one in thesaurus and one not in confirmed}
    around: Vector = {}
    for concept, weight in confirmed.items():
        for near, value in nearness(concept, thesaurus, weights).items():
            number = space.number[near]
            around[number] = max(around.get(number, 0.0), weight * value)
    direction = together((1.0, spoken), (weights.confirmed, unit(around)))

    found = {
        theme.concept: theme
        for theme in recogniser.gather(need.text, matches, direction)
        if theme.concept not in removed
    }
    themes = [
        RecognisedTheme(concept, weight, found[concept].spans if concept in found else (), confirmed=True)
        for concept, weight in confirmed.items()
    ]
    themes += [theme for theme in found.values() if theme.concept not in confirmed]
    named = {theme.concept for theme in themes}
    for number, value in strongest(direction, _THEMES).items():
        if len(themes) < _THEMES and space.concepts[number] not in named:
            themes.append(RecognisedTheme(space.concepts[number], round(value, 4), implied=True))
    return Question(need, language, tuple(themes), direction, _groups(themes, recogniser, weights), words, matches)


def _groups(themes: list[RecognisedTheme], recogniser: Recogniser, weights: Weights) -> dict[int, str]:
    """For every theme near an asked one, the asked theme that it answers best."""
    best: dict[int, tuple[float, str]] = {}
    for theme in themes:
        for concept, near in nearness(theme.concept, recogniser.thesaurus, weights).items():
            number = recogniser.space.number[concept]
            if near > best.get(number, (0.0, ""))[0]:
                best[number] = near, theme.concept
    return {number: concept for number, (_, concept) in best.items()}


def nearness(asked: str, thesaurus: Thesaurus, weights: Weights) -> dict[str, float]:
    """How well each theme around `asked` answers it (0..1): itself, narrower, broader, related and sibling themes."""
    found: dict[str, float] = {}
    parent = thesaurus[asked].broader
    if parent is not None and thesaurus[parent].broader is not None:
        found.update(dict.fromkeys(thesaurus.narrower[parent], weights.sibling))
    for concept in thesaurus[asked].related:
        if concept in thesaurus:
            found[concept] = max(weights.related, found.get(concept, 0.0))
    near = 1.0
    for concept in thesaurus.ancestors(asked):
        near *= weights.broader
        found[concept] = max(near, found.get(concept, 0.0))
    below, near = [asked], 1.0
    while below:
        found.update((concept, max(near, found.get(concept, 0.0))) for concept in below)
        below, near = [narrow for concept in below for narrow in thesaurus.narrower[concept]], near * weights.narrower
    return found


def nearest(question: Question, thesaurus: Thesaurus, weights: Weights) -> dict[str, float]:
    """For every theme how near it is to one that the need names (not: implies)."""
    found: dict[str, float] = {}
    for theme in question.themes:
        if not theme.implied:
            for concept, near in nearness(theme.concept, thesaurus, weights).items():
                found[concept] = max(near, found.get(concept, 0.0))
    return found
