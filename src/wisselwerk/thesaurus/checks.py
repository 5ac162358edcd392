"""Every rule a thesaurus must keep, apart from the form of the files themselves.

Each function takes the entries of all files together and yields problems; none stops at the first.
The rules on quality (enough labels in four languages, no signs that nobody types) bind the data that comes with
Wisselwerk only: an operator's own list may be in one language and may keep the labels of its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Final

from wisselwerk.languages import LANGUAGES, Lang
from wisselwerk.thesaurus.normal import label_key
from wisselwerk.thesaurus.problems import Problem
from wisselwerk.thesaurus.source import Entry, LabelEntry, Marked

LEAST_ALTERNATIVES: Final[Mapping[Lang, int]] = {"nl": 4, "en": 3, "fr": 3, "ar": 3}
# Brackets, slashes, commas: nobody types them in a sentence, so a label that holds them is never recognised.
_FORBIDDEN: Final = re.compile(r"[()\[\]{}<>/\\|,;:\"]")
_ARABIC_MARKS: Final = re.compile("[\u064b-\u065f\u0670\u0640]")
_UNCLEAN: Final = re.compile(r"^\s|\s$|\s\s|[^\S ]|[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_URI: Final = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def structure_problems(entries: Sequence[Entry]) -> Iterator[Problem]:
    """Ids given twice, references to nothing, cycles, themes outside every domain."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.extends:
            continue
        if (earlier := first.get(entry.id.text)) is not None:
            yield _problem(
                entry,
                entry.id,
                f"the id '{entry.id.text}' is already used in {earlier.file}:{earlier.line};"
                " to add to that theme, write `extends` in place of `id`",
            )
        else:
            first[entry.id.text] = entry
    for entry in entries:
        yield from _reference_problems(entry, first)
    yield from _cycle_problems(first)


def _reference_problems(entry: Entry, themes: Mapping[str, Entry]) -> Iterator[Problem]:
    own = entry.id.text
    if entry.extends:
        if own not in themes:
            yield _problem(entry, entry.id, f"`extends`: there is no theme '{own}'")
        if entry.broader is not None:
            yield _problem(entry, entry.broader, "`broader` cannot be changed by `extends`")
    elif entry.broader is None:
        if own != PurePath(entry.file).stem:
            top = PurePath(entry.file).stem
            yield _problem(
                entry,
                entry.id,
                f"'{own}' needs a `broader` theme; only the top theme of this file, '{top}', has none",
            )
    elif entry.broader.text not in themes:
        yield _problem(entry, entry.broader, f"`broader`: there is no theme '{entry.broader.text}'")
    for other in entry.related:
        if other.text not in themes:
            yield _problem(entry, other, f"`related`: there is no theme '{other.text}'")
        elif other.text == own:
            yield _problem(entry, other, "`related`: a theme cannot be related to itself")
        elif own in _line(other.text, themes) or other.text in _line(own, themes):
            yield _problem(entry, other, f"`related`: '{other.text}' is above or below '{own}' already")
    yield from (
        _problem(entry, again, f"`related`: '{again.text}' is given twice") for again in _repeated(entry.related)
    )


def _line(theme: str, themes: Mapping[str, Entry]) -> list[str]:
    """A theme and the ones above it, as far as they are known, each once even when they go round in a circle."""
    found: list[str] = []
    while theme in themes and theme not in found:
        found.append(theme)
        above = themes[theme].broader
        theme = above.text if above is not None else ""
    return found


def _cycle_problems(themes: Mapping[str, Entry]) -> Iterator[Problem]:
    """One problem per cycle, on the `broader` line of the theme in it that comes first."""
    safe: set[str] = set()
    for start in themes:
        path: list[str] = []
        at: str | None = start
        while at is not None and at in themes and at not in safe and at not in path:
            path.append(at)
            above = themes[at].broader
            at = above.text if above is not None else None
        if at is not None and at in path:
            entry = themes[at]
            circle = " > ".join([*path[path.index(at) :], at])
            yield _problem(entry, entry.broader or entry.id, f"`broader` goes round in a circle: {circle}")
        safe.update(path)


def label_problems(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Missing preferred labels, too few alternatives, labels said twice, labels with signs that do not belong."""
    for entry in entries:
        if not entry.extends:
            if entry.built_in:
                for lang in LANGUAGES:
                    if lang not in entry.labels:
                        yield _problem(entry, entry.id, f"'{entry.id.text}' has no labels in `{lang}`")
            elif not entry.labels:
                yield _problem(entry, entry.id, f"'{entry.id.text}' has no labels in any language")
        for lang, labels in entry.labels.items():
            yield from _language_problems(entry, lang, labels)


def _language_problems(entry: Entry, lang: Lang, labels: LabelEntry) -> Iterator[Problem]:
    if labels.preferred is None and not entry.extends:
        yield Problem(entry.file, labels.line, f"'{entry.id.text}' has no preferred label (`pref`) in `{lang}`")
    if entry.built_in and len(labels.alternative) < LEAST_ALTERNATIVES[lang]:
        yield Problem(
            entry.file,
            labels.line,
            f"'{entry.id.text}' has {len(labels.alternative)} alternative labels in `{lang}`; at least"
            f" {LEAST_ALTERNATIVES[lang]} are needed",
        )
    for label in labels.all():
        yield from (_problem(entry, label, f"the label '{label.text}' {fault}") for fault in _sign_faults(entry, label))
    if entry.built_in:
        seen: set[str] = set()
        for label in labels.all():
            if (key := label_key(label.text, lang)) in seen:
                yield _problem(entry, label, f"'{entry.id.text}' has the label '{label.text}' twice in `{lang}`")
            seen.add(key)


def _sign_faults(entry: Entry, label: Marked) -> Iterator[str]:
    if _UNCLEAN.search(label.text):
        yield "holds a line break, a control sign, or blanks at an end or in a row"
    if not any(sign.isalnum() for sign in label.text):
        yield "holds no letters"
    if entry.built_in and (found := _FORBIDDEN.search(label.text)):
        yield f"holds '{found.group()}', which nobody types in a sentence"
    if entry.built_in and _ARABIC_MARKS.search(label.text):
        yield "holds vowel signs or a stretching sign"


def code_problems(entries: Iterable[Entry], known: Mapping[str, Iterable[str]]) -> Iterator[Problem]:
    """Codes that are not in the code list. `known` gives the codes for "sdg", "dac" and "iv3"."""
    lists = {name: frozenset(codes) for name, codes in known.items()}
    for entry in entries:
        if entry.built_in:
            for name, given in (
                ("sdg", entry.sdg),
                ("dac", entry.dac),
                ("iv3", [entry.iv3] if entry.iv3 else []),
            ):
                if not given:
                    yield _problem(entry, entry.id, f"'{entry.id.text}' has no `{name}` code")
        for name, codes in (
            ("sdg", entry.sdg),
            ("dac", entry.dac),
            ("iv3", [entry.iv3] if entry.iv3 else []),
        ):
            for code in codes:
                if code.text not in lists[name]:
                    yield _problem(entry, code, f"`{name}`: '{code.text}' is not in the code list")
            yield from (
                _problem(entry, again, f"`{name}`: '{again.text}' is given twice") for again in _repeated(codes)
            )
        for uri in entry.exact_match:
            if not _URI.fullmatch(uri.text):
                yield _problem(entry, uri, f"`exact_match`: '{uri.text}' is not a URI")


def _repeated(texts: Iterable[Marked]) -> Iterator[Marked]:
    seen: set[str] = set()
    for text in texts:
        if text.text in seen:
            yield text
        seen.add(text.text)


def _problem(entry: Entry, at: Marked, message: str) -> Problem:
    return Problem(entry.file, at.line or entry.line, message)
