"""Texts in several languages: choosing one, reading through HTML, and making them alike for a search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Final

from django.utils.translation import get_language

from wisselwerk.languages import LANGUAGES

# Only what looks like a known tag or entity is HTML: "<5 years" and "R&D" are not.
_HTML: Final = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|b|i|u|em|strong|a|h[1-6]|table|tr|td|font)\b[^<>]*>|&\w+;|&#\d+;"
)
_BLOCKS: Final = frozenset({"p", "br", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr"})


def best_language(texts: Mapping[str, str], lang: str | None = None) -> str:
    """The key of the text to show in `lang` (default: the language of the page).

    That is the text in that language or a variety of it ("nl-be"), else English, else another language of the site,
    else any; one whose language is not known ("") comes last. Returns "" if there is none.
    """
    # Sorted, because PostgreSQL does not keep the order of the file.
    given = sorted((key for key, text in texts.items() if text), key=lambda key: (key == "", key))
    for wanted in ((lang or get_language() or "nl")[:2], "en", *LANGUAGES):
        for key in given:
            if key == wanted or key.startswith(f"{wanted}-"):
                return key
    return given[0] if given else ""


def in_language(texts: Mapping[str, str], lang: str | None = None) -> str:
    """The text in `lang` (default: the language of the page), else English, else whichever there is."""
    return texts.get(best_language(texts, lang), "")


def readable(text: str) -> str:
    """The text without the HTML that some publishers put in it; paragraphs and list items become lines."""
    if not _HTML.search(text):
        return text
    reader = _PlainText()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def searchable(texts: Iterable[str]) -> str:
    """The texts in one spelling: lower case, no accents, no HTML, one space between words.

    Search for `searchable([words])` in it.
    """
    words = (word for text in texts for word in readable(text).casefold().split())
    # Accents, and the Arabic vowel signs and hamzas, are signs of their own once the letters are taken apart.
    apart = unicodedata.normalize("NFKD", " ".join(words))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


class _PlainText(HTMLParser):
    """Gathers the text of a piece of HTML, with a line break for every block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
