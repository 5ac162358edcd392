"""The thesaurus as SKOS for others, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef

from wisselwerk.thesaurus import Concept, Labels, Thesaurus, load
from wisselwerk.thesaurus.skos_export import SkosFormat, to_skos
from wisselwerk.thesaurus.skos_import import from_skos
from wisselwerk.thesaurus.vocabulary import DAC_PROPERTY, DEFAULT_BASE, IV3_PROPERTY

THEME = Namespace(DEFAULT_BASE)


def small() -> Thesaurus:
    bridges = Concept("bridges", "bridges", {"nl": Labels("Bruggen", ("brug",)), "ar": Labels("الجسور", ("جسر",))})
    keepers = Concept(
        "bridge-keepers",
        "bridges",
        {"nl": Labels("Brugwachters", ("brug bedienen", "brugwachter")), "fr": Labels("Pontonniers")},
        broader="bridges",
        related=("bridge-tolls",),
        sdg=("9.1", "11.2"),
        dac=("21020",),
        iv3="2.1",
        exact_match=("http://example.org/other/7",),
    )
    tolls = Concept("bridge-tolls", "bridges", {"en": Labels("Tolls")}, broader="bridges", related=("bridge-keepers",))
    return Thesaurus({concept.id: concept for concept in (bridges, keepers, tolls)}, version="abc")


@pytest.mark.parametrize("format", ["turtle", "json-ld"])
def test_out_says_all_there_is_to_say_about_a_theme(format: SkosFormat) -> None:
    graph = Graph().parse(data=to_skos(small(), format), format=format)
    scheme = URIRef("https://wisselwerk.example/id/theme")
    keepers = THEME["bridge-keepers"]
    assert set(graph.subjects(RDF.type, SKOS.ConceptScheme)) == {scheme}
    assert set(graph.objects(scheme, SKOS.hasTopConcept)) == {THEME.bridges}
    assert set(graph.subjects(SKOS.topConceptOf, scheme)) == {THEME.bridges}
    assert set(graph.objects(keepers, SKOS.prefLabel)) == {
        Literal("Brugwachters", lang="nl"),
        Literal("Pontonniers", lang="fr"),
    }
    assert set(graph.objects(keepers, SKOS.altLabel)) == {
        Literal("brug bedienen", lang="nl"),
        Literal("brugwachter", lang="nl"),
    }
    assert set(graph.objects(keepers, SKOS.broader)) == {THEME.bridges}
    assert set(graph.objects(THEME.bridges, SKOS.narrower)) == {keepers, THEME["bridge-tolls"]}
    assert set(graph.objects(keepers, SKOS.related)) == {THEME["bridge-tolls"]}
    assert set(graph.objects(keepers, SKOS.inScheme)) == {scheme}
    assert set(graph.objects(keepers, SKOS.relatedMatch)) == {
        URIRef("http://metadata.un.org/sdg/9.1"),
        URIRef("http://metadata.un.org/sdg/11.2"),
    }
    assert set(graph.objects(keepers, SKOS.exactMatch)) == {URIRef("http://example.org/other/7")}
    assert set(graph.objects(keepers, URIRef(DAC_PROPERTY))) == {Literal("21020")}
    assert set(graph.objects(keepers, URIRef(IV3_PROPERTY))) == {Literal("2.1")}
    assert (URIRef(DAC_PROPERTY), RDF.type, RDF.Property) in graph


def test_out_uses_the_base_it_is_given() -> None:
    graph = Graph().parse(data=to_skos(small(), base="https://themes.example.org/id#"), format="turtle")
    assert (URIRef("https://themes.example.org/id"), RDF.type, SKOS.ConceptScheme) in graph
    assert (URIRef("https://themes.example.org/id#bridges"), RDF.type, SKOS.Concept) in graph


@pytest.mark.parametrize("base", ["themes/", "https://themes.example.org/id"])
def test_out_refuses_a_base_that_makes_no_uris(base: str) -> None:
    with pytest.raises(ValueError, match="base must be a URI that ends in / or #"):
        to_skos(small(), base=base)


def test_out_refuses_another_format() -> None:
    with pytest.raises(ValueError, match="one of turtle, json-ld, not 'rdfa'"):
        to_skos(small(), "rdfa")  # type: ignore[arg-type]  # the wrong format is the point


@pytest.mark.parametrize(("format", "suffix"), [("turtle", ".ttl"), ("json-ld", ".jsonld")])
def test_the_whole_thesaurus_comes_back_with_the_same_labels_and_hierarchy(
    format: SkosFormat, suffix: str, tmp_path: Path
) -> None:
    thesaurus = load()
    path = tmp_path / f"all{suffix}"
    path.write_text(to_skos(thesaurus, format), encoding="utf-8")

    result = from_skos(path, domain="back")

    assert result.changes == ()
    back = {concept.id.removeprefix("back-"): concept for concept in result.concepts}
    assert set(back) == {"back", *(concept.id for concept in thesaurus)}
    for concept in thesaurus:
        copy = back[concept.id]
        assert copy.broader == (f"back-{concept.broader}" if concept.broader else "back")
        assert {other.removeprefix("back-") for other in copy.related} == set(concept.related)
        assert {lang: labels.preferred for lang, labels in copy.labels.items()} == {
            lang: labels.preferred for lang, labels in concept.labels.items()
        }
        for lang, labels in concept.labels.items():
            assert sorted(copy.labels[lang].alternative) == sorted(labels.alternative)
        assert (set(copy.sdg), set(copy.dac), copy.iv3) == (set(concept.sdg), set(concept.dac), concept.iv3)
        assert copy.exact_match == (THEME[concept.id].toPython(),)
