"""Experts are read from spreadsheets as people make them, and a second time changes nothing."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from cast import Cast
from transfer.sheets import DUTCH, ENGLISH, TEXT, person, write_text, write_workbook
from wisselwerk.accounts.models import User
from wisselwerk.experts.actions import erase_expert
from wisselwerk.experts.models import ConsentRecord, Expert, ProfileChange
from wisselwerk.trail.models import ActionEntry
from wisselwerk.transfer.experts import expert_template, import_experts, run

FULL_HEADER = (
    *DUTCH,
    "Soort",
    "Thema's",
    "Talen",
    "Vormen",
    "Beschikbaar",
    "Zichtbaarheid",
    "Toestemming",
    "Taal",
)
FULL_ROW = (
    *person(),
    "wethouder",
    "straatverlichting; markets",
    "Frans B2; Engels C1",
    "bezoek; webinar",
    "2027-01-11 - 2027-03-26; 1-9-2027 t/m 15-10-2027",
    "openbaar",
    "2026-09-01",
    "nl",
)


def outcomes(report: Any) -> list[str]:
    return [row.outcome.value for row in report.rows]


def test_a_full_row_becomes_a_profile_that_can_be_found(cast: Cast, tmp_path: Path) -> None:
    report = import_experts(write_text(tmp_path, [FULL_HEADER, FULL_ROW]), by=cast.alice)
    expert = Expert.objects.findable().get()
    assert outcomes(report) == ["created"]
    assert report.problems == []
    assert report.stored
    assert (expert.name, expert.email, expert.organisation) == ("Jan Jansen", "jan@example.org", cast.municipality)
    assert (expert.kind, expert.visibility, expert.language) == ("administrator", "public", "nl")
    assert (expert.headline, expert.text) == ("Beheerder openbare verlichting", TEXT)
    assert expert.languages == {"en": "C1", "fr": "B2"}
    assert expert.forms == ["visit", "webinar"]
    assert sorted(expert.themes.values_list("concept", flat=True)) == ["markets", "street-lighting"]
    assert list(expert.availabilities.values_list("start", "end")) == [
        (dt.date(2027, 1, 11), dt.date(2027, 3, 26)),
        (dt.date(2027, 9, 1), dt.date(2027, 10, 15)),
    ]
    given = ConsentRecord.objects.filter(expert=expert, withdrawn_at=None)
    assert sorted(given.values_list("purpose", flat=True)) == ["matching", "propose"]
    assert {consent.given_at.date() for consent in given} == {dt.date(2026, 9, 1)}


def test_the_same_file_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    path = write_text(tmp_path, [FULL_HEADER, FULL_ROW, (*person("Eva", "eva@example.org"), *[""] * 8)])
    import_experts(path, by=cast.alice)
    before = (list(Expert.objects.values()), ActionEntry.objects.count(), ProfileChange.objects.count())
    report = import_experts(path, by=cast.alice)
    assert outcomes(report) == ["unchanged", "unchanged"]
    assert (list(Expert.objects.values()), ActionEntry.objects.count(), ProfileChange.objects.count()) == before


@pytest.mark.parametrize("header", [DUTCH, ENGLISH], ids=["Dutch", "English"])
@pytest.mark.parametrize("write", [write_text, write_workbook], ids=["text", "workbook"])
def test_dutch_and_english_headings_are_known_in_text_and_in_workbooks(
    cast: Cast, tmp_path: Path, header: tuple[str, ...], write: Any
) -> None:
    import_experts(write(tmp_path, [header, person()]), by=cast.alice)
    assert Expert.objects.get().organisation == cast.municipality


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_usual_separator_and_encoding_is_read(cast: Cast, tmp_path: Path, separator: str, encoding: str) -> None:
    path = write_text(tmp_path, [DUTCH, person("Zoë Ağa")], separator=separator, encoding=encoding)
    assert import_experts(path, by=cast.alice).problems == []
    assert Expert.objects.get().name == "Zoë Ağa"


def test_an_old_windows_file_is_read_with_a_warning(cast: Cast, tmp_path: Path) -> None:
    report = import_experts(write_text(tmp_path, [DUTCH, person("Zoë")], encoding="cp1252"), by=cast.alice)
    assert [(problem.severity, problem.line) for problem in report.problems] == [("warning", None)]
    assert "Windows-1252" in report.problems[0].reason
    assert Expert.objects.get().name == "Zoë"


def test_headings_are_found_below_a_title_whatever_their_case_accents_and_remarks(cast: Cast, tmp_path: Path) -> None:
    rows = [
        ("Onze deskundigen", "", "", "", ""),
        ("", "", "", "", ""),
        (" NAAM (verplicht) ", "E mail", "Gemeenté", "functie*", "Wat heb je gedaan?"),
        person(),
    ]
    report = import_experts(write_workbook(tmp_path, rows), by=cast.alice)
    assert [row.line for row in report.rows] == [4]
    assert Expert.objects.get().text == TEXT


def test_a_name_in_parts_is_put_together(cast: Cast, tmp_path: Path) -> None:
    header = ("Voornaam", "Tussenvoegsel", "Achternaam", *DUTCH[1:])
    import_experts(write_text(tmp_path, [header, ("Anna", "van der", "Berg", *person()[1:])]), by=cast.alice)
    assert Expert.objects.get().name == "Anna van der Berg"


def test_text_with_line_breaks_keeps_them_and_the_next_row_has_its_own_line(cast: Cast, tmp_path: Path) -> None:
    rows = [DUTCH, (*person()[:4], "Eerst dit.\nDaarna dat."), (*person("Eva", "geen adres"),)]
    report = import_experts(write_text(tmp_path, rows), by=cast.alice, all_or_nothing=False)
    assert Expert.objects.get().text == "Eerst dit.\nDaarna dat."
    assert [problem.line for problem in report.errors] == [4]


def test_numbers_and_days_of_a_workbook_are_understood(cast: Cast, tmp_path: Path) -> None:
    header = ("Nummer", *DUTCH, "Toestemming")
    import_experts(write_workbook(tmp_path, [header, (1001.0, *person(), dt.datetime(2026, 9, 1))]), by=cast.alice)
    expert = Expert.objects.findable().get()
    assert expert.import_key == "key:1001"


def test_the_language_of_the_text_is_found_out_when_it_is_not_given(cast: Cast, tmp_path: Path) -> None:
    english = (
        *person()[:4],
        "I replaced all the street lights of the city and wrote the plan for the years after that.",
    )
    import_experts(write_text(tmp_path, [DUTCH, english]), by=cast.alice)
    assert Expert.objects.get().language == "en"


def test_without_a_day_of_consent_the_profile_is_stored_but_not_found(cast: Cast, tmp_path: Path) -> None:
    report = import_experts(write_text(tmp_path, [DUTCH, person()]), by=cast.alice)
    assert report.without_consent == 1
    assert Expert.objects.count() == 1
    assert not Expert.objects.findable().exists()


def test_a_changed_row_updates_the_profile_and_leaves_alone_what_the_file_does_not_have(
    cast: Cast, tmp_path: Path
) -> None:
    import_experts(write_text(tmp_path, [FULL_HEADER, FULL_ROW]), by=cast.alice)
    changed = (*person()[:3], "Hoofd beheer", TEXT)
    report = import_experts(write_text(tmp_path, [DUTCH, changed]), by=cast.alice)
    expert = Expert.objects.get()
    assert outcomes(report) == ["updated"]
    assert expert.headline == "Hoofd beheer"
    assert expert.languages == {"en": "C1", "fr": "B2"}
    assert expert.themes.count() == 2
    assert expert.availabilities.count() == 2
    assert expert.kind == "administrator"


def test_with_a_key_of_its_own_a_person_may_get_another_address(cast: Cast, tmp_path: Path) -> None:
    header = ("Sleutel", *DUTCH)
    import_experts(write_text(tmp_path, [header, ("7", *person())]), by=cast.alice)
    report = import_experts(write_text(tmp_path, [header, ("7", *person(email="jansen@example.org"))]), by=cast.alice)
    assert outcomes(report) == ["updated"]
    assert Expert.objects.get().email == "jansen@example.org"


def test_a_list_that_gets_keys_later_still_means_the_same_people(cast: Cast, tmp_path: Path) -> None:
    import_experts(write_text(tmp_path, [DUTCH, person()]), by=cast.alice)
    report = import_experts(write_text(tmp_path, [("Sleutel", *DUTCH), ("7", *person())]), by=cast.alice)
    assert outcomes(report) == ["unchanged"]
    assert Expert.objects.count() == 1


def test_who_registered_keeps_their_own_words(cast: Cast, tmp_path: Path) -> None:
    bob = cast.expert(cast.bob, headline="In mijn eigen woorden")
    report = import_experts(write_text(tmp_path, [DUTCH, person("Bob", cast.bob.email)]), by=cast.alice)
    bob.refresh_from_db()
    assert outcomes(report) == ["kept"]
    assert bob.headline == "In mijn eigen woorden"
    assert Expert.objects.count() == 1


def test_who_was_erased_does_not_come_back(cast: Cast, tmp_path: Path) -> None:
    path = write_text(tmp_path, [DUTCH, person()])
    import_experts(path, by=cast.alice)
    erase_expert(by=cast.privacy_officer, expert=Expert.objects.get())
    assert outcomes(import_experts(path, by=cast.alice)) == ["kept"]
    assert not Expert.objects.exclude(name="").exists()


def test_a_dry_run_tells_what_would_happen_and_stores_nothing(cast: Cast, tmp_path: Path) -> None:
    import_experts(write_text(tmp_path, [DUTCH, person()]), by=cast.alice)
    before = (list(Expert.objects.values()), ActionEntry.objects.count(), ProfileChange.objects.count())
    rows = [DUTCH, (*person()[:4], "Iets anders."), person("Eva", "eva@example.org"), person("Bo", "geen adres")]
    report = import_experts(write_text(tmp_path, rows), by=cast.alice, dry_run=True)
    assert outcomes(report) == ["updated", "created", "faulty"]
    assert not report.stored
    assert (list(Expert.objects.values()), ActionEntry.objects.count(), ProfileChange.objects.count()) == before
    assert [row.name for row in report.sample] == ["Jan Jansen", "Eva"]


def test_one_fault_keeps_everything_out(cast: Cast, tmp_path: Path) -> None:
    rows = [DUTCH, person(), person("Bo", "geen adres"), person("Eva", "eva@example.org")]
    report = import_experts(write_text(tmp_path, rows), by=cast.alice)
    assert outcomes(report) == ["created", "faulty", "created"]
    assert not report.stored
    assert Expert.objects.count() == 0
    assert not ActionEntry.objects.filter(action="experts.import_expert").exists()


def test_a_fault_while_storing_leaves_nothing_half_saved(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wisselwerk.transfer.experts import importing

    real, calls = importing.save_imported_expert, []

    def fails_at_the_second(**values: Any) -> Any:
        calls.append(values)
        if len(calls) == 2:
            raise RuntimeError("the disk is full")
        return real(**values)

    monkeypatch.setattr(importing, "save_imported_expert", fails_at_the_second)
    path = write_text(tmp_path, [DUTCH, person(), person("Eva", "eva@example.org")])
    with pytest.raises(RuntimeError):
        import_experts(path, by=cast.alice)
    assert Expert.objects.count() == 0


def test_the_good_rows_go_in_when_that_is_asked_for(cast: Cast, tmp_path: Path) -> None:
    rows = [DUTCH, person(), person("Bo", "geen adres"), person("Eva", "eva@example.org")]
    report = import_experts(write_text(tmp_path, rows), by=cast.alice, all_or_nothing=False)
    assert outcomes(report) == ["created", "faulty", "created"]
    assert report.stored
    assert sorted(Expert.objects.values_list("name", flat=True)) == ["Eva", "Jan Jansen"]


@pytest.mark.parametrize(
    "who", ["bob", "charlie", "coordinator", "employer", "partner", "country_team", "privacy_officer"]
)
def test_who_is_no_officer_or_administrator_may_not_import(cast: Cast, tmp_path: Path, who: str) -> None:
    with pytest.raises(PermissionDenied):
        import_experts(write_text(tmp_path, [DUTCH, person()]), by=getattr(cast, who))
    assert Expert.objects.count() == 0


def test_officers_administrators_and_the_operator_may_import(cast: Cast, tmp_path: Path) -> None:
    path = write_text(tmp_path, [DUTCH, person()])
    people: list[User | None] = [cast.alice, cast.administrator, None]
    assert [outcomes(import_experts(path, by=by)) for by in people] == [["created"], ["unchanged"], ["unchanged"]]


def test_progress_counts_every_row(cast: Cast, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = write_text(tmp_path, [DUTCH, person(), person("Eva", "eva@example.org")])
    import_experts(path, by=cast.alice, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_an_example_of_a_formula_in_our_own_export_is_read_back_without_its_apostrophe(
    cast: Cast, tmp_path: Path
) -> None:
    import_experts(write_text(tmp_path, [DUTCH, (*person()[:4], "'=SUM(A1)")]), by=cast.alice)
    assert Expert.objects.get().text == "=SUM(A1)"


# ── the template ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", ["nl", "en", "fr", "ar"])
def test_the_template_is_understood_by_the_import_and_its_example_is_skipped(
    cast: Cast, tmp_path: Path, lang: str
) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(expert_template(lang))
    report = import_experts(path, by=cast.alice)
    assert outcomes(report) == ["skipped"]
    assert report.errors == []
    assert all(column for _heading, column in report.columns)
    assert Expert.objects.count() == 0


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_example_of_the_template_is_itself_without_faults(cast: Cast, tmp_path: Path, lang: str) -> None:
    cast.organisation("Utrecht")
    book = load_workbook(io.BytesIO(expert_template(lang)))
    book.worksheets[0]["A2"] = "1"
    path = tmp_path / "template.xlsx"
    book.save(path)
    report = import_experts(path, by=cast.alice)
    assert report.errors == []
    assert Expert.objects.findable().get().organisation.name == "Utrecht"


def test_the_template_explains_every_column_and_offers_lists(cast: Cast) -> None:
    cast.organisation("Utrecht", cbs_code="GM0344")
    book = load_workbook(io.BytesIO(expert_template("nl")))
    experts, explanation, themes, _lists = book.worksheets
    headings = [cell.value.removesuffix(" *") for cell in experts[1]]
    assert headings[:3] == ["Sleutel", "Naam", "E-mail"]
    assert [row[0].value for row in explanation.iter_rows(min_row=2, max_row=1 + len(headings))] == headings
    assert all(row[2].value for row in explanation.iter_rows(min_row=2, max_row=1 + len(headings)))
    assert "street-lighting" in [row[1].value for row in themes.iter_rows(min_row=2)]
    assert len(experts.data_validations.dataValidation) == 5
    options = [cell.value for cell in book.worksheets[3]["B"]]
    assert "Utrecht" in options


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def command(path: Path, **options: bool) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    status = run(path, **({"dry_run": False, "keep_good": False} | options), out=out, err=err)
    return status, out.getvalue(), err.getvalue()


def test_the_command_reports_file_line_column_and_reason(cast: Cast, tmp_path: Path) -> None:
    path = write_text(tmp_path, [DUTCH, person(), person("Bo", "geen adres")])
    status, out, err = command(path)
    assert status == 2
    assert err == f"{path}:3: E-mail: This is not an e-mail address. [geen adres]\n"
    assert out.startswith("2 rows: 1 new, 1 with faults\n")
    assert "Nothing was stored" in out
    assert Expert.objects.count() == 0


def test_the_command_stores_the_good_ones_and_says_that_some_were_left_out(cast: Cast, tmp_path: Path) -> None:
    status, out, _err = command(write_text(tmp_path, [DUTCH, person(), person("Bo", "geen adres")]), keep_good=True)
    assert status == 1
    assert "Nothing was stored" not in out
    assert Expert.objects.count() == 1


def test_the_command_is_content_with_a_good_file(cast: Cast, tmp_path: Path) -> None:
    status, out, err = command(write_text(tmp_path, [DUTCH, person()]))
    assert (status, err) == (0, "")
    assert out == "1 row: 1 new\n1 without a day of consent: stored, but not found until they consent\n"


def test_a_dry_run_of_the_command_stores_nothing(cast: Cast, tmp_path: Path) -> None:
    status, out, _err = command(write_text(tmp_path, [DUTCH, person()]), dry_run=True)
    assert status == 0
    assert "dry run" in out
    assert Expert.objects.count() == 0


def test_the_command_refuses_a_file_without_the_columns(cast: Cast, tmp_path: Path) -> None:
    path = write_text(tmp_path, [("Naam", "Telefoon"), ("Jan", "06")])
    status, out, err = command(path)
    assert (status, out) == (2, "")
    assert err.startswith(f"{path}: These columns are missing: Functie / Job title, Omschrijving / Description, E-mail")
    assert "“Naam”, “Telefoon”" in err


def test_a_terminal_sees_the_rows_being_counted(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    err = io.StringIO()
    monkeypatch.setattr(err, "isatty", lambda: True)
    run(write_text(tmp_path, [DUTCH, person()]), dry_run=True, keep_good=False, out=io.StringIO(), err=err)
    assert "\r1 of 1 rows\n" in err.getvalue()
