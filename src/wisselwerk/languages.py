"""The four languages of Wisselwerk, in the order in which the site offers them."""

from typing import Final, Literal

Lang = Literal["nl", "en", "fr", "ar"]
LANGUAGES: Final[tuple[Lang, ...]] = ("nl", "en", "fr", "ar")

# Common European Framework of Reference for Languages (Council of Europe, 2001), lowest first.
CEFR_LEVELS: Final[tuple[str, ...]] = ("A1", "A2", "B1", "B2", "C1", "C2")


def isolated(name: object) -> str:
    """A name that keeps its own direction within a sentence in another one (Unicode: first strong isolate)."""
    return f"\u2068{name}\u2069"
