"""Makes themes of a published thesaurus (EuroVoc, GEMET, ESCO), so that an operator can add it to their own.

Wisselwerk has one broader theme for each theme and one top theme for each file; published thesauri are looser. What
does not fit is changed in a fixed way, and every change is reported: nothing disappears unseen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import yaml
from rdflib import Graph, URIRef

from wisselwerk.languages import LANGUAGES, Lang
from wisselwerk.thesaurus import skos_read
from wisselwerk.thesaurus.model import Concept, Labels
from wisselwerk.thesaurus.source import ID_PATTERN
from wisselwerk.thesaurus.vocabulary import DAC_PROPERTY, IV3_PROPERTY, SDG_BASE

# libyaml writes some ten times faster, but not every build of PyYAML has it.
_DUMPER: Final[type[Any]] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_NO_SLUG: Final = re.compile(r"[^a-z0-9]+")
_SDG_CODE: Final = re.compile(re.escape(SDG_BASE) + r"(\d+(?:\.[0-9a-z]+)?)")


@dataclass(frozen=True, slots=True)
class Change:
    """Something in the source that could not be taken over as it stood."""

    uri: str
    reason: str

    def __str__(self) -> str:
        return f"{self.uri}: {self.reason}"


@dataclass(frozen=True, slots=True)
class SkosImport:
    """What came out of SKOS files: the concepts, top theme first, and everything that was dropped or changed."""

    concepts: tuple[Concept, ...]
    changes: tuple[Change, ...]


@dataclass(slots=True)
class _Importer:
    graph: Graph
    domain: str
    changes: list[Change] = field(default_factory=list)
    ids: dict[URIRef, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)

    def report(self, uri: str, reason: str) -> None:
        self.changes.append(Change(uri, reason))


def from_skos(
    paths: Path | Sequence[Path],
    *,
    domain: str,
    languages: Collection[Lang] = LANGUAGES,
    title: str | None = None,
) -> SkosImport:
    """The concepts in one or more SKOS files that together hold the languages.

    All of them come under one new top theme with the id `domain`, named `title` (else the title of the scheme, else
    the id). Only labels in `languages` are taken. Of several broader concepts the first in the file stays broader and
    the others become related; a concept under a dropped one moves up to the nearest that stays; a circle is cut where
    it closes. Concepts that are withdrawn, or have no label in `languages`, are dropped.
    Raises SkosError for a file that cannot be read or holds no concept with a label in `languages`, and ValueError
    for a `domain` that cannot be an id.
    """
    if not ID_PATTERN.fullmatch(domain):
        raise ValueError(f"'{domain}' cannot be an id: use small letters and digits, with hyphens between words")
    files = [paths] if isinstance(paths, Path) else list(paths)
    importer = _Importer(skos_read.read_graph(files, languages), domain)
    labels = _labels(importer)
    if not labels:
        names = ", ".join(str(file) for file in files)
        raise skos_read.SkosError(f"{names}: no SKOS concept with a label in {', '.join(languages)}")
    importer.ids = _ids(labels, domain)
    extra = _broader(importer)
    concepts = [_concept(importer, uri, labels[uri], extra.get(uri, [])) for uri in labels]
    return SkosImport((_top(importer, concepts, title), *concepts), tuple(importer.changes))


def to_yaml(concepts: Iterable[Concept], *, source: str) -> str:
    """The text of a file that `load(paths)` takes; `source` is said in its first line."""
    items = {"concepts": [_item(concept) for concept in concepts]}
    text: str = yaml.dump(
        items, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, default_flow_style=None, width=120
    )
    return f"# Imported from SKOS: {skos_read.clean(source)}\n{text}"


def _labels(importer: _Importer) -> dict[URIRef, dict[str, Labels]]:
    found: dict[URIRef, dict[str, Labels]] = {}
    for uri in skos_read.concepts_in(importer.graph):
        if skos_read.is_deprecated(importer.graph, uri):
            importer.report(uri, "dropped: withdrawn by its publisher")
            continue
        texts = skos_read.labels_of(importer.graph, uri)
        labels: dict[str, Labels] = {
            lang: Labels(texts[lang][0], tuple(texts[lang][1:])) for lang in LANGUAGES if lang in texts
        }
        if labels:
            found[uri] = labels
        else:
            importer.report(uri, "dropped: no label in the languages asked for")
    return found


def _ids(uris: Iterable[URIRef], domain: str) -> dict[URIRef, str]:
    """An id for each concept, made from the last part of its URI; the domain in front keeps it apart from others."""
    ids: dict[URIRef, str] = {}
    used = {domain}
    for uri in uris:
        name = _NO_SLUG.sub("-", re.split(r"[/#]", uri.rstrip("/#"))[-1].lower()).strip("-") or "concept"
        wanted = candidate = f"{domain}-{name}"
        number = 2
        while candidate in used:
            candidate = f"{wanted}-{number}"
            number += 1
        used.add(candidate)
        ids[uri] = candidate
    return ids


def _broader(importer: _Importer) -> dict[URIRef, list[URIRef]]:
    """Fill in the one broader theme of each concept; what comes back are the other ones, which become related."""
    extra: dict[URIRef, list[URIRef]] = {}
    for uri in importer.ids:
        kept = list(dict.fromkeys(_nearest_kept(importer, uri)))
        own = importer.ids[uri]
        for other in kept:
            target = importer.ids[other]
            if own in importer.above:
                extra.setdefault(uri, []).append(other)
            elif own in (target, *_ancestors(importer.above, target)):
                importer.report(uri, f"circle cut: {other} is not taken as broader")
            else:
                importer.above[own] = target
        importer.above.setdefault(own, importer.domain)
    for uri, others in extra.items():
        for other in others:
            importer.report(uri, f"second broader concept {other} becomes related")
    return extra


def _nearest_kept(importer: _Importer, uri: URIRef) -> Iterator[URIRef]:
    """The broader concepts that were kept; in place of a dropped one, what is above that."""
    seen = {uri}
    waiting = skos_read.linked(importer.graph, uri, "broader", "narrower")
    while waiting:
        other = waiting.pop(0)
        if other in seen:
            continue
        seen.add(other)
        if other in importer.ids:
            yield other
        else:
            importer.report(uri, f"broader concept {other} is not among the concepts kept: moved up")
            waiting = skos_read.linked(importer.graph, other, "broader", "narrower") + waiting


def _concept(importer: _Importer, uri: URIRef, labels: Mapping[str, Labels], extra: Sequence[URIRef]) -> Concept:
    graph, own = importer.graph, importer.ids[uri]
    others = [*skos_read.linked(graph, uri, "related", "related"), *extra]
    related = dict.fromkeys(importer.ids[other] for other in others if other in importer.ids)
    above = _ancestors(importer.above, own)
    matches = skos_read.linked(graph, uri, "relatedMatch")
    iv3 = skos_read.values(graph, uri, IV3_PROPERTY)
    return Concept(
        id=own,
        domain=importer.domain,
        labels=labels,
        broader=importer.above[own],
        related=tuple(
            other for other in related if other not in above and own not in _ancestors(importer.above, other)
        ),
        sdg=tuple(found.group(1) for match in matches if (found := _SDG_CODE.fullmatch(match))),
        dac=tuple(skos_read.values(graph, uri, DAC_PROPERTY)),
        iv3=iv3[0] if iv3 else None,
        exact_match=(str(uri), *(str(match) for match in skos_read.linked(graph, uri, "exactMatch"))),
    )


def _top(importer: _Importer, concepts: Sequence[Concept], title: str | None) -> Concept:
    titles = {} if title else skos_read.scheme_titles(importer.graph)
    fallback = title or titles.get("") or importer.domain
    used = [lang for lang in LANGUAGES if any(lang in concept.labels for concept in concepts)]
    labels: dict[str, Labels] = {lang: Labels(titles.get(lang, fallback)) for lang in used}
    return replace(
        concepts[0],
        id=importer.domain,
        labels=labels,
        broader=None,
        related=(),
        sdg=(),
        dac=(),
        iv3=None,
        exact_match=(),
    )


def _ancestors(above: Mapping[str, str], own: str) -> list[str]:
    found: list[str] = []
    while (own := above.get(own, "")) != "":
        found.append(own)
    return found


def _item(concept: Concept) -> dict[str, Any]:
    item: dict[str, Any] = {"id": concept.id}
    if concept.broader is not None:
        item["broader"] = concept.broader
    if concept.related:
        item["related"] = list(concept.related)
    for lang, labels in concept.labels.items():
        item[lang] = {"pref": labels.preferred}
        if labels.alternative:
            item[lang]["alt"] = list(labels.alternative)
    for name, codes in (("sdg", concept.sdg), ("dac", concept.dac), ("exact_match", concept.exact_match)):
        if codes:
            item[name] = list(codes)
    if concept.iv3 is not None:
        item["iv3"] = concept.iv3
    return item
