"""The space of themes: a text in any language as a direction in the space that the thesaurus spans.

Each theme is described by its labels in four languages, so every word of a label points to the themes that are called
by it, the rarer the more. A text points where its words point together. Two texts that point the same way are about
the same themes, whatever their languages, also when neither uses a label in full: this is explicit semantic analysis
(Gabrilovich & Markovitch 2007) with a thesaurus in place of an encyclopedia.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import mul

from wisselwerk.languages import Lang
from wisselwerk.matching.text.analyser import Analyser, Word
from wisselwerk.thesaurus.model import Thesaurus

Vector = dict[int, float]


class Space:
    """Where the words of each language point. Themes are numbered in the order of the thesaurus."""

    def __init__(self, thesaurus: Thesaurus, analyser: Analyser) -> None:
        self.concepts = tuple(thesaurus.concepts)
        self.number = {concept: number for number, concept in enumerate(self.concepts)}
        self._thesaurus = thesaurus
        self._analyser = analyser
        self._described: dict[Lang, list[list[tuple[str, float]]]] = {}
        self._pointing: dict[Lang, Mapping[str, tuple[tuple[int, float], ...]]] = {}

    def pointing(self, lang: Lang) -> Mapping[str, tuple[tuple[int, float], ...]]:
        """For each term of a language the themes it points to, and how strongly."""
        if lang not in self._pointing:
            labels: defaultdict[str, Counter[int]] = defaultdict(Counter)
            for label, concept in self._thesaurus.labels(lang):
                words = self._analyser.words(label, lang)
                for term in {term for word in words for term in word.terms.all()}:
                    labels[term][self.number[concept]] += 1
            total = len(self.concepts)
            self._pointing[lang] = {
                # The cube: how rare the word is in the text, in the label, and in the language of the thesaurus at all.
                term: tuple(
                    (number, math.log1p(total / len(named)) ** 3 * math.log1p(count)) for number, count in named.items()
                )
                for term, named in labels.items()
            }
        return self._pointing[lang]

    def described(self, lang: Lang) -> Sequence[Sequence[tuple[str, float]]]:
        """For each theme (by number) the terms of a language that point to it, and how strongly."""
        if lang not in self._described:
            found: list[list[tuple[str, float]]] = [[] for _ in self.concepts]
            for term, named in self.pointing(lang).items():
                for number, strength in named:
                    found[number].append((term, strength))
            self._described[lang] = found
        return self._described[lang]

    def direction(self, words: Iterable[Word], lang: Lang) -> Vector:
        """Where the words point together, with length 1; empty if none of them is in a label."""
        counts = Counter(term for word in words for term in word.terms.all())
        pointing = self.pointing(lang)
        found: Vector = {}
        for term, count in counts.items():
            weight = 1.0 + math.log(count)
            for number, strength in pointing.get(term, ()):
                found[number] = found.get(number, 0.0) + weight * strength
        return unit(found)


def unit(vector: Vector) -> Vector:
    """The vector at length 1; an empty one stays empty."""
    length = math.sqrt(sum(map(mul, vector.values(), vector.values())))
    return {number: value / length for number, value in vector.items()} if length else {}


def together(*weighed: tuple[float, Vector]) -> Vector:
    """The weighted sum of vectors, at length 1."""
    found: Vector = {}
    for weight, vector in weighed:
        for number, value in vector.items():
            found[number] = found.get(number, 0.0) + weight * value
    return unit(found)


def strongest(vector: Vector, count: int) -> Vector:
    """The `count` largest values, largest first."""
    return dict(sorted(vector.items(), key=lambda pair: (-pair[1], pair[0]))[:count])
