"""Every reason, gap and must-have that matching can hand over has words, in every language of the site."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

import pytest
from django.utils import translation

from wisselwerk.experts.enums import Form
from wisselwerk.languages import LANGUAGES
from wisselwerk.matching import (
    PARTS,
    Candidate,
    Condition,
    Evidence,
    Gap,
    GapKind,
    Part,
    Reason,
)
from wisselwerk.matching.results import MustKind
from wisselwerk.web import wording, words

DETAILS: dict[str, dict[str, Any]] = {
    "theme_near": {"shown": "markets"},
    "language_missing": {"language": "fr", "level": "B1"},
    "language_low": {"language": "fr", "level": "B2", "spoken": "A2"},
    "language_level_unknown": {"language": "fr", "level": "B1"},
    "languages_unknown": {"languages": "fr"},
    "form_missing": {"form": "visit"},
    "forms_unknown": {"forms": "visit"},
    "dates_partly": {"free_days": 8, "days": 12, "start": "2027-03-01", "end": "2027-03-08"},
    "kind_other": {"kind": "offer"},
    "role_other": {"role": "official"},
    "stale": {"confirmed_on": "2024-01-31"},
    "load_high": {"load": 0.62, "organisation": "Proefdam"},
}


def gap(kind: GapKind, theme: str | None = None, **detail: Any) -> Gap:
    return Gap(
        kind, theme or ("street-lighting" if kind.startswith("theme") else None), detail or DETAILS.get(kind, {})
    )


def reason(part: Part, contribution: float = 5.0, **fields: Any) -> Reason:
    return Reason(part, contribution, **fields)


def shown(theme: str, contribution: float = 20.0, near: float = 0.9, **fields: Any) -> Reason:
    detail = {"near": near, "confirmed": False, "implied": fields.pop("implied", False)}
    return Reason("themes", contribution, theme=theme, shown=fields.pop("shown", theme), detail=detail, **fields)


def candidate(*reasons: Reason, **fields: Any) -> Candidate:
    parts: dict[str, float] = {}
    for one in reasons:
        parts[one.part] = parts.get(one.part, 0.0) + one.contribution
    return Candidate("expert:1", 1, sum(parts.values()), parts, reasons, (), **fields)


def quotes(*texts: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(0, len(text), text) for text in texts)


def why(*reasons: Reason, is_offer: bool = False) -> str:
    with translation.override("en"):
        return wording.why(candidate(*reasons), is_offer=is_offer)


def gaps(*found: Gap) -> list[str]:
    with translation.override("en"):
        return wording.gap_sentences(found)


class TestNothingIsMissing:
    def test_every_gap_of_matching_has_a_sentence(self) -> None:
        assert set(wording.GAPS) == set(get_args(GapKind))

    def test_every_part_has_a_name_and_a_reason(self) -> None:
        assert set(wording.PART_NAMES) == set(wording.REASONS) == set(get_args(Part)) == set(PARTS)

    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize("kind", get_args(GapKind))
    def test_gap_reads_in_every_language(self, kind: GapKind, lang: str) -> None:
        with translation.override(lang):
            (sentence,) = wording.gap_sentences([gap(kind)])
        assert sentence.strip()
        assert "{" not in sentence

    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize("part", PARTS)
    def test_reason_reads_in_every_language_even_without_details(self, part: Part, lang: str) -> None:
        with translation.override(lang):
            assert wording.reason_sentence(reason(part)).strip()
            assert str(wording.PART_NAMES[part]).strip()

    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize(
        ("kind", "value", "level"),
        [
            ("language", "fr", "B1"),
            ("language", "fr", None),
            ("form", "visit", None),
            ("kind", "person offer", None),
            ("role", "official administrator", None),
            ("available", "", None),
            ("theme", "markets", None),
        ],
    )
    def test_must_have_reads_in_every_language(self, kind: MustKind, value: str, level: str | None, lang: str) -> None:
        with translation.override(lang):
            assert wording.condition_name(Condition(kind, value, level)).strip()

    def test_every_kind_of_must_have_was_tried(self) -> None:
        assert {"language", "form", "kind", "role", "available", "theme"} == set(get_args(MustKind))

    def test_every_form_of_exchange_has_a_name(self) -> None:
        assert all(wording.form_name(form) == str(Form(form).label) for form in Form.values)
        assert wording.form_name("abolished") == "abolished"


class TestWhy:
    def test_sentence_says_subject_languages_and_dates(self) -> None:
        sentence = why(
            shown("street-lighting", 40),
            shown("maintenance-management", 10),
            reason("languages", detail={"fr": "C1"}),
            reason("fit", detail={"free_days": 14, "days": 14}),
        )

        assert sentence.startswith("Worked on <strong>")
        assert "<strong>French (C1)</strong>" in sentence
        assert sentence.endswith("has time in the whole period.")

    def test_strongest_three_themes_are_named(self) -> None:
        sentence = why(
            *(
                shown(theme, weight)
                for weight, theme in enumerate(
                    ("markets", "street-lighting", "waste-collection", "public-space"), start=1
                )
            )
        )

        assert "waste collection" in sentence.lower()
        assert "market" not in sentence.lower()

    def test_theme_that_is_only_close_is_called_close(self) -> None:
        sentence = why(shown("street-lighting", near=0.3, shown="electricity-supply"))

        assert "which is close to the question" in sentence

    def test_theme_that_words_only_point_to_is_not_claimed(self) -> None:
        sentence = why(
            shown("street-lighting", implied=True), reason("text", evidence=quotes("lichtmasten", "storingen"))
        )

        assert sentence == "Writes about <strong>lichtmasten</strong> and <strong>storingen</strong>."

    def test_someone_whose_words_say_nothing_is_not_dressed_up(self) -> None:
        sentence = why(reason("languages", detail={"fr": "B2"}))

        assert sentence == "Names nothing that the question asks and speaks <strong>French (B2)</strong>."

    def test_offer_is_worded_as_an_offer(self) -> None:
        sentence = why(shown("markets"), reason("languages", detail={"fr": "B1"}), is_offer=True)

        assert sentence.startswith("Works on <strong>")
        assert "can work in <strong>French (B1)</strong>" in sentence

    def test_part_of_the_period_and_earlier_exchanges_are_counted(self) -> None:
        sentence = why(
            shown("markets"),
            reason("fit", detail={"free_days": 8, "days": 12}),
            reason("record", detail={"exchanges": 1}),
        )

        assert "has time on 8 of the 12 days" in sentence
        assert "took part in 1 exchange before" in sentence

    def test_words_of_a_person_are_never_html(self) -> None:
        assert "<script>" not in why(reason("text", evidence=quotes("<script>")))


class TestPairs:
    def test_words_of_question_and_answer_stand_side_by_side(self) -> None:
        found = wording.pairs(
            candidate(
                shown("street-lighting", need_phrases=quotes("lampadaires"), evidence=quotes("lichtmasten", "led")),
                shown("markets", need_phrases=quotes("marché"), evidence=quotes()),
            )
        )

        assert found == [wording.Pair("lampadaires", "lichtmasten, led")]

    def test_word_that_is_part_of_a_longer_one_is_left_out(self) -> None:
        found = wording.pairs(
            candidate(
                shown(
                    "street-lighting",
                    need_phrases=quotes("Éclairage", "éclairage public", "lampadaires"),
                    evidence=quotes("verlichting", "openbare verlichting"),
                )
            )
        )

        assert found == [wording.Pair("éclairage public, lampadaires", "openbare verlichting")]

    def test_same_word_on_both_sides_is_no_pair(self) -> None:
        found = wording.pairs(candidate(shown("street-lighting", need_phrases=quotes("LED"), evidence=quotes("led"))))

        assert found == []


class TestBars:
    def test_parts_say_their_points_and_what_could_be_had(self) -> None:
        one = candidate(reason("themes", 30.0), reason("languages", 10.0), most={"themes": 90.0, "languages": 10.0})
        with translation.override("en"):
            found = wording.bars(one)

        assert [(bar.label, bar.text) for bar in found] == [
            ("Themes", "30 of 90 points"),
            ("Languages", "10 of 10 points"),
        ]
        assert [round(bar.value) for bar in found] == [33, 100]


class TestGaps:
    def test_gaps_of_one_kind_share_a_sentence(self) -> None:
        found = gaps(gap("theme_missing", "markets"), gap("stale"), gap("theme_missing", "street-lighting"))

        assert len(found) == 2
        assert found[0].startswith("Not found in their words: ")
        assert " and street lighting" in found[0]

    def test_theme_that_is_near_says_through_which_other_one(self) -> None:
        found = gaps(Gap("theme_near", "street-lighting", {"shown": "electricity-supply"}))
        assert found == ["Close, not the same: street lighting (but electricity supply)"]
        found = gaps(Gap("theme_near", "street-lighting", {"shown": "street-lighting"}))
        assert found == ["Only touched upon: street lighting"]

    def test_dates_say_how_many_days_and_which(self) -> None:
        assert gaps(gap("dates_partly")) == ["Has time on 8 of 12 days: 1–8 Mar 2027"]

    def test_language_that_falls_short_says_both_levels(self) -> None:
        assert gaps(gap("language_low")) == ["French at A2, asked was B2"]

    def test_load_names_the_municipality_and_its_share(self) -> None:
        assert gaps(gap("load_high")) == ["Proefdam already carries much: 62% of the recent exchanges"]

    @pytest.mark.parametrize(
        ("detail", "start"),
        [
            ({"kind": "offer"}, "Is an offer"),
            ({"kind": "person"}, "Is a person"),
        ],
    )
    def test_other_kind_says_which(self, detail: dict[str, str], start: str) -> None:
        assert gaps(Gap("kind_other", detail=detail))[0].startswith(start)

    @pytest.mark.parametrize(
        ("role", "start"), [("official", "Is a civil servant"), ("administrator", "Is an elected administrator")]
    )
    def test_other_role_says_which(self, role: str, start: str) -> None:
        assert gaps(Gap("role_other", detail={"role": role}))[0].startswith(start)


class TestWords:
    @pytest.mark.parametrize(
        ("lang", "phrase"), [("nl", "a, b en c"), ("en", "a, b and c"), ("fr", "a, b et c"), ("ar", "a وb وc")]
    )
    def test_lists_are_joined_as_the_language_does(self, lang: str, phrase: str) -> None:
        with translation.override(lang):
            assert words.all_of(["a", "b", "c"]) == phrase

    def test_short_lists(self) -> None:
        assert words.all_of([]) == ""
        assert words.all_of(["a"]) == "a"

    def test_pieces_of_html_are_escaped_unless_they_are_safe(self) -> None:
        assert words.all_of_html(["<b>", words.all_of_html(["x"])]).startswith("&lt;b&gt;")

    def test_abbreviation_keeps_its_capitals_within_a_sentence(self) -> None:
        assert words.first_lower("Street lighting") == "street lighting"
        assert words.first_lower("GIS for planning") == "GIS for planning"
        assert words.first_lower("") == ""

    def test_period_is_said_as_short_as_it_can(self) -> None:
        with translation.override("nl"):
            assert words.period(date(2027, 3, 1), date(2027, 3, 19)) == "1–19 mrt 2027"
            assert words.period(date(2027, 3, 1), date(2027, 3, 1)) == "1 maart 2027"
            assert words.period(None, None) == ""
        with translation.override("en"):
            assert words.period(date(2027, 3, 1), None) == "from 1 March 2027"
            assert words.period(None, date(2027, 3, 1)) == "until 1 March 2027"

    def test_how_long_ago(self) -> None:
        today = date(2027, 3, 1)
        with translation.override("en"):
            said = [words.ago(today - timedelta(days=days), today=today) for days in (-3, 0, 1, 21, 400)]
        assert said == ["today", "today", "1 day ago", "3 weeks ago", "13 months ago"]

    def test_language_with_its_level(self) -> None:
        with translation.override("nl"):
            assert words.language_level("fr", "C1") == "Frans (C1)"
            assert words.language_level("fr", None) == "Frans"
            assert words.language_level("xx", "") == "xx"
