"""Reads SKOS files into one small graph: only what a thesaurus needs, only the languages asked for.

The published thesauri come in two dozen languages with notes, history and mappings. Those triples are let go while
the parser reads, so that the graph stays small.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.sax import SAXException

from rdflib import DC, OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.exceptions import Error as RdfError
from rdflib.namespace import DCTERMS
from rdflib.plugins.stores.memory import Memory
from rdflib.term import Node

from wisselwerk.languages import Lang
from wisselwerk.thesaurus.vocabulary import DAC_PROPERTY, IV3_PROPERTY

if TYPE_CHECKING:
    from rdflib.graph import _ContextType, _TripleType

_XL: Final = "http://www.w3.org/2008/05/skos-xl#"
_XL_LITERAL: Final = URIRef(_XL + "literalForm")
# SKOS label properties with their counterparts in SKOS-XL (labels as nodes of their own, as EuroVoc has them).
_PREFERRED: Final = (SKOS.prefLabel, URIRef(_XL + "prefLabel"))
_ALTERNATIVE: Final = (SKOS.altLabel, URIRef(_XL + "altLabel"), SKOS.hiddenLabel, URIRef(_XL + "hiddenLabel"))
_TITLES: Final = (SKOS.prefLabel, RDFS.label, DCTERMS.title, DC.title)
_KINDS: Final = frozenset((SKOS.Concept, SKOS.ConceptScheme))
_KEPT: Final = frozenset(
    (
        *_PREFERRED,
        *_ALTERNATIVE,
        *_TITLES,
        *(_XL_LITERAL, SKOS.broader, SKOS.narrower, SKOS.related, SKOS.relatedMatch, SKOS.exactMatch),
        *(OWL.deprecated, URIRef(DAC_PROPERTY), URIRef(IV3_PROPERTY)),
    )
)
_SUFFIXES: Final = {
    **dict.fromkeys((".rdf", ".xml", ".owl"), "xml"),
    **dict.fromkeys((".ttl", ".turtle"), "turtle"),
    **dict.fromkeys((".jsonld", ".json"), "json-ld"),
    ".nt": "nt",
    ".n3": "n3",
}
_BLANK: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


class SkosError(ValueError):
    """A SKOS file cannot be read. The message names the file and says why."""


class _Sieve(Memory):
    """An rdflib store that keeps nothing but what this module will ask for."""

    def __init__(self, languages: Collection[str]) -> None:
        super().__init__()
        self.languages = frozenset(languages)

    def add(self, triple: _TripleType, context: _ContextType, quoted: bool = False) -> None:
        """Keep the triple if its property matters and its language was asked for."""
        _subject, predicate, value = triple
        if predicate == RDF.type:
            wanted = value in _KINDS
        elif predicate in _KEPT:
            wanted = not (isinstance(value, Literal) and value.language and _language(value) not in self.languages)
        else:
            wanted = False
        if wanted:
            super().add(triple, context, quoted)


def read_graph(files: Sequence[Path], languages: Collection[Lang]) -> Graph:
    """The triples of all `files` together (RDF/XML, Turtle, JSON-LD, N-Triples, told apart by file name).

    Raises SkosError for the first file that cannot be read.
    """
    graph = Graph(store=_Sieve(languages))
    for file in files:
        format_name = _SUFFIXES.get(file.suffix.lower())
        if format_name is None:
            raise SkosError(f"{file}: the file name must end in one of {', '.join(sorted(_SUFFIXES))}")
        try:
            graph.parse(file, format=format_name)
        except (SAXException, RdfError, SyntaxError, ValueError, OSError) as error:
            raise SkosError(f"{file}: cannot be read as {format_name}: {error}") from error
    return graph


def concepts_in(graph: Graph) -> Iterator[URIRef]:
    """The URIs of the concepts, in the order of the files."""
    return (node for node in graph.subjects(RDF.type, SKOS.Concept) if isinstance(node, URIRef))


def linked(graph: Graph, node: Node, name: str, inverse: str | None = None) -> list[URIRef]:
    """The concepts that a SKOS property points to from `node`, with those that point here by its inverse."""
    found: dict[Any, None] = dict.fromkeys(graph.objects(node, SKOS[name]))
    if inverse is not None:
        found.update(dict.fromkeys(graph.subjects(SKOS[inverse], node)))
    return [other for other in found if isinstance(other, URIRef) and other != node]


def values(graph: Graph, node: Node, uri: str) -> list[str]:
    """The plain texts that `node` has for a property."""
    return [str(value) for value in graph.objects(node, URIRef(uri))]


def is_deprecated(graph: Graph, node: Node) -> bool:
    """Whether the publisher has withdrawn the concept."""
    return any(str(value).lower() in ("true", "1") for value in graph.objects(node, OWL.deprecated))


def labels_of(graph: Graph, node: Node) -> dict[str, list[str]]:
    """All labels of a concept by language, the preferred one first.

    Of several preferred labels in one language (en-GB beside en) the first one stays preferred.
    """
    found: dict[str, dict[str, None]] = {}
    for properties in (_PREFERRED, _ALTERNATIVE):
        for name in properties:
            for value in graph.objects(node, name):
                for literal in (value,) if isinstance(value, Literal) else graph.objects(value, _XL_LITERAL):
                    text = clean(str(literal))
                    if text and isinstance(literal, Literal) and literal.language:
                        found.setdefault(_language(literal), {})[text] = None
    return {lang: list(labels) for lang, labels in found.items()}


def scheme_titles(graph: Graph) -> dict[str, str]:
    """The title of the concept scheme by language ("" for a title without one); empty when there are several."""
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    if len(schemes) != 1:
        return {}
    titles: dict[str, str] = {}
    for name in _TITLES:
        for value in graph.objects(schemes.copy().pop(), name):
            if isinstance(value, Literal) and clean(str(value)):
                titles.setdefault(_language(value), clean(str(value)))
    return titles


def clean(text: str) -> str:
    """The text in composed form, without control signs and with single blanks."""
    return _BLANK.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _language(literal: Literal) -> str:
    return (literal.language or "").lower().split("-")[0]
