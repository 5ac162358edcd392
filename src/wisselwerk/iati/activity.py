"""Turns one <iati-activity> into an `Activity`, part by part."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from decimal import Decimal
from typing import Final

from lxml import etree

from wisselwerk.iati import problems
from wisselwerk.iati.geography import read_countries, read_regions
from wisselwerk.iati.model import Activity, Budget, Description, Organisation, Participation, Related
from wisselwerk.iati.problems import Report, Severity
from wisselwerk.iati.reading import Reading, line_of, read_texts
from wisselwerk.iati.subjects import read_sdgs, read_sectors

# Part of every digest: raise it when this reader learns to read more, so that the next import reads a file anew.
READER: Final = "1"
LONGEST_IDENTIFIER: Final = 300

# Code lists of IATI 2.03, as far as they are needed to read.
STATUSES: Final = frozenset("123456")
ROLES: Final = frozenset("1234")
DATE_TYPES: Final = frozenset("1234")
RELATED_TYPES: Final = frozenset("12345")
ORGANISATION_TYPES: Final = frozenset(
    {"10", "11", "15", "21", "22", "23", "24", "30", "40", "60", "70", "71", "72", "73", "80", "90"}
)
# The children of <iati-activity> in the schema of 2.03.
_CHILDREN: Final = """
    iati-identifier reporting-org title description participating-org other-identifier activity-status activity-date
    contact-info activity-scope recipient-country recipient-region location sector tag country-budget-items
    humanitarian-scope policy-marker collaboration-type default-flow-type default-finance-type default-aid-type
    default-tied-status budget planned-disbursement capital-spend transaction document-link related-activity
    legacy-data conditions result crs-add fss
"""
ELEMENTS: Final = frozenset(_CHILDREN.split())
_DIGITS: Final = re.compile(r"\d{1,3}")
_ONE_OR_TWO: Final = frozenset("12")


def read_activity(
    element: etree._Element, report: Report, *, file: str, version: str, root_language: str
) -> Activity | None:
    """The activity in `element`, or None (reported as an error) when it has no identifier to keep it by.

    Every value that can't be read goes to `report`, with its line; the rest of the activity is kept.
    """
    reading = Reading(element, report, file=file, root_language=root_language)
    identifier = _identifier(reading)
    if not identifier:
        return None
    _report_unknown_elements(reading)
    titles = read_texts(reading, "title", one_line=True)
    if not titles:
        reading.report(problems.NO_TITLE)
    countries, regions = read_countries(reading), read_regions(reading)
    shares = [*reading.children("recipient-country"), *reading.children("recipient-region")]
    if shares:
        percentages = [country.percentage for country in countries]
        percentages += [region.percentage for region in regions if region.vocabulary == "1"]
        reading.check_hundred("recipient-country + recipient-region", percentages, shares[0])
    sectors = read_sectors(reading)
    return Activity(
        identifier=identifier,
        titles=titles,
        descriptions=_descriptions(reading),
        reporting_organisation=_reporting_organisation(reading),
        participations=_participations(reading),
        status=_status(reading),
        dates=_dates(reading),
        countries=countries,
        regions=regions,
        sectors=sectors,
        sdgs=read_sdgs(reading),
        budgets=_budgets(reading),
        related=_related(reading),
        default_language=reading.language,
        default_currency=reading.currency,
        hierarchy=int(reading.code(element, "hierarchy", _DIGITS) or 1),
        digest=digest(element, version, root_language),
        line=line_of(element),
    )


def digest(element: etree._Element, version: str, root_language: str) -> str:
    """SHA-256 of the canonical XML of an activity, with all that decides how it is read."""
    canonical = etree.tostring(element, method="c14n", exclusive=True, with_comments=False, with_tail=False)
    return hashlib.sha256(f"{READER}\n{version}\n{root_language}\n".encode() + canonical).hexdigest()


def _identifier(reading: Reading) -> str:
    found = reading.children("iati-identifier")
    given = (found[0].text or "") if found else ""
    # Indentation around it is harmless; anything else is said, because identifiers are compared letter by letter.
    identifier = given.strip()
    if not identifier:
        reading.report(problems.NO_IDENTIFIER, severity=Severity.ERROR)
        return ""
    if len(identifier) > LONGEST_IDENTIFIER:
        reading.report(problems.LONG_IDENTIFIER, found[0], severity=Severity.ERROR, limit=LONGEST_IDENTIFIER)
        return ""
    reading.identifier = identifier
    if given != identifier or len(identifier.split()) > 1:
        reading.report(problems.SPACES, found[0], value=identifier)
    if len(found) > 1:
        reading.report(problems.SEVERAL_IDENTIFIERS, found[1])
    return identifier


def _report_unknown_elements(reading: Reading) -> None:
    for child in reading.element:
        # Elements in a namespace are extensions, which the standard allows.
        if child.tag not in ELEMENTS and not child.tag.startswith("{"):
            reading.report(problems.STRAY_ELEMENT, child, element=child.tag)


def _descriptions(reading: Reading) -> tuple[Description, ...]:
    read = []
    for element in reading.children("description"):
        if texts := reading.texts(element):
            read.append(Description(reading.code(element, "type", frozenset("1234")) or "1", texts))
        else:
            reading.report(problems.EMPTY_DESCRIPTION, element)
    return tuple(read)


def _reporting_organisation(reading: Reading) -> Organisation | None:
    found = reading.children("reporting-org")
    if not found:
        reading.report(problems.MISSING, field="reporting-org")
        return None
    return reading.organisation(found[0], ORGANISATION_TYPES)


def _participations(reading: Reading) -> tuple[Participation, ...]:
    read = []
    for element in reading.children("participating-org"):
        if not element.get("role"):
            reading.report(problems.MISSING, element, field="participating-org/@role")
        organisation = reading.organisation(element, ORGANISATION_TYPES)
        role = reading.code(element, "role", ROLES)
        if organisation and role:
            read.append(Participation(organisation, role, line=line_of(element)))
    return tuple(read)


def _status(reading: Reading) -> str:
    found = reading.children("activity-status")
    if not found or not found[0].get("code"):
        reading.report(problems.MISSING, *found[:1], field="activity-status")
        return ""
    return reading.code(found[0], "code", STATUSES)


def _dates(reading: Reading) -> dict[str, date]:
    dates: dict[str, date] = {}
    for element in reading.children("activity-date"):
        type_ = reading.code(element, "type", DATE_TYPES)
        day = reading.date(element, "iso-date")
        for attribute in ("type", "iso-date"):
            if not element.get(attribute):
                reading.report(problems.MISSING, element, field=f"activity-date/@{attribute}")
        if not type_ or not day:
            continue
        if type_ in dates:
            reading.report(problems.TWICE, element, field="activity-date/@type", value=type_)
        else:
            dates[type_] = day
    for start, end in (("1", "3"), ("2", "4")):
        if start in dates and end in dates and dates[end] < dates[start]:
            reading.report(problems.REVERSED_PERIOD, field="activity-date", start=dates[start], end=dates[end])
    return dates


def _budgets(reading: Reading) -> tuple[Budget, ...]:
    budgets = (_budget(reading, element) for element in reading.children("budget"))
    return tuple(budget for budget in budgets if budget)


def _budget(reading: Reading, element: etree._Element) -> Budget | None:
    start, end, value = (element.find(name) for name in ("period-start", "period-end", "value"))
    first = None if start is None else reading.date(start, "iso-date")
    last = None if end is None else reading.date(end, "iso-date")
    amount: Decimal | None = None if value is None else reading.amount(value)
    if value is None or first is None or last is None or amount is None:
        reading.report(problems.BAD_BUDGET, element)
        return None
    currency = reading.currency_of(value, "currency") or reading.currency
    if not currency:
        reading.report(problems.NO_CURRENCY, value)
        return None
    if last < first:
        reading.report(problems.REVERSED_PERIOD, element, field="budget", start=first, end=last)
    return Budget(
        start=first,
        end=last,
        amount=amount,
        currency=currency,
        type=reading.code(element, "type", _ONE_OR_TWO) or "1",
        status=reading.code(element, "status", _ONE_OR_TWO) or "1",
        value_date=reading.date(value, "value-date"),
    )


def _related(reading: Reading) -> tuple[Related, ...]:
    read: dict[Related, None] = {}
    for element in reading.children("related-activity"):
        ref = (element.get("ref") or "").strip()
        if not ref:
            reading.report(problems.MISSING, element, field="related-activity/@ref")
            continue
        if len(ref) > LONGEST_IDENTIFIER:
            reading.report(problems.BAD_CODE, element, field="related-activity/@ref", value=ref)
            continue
        if type_ := reading.code(element, "type", RELATED_TYPES):
            read[Related(ref, type_)] = None
    return tuple(read)
