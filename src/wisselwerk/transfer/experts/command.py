"""`wisselwerk import experts`: the import in the terminal."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Final, TextIO

from django.utils import translation

from wisselwerk.transfer.experts.importing import Progress, import_experts
from wisselwerk.transfer.experts.report import ExpertReport, FileFault, Outcome, Problem, Severity

# Exit statuses.
ALL_GOOD: Final = 0
SOME_LEFT_OUT: Final = 1
NOTHING_STORED: Final = 2

_WORDS: Final = {
    Outcome.CREATED: "new",
    Outcome.UPDATED: "changed",
    Outcome.UNCHANGED: "unchanged",
    Outcome.KEPT: "kept by the person themselves",
    Outcome.FAULTY: "with faults",
    Outcome.SKIPPED: "example, skipped",
}


def run(file: Path, *, dry_run: bool, keep_good: bool, out: TextIO, err: TextIO) -> int:
    """Import a spreadsheet of experts: problems as FILE:LINE: REASON on `err`, the result on `out`.

    Returns the exit status: 0 when all is good, 1 when rows with faults were left out, 2 when nothing was stored
    because of faults.
    """
    with translation.override("en"):
        try:
            report = import_experts(
                file, by=None, dry_run=dry_run, all_or_nothing=not keep_good, progress=_progress(err)
            )
        except FileFault as fault:
            print(f"{file}: {fault}", file=err)
            return NOTHING_STORED
        for problem in report.problems:
            print(_line(file, problem), file=err)
        print(_result(report, dry_run=dry_run), file=out)
    if not report.errors:
        return ALL_GOOD
    return SOME_LEFT_OUT if keep_good else NOTHING_STORED


def _progress(err: TextIO) -> Progress | None:
    """A line that counts, on a terminal; in a file or pipe it would only be noise."""
    if not err.isatty():
        return None
    shown = 0.0

    def show(done: int, total: int) -> None:
        nonlocal shown
        if done == total or monotonic() - shown > 0.1:
            shown = monotonic()
            print(f"\r{done} of {total} rows", end="\n" if done == total else "", file=err, flush=True)

    return show


def _line(file: Path, problem: Problem) -> str:
    place = f"{file}:{problem.line}" if problem.line else str(file)
    kind = "" if problem.severity is Severity.ERROR else f"{problem.severity}: "
    column = f"{problem.column}: " if problem.column else ""
    value = f" [{problem.value}]" if problem.value and problem.value not in problem.reason else ""
    return f"{place}: {kind}{column}{problem.reason}{value}"


def _result(report: ExpertReport, *, dry_run: bool) -> str:
    parts = [f"{report.counts[outcome]} {word}" for outcome, word in _WORDS.items() if report.counts[outcome]]
    lines = [f"{len(report.rows)} row{'' if len(report.rows) == 1 else 's'}: {', '.join(parts) or 'none'}"]
    if report.without_consent:
        lines.append(f"{report.without_consent} without a day of consent: stored, but not found until they consent")
    if dry_run:
        lines.append("Nothing was stored: this was a dry run.")
    elif not report.stored:
        lines.append("Nothing was stored, because of the faults. Mend them, or use --keep-good.")
    return "\n".join(lines)
