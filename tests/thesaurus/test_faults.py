"""Every fault in an operator's file, or in the built-in data, is told with file and line, all at once."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from wisselwerk.thesaurus import Problem, ThesaurusError, load
from wisselwerk.thesaurus.checks import code_problems, label_problems, structure_problems
from wisselwerk.thesaurus.source import read_entries

LABELS = "nl: {pref: Bruggen}"
KNOWN = {"sdg": {"11.6"}, "dac": {"14050"}, "iv3": {"7.3"}}


def faults(text: str, *, file: str = "bridges.yaml", built_in: bool = False) -> list[tuple[int, str]]:
    """(line, message) of all that is wrong with one file on its own."""
    entries, problems = read_entries(textwrap.dedent(text).lstrip("\n"), file=file, built_in=built_in)
    problems.extend(structure_problems(entries))
    problems.extend(label_problems(entries))
    problems.extend(code_problems(entries, KNOWN))
    assert {problem.file for problem in problems} <= {file}
    return [(problem.line, problem.message) for problem in sorted(problems)]


def one_fault(text: str, *, built_in: bool = False) -> tuple[int, str]:
    found = faults(text, built_in=built_in)
    assert len(found) == 1, found
    return found[0]


def test_a_sound_file_has_no_faults() -> None:
    assert faults(f"concepts:\n  - id: bridges\n    {LABELS}\n") == []


def test_bad_yaml_is_told_with_its_line() -> None:
    line, message = one_fault("concepts:\n  - id: bridges\n    nl: {pref: Bruggen\n")
    assert line >= 3
    assert message.startswith("not valid YAML")


@pytest.mark.parametrize("text", ["", "- id: bridges\n", "just words\n"])
def test_a_file_that_is_not_a_mapping_is_told(text: str) -> None:
    assert one_fault(text) == (1, "the file must have one key, `concepts`, with a list of themes")


def test_a_file_without_concepts_is_told() -> None:
    found = faults("themes:\n  - id: bridges\n")
    assert found == [(1, "the key `concepts` is missing"), (1, "unknown key `themes`; known here: concepts")]


def test_concepts_that_are_no_list_are_told() -> None:
    assert one_fault("concepts: bridges\n") == (1, "`concepts` must be a list")


def test_a_theme_that_is_no_mapping_is_told() -> None:
    assert one_fault(f"concepts:\n  - id: bridges\n    {LABELS}\n  - bridges\n")[0] == 4


def test_an_unknown_key_is_told_with_the_known_ones() -> None:
    line, message = one_fault(f"concepts:\n  - id: bridges\n    {LABELS}\n    colour: red\n")
    assert line == 4
    assert message.startswith("unknown key `colour`; known here: id, extends, broader")


def test_an_unknown_key_among_the_labels_is_told() -> None:
    line, message = one_fault("concepts:\n  - id: bridges\n    nl: {pref: Bruggen, hidden: [brug]}\n")
    assert (line, message) == (3, "unknown key `hidden`; known here: pref, alt")


def test_a_key_given_twice_is_told() -> None:
    found = faults(f"concepts:\n  - id: bridges\n    {LABELS}\n    {LABELS}\n")
    assert found == [(4, "the key `nl` is given twice")]


def test_a_theme_without_id_is_told() -> None:
    assert one_fault(f"concepts:\n  - {LABELS}\n")[0] == 2


def test_id_and_extends_together_are_told() -> None:
    found = faults(f"concepts:\n  - id: bridges\n    extends: roads\n    {LABELS}\n")
    assert (2, "`id` and `extends` do not go together: use one of them") in found


@pytest.mark.parametrize("wrong", ["Bridges", "bridges_and_tunnels", "-bridges", "ponts-été"])
def test_an_id_with_other_signs_is_told(wrong: str) -> None:
    found = faults(f"concepts:\n  - id: bridges\n    {LABELS}\n  - id: {wrong}\n    broader: bridges\n    {LABELS}\n")
    assert len(found) == 1
    assert found[0][0] == 4
    assert f"the id '{wrong}' must be small letters" in found[0][1]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nl: Bruggen", "`nl` must be written as {pref: ..., alt: [...]}"),
        ("nl: {pref: [Bruggen]}", "`pref` must hold text"),
        ("nl: {pref: no}", "`pref`: 'no' is not read as text: put it in quotes"),
        ("nl: {pref: Bruggen, alt: brug}", "`alt` must be a list"),
        ("nl: {pref: Bruggen, alt: [112]}", "`alt`: '112' is not read as text: put it in quotes"),
        ("nl: {pref: Bruggen, alt: [brug, ]}\n    related: bridge", "`related` must be a list"),
        ("nl: {pref: ''}", "`pref`: the value is empty"),
        ("nl: {pref: Bruggen}\n    iv3: 7.3", "`iv3`: '7.3' is not read as text: put it in quotes"),
        ("nl: {pref: Bruggen}\n    sdg: '11.6'", "`sdg` must be a list"),
        ("nl: {pref: Bruggen}\n    broader:", "`broader`: the value is empty"),
    ],
)
def test_a_value_of_the_wrong_type_is_told(line: str, message: str) -> None:
    found = faults(f"concepts:\n  - id: bridges\n    {line}\n")
    assert (3 + line.count("\n"), message) in found


def test_an_id_used_twice_is_told_with_the_first_place() -> None:
    line, message = one_fault(f"concepts:\n  - id: bridges\n    {LABELS}\n  - id: bridges\n    {LABELS}\n")
    assert line == 4
    assert message.startswith("the id 'bridges' is already used in bridges.yaml:2; to add to that theme")


def test_an_unknown_broader_theme_is_told() -> None:
    found = faults(f"concepts:\n  - id: arch-bridges\n    {LABELS}\n    broader: bridge\n")
    assert found == [(4, "`broader`: there is no theme 'bridge'")]


def test_unknown_own_and_repeated_related_themes_are_told() -> None:
    found = faults(f"""
        concepts:
          - id: bridges
            {LABELS}
            related: [tunnels, bridges, tunnels]
    """)
    assert found == [
        (4, "`related`: 'tunnels' is given twice"),
        (4, "`related`: a theme cannot be related to itself"),
        (4, "`related`: there is no theme 'tunnels'"),
        (4, "`related`: there is no theme 'tunnels'"),
    ]


def test_related_themes_along_the_hierarchy_are_told() -> None:
    found = faults(f"""
        concepts:
          - id: bridges
            related: [drawbridges]
            {LABELS}
          - id: arch-bridges
            broader: bridges
            {LABELS}
          - id: drawbridges
            broader: arch-bridges
            related: [arch-bridges]
            {LABELS}
    """)
    assert found == [
        (3, "`related`: 'drawbridges' is above or below 'bridges' already"),
        (10, "`related`: 'arch-bridges' is above or below 'drawbridges' already"),
    ]


def test_a_theme_outside_the_top_theme_of_its_file_is_told() -> None:
    found = faults(f"concepts:\n  - id: bridges\n    {LABELS}\n  - id: tunnels\n    {LABELS}\n")
    assert found == [(4, "'tunnels' needs a `broader` theme; only the top theme of this file, 'bridges', has none")]


def test_a_circle_of_broader_themes_is_told_once() -> None:
    found = faults(f"""
        concepts:
          - id: bridges
            {LABELS}
          - id: a
            broader: c
            {LABELS}
          - id: b
            broader: a
            {LABELS}
          - id: c
            broader: b
            {LABELS}
          - id: d
            broader: c
            {LABELS}
    """)
    assert found == [(5, "`broader` goes round in a circle: a > c > b > a")]


def test_extending_a_theme_that_is_not_there_is_told() -> None:
    assert faults(f"concepts:\n  - extends: tunnels\n    {LABELS}\n") == [(2, "`extends`: there is no theme 'tunnels'")]


def test_extends_cannot_move_a_theme() -> None:
    found = faults(f"""
        concepts:
          - id: bridges
            {LABELS}
          - extends: bridges
            broader: bridges
    """)
    assert found == [(5, "`broader` cannot be changed by `extends`")]


def test_unknown_codes_and_addresses_are_told() -> None:
    found = faults(f"""
        concepts:
          - id: bridges
            {LABELS}
            sdg: ["11.6", "18.1"]
            dac: ["99999"]
            iv3: "9.9"
            exact_match: ["not a uri"]
    """)
    assert found == [
        (4, "`sdg`: '18.1' is not in the code list"),
        (5, "`dac`: '99999' is not in the code list"),
        (6, "`iv3`: '9.9' is not in the code list"),
        (7, "`exact_match`: 'not a uri' is not a URI"),
    ]


def test_an_operators_theme_needs_a_label_in_one_language() -> None:
    assert faults("concepts:\n  - id: bridges\n") == [(2, "'bridges' has no labels in any language")]


def test_labels_without_a_preferred_one_are_told() -> None:
    found = faults("concepts:\n  - id: bridges\n    nl: {alt: [brug]}\n")
    assert found == [(3, "'bridges' has no preferred label (`pref`) in `nl`")]


@pytest.mark.parametrize("label", ["' brug'", "'de  brug'", '"brug\\n"', '"br\\u200fug"'])
def test_labels_with_stray_blanks_and_control_signs_are_told(label: str) -> None:
    line, message = one_fault(f"concepts:\n  - id: bridges\n    nl:\n      pref: Bruggen\n      alt: [{label}]\n")
    assert line == 5
    assert message.endswith("holds a line break, a control sign, or blanks at an end or in a row")


def test_a_label_without_letters_is_told() -> None:
    assert one_fault("concepts:\n  - id: bridges\n    nl: {pref: '!?'}\n") == (3, "the label '!?' holds no letters")


BUILT_IN = """
concepts:
  - id: bridges
    nl: {pref: Bruggen, alt: [brug, viaduct, brugwachter, oeververbinding]}
    en: {pref: Bridges, alt: [bridge, flyover, bridge keeper]}
    fr: {pref: Ponts, alt: [pont, viaduc, pontonnier]}
    ar: {pref: الجسور, alt: [جسر, عبارة, قنطرة]}
    sdg: ["11.6"]
    dac: ["14050"]
    iv3: "7.3"
"""


def test_the_rules_for_built_in_themes_accept_a_full_theme() -> None:
    assert faults(BUILT_IN, built_in=True) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (", oeververbinding", "", 3, "'bridges' has 3 alternative labels in `nl`; at least 4 are needed"),
        (", bridge keeper", "", 4, "'bridges' has 2 alternative labels in `en`; at least 3 are needed"),
        (", pontonnier", "", 5, "'bridges' has 2 alternative labels in `fr`; at least 3 are needed"),
        (", قنطرة", "", 6, "'bridges' has 2 alternative labels in `ar`; at least 3 are needed"),
        ("قنطرة", "قَنطرة", 6, "the label 'قَنطرة' holds vowel signs or a stretching sign"),
        ("قنطرة", "قنـطرة", 6, "the label 'قنـطرة' holds vowel signs or a stretching sign"),
        ("flyover", "flyover (road)", 4, "the label 'flyover (road)' holds '(', which nobody types in a sentence"),
        ("flyover", "bridge/tunnel", 4, "the label 'bridge/tunnel' holds '/', which nobody types in a sentence"),
        ("flyover", "'road, rail'", 4, "the label 'road, rail' holds ',', which nobody types in a sentence"),
        ("viaduc,", "PONT,", 5, "'bridges' has the label 'PONT' twice in `fr`"),
        ("قنطرة", "الجسر", 6, "'bridges' has the label 'الجسر' twice in `ar`"),
        ('    iv3: "7.3"\n', "", 2, "'bridges' has no `iv3` code"),
        ('    sdg: ["11.6"]', "    sdg: []", 2, "'bridges' has no `sdg` code"),
    ],
)
def test_built_in_themes_keep_stricter_rules(old: str, new: str, line: int, message: str) -> None:
    assert old in BUILT_IN
    assert faults(BUILT_IN.replace(old, new), built_in=True) == [(line, message)]


def test_a_built_in_theme_without_a_language_is_told() -> None:
    text = "\n".join(line for line in BUILT_IN.splitlines() if "fr:" not in line)
    assert faults(text, built_in=True) == [(2, "'bridges' has no labels in `fr`")]


def test_all_faults_in_all_files_come_at_once_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("concepts:\n  - id: b\n    colour: red\n    nl: {pref: B, alt: x}\n")
    (tmp_path / "a.yml").write_text("concepts: nothing\n")
    (tmp_path / "notes.txt").write_text("not a thesaurus file")
    with pytest.raises(ThesaurusError) as caught:
        load([tmp_path])
    a, b = str(tmp_path / "a.yml"), str(tmp_path / "b.yaml")
    assert [(problem.file, problem.line) for problem in caught.value.problems] == [(a, 1), (b, 3), (b, 4)]
    assert str(caught.value).splitlines()[0] == f"{a}:1: `concepts` must be a list"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    with pytest.raises(ThesaurusError) as caught:
        load([missing])
    assert caught.value.problems == (Problem(str(missing), 0, "cannot be read: No such file or directory"),)
    assert str(caught.value) == f"{missing}: cannot be read: No such file or directory"


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("concepts:\n  - id: latin\n    fr: {pref: Été}\n".encode("latin-1"))
    with pytest.raises(ThesaurusError, match="cannot be read"):
        load([path])
