"""From text to terms: letters, stems, compounds, offsets."""

from __future__ import annotations

import unicodedata

import pytest

from wisselwerk.matching.text.analyser import Analyser
from wisselwerk.matching.text.letters import fold, normalise
from wisselwerk.matching.text.stems import stem
from wisselwerk.thesaurus.model import Thesaurus


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        ("gemeente", "gemeenten", "nl"),
        ("huis", "huizen", "nl"),
        ("brief", "brieven", "nl"),
        ("plan", "plannen", "nl"),
        ("begraafplaats", "begraafplaatsen", "nl"),
        ("inzamelen", "inzameling", "nl"),
        ("municipality", "municipalities", "en"),
        ("déchet", "déchets", "fr"),
        ("بلدية", "البلديات", "ar"),
        ("النفايات", "بالنفايات", "ar"),
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str, lang: str) -> None:
    assert stem(normalise(one), lang) == stem(normalise(other), lang)


def test_dutch_stems_do_not_cut_too_deep() -> None:
    assert stem("gemeente", "nl") == "gemeent"


def test_arabic_is_one_word_however_it_is_typed() -> None:
    assert normalise("إِدَارَة") == normalise("اداره") == normalise("إدارـــة")


def test_accents_make_no_other_word() -> None:
    assert fold("éclairage") == "eclairage"
    assert fold(normalise("Œuvre")) == "oeuvre"


def test_a_dutch_compound_is_split_into_its_smallest_parts(analyser: Analyser) -> None:
    assert analyser.terms("afvalinzamelingsbeleid", "nl").parts == ("afval", "inzamel", "beleid")


@pytest.mark.parametrize("word", ["onderhoud", "verantwoordelijk", "belangrijk", "gemeente", "wekelijks"])
def test_what_is_no_compound_is_not_split(analyser: Analyser, word: str) -> None:
    assert analyser.terms(word, "nl").parts == ()


def test_compounds_are_left_whole_on_request(thesaurus: Thesaurus) -> None:
    assert Analyser(thesaurus, compounds=False).terms("afvalinzamelingsbeleid", "nl").parts == ()


def test_a_letter_attached_in_arabic_comes_off_only_if_a_known_word_is_left(analyser: Analyser) -> None:
    assert analyser.terms("لجمع", "ar") == analyser.terms("جمع", "ar")
    assert analyser.terms("بلدية", "ar").stem == stem(normalise("بلدية"), "ar")


def test_function_words_numbers_and_single_letters_have_no_term(analyser: Analyser) -> None:
    assert [word.terms.stem for word in analyser.words("de 12 x en het", "nl")] == []


def test_an_abbreviation_of_the_thesaurus_is_no_function_word(analyser: Analyser) -> None:
    assert analyser.terms("IT", "en").stem == "it"
    assert analyser.terms("it", "en").stem == ""


def test_a_hyphenated_word_is_one_word_with_its_parts(analyser: Analyser) -> None:
    terms = analyser.terms("afval-inzameling", "nl")
    assert terms.stem == analyser.terms("afvalinzameling", "nl").stem
    assert set(terms.parts) == {"afval", "inzamel"}


@pytest.mark.parametrize(
    "text",
    [
        "De lichtmasten, de straatverlichting (led).",
        unicodedata.normalize("NFD", "Le ramassage des ordures à l'école."),
        "جَمْعُ النُّفَايَاتِ الصَّلْبَةِ",
        "afval\u00adinzameling en vuil\u200dnis",
    ],
)
def test_offsets_are_those_of_the_text_as_given(analyser: Analyser, text: str) -> None:
    words = list(analyser.words(text, "nl"))
    assert words
    for word in words:
        piece = text[word.start : word.end]
        assert piece == piece.strip()
        assert analyser.terms(piece, "nl") == word.terms


def test_a_phrase_does_not_run_on_over_punctuation(analyser: Analyser) -> None:
    first, second, third = analyser.words("afval, markten straten", "nl")
    assert (first.fresh, second.fresh, third.fresh) == (True, True, False)
