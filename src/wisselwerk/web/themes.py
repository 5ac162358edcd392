"""Themes of the thesaurus as pages show them: names in the language of the page, and finding one by what is typed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import get_language

from wisselwerk.experts.themes import recognise, vocabulary
from wisselwerk.languages import LANGUAGES
from wisselwerk.thesaurus.normal import label_key


def theme_name(concept: str) -> str:
    """The name of a theme in the language of the page; its id when the thesaurus does not have it (any more)."""
    themes = vocabulary()
    return themes[concept].name(page_language()) if concept in themes else concept


def theme_names() -> list[str]:
    """The name of every theme in the language of the page, in alphabetical order: what a field can suggest."""
    lang = page_language()
    return sorted({theme.name(lang) for theme in vocabulary()}, key=lambda name: label_key(name, lang))


def theme_choices(only: Iterable[str] | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Themes (all, or those of `only`) as grouped choices of a select: the name of each domain with (id, name)."""
    themes, lang = vocabulary(), page_language()
    wanted = set(themes.concepts if only is None else only)
    groups = []
    for top in themes.tops():
        inside = [theme for theme in themes if theme.domain == top.id and theme.id in wanted]
        choices = [(theme.id, theme.name(lang)) for theme in inside]
        if choices:
            groups.append((top.name(lang), sorted(choices, key=lambda choice: label_key(choice[1], lang))))
    return sorted(groups, key=lambda group: label_key(group[0], lang))


def find_theme(words: str) -> str | None:
    """The theme that `words` name: by any of its labels, first in the language of the page, then in the other three.

    Words that are no label give the theme that is recognised in them best; None when there is none.
    """
    themes, first = vocabulary(), page_language()
    for lang in (first, *(lang for lang in LANGUAGES if lang != first)):
        found = _by_label(themes.version, lang).get(label_key(words, lang))
        if found:
            return found
    recognised = recognise(words, first).themes if words.strip() else ()
    return recognised[0].concept if recognised else None


def page_language() -> str:
    """The language of the page: one of the four."""
    return (get_language() or LANGUAGES[0])[:2]


@lru_cache(maxsize=8)
def _by_label(version: str, lang: str) -> dict[str, str]:
    """Every label of one language with its theme; a preferred label goes before an alternative one of another theme."""
    themes = vocabulary()
    found: dict[str, str] = {}
    for theme in themes:
        if lang in theme.labels:
            found.setdefault(label_key(theme.labels[lang].preferred, lang), theme.id)
    for theme in themes:
        if lang in theme.labels:
            for label in theme.labels[lang].alternative:
                found.setdefault(label_key(label, lang), theme.id)
    return found
