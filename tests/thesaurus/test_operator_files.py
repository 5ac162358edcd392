"""An operator adds their own themes and words to the ones that come with Wisselwerk."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from wisselwerk.thesaurus import Labels, install, load

Writer = Callable[[str, str], Path]


def test_without_paths_the_result_is_kept() -> None:
    assert load() is load()
    assert load([]) is load()


def test_new_themes_come_under_their_own_top_and_under_existing_themes(write: Writer) -> None:
    path = write(
        "islands.yaml",
        """
        concepts:
          - id: islands
            nl: {pref: Eilanden, alt: [eilandbestuur]}
          - id: ferries
            broader: islands
            related: [waste]
            nl: {pref: Veerdiensten}
          - id: island-waste
            broader: waste
            nl: {pref: Eilandafval}
        """,
    )
    thesaurus = load([path])
    assert len(thesaurus) == len(load()) + 3
    assert thesaurus["ferries"].domain == "islands"
    assert thesaurus["island-waste"].domain == "waste"
    assert thesaurus.ancestors("island-waste") == ("waste",)
    assert "island-waste" in thesaurus.narrower["waste"]
    assert thesaurus["ferries"].name("ar") == "Veerdiensten"
    assert "ferries" in thesaurus["waste"].related
    assert "ferries" not in load()["waste"].related


def test_extends_adds_labels_and_codes_and_keeps_what_was_there(write: Writer) -> None:
    before = load()["waste"]
    path = write(
        "flemish.yaml",
        """
        concepts:
          - extends: waste
            nl: {alt: [huisvuil van de gemeente]}
            dac: ["14010"]
        """,
    )
    after = load([path])["waste"]
    assert after.labels["nl"] == Labels(
        before.labels["nl"].preferred, (*before.labels["nl"].alternative, "huisvuil van de gemeente")
    )
    assert after.labels["en"] == before.labels["en"]
    assert after.dac == (*before.dac, "14010")
    assert (after.iv3, after.broader) == (before.iv3, None)


def test_a_preferred_label_can_be_replaced_and_the_old_one_stays_findable(write: Writer) -> None:
    before = load()["waste"].labels["nl"]
    first = write("first.yaml", "concepts:\n  - extends: waste\n    nl: {pref: Afvalbeheer in Vlaanderen}\n")
    second = write("second.yaml", "concepts:\n  - extends: waste\n    nl: {pref: Vlaams afvalbeheer}\n")
    after = load([first, second])["waste"].labels["nl"]
    assert after.all() == ("Vlaams afvalbeheer", "Afvalbeheer in Vlaanderen", *before.all())


def test_the_version_changes_with_the_content_only(write: Writer) -> None:
    path = write("extra.yaml", "concepts:\n  - extends: waste\n    nl: {alt: [een heel nieuw woord]}\n")
    with_word = load([path]).version
    assert with_word != load().version
    path.write_text("# The same.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert load([path]).version == with_word


def test_a_changed_file_is_read_anew(write: Writer) -> None:
    path = write("extra.yaml", "concepts:\n  - id: extra\n    nl: {pref: Eerst}\n")
    assert load([path])["extra"].name("nl") == "Eerst"
    path.write_text("concepts:\n  - id: extra\n    nl: {pref: Later}\n", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert load([path])["extra"].name("nl") == "Later"
    assert load([path]) is load([path])


def test_installed_files_are_added_when_no_paths_are_given(write: Writer) -> None:
    path = write("islands.yaml", "concepts:\n  - {id: islands, nl: {pref: Eilanden}}\n")
    install([path])
    try:
        assert "islands" in load()
        assert "islands" not in load([])
    finally:
        install([])
    assert "islands" not in load()
