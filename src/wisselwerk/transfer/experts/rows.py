"""Turns one row of the spreadsheet into what a profile holds, or into problems with line, column and reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from wisselwerk.experts.models import Expert
from wisselwerk.transfer.experts import values
from wisselwerk.transfer.experts.columns import Headings, normal
from wisselwerk.transfer.experts.employers import Employers
from wisselwerk.transfer.experts.reading import Cell, CellError, Row, as_words
from wisselwerk.transfer.experts.report import Problem, Severity, ValueFault

# What stands in the key column of the example in the template.
EXAMPLE_KEYS: Final = {"nl": "VOORBEELD", "en": "EXAMPLE"}
_SKIPPED_KEYS: Final = frozenset(normal(key) for key in EXAMPLE_KEYS.values())
_NAME_PARTS: Final = ("first_name", "infix", "last_name")

_PARSERS: Final[Mapping[str, Callable[[Cell], Any]]] = {
    "kind": values.kind,
    "language": values.text_language,
    "themes": values.themes,
    "languages": values.languages,
    "forms": values.forms,
    "availability": values.periods,
    "visibility": values.visibility,
}


@dataclass(slots=True)
class Entry:
    """A row as it was understood. `profile` has the fields of `ProfileData` for the columns that the file has."""

    line: int
    key: str = ""
    key_heading: str = ""
    email: str = ""
    email_heading: str = ""
    consented_on: dt.date | None = None
    profile: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_example: bool = False

    @property
    def is_good(self) -> bool:
        return not any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def import_key(self) -> str:
        """The key by which the profile is found back: the file's own, else the e-mail address."""
        return f"key:{self.key}" if self.key else f"email:{self.email}"


class RowReader:
    """Reads rows below the same headings. `is_text`: the file is text, in which values can slide to the next column."""

    def __init__(self, headings: Headings, employers: Employers, *, is_text: bool) -> None:
        self.headings = headings
        self.employers = employers
        self.is_text = is_text

    def read(self, row: Row) -> Entry:
        """Understand a row; what can't be understood is in the problems of the entry."""
        entry = Entry(row.line)
        cells = {
            column: row.cells[position] if position < len(row.cells) else None
            for column, position in self.headings.positions.items()
        }
        if normal(as_words(cells.get("key"))) in _SKIPPED_KEYS:
            entry.is_example = True
            return entry
        for column, cell in cells.items():
            if isinstance(cell, CellError):
                self._fault(entry, column, cell, _("This cell holds an error. Repair it in the spreadsheet."))
                cells[column] = None
        self._read_identity(entry, cells)
        self._read_words(entry, cells)
        self._read_employer(entry, cells)
        for column, parse in _PARSERS.items():
            if column in cells and (value := self._parsed(entry, column, cells[column], parse)) is not None:
                entry.profile[column] = value
        if "consented_on" in cells:
            entry.consented_on = self._parsed(entry, "consented_on", cells["consented_on"], values.consent_day)
        self._report_loose_values(entry, row)
        return entry

    def _read_identity(self, entry: Entry, cells: dict[str, Cell]) -> None:
        entry.key_heading, entry.email_heading = self.headings.name("key"), self.headings.name("email")
        entry.key = as_words(cells.get("key"))
        if len(entry.import_key) > _length_of("import_key"):
            self._fault(entry, "key", cells["key"], _("This key is too long."))
        entry.email = self._parsed(entry, "email", cells.get("email"), values.email_address) or ""
        if not entry.key and not entry.email and not as_words(cells.get("email")):
            column = "email" if "email" in cells else "key"
            self._fault(entry, column, "", _("There is no key and no e-mail address. One of the two is needed."))

    def _read_words(self, entry: Entry, cells: dict[str, Cell]) -> None:
        name = as_words(cells.get("name")) or " ".join(
            filter(None, (as_words(cells.get(part)) for part in _NAME_PARTS))
        )
        for field_name, column, text in (
            ("name", "name" if "name" in cells else "last_name", " ".join(name.split())),
            ("headline", "headline", " ".join(as_words(cells.get("headline")).split())),
            ("text", "text", as_words(cells.get("text"))),
        ):
            entry.profile[field_name] = text
            longest = _length_of(field_name)
            if not text:
                self._fault(entry, column, "", _("This is empty. Fill it in."))
            elif len(text) > longest:
                reason = _("This is {length} signs long; {longest} is the most.")
                self._fault(entry, column, text, reason.format(length=len(text), longest=longest))

    def _read_employer(self, entry: Entry, cells: dict[str, Cell]) -> None:
        if "other_employer" in cells:
            other = " ".join(as_words(cells["other_employer"]).split())
            entry.profile["other_employer"] = other
            if len(other) > _length_of("other_employer"):
                self._fault(entry, "other_employer", other, _("This name is too long."))
            elif other and as_words(cells.get("organisation")):
                self._fault(entry, "other_employer", other, _("Fill in a municipality or another employer, not both."))
        if "organisation" not in cells:
            return
        text = as_words(cells["organisation"])
        entry.profile["organisation"] = None
        if not text:
            return
        try:
            entry.profile["organisation"], note = self.employers.find(text)
        except ValueFault as fault:
            self._fault(entry, "organisation", text, str(fault))
        else:
            entry.profile.setdefault("other_employer", "")
            if note:
                entry.problems.append(
                    Problem(note, entry.line, self.headings.name("organisation"), text, Severity.NOTE)
                )

    def _parsed(self, entry: Entry, column: str, cell: Cell, parse: Callable[[Cell], Any]) -> Any:
        try:
            return parse(cell)
        except ValueFault as fault:
            self._fault(entry, column, cell, str(fault))
            return None

    def _fault(self, entry: Entry, column: str, cell: Cell, reason: str) -> None:
        name = self.headings.name(column)
        if all(problem.column != name for problem in entry.problems):  # the first fault of a value explains the next
            entry.problems.append(Problem(reason, entry.line, name, as_words(cell)[:200]))

    def _report_loose_values(self, entry: Entry, row: Row) -> None:
        """Values with no heading above them: in text a sign that values slid, in a workbook a remark."""
        loose = [
            as_words(value)
            for position, value in enumerate(row.cells)
            if as_words(value) and (position >= len(self.headings.all) or not self.headings.all[position])
        ]
        if not loose:
            return
        if self.is_text:
            reason = _("There is no heading above this value. Look whether the row has a separator too many.")
        else:
            reason = _("There is no heading above this value. It is not imported.")
        severity = Severity.ERROR if self.is_text else Severity.WARNING
        entry.problems.append(Problem(reason, entry.line, "", "; ".join(loose)[:200], severity))


def _length_of(field_name: str) -> int:
    """The most signs that a field holds; text without a limit of its own gets one that no real text needs."""
    return getattr(Expert._meta.get_field(field_name), "max_length", None) or 20_000
