"""Writes small IATI files for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from wisselwerk.iati import Activity, Problem, read_activities

TITLE = "<title><narrative>Street lighting</narrative></title>"
REPORTER = '<reporting-org ref="XM-TEST-1" type="10"><narrative>Ministry of Tests</narrative></reporting-org>'
STATUS = '<activity-status code="2"/>'


def activity(identifier: str = "XM-TEST-1-A", body: str = "", *, attributes: str = 'xml:lang="en"') -> str:
    """An activity without a fault, with `body` added to it."""
    return (
        f"<iati-activity {attributes}>\n<iati-identifier>{escape(identifier)}</iati-identifier>\n"
        f"{REPORTER}\n{TITLE}\n{STATUS}\n{body}\n</iati-activity>\n"
    )


def bare(body: str, *, attributes: str = 'xml:lang="en"') -> str:
    """An activity that holds `body` alone."""
    return f"<iati-activity {attributes}>\n{body}\n</iati-activity>\n"


def document(*activities: str, attributes: str = 'version="2.03"') -> str:
    declaration = "<?xml version='1.0' encoding='UTF-8'?>"
    return f"{declaration}\n<iati-activities {attributes}>\n{''.join(activities)}</iati-activities>\n"


def write(path: Path, *activities: str, attributes: str = 'version="2.03"') -> Path:
    """A file of these activities; the first activity starts on line 3."""
    path.write_text(document(*activities, attributes=attributes), "utf-8")
    return path


def read(path: Path) -> tuple[list[Activity], list[Problem]]:
    problems: list[Problem] = []
    return list(read_activities(path, problems.append)), problems


def narratives(texts: dict[str, str]) -> str:
    return "".join(f"<narrative xml:lang={quoteattr(lang)}>{escape(text)}</narrative>" for lang, text in texts.items())


def as_xml(given: Activity) -> str:
    """The activity in the words of the standard: what the reader should turn into `given` again."""

    def element(name: str, content: str = "", **attributes: Any) -> str:
        pairs = "".join(
            f" {key.rstrip('_').replace('_', '-')}={quoteattr(str(value))}"
            for key, value in attributes.items()
            if value not in (None, "")
        )
        return f"<{name}{pairs}>{content}</{name}>"

    parts = [element("iati-identifier", escape(given.identifier))]
    if reporter := given.reporting_organisation:
        parts.append(element("reporting-org", narratives(dict(reporter.names)), ref=reporter.ref, type=reporter.type))
    parts.append(element("title", narratives(dict(given.titles))))
    for description in given.descriptions:
        parts.append(element("description", narratives(dict(description.texts)), type=description.type))
    for participation in given.participations:
        organisation = participation.organisation
        parts.append(
            element(
                "participating-org",
                narratives(dict(organisation.names)),
                ref=organisation.ref,
                type=organisation.type,
                role=participation.role,
            )
        )
    if given.status:
        parts.append(element("activity-status", code=given.status))
    for type_, day in given.dates.items():
        parts.append(element("activity-date", type=type_, iso_date=day.isoformat()))
    for country in given.countries:
        parts.append(element("recipient-country", code=country.code, percentage=country.percentage))
    for region in given.regions:
        parts.append(
            element(
                "recipient-region",
                narratives(dict(region.names)),
                code=region.code,
                vocabulary=region.vocabulary,
                percentage=region.percentage,
            )
        )
    for sector in given.sectors:
        parts.append(
            element(
                "sector",
                narratives(dict(sector.names)),
                code=sector.code,
                vocabulary=sector.vocabulary,
                percentage=sector.percentage,
            )
        )
    for sdg in given.sdgs:
        parts.append(element("tag", code=sdg.code, vocabulary="3" if "." in sdg.code else "2"))
    for budget in given.budgets:
        parts.append(
            element(
                "budget",
                element("period-start", iso_date=budget.start)
                + element("period-end", iso_date=budget.end)
                + element("value", f"{budget.amount:f}", currency=budget.currency, value_date=budget.value_date),
                type=budget.type,
                status=budget.status,
            )
        )
    for related in given.related:
        parts.append(element("related-activity", ref=related.identifier, type=related.type))
    language = f"xml:lang={quoteattr(given.default_language)}" if given.default_language else ""
    currency = f"default-currency={quoteattr(given.default_currency)}" if given.default_currency else ""
    return bare("\n".join(parts), attributes=f'{language} {currency} hierarchy="{given.hierarchy}"')
