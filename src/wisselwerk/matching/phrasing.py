"""What the words of a need may look like in a profile of each language: for the text part of the score."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from wisselwerk.languages import Lang
from wisselwerk.matching.question import Question
from wisselwerk.matching.recognise import Pattern, Recogniser
from wisselwerk.matching.results import Evidence
from wisselwerk.matching.weights import Weights

# More ways to write one unit are not looked at.
OPTIONS: Final = 64
# A Dutch compound may also be said in its parts.
_TAKEN_APART: Final = 0.9

# The rarity of a term among the profiles of a language, and how many of them have it.
Rarity = Callable[[str], float]
Frequency = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a unit of meaning may be written: terms, each with its share of the whole."""

    weight: float
    terms: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of meaning of the need (a word, or a phrase that names a theme) with all the ways to write it."""

    mass: float
    alternatives: tuple[Alternative, ...]
    spans: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The need as profiles in one language would put it.

    `terms` says which units and alternatives a term speaks for (unit · OPTIONS + alternative), and for which share.
    `known` counts the units of which the index has a term. `length` is the square root of the mass of all units
    together.
    """

    units: tuple[Unit, ...]
    terms: dict[str, tuple[tuple[int, float], ...]]
    known: int
    length: float


def phrase(
    question: Question, lang: Lang, recogniser: Recogniser, rarity: Rarity, frequency: Frequency, weights: Weights
) -> Phrasing:
    """The question as profiles in `lang` would put it.

    In the need's own language every word counts, and words that name a theme may also be said with its other labels.
    In another language only the labels count, and abbreviations.
    """
    weighed: dict[str, float] = {}

    def weigh(term: str) -> float:
        value = weighed.get(term)
        if value is None:
            value = weighed[term] = (weights.rarity + rarity(term)) ** 2
        return value

    own = lang == question.language
    units = [
        *_theme_units(question, lang, recogniser, weigh, weights, own=own),
        *(_own_words(question, weigh) if own else _shared_words(question, lang, recogniser, weigh, frequency)),
        *(() if own else _everyday_words(question, lang, recogniser, weigh, weights)),
    ]
    merged: dict[tuple[Alternative, ...], list[Unit]] = {}
    for unit in units:
        merged.setdefault(unit.alternatives, []).append(unit)
    distinct = tuple(
        Unit(
            max(one.mass for one in same) * (1.0 + math.log(len(same))),
            alternatives,
            tuple(span for one in same for span in one.spans),
        )
        for alternatives, same in merged.items()
    )
    terms: dict[str, list[tuple[int, float]]] = {}
    known = 0
    for number, unit in enumerate(distinct):
        known += any(frequency(term) for alternative in unit.alternatives for term, _ in alternative.terms)
        for option, alternative in enumerate(unit.alternatives[:OPTIONS]):
            for term, share in alternative.terms:
                terms.setdefault(term, []).append((number * OPTIONS + option, share * alternative.weight))
    length = math.sqrt(sum(unit.mass for unit in distinct))
    return Phrasing(distinct, {term: tuple(uses) for term, uses in terms.items()}, known, length)


def _theme_units(
    question: Question, lang: Lang, recogniser: Recogniser, weigh: Rarity, weights: Weights, *, own: bool
) -> Iterable[Unit]:
    labels = recogniser.lexicon(lang).by_concept
    for match in question.matches:
        patterns = [pattern for concept in match.concepts for pattern in labels[concept]]
        if not patterns:
            continue
        span = Evidence(match.start, match.end, question.need.text[match.start : match.end])
        options = tuple(_alternative(weights.synonym if own else 1.0, pattern, weigh) for pattern in patterns)
        if own:
            words = tuple(dict.fromkeys(word.terms.stem for word in question.words[match.first : match.last + 1]))
            yield Unit(_mass(words, weigh), (_alternative(1.0, words, weigh), *options), (span,))
        else:
            yield Unit(max(_mass(pattern, weigh) for pattern in patterns) * match.weight, options, (span,))


def _own_words(question: Question, weigh: Rarity) -> Iterable[Unit]:
    covered = {place for match in question.matches for place in range(match.first, match.last + 1)}
    for place, word in enumerate(question.words):
        if place not in covered:
            options = [_alternative(1.0, (word.terms.stem,), weigh)]
            if word.terms.parts:
                options.append(_alternative(_TAKEN_APART, word.terms.parts, weigh))
            span = Evidence(word.start, word.end, question.need.text[word.start : word.end])
            yield Unit(_mass((word.terms.stem,), weigh), tuple(options), (span,))


def _shared_words(
    question: Question, lang: Lang, recogniser: Recogniser, weigh: Rarity, frequency: Frequency
) -> Iterable[Unit]:
    """Abbreviations are the same in all languages. Other words that look the same seldom mean the same."""
    for word in question.words:
        surface = question.need.text[word.start : word.end]
        if len(surface) > 1 and surface.isupper():
            stem = recogniser.analyser.terms(surface, lang).stem
            if stem and frequency(stem):
                span = Evidence(word.start, word.end, surface)
                yield Unit(_mass((stem,), weigh), (_alternative(1.0, (stem,), weigh),), (span,))


def _everyday_words(
    question: Question, lang: Lang, recogniser: Recogniser, weigh: Rarity, weights: Weights
) -> Iterable[Unit]:
    """Words that no label covers, in the words of the other language that mean the same."""
    covered = {place for match in question.matches for place in range(match.first, match.last + 1)}
    for place, word in enumerate(question.words):
        if place in covered:
            continue
        if patterns := recogniser.everyday.translations(word.terms.stem, question.language, lang):
            span = Evidence(word.start, word.end, question.need.text[word.start : word.end])
            mass = weights.everyday * sum(_mass(pattern, weigh) for pattern in patterns) / len(patterns)
            yield Unit(mass, tuple(_alternative(1.0, pattern, weigh) for pattern in patterns), (span,))


def _alternative(weight: float, terms: Pattern, weigh: Rarity) -> Alternative:
    """A pattern as a way to write a unit. `terms` are distinct."""
    if len(terms) == 1:
        return Alternative(weight, ((terms[0], 1.0),))
    weighed = [(term, weigh(term)) for term in terms]
    whole = sum(value for _, value in weighed)
    return Alternative(weight, tuple((term, value / whole) for term, value in weighed))


def _mass(terms: Iterable[str], weigh: Rarity) -> float:
    return sum(map(weigh, terms)) or 1.0
