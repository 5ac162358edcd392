"""Stems: one per language, pinned, used for profiles, needs and labels alike.

Dutch, English and French are Snowball's. For Dutch that is `dutch_porter` (the one PostgreSQL has too): Snowball's
newer `dutch` cuts too deep (*gemeente* becomes *meen*). Arabic is the light stemmer "light10" of Larkey, Ballesteros
& Connell (2007), on normalised letters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

import snowballstemmer

from wisselwerk.matching.text.letters import fold, is_arabic

_FINAL: Final = {"z": "s", "v": "f"}
_ALGORITHMS: Final = {"nl": "dutch_porter", "en": "english", "fr": "french"}


@lru_cache(maxsize=65536)
def stem(word: str, lang: str) -> str:
    """The stem of one normalised word. Words in Arabic script get the Arabic stemmer whatever `lang` says."""
    if is_arabic(word):
        return _light10(word)
    if lang not in _ALGORITHMS:
        return fold(word)
    first = _snowball(lang)(word)
    return fold(_dutch(first)) if lang == "nl" else fold(first)


@cache
def _snowball(lang: str) -> Callable[[str], str]:
    stemmer: Callable[[str], str] = snowballstemmer.stemmer(_ALGORITHMS[lang]).stemWord
    return stemmer


def _dutch(first: str) -> str:
    """Even out what the Dutch stemmer leaves uneven: huizen/huis, brieven/brief, plannen/plan, plaatsen/plaats."""
    again = _snowball("nl")(first) if len(first) > 5 else first
    if len(again) > 3:
        if again[-1] == again[-2] and again[-1] not in "aeiou":
            return again[:-1]
        return again[:-1] + _FINAL.get(again[-1], again[-1])
    return again


_PREFIXES: Final = ("وال", "بال", "كال", "فال", "ال", "لل")
_SUFFIXES: Final = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def _light10(word: str) -> str:
    if word.startswith("و") and len(word) > 3:
        word = word[1:]
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 2:
            word = word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 2:
            word = word[: -len(suffix)]
    return word
