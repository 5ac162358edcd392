"""The import of IATI files: first everything is read and checked, then it is read again and stored.

Nothing is written before every file has been read to its end, so a fault on the last line of the last file leaves
nothing behind; and no more than one batch of activities is in memory at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from pathlib import Path
from typing import Final

from django.db import transaction

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.iati import Activity, IatiError, Problem, Severity, problems, read_activities
from wisselwerk.organisations.actions import load_countries
from wisselwerk.organisations.models import Country
from wisselwerk.programmes.actions import OrganisationBook, link_programmes, save_activities
from wisselwerk.programmes.enums import Outcome
from wisselwerk.programmes.models import Project
from wisselwerk.programmes.queries.imports import outcomes, unknown_countries
from wisselwerk.trail.actions import log_action
from wisselwerk.transfer.iati.report import SAMPLES, FileResult, IatiReport, Sample

BATCH: Final = 100

# Called with (activities done, activities in all); the second is None as long as that is not known.
Progress = Callable[[int, int | None], None]


def import_iati(
    paths: Sequence[Path],
    *,
    by: User | None,
    dry_run: bool = False,
    all_or_nothing: bool = True,
    progress: Progress | None = None,
    names: Sequence[str] | None = None,
) -> IatiReport:
    """Keep the activities of IATI 2.0x files (XML, or packed with gzip) as projects.

    With `dry_run` nothing is stored and the report says what would happen. With `all_or_nothing` everything goes in,
    in one transaction, or nothing when there is any error; without it the good activities go in, batch by batch, and a
    file that is not well-formed is left out whole. A second import of the same files changes nothing. `names` is what
    the report calls the files (default: their paths). Raises `PermissionDenied`.
    """
    require(by, "programmes.import_projects")
    if not Country.objects.exists():  # a database that was not set up yet
        load_countries()
    files = [_File(path, name) for path, name in zip(paths, names or map(str, paths), strict=True)]
    report = IatiReport(files=[file.result for file in files])
    _check(files, report, progress or _ignore)
    readable = [file for file in files if file.result.readable]
    if dry_run or not readable or (all_or_nothing and report.errors):
        return report
    whole, part = _transactions(all_or_nothing)
    with whole():
        _store(readable, report, by, part, progress or _ignore)
    report.stored = True
    return report


class _File:
    """A file of the import, and its line in the report."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.result = FileResult(name)


class _Doubles:
    """Recognises an activity that was read before in the same import. Keeps 32 bytes for each."""

    def __init__(self) -> None:
        self._digests: dict[bytes, bytes] = {}

    def first(self, activity: Activity, report: Callable[[Problem], None], file: str) -> bool:
        """Whether this is the first time; if not, that is reported: as an error if the words differ."""
        key = hashlib.blake2b(activity.identifier.encode(), digest_size=16).digest()
        digest = bytes.fromhex(activity.digest)[:16]
        earlier = self._digests.get(key)
        if earlier is None:
            self._digests[key] = digest
            return True
        same = earlier == digest
        report(
            Problem(
                problems.TWICE_SAME if same else problems.TWICE_DIFFERENT,
                file=file,
                line=activity.line,
                identifier=activity.identifier,
                severity=Severity.WARNING if same else Severity.ERROR,
            )
        )
        return False


def _check(files: Sequence[_File], report: IatiReport, progress: Progress) -> None:
    """Read everything without writing, and find out what storing it would do."""
    countries = set(Country.objects.values_list("pk", flat=True))
    doubles = _Doubles()
    done = 0
    for file in files:
        try:
            for batch in _batches(_read(file, doubles, report)):
                for activity, outcome in zip(batch, outcomes(batch), strict=True):
                    file.result.count(outcome)
                    for problem in unknown_countries(activity, countries, file=file.result.name):
                        report.add(problem)
                    if len(report.sample) < SAMPLES:
                        report.sample.append(_sample(activity, outcome))
                done += len(batch)
                progress(done, None)
        except IatiError as error:
            report.add(error.problem)
            file.result.readable = False
            file.result.created = file.result.updated = file.result.unchanged = 0


def _read(file: _File, doubles: _Doubles, report: IatiReport) -> Iterator[Activity]:
    """The activities to keep; those to leave out are counted and reported."""
    result = file.result

    def add(problem: Problem) -> None:
        report.add(problem)
        if problem.severity is Severity.ERROR:  # an activity without an identifier
            result.activities += 1
            result.skipped += 1

    for activity in read_activities(file.path, add, name=result.name):
        result.activities += 1
        if doubles.first(activity, report.add, result.name):
            yield activity
        else:
            result.skipped += 1


def _store(
    files: Sequence[_File],
    report: IatiReport,
    by: User | None,
    part: Callable[[], AbstractContextManager[object]],
    progress: Progress,
) -> None:
    book = OrganisationBook(by=by)
    doubles = _Doubles()
    total = report.total("created") + report.total("updated") + report.total("unchanged")
    done = 0
    for file in files:
        # What happens counts, not what was foreseen: somebody else may have imported meanwhile.
        file.result.created = file.result.updated = file.result.unchanged = 0
        # What is wrong with the file is in the report since the check.
        activities = (
            activity
            for activity in read_activities(file.path, _unreported, name=file.result.name)
            if doubles.first(activity, _unreported, file.result.name)
        )
        written: Project | None = None
        for batch in _batches(activities):
            with part():
                saved = save_activities(by=by, activities=batch, organisations=book)
            for one in saved:
                file.result.count(one.outcome)
                if one.outcome != Outcome.UNCHANGED:
                    written = one.project
            done += len(batch)
            progress(done, total)
        if written:
            _log(file.result, written, by)
    if report.total("created") or report.total("updated"):
        with part():
            report.linked = link_programmes(by=by)


def _log(result: FileResult, project: Project, by: User | None) -> None:
    """One line in the trail for a file that changed something, under the organisation that published it."""
    log_action(
        "programmes.import_file",
        project.reporting_organisation or project,
        by=by,
        details={
            "file": Path(result.name).name,
            "created": result.created,
            "updated": result.updated,
            "unchanged": result.unchanged,
        },
    )


def _transactions(
    all_or_nothing: bool,
) -> tuple[Callable[[], AbstractContextManager[object]], Callable[[], AbstractContextManager[object]]]:
    """What to put around everything, and around each batch."""
    return (transaction.atomic, nullcontext) if all_or_nothing else (nullcontext, transaction.atomic)


def _sample(activity: Activity, outcome: Outcome) -> Sample:
    return Sample(
        activity.identifier,
        dict(activity.titles),
        tuple(country.code for country in activity.countries),
        outcome.value,
    )


def _batches(activities: Iterable[Activity]) -> Iterator[list[Activity]]:
    stream = iter(activities)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _ignore(done: int, total: int | None) -> None:
    """For callers that need no progress."""


def _unreported(problem: Problem) -> None:
    """For the second reading of a file."""
