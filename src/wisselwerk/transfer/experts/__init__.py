"""Experts from a spreadsheet (.xlsx or .csv), in Dutch or English; and the template for one."""

from wisselwerk.transfer.experts.command import run
from wisselwerk.transfer.experts.importing import import_experts
from wisselwerk.transfer.experts.report import ExpertReport, FileFault, Outcome, Problem, Severity
from wisselwerk.transfer.experts.template import expert_template

__all__ = [
    "ExpertReport",
    "FileFault",
    "Outcome",
    "Problem",
    "Severity",
    "expert_template",
    "import_experts",
    "run",
]
