"""Puts checked entries together into a Thesaurus."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from wisselwerk.languages import LANGUAGES, Lang
from wisselwerk.thesaurus.model import Collision, Concept, Labels, Thesaurus
from wisselwerk.thesaurus.normal import label_key
from wisselwerk.thesaurus.source import Entry, Marked


@dataclass(slots=True)
class _Draft:
    """A concept while entries still add to it. Dicts keep what came first in front."""

    id: str
    broader: str | None
    related: dict[str, None] = field(default_factory=dict)
    labels: dict[Lang, list[str]] = field(default_factory=dict)
    sdg: dict[str, None] = field(default_factory=dict)
    dac: dict[str, None] = field(default_factory=dict)
    iv3: str | None = None
    exact_match: dict[str, None] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Take over what `entry` says; a preferred label goes in front of the ones that were there."""
        for lang, labels in entry.labels.items():
            there = self.labels.get(lang, [])
            texts = [label.text for label in labels.all()]
            self.labels[lang] = list(_once(texts + there if labels.preferred else there + texts, lang))
        self.related.update(dict.fromkeys(_plain(entry.related)))
        self.sdg.update(dict.fromkeys(_plain(entry.sdg)))
        self.dac.update(dict.fromkeys(_plain(entry.dac)))
        self.exact_match.update(dict.fromkeys(_plain(entry.exact_match)))
        if entry.iv3 is not None:
            self.iv3 = entry.iv3.text


def build(entries: Sequence[Entry]) -> Thesaurus:
    """The thesaurus that `entries` describe. They must have passed the structure checks."""
    drafts: dict[str, _Draft] = {}
    for entry in entries:
        if not entry.extends:
            drafts[entry.id.text] = _Draft(entry.id.text, entry.broader.text if entry.broader else None)
    for entry in sorted(entries, key=lambda entry: entry.extends):
        drafts[entry.id.text].add(entry)
    for draft in drafts.values():
        for other in draft.related:
            drafts[other].related[draft.id] = None
    concepts = {draft.id: _concept(draft, _top(draft, drafts)) for draft in drafts.values()}
    return Thesaurus(concepts, _digest(concepts.values()), find_collisions(entries))


def find_collisions(entries: Iterable[Entry]) -> tuple[Collision, ...]:
    """Labels that two or more themes share in one language, letter variants included (see `label_key`)."""
    claims: dict[tuple[str, str], dict[str, tuple[Entry, Marked]]] = {}
    for entry in entries:
        for lang, labels in entry.labels.items():
            for label in labels.all():
                by_concept = claims.setdefault((lang, label_key(label.text, lang)), {})
                by_concept.setdefault(entry.id.text, (entry, label))
    return tuple(
        Collision(
            lang=lang,
            label=next(iter(by_concept.values()))[1].text,
            concepts=tuple(by_concept),
            places=tuple(f"{entry.file}:{label.line}" for entry, label in by_concept.values()),
            built_in=all(entry.built_in for entry, _label in by_concept.values()),
        )
        for (lang, _key), by_concept in claims.items()
        if len(by_concept) > 1
    )


def _concept(draft: _Draft, domain: str) -> Concept:
    return Concept(
        id=draft.id,
        domain=domain,
        labels={
            lang: Labels(draft.labels[lang][0], tuple(draft.labels[lang][1:]))
            for lang in LANGUAGES
            if draft.labels.get(lang)
        },
        broader=draft.broader,
        related=tuple(draft.related),
        sdg=tuple(draft.sdg),
        dac=tuple(draft.dac),
        iv3=draft.iv3,
        exact_match=tuple(draft.exact_match),
    )


def _top(draft: _Draft, drafts: dict[str, _Draft]) -> str:
    while draft.broader is not None:
        draft = drafts[draft.broader]
    return draft.id


def _once(labels: Iterable[str], lang: str) -> Iterator[str]:
    seen: set[str] = set()
    for label in labels:
        key = label_key(label, lang)
        if key not in seen:
            seen.add(key)
            yield label


def _plain(texts: Iterable[Marked]) -> Iterator[str]:
    return (text.text for text in texts)


def _digest(concepts: Iterable[Concept]) -> str:
    digest = hashlib.sha256()
    for concept in concepts:
        digest.update(repr(concept).encode())
    return digest.hexdigest()[:12]
