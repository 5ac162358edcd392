"""Work that is done by itself: each job when it is due, by one process at a time, and none stopped by another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.utils import timezone

from cast import Cast
from wisselwerk import cli
from wisselwerk.jobs import actions, registry
from wisselwerk.jobs.models import JobState
from wisselwerk.jobs.queries import job_rows

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
NOW = timezone.now()


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the jobs that ran; the site has no others than a test adds with `add`."""
    monkeypatch.setattr(registry, "_jobs", {})
    return []


def add(runs: list[str], name: str, *, does: Callable[[], None] = lambda: None) -> None:
    @registry.job(name, every=HOUR)
    def run(now: dt.datetime) -> Mapping[str, int]:
        runs.append(name)
        does()
        return {"counted": 3}


def fail() -> None:
    raise RuntimeError("the disk is full")


def test_a_job_runs_when_it_is_due_and_not_before(runs: list[str]) -> None:
    add(runs, "test.count")
    for minutes in (0, 30, 59, 60, 61, 600):
        actions.tick(now=NOW + dt.timedelta(minutes=minutes))
    assert len(runs) == 3
    state = JobState.objects.get()
    assert (state.started_at, state.result, state.error) == (NOW + 10 * HOUR, {"counted": 3}, "")
    assert state.claimed_until is None


def test_one_that_fails_is_kept_with_its_error_and_stops_no_other(runs: list[str]) -> None:
    add(runs, "test.fails", does=fail)
    add(runs, "test.works")
    for hours in (0, 1):
        outcomes = actions.tick(now=NOW + hours * HOUR)
    assert [(one.name, bool(one.error)) for one in outcomes] == [("test.fails", True), ("test.works", False)]
    state = JobState.objects.get(name="test.fails")
    assert (state.error, state.failed_runs) == ("RuntimeError: the disk is full", 2)
    assert [(row.job.name, row.has_failed) for row in job_rows()] == [("test.fails", True), ("test.works", False)]


def test_two_who_tick_at_the_same_time_do_it_once(runs: list[str]) -> None:
    others: list[list[actions.Outcome]] = []
    add(runs, "test.count", does=lambda: others.append(actions.tick(now=NOW, due_or_not=True)))
    actions.tick(now=NOW)
    assert (runs, others) == (["test.count"], [[]])


def test_the_job_of_a_process_that_was_killed_is_free_again_when_its_claim_ends(runs: list[str]) -> None:
    add(runs, "test.count")
    JobState.objects.create(name="test.count", started_at=NOW - 2 * HOUR, claimed_until=timezone.now() + HOUR)
    assert not actions.tick(now=NOW)
    JobState.objects.update(claimed_until=timezone.now() - HOUR)
    assert [one.name for one in actions.tick(now=NOW)] == ["test.count"]


def test_a_job_that_nobody_runs_is_overdue(runs: list[str]) -> None:
    add(runs, "test.count")
    assert [row.is_overdue for row in job_rows()] == [True]
    actions.tick()
    assert [row.is_overdue for row in job_rows()] == [False]
    JobState.objects.update(started_at=timezone.now() - 6 * HOUR)
    assert [row.is_overdue for row in job_rows()] == [True]


def test_the_administrator_starts_one_by_hand_unless_it_runs_already(cast: Cast, runs: list[str]) -> None:
    add(runs, "test.count")
    actions.tick(now=timezone.now())
    assert actions.run_job(by=cast.administrator, name="test.count").result == {"counted": 3}
    JobState.objects.update(claimed_until=timezone.now() + HOUR)
    for name, words in (("test.count", "running"), ("test.nothing", "no such job")):
        with pytest.raises(ValidationError, match=words):
            actions.run_job(by=cast.administrator, name=name)
    assert len(runs) == 2


def test_the_command_says_what_each_job_did_and_ends_with_1_when_one_failed(
    runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(runs, "test.works")
    assert CliRunner().invoke(cli.main, ["tick"]).exit_code == 0
    add(runs, "test.fails", does=fail)
    done = CliRunner().invoke(cli.main, ["tick", "--all"])
    assert done.exit_code == 1
    assert "test.works: 3 counted" in done.output
    assert "test.fails: RuntimeError: the disk is full" in done.output


def test_every_job_of_the_site_runs_on_an_empty_site(cast: Cast) -> None:
    outcomes = actions.tick(due_or_not=True)
    assert {one.name for one in outcomes} >= {"mail.deliver", "mail.forget", "mail.send_digests", "experts.keep_fresh"}
    assert [one.error for one in outcomes] == [""] * len(outcomes)
    assert len({one.name for one in outcomes}) == len(registry.jobs())
