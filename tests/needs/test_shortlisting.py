"""A shortlist is made, kept as it was, and opened again; every look at people is logged."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cast import Cast
from wisselwerk import matching
from wisselwerk.experts.enums import Purpose
from wisselwerk.experts.models import Expert, ProfileChange
from wisselwerk.experts.themes import vocabulary
from wisselwerk.needs import queries
from wisselwerk.needs.actions import (
    close_need,
    export_shortlist,
    make_shortlist,
    open_shortlist,
    save_draft,
    set_theme,
    show_people,
)
from wisselwerk.needs.actions.asking import NeedData
from wisselwerk.needs.enums import NeedStatus, ThemeState
from wisselwerk.needs.models import Need, Shortlist
from wisselwerk.trail.models import ProcessingEntry
from wisselwerk.trail.queries import history_of

pytestmark = pytest.mark.django_db


def looks(activity: str) -> list[tuple[str, str]]:
    entries = ProcessingEntry.objects.filter(activity=activity).order_by("subject")
    return list(entries.values_list("subject", "purpose"))


def withdraw_consent(expert: Expert) -> None:
    expert.consents.all().delete()
    ProfileChange.objects.create(profile_id=expert.profile_id)


def test_shortlist_ranks_people_and_offers_with_reasons(cast: Cast) -> None:
    expert, offer, need = cast.expert(), cast.offer(), cast.need()
    cast.expert(headline="Accountant", text="Ik controleer de jaarrekening.", themes=("finance",))

    shortlist = make_shortlist(by=cast.alice, need=need)

    opened = queries.opened(shortlist)
    assert {one.profile for one in opened.shown[:2]} == {expert, offer}
    assert sum(opened.ranking.candidates[0].parts.values()) == pytest.approx(opened.ranking.candidates[0].score)
    assert need.status == NeedStatus.MATCHING
    assert shortlist.version == matching.version(vocabulary())
    assert [entry.action for entry in history_of(shortlist)] == ["needs.make_shortlist"]


def test_words_are_quoted_as_they_were_when_the_list_was_made(cast: Cast) -> None:
    expert, need = cast.expert(), cast.need()
    shortlist = make_shortlist(by=cast.alice, need=need)
    before = queries.opened(shortlist).shown[0].passages

    expert.text = "Heel iets anders."
    expert.save()
    ProfileChange.objects.create(profile_id=expert.profile_id)
    shortlist.refresh_from_db()

    assert "lichtmasten" in before[0].text
    assert before[0].marks
    assert queries.opened(shortlist).shown[0].passages == before


def test_name_is_never_stored_in_a_shortlist(cast: Cast) -> None:
    cast.expert(cast.bob, name="Bob van der Uniek")
    shortlist = make_shortlist(by=cast.alice, need=cast.need())

    row = Shortlist.objects.values().get(pk=shortlist.pk)
    assert "Uniek" not in str(row)


def test_same_list_twice_is_stored_once_but_logged_twice(cast: Cast) -> None:
    expert, need = cast.expert(), cast.need()

    first = make_shortlist(by=cast.alice, need=need)
    second = make_shortlist(by=cast.alice, need=need)

    assert first == second
    assert looks("needs.rank") == [(expert.profile_id, f"need:{need.pk}")] * 2


def test_must_have_that_is_switched_off_lets_people_in(cast: Cast) -> None:
    cast.expert(languages={"nl": "C2", "fr": "B2"})
    cast.expert(languages={"nl": "C2"})
    need = cast.need(languages={"fr": "B1"}, must={"languages": {"fr": "B1"}})

    strict = make_shortlist(by=cast.alice, need=need)
    loose = make_shortlist(by=cast.alice, need=need, required=frozenset())

    assert (len(queries.opened(strict).shown), len(queries.opened(loose).shown)) == (1, 2)
    (excluded,) = queries.opened(strict).ranking.excluded
    assert (excluded.must.value, excluded.count, excluded.if_dropped) == ("fr", 1, 2)
    assert queries.opened(strict).asked.required == ("language:fr",)
    assert queries.opened(loose).asked.required == ()


def test_lists_of_a_need_come_newest_first(cast: Cast) -> None:
    need = cast.need(languages={"fr": "B1"})
    first = make_shortlist(by=cast.alice, need=need)
    second = make_shortlist(by=cast.alice, need=need, required=frozenset({"language:fr"}))

    assert list(queries.shortlists_of(need)) == [second, first]
    assert queries.shortlists_of(need).first() == second


def test_draft_and_closed_needs_get_no_shortlist(cast: Cast) -> None:
    draft = save_draft(
        by=cast.alice,
        data=NeedData(title="Later", text="Nog niet af", language="nl", organisation=cast.partner_government),
    )
    with pytest.raises(ValidationError, match="draft"):
        make_shortlist(by=cast.alice, need=draft)
    need = cast.need()
    close_need(by=cast.alice, need=need)
    with pytest.raises(ValidationError, match="closed"):
        make_shortlist(by=cast.alice, need=need)
    assert not Shortlist.objects.exists()


def test_opening_and_exporting_are_logged_for_each_person_shown(cast: Cast) -> None:
    expert, offer, need = cast.expert(), cast.offer(), cast.need()
    shortlist = make_shortlist(by=cast.alice, need=need)

    open_shortlist(by=cast.alice, shortlist=shortlist)
    export_shortlist(by=cast.alice, shortlist=shortlist)

    everyone = [(expert.profile_id, f"need:{need.pk}"), (f"municipaloffer:{offer.pk}", f"need:{need.pk}")]
    assert looks("needs.view_shortlist") == sorted(everyone)
    assert looks("needs.export_shortlist") == sorted(everyone)
    assert "needs.export_shortlist" in [entry.action for entry in history_of(shortlist)]


def test_person_who_withdrew_consent_is_no_longer_shown(cast: Cast) -> None:
    expert, need = cast.expert(), cast.need()
    shortlist = make_shortlist(by=cast.alice, need=need)

    withdraw_consent(expert)
    opened = open_shortlist(by=cast.alice, shortlist=shortlist)

    assert [one.profile for one in opened.shown] == [None]
    assert looks("needs.view_shortlist") == []


@pytest.mark.parametrize(
    "who", ["charlie", "bob", "partner", "other_partner", "coordinator", "employer", "administrator"]
)
def test_only_an_officer_makes_opens_and_exports_shortlists(cast: Cast, who: str) -> None:
    cast.expert()
    need = cast.need()
    shortlist = make_shortlist(by=cast.alice, need=need)
    user = getattr(cast, who)

    for look in (
        lambda: make_shortlist(by=user, need=need),
        lambda: open_shortlist(by=user, shortlist=shortlist),
        lambda: export_shortlist(by=user, shortlist=shortlist),
        lambda: show_people(by=user, people=[], activity="search", need=need),
    ):
        with pytest.raises(PermissionDenied):
            look()
    assert Shortlist.objects.count() == 1
    assert not ProcessingEntry.objects.filter(actor=user).exists()


class TestChanges:
    def changes(self, shortlist: Shortlist) -> queries.Changes:
        shortlist = Shortlist.objects.get(pk=shortlist.pk)
        return queries.changes_since(shortlist, queries.opened(shortlist).asked)

    def test_nothing_changed_right_after_it_was_made(self, cast: Cast) -> None:
        cast.expert()
        shortlist = make_shortlist(by=cast.alice, need=cast.need())

        assert not self.changes(shortlist)
        assert self.changes(shortlist).newer is None

    def test_other_must_haves_are_no_change(self, cast: Cast) -> None:
        need = cast.need(languages={"fr": "B1"}, must={"languages": {"fr": "B1"}})

        assert not self.changes(make_shortlist(by=cast.alice, need=need, required=frozenset()))

    def test_pool_need_and_version_are_told_apart(self, cast: Cast) -> None:
        need = cast.need()
        shortlist = make_shortlist(by=cast.alice, need=need)

        expert = cast.expert()
        assert self.changes(shortlist) == queries.Changes(newer=None, need=False, people=True, version=False)
        set_theme(by=cast.alice, need=need, concept="markets", state=ThemeState.CONFIRMED)
        assert self.changes(shortlist).need
        Shortlist.objects.update(version="0.0")
        assert self.changes(shortlist).version
        assert expert.consents.filter(purpose=Purpose.MATCHING).exists()

    def test_newer_list_is_named(self, cast: Cast) -> None:
        need = cast.need(languages={"fr": "B1"})
        first = make_shortlist(by=cast.alice, need=need)
        second = make_shortlist(by=cast.alice, need=need, required=frozenset({"language:fr"}))

        assert self.changes(first).newer == second
        assert self.changes(second).newer is None


def test_reading_a_shortlist_takes_as_many_queries_for_twenty_people_as_for_one(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    few, many = cast.need(), cast.need()
    cast.expert()
    cast.offer()
    small = make_shortlist(by=cast.alice, need=few)
    for _number in range(18):
        cast.expert()
    large = make_shortlist(by=cast.alice, need=many)

    for shortlist, count in ((small, 2), (large, 20)):
        with django_assert_num_queries(7):
            assert len(queries.opened(Shortlist.objects.get(pk=shortlist.pk)).shown) == count


def test_period_reaches_the_matching_library(cast: Cast) -> None:
    free, away = cast.expert(), cast.expert()
    free.availabilities.create(start=dt.date(2027, 3, 1), end=dt.date(2027, 3, 31))
    away.availabilities.create(start=dt.date(2027, 8, 1), end=dt.date(2027, 8, 31))
    need: Need = cast.need(must={"period": True})

    (only,) = queries.opened(make_shortlist(by=cast.alice, need=need)).shown

    assert only.profile == free
