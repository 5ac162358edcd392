"""When two labels are the same label to a reader, however they were typed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Letters that Arabic writers use for one another, and the Persian forms some keyboards give.
_ARABIC_VARIANTS: Final = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ؤ": "و",
        "ئ": "ي",
        "ـ": None,
    }
)
_ARABIC_ARTICLE: Final = re.compile(r"\bال(?=\w{2})")
_ACCENTS: Final = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]")
_NOT_A_WORD: Final = re.compile(r"[\W_]+")
# Letters that casefolding and decomposition leave whole, but that people type with two plain ones.
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae"})


@lru_cache(maxsize=65536)
def label_key(label: str, lang: str) -> str:
    """The form under which `label` is compared with other labels in `lang`.

    Case, accents, apostrophes, hyphens and double blanks do not count; in Arabic neither do vowel signs, the stretching
    sign, letter variants (hamza, alif, taa marbuta, yaa) and the article. Two labels with one key are one label.
    """
    text = unicodedata.normalize("NFKC", label).casefold()
    if lang == "ar":
        text = text.translate(_ARABIC_VARIANTS)
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    text = _NOT_A_WORD.sub(" ", text.translate(_LIGATURES)).strip()
    return _ARABIC_ARTICLE.sub("", text) if lang == "ar" else text
