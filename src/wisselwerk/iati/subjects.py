"""What an activity is about: sectors, and the Sustainable Development Goals it names as sectors or as tags."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import Final

from lxml import etree

from wisselwerk.iati import problems
from wisselwerk.iati.geography import added_up
from wisselwerk.iati.model import Sdg, Sector, Texts
from wisselwerk.iati.reading import Reading
from wisselwerk.thesaurus import codes

# Vocabularies in which the goals, targets and indicators of the 2030 Agenda stand: code lists SectorVocabulary and
# TagVocabulary.
_SDG_SECTORS: Final = frozenset({"7", "8", "9"})
_SDG_TAGS: Final = frozenset({"2", "3"})
_INDICATOR: Final = re.compile(r"(\d+\.\w+)\.\d+")
_ANY_CODE: Final = re.compile(r"\S.{0,59}")
_ANY_VOCABULARY: Final = re.compile(r"\S{1,10}")


def read_sectors(reading: Reading) -> tuple[Sector, ...]:
    """The sectors in every vocabulary; those of the transactions when the activity itself has none."""
    of_activity = reading.children("sector")
    sectors: dict[tuple[str, str], Sector] = {}
    for element in of_activity or reading.element.iterfind("transaction/sector"):
        vocabulary = reading.code(element, "vocabulary", _ANY_VOCABULARY) or "1"
        code = reading.code(element, "code", _ANY_CODE)
        if not code:
            if not element.get("code"):
                reading.report(problems.MISSING, element, field="sector/@code")
            continue
        percentage = reading.percentage(element) if of_activity else None
        names: Texts = reading.texts(element, one_line=True)
        if earlier := sectors.get((vocabulary, code)):
            names = {**names, **earlier.names}
            if of_activity:
                percentage = added_up(reading, element, code, earlier.percentage, percentage)
        sectors[vocabulary, code] = Sector(code, vocabulary, percentage, names)
    if sectors and not of_activity:
        reading.report(problems.ONLY_IN_TRANSACTIONS, field="sector")
    elif of_activity:
        _check_percentages(reading, list(sectors.values()), of_activity[0])
    return tuple(sectors.values())


def read_sdgs(reading: Reading) -> tuple[Sdg, ...]:
    """The goals and targets, in the order in which they stand there; an indicator stands for its target."""
    found: dict[str, Sdg] = {}
    sectors = reading.children("sector") or reading.element.findall("transaction/sector")
    for element in (*sectors, *reading.children("tag")):
        vocabulary = (element.get("vocabulary") or "").strip()
        if vocabulary not in (_SDG_TAGS if element.tag == "tag" else _SDG_SECTORS):
            continue
        given = (element.get("code") or "").strip()
        code = sdg_code(given)
        if not code:
            reading.report(problems.BAD_CODE, element, field=f"{element.tag}/@code", value=given)
        elif code not in found:
            found[code] = Sdg(code)
    return tuple(found.values())


def sdg_code(given: str) -> str:
    """The goal or target that a code stands for: "06" is "6", "6.B" is "6.b", indicator "6.1.1" is target "6.1".

    Returns "" when there is no such goal or target.
    """
    code = given.strip().lower().lstrip("0")
    if indicator := _INDICATOR.fullmatch(code):
        code = indicator[1]
    return code if code in codes.sdg() else ""


def _check_percentages(reading: Reading, sectors: list[Sector], at: etree._Element) -> None:
    by_vocabulary: defaultdict[str, list[Decimal | None]] = defaultdict(list)
    for sector in sectors:
        by_vocabulary[sector.vocabulary].append(sector.percentage)
    for vocabulary, percentages in by_vocabulary.items():
        # Outside the DAC's own lists many publishers name sectors without dividing the money over them.
        if vocabulary in {"1", "2"} or any(percentages):
            reading.check_hundred(f"sector, vocabulary {vocabulary},", percentages, at)
