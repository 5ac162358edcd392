"""IATI activity files into projects, programmes and organisations."""

from wisselwerk.transfer.iati.command import run
from wisselwerk.transfer.iati.importing import import_iati
from wisselwerk.transfer.iati.report import FileResult, IatiReport, Sample, problem_text

__all__ = ["FileResult", "IatiReport", "Sample", "import_iati", "problem_text", "run"]
