"""Quotes: whole sentences with the right words marked."""

from __future__ import annotations

from wisselwerk.matching import Candidate, Evidence, Reason
from wisselwerk.needs.passages import (
    Passage,
    from_data,
    headline_quotes_of,
    opening,
    passages,
    quotes_of,
    shifted,
    standing,
    to_data,
)


def candidate(source: str, *words: str, headline: str = "") -> Candidate:
    """A candidate for whom each of `words` in `source` is evidence."""
    quotes = tuple(Evidence(source.index(word), source.index(word) + len(word), word) for word in words)
    head = (Evidence(0, len(headline), headline),) if headline else ()
    return Candidate("expert:1", 1, 50.0, {"text": 50.0}, (Reason("text", 50.0, evidence=quotes, headline=head),), ())


def marked(passage: Passage) -> list[str]:
    return [passage.text[start:end] for start, end in passage.marks]


def test_sentence_with_the_evidence_is_quoted_whole() -> None:
    source = "Ik werk bij de gemeente. Ik verving alle lichtmasten door led. Daarna ging ik met verlof."

    (passage,) = passages(source, quotes_of(candidate(source, "lichtmasten")))

    assert passage.text == "Ik verving alle lichtmasten door led."
    assert marked(passage) == ["lichtmasten"]
    assert not passage.cut_before
    assert not passage.cut_after


def test_sentences_that_say_most_come_in_their_own_order() -> None:
    source = "Over led. Niets bijzonders. Led en lichtmasten en storingen. Nog eens mast. Masten en kabels."
    found = passages(source, quotes_of(candidate(source, "led", "Led", "lichtmasten", "storingen", "Masten", "kabels")))

    assert [passage.text for passage in found] == ["Led en lichtmasten en storingen.", "Masten en kabels."]


def test_sentence_that_earned_most_goes_before_one_with_more_marks() -> None:
    source = "Ik verving lichtmasten. Gemeente en straat en plan. Nog een straat en een plan. Straat, plan, weg."
    strong = Evidence(11, 22, "lichtmasten")
    weak = [
        (Evidence(source.index(word, at), source.index(word, at) + len(word), word), 1.0)
        for word, at in (("Gemeente", 0), ("straat", 0), ("plan", 0), ("straat", 55), ("plan", 55))
    ]

    found = passages(source, [(strong, 40.0), *weak])

    assert [passage.text for passage in found] == ["Ik verving lichtmasten.", "Gemeente en straat en plan."]


def test_long_sentence_is_cut_between_words_around_its_marks() -> None:
    source = "woord " * 60 + "lichtmasten en storingen " + "woord " * 60
    (passage,) = passages(source, quotes_of(candidate(source, "lichtmasten", "storingen")))

    assert marked(passage) == ["lichtmasten", "storingen"]
    assert passage.cut_before
    assert passage.cut_after
    assert len(passage.text) <= 260
    assert set(passage.text.split()) == {"woord", "lichtmasten", "en", "storingen"}


def test_words_that_are_longer_than_a_quote_are_still_quoted() -> None:
    source = "x" * 400
    (passage,) = passages(source, quotes_of(candidate(source, source)))

    assert marked(passage) == [source]


def test_abbreviation_does_not_end_a_sentence() -> None:
    source = "Samen met J. de Vries schreef ik het verlichtingsplan."
    (passage,) = passages(source, quotes_of(candidate(source, "verlichtingsplan")))

    assert passage.text == source


def test_arabic_sentences_are_told_apart() -> None:
    source = "كيف نبدأ؟ جددنا أعمدة الإنارة في أربع سنوات."
    (passage,) = passages(source, quotes_of(candidate(source, "أعمدة")))

    assert passage.text == "جددنا أعمدة الإنارة في أربع سنوات."


def test_text_that_changed_since_is_not_quoted() -> None:
    found = candidate("Ik verving alle lichtmasten.", "lichtmasten")

    assert passages("Heel andere tekst over iets anders.", quotes_of(found)) == ()


def test_overlapping_evidence_is_marked_once() -> None:
    source = "Ik beheer de openbare verlichting."
    quotes = (Evidence(13, 33, "openbare verlichting"), Evidence(22, 33, "verlichting"))
    found = Candidate("expert:1", 1, 1.0, {}, (Reason("themes", 1.0, evidence=quotes),), ())

    assert marked(passages(source, quotes_of(found))[0]) == ["openbare verlichting"]


def test_headline_is_marked_only_while_it_is_the_same() -> None:
    found = candidate("", headline="Lichtbeheerder")

    assert standing("Lichtbeheerder", headline_quotes_of(found)) == ((0, 14),)
    assert standing("Iets nieuws", headline_quotes_of(found)) == ()


def test_text_without_marks_opens_with_whole_words() -> None:
    assert opening("") == ()
    assert opening("Kort.") == (Passage("Kort."),)
    (long,) = opening("woord " * 100)
    assert long.cut_after
    assert set(long.text.split()) == {"woord"}
    assert len(long.text) <= 260


def test_places_are_given_within_a_part_of_the_text() -> None:
    quotes = [Evidence(0, 5, "title"), Evidence(9, 12, "abc"), Evidence(30, 40, "beyond")]

    assert shifted(quotes, 7, 10) == ((2, 5),)


def test_passages_survive_storage() -> None:
    found = (Passage("Alle lichtmasten", ((5, 16),), cut_after=True),)

    assert from_data(to_data(found)) == found
