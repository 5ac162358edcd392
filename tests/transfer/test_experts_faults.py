"""Every fault in a spreadsheet is reported with its row, its column, its value and what to do."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation
from openpyxl import Workbook, load_workbook

from cast import Cast
from transfer.sheets import DUTCH, TEXT, person, write_text, write_workbook
from wisselwerk.experts.models import Expert
from wisselwerk.organisations.models import Organisation
from wisselwerk.transfer.experts import ExpertReport, FileFault, Severity, import_experts
from wisselwerk.transfer.experts.reading import MAX_ROWS


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The reasons are compared in the language in which they are written."""
    with translation.override("en"):
        yield


def check(path: Path) -> ExpertReport:
    return import_experts(path, by=None, dry_run=True)


def with_column(folder: Path, heading: str, value: Any) -> ExpertReport:
    """The report on one good row with one more column."""
    return check(write_text(folder, [(*DUTCH, heading), (*person(), value)]))


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("heading", "value", "reason"),
    [
        ("Thema's", "straatverlichtng", "“straatverlichtng” is not one of our themes. Did you mean “Street lighting”?"),
        ("Themes", "markets; qwerty", "“qwerty” is not one of our themes."),
        ("Talen", "Frans Z9", "“Frans Z9” is not a language with a level."),
        ("Talen", "Frans B2; fr C1", "This language stands here twice, with different levels."),
        ("Vormen", "een praatje", "“een praatje” is not known. Choose from “Visit to a project country”,"),
        ("Beschikbaar", "in het voorjaar", "“in het voorjaar” is not a period."),
        ("Beschikbaar", "2027-03-01", "“2027-03-01” is not a period. Write the first and the last day"),
        ("Beschikbaar", "2027-02-30 - 2027-03-01", "“2027-02-30” is not a day of the calendar."),
        ("Beschikbaar", "2027-03-02 - 2027-03-01", "The period “2027-03-02 - 2027-03-01” ends before it begins."),
        ("Soort", "vrijwilliger", "“vrijwilliger” is not known. Choose from “Civil servant”, “Elected administrator”."),
        ("Zichtbaarheid", "misschien", "“misschien” is not known. Choose from “The agency only”,"),
        ("Toestemming", "ja", "Write the day on which the person agreed, for example 2026-09-01. “Yes” is not enough."),
        ("Toestemming", "31-02-2026", "“31-02-2026” is not a day of the calendar."),
        ("Taal", "Duits", "Choose one of: nl, en, fr, ar."),
    ],
)
def test_a_value_that_is_not_understood_is_reported(
    cast: Cast, tmp_path: Path, heading: str, value: str, reason: str
) -> None:
    (problem,) = with_column(tmp_path, heading, value).problems
    assert (problem.line, problem.column, problem.value) == (2, heading, value)
    assert problem.severity is Severity.ERROR
    assert problem.reason.startswith(reason)


def test_nobody_can_have_agreed_in_the_future(cast: Cast, tmp_path: Path) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    (problem,) = with_column(tmp_path, "Toestemming", tomorrow.isoformat()).problems
    assert "has not come yet" in problem.reason
    assert with_column(tmp_path, "Toestemming", timezone.localdate().isoformat()).problems == []


def test_a_label_that_two_themes_share_asks_which_is_meant(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wisselwerk.transfer.experts import values

    def names(version: str) -> dict[str, tuple[str, ...]]:
        return {"gedeeld": ("markets", "street-lighting")}

    monkeypatch.setattr(values, "_theme_names", names)
    (problem,) = with_column(tmp_path, "Thema's", "Gedeeld").problems
    assert problem.reason.startswith("“Gedeeld” can mean ")
    assert "(markets), “Street lighting” (street-lighting). Write one of these." in problem.reason


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("", "jan@example.org", "", "Beheerder", TEXT), "Naam", "This is empty. Fill it in."),
        (("Jan", "jan@example.org", "", "", TEXT), "Functie", "This is empty. Fill it in."),
        (("Jan", "jan@example.org", "", "Beheerder", " "), "Omschrijving", "This is empty. Fill it in."),
        (("Jan", "", "", "Beheerder", TEXT), "E-mail", "There is no key and no e-mail address."),
        (("Jan", "jan@", "", "Beheerder", TEXT), "E-mail", "This is not an e-mail address."),
        (("Jan", "jan@example.org", "", "x" * 151, TEXT), "Functie", "This is 151 signs long; 150 is the most."),
        (("J" * 201, "jan@example.org", "", "x", TEXT), "Naam", "This is 201 signs long; 200 is the most."),
    ],
)
def test_what_is_missing_or_too_long_is_reported(
    cast: Cast, tmp_path: Path, row: tuple[str, ...], column: str, reason: str
) -> None:
    (problem,) = check(write_text(tmp_path, [DUTCH, row])).problems
    assert (problem.line, problem.column) == (2, column)
    assert problem.reason.startswith(reason)


def test_a_key_that_is_too_long_is_reported(cast: Cast, tmp_path: Path) -> None:
    (problem,) = with_column(tmp_path, "Sleutel", "k" * 200).problems
    assert (problem.column, problem.reason) == ("Sleutel", "This key is too long.")


def test_all_faults_of_a_row_are_reported_at_once(cast: Cast, tmp_path: Path) -> None:
    header = (*DUTCH, "Talen", "Toestemming")
    report = check(write_text(tmp_path, [header, ("", "x", "Nergenshuizen", "", "", "??", "ja")]))
    assert {problem.column for problem in report.errors} == set(header)


# ── who is meant ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_key_or_address_twice_is_a_fault_of_the_second_row(cast: Cast, tmp_path: Path) -> None:
    header = ("Sleutel", *DUTCH)
    rows = [header, ("1", *person()), ("1", *person("Eva", "eva@example.org")), ("2", *person("Bo", "JAN@example.org"))]
    report = check(write_text(tmp_path, rows))
    assert [(problem.line, problem.column, problem.reason) for problem in report.problems] == [
        (3, "Sleutel", "This key stands in row 2 already."),
        (4, "E-mail", "This e-mail address stands in row 2 already."),
    ]


def test_an_address_of_somebody_with_another_key_is_a_fault(cast: Cast, tmp_path: Path) -> None:
    header = ("Sleutel", *DUTCH)
    import_experts(write_text(tmp_path, [header, ("1", *person())]), by=None)
    (problem,) = check(write_text(tmp_path, [header, ("2", *person())])).problems
    assert problem.reason == "This e-mail address belongs to a profile with another key."


def test_two_rows_that_mean_one_known_person_are_a_fault(cast: Cast, tmp_path: Path) -> None:
    header = ("Sleutel", *DUTCH)
    import_experts(write_text(tmp_path, [header, ("1", *person())]), by=None)
    rows = [header, ("1", *person(email="")), ("", *person())]
    (problem,) = check(write_text(tmp_path, rows)).problems
    assert (problem.line, problem.reason) == (3, "This is the person of row 2.")


# ── municipalities ───────────────────────────────────────────────────────────────────────────────────────────────────


def employer(folder: Path, name: str) -> Organisation | None:
    report = import_experts(write_text(folder, [DUTCH, person(employer=name)]), by=None)
    assert report.errors == [], report.errors
    return Expert.objects.get().organisation


@pytest.fixture
def municipalities(cast: Cast) -> dict[str, Organisation]:
    made = {
        code: cast.organisation(name, cbs_code=code)
        for code, name in [
            ("GM0518", "'s-Gravenhage"),
            ("GM0373", "Bergen (NH.)"),
            ("GM0893", "Bergen (L.)"),
            ("GM1900", "Súdwest-Fryslân"),
            ("GM1979", "Eemsdelta"),
        ]
    }
    for code, name in [("GM0003", "Appingedam"), ("GM0788", "Haaren")]:
        made[code] = cast.organisation(name, cbs_code=code, ended_on=dt.date(2020, 12, 31))
    made["GM0003"].successors.set([made["GM1979"]])
    made["GM0788"].successors.set([made["GM0373"], made["GM1900"]])
    return made


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("súdwest-fryslân", "GM1900"),
        ("Gemeente Sudwest Fryslan", "GM1900"),
        ("municipality of Eemsdelta", "GM1979"),
        ("Den Haag", "GM0518"),
        ("s-Gravenhage", "GM0518"),
        ("Bergen (L)", "GM0893"),
        ("GM0373", "GM0373"),
        ("373", "GM0373"),
        ("Appingedam", "GM1979"),
        ("", None),
    ],
)
def test_a_municipality_is_found_by_the_names_people_use(
    municipalities: dict[str, Organisation], tmp_path: Path, name: str, code: str | None
) -> None:
    assert employer(tmp_path, name) == (municipalities[code] if code else None)


def test_a_municipality_that_ended_becomes_its_only_successor_with_a_note(
    municipalities: dict[str, Organisation], tmp_path: Path
) -> None:
    report = check(write_text(tmp_path, [DUTCH, person(employer="Appingedam")]))
    (note,) = report.problems
    assert (note.severity, note.line, note.column) == (Severity.NOTE, 2, "Gemeente")
    assert note.reason == "“Appingedam” became part of Eemsdelta. The profile is stored there."


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Bergen", "“Bergen” can be “Bergen (NH.)” (GM0373), “Bergen (L.)” (GM0893). Write the name in full"),
        ("Haaren", "“Haaren” can be “Bergen (NH.)” (GM0373), “Súdwest-Fryslân” (GM1900)."),
        ("Eemsdlta", "“Eemsdlta” is not a municipality that we know. Did you mean “Eemsdelta”?"),
        ("Atlantis", "“Atlantis” is not a municipality that we know."),
        ("GM9999", "There is no municipality with the CBS code “GM9999”."),
    ],
)
def test_a_municipality_that_is_not_clear_is_a_fault_with_the_candidates(
    municipalities: dict[str, Organisation], tmp_path: Path, name: str, reason: str
) -> None:
    (problem,) = check(write_text(tmp_path, [DUTCH, person(employer=name)])).problems
    assert (problem.column, problem.value) == ("Gemeente", name)
    assert problem.reason.startswith(reason)


def test_a_chain_of_mergers_leads_to_the_municipality_of_today(
    municipalities: dict[str, Organisation], cast: Cast, tmp_path: Path
) -> None:
    village = cast.organisation("Loppersum", cbs_code="GM0024", ended_on=dt.date(2010, 12, 31))
    village.successors.set([municipalities["GM0003"]])
    assert employer(tmp_path, "Loppersum") == municipalities["GM1979"]


def test_a_municipality_that_ended_without_successor_is_a_fault(cast: Cast, tmp_path: Path) -> None:
    cast.organisation("Verdronken", cbs_code="GM0001", ended_on=dt.date(2010, 12, 31))
    (problem,) = check(write_text(tmp_path, [DUTCH, person(employer="Verdronken")])).problems
    assert "without a successor" in problem.reason


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_column_is_ignored_with_a_warning(cast: Cast, tmp_path: Path) -> None:
    report = with_column(tmp_path, "Geboortedatum", "1970-01-01")
    (problem,) = report.problems
    assert (problem.severity, problem.line, problem.column) == (Severity.WARNING, None, "Geboortedatum")
    assert ("Geboortedatum", "") in report.columns


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (("Naam", "E-mail", "Functie"), "Omschrijving / Description"),
        (("Name", "Job title", "Description"), "E-mail / E-mail"),
        (("E-mail", "Functie", "Omschrijving"), "Naam / Name"),
    ],
)
def test_a_missing_column_is_named_together_with_what_was_found(
    cast: Cast, tmp_path: Path, header: tuple[str, ...], missing: str
) -> None:
    with pytest.raises(FileFault) as refused:
        check(write_text(tmp_path, [header, ["x"] * len(header)]))
    assert str(refused.value) == (
        f"These columns are missing: {missing}. Found: {', '.join(f'“{heading}”' for heading in header)}."
    )


def test_two_columns_that_mean_the_same_are_refused(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="“Naam” and “Name” mean the same"):
        with_column(tmp_path, "Name", "Jan")


def test_a_row_with_more_values_than_headings_is_a_fault_in_text(cast: Cast, tmp_path: Path) -> None:
    (problem,) = check(write_text(tmp_path, [DUTCH, (*person(), "nog iets")])).problems
    assert (problem.line, problem.value, problem.severity) == (2, "nog iets", Severity.ERROR)
    assert "separator too many" in problem.reason


def test_a_remark_beside_the_list_in_a_workbook_is_a_warning(cast: Cast, tmp_path: Path) -> None:
    (problem,) = check(write_workbook(tmp_path, [DUTCH, (*person(), "nog bellen")])).problems
    assert (problem.line, problem.value, problem.severity) == (2, "nog bellen", Severity.WARNING)


def test_headings_without_rows_are_worth_a_warning(cast: Cast, tmp_path: Path) -> None:
    report = check(write_text(tmp_path, [DUTCH]))
    assert [problem.reason for problem in report.problems] == ["There are no rows below the headings."]


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def refused(path: Path) -> str:
    with pytest.raises(FileFault) as fault:
        check(path)
    return str(fault.value)


def test_an_empty_file_is_refused(cast: Cast, tmp_path: Path) -> None:
    assert refused(write_text(tmp_path, [])) == "This file is empty."
    assert refused(write_workbook(tmp_path, [])) == "This file is empty."


def test_a_file_with_too_many_rows_is_refused(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(";".join(DUTCH) + "\n" + "x;;;;\n" * (MAX_ROWS + 1), "utf-8")
    assert "more than 50000 rows" in refused(path)


def test_an_old_or_locked_excel_file_is_refused_with_advice(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "Save it as .xlsx without a password" in refused(path)


def test_something_else_than_a_spreadsheet_is_refused(cast: Cast, tmp_path: Path) -> None:
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert "not an Excel file" in refused(picture)
    package = tmp_path / "package.xlsx"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "not an Excel file" in refused(package)


def test_a_damaged_workbook_is_refused(cast: Cast, tmp_path: Path) -> None:
    path = write_workbook(tmp_path, [DUTCH, person()])
    path.write_bytes(path.read_bytes()[:2000])
    assert "damaged" in refused(path)
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(write_workbook(tmp_path, [DUTCH, person()])) as good, zipfile.ZipFile(broken, "w") as bad:
        for member in good.infolist():
            content = good.read(member)
            bad.writestr(member, b"<worksheet><sheetData><row" if "sheet1" in member.filename else content)
    assert "damaged" in refused(broken)


def test_a_workbook_with_a_document_type_is_refused(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(write_workbook(tmp_path, [DUTCH, person()])) as good, zipfile.ZipFile(path, "w") as bad:
        for member in good.infolist():
            content = good.read(member)
            if "sheet1" in member.filename:
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            bad.writestr(member, content)
    assert "not as a spreadsheet program makes it" in refused(path)


def test_a_workbook_that_unpacks_to_something_huge_is_refused(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wisselwerk.transfer.experts import reading

    monkeypatch.setattr(reading, "MAX_UNPACKED", 1000)
    assert "far too large" in refused(write_workbook(tmp_path, [DUTCH, person()]))


def test_a_loose_quotation_mark_is_reported_with_its_line(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "quote.csv"
    path.write_text(";".join(DUTCH) + '\nJan;jan@example.org;;Beheerder;"niet gesloten\nEva;;;;\n', "utf-8")
    assert "From line 2 on" in refused(path)


def test_errors_and_formulas_without_result_in_a_workbook_are_faults(cast: Cast, tmp_path: Path) -> None:
    path = write_workbook(tmp_path, [DUTCH, person(), person("Eva", "eva@example.org")])
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["D2"] = "=VLOOKUP(1;A:B;2)"
    sheet["A3"] = "#N/A"
    sheet["A3"].data_type = "e"
    book.save(path)
    report = check(path)
    assert [(problem.line, problem.column, problem.value) for problem in report.errors] == [
        (2, "Functie", "formula without a result"),
        (3, "Naam", "#N/A"),
    ]


def test_only_the_first_visible_sheet_is_read_and_that_is_said(cast: Cast, tmp_path: Path) -> None:
    book = Workbook()
    first = book.worksheets[0]
    first.title, first.sheet_state = "Verborgen", "hidden"
    for name in ("Mensen", "Anders"):
        sheet = book.create_sheet(name)
        sheet.append(DUTCH)
        sheet.append(person(name))
    book.active = 1
    path = tmp_path / "sheets.xlsx"
    book.save(path)
    report = check(path)
    assert [row.name for row in report.sample] == ["Mensen"]
    assert [problem.reason for problem in report.problems] == ["Only the first sheet, “Mensen”, is read."]
