"""The themes in the form for a need: recognised in the text, added by hand, ticked or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from wisselwerk.experts.themes import recognise, vocabulary
from wisselwerk.web.forms.needs import NeedForm
from wisselwerk.web.themes import find_theme, theme_name

_MOST: Final = 10
_QUOTES: Final = 3
# A theme that is less certain than this is left to the matching itself.
_LIKELY: Final = 0.35


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme with its tick, and the words of the question that led to it (none if a person added it)."""

    concept: str
    name: str
    ticked: bool
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemePicker:
    """What the fragment with the themes shows. `language` is what the text was read as, "" while there is none."""

    rows: tuple[ThemeRow, ...]
    added: tuple[str, ...]
    language: str
    not_found: str

    @property
    def count(self) -> int:
        """How many themes have a tick."""
        return sum(row.ticked for row in self.rows)


def pick_themes(form: NeedForm, *, while_typing: bool = False) -> ThemePicker:
    """The themes for what stands in the form now, valid or not.

    A theme that was not on the page before gets a tick: it takes one click to take it away. One that was there keeps
    its state. While somebody is typing one that is no longer recognised goes, unless a person added it.
    """
    text = f"{form['title'].value() or ''}\n\n{form['text'].value() or ''}".strip()
    wanted = str(form["language"].value() or "")
    ticked, seen, added = (_concepts(form, name) for name in ("themes", "seen", "added"))
    words = str(form["add_theme"].value() or "").strip()
    new = find_theme(words) if words else None
    recognition = recognise(text, wanted or None) if text else None
    likely = [theme for theme in recognition.themes if theme.weight >= _LIKELY][:_MOST] if recognition else []
    quotes = {theme.concept: tuple(dict.fromkeys(span.text for span in theme.spans))[:_QUOTES] for theme in likely}
    added = list(dict.fromkeys([*added, *filter(None, [new])]))
    rows = [
        ThemeRow(
            concept,
            theme_name(concept),
            concept == new or concept in ticked or concept not in seen,
            quotes.get(concept, ()),
        )
        for concept in dict.fromkeys([*quotes, *added, *([] if while_typing else [*ticked, *seen])])
    ]
    return ThemePicker(tuple(rows), tuple(added), recognition.language if recognition else "", words if not new else "")


def _concepts(form: NeedForm, name: str) -> list[str]:
    given: Collection[str] = form[name].value() or ()
    themes = vocabulary()
    return [concept for concept in given if concept in themes]
