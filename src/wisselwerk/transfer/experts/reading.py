"""Reads the rows of a spreadsheet: .xlsx, or .csv with any usual separator and encoding."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, cast

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell import Cell as WorkbookCell
from openpyxl.cell import MergedCell
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from wisselwerk.transfer.experts.report import FileFault, Problem, Severity
from wisselwerk.transfer.spreadsheets import FORMULA_STARTS

Value = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

WORKBOOK_MEMBER: Final = "xl/workbook.xml"
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 200
# A small .xlsx can unpack to gigabytes; a real one of the size we take never comes near this.
MAX_UNPACKED: Final = 400 * 1024 * 1024
# The headings are the first row in which two of them are recognised, among this many: lists often have a title above.
HEADING_ROWS: Final = 10
_SEPARATORS: Final = (";", ",", "\t", "|")
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ZIP_ERRORS: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that holds an error of the spreadsheet program, or a formula without a result."""

    text: str


Cell = Value | CellError


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (for text the line on which it begins) and its values."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The headings, the filled rows below them, and what is worth knowing about the file."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    is_text: bool
    notes: tuple[Problem, ...] = ()


def read_table(path: Path, *, is_heading: Callable[[str], bool]) -> Table:
    """Read a spreadsheet. What kind it is, is told from its content. `is_heading` recognises a heading.

    Raises `FileFault` when it can't be read, is empty or too large.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD_OFFICE:
        raise FileFault(
            _("This is an old Excel file (.xls), or it has a password. Save it as .xlsx without a password.")
        )
    is_text = start != _ZIP
    rows, notes = _read_csv(path, is_heading) if is_text else _read_xlsx(path)
    headings, rows_below = _below_headings(rows, is_heading)
    return Table(headings, rows_below, is_text, tuple(notes))


def as_words(value: Cell) -> str:
    """A value as a person would type it: whole numbers without ".0", days as 2027-03-01, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == dt.time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def _below_headings(rows: Iterator[Row], is_heading: Callable[[str], bool]) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    filled: list[Row] = []
    for row in rows:
        if any(as_words(value) for value in row.cells):
            filled.append(row)
            if len(filled) > MAX_ROWS + 1:
                raise FileFault(_("There are more than {number} rows in this file. Divide it.").format(number=MAX_ROWS))
    if not filled:
        raise FileFault(_("This file is empty."))
    at = next(
        (
            number
            for number, row in enumerate(filled[:HEADING_ROWS])
            if sum(is_heading(as_words(value)) for value in row.cells) >= 2
        ),
        0,
    )
    headings = tuple(as_words(value) for value in filled[at].cells)
    return headings, tuple(filled[at + 1 :])


# ── .xlsx ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_xlsx(path: Path) -> tuple[Iterator[Row], list[Problem]]:
    check_workbook(path)
    sheets, title = _visible_sheets(path)
    notes = []
    if len(sheets) > 1:
        reason = _("Only the first sheet, “{title}”, is read.").format(title=title)
        notes.append(Problem(reason, severity=Severity.NOTE))
    return _xlsx_rows(path, title), notes


def check_workbook(path: Path) -> None:
    """Raises `FileFault` when the file is not a workbook (.xlsx), or one made to do harm."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if "[Content_Types].xml" not in names or WORKBOOK_MEMBER not in names:
                raise FileFault(_("This is not an Excel file (.xlsx) and not a text file (.csv)."))
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                raise FileFault(_("This file unpacks to something far too large."))
            for member in members:
                # No spreadsheet program writes a document type; it is there to make a reader run out of memory.
                if member.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.open(member).read(2048):
                    raise FileFault(_("This file is not as a spreadsheet program makes it."))
    except _ZIP_ERRORS as error:
        raise _damaged() from error


def _damaged() -> FileFault:
    return FileFault(_("This Excel file is damaged. Open it, save it again as .xlsx and try again."))


def _visible_sheets(path: Path) -> tuple[list[str], str]:
    with _sheets(path, data_only=True) as sheets:
        visible = [sheet.title for sheet in sheets if sheet.sheet_state == "visible"]
    if not visible:
        raise FileFault(_("This file is empty."))
    return visible, visible[0]


def _xlsx_rows(path: Path, title: str) -> Iterator[Row]:
    """The rows with the results of formulas; a formula that has none is an error, not an empty cell."""
    formulas: set[tuple[int, int]] = set()
    with _sheets(path, data_only=False) as sheets:
        sheet = next(sheet for sheet in sheets if sheet.title == title)
        for cells in sheet.iter_rows(max_col=MAX_COLUMNS):
            formulas.update(
                (cell.row, cell.column) for cell in cells if cell.value is not None and cell.data_type == "f"
            )
    with _sheets(path, data_only=True) as sheets:
        sheet = next(sheet for sheet in sheets if sheet.title == title)
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
            values = [_value(cell, (number, at) in formulas) for at, cell in enumerate(cells, start=1)]
            while values and values[-1] is None:
                values.pop()
            yield Row(number, tuple(values))


@contextmanager
def _sheets(path: Path, *, data_only: bool) -> Iterator[list[Worksheet]]:
    """The sheets of a workbook, closed afterwards; whatever is wrong inside the file is a `FileFault`."""
    try:
        book = load_workbook(path, read_only=True, data_only=data_only, keep_links=False)
        try:
            sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
            for sheet in sheets:
                sheet.reset_dimensions()  # programs write wrong ones
            yield cast(list[Worksheet], sheets)  # read-only ones have the parts that are used here
        finally:
            book.close()
    except FileFault:
        raise
    # openpyxl and the XML below it have no error of their own for a file that is not as it should be.
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError, *_ZIP_ERRORS) as error:
        raise _damaged() from error


def _value(cell: WorkbookCell | MergedCell, is_formula: bool) -> Cell:
    if cell.value is None:
        return CellError(_("formula without a result")) if is_formula else None
    if cell.data_type == "e":
        return CellError(str(cell.value))
    value = cell.value
    if isinstance(value, (str, int, float, bool, dt.datetime, dt.date, dt.time, dt.timedelta)):
        return value
    return str(value)


# ── .csv ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_csv(path: Path, is_heading: Callable[[str], bool]) -> tuple[Iterator[Row], list[Problem]]:
    text, notes = _decoded(path.read_bytes())
    skipped = 0
    first_line, _newline, rest = text.partition("\n")
    if first_line.lower().startswith("sep="):  # a hint for Excel
        text, skipped = rest, 1
    separator = _separator(text, is_heading)
    return (
        Row(line, tuple(map(_without_apostrophe, values))) for line, values in _parsed(text, separator, skipped)
    ), notes


def _decoded(data: bytes) -> tuple[str, list[Problem]]:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
        notes = []
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError as error:
            raise FileFault(
                _("The signs in this file can't be read. Save it as .xlsx, or as .csv in UTF-8.")
            ) from error
        reason = _("This file is not in UTF-8. It was read as Windows-1252: check letters with accents.")
        notes = [Problem(reason, severity=Severity.WARNING)]
    if "\0" in text:
        raise FileFault(_("This is not an Excel file (.xlsx) and not a text file (.csv)."))
    return text, notes


def _separator(text: str, is_heading: Callable[[str], bool]) -> str:
    """The sign between the values: the one with which most headings are recognised in the first lines."""

    def score(separator: str) -> tuple[int, int]:
        best = (0, 0)
        try:
            for _line, values in islice(_parsed(text, separator), HEADING_ROWS):
                best = max(best, (sum(map(is_heading, values)), len(values)))
        except FileFault:
            pass  # this separator leads nowhere; what it gave so far counts
        return best

    return max(_SEPARATORS, key=score)


def _parsed(text: str, separator: str, skipped: int = 0) -> Iterator[tuple[int, list[str]]]:
    """(line on which the row begins, values). `skipped` lines came before the text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = skipped + 1
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = _("From line {line} on the values can't be told apart ({error}). Look for a loose quotation mark.")
            raise FileFault(reason.format(line=line, error=error)) from error
        yield line, values
        line = skipped + reader.line_num + 1


def _without_apostrophe(value: str) -> str:
    """Lists that we export have an apostrophe in front of what could be a formula (see `spreadsheets`)."""
    return value[1:] if value.startswith("'") and value[1:].startswith(FORMULA_STARTS) else value
