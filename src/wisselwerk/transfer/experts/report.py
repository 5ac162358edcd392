"""What an import of experts did or would do, row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class FileFault(ValueError):
    """The file as a whole can't be read: the text says why and what to do."""


class ValueFault(ValueError):
    """A value can't be understood: the text says why and what to do."""


class Severity(StrEnum):
    ERROR = "error"  # the row is not stored
    WARNING = "warning"  # the row is stored, something in the file is not
    NOTE = "note"  # worth knowing


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # the person keeps the profile themselves; the file does not overwrite it
    FAULTY = "faulty"
    SKIPPED = "skipped"  # the example row of the template


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the file, a row or a value. `line` is None and `column` "" when it is about more than one."""

    reason: str
    line: int | None = None
    column: str = ""
    value: str = ""
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class RowResult:
    """What happened to one row. `expert` is the key of the stored profile, None if nothing was stored."""

    line: int
    outcome: Outcome
    expert: int | None = None


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row as it was understood, for the preview."""

    line: int
    name: str
    headline: str
    employer: str
    themes: tuple[str, ...]  # ids
    languages: tuple[tuple[str, str], ...]  # language code, CEFR level or ""
    findable: bool


@dataclass(slots=True)
class ExpertReport:
    """The whole report. `stored` says whether anything was written, `columns` how each heading was understood."""

    columns: tuple[tuple[str, str], ...] = ()  # heading in the file, column it stands for ("": ignored)
    rows: list[RowResult] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sample: list[SampleRow] = field(default_factory=list)
    without_consent: int = 0  # good rows whose profile nobody finds until the person consents
    stored: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """The number of rows by outcome; every outcome is there."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]
