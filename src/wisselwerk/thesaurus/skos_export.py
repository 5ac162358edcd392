"""Writes the thesaurus as SKOS, for other systems that speak linked data."""

from __future__ import annotations

from typing import Final, Literal

from rdflib import RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.namespace import DCTERMS

from wisselwerk.thesaurus.model import Concept, Thesaurus
from wisselwerk.thesaurus.vocabulary import DAC_PROPERTY, DEFAULT_BASE, IV3_PROPERTY, SDG_BASE, VOCABULARY

SkosFormat = Literal["turtle", "json-ld"]
FORMATS: Final[tuple[SkosFormat, ...]] = ("turtle", "json-ld")

_TITLES: Final = {
    "nl": "Wisselwerk: gemeentelijke thema's",
    "en": "Wisselwerk: municipal themes",
    "fr": "Wisselwerk : thèmes communaux",
    "ar": "Wisselwerk: المواضيع البلدية",
}
_PROPERTIES: Final = {
    DAC_PROPERTY: (
        "DAC purpose",
        "OECD DAC/CRS purpose code (five digits) under which work on this theme is reported.",
    ),
    IV3_PROPERTY: ("Iv3 task field", "Task field (taakveld) of the Dutch Iv3 accounts to which this theme belongs."),
}


def to_skos(thesaurus: Thesaurus, format: SkosFormat = "turtle", *, base: str = DEFAULT_BASE) -> str:
    """The whole thesaurus as one SKOS concept scheme, in Turtle or JSON-LD.

    `base` is put before a concept's id to make its URI; without its last slash or hash it is the URI of the scheme.
    Labels carry language tags; `broader`, `narrower` and `related` are written both ways; an SDG target is a
    `skos:relatedMatch` to the URI of the United Nations, a concept of another thesaurus a `skos:exactMatch`; DAC
    purpose and Iv3 task field are text in properties that the output describes itself.
    Raises ValueError for a base that is no URI or another format.
    """
    if format not in FORMATS:
        raise ValueError(f"the format must be one of {', '.join(FORMATS)}, not '{format}'")
    if ":" not in base or not base.endswith(("/", "#")):
        raise ValueError(f"the base must be a URI that ends in / or #, not '{base}'")
    graph = Graph()
    graph.bind("theme", Namespace(base))
    graph.bind("sdg", Namespace(SDG_BASE))
    graph.bind("ww", Namespace(VOCABULARY))
    scheme = URIRef(base.rstrip("/#"))
    _add_scheme(graph, scheme, thesaurus)
    for concept in thesaurus:
        _add_concept(graph, scheme, base, concept)
    return graph.serialize(format=format, auto_compact=True) if format == "json-ld" else graph.serialize(format=format)


def _add_scheme(graph: Graph, scheme: URIRef, thesaurus: Thesaurus) -> None:
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, DCTERMS.identifier, RdfLiteral(thesaurus.version)))
    for lang, title in _TITLES.items():
        graph.add((scheme, DCTERMS.title, RdfLiteral(title, lang=lang)))
    for uri, (label, comment) in _PROPERTIES.items():
        graph.add((URIRef(uri), RDF.type, RDF.Property))
        graph.add((URIRef(uri), RDFS.label, RdfLiteral(label, lang="en")))
        graph.add((URIRef(uri), RDFS.comment, RdfLiteral(comment, lang="en")))


def _add_concept(graph: Graph, scheme: URIRef, base: str, concept: Concept) -> None:
    node = URIRef(base + concept.id)
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.inScheme, scheme))
    for lang, labels in concept.labels.items():
        graph.add((node, SKOS.prefLabel, RdfLiteral(labels.preferred, lang=lang)))
        for label in labels.alternative:
            graph.add((node, SKOS.altLabel, RdfLiteral(label, lang=lang)))
    if concept.broader is None:
        graph.add((node, SKOS.topConceptOf, scheme))
        graph.add((scheme, SKOS.hasTopConcept, node))
    else:
        graph.add((node, SKOS.broader, URIRef(base + concept.broader)))
        graph.add((URIRef(base + concept.broader), SKOS.narrower, node))
    for other in concept.related:
        graph.add((node, SKOS.related, URIRef(base + other)))
    for code in concept.sdg:
        graph.add((node, SKOS.relatedMatch, URIRef(SDG_BASE + code)))
    for uri in concept.exact_match:
        graph.add((node, SKOS.exactMatch, URIRef(uri)))
    for code in concept.dac:
        graph.add((node, URIRef(DAC_PROPERTY), RdfLiteral(code)))
    if concept.iv3 is not None:
        graph.add((node, URIRef(IV3_PROPERTY), RdfLiteral(concept.iv3)))
