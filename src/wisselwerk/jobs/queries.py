"""What the administrator sees of the jobs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from wisselwerk.jobs.models import JobState
from wisselwerk.jobs.registry import Job, jobs

# A job that did not run for so many times its own interval (and at least an hour) is one that nobody runs.
TOO_LONG = 5
AT_LEAST = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job with how its last run went; without a state it never ran."""

    job: Job
    state: JobState | None

    @property
    def next_at(self) -> dt.datetime | None:
        """When it is due again; None when it is due now."""
        return self.state.started_at + self.job.every if self.state and self.state.started_at else None

    @property
    def is_overdue(self) -> bool:
        """Whether it has not run for so long that nobody seems to run the jobs."""
        if self.state is None or self.state.started_at is None:
            return True
        return timezone.now() - self.state.started_at > max(TOO_LONG * self.job.every, AT_LEAST)

    @property
    def has_failed(self) -> bool:
        return self.state is not None and bool(self.state.error)

    @property
    def is_running(self) -> bool:
        until = self.state.claimed_until if self.state else None
        return until is not None and until > timezone.now()

    @property
    def seconds(self) -> float | None:
        """How long the last run took; None when there was none, or it has not ended."""
        state = self.state
        if state is None or state.started_at is None or state.ended_at is None or state.ended_at < state.started_at:
            return None
        return (state.ended_at - state.started_at).total_seconds()

    @property
    def counted(self) -> list[tuple[str, int]]:
        """What the last run counted, without what there was none of."""
        return [(name, number) for name, number in self.state.result.items() if number] if self.state else []


def job_rows() -> list[JobRow]:
    """All registered jobs with their last run, by name."""
    states = {state.name: state for state in JobState.objects.all()}
    return [JobRow(job, states.get(job.name)) for job in sorted(jobs(), key=lambda one: one.name)]
