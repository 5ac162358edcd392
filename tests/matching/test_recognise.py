"""Themes in a text, in four languages."""

from __future__ import annotations

import pytest

from wisselwerk.matching.recognise import Recogniser, known_language


def found(recogniser: Recogniser, text: str, lang: str) -> dict[str, list[str]]:
    return {theme.concept: [span.text for span in theme.spans] for theme in recogniser.recognise(text, lang).themes}


@pytest.mark.parametrize(
    ("text", "lang", "span"),
    [
        ("Wij zoeken hulp bij afvalinzameling.", "nl", "afvalinzameling"),
        ("Hoe gaat het ophalen van vuilnis bij jullie?", "nl", "ophalen van vuilnis"),
        ("We want better collection of waste.", "en", "collection of waste"),
        ("Nous cherchons un appui pour la collecte de nos déchets.", "fr", "collecte de nos déchets"),
        ("نريد تحسين جمع القمامة في المدينة", "ar", "جمع القمامة"),
    ],
)
def test_a_label_is_found_also_in_other_order_and_with_words_between(
    recogniser: Recogniser, text: str, lang: str, span: str
) -> None:
    assert span in found(recogniser, text, lang)["waste-collection"]


def test_a_label_inside_a_longer_label_does_not_count(recogniser: Recogniser) -> None:
    assert set(found(recogniser, "De arbeidsmarkt is krap.", "nl")) == {"labour-market"}


def test_a_label_does_not_run_on_over_a_full_stop(recogniser: Recogniser) -> None:
    assert "waste-collection" not in found(recogniser, "It is a collection. Waste is elsewhere.", "en")


def test_parts_of_a_compound_name_their_themes(recogniser: Recogniser) -> None:
    assert "waste-collection" in found(recogniser, "Schreef het afvalinzamelingsbeleid.", "nl")


def test_offsets_quote_vocalised_arabic_as_it_was_written(recogniser: Recogniser) -> None:
    text = "نحتاج إلى جَمْعِ النُّفَايَاتِ"
    recognition = recogniser.recognise(text, "ar")
    spans = [span for theme in recognition.themes for span in theme.spans]
    assert any(span.text == "جَمْعِ النُّفَايَاتِ" for span in spans)
    assert all(text[span.start : span.end] == span.text for span in spans)


def test_the_language_is_detected_when_it_is_not_given(recogniser: Recogniser) -> None:
    assert recogniser.recognise("Nous avons besoin de lampadaires dans les rues").language == "fr"


def test_regional_codes_are_the_language_itself() -> None:
    assert known_language("fr-CA") == "fr"
    assert known_language("NL_be") == "nl"
    assert known_language("sw") is None
    assert known_language(None) is None
