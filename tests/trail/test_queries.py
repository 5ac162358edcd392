"""Reading the two logs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cast import Cast
from wisselwerk.experts.looks import note_export, note_list, note_look
from wisselwerk.trail.actions import log_action, log_processing
from wisselwerk.trail.models import ActionEntry, ProcessingEntry
from wisselwerk.trail.queries import actions, history_of, known_actions, known_activities, looks_at, processing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_yet(cast: Cast) -> None:
    ActionEntry.objects.all().delete()


def test_the_history_of_one_thing_newest_first(cast: Cast) -> None:
    first = log_action("a.one", cast.bob, by=cast.alice)
    second = log_action("a.two", cast.bob, by=None)
    log_action("a.one", cast.charlie, by=cast.alice)
    assert list(history_of(cast.bob)) == [second, first]


def test_actions_by_who_what_and_on_what(cast: Cast) -> None:
    entry = log_action("a.one", cast.bob, by=cast.alice, details={"role": "x"})
    other = log_action("b.two", cast.agency, by=None)
    assert list(actions()) == [other, entry]
    assert list(actions(actor="ALI")) == [entry]
    assert list(actions(actor="alice@example")) == [entry]
    assert list(actions(action="b.two")) == [other]
    assert list(actions(target="accounts.user")) == [entry]
    assert list(actions(target=f"Accounts.User {cast.bob.pk}")) == [entry]
    assert list(actions(target="accounts.user 0")) == []
    assert known_actions() == ["a.one", "b.two"]


def test_a_day_is_a_day_of_the_site(cast: Cast) -> None:
    """Half past midnight in Amsterdam is the evening before in UTC."""
    entry = log_action("a.one", cast.bob, by=None)
    moment = dt.datetime(2026, 6, 2, 0, 30, tzinfo=timezone.get_default_timezone())
    ActionEntry.objects.filter(pk=entry.pk).update(at=moment)
    assert list(actions(since=dt.date(2026, 6, 2), until=dt.date(2026, 6, 2))) == [entry]
    assert not actions(until=dt.date(2026, 6, 1))
    assert not actions(since=dt.date(2026, 6, 3))


def test_one_look_at_many_people_is_one_trace(cast: Cast) -> None:
    people = [cast.expert(), cast.expert()]
    log_processing("a.list", people, by=cast.alice, purpose="test")
    assert ProcessingEntry.objects.values("trace_id").distinct().count() == 1
    assert {entry.subject for entry in processing(activity="a.list")} == {person.profile_id for person in people}


def test_looks_by_who_what_and_whose(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    note_look(expert, by=cast.alice, purpose="need:3")
    note_list([expert], by=cast.coordinator)
    note_export([expert], by=cast.alice)
    assert len(processing(actor="alice")) == 2
    assert len(processing(subject=expert.profile_id)) == 3
    assert len(processing(subject="expert:0")) == 0
    assert known_activities() == ["experts.export_list", "experts.list_experts", "experts.view_expert"]
    assert [look.activity for look in looks_at(expert)][-1] == "experts.view_expert"


def test_ones_own_look_is_not_logged_and_a_visitors_is(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    note_look(expert, by=cast.bob)
    assert not looks_at(expert)
    note_look(expert, by=None)
    assert [(look.activity, look.actor) for look in looks_at(expert)] == [("experts.view_public", None)]
