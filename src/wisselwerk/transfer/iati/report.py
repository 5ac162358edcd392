"""What an import of IATI files did or would do. However large the file, the report stays small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from django.utils.translation import gettext

from wisselwerk.iati import Problem, Severity
from wisselwerk.programmes.enums import Outcome

KEPT_PROBLEMS: Final = 500  # of each severity; the rest is counted
SAMPLES: Final = 10


@dataclass(slots=True)
class FileResult:
    """One file: the activities in it, and what became of them. `readable` is False when nothing of it could be used."""

    name: str
    activities: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    readable: bool = True

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)


@dataclass(frozen=True, slots=True)
class Sample:
    """An activity as it was understood, for a preview."""

    identifier: str
    titles: Mapping[str, str]
    countries: tuple[str, ...]
    outcome: str


@dataclass(slots=True)
class IatiReport:
    """The whole report. `stored` says whether anything may have been written; `linked` counts the projects that were
    put under a programme."""

    files: list[FileResult] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    severities: Counter[str] = field(default_factory=Counter)
    sample: list[Sample] = field(default_factory=list)
    linked: int = 0
    stored: bool = False

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it if there is room."""
        self.severities[problem.severity.value] += 1
        if self.severities[problem.severity.value] <= KEPT_PROBLEMS:
            self.problems.append(problem)

    @property
    def errors(self) -> int:
        return self.severities[Severity.ERROR.value]

    @property
    def warnings(self) -> int:
        return self.severities[Severity.WARNING.value]

    @property
    def problems_left_out(self) -> int:
        """How many problems are counted only."""
        return self.errors + self.warnings - len(self.problems)

    def total(self, name: str) -> int:
        """A figure of `FileResult`, over all files."""
        return sum(int(getattr(result, name)) for result in self.files)

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON, to be stored. `problem_text` turns a stored problem into words."""
        return {
            "files": [asdict(result) for result in self.files],
            "problems": [asdict(problem) | {"severity": problem.severity.value} for problem in self.problems],
            "errors": self.errors,
            "warnings": self.warnings,
            "problems_left_out": self.problems_left_out,
            "sample": [asdict(sample) for sample in self.sample],
            "linked": self.linked,
            "stored": self.stored,
        }


def problem_text(problem: Problem | Mapping[str, Any]) -> str:
    """What is wrong, in the language of the page; for a problem of `as_json` too."""
    if isinstance(problem, Problem):
        return gettext(problem.template) % problem.values
    template: str = problem["template"]
    values: dict[str, str] = problem["values"]
    return gettext(template) % values
