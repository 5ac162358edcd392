"""Reads the values of one activity: texts, codes, dates, numbers. What can't be read is reported, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, cast

from lxml import etree

from wisselwerk.iati import problems
from wisselwerk.iati.model import Organisation, Texts
from wisselwerk.iati.problems import Problem, Report, Severity

XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
HUNDRED: Final = Decimal(100)
LONGEST_REF: Final = 120

_LAST_OWN_LINE: Final = 65535  # libxml2 has 16 bits for the line of an element

_text_of = etree.XPath("string()")
# The forms of xs:date and xs:dateTime; a time and a time zone say nothing about the day.
_DATE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[\d:.]+)?(?:Z|[+-]\d{2}:\d{2})?")
_DECIMAL: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
# What publishers write where they have no name or identifier to give.
_NOTHING: Final = frozenset(
    {"", "n/a", "na", "n.a.", "none", "null", "nil", "-", "--", "0", "unknown", "not applicable"}
)
# Room for any sum of money: sixteen digits before the point.
_LARGEST: Final = Decimal(10) ** 16
# Rounding to two places leaves a third of three shares at 33.33.
_ROUNDING: Final = Decimal("0.5")


class Reading:
    """One activity that is being read."""

    def __init__(self, element: etree._Element, report: Report, *, file: str, root_language: str) -> None:
        self.element = element
        self.identifier = ""
        self.language = (element.get(XML_LANG) or root_language).strip().lower()
        self._report = report
        self._file = file

    @cached_property
    def currency(self) -> str:
        """The currency of amounts that name none, or ""."""
        return self.currency_of(self.element, "default-currency")

    def report(
        self,
        template: str,
        at: etree._Element | None = None,
        *,
        severity: Severity = Severity.WARNING,
        **values: object,
    ) -> None:
        """Pass on a problem, at the line of `at` (default: of the activity)."""
        self._report(
            Problem(
                template,
                {name: str(value) for name, value in values.items()},
                file=self._file,
                line=line_of(self.element if at is None else at),
                identifier=self.identifier,
                severity=severity,
            )
        )

    def children(self, name: str) -> list[etree._Element]:
        return self.element.findall(name)

    def texts(self, element: etree._Element, *, one_line: bool = False) -> dict[str, str]:
        """The narratives of `element` by language: their own, else that of the activity, else ""."""
        gathered: dict[str, list[str]] = {}
        for narrative in element.findall("narrative"):
            lang = narrative.get(XML_LANG, self.language).strip().lower()
            _gather(gathered, lang, str(_text_of(narrative)), one_line)
        if outside := " ".join((element.text or "").split()):  # as in version 1
            self.report(problems.TEXT_OUTSIDE, element, element=element.tag)
            _gather(gathered, self.language, outside, one_line)
        return {lang: "\n".join(texts) for lang, texts in gathered.items()}

    def code(self, element: etree._Element, attribute: str, allowed: Iterable[str] | re.Pattern[str]) -> str:
        """A code of a list, or "" when it is absent (silently) or unknown (reported)."""
        value = (element.get(attribute) or "").strip()
        known = allowed.fullmatch(value) if isinstance(allowed, re.Pattern) else value in allowed
        if value and not known:
            self.report(problems.BAD_CODE, element, field=field_name(element, attribute), value=value)
            return ""
        return value

    def currency_of(self, element: etree._Element, attribute: str) -> str:
        """An ISO 4217 code in capitals, or ""."""
        value = (element.get(attribute) or "").strip().upper()
        if value and not _CURRENCY.fullmatch(value):
            self.report(problems.BAD_CODE, element, field=field_name(element, attribute), value=value)
            return ""
        return value

    def date(self, element: etree._Element, attribute: str) -> date | None:
        value = (element.get(attribute) or "").strip()
        if not value:
            return None
        try:
            if found := _DATE.fullmatch(value):
                return date.fromisoformat(found[1])
        except ValueError:  # the thirtieth of February
            pass
        self.report(problems.BAD_DATE, element, field=field_name(element, attribute), value=value)
        return None

    def amount(self, element: etree._Element) -> Decimal | None:
        value = str(_text_of(element)).strip()
        if not _DECIMAL.fullmatch(value):
            self.report(problems.BAD_NUMBER, element, field=element.tag, value=value)
            return None
        if abs(Decimal(value)) >= _LARGEST:
            self.report(problems.BIG_NUMBER, element, field=element.tag, value=value)
            return None
        return Decimal(value)

    def percentage(self, element: etree._Element) -> Decimal | None:
        value = (element.get("percentage") or "").strip()
        if not value:
            return None
        if not _DECIMAL.fullmatch(value):
            self.report(problems.BAD_NUMBER, element, field=field_name(element, "percentage"), value=value)
            return None
        if not 0 <= Decimal(value) <= HUNDRED:
            self.report(problems.BAD_PERCENTAGE, element, field=field_name(element, "percentage"), value=value)
            return None
        return Decimal(value)

    def organisation(self, element: etree._Element, types: Iterable[str]) -> Organisation | None:
        """Who an element names, or None (reported) when it names nobody."""
        given = (element.get("ref") or "").strip()
        texts = self.texts(element, one_line=True)
        names = {lang: name for lang, name in texts.items() if name.lower() not in _NOTHING}
        ref = "" if given.lower() in _NOTHING or len(given) > LONGEST_REF else given
        if not ref and not names:
            self.report(problems.NO_ORGANISATION, element, field=element.tag)
            return None
        if given and not ref:
            self.report(problems.NOT_A_REF, element, value=given)
        return Organisation(ref, names, self.code(element, "type", types))

    def check_hundred(self, field: str, percentages: list[Decimal | None], at: etree._Element) -> None:
        """Report shares that don't add up; a single share without a percentage is all of it."""
        if percentages in ([], [None]):
            return
        total = sum((percentage for percentage in percentages if percentage is not None), Decimal(0))
        if abs(total - HUNDRED) > _ROUNDING:
            self.report(problems.NOT_HUNDRED, at, field=field, value=total)


def line_of(element: etree._Element) -> int:
    """The line of the file in which the start tag of an element ends."""
    line = cast(int, element.sourceline)
    if line < _LAST_OWN_LINE:
        return line
    # From there on libxml2 keeps lines of texts alone, and gives that of the text after the tag, at the end of it.
    text = element.text if element.text or len(element) else element.tail
    return line - (text or "").count("\n")


def field_name(element: etree._Element, attribute: str) -> str:
    """How a problem names an attribute: element/@attribute."""
    return f"{element.tag}/@{attribute}"


def _gather(gathered: dict[str, list[str]], lang: str, text: str, one_line: bool) -> None:
    text = " ".join(text.split()) if one_line else text.strip()
    texts = gathered.setdefault(lang, []) if text else []
    if text not in texts:
        texts.append(text)


def read_texts(reading: Reading, name: str, *, one_line: bool = False) -> Texts:
    """The texts of all elements of this name together."""
    together: dict[str, str] = {}
    for element in reading.children(name):
        for lang, text in reading.texts(element, one_line=one_line).items():
            together[lang] = f"{together[lang]}\n{text}" if lang in together else text
    return together
