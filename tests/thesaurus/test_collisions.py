"""A label that two themes claim is reported with both themes and both places."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from wisselwerk.thesaurus import load
from wisselwerk.thesaurus.build import find_collisions
from wisselwerk.thesaurus.model import Collision
from wisselwerk.thesaurus.normal import label_key
from wisselwerk.thesaurus.source import read_entries


@pytest.mark.parametrize(
    ("lang", "first", "second"),
    [
        ("nl", "Afval", "afval"),
        ("nl", "VTH-beleid", "vth beleid"),
        ("nl", "coördinatie", "coordinatie"),
        ("fr", "secrétaire général", "Secretaire general"),
        ("fr", "main d’œuvre", "main-d'oeuvre"),
        ("fr", "e\u0301tat civil", "état civil"),
        ("en", "street  lighting", "street lighting"),
        ("ar", "بلدية", "بلديه"),
        ("ar", "إدارة", "اداره"),
        ("ar", "مستشفى", "مستشفي"),
        ("ar", "النفايات الصلبة", "نفايات صلبة"),
        ("ar", "بَلَدِيّة", "بلدية"),
        ("ar", "مســؤول", "مسوول"),
    ],
)
def test_labels_that_a_reader_takes_for_the_same_have_one_key(lang: str, first: str, second: str) -> None:
    assert label_key(first, lang) == label_key(second, lang)


@pytest.mark.parametrize(
    ("lang", "first", "second"), [("nl", "bank", "banken"), ("en", "parking", "park"), ("ar", "مياه", "ماء")]
)
def test_labels_that_differ_keep_their_own_key(lang: str, first: str, second: str) -> None:
    assert label_key(first, lang) != label_key(second, lang)


def test_a_collision_names_both_themes_and_places() -> None:
    text = """\
        concepts:
          - id: markets
            nl: {pref: Markten, alt: [kraam]}
            en: {pref: Markets, alt: [stall]}
          - id: fairs
            broader: markets
            nl:
              pref: Kermis
              alt: [attractie, Kraam]
            en: {pref: Fairs, alt: [kraam]}
    """
    entries, problems = read_entries(textwrap.dedent(text), file="markets.yaml", built_in=True)
    assert problems == []
    collisions = find_collisions(entries)
    assert collisions == (
        Collision(
            lang="nl",
            label="kraam",
            concepts=("markets", "fairs"),
            places=("markets.yaml:3", "markets.yaml:9"),
            built_in=True,
        ),
    )
    assert str(collisions[0]) == "'kraam' (nl) is a label of markets (markets.yaml:3) and fairs (markets.yaml:9)"


def test_the_same_word_in_two_languages_is_no_collision() -> None:
    text = "concepts:\n  - id: a\n    nl: {pref: Park}\n  - id: b\n    en: {pref: Park}\n"
    assert find_collisions(read_entries(text, file="a.yaml", built_in=True)[0]) == ()


def test_an_operators_collision_is_kept_and_does_not_stop_loading(write: Callable[[str, str], Path]) -> None:
    label = load()["waste"].name("nl")
    path = write("own.yaml", f"concepts:\n  - id: own\n    nl: {{pref: {label.upper()}}}\n")
    (collision,) = load([path]).collisions
    assert collision.concepts == ("waste", "own")
    assert collision.places[1] == f"{path}:3"
    assert not collision.built_in
