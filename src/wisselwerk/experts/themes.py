"""The themes of this site: those that come with the software and the operator's own, and recognising them in a text."""

from __future__ import annotations

from functools import lru_cache

from wisselwerk import matching, thesaurus
from wisselwerk.matching.recognise import Recogniser
from wisselwerk.thesaurus import Thesaurus


def vocabulary() -> Thesaurus:
    """All themes, with the operator's own, which the app names when it starts (the option `thesaurus_dir`)."""
    return thesaurus.load()


def recognise(text: str, lang: str | None = None) -> matching.Recognition:
    """The language of a text (detected unless given) and the themes in it, strongest first."""
    return _recogniser(vocabulary().version).recognise(text, lang)


def with_narrower(concept: str) -> set[str]:
    """A theme and everything below it; empty for what is no theme."""
    concepts = vocabulary()
    found, below = set[str](), [concept] if concept in concepts else []
    while below:
        found.update(below)
        below = [narrow for one in below for narrow in concepts.narrower[one]]
    return found


@lru_cache(maxsize=2)
def _recogniser(version: str) -> Recogniser:
    return Recogniser(vocabulary())
