"""What a need asks, as the matching library reads it."""

from __future__ import annotations

import datetime as dt

import pytest

from cast import Cast
from wisselwerk import matching
from wisselwerk.needs.asked import Asked, asked_by, key_of

ASKED = Asked(
    title="Marché",
    text="Éclairer le marché.",
    language="fr",
    forms=("visit", "webinar"),
    period_start=dt.date(2027, 3, 10),
    period_end=dt.date(2027, 3, 20),
    flexible_days=5,
    expert_kind="administrator",
    languages={"fr": "B1", "en": "B2"},
    required=("language:fr", "period"),
)


def test_only_required_wishes_become_must_haves() -> None:
    must = ASKED.as_matching_need(7).must

    assert must == matching.Must(languages={"fr": "B1"}, available=True)


def test_wishes_that_are_not_required_still_weigh() -> None:
    need = ASKED.as_matching_need(7)

    assert need.nice.languages == {"fr": "B1", "en": "B2"}
    assert need.nice.roles == ("administrator",)
    assert need.forms == ("visit", "webinar")


def test_everything_required_becomes_a_must_have() -> None:
    keys = frozenset(key_of(wish) for wish in ASKED.wishes())
    must = ASKED.requiring(keys).as_matching_need(7).must

    assert keys == {"language:fr", "language:en", "form:visit", "form:webinar", "kind", "period"}
    assert must == matching.Must(
        languages={"fr": "B1", "en": "B2"}, forms=("visit", "webinar"), roles=("administrator",), available=True
    )


def test_what_is_not_asked_can_not_be_required() -> None:
    assert ASKED.requiring(frozenset({"language:ar", "period", "nonsense"})).required == ("period",)


def test_period_is_as_wide_as_it_may_shift() -> None:
    assert ASKED.period == matching.Period(dt.date(2027, 3, 5), dt.date(2027, 3, 25))


def test_half_a_period_is_no_period() -> None:
    asked = Asked(title="", text="", language="fr", period_start=dt.date(2027, 3, 1), required=("period",))

    assert asked.period is None
    assert not asked.as_matching_need(1).must.available


def test_question_starts_after_the_title() -> None:
    assert ASKED.full_text[ASKED.text_start :] == ASKED.text


def test_asked_survives_storage() -> None:
    assert matching.from_dict(Asked, matching.to_dict(ASKED)) == ASKED


@pytest.mark.django_db
def test_need_in_the_database_is_read_in_full(cast: Cast) -> None:
    need = cast.need(
        languages={"en": "B1"},
        must={"languages": {"fr": "B2"}, "forms": True, "kind": True, "period": True},
        removed_themes=["markets"],
        expert_kind="official",
        country=cast.partner_government.country,
        people=2,
        working_days=8,
        nice="Expérience en Afrique",
    )

    asked = asked_by(need)

    assert asked.themes == ("street-lighting",)
    assert asked.removed_themes == ("markets",)
    assert asked.languages == {"en": "B1", "fr": "B2"}
    assert asked.required == ("language:fr", "form:visit", "kind", "period")
    assert (asked.people, asked.working_days, asked.country) == (2, 8, "RW")
    assert asked.nice == "Expérience en Afrique"
