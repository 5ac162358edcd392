"""What stands behind `wisselwerk thesaurus ...`: output, messages and exit status."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, URIRef

from wisselwerk.thesaurus import commands, load

Writer = Callable[[str, str], Path]

BROKEN = "concepts:\n  - id: own\n    nl: {pref: Eigen}\n    colour: red\n"
SKOS_FILE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://example.org/1> a skos:Concept ; skos:prefLabel "drawbridge"@en , "ophaalbrug van hout"@nl .
<http://example.org/2> a skos:Concept ; skos:prefLabel "Brücke"@de .
"""


@pytest.fixture
def out() -> StringIO:
    return StringIO()


@pytest.fixture
def err() -> StringIO:
    return StringIO()


def test_check_is_content_with_the_built_in_data(out: StringIO, err: StringIO) -> None:
    assert commands.check(out, err) == 0
    assert err.getvalue() == ""
    assert out.getvalue().startswith(f"{len(load())} themes with ")
    assert out.getvalue().endswith(" labels: no faults.\n")


def test_check_tells_faults_with_file_and_line(out: StringIO, err: StringIO, write: Writer) -> None:
    path = write("own.yaml", BROKEN)
    assert commands.check(out, err, [path]) == 1
    fault, count = err.getvalue().splitlines()
    assert fault.startswith(f"{path}:4: unknown key `colour`")
    assert count == "Faults found: 1"
    assert out.getvalue() == ""


def test_check_tells_an_operators_collision_without_failing(out: StringIO, err: StringIO, write: Writer) -> None:
    label = load()["waste"].name("nl")
    path = write("own.yaml", f"concepts:\n  - id: own\n    nl: {{pref: {label}}}\n")
    assert commands.check(out, err, [path]) == 0
    assert out.getvalue().startswith(f"{path}:3: note: '{label}' (nl) is a label of waste (")


def test_check_fails_on_a_collision_in_the_built_in_data(
    out: StringIO, err: StringIO, write: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """
        concepts:
          - id: bridges
            nl: {pref: Bruggen, alt: [brug, viaduct, brugwachter, ophaalbrug]}
            en: {pref: Bridges, alt: [bridge, flyover, bridge keeper]}
            fr: {pref: Ponts, alt: [pont, viaduc, pontonnier]}
            ar: {pref: الجسور, alt: [جسر, عبارة, قنطرة]}
            sdg: ["11.2"]
            dac: ["21020"]
            iv3: "2.1"
          - id: tunnels
            broader: bridges
            nl: {pref: Tunnels, alt: [tunnel, onderdoorgang, tunnelbuis, Brug]}
            en: {pref: Tunnels, alt: [tunnel, underpass, tube]}
            fr: {pref: Souterrains, alt: [tunnel, galerie, passage souterrain]}
            ar: {pref: الأنفاق, alt: [نفق, ممر سفلي, الجسر]}
            sdg: ["11.2"]
            dac: ["21020"]
            iv3: "2.1"
    """
    path = write("bridges.yaml", text)
    monkeypatch.setattr("wisselwerk.thesaurus.loading._built_in_files", lambda: [path])
    assert commands.check(out, err) == 1
    assert err.getvalue().splitlines() == [
        f"{path}:3: collision: 'brug' (nl) is a label of bridges ({path}:3) and tunnels ({path}:12)",
        f"{path}:6: collision: 'جسر' (ar) is a label of bridges ({path}:6) and tunnels ({path}:15)",
        "Faults found: 2",
    ]


@pytest.mark.parametrize("format", ["turtle", "json-ld"])
def test_export_writes_every_theme(out: StringIO, err: StringIO, format: str) -> None:
    assert commands.export(out, err, format) == 0
    graph = Graph().parse(data=out.getvalue(), format=format)
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == len(load())


def test_export_takes_along_an_operators_themes_under_their_own_base(
    out: StringIO, err: StringIO, write: Writer
) -> None:
    path = write("own.yaml", "concepts:\n  - id: own\n    nl: {pref: Eigen thema}\n")
    assert commands.export(out, err, "turtle", [path], "https://themes.example.org/") == 0
    graph = Graph().parse(data=out.getvalue(), format="turtle")
    assert (URIRef("https://themes.example.org/own"), RDF.type, SKOS.Concept) in graph


def test_export_refuses_what_it_cannot_do(out: StringIO, err: StringIO, write: Writer) -> None:
    assert commands.export(out, err, "csv") == 2
    assert commands.export(out, err, base="no uri") == 2
    assert commands.export(out, err, paths=[write("own.yaml", BROKEN)]) == 2
    assert out.getvalue() == ""
    first, second, third = err.getvalue().splitlines()
    assert first == "the format must be one of turtle, json-ld, not 'csv'"
    assert second.startswith("the base must be a URI")
    assert "own.yaml:4: unknown key" in third


def test_import_writes_an_operators_file_and_tells_what_was_dropped(
    out: StringIO, err: StringIO, write: Writer, tmp_path: Path
) -> None:
    source, target = write("source.ttl", SKOS_FILE), tmp_path / "own" / "thesaurus" / "drawbridges.yaml"
    assert commands.import_skos(out, err, [source], target, domain="drawbridges", title="Bruggen") == 0
    assert err.getvalue() == "http://example.org/2: dropped: no label in the languages asked for\n"
    assert out.getvalue() == f"{target}: 2 themes (2 in nl, 2 in en). Changes reported: 1\n"
    assert [path.name for path in target.parent.iterdir()] == ["drawbridges.yaml"]
    assert load([target.parent])["drawbridges-1"].name("nl") == "ophaalbrug van hout"


def test_import_does_not_write_over_a_file_unless_asked(
    out: StringIO, err: StringIO, write: Writer, tmp_path: Path
) -> None:
    source, mine = write("source.ttl", SKOS_FILE), write("drawbridges.yaml", "concepts: []\n")
    assert commands.import_skos(out, err, [source], mine, domain="drawbridges") == 2
    assert mine.read_text(encoding="utf-8") == "concepts: []\n"
    assert err.getvalue() == f"{mine}: is there already; nothing was written\n"
    assert commands.import_skos(out, err, [source], mine, domain="drawbridges", overwrite=True) == 0
    assert "drawbridge" in mine.read_text(encoding="utf-8")


def test_import_writes_nothing_when_the_result_would_not_load(
    out: StringIO, err: StringIO, write: Writer, tmp_path: Path
) -> None:
    target = tmp_path / "target" / "waste.yaml"
    assert commands.import_skos(out, err, [write("source.ttl", SKOS_FILE)], target, domain="waste") == 2
    assert err.getvalue().startswith(f"{target}:3: the id 'waste' is already used in ")
    assert not target.parent.exists()


def test_import_tells_what_it_cannot_read(out: StringIO, err: StringIO, write: Writer, tmp_path: Path) -> None:
    assert commands.import_skos(out, err, [write("source.ttl", "oops")], tmp_path / "x.yaml", domain="x") == 2
    assert commands.import_skos(out, err, [write("source.ttl", SKOS_FILE)], tmp_path / "x.yaml", domain="X Y") == 2
    assert commands.import_skos(out, err, [write("source.ttl", SKOS_FILE)], tmp_path / "x.yaml", domain="y") == 2
    assert "source.ttl: cannot be read as turtle" in err.getvalue()
    assert "'X Y' cannot be an id" in err.getvalue()
    assert "'y' needs a `broader` theme; only the top theme of this file, 'x', has none" in err.getvalue()
    assert out.getvalue() == ""
    assert not (tmp_path / "x.yaml").exists()


def test_stats_count_what_there_is(out: StringIO, err: StringIO) -> None:
    assert commands.stats(out, err) == 0
    header, *rows, total, last = out.getvalue().splitlines()
    thesaurus = load()
    assert header.split() == ["domain", "themes", "nl", "en", "fr", "ar", "related"]
    assert [row.split()[0] for row in rows] == [top.id for top in thesaurus.tops()]
    assert sum(int(row.split()[1]) for row in rows) == len(thesaurus)
    assert int(total.split()[2]) == sum(1 for _label in thesaurus.labels("nl"))
    assert last == f"version {thesaurus.version}; 0 labels collide"


def test_tree_shows_the_hierarchy_in_the_language_asked_for(out: StringIO, err: StringIO, write: Writer) -> None:
    path = write(
        "zoo.yaml",
        """
        concepts:
          - id: zoo
            fr: {pref: Parc animalier}
          - id: lions
            broader: zoo
            fr: {pref: Fauves}
          - id: cubs
            broader: lions
            fr: {pref: Petits}
          - id: bears
            broader: zoo
            nl: {pref: Beren}
            fr: {pref: Ours}
        """,
    )
    assert commands.tree(out, err, "fr", [path]) == 0
    lines = out.getvalue().splitlines()
    assert len(lines) == len(load()) + 4
    assert lines[-4:] == ["Parc animalier  [zoo]", "  Fauves  [lions]", "    Petits  [cubs]", "  Ours  [bears]"]


def test_stats_and_tree_refuse_a_broken_file(out: StringIO, err: StringIO, write: Writer) -> None:
    path = write("own.yaml", BROKEN)
    assert commands.stats(out, err, [path]) == 2
    assert commands.tree(out, err, paths=[path]) == 2
    assert out.getvalue() == ""
    assert err.getvalue().count("unknown key `colour`") == 2
