"""Running the jobs that are due: each by one process at a time, and none stopped by another that fails."""

from __future__ import annotations

import datetime as dt
import logging
import time
import traceback
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.jobs.models import JobState
from wisselwerk.jobs.registry import Job, jobs
from wisselwerk.trail.actions import log_action

logger = logging.getLogger(__name__)

# Longer than any job takes: after it, the process that ran one is taken for dead.
CLAIM: Final = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a job did: its counts, how long it took (seconds), and the error if it failed."""

    name: str
    result: Mapping[str, int]
    seconds: float
    error: str = ""


def tick(*, now: dt.datetime | None = None, only: Collection[str] = (), due_or_not: bool = False) -> list[Outcome]:
    """Run each job that is due, one after another, and say what they did.

    A job is due when its last start is `every` ago, or when it never ran. Another process that does the same at the
    same time runs other jobs. `only` names the jobs to look at (all when empty).
    """
    now = now or timezone.now()
    outcomes = []
    for job in jobs():
        if (not only or job.name in only) and (outcome := _run(job, now, due_or_not=due_or_not)):
            outcomes.append(outcome)
    return outcomes


def run_job(*, by: User | None, name: str) -> Outcome:
    """Run one job now, whether it is due or not.

    Raises `PermissionDenied`, or `ValidationError` when there is no such job or it is running at this moment.
    """
    require(by, "jobs.run_job")
    job = next((one for one in jobs() if one.name == name), None)
    if job is None:
        raise ValidationError(_("There is no such job."))
    outcome = _run(job, timezone.now(), due_or_not=True)
    if outcome is None:
        raise ValidationError(_("This job is running at this moment."))
    log_action("jobs.run_job", JobState.objects.get(name=name), by=by, details={"job": name})
    return outcome


def _run(job: Job, now: dt.datetime, *, due_or_not: bool) -> Outcome | None:
    state, _created = JobState.objects.get_or_create(name=job.name)
    if not due_or_not and state.started_at is not None and state.started_at + job.every > now:
        return None
    free = Q(claimed_until=None) | Q(claimed_until__lte=timezone.now())
    claimed = JobState.objects.filter(free, pk=state.pk, started_at=state.started_at).update(
        claimed_until=timezone.now() + CLAIM, started_at=now
    )  # one statement: of two processes, one gets it
    if not claimed:
        return None
    begun = time.monotonic()
    result: Mapping[str, int] = {}
    error = ""
    try:
        result = job.run(now)
    except Exception as failure:  # whatever it is, the other jobs go on
        logger.exception("the job %s failed", job.name)
        error = "".join(traceback.format_exception_only(failure)).strip()[:2000]
    seconds = time.monotonic() - begun
    JobState.objects.filter(pk=state.pk).update(
        claimed_until=None,
        ended_at=now + dt.timedelta(seconds=seconds),
        result=dict(result),
        error=error,
        failed_runs=state.failed_runs + 1 if error else 0,
    )
    return Outcome(job.name, result, seconds, error)
