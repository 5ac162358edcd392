"""An operator brings in a published thesaurus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wisselwerk.thesaurus import Concept, load
from wisselwerk.thesaurus.skos_import import SkosImport, from_skos, to_yaml
from wisselwerk.thesaurus.skos_read import SkosError

Writer = Callable[[str, str], Path]

TURTLE_HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix c: <http://example.org/concept/> .
"""


def rdf_xml(lang: str, water: str, river: str) -> str:
    """A file as GEMET has them: one language a file, the hierarchy in each, a title without a language."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#"
         xmlns:dc="http://purl.org/dc/elements/1.1/">
  <skos:ConceptScheme rdf:about="http://example.org/scheme">
    <dc:title>Small thesaurus</dc:title>
    <skos:hasTopConcept rdf:resource="http://example.org/concept/100"/>
  </skos:ConceptScheme>
  <skos:Concept rdf:about="http://example.org/concept/100">
    <skos:prefLabel xml:lang="{lang}">{water}</skos:prefLabel>
    <skos:scopeNote xml:lang="{lang}">Not of interest here.</skos:scopeNote>
    <skos:narrower rdf:resource="http://example.org/concept/200"/>
  </skos:Concept>
  <skos:Concept rdf:about="http://example.org/concept/200">
    <skos:prefLabel xml:lang="{lang}">{river}</skos:prefLabel>
    <skos:broader rdf:resource="http://example.org/concept/100"/>
    <skos:related rdf:resource="http://example.org/concept/100"/>
  </skos:Concept>
</rdf:RDF>
"""


def by_id(result: SkosImport) -> dict[str, Concept]:
    return {concept.id: concept for concept in result.concepts}


def reasons(result: SkosImport) -> list[tuple[str, str]]:
    return [(change.uri.rsplit("/", 1)[-1], change.reason) for change in result.changes]


def test_files_that_hold_one_language_each_become_one_list(write: Writer) -> None:
    files = [
        write("nl.rdf", rdf_xml("nl", "oppervlaktewater", "rivier")),
        write("en.rdf", rdf_xml("en", "surface water", "river")),
        write("de.rdf", rdf_xml("de", "Wasser", "Fluss")),
    ]
    result = from_skos(files, domain="small")
    top, water, river = result.concepts
    assert result.changes == ()
    assert (top.id, top.broader, top.name("nl"), tuple(top.labels)) == ("small", None, "Small thesaurus", ("nl", "en"))
    assert (water.id, water.broader, water.name("nl"), water.name("en")) == (
        "small-100",
        "small",
        "oppervlaktewater",
        "surface water",
    )
    assert (river.broader, river.related) == ("small-100", ())
    assert river.exact_match == ("http://example.org/concept/200",)


def test_only_the_languages_asked_for_are_taken_and_the_title_can_be_set(write: Writer) -> None:
    files = [write("nl.rdf", rdf_xml("nl", "water", "rivier")), write("en.rdf", rdf_xml("en", "water", "river"))]
    result = from_skos(files, domain="small", languages=["en"], title="Water words")
    assert {tuple(concept.labels) for concept in result.concepts} == {("en",)}
    assert result.concepts[0].name("en") == "Water words"


def test_alternative_hidden_regional_and_xl_labels_are_read(write: Writer) -> None:
    path = write(
        "words.ttl",
        TURTLE_HEAD
        + """
        c:1 a skos:Concept ;
            skos:prefLabel "street  light"@en-GB, "streetlight"@en-US ;
            skos:altLabel "lamp post"@en ; skos:hiddenLabel "streetligth"@en ;
            xl:prefLabel c:l1 ; xl:altLabel c:l2 .
        c:l1 a xl:Label ; xl:literalForm "lampadaire"@fr .
        c:l2 a xl:Label ; xl:literalForm "réverbère"@fr .
        c:2 a skos:Concept ; skos:altLabel "lantaarn"@nl ; skos:broader c:1 .
        """,
    )
    result = by_id(from_skos(path, domain="light"))
    assert result["light-1"].labels["en"].all() == ("street light", "streetlight", "lamp post", "streetligth")
    assert result["light-1"].labels["fr"].all() == ("lampadaire", "réverbère")
    assert result["light-2"].labels["nl"].preferred == "lantaarn"


def test_the_first_of_several_broader_concepts_stays_and_the_others_become_related(write: Writer) -> None:
    path = write(
        "poly.ttl",
        TURTLE_HEAD
        + """
        c:a a skos:Concept ; skos:prefLabel "a"@en .
        c:b a skos:Concept ; skos:prefLabel "b"@en .
        c:ab a skos:Concept ; skos:prefLabel "ab"@en ; skos:broader c:a, c:b .
        """,
    )
    result = from_skos(path, domain="poly")
    child = by_id(result)["poly-ab"]
    assert (child.broader, child.related) == ("poly-a", ("poly-b",))
    assert reasons(result) == [("ab", "second broader concept http://example.org/concept/b becomes related")]


def test_a_circle_is_cut_where_it_closes(write: Writer) -> None:
    path = write(
        "circle.ttl",
        TURTLE_HEAD
        + """
        c:a a skos:Concept ; skos:prefLabel "a"@en ; skos:broader c:c .
        c:b a skos:Concept ; skos:prefLabel "b"@en ; skos:broader c:a .
        c:c a skos:Concept ; skos:prefLabel "c"@en ; skos:broader c:b .
        """,
    )
    result = from_skos(path, domain="circle")
    assert {concept.id: concept.broader for concept in result.concepts} == {
        "circle": None,
        "circle-a": "circle-c",
        "circle-b": "circle-a",
        "circle-c": "circle",
    }
    assert reasons(result) == [("c", "circle cut: http://example.org/concept/b is not taken as broader")]


def test_dropped_concepts_are_told_and_what_is_below_moves_up(write: Writer) -> None:
    path = write(
        "dropped.ttl",
        TURTLE_HEAD
        + """
        c:top a skos:Concept ; skos:prefLabel "top"@en .
        c:german a skos:Concept ; skos:prefLabel "deutsch"@de ; skos:broader c:top .
        c:old a skos:Concept ; skos:prefLabel "old"@en ; owl:deprecated true .
        c:leaf a skos:Concept ; skos:prefLabel "leaf"@en ; skos:broader c:german .
        c:stray a skos:Concept ; skos:prefLabel "stray"@en ; skos:broader c:elsewhere .
        """,
    )
    result = from_skos(path, domain="d")
    assert {concept.id: concept.broader for concept in result.concepts} == {
        "d": None,
        "d-top": "d",
        "d-leaf": "d-top",
        "d-stray": "d",
    }
    assert reasons(result) == [
        ("german", "dropped: no label in the languages asked for"),
        ("old", "dropped: withdrawn by its publisher"),
        ("leaf", "broader concept http://example.org/concept/german is not among the concepts kept: moved up"),
        ("stray", "broader concept http://example.org/concept/elsewhere is not among the concepts kept: moved up"),
    ]


def test_ids_stay_apart_when_uris_end_alike(write: Writer) -> None:
    path = write(
        "ids.ttl",
        TURTLE_HEAD
        + """
        <http://example.org/x/Été_1> a skos:Concept ; skos:prefLabel "x"@en .
        <http://example.org/y#t-1> a skos:Concept ; skos:prefLabel "y"@en .
        <http://example.org/z/T_1/> a skos:Concept ; skos:prefLabel "z"@en .
        """,
    )
    assert [concept.id for concept in from_skos(path, domain="i").concepts] == ["i", "i-t-1", "i-t-1-2", "i-t-1-3"]


def test_json_ld_is_read(write: Writer) -> None:
    path = write(
        "words.jsonld",
        """
        {"@context": {"skos": "http://www.w3.org/2004/02/skos/core#"},
         "@graph": [{"@id": "http://example.org/1", "@type": "skos:Concept",
                     "skos:prefLabel": [{"@value": "bridge", "@language": "en"},
                                        {"@value": "جسر", "@language": "ar"}]}]}
        """,
    )
    (_top, bridge) = from_skos(path, domain="j").concepts
    assert (bridge.name("en"), bridge.name("ar")) == ("bridge", "جسر")


def test_the_yaml_that_comes_out_is_an_operators_file(write: Writer, tmp_path: Path) -> None:
    path = write(
        "words.ttl",
        TURTLE_HEAD
        + """
        c:1 a skos:Concept ; skos:prefLabel "no"@en, "جسر (طريق)"@ar ; skos:altLabel "bridge: large, new"@en, "12"@en .
        c:2 a skos:Concept ; skos:prefLabel "toll"@en ; skos:broader c:1 ; skos:related c:3 .
        c:3 a skos:Concept ; skos:prefLabel "gate"@en .
        """,
    )
    result = from_skos(path, domain="tolls")
    (tmp_path / "out").mkdir()
    out = tmp_path / "out" / "tolls.yaml"
    out.write_text(to_yaml(result.concepts, source="words.ttl"), encoding="utf-8")
    assert out.read_text(encoding="utf-8").startswith("# Imported from SKOS: words.ttl\nconcepts:\n")
    loaded = load([out])
    for concept in result.concepts:
        assert loaded[concept.id].labels == concept.labels
        assert loaded[concept.id].broader == concept.broader
        assert loaded[concept.id].exact_match == concept.exact_match
    assert loaded["tolls-3"].related == ("tolls-2",)
    assert loaded["tolls-2"].domain == "tolls"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("broken.rdf", "<rdf:RDF", "broken.rdf: cannot be read as xml"),
        ("broken.ttl", "c:1 a", "broken.ttl: cannot be read as turtle"),
        ("broken.jsonld", "{", "broken.jsonld: cannot be read as json-ld"),
        ("words.docx", "", "the file name must end in one of .json"),
        ("none.ttl", TURTLE_HEAD, "no SKOS concept with a label in nl, en, fr, ar"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(write: Writer, name: str, text: str, message: str) -> None:
    with pytest.raises(SkosError, match=message):
        from_skos(write(name, text), domain="x")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SkosError, match=r"missing\.ttl: cannot be read as turtle"):
        from_skos(tmp_path / "missing.ttl", domain="x")


def test_a_domain_must_be_an_id(write: Writer) -> None:
    with pytest.raises(ValueError, match="'My Words' cannot be an id"):
        from_skos(write("none.ttl", TURTLE_HEAD), domain="My Words")
