"""Dutch writes its compounds as one word: *afvalinzamelingsbeleid* is about *afval*, *inzameling* and *beleid*."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Final, NamedTuple

from wisselwerk.matching.text.letters import fold, normalise
from wisselwerk.matching.text.stems import stem
from wisselwerk.matching.text.stopwords import FUNCTION_WORDS

# Between two parts: nothing, or a linking sound (verkeer-s-plan, boek-en-kast, kind-er-opvang).
_LINKS: Final = ("s", "en", "e", "n", "er", "ere")
_SHORTEST: Final = 4
_SHORTEST_COMPOUND: Final = 7
# One part may be a word that isn't known, if it is this long and the known part beside it too: *afvalcoach*.
_UNKNOWN: Final = 4
_BESIDE_UNKNOWN: Final = 5
# The costs of a split, in order of what is avoided most: unknown letters, then many parts, then linking sounds.
_COST_PART: Final = 10
_COST_LINK: Final = 1
_COST_UNKNOWN: Final = 20
_COST_UNKNOWN_LETTER: Final = 2
# Prefixes, particles and suffixes: *onder-houd*, *verantwoorde-lijk* are no compounds of a subject.
_NO_PARTS = """
lijk lijke heid baar bare loos loze zaam zame schap ling lingen achtig
achter boven buiten binnen door heen hier langs mede meer neer onder over samen tegen terug tussen veel vooruit
voor waar weder weer
"""
_NO_PART: Final = frozenset(_NO_PARTS.split())


class _Split(NamedTuple):
    cost: int
    unknown: int
    parts: tuple[str, ...]


class Splitter:
    """Splits compounds into words it knows: those of the thesaurus's Dutch labels and a short list of municipal words.

    The last part may be inflected, and one part may be unknown if the rest is clear.
    """

    def __init__(self, words: Iterable[str]) -> None:
        long_enough = (fold(normalise(word)) for word in words)
        self._known = (municipal_words() | {word for word in long_enough if len(word) >= _SHORTEST}) - _NO_PART
        self._begins = frozenset(word[:3] for word in self._known)
        self._stems = frozenset(stem(word, "nl") for word in self._known)
        self.parts = lru_cache(maxsize=65536)(self._parts)

    def _parts(self, word: str) -> tuple[str, ...]:
        """The smallest known words that make up `word`; nothing if it is not a compound of known words."""
        word = fold(word)
        if len(word) < _SHORTEST_COMPOUND:
            return ()
        leaves: list[str] = []
        for part in self._split(word):
            leaves.extend(self.parts(part) or (part,))
        return tuple(leaves)

    def _split(self, word: str) -> tuple[str, ...]:
        """The cheapest split; of equal ones the one whose first parts are longest."""
        best: dict[int, _Split] = {0: _Split(0, 0, ())}
        for end in range(3, len(word) + 1):
            options = [
                _Split(before.cost + cost, before.unknown + (not part), (*before.parts, part))
                for start, before in best.items()
                if not (start == 0 and end == len(word))
                for part, cost in self._pieces(word[start:end], last=end == len(word))
            ]
            options = [option for option in options if option.unknown <= 1]
            if options:
                best[end] = min(options, key=lambda option: (option.cost, tuple(-len(part) for part in option.parts)))
        found = best.get(len(word))
        if found is None:
            return ()
        known = tuple(part for part in found.parts if part)
        if found.unknown and max((len(part) for part in known), default=0) < _BESIDE_UNKNOWN:
            return ()
        return known

    def _pieces(self, piece: str, *, last: bool) -> Iterable[tuple[str, int]]:
        """What a piece can be and its cost: a known word, one with a link, inflected, or (empty) an unknown one."""
        if len(piece) >= _UNKNOWN and piece not in _NO_PART and piece not in FUNCTION_WORDS["nl"]:
            yield "", _COST_UNKNOWN + _COST_UNKNOWN_LETTER * len(piece)
        if piece[:3] not in self._begins:
            return
        if piece in self._known:
            yield piece, _COST_PART
        elif last and len(piece) > _SHORTEST and stem(piece, "nl") in self._stems:
            yield piece, _COST_PART + _COST_LINK
        if not last:
            for link in _LINKS:
                if piece.endswith(link) and piece[: -len(link)] in self._known:
                    yield piece[: -len(link)], _COST_PART + _COST_LINK


@lru_cache(maxsize=1)
def municipal_words() -> frozenset[str]:
    """The words of `municipal_words.txt`: short and common parts of compounds in municipal Dutch."""
    listed = resources.files(__package__).joinpath("municipal_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in listed.splitlines() if not line.startswith("#") for word in line.split())
