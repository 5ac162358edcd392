"""The command line's way in: `wisselwerk import iati`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from wisselwerk.transfer.iati.importing import import_iati
from wisselwerk.transfer.iati.report import IatiReport


def run(files: Sequence[Path], *, dry_run: bool, keep_good: bool, out: TextIO, err: TextIO) -> int:
    """Import `files`, write the figures to `out` and the problems, one a line, to `err`.

    Returns the exit status: 0 everything went in; 1 with `keep_good`, something was left out; 2 nothing went in.
    """
    live = err.isatty()

    def show(done: int, total: int | None) -> None:
        err.write(f"\r{done} read" if total is None else f"\r{done} of {total} stored")
        err.flush()

    report = import_iati(files, by=None, dry_run=dry_run, all_or_nothing=not keep_good, progress=show if live else None)
    if live:
        err.write("\r\033[K")
    for problem in report.problems:
        err.write(f"{problem}\n")
    if report.problems_left_out:
        err.write(f"… and {report.problems_left_out} problems more\n")
    for result in report.files:
        if result.readable:
            out.write(
                f"{result.name}: {result.activities} activities: {result.created} new, {result.updated} changed,"
                f" {result.unchanged} unchanged, {result.skipped} left out\n"
            )
        else:
            out.write(f"{result.name}: not read\n")
    out.write(_conclusion(report, dry_run=dry_run, keep_good=keep_good) + "\n")
    if not report.errors:
        return 0
    return 1 if keep_good and any(result.readable for result in report.files) else 2


def _conclusion(report: IatiReport, *, dry_run: bool, keep_good: bool) -> str:
    warnings = f"{report.errors} errors, {report.warnings} warnings"
    if report.stored and not report.total("created") and not report.total("updated"):
        return f"Everything was stored before; nothing changed; {warnings}."
    if report.stored:
        return f"Stored; {report.linked} projects put under a programme; {warnings}."
    if report.errors and not keep_good:
        return f"Nothing stored: {warnings}. Mend the file, or keep the good ones with --keep-good."
    return f"Nothing stored, because this was a dry run: {warnings}." if dry_run else f"Nothing stored: {warnings}."
