"""Must-haves filter, each with its own count; what a profile does not say is treated the same everywhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wisselwerk.matching import Index, Must, Need, PastExchange, Period, Profile, Weights
from wisselwerk.matching.calendar import free_days, merged, stored_terms, wanted_terms
from wisselwerk.thesaurus.model import Thesaurus

TODAY = date(2026, 11, 24)
OCTOBER = Period(date(2027, 10, 12), date(2027, 10, 23))

days = st.integers(0, 400).map(lambda number: date(2027, 1, 1) + timedelta(number))
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


@given(free=st.lists(periods, max_size=4), wanted=periods)
def test_the_terms_of_a_calendar_meet_exactly_when_a_day_is_shared(free: list[Period], wanted: Period) -> None:
    shares = any(period.overlap(wanted) for period in free)
    assert bool(stored_terms(free) & wanted_terms(wanted)) == shares
    assert bool(free_days(free, wanted)) == shares


@given(free=st.lists(periods, max_size=6))
def test_merging_keeps_the_days(free: list[Period]) -> None:
    def all_days(some: tuple[Period, ...]) -> set[date]:
        return {one.start + timedelta(number) for one in some for number in range(one.days)}

    assert all_days(tuple(free)) == all_days(merged(free))
    assert all(one.end < two.start for one, two in zip(merged(free), merged(free)[1:], strict=False))


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2027, 2, 1), date(2027, 1, 1))


def remaining(thesaurus: Thesaurus, need: Need, *profiles: Profile) -> set[str]:
    index = Index(thesaurus=thesaurus)
    index.put(profiles)
    return {candidate.profile for candidate in index.rank(need, today=TODAY).candidates}


def test_a_language_must_be_shown_at_the_level_or_with_no_level(thesaurus: Thesaurus) -> None:
    need = Need("n", "straatverlichting", lang="nl", must=Must(languages={"fr": "B1"}))
    assert remaining(
        thesaurus,
        need,
        Profile("good", "x", "lichtmasten", language="nl", languages={"fr": "B2"}),
        Profile("unknown", "x", "lichtmasten", language="nl", languages={"fr": None}),
        Profile("writes-it", "x", "lampadaires", language="fr"),
        Profile("low", "x", "lichtmasten", language="nl", languages={"fr": "A2"}),
        Profile("none", "x", "lichtmasten", language="nl"),
        Profile("offer", "x", "lichtmasten", language="nl", kind="offer"),
    ) == {"good", "unknown", "writes-it", "offer"}


def test_dates_and_forms_that_nobody_gave_do_not_exclude(thesaurus: Thesaurus) -> None:
    need = Need("n", "afval", lang="nl", must=Must(forms=("visit",), available=True), period=OCTOBER)
    assert remaining(
        thesaurus,
        need,
        Profile("fits", "x", "afval", language="nl", forms=("visit",), availability=(OCTOBER,)),
        Profile("silent", "x", "afval", language="nl"),
        Profile("other-form", "x", "afval", language="nl", forms=("webinar",), availability=(OCTOBER,)),
        Profile("other-time", "x", "afval", language="nl", availability=(Period(date(2027, 1, 1), date(2027, 2, 1)),)),
    ) == {"fits", "silent"}


def test_a_must_have_theme_is_met_by_a_narrower_one(thesaurus: Thesaurus) -> None:
    need = Need("n", "beleid", lang="nl", must=Must(themes=("waste",)))
    assert remaining(
        thesaurus,
        need,
        Profile("narrower", "x", "afvalinzameling", language="nl"),
        Profile("confirmed", "x", "iets anders", language="nl", themes=("landfill",)),
        Profile("other", "x", "lichtmasten", language="nl"),
    ) == {"narrower", "confirmed"}


def test_of_roles_and_kinds_one_is_enough(thesaurus: Thesaurus) -> None:
    need = Need("n", "afval", lang="nl", must=Must(roles=("official", "administrator"), kinds=("person",)))
    assert remaining(
        thesaurus,
        need,
        Profile("official", "x", "afval", language="nl", role="official"),
        Profile("administrator", "x", "afval", language="nl", role="administrator"),
        Profile("neither", "x", "afval", language="nl"),
        Profile("offer", "x", "afval", language="nl", kind="offer", role="official"),
    ) == {"official", "administrator"}


def test_each_must_have_says_what_it_excludes_and_what_dropping_it_brings(thesaurus: Thesaurus) -> None:
    index = Index(thesaurus=thesaurus)
    index.put(
        [
            Profile("both", "x", "afval", language="nl", languages={"fr": "C1"}, forms=("visit",)),
            Profile("french", "x", "afval", language="nl", languages={"fr": "C1"}, forms=("webinar",)),
            Profile("visit", "x", "afval", language="nl", languages={"en": "C1"}, forms=("visit",)),
            Profile("neither", "x", "afval", language="nl", languages={"en": "C1"}, forms=("webinar",)),
        ]
    )
    need = Need("n", "afval", lang="nl", must=Must(languages={"fr": "B1"}, forms=("visit",)))
    ranking = index.rank(need, today=TODAY)
    assert (ranking.considered, ranking.remaining) == (4, 1)
    assert [(one.must.kind, one.must.value, one.count, one.if_dropped) for one in ranking.excluded] == [
        ("language", "fr", 2, 2),
        ("form", "visit", 2, 2),
    ]


def scores(thesaurus: Thesaurus, need: Need, *profiles: Profile) -> dict[str, float]:
    index = Index(thesaurus=thesaurus)
    index.put(profiles)
    return {candidate.profile: candidate.score for candidate in index.rank(need, today=TODAY).candidates}


def test_practice_counts_only_as_far_as_the_subject_fits(thesaurus: Thesaurus) -> None:
    need = Need("n", "straatverlichting", lang="nl", nice=Must(languages={"fr": "B2"}), period=OCTOBER)
    found = scores(
        thesaurus,
        need,
        Profile("subject", "x", "lichtmasten en straatverlichting", language="nl", languages={"nl": None}),
        Profile("free", "x", "marktkramen", language="nl", languages={"fr": "C2"}, availability=(OCTOBER,)),
    )
    assert found["subject"] > found["free"]


def test_a_track_record_helps_and_its_absence_does_not_harm(thesaurus: Thesaurus) -> None:
    need = Need("n", "straatverlichting, afvalinzameling en bruggen voor de wijk", lang="nl", countries=("BJ",))
    text = "Tien jaar marktkramen, daarna lichtmasten vervangen en de arbeidsmarkt onderzocht."
    found = scores(
        thesaurus,
        need,
        Profile("new", "x", text, language="nl"),
        Profile("elsewhere", "x", text, language="nl", record=(PastExchange(themes=("markets",)),)),
        Profile("there", "x", text, language="nl", record=(PastExchange(themes=("lighting",), country="BJ"),)),
    )
    assert found["new"] == found["elsewhere"] < found["there"]


def test_stale_profiles_and_burdened_organisations_come_later(thesaurus: Thesaurus) -> None:
    need = Need("n", "straatverlichting", lang="nl")
    text = "lichtmasten"
    found = scores(
        thesaurus,
        need,
        Profile("fresh", "x", text, language="nl", confirmed_on=TODAY, load=0.0),
        Profile("stale", "x", text, language="nl", confirmed_on=date(2024, 1, 1), load=0.0),
        Profile("burdened", "x", text, language="nl", confirmed_on=TODAY, load=0.9),
    )
    assert found["fresh"] > found["burdened"]
    assert found["fresh"] > found["stale"]


def test_gaps_name_what_was_asked_and_is_not_shown(thesaurus: Thesaurus) -> None:
    index = Index(thesaurus=thesaurus)
    index.put(
        [
            Profile(
                "p",
                "x",
                "lichtmasten",
                language="nl",
                languages={"fr": "B1"},
                forms=("webinar",),
                availability=(Period(date(2027, 10, 14), date(2027, 10, 30)),),
                confirmed_on=date(2025, 1, 1),
                hours_left=0,
                load=0.6,
            )
        ]
    )
    need = Need(
        "n",
        "straatverlichting en afvalinzameling",
        lang="nl",
        themes=("lighting", "waste-collection"),
        nice=Must(languages={"fr": "B2", "en": "B1"}, roles=("administrator",)),
        forms=("visit",),
        period=OCTOBER,
    )
    gaps = {(gap.kind, gap.theme) for gap in index.rank(need, today=TODAY).candidates[0].gaps}
    assert gaps == {
        ("theme_missing", "waste-collection"),
        ("language_low", None),
        ("language_missing", None),
        ("form_missing", None),
        ("dates_partly", None),
        ("hours_spent", None),
        ("stale", None),
        ("load_high", None),
    }


def test_weights_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Weights(load=-1.0)
    with pytest.raises(ValueError, match="at least one"):
        Weights(themes=0.0, text=0.0)


def test_other_weights_are_another_version() -> None:
    assert Weights().digest == Weights().digest != Weights(load=6.0).digest
