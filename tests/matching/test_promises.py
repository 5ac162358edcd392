"""What matching promises to everybody who relies on it, over real and over random profiles."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wisselwerk.matching import (
    Index,
    Must,
    Need,
    Period,
    Profile,
    Ranking,
    detect_language,
    from_dict,
    recognise,
    to_dict,
)

TODAY = date(2026, 11, 24)
LIGHTING = Profile(
    "lighting",
    "Beheerder openbare verlichting",
    "Verving in vier jaar alle lichtmasten door dimbare led en bracht storingen terug van weken naar dagen.",
    language="nl",
    languages={"nl": "C2", "fr": "B2"},
    forms=("visit",),
    availability=(Period(date(2027, 3, 1), date(2027, 3, 31)),),
    confirmed_on=date(2026, 10, 1),
)
WASTE = Profile(
    "waste",
    "Coördinator afvalinzameling",
    "Plant de inzamelroutes van acht vuilniswagens. Schreef het afvalinzamelingsbeleid.",
    language="nl",
    languages={"nl": "C2", "en": "B1"},
    forms=("webinar",),
)
COUNCIL = Profile(
    "council", "Griffier", "Ondersteunt de gemeenteraad en maakt vergaderingen toegankelijk.", language="nl"
)
LABELS = ("straatverlichting", "lichtmasten", "afvalinzameling", "gemeenteraad", "rioolheffing", "kadaster", "markt")


def index(*profiles: Profile) -> Index:
    made = Index()
    made.put(profiles)
    return made


def ids(ranking: Ranking) -> list[str]:
    return [candidate.profile for candidate in ranking.candidates]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Moins de pannes de lampadaires dans nos rues, le soir il fait noir.", "lighting"),
        ("Our street lights are broken and the bill is too high.", "lighting"),
        ("أعمدة الإنارة معطلة وفاتورة الكهرباء مرتفعة", "lighting"),
        ("Storingen aan de straatverlichting duren weken.", "lighting"),
        ("Nos camions de collecte des ordures tombent en panne.", "waste"),
        ("How do we plan garbage collection routes?", "waste"),
        ("جمع القمامة من الأحياء", "waste"),
        ("Notre conseil municipal veut des séances ouvertes à tous.", "council"),
    ],
)
def test_a_question_in_any_of_the_four_languages_finds_the_dutch_colleague(question: str, best: str) -> None:
    assert ids(index(LIGHTING, WASTE, COUNCIL).rank(Need("n", question), today=TODAY))[0] == best


def test_the_evidence_shows_the_words_of_both_languages() -> None:
    ranking = index(LIGHTING, WASTE).rank(Need("n", "pannes de lampadaires", lang="fr"), today=TODAY)
    pairs = {
        (phrase.text, quote.text)
        for reason in ranking.candidates[0].reasons
        for phrase in reason.need_phrases
        for quote in reason.evidence
    }
    assert ("lampadaires", "lichtmasten") in pairs


def test_a_must_have_filters_and_says_what_it_costs() -> None:
    need = Need("n", "éclairage public", lang="fr", must=Must(languages={"fr": "B1"}))
    ranking = index(LIGHTING, WASTE, COUNCIL).rank(need, today=TODAY)
    assert ids(ranking) == ["lighting"]
    (exclusion,) = ranking.excluded
    assert (exclusion.count, exclusion.if_dropped) == (2, 3)
    assert (ranking.considered, ranking.remaining) == (3, 1)


def test_a_removed_theme_no_longer_counts() -> None:
    need = Need("n", "éclairage public", lang="fr")
    removed = Need("n", "éclairage public", lang="fr", removed_themes=("street-lighting",))
    made = index(LIGHTING, WASTE)
    assert "street-lighting" in {theme.concept for theme in made.rank(need, today=TODAY).themes}
    assert "street-lighting" not in {theme.concept for theme in made.rank(removed, today=TODAY).themes}


def test_an_empty_track_record_and_unknown_languages_are_no_penalty() -> None:
    """Nothing known is neutral: the score is the same as that of a twin about whom the part does not exist at all."""
    twin = Profile("twin", COUNCIL.headline, COUNCIL.text, language="nl", record=())
    ranking = index(COUNCIL, twin).rank(Need("n", "gemeenteraad", lang="nl"), today=TODAY)
    assert ranking.candidates[0].score == ranking.candidates[1].score
    assert "record" not in ranking.candidates[0].parts


def test_every_profile_appears_when_more_are_asked_for_than_match() -> None:
    made = index(LIGHTING, WASTE, COUNCIL)
    assert sorted(ids(made.rank(Need("n", "kadaster", lang="nl"), top=50, today=TODAY))) == [
        "council",
        "lighting",
        "waste",
    ]


def test_a_stored_ranking_comes_back_as_it_was() -> None:
    ranking = index(LIGHTING, WASTE).rank(Need("n", "lampadaires", lang="fr", themes=("waste",)), today=TODAY)
    assert from_dict(Ranking, json.loads(json.dumps(to_dict(ranking)))) == ranking


def test_an_index_on_disk_is_found_again_and_forgets_who_is_removed(tmp_path: Path) -> None:
    Index(tmp_path).put([LIGHTING, WASTE])
    again = Index(tmp_path)
    assert again.count == 2
    again.remove(["lighting"])
    assert ids(Index(tmp_path).rank(Need("n", "straatverlichting", lang="nl"), today=TODAY)) == ["waste"]


def test_plain_search_finds_the_same_people_by_their_words() -> None:
    result = index(LIGHTING, WASTE, COUNCIL).search("lichtmast")
    assert [found.profile for found in result.found] == ["lighting"]
    assert [quote.text for quote in result.found[0].text] == ["lichtmasten"]


def test_a_dutch_compound_is_understood_by_its_parts() -> None:
    found = index(WASTE, COUNCIL).search("afval")
    assert [one.profile for one in found.found] == ["waste"]


def test_languages_are_told_apart() -> None:
    assert detect_language("Notre commune cherche un appui pour la collecte des ordures") == "fr"
    assert detect_language("De gemeente zoekt iemand die de begroting begrijpelijk maakt") == "nl"
    assert detect_language("We need help with our land register") == "en"
    assert detect_language("نحتاج إلى مساعدة في جمع القمامة") == "ar"


def test_recognised_themes_quote_the_text() -> None:
    text = "Wie helpt ons met rioolheffing en straatverlichting?"
    recognition = recognise(text, "nl")
    assert recognition.themes
    for theme in recognition.themes:
        for span in theme.spans:
            assert text[span.start : span.end] == span.text


@pytest.mark.parametrize("text", ["", "   ", "de het een", "😀" * 50, "\u202e\u0000x", "a" * 100_000, "ل" * 5000])
def test_odd_texts_do_no_harm(text: str) -> None:
    made = index(LIGHTING, Profile("odd", "x", text or "x"))
    assert len(made.rank(Need("n", text or "x"), top=5, today=TODAY).candidates) == 2


words = st.lists(
    st.sampled_from([*LABELS, "de", "wijk", "led", "école", "أعمدة", "x1", "—", "\n\n"]), min_size=1, max_size=30
)


@given(texts=st.lists(words.map(" ".join), min_size=1, max_size=5), question=words.map(" ".join))
@settings(max_examples=40, deadline=None)
def test_contributions_add_up_quotes_are_exact_and_order_of_arrival_does_not_matter(
    texts: list[str], question: str
) -> None:
    profiles = [Profile(f"p{number}", "Adviseur", text) for number, text in enumerate(texts)]
    need = Need("n", question, lang="nl")
    ranking = index(*profiles).rank(need, top=10, today=TODAY)
    by_id = {profile.id: profile for profile in profiles}
    for candidate in ranking.candidates:
        assert 0 <= candidate.score <= 100
        assert sum(reason.contribution for reason in candidate.reasons) == pytest.approx(candidate.score, abs=1e-6)
        assert sum(candidate.parts.values()) == pytest.approx(candidate.score, abs=1e-6)
        source = by_id[candidate.profile].full_text
        for reason in candidate.reasons:
            assert all(source[quote.start : quote.end] == quote.text for quote in reason.evidence)
            assert all(question[quote.start : quote.end] == quote.text for quote in reason.need_phrases)
    shuffled = random.Random(1).sample(profiles, len(profiles))
    assert index(*shuffled).rank(need, top=10, today=TODAY).candidates == ranking.candidates


def test_a_page_beyond_the_last_is_empty_and_still_counts() -> None:
    made = index(LIGHTING, WASTE, COUNCIL)
    for words in ("lichtmast", ""):
        result = made.search(words, offset=2**40)
        assert result.found == ()
        assert result.count == len(made.search(words).found)
