"""Everyday words around municipal work, one meaning a line in four languages: a bridge where no theme has a label."""

from __future__ import annotations

from collections import defaultdict
from importlib import resources

from wisselwerk.languages import LANGUAGES, Lang
from wisselwerk.matching.text.analyser import Analyser

Pattern = tuple[str, ...]
_FILE = "everyday_words.tsv"


class EverydayWords:
    """Which words of one language mean which words of another."""

    def __init__(self, analyser: Analyser) -> None:
        self._meanings: list[dict[Lang, tuple[Pattern, ...]]] = []
        self._by_term: dict[Lang, defaultdict[str, list[int]]] = {lang: defaultdict(list) for lang in LANGUAGES}
        for line in (resources.files(__package__) / _FILE).read_text("utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            meaning: dict[Lang, tuple[Pattern, ...]] = {}
            for lang, variants in zip(LANGUAGES, line.split("\t"), strict=True):
                patterns = [
                    tuple(word.terms.stem for word in analyser.words(variant, lang)) for variant in variants.split(",")
                ]
                meaning[lang] = tuple(dict.fromkeys(filter(None, patterns)))
                for pattern in meaning[lang]:
                    if len(pattern) == 1:
                        self._by_term[lang][pattern[0]].append(len(self._meanings))
            self._meanings.append(meaning)

    def translations(self, term: str, source: Lang, target: Lang) -> tuple[Pattern, ...]:
        """The ways to say in `target` what the stem `term` means in `source`; empty where nobody wrote it down."""
        meanings = self._by_term[source].get(term, ())
        return tuple(dict.fromkeys(pattern for number in meanings for pattern in self._meanings[number][target]))
