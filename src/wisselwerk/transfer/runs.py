"""An import in the browser, step by step: upload and check, look, then import or cancel.

The steps that take long are background tasks. How far they are is written beside the uploaded file and not in the
database: the import is one transaction, of which nobody sees anything before it ends.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import uuid
from contextlib import nullcontext
from pathlib import Path
from time import monotonic
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.files import shown_name
from wisselwerk.trail.actions import log_action
from wisselwerk.transfer.experts import ExpertReport, FileFault, import_experts
from wisselwerk.transfer.iati import IatiReport, import_iati
from wisselwerk.transfer.models import ImportKind, ImportRun, ImportStatus
from wisselwerk.transfer.rules import PERMISSIONS
from wisselwerk.transfer.summary import summary_of
from wisselwerk.transfer.uploads import checked_ending

logger = logging.getLogger(__name__)

# How long a run is kept after it started; an upload that nobody decided on; one whose worker must have died.
KEEP_RUNS: Final = dt.timedelta(days=30)
KEEP_UNDECIDED: Final = dt.timedelta(days=7)
LONGEST_WORK: Final = dt.timedelta(days=1)
PROGRESS_EVERY: Final = 1.0  # seconds


# ── actions ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def start_check(*, by: User, kind: str, file: UploadedFile[Any], language: str) -> ImportRun:
    """Take an upload and have it checked in the background; nothing of it is stored as experts or projects yet.

    `language` is that of the report. Raises `PermissionDenied`, or `ValidationError` for a file that we do not take.
    """
    require(by, PERMISSIONS[ImportKind(kind)])
    forget_old_runs()
    ending = checked_ending(kind, file)
    run = ImportRun(kind=kind, file_name=shown_name(file.name or ""), language=language, started_by=by)
    run.file.save(f"{uuid.uuid4().hex}{ending}", file, save=False)
    run.save()
    log_action("transfer.start_check", run, by=by, details={"kind": kind})
    transaction.on_commit(lambda: check_run.enqueue(run.pk, by.pk))
    return run


@transaction.atomic
def start_import(*, by: User, run: ImportRun, keep_good: bool) -> ImportRun:
    """Import a checked file in the background: all of it or nothing, or (`keep_good`) the good rows.

    Raises `PermissionDenied`, or `ValidationError` when the run does not wait for a decision, or all is asked for of a
    file with faults.
    """
    require(by, PERMISSIONS[ImportKind(run.kind)])
    run = _awaiting_decision(run)
    if run.report.get("errors") and not keep_good:
        raise ValidationError(_("There are faults in this file. Import the good rows only, or mend the file."))
    run.status, run.keep_good = ImportStatus.IMPORTING, keep_good
    run.save(update_fields=["status", "keep_good"])
    log_action("transfer.start_import", run, by=by, details={"kind": run.kind, "keep_good": keep_good})
    transaction.on_commit(lambda: import_run.enqueue(run.pk, by.pk))
    return run


@transaction.atomic
def cancel_run(*, by: User, run: ImportRun) -> ImportRun:
    """Do not import a checked file, and remove it.

    Raises `PermissionDenied`, or `ValidationError` when somebody decided already.
    """
    require(by, PERMISSIONS[ImportKind(run.kind)])
    run = _awaiting_decision(run)
    _finish(run, ImportStatus.CANCELLED)
    log_action("transfer.cancel_run", run, by=by)
    return run


@transaction.atomic
def forget_old_runs() -> int:
    """Remove what is kept no longer: old runs, files on which nobody decided. Returns the number of runs removed.

    Runs at each upload; a run that a dead worker left unfinished is closed on the way.
    """
    now = timezone.now()
    old = ImportRun.objects.filter(started_at__lt=now - KEEP_RUNS)
    for run in old:
        _remove_file(run)
        log_action("transfer.forget_run", run, by=None)
        run.delete()
    for run in ImportRun.objects.filter(status=ImportStatus.CHECKED, started_at__lt=now - KEEP_UNDECIDED):
        _finish(run, ImportStatus.CANCELLED)
        log_action("transfer.cancel_run", run, by=None)
    busy = ImportRun.objects.filter(status__in=[ImportStatus.CHECKING, ImportStatus.IMPORTING])
    for run in busy.filter(started_at__lt=now - LONGEST_WORK):
        with translation.override(run.language):
            run.fault = _("The work on this file stopped halfway. Upload it again.")
        _finish(run, ImportStatus.FAILED)
    return len(old)


# ── background tasks ─────────────────────────────────────────────────────────────────────────────────────────────────


@task
def check_run(run_id: int, by_id: int) -> None:
    """Read the file of a run and find out what importing it would do. A run that is past this is left alone."""
    run = ImportRun.objects.filter(pk=run_id, status=ImportStatus.CHECKING).first()
    if run is None:
        return
    with translation.override(run.language):
        try:
            report = _import(run, by=User.objects.get(pk=by_id), dry_run=True)
        except FileFault as fault:
            _fail(run, str(fault))
        except Exception:
            logger.exception("checking import %s failed", run.pk)
            _fail(run, _("Something went wrong on our side. Nothing was stored. Try again, or ask the administrator."))
        else:
            run.report = summary_of(report)
            _ask(run)


@task
def import_run(run_id: int, by_id: int) -> None:
    """Import the file of a run. A run that is past this is left alone."""
    run = ImportRun.objects.filter(pk=run_id, status=ImportStatus.IMPORTING).first()
    if run is None:
        return
    with translation.override(run.language):
        try:
            # With all or nothing the mark "imported" is part of the same transaction, so that both hold or neither.
            with nullcontext() if run.keep_good else transaction.atomic():
                by = User.objects.get(pk=by_id)
                report = _import(run, by=by, dry_run=False)
                run.report = summary_of(report)
                if report.stored:
                    run.report["sample"] = []  # people's names stay no longer than the preview
                    _finish(run, ImportStatus.DONE)
                    log_action("transfer.finish_import", run, by=by, details=run.report["counts"])
                else:  # what was good at the check has a fault now, as somebody changed something in between
                    _ask(run)
        except FileFault as fault:
            _fail(run, str(fault))
        except Exception:
            logger.exception("import %s failed", run.pk)
            words = (
                _("Something went wrong on our side. Some of the rows may be stored. Upload it again to see which.")
                if run.keep_good
                else _("Something went wrong on our side. Nothing was stored. Try again, or ask the administrator.")
            )
            _fail(run, words)


def progress_of(run: ImportRun) -> tuple[int, int | None]:
    """How far the work is: (rows done, rows in all or None when that is not known yet)."""
    try:
        done, total = json.loads(_progress_file(run.file.path).read_text("ascii"))
    except (OSError, ValueError):  # nothing written yet, or the run has just ended and has no file any more
        return 0, None
    return done, total


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _import(run: ImportRun, *, by: User, dry_run: bool) -> ExpertReport | IatiReport:
    path, show = Path(run.file.path), _progress_writer(run)
    if run.kind == ImportKind.EXPERTS:
        return import_experts(path, by=by, dry_run=dry_run, all_or_nothing=not run.keep_good, progress=show)
    return import_iati(
        [path], by=by, dry_run=dry_run, all_or_nothing=not run.keep_good, progress=show, names=[run.file_name]
    )


class _progress_writer:
    """Called with (done, total); writes it at most once a second."""

    def __init__(self, run: ImportRun) -> None:
        self.path = _progress_file(run.file.path)
        self.written_at = 0.0

    def __call__(self, done: int, total: int | None) -> None:
        if monotonic() - self.written_at < PROGRESS_EVERY:
            return
        self.written_at = monotonic()
        # Whole or not at all: a page may read it at this very moment.
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps([done, total]), "ascii")
        fresh.replace(self.path)


def _progress_file(file: str) -> Path:
    return Path(f"{file}.progress")


def _awaiting_decision(run: ImportRun) -> ImportRun:
    """The run as it is now, locked. Raises `ValidationError` if it does not wait for a decision (any more)."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.status != ImportStatus.CHECKED:
        raise ValidationError(_("Somebody decided on this import already."))
    return locked


def _ask(run: ImportRun) -> None:
    """The report is ready; what happens now is for a person to decide."""
    run.status = ImportStatus.CHECKED
    run.save(update_fields=["report", "status"])
    _progress_file(run.file.path).unlink(missing_ok=True)


def _fail(run: ImportRun, words: str) -> None:
    run.refresh_from_db()  # what a transaction undid is undone here too
    run.fault, run.report = words, {}
    with transaction.atomic():
        _finish(run, ImportStatus.FAILED)


def _finish(run: ImportRun, status: ImportStatus) -> None:
    """Close the run and let go of its file."""
    _remove_file(run)
    run.file, run.status, run.finished_at = "", status, timezone.now()
    run.save()


def _remove_file(run: ImportRun) -> None:
    if not run.file:
        return
    storage, name, progress = run.file.storage, str(run.file.name), _progress_file(run.file.path)

    def remove() -> None:
        storage.delete(name)
        progress.unlink(missing_ok=True)

    transaction.on_commit(remove)
