"""The jobs that the apps have: each is registered where it is written, in `tasks.py` of its app."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

# Does what is due at that moment and says what it counted, e.g. {"reminded": 3}.
Run = Callable[[dt.datetime], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work: `name` is "app.verb_noun", `every` how often it is due at the most."""

    name: str
    every: dt.timedelta
    run: Run


_jobs: dict[str, Job] = {}


def job(name: str, *, every: dt.timedelta) -> Callable[[Run], Run]:
    """Register the decorated function as a job.

    It is given the moment for which it runs, and must be safe to run twice, late, or after a run that was cut off:
    what it finds due is decided from the database, and each thing is done in a transaction of its own.
    """

    def register(run: Run) -> Run:
        _jobs[name] = Job(name, every, run)
        return run

    return register


def jobs() -> tuple[Job, ...]:
    """All jobs, in order of registration."""
    return tuple(_jobs.values())
