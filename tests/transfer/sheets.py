"""Spreadsheets for the tests of the import."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

DUTCH = ("Naam", "E-mail", "Gemeente", "Functie", "Omschrijving")
ENGLISH = ("Name", "E-mail", "Municipality", "Job title", "Description")
TEXT = "Verving in vier jaar alle lichtmasten door dimbare led en schreef het verlichtingsplan."


def person(name: str = "Jan Jansen", email: str = "jan@example.org", employer: str = "Proefdam") -> tuple[str, ...]:
    """A row below `DUTCH` or `ENGLISH`."""
    return (name, email, employer, "Beheerder openbare verlichting", TEXT)


def write_text(
    folder: Path,
    rows: Iterable[Sequence[Any]],
    *,
    separator: str = ";",
    encoding: str = "utf-8",
    name: str = "list.csv",
) -> Path:
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def write_workbook(folder: Path, rows: Iterable[Sequence[Any]], *, name: str = "list.xlsx") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    path = folder / name
    book.save(path)
    return path
