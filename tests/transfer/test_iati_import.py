"""Importing IATI files: everything or the good ones, once or again, one file or several."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from iati.files import activity, bare, document, write
from wisselwerk.iati import IatiError, Severity
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.models import Programme, Project
from wisselwerk.trail.models import ActionEntry
from wisselwerk.transfer.iati import FileResult, IatiReport, import_iati, importing, problem_text, report

pytestmark = pytest.mark.django_db

WITHOUT_IDENTIFIER = bare("<title><narrative>Nameless</narrative></title>")


@pytest.fixture
def file(tmp_path: Path):
    """`file(activity, …)`: a file of these activities."""
    number = 0

    def write_one(*activities: str) -> Path:
        nonlocal number
        number += 1
        return write(tmp_path / f"{number}.xml", *activities)

    return write_one


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A file that stops being XML after two good activities."""
    path = tmp_path / "broken.xml"
    path.write_text(document(activity("X1"), activity("X2")).replace("</iati-activities>", "<iati-activity>"))
    return path


def identifiers() -> set[str | None]:
    return set(Project.objects.values_list("iati_identifier", flat=True))


def snapshot() -> tuple[object, ...]:
    return (
        list(Project.objects.order_by("pk").values()),
        list(Programme.objects.order_by("pk").values()),
        list(Organisation.objects.order_by("pk").values()),
        ActionEntry.objects.count(),
    )


class TestOnce:
    def test_every_activity_becomes_a_project(self, cast, file):
        path = file(activity("A"), activity("B"), activity("C"))

        done = import_iati([path], by=cast.alice)

        assert identifiers() == {"A", "B", "C"}
        assert done.files == [FileResult(str(path), activities=3, created=3)]
        assert done.stored
        assert done.problems == []

    def test_several_files_are_one_import(self, countries, file):
        done = import_iati([file(activity("A")), file(activity("B"))], by=None)

        assert identifiers() == {"A", "B"}
        assert done.total("created") == 2

    def test_a_packed_file_is_unpacked(self, countries, tmp_path):
        path = tmp_path / "a.xml.gz"
        path.write_bytes(gzip.compress(document(activity("A")).encode()))

        import_iati([path], by=None)

        assert identifiers() == {"A"}

    def test_parts_are_put_under_their_programme(self, countries, file):
        part = activity("PART", '<related-activity ref="WHOLE" type="1"/>')

        done = import_iati([file(part), file(activity("WHOLE"))], by=None)

        assert done.linked == 2
        assert Programme.objects.get().projects.count() == 2

    def test_more_than_one_batch(self, countries, file, monkeypatch):
        monkeypatch.setattr(importing, "BATCH", 2)

        done = import_iati([file(*(activity(f"A{number}") for number in range(5)))], by=None)

        assert len(identifiers()) == 5
        assert done.total("created") == 5

    def test_each_file_that_changed_something_leaves_one_line_in_the_trail(self, cast, file, monkeypatch):
        monkeypatch.setattr(importing, "BATCH", 1)
        paths = [file(activity("A"), activity("B")), file(activity("C"))]

        import_iati(paths, by=cast.alice, names=["first.xml", "second.xml"])

        lines = ActionEntry.objects.filter(action="programmes.import_file").order_by("pk")
        assert [(line.actor, line.target_type, line.details) for line in lines] == [
            (
                cast.alice,
                "organisations.organisation",
                {"file": "first.xml", "created": 2, "updated": 0, "unchanged": 0},
            ),
            (
                cast.alice,
                "organisations.organisation",
                {"file": "second.xml", "created": 1, "updated": 0, "unchanged": 0},
            ),
        ]

    def test_a_file_of_projects_that_nobody_reported_leaves_a_line_too(self, countries, file):
        import_iati([file(bare("<iati-identifier>A</iati-identifier>"))], by=None)

        assert ActionEntry.objects.get(action="programmes.import_file").target_type == "programmes.project"

    def test_countries_are_there_even_in_a_database_that_was_not_set_up(self, file):
        assert not Country.objects.exists()

        done = import_iati([file(activity("A", '<recipient-country code="RW"/>'))], by=None)

        assert done.problems == []
        assert Project.objects.get().countries.count() == 1


class TestAgain:
    def test_the_same_file_changes_nothing(self, countries, file):
        path = file(activity("WHOLE"), activity("PART", '<related-activity ref="WHOLE" type="1"/>'))
        import_iati([path], by=None)
        before = snapshot()

        done = import_iati([path], by=None)

        assert snapshot() == before
        assert done.files == [FileResult(str(path), activities=2, unchanged=2)]

    def test_only_what_is_new_or_different_is_written(self, countries, file):
        import_iati([file(activity("A"), activity("B"))], by=None)

        done = import_iati([file(activity("A"), activity("B", "<description/>"), activity("C"))], by=None)

        assert (done.total("created"), done.total("updated"), done.total("unchanged")) == (1, 1, 1)

    def test_an_activity_that_is_no_longer_in_the_file_stays(self, countries, file):
        import_iati([file(activity("A"), activity("B"))], by=None)

        import_iati([file(activity("A"))], by=None)

        assert identifiers() == {"A", "B"}


class TestFaults:
    def test_by_default_one_error_keeps_everything_out(self, countries, file):
        path = file(activity("A"), WITHOUT_IDENTIFIER)

        done = import_iati([path], by=None)

        assert snapshot() == ([], [], [], 0)
        assert not done.stored
        assert done.errors == 1
        problem = done.problems[0]
        assert (problem.line, problem.message) == (10, "the activity has no identifier")

    def test_the_good_ones_go_in_when_asked(self, countries, file):
        path = file(activity("A"), WITHOUT_IDENTIFIER, activity("B"))

        done = import_iati([path], by=None, all_or_nothing=False)

        assert identifiers() == {"A", "B"}
        assert done.files == [FileResult(str(path), activities=3, created=2, skipped=1)]
        assert done.stored

    def test_warnings_keep_nothing_out(self, countries, file):
        done = import_iati([file(activity("A", '<recipient-country code="QQ"/>'))], by=None)

        assert identifiers() == {"A"}
        assert [problem.message for problem in done.problems] == [
            "recipient-country/@code “QQ” is not a code of the list: left out"
        ]

    def test_bad_xml_keeps_everything_out_even_what_stands_before_it(self, countries, file, broken):
        done = import_iati([file(activity("A")), broken], by=None)

        assert snapshot() == ([], [], [], 0)
        assert done.files[1] == FileResult(str(broken), activities=2, readable=False)
        assert done.problems[0].severity is Severity.ERROR
        assert (done.problems[0].line, done.problems[0].column) == (18, 1)

    def test_with_the_good_ones_asked_for_a_bad_file_is_left_out_whole(self, countries, file, broken):
        done = import_iati([broken, file(activity("A"))], by=None, all_or_nothing=False)

        assert identifiers() == {"A"}
        assert [result.readable for result in done.files] == [False, True]

    def test_a_failure_halfway_leaves_nothing_behind(self, countries, file, monkeypatch):
        monkeypatch.setattr(importing, "BATCH", 1)
        save, calls = importing.save_activities, []

        def fail_the_second_time(**arguments):
            calls.append(arguments)
            if len(calls) == 2:
                raise RuntimeError("the disk is full")
            return save(**arguments)

        monkeypatch.setattr(importing, "save_activities", fail_the_second_time)
        with pytest.raises(RuntimeError):
            import_iati([file(activity("A"), activity("B"))], by=None)

        assert snapshot() == ([], [], [], 0)

    def test_a_file_that_is_cut_off_between_check_and_import_leaves_nothing_behind(self, countries, file):
        path = file(activity("A"), activity("B"))

        def cut_off(done: int, total: int | None) -> None:
            if total is None:
                path.write_text(document(activity("A"))[:-10])

        with pytest.raises(IatiError):
            import_iati([path], by=None, progress=cut_off)

        assert snapshot() == ([], [], [], 0)


class TestTwice:
    def test_the_same_words_are_read_once_with_a_warning(self, countries, file):
        done = import_iati([file(activity("A"), activity("A"))], by=None)

        assert identifiers() == {"A"}
        assert done.files[0].skipped == 1
        assert [(problem.severity, problem.line, problem.message) for problem in done.problems] == [
            (Severity.WARNING, 10, "the activity stands there twice, in the same words: read once")
        ]

    def test_different_words_are_an_error(self, countries, file):
        path = file(activity("A"), activity("A", "<description><narrative>Other</narrative></description>"))

        refused = import_iati([path], by=None)
        kept = import_iati([path], by=None, all_or_nothing=False)

        assert not refused.stored
        assert kept.stored
        assert Project.objects.get().descriptions == []
        assert kept.problems[0].message == ("the activity stands there twice, in different words: the first one counts")

    def test_it_is_seen_across_files_so_that_a_second_import_changes_nothing(self, countries, file):
        paths = [file(activity("A")), file(activity("A", "<description><narrative>Other</narrative></description>"))]
        import_iati(paths, by=None, all_or_nothing=False)
        before = snapshot()

        import_iati(paths, by=None, all_or_nothing=False)

        assert snapshot() == before


class TestDryRun:
    def test_nothing_is_stored_and_everything_is_told(self, countries, file):
        import_iati([file(activity("A"), activity("B"))], by=None)
        before = snapshot()

        done = import_iati(
            [file(activity("A"), activity("B", "<description/>"), activity("C"), WITHOUT_IDENTIFIER)],
            by=None,
            dry_run=True,
        )

        assert snapshot() == before
        result = done.files[0]
        assert (result.created, result.updated, result.unchanged, result.skipped) == (1, 1, 1, 1)
        assert not done.stored

    def test_the_first_activities_are_shown_as_they_were_understood(self, countries, file):
        path = file(*(activity(f"A{number}", '<recipient-country code="RW"/>') for number in range(12)))

        done = import_iati([path], by=None, dry_run=True)

        assert len(done.sample) == report.SAMPLES
        assert done.sample[0] == report.Sample("A0", {"en": "Street lighting"}, ("RW",), "created")


def test_progress_is_told_first_without_and_then_with_a_total(countries, file, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    told: list[tuple[int, int | None]] = []

    import_iati(
        [file(activity("A"), activity("B"), activity("C"))],
        by=None,
        progress=lambda done, total: told.append((done, total)),
    )

    assert told == [(2, None), (3, None), (2, 3), (3, 3)]


class TestReport:
    def test_it_keeps_some_problems_and_counts_the_rest(self, countries, file, monkeypatch):
        monkeypatch.setattr(report, "KEPT_PROBLEMS", 3)
        body = '<activity-date type="1" iso-date="bad"/>' * 5

        done = import_iati([file(activity("A", body), WITHOUT_IDENTIFIER)], by=None)

        assert (done.warnings, done.errors) == (5, 1)
        assert [problem.severity.value for problem in done.problems] == ["warning"] * 3 + ["error"]
        assert done.problems_left_out == 2

    def test_it_can_be_stored_and_read_in_the_language_of_the_page(self, countries, file):
        stored = import_iati([file(activity("A", '<recipient-country code="QQ"/>'))], by=None).as_json()

        assert stored["files"][0]["created"] == 1
        assert stored["problems"][0]["severity"] == "warning"
        with translation.override("en"):
            assert problem_text(stored["problems"][0]) == (
                "recipient-country/@code “QQ” is not a code of the list: left out"
            )

    def test_a_new_report_is_empty(self):
        assert IatiReport().as_json()["problems_left_out"] == 0


@pytest.mark.parametrize("person", ["bob", "charlie", "coordinator", "employer", "partner", "privacy_officer"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_others_may_not_import(cast, file, person, dry_run):
    with pytest.raises(PermissionDenied):
        import_iati([file(activity("A"))], by=getattr(cast, person), dry_run=dry_run)

    assert identifiers() == set()


def test_an_administrator_may_import(cast, file):
    import_iati([file(activity("A"))], by=cast.administrator)

    assert identifiers() == {"A"}
