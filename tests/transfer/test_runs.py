"""An import in the browser: upload, check, decide, import; with the file gone afterwards."""

from __future__ import annotations

import datetime as dt
import gzip
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from cast import Cast
from transfer.sheets import DUTCH, person, write_text, write_workbook
from wisselwerk import files
from wisselwerk.accounts.models import User
from wisselwerk.experts.models import Expert
from wisselwerk.programmes.models import Project
from wisselwerk.trail.models import ActionEntry
from wisselwerk.transfer import runs, uploads
from wisselwerk.transfer.models import ImportKind, ImportRun, ImportStatus
from wisselwerk.transfer.queries import importable_by, runs_visible_to
from wisselwerk.transfer.runs import cancel_run, forget_old_runs, progress_of, start_check, start_import
from wisselwerk.transfer.summary import reason_of

IATI = b"""<?xml version="1.0"?>
<iati-activities version="2.03">
  <iati-activity default-currency="EUR">
    <iati-identifier>XX-1-A</iati-identifier>
    <reporting-org ref="XX-1" type="21"><narrative>Agency</narrative></reporting-org>
    <title><narrative xml:lang="en">Street lights</narrative></title>
    <description><narrative xml:lang="en">About lights</narrative></description>
    <participating-org role="1" type="10" ref="XM-DAC-7"><narrative>Ministry</narrative></participating-org>
    <activity-status code="2"/>
    <activity-date type="2" iso-date="2025-01-01"/>
    <recipient-country code="RW"/>
  </iati-activity>
</iati-activities>"""

Work = Callable[[], Any]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def at_once(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Calls something and does the work that it leaves for after the commit."""

    def call(action: Callable[..., Any], **values: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return action(**values)

    return call


def upload(path: Path, name: str | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name or path.name, path.read_bytes())


def good_list(folder: Path) -> SimpleUploadedFile:
    return upload(write_text(folder, [DUTCH, person(), person("Eva", "eva@example.org")]))


def mixed_list(folder: Path) -> SimpleUploadedFile:
    return upload(write_text(folder, [DUTCH, person(), person("Bo", "geen adres")]))


def checked(at_once: Callable[..., Any], by: User, file: SimpleUploadedFile, kind: str = "experts") -> ImportRun:
    run: ImportRun = at_once(start_check, by=by, kind=kind, file=file, language="en")
    run.refresh_from_db()
    return run


def kept_files() -> list[str]:
    return sorted(path.name for path in Path(site_settings.MEDIA_ROOT).rglob("*") if path.is_file())


def test_a_checked_file_waits_for_a_decision_and_nothing_is_stored(cast: Cast, tmp_path: Path, at_once: Any) -> None:
    run = checked(at_once, cast.alice, good_list(tmp_path))
    assert run.status == ImportStatus.CHECKED
    assert run.report["counts"]["created"] == 2
    assert run.report["errors"] == 0
    assert [row["name"] for row in run.report["sample"]] == ["Jan Jansen", "Eva"]
    assert Expert.objects.count() == 0
    assert len(kept_files()) == 1


def test_importing_stores_everything_and_removes_the_file_and_the_names(
    cast: Cast, tmp_path: Path, at_once: Any
) -> None:
    run = checked(at_once, cast.alice, good_list(tmp_path))
    at_once(start_import, by=cast.alice, run=run, keep_good=False)
    run.refresh_from_db()
    assert run.status == ImportStatus.DONE
    assert run.finished_at is not None
    assert run.report["stored"]
    assert run.report["sample"] == []
    assert Expert.objects.count() == 2
    assert (run.file.name, kept_files()) == ("", [])
    assert list(
        ActionEntry.objects.filter(target_type="transfer.importrun").order_by("pk").values_list("action", flat=True)
    ) == ["transfer.start_check", "transfer.start_import", "transfer.finish_import"]


def test_a_file_with_faults_is_imported_in_part_only_when_that_is_asked_for(
    cast: Cast, tmp_path: Path, at_once: Any
) -> None:
    run = checked(at_once, cast.alice, mixed_list(tmp_path))
    assert run.report["errors"] == 1
    with pytest.raises(ValidationError, match="There are faults"):
        start_import(by=cast.alice, run=run, keep_good=False)
    at_once(start_import, by=cast.alice, run=run, keep_good=True)
    run.refresh_from_db()
    assert run.status == ImportStatus.DONE
    assert run.report["counts"] | {"created": 1, "faulty": 1} == run.report["counts"]
    assert Expert.objects.get().name == "Jan Jansen"


def test_a_fault_that_came_up_since_the_check_brings_the_decision_back(
    cast: Cast, tmp_path: Path, at_once: Any
) -> None:
    run = checked(at_once, cast.alice, good_list(tmp_path))
    cast.municipality.delete()
    at_once(start_import, by=cast.alice, run=run, keep_good=False)
    run.refresh_from_db()
    assert run.status == ImportStatus.CHECKED
    assert run.report["errors"] == 2
    assert Expert.objects.count() == 0
    assert len(kept_files()) == 1


def test_a_cancelled_import_stores_nothing_and_removes_the_file(cast: Cast, tmp_path: Path, at_once: Any) -> None:
    run = checked(at_once, cast.alice, good_list(tmp_path))
    at_once(cancel_run, by=cast.administrator, run=run)
    run.refresh_from_db()
    assert run.status == ImportStatus.CANCELLED
    assert Expert.objects.count() == 0
    assert kept_files() == []


def test_one_decision_is_enough(cast: Cast, tmp_path: Path, at_once: Any) -> None:
    run = checked(at_once, cast.alice, good_list(tmp_path))
    stale = ImportRun.objects.get(pk=run.pk)
    at_once(cancel_run, by=cast.alice, run=run)
    with pytest.raises(ValidationError, match="decided"):
        start_import(by=cast.alice, run=stale, keep_good=False)
    with pytest.raises(ValidationError, match="decided"):
        cancel_run(by=cast.alice, run=stale)


def test_a_file_that_can_not_be_read_fails_with_the_reason(cast: Cast, tmp_path: Path, at_once: Any) -> None:
    run = checked(at_once, cast.alice, upload(write_text(tmp_path, [("Naam", "Telefoon"), ("Jan", "06")])))
    assert run.status == ImportStatus.FAILED
    assert run.fault.startswith("These columns are missing: Functie / Job title")
    assert kept_files() == []


def test_the_report_is_in_the_language_of_who_uploaded(cast: Cast, tmp_path: Path, at_once: Any) -> None:
    seen = []

    def note(report: object) -> dict[str, Any]:
        seen.append(translation.get_language())
        return {}

    run = start_check(by=cast.alice, kind="experts", file=mixed_list(tmp_path), language="ar")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "summary_of", note)
        runs.check_run.call(run.pk, cast.alice.pk)
    assert seen == ["ar"]


def test_an_unexpected_error_leaves_nothing_behind_and_says_so(
    cast: Cast, tmp_path: Path, at_once: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = checked(at_once, cast.alice, good_list(tmp_path))

    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(runs, "summary_of", fails)  # after everything was stored, before it was committed
    at_once(start_import, by=cast.alice, run=run, keep_good=False)
    run.refresh_from_db()
    assert run.status == ImportStatus.FAILED
    assert "Nothing was stored" in run.fault
    assert Expert.objects.count() == 0
    assert kept_files() == []


def test_an_unexpected_error_at_the_check_is_told_too(
    cast: Cast, tmp_path: Path, at_once: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(runs, "import_experts", fails)
    run = checked(at_once, cast.alice, good_list(tmp_path))
    assert run.status == ImportStatus.FAILED
    assert "went wrong on our side" in run.fault
    assert kept_files() == []


def test_a_task_that_comes_twice_does_nothing_the_second_time(cast: Cast, tmp_path: Path, at_once: Any) -> None:
    run = checked(at_once, cast.alice, good_list(tmp_path))
    at_once(start_import, by=cast.alice, run=run, keep_good=False)
    runs.check_run.call(run.pk, cast.alice.pk)
    runs.import_run.call(run.pk, cast.alice.pk)
    run.refresh_from_db()
    assert run.status == ImportStatus.DONE


def test_progress_is_kept_beside_the_file_and_not_more_often_than_once_a_second(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start_check(by=cast.alice, kind="experts", file=good_list(tmp_path), language="en")
    assert progress_of(run) == (0, None)
    clock = [100.0]
    monkeypatch.setattr(runs, "monotonic", lambda: clock[0])
    show = runs._progress_writer(run)
    show(1, 10)
    clock[0] += 0.5
    show(2, 10)
    assert progress_of(run) == (1, 10)
    clock[0] += 0.6
    show(7, None)
    assert progress_of(run) == (7, None)


# ── IATI ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_iati_files_take_the_same_way(cast: Cast, at_once: Any, pack: Callable[[bytes], bytes]) -> None:
    run = checked(at_once, cast.alice, SimpleUploadedFile("activities.xml", pack(IATI)), kind="iati")
    assert run.status == ImportStatus.CHECKED, run.fault
    assert run.report["counts"]["created"] == 1
    assert run.report["sample"][0]["titles"] == {"en": "Street lights"}
    assert Project.objects.count() == 0
    at_once(start_import, by=cast.alice, run=run, keep_good=False)
    run.refresh_from_db()
    assert run.status == ImportStatus.DONE
    assert Project.objects.get().iati_identifier == "XX-1-A"


def test_faults_of_an_iati_file_are_told_in_words(cast: Cast, at_once: Any) -> None:
    broken = IATI.replace(b"</iati-activity>", b"</iati-activty>")
    run = checked(at_once, cast.alice, SimpleUploadedFile("activities.xml", broken), kind="iati")
    assert run.status == ImportStatus.CHECKED
    assert run.report["good"] == 0
    assert "not well-formed" in reason_of(run.report["problems"][0])


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

OUTSIDERS = ["bob", "charlie", "coordinator", "employer", "partner", "country_team", "privacy_officer"]


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("kind", ImportKind.values)
def test_outsiders_can_not_upload_decide_or_see(cast: Cast, tmp_path: Path, at_once: Any, who: str, kind: str) -> None:
    user = getattr(cast, who)
    file = good_list(tmp_path) if kind == "experts" else SimpleUploadedFile("a.xml", IATI)
    with pytest.raises(PermissionDenied):
        start_check(by=user, kind=kind, file=file, language="en")
    run = checked(at_once, cast.alice, file, kind=kind)
    with pytest.raises(PermissionDenied):
        start_import(by=user, run=run, keep_good=True)
    with pytest.raises(PermissionDenied):
        cancel_run(by=user, run=run)
    assert importable_by(user) == []
    assert not runs_visible_to(user).exists()


@pytest.mark.parametrize("who", ["alice", "administrator"])
def test_officers_and_administrators_can_do_both_kinds(cast: Cast, tmp_path: Path, at_once: Any, who: str) -> None:
    user = getattr(cast, who)
    assert set(importable_by(user)) == set(ImportKind)
    run = checked(at_once, user, good_list(tmp_path))
    assert list(runs_visible_to(user)) == [run]


# ── what may be uploaded ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "content", "reason"),
    [
        ("experts", b"", "This file is empty."),
        ("experts", b"\x89PNG\r\n\x1a\n\0\0\0\r", "not an Excel file"),
        ("experts", b"PK\x03\x04 but no archive", "not an Excel file"),
        ("experts", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file"),
        ("iati", b"Naam;E-mail", "not an IATI file"),
        ("iati", b"<iati-organisations/>", "not an IATI file"),
        ("iati", b"\x1f\x8b\x08 broken", "not an IATI file"),
    ],
)
def test_the_content_decides_what_a_file_is(cast: Cast, kind: str, content: bytes, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        start_check(by=cast.alice, kind=kind, file=SimpleUploadedFile("list.xlsx", content), language="en")
    assert ImportRun.objects.count() == 0
    assert kept_files() == []


def test_a_file_is_kept_under_a_name_of_ours_with_the_ending_of_its_content(cast: Cast, tmp_path: Path) -> None:
    path = write_workbook(tmp_path, [DUTCH, person()])
    run = start_check(by=cast.alice, kind="experts", file=upload(path, "../../etc/list.csv"), language="en")
    (stored,) = kept_files()
    assert run.file_name == "list.csv"
    assert stored.endswith(".xlsx")
    assert "list" not in stored


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\jan\\experts.xlsx", "experts.xlsx"),
        ("evil\u202excod.xlsx", "evilxcod.xlsx"),
        ("a\nb\x00c.csv", "abc.csv"),
        ("خبراء.xlsx", "خبراء.xlsx"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
        ("\u200b", "file"),
    ],
)
def test_names_are_shown_without_folders_and_signs_that_mislead(name: str, shown: str) -> None:
    assert files.shown_name(name) == shown


def test_a_file_that_is_too_large_is_refused(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(uploads.LARGEST, ImportKind.EXPERTS, 100)
    with pytest.raises(ValidationError, match="The most we take is 100"):
        start_check(by=cast.alice, kind="experts", file=good_list(tmp_path), language="en")


def test_a_zip_that_is_no_workbook_is_refused(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", "x")
    with pytest.raises(ValidationError, match="not an Excel file"):
        start_check(by=cast.alice, kind="experts", file=upload(path), language="en")


# ── how long it is kept ──────────────────────────────────────────────────────────────────────────────────────────────


def started(run: ImportRun, days_ago: int) -> None:
    ImportRun.objects.filter(pk=run.pk).update(started_at=timezone.now() - dt.timedelta(days=days_ago))


def test_a_run_is_forgotten_after_thirty_days(cast: Cast, tmp_path: Path, at_once: Any) -> None:
    run = checked(at_once, cast.alice, good_list(tmp_path))
    started(run, 29)
    assert at_once(forget_old_runs) == 0
    started(run, 31)
    assert at_once(forget_old_runs) == 1
    assert not ImportRun.objects.exists()
    assert kept_files() == []


def test_an_upload_on_which_nobody_decides_is_cancelled_after_a_week(cast: Cast, tmp_path: Path, at_once: Any) -> None:
    run = checked(at_once, cast.alice, good_list(tmp_path))
    started(run, 8)
    at_once(forget_old_runs)
    run.refresh_from_db()
    assert run.status == ImportStatus.CANCELLED
    assert kept_files() == []


def test_a_run_that_stopped_halfway_is_closed_the_next_day(cast: Cast, tmp_path: Path, at_once: Any) -> None:
    run = start_check(by=cast.alice, kind="experts", file=good_list(tmp_path), language="en")
    started(run, 2)
    at_once(start_check, by=cast.alice, kind="experts", file=good_list(tmp_path), language="en")
    run.refresh_from_db()
    assert run.status == ImportStatus.FAILED
    assert "stopped halfway" in run.fault
    assert len(kept_files()) == 1
