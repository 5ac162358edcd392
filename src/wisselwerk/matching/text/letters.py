"""Letters: what a word is, and one written form for the many ways to type it. Offsets stay those of the original."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Marks that belong inside a word although Python does not call them alphanumeric: combining accents (texts in NFD),
# Arabic vowel signs, soft hyphens and joiners.
_MARKS: Final = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u00ad\u200c\u200d"
)
_PIECE: Final = rf"[^\W_](?:[^\W_]|[{_MARKS}])*"
# A hyphen (also the non-breaking one) joins: *e-learning*, *start-up*, *procès-verbal*.
WORD: Final = re.compile(rf"{_PIECE}(?:[-\u2010\u2011]{_PIECE})*")
HYPHEN: Final = re.compile(r"[-\u2010\u2011]")

# A phrase does not run on over these.
BREAK: Final = re.compile(r"[.!?;:,()\[\]\n\r•·–—؟؛،/|]")

_ARABIC: Final = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_IGNORED: Final = re.compile(r"[\u00ad\u200c\u200d\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_ARABIC_LETTERS: Final = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ھ": "ه"}
)
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ı": "i", "ł": "l", "đ": "d"})


def is_arabic(word: str) -> bool:
    """Whether the word has a letter of the Arabic script."""
    return _ARABIC.search(word) is not None


@lru_cache(maxsize=65536)
def normalise(word: str) -> str:
    """Lower case, composed (NFKC), without vowel signs, tatweel and soft hyphens; Arabic letter variants unified.

    Latin accents stay, because stemmers use them: see `fold`.
    """
    if word.isascii():
        return word.lower()
    # Some single signs stand for several words (ﷺ); as a term they are one.
    word = "".join(_IGNORED.sub("", unicodedata.normalize("NFKC", word)).lower().split())
    return word.translate(_ARABIC_LETTERS) if is_arabic(word) else word


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word without accents: `déchet` and `dechet` are one."""
    if word.isascii():
        return word
    bare = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
    return bare.translate(_LIGATURES)
