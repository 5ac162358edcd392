"""Where an activity takes place: recipient countries and regions, of the activity or else of its transactions."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from lxml import etree

from wisselwerk.iati import problems
from wisselwerk.iati.model import Country, Region, Texts
from wisselwerk.iati.reading import HUNDRED, Reading, line_of

_COUNTRY: Final = re.compile(r"[A-Za-z]{2}")
_ANY_CODE: Final = re.compile(r"\S.{0,59}")


def read_countries(reading: Reading) -> tuple[Country, ...]:
    """The recipient countries; whether a code of two letters is a country is for the caller to know."""
    shares: dict[str, Country] = {}
    for element in reading.children("recipient-country"):
        if code := _code(reading, element, _COUNTRY).upper():
            percentage = reading.percentage(element)
            if code in shares:
                percentage = added_up(reading, element, code, shares[code].percentage, percentage)
            shares[code] = Country(code, percentage, line=line_of(element))
    if shares or reading.children("recipient-region"):
        return tuple(shares.values())
    for element in reading.element.iterfind("transaction/recipient-country"):
        code = _code(reading, element, _COUNTRY).upper()
        if code and code not in shares:
            shares[code] = Country(code, line=line_of(element))
    if shares:
        reading.report(problems.ONLY_IN_TRANSACTIONS, field="recipient-country")
    return tuple(shares.values())


def read_regions(reading: Reading) -> tuple[Region, ...]:
    """The recipient regions."""
    found = reading.children("recipient-region")
    if not found and not reading.children("recipient-country"):
        found = reading.element.findall("transaction/recipient-region")
    regions: dict[tuple[str, str], Region] = {}
    for element in found:
        vocabulary = (element.get("vocabulary") or "").strip() or "1"
        code = _code(reading, element, _ANY_CODE)
        if not code:
            continue
        of_activity = element.getparent() is reading.element
        percentage = reading.percentage(element) if of_activity else None
        names: Texts = reading.texts(element, one_line=True)
        if earlier := regions.get((vocabulary, code)):
            names = {**names, **earlier.names}
            if of_activity:
                percentage = added_up(reading, element, code, earlier.percentage, percentage)
        regions[vocabulary, code] = Region(code, vocabulary, percentage, names)
    return tuple(regions.values())


def added_up(
    reading: Reading, element: etree._Element, code: str, first: Decimal | None, second: Decimal | None
) -> Decimal | None:
    """The share of a code that stands there twice; reported."""
    reading.report(problems.ADDED_UP, element, field=element.tag, value=code)
    if first is None or second is None:
        return first if second is None else second
    return min(first + second, HUNDRED)


def _code(reading: Reading, element: etree._Element, pattern: re.Pattern[str]) -> str:
    if not (element.get("code") or "").strip():
        reading.report(problems.MISSING, element, field=f"{element.tag}/@code")
        return ""
    return reading.code(element, "code", pattern)
