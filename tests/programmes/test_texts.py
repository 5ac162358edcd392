"""Choosing a language, reading through HTML, spelling for the search."""

from __future__ import annotations

import pytest
from django.utils import translation

from wisselwerk.programmes.texts import best_language, in_language, readable, searchable


@pytest.mark.parametrize(
    ("texts", "lang", "text"),
    [
        ({"nl": "licht", "en": "light"}, "nl", "licht"),
        ({"nl-be": "licht", "en": "light"}, "nl", "licht"),
        ({"fr": "lumière", "en": "light"}, "nl", "light"),
        ({"": "?", "en": "light"}, "nl", "light"),
        ({"fr": "lumière"}, "ar", "lumière"),
        ({"ar": "نور", "nl": "licht"}, "fr", "licht"),
        ({"pt": "luz", "es": "luz"}, "fr", "luz"),
        ({"": "?", "pt": "luz"}, "fr", "luz"),
        ({"": "?"}, "ar", "?"),
        ({"nl": "", "fr": "lumière"}, "nl", "lumière"),
        ({}, "nl", ""),
    ],
)
def test_the_nearest_language_is_taken(texts, lang, text):
    assert in_language(texts, lang) == text


def test_the_language_of_the_page_counts_by_default():
    with translation.override("fr"):
        assert best_language({"nl": "licht", "fr": "lumière"}) == "fr"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("<p>First&nbsp;one.</p><p>Second<br/>line</p>", "First one.\n\nSecond\nline"),
        ("<ul><li>Light</li><li>Water</li></ul>", "Light\nWater"),
        ("For children <5 years, R&D and 3 > 2", "For children <5 years, R&D and 3 > 2"),
        ("Plain.\n\nText.", "Plain.\n\nText."),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_html_becomes_plain_text_and_other_signs_stay(given, shown):
    assert readable(given) == shown


def test_accents_capitals_and_vowel_signs_do_not_matter_in_a_search():
    assert searchable(["Réhabilitation  de l'Éclairage", "إِنَارَة"]) == "rehabilitation de l'eclairage انارة"
