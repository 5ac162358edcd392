"""Reads a thesaurus file into entries that remember on which line everything stood.

The YAML is composed into nodes, not constructed into objects: nodes carry their line, and show whether a value
was written as text, so that `no` or `11.10` is reported and does not silently turn into False or 11.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import yaml

from wisselwerk.languages import LANGUAGES, Lang
from wisselwerk.thesaurus.problems import Problem

ID_PATTERN: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KEYS: Final = ("id", "extends", "broader", "related", *LANGUAGES, "sdg", "dac", "iv3", "exact_match")
# libyaml reads some ten times faster, but not every build of PyYAML has it.
_LOADER: Final[type[Any]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT_TAG: Final = "tag:yaml.org,2002:str"
_MERGE_TAG: Final = "tag:yaml.org,2002:merge"


class Marked(NamedTuple):
    """A piece of text and the line it was written on."""

    text: str
    line: int


@dataclass(slots=True)
class LabelEntry:
    """The labels of one entry in one language, as written."""

    line: int
    preferred: Marked | None = None
    alternative: list[Marked] = field(default_factory=list)

    def all(self) -> list[Marked]:
        """Every label, the preferred one first."""
        return [self.preferred, *self.alternative] if self.preferred else list(self.alternative)


@dataclass(slots=True)
class Entry:
    """One item under `concepts:`: a new theme, or (`extends`) an addition to an existing one."""

    file: str
    line: int
    built_in: bool
    id: Marked
    extends: bool = False
    broader: Marked | None = None
    related: list[Marked] = field(default_factory=list)
    labels: dict[Lang, LabelEntry] = field(default_factory=dict)
    sdg: list[Marked] = field(default_factory=list)
    dac: list[Marked] = field(default_factory=list)
    iv3: Marked | None = None
    exact_match: list[Marked] = field(default_factory=list)


def read_entries(text: str, *, file: str, built_in: bool) -> tuple[list[Entry], list[Problem]]:
    """The entries in one file and every fault in its form.

    `file` is the name to use in messages. Entries with a fault are still returned when they have an id, so that
    one fault does not make every reference to the theme look wrong too.
    """
    reader = _Reader(file, built_in)
    return reader.read(text), reader.problems


class _Reader:
    def __init__(self, file: str, built_in: bool) -> None:
        self.file = file
        self.built_in = built_in
        self.problems: list[Problem] = []

    def read(self, text: str) -> list[Entry]:
        try:
            root = yaml.compose(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.fault(mark.line + 1 if mark else 0, f"not valid YAML: {error.problem or error.context}")
            return []
        except yaml.YAMLError as error:
            self.fault(0, f"not valid YAML: {error}")
            return []
        if not isinstance(root, yaml.MappingNode):
            self.fault(1, "the file must have one key, `concepts`, with a list of themes")
            return []
        entries: list[Entry] = []
        found = False
        for key, value in self.pairs(root, ("concepts",)):
            found = found or key.text == "concepts"
            entries.extend(self.entries(value))
        if not found:
            self.fault(1, "the key `concepts` is missing")
        return entries

    def entries(self, node: yaml.Node) -> Iterator[Entry]:
        if not isinstance(node, yaml.SequenceNode):
            self.fault(_line(node), "`concepts` must be a list")
            return
        for item in node.value:
            entry = self.entry(item)
            if entry is not None:
                yield entry

    def entry(self, node: yaml.Node) -> Entry | None:
        if not isinstance(node, yaml.MappingNode):
            self.fault(_line(node), "a theme must be a mapping that starts with `id`")
            return None
        entry = Entry(self.file, _line(node), self.built_in, Marked("", 0))
        names: list[str] = []
        for key, value in self.pairs(node, KEYS):
            if key.text in LANGUAGES:
                labels = self.labels(value, key.text)
                if labels is not None:
                    entry.labels[key.text] = labels
            elif key.text in ("related", "sdg", "dac", "exact_match"):
                getattr(entry, key.text).extend(self.texts(value, key.text))
            elif key.text in ("broader", "iv3"):
                setattr(entry, key.text, self.text(value, key.text))
            else:
                names.append(key.text)
                entry.id = self.text(value, key.text) or entry.id
                entry.extends = key.text == "extends"
        if not names:
            self.fault(entry.line, "a theme needs an `id` (or `extends`, to add to an existing theme)")
        elif len(names) > 1:
            self.fault(entry.line, "`id` and `extends` do not go together: use one of them")
        elif entry.id.text and not ID_PATTERN.fullmatch(entry.id.text):
            self.fault(
                entry.id.line,
                f"the id '{entry.id.text}' must be small letters and digits, with hyphens between words",
            )
        return entry if entry.id.text else None

    def labels(self, node: yaml.Node, lang: str) -> LabelEntry | None:
        if not isinstance(node, yaml.MappingNode):
            self.fault(_line(node), f"`{lang}` must be written as {{pref: ..., alt: [...]}}")
            return None
        labels = LabelEntry(_line(node))
        for key, value in self.pairs(node, ("pref", "alt")):
            if key.text == "pref":
                labels.preferred = self.text(value, "pref")
            else:
                labels.alternative = self.texts(value, "alt")
        return labels

    def pairs(self, node: yaml.MappingNode, known: tuple[str, ...]) -> Iterator[tuple[Marked, yaml.Node]]:
        """The keys of a mapping with their values, without the ones that are unknown or come twice."""
        seen: set[str] = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) and key.tag != _MERGE_TAG else None
            if name not in known:
                self.fault(_line(key), f"unknown key `{name or key.value}`; known here: {', '.join(known)}")
            elif name in seen:
                self.fault(_line(key), f"the key `{name}` is given twice")
            else:
                seen.add(name)
                yield Marked(name, _line(key)), value

    def texts(self, node: yaml.Node, name: str) -> list[Marked]:
        if not isinstance(node, yaml.SequenceNode):
            self.fault(_line(node), f"`{name}` must be a list")
            return []
        return [text for item in node.value if (text := self.text(item, name)) is not None]

    def text(self, node: yaml.Node, name: str) -> Marked | None:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(_line(node), f"`{name}` must hold text")
            return None
        if not node.value.strip():
            self.fault(_line(node), f"`{name}`: the value is empty")
            return None
        if node.tag != _TEXT_TAG:
            self.fault(_line(node), f"`{name}`: '{node.value}' is not read as text: put it in quotes")
        return Marked(node.value, _line(node))

    def fault(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.file, line, message))


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
