"""Reads files of the International Aid Transparency Initiative (IATI), standard 2.01 to 2.03. Knows no Django."""

from wisselwerk.iati.model import (
    Activity,
    Budget,
    Country,
    Description,
    Organisation,
    Participation,
    Region,
    Related,
    Sdg,
    Sector,
    Texts,
)
from wisselwerk.iati.problems import IatiError, Problem, Severity
from wisselwerk.iati.reader import read_activities

__all__ = [
    "Activity",
    "Budget",
    "Country",
    "Description",
    "IatiError",
    "Organisation",
    "Participation",
    "Problem",
    "Region",
    "Related",
    "Sdg",
    "Sector",
    "Severity",
    "Texts",
    "read_activities",
]
