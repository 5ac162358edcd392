"""The import of experts: reads the file, finds who is known already, stores, and reports row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.experts.actions import ProfileData, save_imported_expert
from wisselwerk.experts.enums import ExpertStatus
from wisselwerk.experts.models import Expert
from wisselwerk.matching import detect_language
from wisselwerk.transfer.experts import doubles
from wisselwerk.transfer.experts.columns import find_column, match_headings
from wisselwerk.transfer.experts.employers import Employers
from wisselwerk.transfer.experts.reading import Table, read_table
from wisselwerk.transfer.experts.report import ExpertReport, Outcome, Problem, RowResult, SampleRow, Severity
from wisselwerk.transfer.experts.rows import Entry, RowReader

SAMPLE_ROWS = 10

Progress = Callable[[int, int], None]
Known = Mapping[int, Expert]


def import_experts(
    path: Path,
    *,
    by: User | None,
    dry_run: bool = False,
    all_or_nothing: bool = True,
    progress: Progress | None = None,
) -> ExpertReport:
    """Store the experts of a spreadsheet (.xlsx or .csv), found back by their key or e-mail address.

    With `dry_run` nothing is stored and the report says what would happen. With `all_or_nothing` nothing is stored when
    any row has a fault; without it the good rows are. A second import of the same file changes nothing. `progress` is
    called with (rows done, rows in all). Raises `PermissionDenied`, or `FileFault` when the file can't be used at all.
    """
    require(by, "experts.import_experts")
    table = read_table(path, is_heading=lambda text: find_column(text) is not None)
    report, entries = _understand(table)
    doubles.within_file(entries)
    known = doubles.known_experts(entries)
    for entry in entries:
        report.problems.extend(entry.problems)
    report.sample = [_sample(entry, known) for entry in entries if entry.is_good and not entry.is_example][:SAMPLE_ROWS]
    report.without_consent = sum(
        not _findable(entry, known) for entry in entries if entry.is_good and not entry.is_example
    )
    store = not dry_run and not (all_or_nothing and report.errors)
    if store and all_or_nothing:
        with transaction.atomic():
            report.rows = _save_all(entries, known, by=by, progress=progress, keep=True)
    else:
        report.rows = _save_all(entries, known, by=by, progress=progress, keep=store)
    report.stored = store
    return report


def _understand(table: Table) -> tuple[ExpertReport, list[Entry]]:
    headings = match_headings(table.headings)
    reader = RowReader(headings, Employers(), is_text=table.is_text)
    columns = tuple((heading, _column_of(heading)) for heading in headings.all if heading)
    report = ExpertReport(columns=columns, problems=[*table.notes, *headings.problems])
    entries = [reader.read(row) for row in table.rows]
    if not entries:
        report.problems.append(Problem(_("There are no rows below the headings."), severity=Severity.WARNING))
    return report, entries


def _column_of(heading: str) -> str:
    column = find_column(heading)
    return column.id if column else ""


def _save_all(
    entries: list[Entry], known: Known, *, by: User | None, progress: Progress | None, keep: bool
) -> list[RowResult]:
    """Save the good entries, each in its own transaction (or within the one around all); without `keep` none stays."""
    results = []
    for number, entry in enumerate(entries, start=1):
        results.append(_save(entry, known.get(entry.line), by=by, keep=keep))
        if progress:
            progress(number, len(entries))
    return results


def _save(entry: Entry, known: Expert | None, *, by: User | None, keep: bool) -> RowResult:
    if entry.is_example:
        return RowResult(entry.line, Outcome.SKIPPED)
    if not entry.is_good:
        return RowResult(entry.line, Outcome.FAULTY)
    if known is not None and known.import_key is None:  # registered by themselves: not ours to overwrite
        return RowResult(entry.line, Outcome.KEPT, known.pk)
    with transaction.atomic():
        expert, outcome = save_imported_expert(
            by=by,
            import_key=known.import_key if known is not None and known.import_key else entry.import_key,
            email=entry.email,
            data=_profile(entry, known),
            consented_on=entry.consented_on,
        )
        if not keep:
            transaction.set_rollback(True)
    return RowResult(entry.line, Outcome(outcome), expert.pk if keep else known.pk if known else None)


def _profile(entry: Entry, known: Expert | None) -> ProfileData:
    """The whole profile: what the file says, and for columns that it does not have what is stored already."""
    values = dict(entry.profile)
    values["language"] = values.get("language") or detect_language(values["text"])
    if known is None:
        return ProfileData(**values)
    stored = ProfileData.of(known)
    if "themes" in values:
        values["removed_themes"] = set(stored.removed_themes) - set(values["themes"])
    return replace(stored, **values)


def _findable(entry: Entry, known: Known) -> bool:
    expert = known.get(entry.line)
    return entry.consented_on is not None or (expert is not None and expert.status != ExpertStatus.DRAFT)


def _sample(entry: Entry, known: Known) -> SampleRow:
    organisation = entry.profile.get("organisation")
    return SampleRow(
        line=entry.line,
        name=entry.profile["name"],
        headline=entry.profile["headline"],
        employer=organisation.name if organisation else entry.profile.get("other_employer", ""),
        themes=tuple(entry.profile.get("themes", ())),
        languages=tuple(entry.profile.get("languages", {}).items()),
        findable=_findable(entry, known),
    )
