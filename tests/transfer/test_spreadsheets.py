"""Lists that are exported hold text as text, whatever a person typed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from wisselwerk.transfer.spreadsheets import spreadsheet_response, write_csv, write_xlsx

DANGEROUS = ["=1+1", "+31 6 12345678", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://example.org";"klik")']


def cells(data: bytes) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula_stays_text_in_a_workbook(text: str) -> None:
    sheet = load_workbook(io.BytesIO(write_xlsx([text], [[text]]))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet["A2"].value == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula_gets_an_apostrophe_in_text(text: str) -> None:
    assert lines(write_csv([text], [[text]])) == [[f"'{text}"], [f"'{text}"]]


def test_numbers_days_and_empty_cells_stay_what_they_are() -> None:
    row = [-3, 2.5, Decimal("1.10"), dt.date(2027, 3, 1), None, True, ["a", "b"], gettext_lazy("Name")]
    number, half, money, day, nothing, yes, listed, lazy = cells(write_xlsx(["h"] * 8, [row]))[1]
    assert (number, half, money, nothing, yes, listed) == (-3, 2.5, 1.1, None, True, "a; b")
    assert day == dt.datetime(2027, 3, 1)
    assert lazy == str(gettext_lazy("Name"))
    assert lines(write_csv(["h"] * 8, [row]))[1][:7] == ["-3", "2.5", "1.10", "2027-03-01", "", "True", "a; b"]


def test_times_are_those_of_the_site() -> None:
    moment = dt.datetime(2027, 1, 1, 12, 0, tzinfo=dt.UTC)
    assert timezone.get_current_timezone_name() == "Europe/Amsterdam"
    assert cells(write_xlsx(["h"], [[moment]]))[1] == [dt.datetime(2027, 1, 1, 13, 0)]
    assert lines(write_csv(["h"], [[moment]]))[1] == ["2027-01-01 13:00"]


def test_signs_that_a_workbook_can_not_hold_are_left_out() -> None:
    assert cells(write_xlsx(["h"], [["a\x00b\x1fc"]]))[1] == ["abc"]


def test_a_sheet_gets_a_name_that_excel_accepts() -> None:
    book = load_workbook(io.BytesIO(write_xlsx(["h"], [], title="a/b: [" + "x" * 40)))
    assert book.sheetnames == ["a-b- -" + "x" * 25]


def test_a_response_is_a_file_that_no_cache_keeps() -> None:
    response = spreadsheet_response("csv", "people", ["Naam"], [["Zoë"]])
    assert response["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert response["Cache-Control"] == "private, no-store"
    assert lines(response.content) == [["Naam"], ["Zoë"]]
    assert cells(spreadsheet_response("xlsx", "people", ["Naam"], [["Zoë"]]).content) == [["Naam"], ["Zoë"]]
    named = spreadsheet_response("csv", "خبراء", [], [])["Content-Disposition"]
    assert named == "attachment; filename*=utf-8''%D8%AE%D8%A8%D8%B1%D8%A7%D8%A1.csv"
    with pytest.raises(ValueError, match="pdf"):
        spreadsheet_response("pdf", "people", [], [])
