"""Finds the themes of the thesaurus in a text, in any of the four languages, with their places."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from wisselwerk import thesaurus as _thesaurus
from wisselwerk.languages import LANGUAGES, Lang
from wisselwerk.matching.results import Evidence, RecognisedTheme, Recognition
from wisselwerk.matching.space import Space, Vector
from wisselwerk.matching.text.analyser import Analyser, Word
from wisselwerk.matching.text.detect import detect_language
from wisselwerk.matching.text.everyday import EverydayWords
from wisselwerk.thesaurus.model import Thesaurus

# A phrase may have this many function words between two of its words, and one other word: "collecte de nos (vieux)
# déchets".
_FUNCTION_WORDS_BETWEEN: Final = 4
_WORDS_BETWEEN: Final = 1
# How sure a match is that isn't the label word for word.
_REVERSED: Final = 0.85
_INTERRUPTED: Final = 0.8
_INSIDE_COMPOUND: Final = 0.5
# A theme needs this much certainty to be shown.
_LEAST: Final = 0.3
# How sure a label match is that the rest of the text says nothing about, and the direction that leaves no doubt.
_ON_ITS_OWN: Final = 0.4
_BORNE_OUT: Final = 0.35

Pattern = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A label found in a text: the concepts it names, the words it covers and how sure it is."""

    concepts: tuple[str, ...]
    start: int
    end: int
    weight: float
    first: int
    last: int


class Lexicon:
    """The labels of one language as patterns of terms."""

    def __init__(self, thesaurus: Thesaurus, analyser: Analyser, lang: Lang) -> None:
        self.by_concept: dict[str, tuple[Pattern, ...]] = {}
        concepts: defaultdict[Pattern, set[str]] = defaultdict(set)
        frequency: defaultdict[str, set[str]] = defaultdict(set)
        for concept in thesaurus:
            labels = concept.labels[lang].all() if lang in concept.labels else ()
            patterns = dict.fromkeys(pattern for label in labels for pattern in _patterns(analyser, label, lang))
            self.by_concept[concept.id] = tuple(patterns)
            for pattern in patterns:
                concepts[pattern].add(concept.id)
                for term in pattern:
                    frequency[term].add(concept.id)
        self.concepts = {pattern: tuple(sorted(ids)) for pattern, ids in concepts.items()}
        highest = math.log1p(len(thesaurus))
        self.weight = {term: math.log1p(len(thesaurus) / len(ids)) / highest for term, ids in frequency.items()}
        by_key: defaultdict[str, list[Pattern]] = defaultdict(list)
        for pattern in self.concepts:
            by_key[max(pattern, key=lambda term: (self.weight[term], term))].append(pattern)
        self.by_key = {key: tuple(patterns) for key, patterns in by_key.items()}

    def specificity(self, pattern: Pattern) -> float:
        """How much a pattern says (0..1]: one word of a single theme says it all, two common words together as well."""
        return min(1.0, sum(self.weight[term] for term in pattern))


def _patterns(analyser: Analyser, label: str, lang: Lang) -> Iterable[Pattern]:
    """The label as terms; for a label with a Dutch compound also with the compound taken apart."""
    words = [word.terms for word in analyser.words(label, lang)]
    if not words:
        return
    yield tuple(dict.fromkeys(terms.stem for terms in words))
    if any(terms.parts for terms in words):
        yield tuple(dict.fromkeys(part for terms in words for part in (terms.parts or (terms.stem,))))


class Recogniser:
    """Recognises themes. One per thesaurus; the labels of a language are read when it is first asked for."""

    def __init__(self, thesaurus: Thesaurus, analyser: Analyser | None = None) -> None:
        self.thesaurus = thesaurus
        self.analyser = analyser or Analyser(thesaurus)
        self.space = Space(thesaurus, self.analyser)
        self._lexicons: dict[Lang, Lexicon] = {}

    @cached_property
    def everyday(self) -> EverydayWords:
        """The everyday words that no theme has as a label."""
        return EverydayWords(self.analyser)

    def lexicon(self, lang: Lang) -> Lexicon:
        """The labels of one language as patterns."""
        if lang not in self._lexicons:
            self._lexicons[lang] = Lexicon(self.thesaurus, self.analyser, lang)
        return self._lexicons[lang]

    def recognise(self, text: str, lang: str | None = None) -> Recognition:
        """The language of `text` (detected unless given) and its themes, strongest first.

        The weight of a theme (0..1) grows with how specific the words are that name it and with how often it is named.
        """
        language = known_language(lang) or detect_language(text)
        words = list(self.analyser.words(text, language))
        direction = self.space.direction(words, language)
        return Recognition(language, self.gather(text, self.matches(words, language), direction))

    def gather(self, text: str, matches: Iterable[Match], direction: Vector) -> tuple[RecognisedTheme, ...]:
        """The themes that label matches in `text` stand for, strongest first.

        What the text as a whole points to (`direction`) decides whether a word means the theme that it names: a *town*
        is a matter of urban expansion only among other words on building.
        """
        doubt: dict[str, float] = {}
        spans: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        for match in matches:
            for concept in match.concepts:
                doubt[concept] = doubt.get(concept, 1.0) * (1.0 - 0.9 * match.weight / len(match.concepts) ** 0.5)
                spans[concept].add((match.start, match.end))
        themes = [
            RecognisedTheme(
                concept,
                round(sure, 4),
                tuple(Evidence(start, end, text[start:end]) for start, end in sorted(spans[concept])),
            )
            for concept, left in doubt.items()
            if (sure := (1.0 - left) * self._borne_out(concept, direction)) >= _LEAST
        ]
        themes.sort(key=lambda theme: (-theme.weight, theme.spans[0].start, theme.concept))
        return tuple(themes)

    def _borne_out(self, concept: str, direction: Vector) -> float:
        return min(1.0, _ON_ITS_OWN + direction.get(self.space.number[concept], 0.0) / _BORNE_OUT)

    def matches(self, words: Sequence[Word], lang: Lang) -> list[Match]:
        """The labels in a text, in order of place; where labels overlap the longest one counts."""
        lexicon = self.lexicon(lang)
        places: defaultdict[str, list[int]] = defaultdict(list)
        for position, word in enumerate(words):
            for term in word.terms.all():
                places[term].append(position)
        found: list[tuple[tuple[float, ...], Pattern, tuple[int, ...], float]] = []
        for key in places:
            for pattern in lexicon.by_key.get(key, ()):
                if all(term in places for term in pattern):
                    for positions in _near(words, pattern, key, places):
                        sure = _sureness(words, pattern, positions)
                        order = (-_length(words, pattern, positions) * sure, *positions[:1])
                        found.append((order, pattern, positions, sure))
        found.sort(key=lambda one: (one[0], one[1]))
        return sorted(_longest(words, found, lexicon), key=lambda match: (match.start, match.end, match.concepts))


def _near(words: Sequence[Word], pattern: Pattern, key: str, places: dict[str, list[int]]) -> Iterable[tuple[int, ...]]:
    """Where all terms of a pattern stand close together, within one clause: a word position for each term."""
    reach = len(pattern) - 1 + _WORDS_BETWEEN
    seen: set[tuple[int, ...]] = set()
    for centre in places[key]:
        if len(pattern) == 1:
            yield (centre,)
            continue
        low, high = _clause(words, centre, reach)
        chosen: list[int] = []
        for term in pattern:
            stands = places[term]
            near = stands[bisect_left(stands, low) : bisect_right(stands, high)] if term != key else [centre]
            if not near:
                break
            # Before the key word or after it is equally good; the order is weighed later.
            chosen.append(min(near, key=lambda place: (abs(place - centre), place)))
        else:
            positions = tuple(chosen)
            if max(positions) - min(positions) <= reach and positions not in seen:
                seen.add(positions)
                yield positions


def _clause(words: Sequence[Word], centre: int, reach: int) -> tuple[int, int]:
    """The first and last word position around `centre` that a phrase through it can reach."""
    low = centre
    while low > max(0, centre - reach) and not words[low].fresh and words[low].skipped <= _FUNCTION_WORDS_BETWEEN:
        low -= 1
    high = centre
    while high + 1 < len(words) and high < centre + reach:
        following = words[high + 1]
        if following.fresh or following.skipped > _FUNCTION_WORDS_BETWEEN:
            break
        high += 1
    return low, high


def _sureness(words: Sequence[Word], pattern: Pattern, positions: tuple[int, ...]) -> float:
    """How sure it is that the words mean the label (0..1]."""
    sure = 1.0
    inside = sum(words[place].terms.stem != term for term, place in zip(pattern, positions, strict=True))
    if inside and len(pattern) == 1:
        sure *= _INSIDE_COMPOUND
    distinct = sorted(set(positions))
    if list(positions) != sorted(positions):
        sure *= _REVERSED
    if distinct[-1] - distinct[0] >= len(distinct) or _is_scattered(words, pattern, positions):
        sure *= _INTERRUPTED
    return sure


def _is_scattered(words: Sequence[Word], pattern: Pattern, positions: tuple[int, ...]) -> bool:
    """Whether parts of a compound have another part between them: *afval(inzamelings)beleid* is less *afvalbeleid*."""
    for place in set(positions):
        parts = words[place].terms.parts
        own = [parts.index(term) for term, at in zip(pattern, positions, strict=True) if at == place and term in parts]
        if own and max(own) - min(own) >= len(own):
            return True
    return False


def _length(words: Sequence[Word], pattern: Pattern, positions: tuple[int, ...]) -> float:
    """How much text a match explains, in words; a compound that is a label itself is longer than its parts together."""
    return sum(
        len(words[place].terms.parts) + 0.5 if words[place].terms.stem == term and words[place].terms.parts else 1.0
        for term, place in zip(pattern, positions, strict=True)
    )


def _longest(
    words: Sequence[Word], found: list[tuple[tuple[float, ...], Pattern, tuple[int, ...], float]], lexicon: Lexicon
) -> Iterable[Match]:
    """Of overlapping matches the longest, surest one; others only for words that are still free."""
    taken: dict[tuple[int, str], Pattern] = {}
    for _, pattern, positions, sure in found:
        pairs = list(zip(positions, pattern, strict=True))
        free = [pair for pair in pairs if taken.get(pair, pattern) == pattern and (pair[0], "") not in taken]
        if 2 * len(free) <= len(pairs):
            continue
        for place, term in pairs:
            taken.setdefault((place, term), pattern)
            if words[place].terms.stem == term:
                taken.setdefault((place, ""), pattern)
        yield Match(
            lexicon.concepts[pattern],
            min(words[place].start for place in positions),
            max(words[place].end for place in positions),
            sure * lexicon.specificity(pattern) * len(free) / len(pairs),
            min(positions),
            max(positions),
        )


def known_language(lang: str | None) -> Lang | None:
    """`lang` if it is one of the four, also written as `fr-CA` or `FR`; None otherwise."""
    code = (lang or "").replace("_", "-").split("-")[0].lower()
    return next((known for known in LANGUAGES if known == code), None)


@cache
def default_recogniser() -> Recogniser:
    """The recogniser of the built-in thesaurus."""
    return Recogniser(_thesaurus.load())


def recognise(text: str, lang: str | None = None) -> Recognition:
    """The themes of the built-in thesaurus in `text`: for a form while someone types. See `Recogniser.recognise`."""
    return default_recogniser().recognise(text, lang)
