"""Writing lists as spreadsheets, safe to open: what a person typed never becomes a formula.

Excel, LibreOffice and Google Sheets take a cell that begins with = + - or @ for a formula, which can fetch addresses
and run programs (OWASP, "CSV injection"). In .xlsx the cell is given the type text; .csv has no types, so there the
value gets an apostrophe in front, as spreadsheet programs themselves do. Numbers and dates stay numbers and dates.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final, cast

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE: Final = "text/csv; charset=utf-8"
# Tab and carriage return in front make some programs look at what follows.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")

Row = Sequence[Any]


def write_xlsx(header: Row, rows: Iterable[Row], *, title: str = "") -> bytes:
    """A workbook of one sheet: `header` in bold and kept in view, a filter on every column, then the rows.

    Values may be text (also lazily translated), numbers, dates, times (shown in the site's time zone), booleans, None
    and lists (joined by "; "). Text longer than a cell of Excel holds (32,767 signs) is cut by the format.
    """
    book = Workbook(write_only=True)
    sheet = cast(Worksheet, book.create_sheet(title=_sheet_title(title)))  # it has the parts of one that are used here
    sheet.freeze_panes = "A2"
    for number, name in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, min(40, len(str(name)) + 6))
    sheet.append([_cell(sheet, name, bold=True) for name in header])
    last = 1
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        last += 1
    if header:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{last}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def write_csv(header: Row, rows: Iterable[Row]) -> bytes:
    """The same list as UTF-8 text with semicolons, as Dutch spreadsheet programs expect, with a byte order mark."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([_csv_value(value) for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def spreadsheet_response(form: str, name: str, header: Row, rows: Iterable[Row]) -> HttpResponse:
    """The list as a file to download. `form` is "xlsx" or "csv"; `name` is the file's name without ending.

    Raises `ValueError` for another form.
    """
    if form == "xlsx":
        response = HttpResponse(write_xlsx(header, rows, title=name), content_type=XLSX_TYPE)
    elif form == "csv":
        response = HttpResponse(write_csv(header, rows), content_type=CSV_TYPE)
    else:
        raise ValueError(f"no such form of spreadsheet: {form!r}")
    # The name may be in Arabic: this header writes such a name in the way of RFC 6266.
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{form}") or ""
    response["Cache-Control"] = "private, no-store"
    return response


def as_text(value: str) -> str:
    """The value as a .csv file must hold it to stay text."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def _plain(value: Any) -> str | int | float | Decimal | bool | dt.datetime | dt.date | dt.time | None:
    """The value as a cell can hold it."""
    if value is None or isinstance(value, (bool, int, float, Decimal)):
        return value
    if isinstance(value, dt.datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, (dt.date, dt.time)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return "; ".join(str(item) for item in value)
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))


def _cell(sheet: Worksheet, value: Any, *, bold: bool = False) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.value = _plain(value)
    if cell.data_type in {"f", "e"}:  # a text that looks like a formula or an error is a text
        cell.data_type = "s"
    if isinstance(value, dt.datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _csv_value(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, dt.datetime):
        return f"{plain:%Y-%m-%d %H:%M}"
    return as_text(plain) if isinstance(plain, str) else str(plain)


def _sheet_title(title: str) -> str:
    """A name that Excel accepts for a sheet: at most 31 signs, none of them []:*?/\\."""
    return "".join("-" if sign in "[]:*?/\\" else sign for sign in title)[:31] or "1"
