"""The one analyser: text → words with offsets → terms. Index, recogniser and score all see the same terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from wisselwerk.matching.text.compounds import Splitter
from wisselwerk.matching.text.letters import BREAK, HYPHEN, WORD, is_arabic, normalise
from wisselwerk.matching.text.stems import stem
from wisselwerk.matching.text.stopwords import FUNCTION_WORDS
from wisselwerk.thesaurus.model import Thesaurus

# Part of the version of every index and ranking: raise it when any term can come out differently.
ANALYSER_VERSION = "1"
_LONGEST = 64
_ATTACHED = ("وب", "ول", "وف", "وك", "ب", "ل", "ف", "ك")


class Terms(NamedTuple):
    """The terms of one word: its stem and, for a compound, the stems of its parts. A function word has no stem."""

    stem: str
    parts: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        """The stem followed by the parts."""
        return (self.stem, *self.parts)


NOTHING = Terms("")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries meaning: where it stands, its terms, and whether a phrase can't run on from the word before.

    `skipped` counts the function words between the word before and this one.
    """

    start: int
    end: int
    terms: Terms
    fresh: bool
    skipped: int


class Analyser:
    """Analyses text in the four languages, with the vocabulary of one thesaurus.

    The vocabulary serves three ends: the parts of Dutch compounds, which Arabic words may lose a one-letter preposition
    (*لإدارة* → *إدارة*, but *بلدية* stays), and which abbreviations are no function word (*IT*).
    """

    def __init__(self, thesaurus: Thesaurus, *, compounds: bool = True) -> None:
        self._acronyms = frozenset(
            word
            for lang in ("nl", "en", "fr")
            for label, _ in thesaurus.labels(lang)
            for word in WORD.findall(label)
            if 2 <= len(word) <= 5 and word.isupper()
        )
        dutch = (
            word
            for label, _ in thesaurus.labels("nl")
            for word in WORD.findall(label)
            if normalise(word) not in FUNCTION_WORDS["nl"]
        )
        self._splitter = Splitter(dutch) if compounds else None
        self._arabic = frozenset(
            stem(normalise(word), "ar") for label, _ in thesaurus.labels("ar") for word in WORD.findall(label)
        )
        self.terms = lru_cache(maxsize=131072)(self._terms)

    def _terms(self, surface: str, lang: str) -> Terms:
        """The terms of one word as written."""
        if HYPHEN.search(surface):
            return self._joined(HYPHEN.split(surface), lang)
        word = normalise(surface)[:_LONGEST]
        if len(word) < 2 or word.isdigit():
            return NOTHING
        if is_arabic(word):
            return self._arabic_terms(word)
        if word in FUNCTION_WORDS.get(lang, ()) and surface not in self._acronyms:
            return NOTHING
        whole = stem(word, lang)
        if lang != "nl" or self._splitter is None:
            return Terms(whole)
        parts = tuple(dict.fromkeys(stem(part, "nl") for part in self._splitter.parts(word)))
        return Terms(whole, tuple(part for part in parts if part != whole))

    def _joined(self, pieces: list[str], lang: str) -> Terms:
        """The terms of a hyphenated word: as one word, and its parts if each of them carries meaning."""
        parts = [self.terms(piece, lang) for piece in pieces]
        if not any(part.stem for part in parts):
            return NOTHING
        whole = self.terms("".join(pieces), lang)
        meaningful = parts if all(part.stem for part in parts) else []
        stems = dict.fromkeys((*whole.parts, *(term for part in meaningful for term in part.all())))
        return Terms(whole.stem, tuple(term for term in stems if term != whole.stem)) if whole.stem else NOTHING

    def _arabic_terms(self, word: str) -> Terms:
        if word in FUNCTION_WORDS["ar"]:
            return NOTHING
        whole = stem(word, "ar")
        if whole not in self._arabic:
            for prefix in _ATTACHED:
                if word.startswith(prefix) and len(word) - len(prefix) >= 3:
                    bare = stem(word[len(prefix) :], "ar")
                    if bare in self._arabic:
                        return Terms(bare)
        return Terms(whole)

    def words(self, text: str, lang: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
        """The meaningful words of `text[start:end]`, in order; offsets are those of `text`."""
        limit = len(text) if end is None else end
        terms = self.terms
        last, skipped, fresh = start, 0, True
        for match in WORD.finditer(text, start, limit):
            fresh = fresh or BREAK.search(text, last, match.start()) is not None
            last = match.end()
            found = terms(match[0], lang)
            if found.stem:
                yield Word(match.start(), last, found, fresh, skipped)
                fresh, skipped = False, 0
            else:
                skipped += 1
