"""`wisselwerk import iati`, as it is called from the command line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from iati.files import activity, bare, write
from wisselwerk.programmes.models import Project
from wisselwerk.transfer.iati import run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]

WITHOUT_IDENTIFIER = bare("<title><narrative>Nameless</narrative></title>")


def call(*files: Path, dry_run: bool = False, keep_good: bool = False) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    status = run(files, dry_run=dry_run, keep_good=keep_good, out=out, err=err)
    return status, out.getvalue(), err.getvalue()


def test_a_good_file_goes_in_silently(tmp_path):
    path = write(tmp_path / "f.xml", activity("A"), activity("B"))

    status, out, err = call(path)

    assert status == 0
    assert err == ""
    assert out.splitlines() == [
        f"{path}: 2 activities: 2 new, 0 changed, 0 unchanged, 0 left out",
        "Stored; 0 projects put under a programme; 0 errors, 0 warnings.",
    ]


def test_a_second_time_says_that_nothing_changed(tmp_path):
    path = write(tmp_path / "f.xml", activity("A"))
    call(path)

    status, out, _err = call(path)

    assert status == 0
    assert out.splitlines()[-1] == "Everything was stored before; nothing changed; 0 errors, 0 warnings."


def test_an_error_refuses_all_and_says_what_to_do(tmp_path):
    path = write(tmp_path / "f.xml", activity("A"), WITHOUT_IDENTIFIER)

    status, out, err = call(path)

    assert status == 2
    assert err == f"{path}:10: error: the activity has no identifier\n"
    assert "Nothing stored: 1 errors" in out
    assert "--keep-good" in out
    assert not Project.objects.exists()


def test_keeping_the_good_ones_tells_that_something_was_left_out(tmp_path):
    status, out, _err = call(write(tmp_path / "f.xml", activity("A"), WITHOUT_IDENTIFIER), keep_good=True)

    assert status == 1
    assert "1 new, 0 changed, 0 unchanged, 1 left out" in out
    assert Project.objects.count() == 1


@pytest.mark.parametrize("keep_good", [True, False])
def test_bad_xml_is_told_with_line_and_column(tmp_path, keep_good):
    path = tmp_path / "f.xml"
    path.write_text('<iati-activities version="2.03">\n  <iati-activity>\n</iati-activities>')

    status, out, err = call(path, keep_good=keep_good)

    assert status == 2
    assert err.startswith(f"{path}:3:19: error: the file is not well-formed XML")
    assert f"{path}: not read" in out
    assert "Nothing stored: 1 errors, 0 warnings." in out


def test_a_dry_run_stores_nothing_and_says_so(tmp_path):
    status, out, _err = call(write(tmp_path / "f.xml", activity("A")), dry_run=True)

    assert status == 0
    assert "1 new" in out
    assert out.splitlines()[-1] == "Nothing stored, because this was a dry run: 0 errors, 0 warnings."
    assert not Project.objects.exists()


def test_progress_is_shown_to_a_person_alone(tmp_path, monkeypatch):
    path = write(tmp_path / "f.xml", activity("A"))
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)

    run([path], dry_run=False, keep_good=False, out=io.StringIO(), err=screen)

    assert "1 read" in screen.getvalue()
    assert "1 of 1 stored" in screen.getvalue()


def test_problems_beyond_the_first_hundreds_are_counted(tmp_path):
    dates = '<activity-date type="1" iso-date="bad"/>' * 600

    _status, _out, err = call(write(tmp_path / "f.xml", activity("A", dates)))

    assert err.splitlines()[-1] == "… and 100 problems more"
