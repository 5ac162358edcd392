"""Which of the four languages a text is in. The only place that asks a detector."""

from __future__ import annotations

from functools import cache
from typing import Final

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from wisselwerk.languages import Lang
from wisselwerk.matching.text.letters import WORD, is_arabic, normalise
from wisselwerk.matching.text.stopwords import FUNCTION_WORDS

_ENOUGH: Final = 2000
_LATIN: Final[tuple[Lang, ...]] = ("nl", "en", "fr")


def detect_language(text: str) -> Lang:
    """The language of `text`; Dutch when nothing can be told.

    The script settles Arabic and function words settle nearly every sentence. What remains (a title, a list of nouns)
    goes to lingua, in its low-accuracy mode: some 5 MB instead of 115 MB, loaded when first needed.
    """
    words = [normalise(word) for word in WORD.findall(text[:_ENOUGH])]
    arabic = sum(is_arabic(word) for word in words)
    if arabic * 2 > len(words):
        return "ar"
    votes = sorted(((sum(word in FUNCTION_WORDS[lang] for word in words), lang) for lang in _LATIN), reverse=True)
    if votes[0][0] >= 2 and votes[0][0] >= 2 * votes[1][0]:
        return votes[0][1]
    found = _lingua().detect_language_of(" ".join(words))
    return _CODES[found] if found is not None else votes[0][1] if votes[0][0] else "nl"


_CODES: Final[dict[Language, Lang]] = {Language.DUTCH: "nl", Language.ENGLISH: "en", Language.FRENCH: "fr"}


@cache
def _lingua() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_CODES).with_low_accuracy_mode().build()
