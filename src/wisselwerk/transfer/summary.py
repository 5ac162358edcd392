"""The report of an import as plain JSON of one shape, whatever was imported; and its words on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from wisselwerk.transfer.experts import ExpertReport
from wisselwerk.transfer.experts.report import Severity
from wisselwerk.transfer.iati import IatiReport, problem_text

KEPT_PROBLEMS: Final = 2000
OUTCOMES: Final = ("created", "updated", "unchanged", "kept", "faulty", "skipped")


def summary_of(report: ExpertReport | IatiReport) -> dict[str, Any]:
    """What the pages show of a report.

    The keys: `counts` by outcome, `read`, `good`, `errors`, `warnings`, `problems` (with `problems_left_out` more),
    `sample` and `stored`; for experts also `columns`, `rows` (line, outcome) and `without_consent`, for IATI `linked`.
    """
    return _of_experts(report) if isinstance(report, ExpertReport) else _of_iati(report)


def reason_of(problem: Mapping[str, Any]) -> str:
    """What is wrong, in words."""
    return str(problem["reason"]) if "reason" in problem else problem_text(problem)


def _of_experts(report: ExpertReport) -> dict[str, Any]:
    counts = report.counts
    return {
        "counts": counts,
        "read": len(report.rows),
        "good": counts["created"] + counts["updated"] + counts["unchanged"] + counts["kept"],
        "errors": len(report.errors),
        "warnings": sum(problem.severity is Severity.WARNING for problem in report.problems),
        "problems": [
            asdict(problem) | {"severity": problem.severity.value} for problem in report.problems[:KEPT_PROBLEMS]
        ],
        "problems_left_out": max(0, len(report.problems) - KEPT_PROBLEMS),
        "columns": [list(column) for column in report.columns],
        "rows": [[row.line, row.outcome.value] for row in report.rows],
        "without_consent": report.without_consent,
        "sample": [asdict(row) for row in report.sample],
        "stored": report.stored,
    }


def _of_iati(report: IatiReport) -> dict[str, Any]:
    counts = {outcome: report.total(outcome) for outcome in ("created", "updated", "unchanged")}
    whole = report.as_json()
    return {
        "counts": dict.fromkeys(OUTCOMES, 0) | counts | {"faulty": report.total("skipped")},
        "read": report.total("activities"),
        "good": sum(counts.values()),
        **{name: whole[name] for name in ("errors", "warnings", "problems", "problems_left_out", "linked", "stored")},
        "sample": whole["sample"],
    }
