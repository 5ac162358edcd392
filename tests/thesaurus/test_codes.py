"""The code lists are complete, speak four languages and hang together."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Mapping

import pytest

from wisselwerk.languages import LANGUAGES
from wisselwerk.thesaurus.codes import Code, dac, iv3, label, sdg

CodeList = Callable[[], Mapping[str, Code]]

# How many targets the United Nations set under each goal: those with a number and those with a letter.
TARGETS_BY_GOAL = {
    "1": 7,
    "2": 8,
    "3": 13,
    "4": 10,
    "5": 9,
    "6": 8,
    "7": 5,
    "8": 12,
    "9": 8,
    "10": 10,
    "11": 10,
    "12": 11,
    "13": 5,
    "14": 10,
    "15": 12,
    "16": 12,
    "17": 19,
}

IV3_TASK_FIELDS = (
    "0.1 0.2 0.3 0.4 0.5 0.61 0.62 0.63 0.64 0.7 0.8 1.1 1.2 2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 "
    "5.1 5.2 5.3 5.4 5.5 5.6 5.7 6.1 6.2 6.3 6.4 6.5 6.6 6.71 6.72 6.81 6.82 7.1 7.2 7.3 7.4 7.5 8.1 8.2 8.3"
)


@pytest.fixture(params=[sdg, dac, iv3], ids=["sdg", "dac", "iv3"])
def codes(request: pytest.FixtureRequest) -> Mapping[str, Code]:
    read: CodeList = request.param
    return read()


def test_every_code_has_a_label_in_each_of_the_four_languages(codes: Mapping[str, Code]) -> None:
    for code in codes.values():
        assert tuple(sorted(code.labels)) == tuple(sorted(LANGUAGES)), code.code
        assert all(text == text.strip() and text for text in code.labels.values()), code.code


def test_arabic_labels_are_in_arabic_script_and_the_others_are_not(codes: Mapping[str, Code]) -> None:
    arabic = re.compile(r"[\u0621-\u064a]")
    for code in codes.values():
        for lang, text in code.labels.items():
            assert bool(arabic.search(text)) is (lang == "ar"), f"{code.code} {lang}: {text}"


def test_every_parent_is_in_the_list_and_no_code_hangs_under_itself(codes: Mapping[str, Code]) -> None:
    for code in codes.values():
        above = [code.code]
        while (parent := codes[above[-1]].parent) is not None:
            assert parent not in above
            above.append(parent)


def test_a_list_is_read_once_and_cannot_be_changed_by_its_readers(codes: Mapping[str, Code]) -> None:
    assert sdg() is sdg()
    first = next(iter(codes.values()))
    with pytest.raises(TypeError):
        codes["x"] = first  # type: ignore[index]
    with pytest.raises(TypeError):
        first.labels["nl"] = "anders"  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.code = "x"  # type: ignore[misc]
    assert first in {first}


def test_there_are_17_goals_and_169_targets() -> None:
    goals = [code for code in sdg().values() if code.parent is None]
    targets = Counter(code.parent for code in sdg().values() if code.parent is not None)
    assert [goal.code for goal in goals] == [str(number) for number in range(1, 18)]
    assert targets == TARGETS_BY_GOAL
    assert targets.total() == 169


def test_targets_are_numbered_or_lettered_without_gaps_under_their_own_goal() -> None:
    for goal in TARGETS_BY_GOAL:
        suffixes = [code.code.removeprefix(f"{goal}.") for code in sdg().values() if code.parent == goal]
        numbers = [suffix for suffix in suffixes if suffix.isdigit()]
        letters = [suffix for suffix in suffixes if not suffix.isdigit()]
        assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
        assert letters == list("abcd"[: len(letters)])


def test_target_labels_are_short_and_say_different_things() -> None:
    targets = [code for code in sdg().values() if code.parent is not None]
    for target in targets:
        assert all(3 <= len(text.split()) <= 9 for text in target.labels.values()), target
    for lang in LANGUAGES:
        assert len({target.labels[lang] for target in targets}) == len(targets)


def test_purpose_codes_have_five_digits_and_hang_under_the_category_they_begin_with() -> None:
    for code in dac().values():
        assert re.fullmatch(r"[0-9]{3}|[0-9]{5}", code.code)
        if len(code.code) == 5:
            assert code.parent == code.code[:3]
        elif code.parent is not None:
            assert code.parent == f"{code.code[:2]}0"


def test_the_sectors_municipalities_work_in_are_there() -> None:
    assert label(dac()["14050"], "nl") == "Afvalbeheer en -verwerking"
    assert label(dac()["15112"], "en") == "Decentralisation and support to subnational government"
    assert label(dac()["15185"], "fr") == "Administration publique locale"
    assert dac()["43030"].parent == "430"
    assert len([code for code in dac() if len(code) == 5]) == 326


def test_codes_no_longer_given_out_are_known_but_marked() -> None:
    assert dac()["41050"].withdrawn
    assert not dac()["43060"].withdrawn
    assert not any(code.withdrawn for code in (*sdg().values(), *iv3().values()))
    assert sum(code.withdrawn for code in dac().values() if len(code.code) == 5) == 30


def test_iv3_holds_the_task_fields_of_dutch_municipalities_by_policy_area() -> None:
    task_fields = IV3_TASK_FIELDS.split()
    assert [code.code for code in iv3().values() if code.parent is not None] == task_fields
    assert all(iv3()[task_field].parent == task_field[0] for task_field in task_fields)
    assert label(iv3()["7.3"], "nl") == "Afval"


def test_label_speaks_the_language_asked_for_and_english_where_there_is_none() -> None:
    clean_water = sdg()["6"]
    assert label(clean_water, "nl") == "Schoon water en sanitair"
    assert label(clean_water, "ar") == "المياه النظيفة والنظافة الصحية"
    assert label(clean_water, "pt") == "Clean water and sanitation"
    assert label(Code("x", {"en": "Only English"}), "fr") == "Only English"
