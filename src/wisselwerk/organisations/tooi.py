"""Reads the official register of Dutch municipalities, with its history, as published in TOOI.

TOOI (Thesauri en Ontologieën voor OverheidsInformatie, https://standaarden.overheid.nl/tooi) gives a municipality
its codes, names, province and dates, and describes each reorganisation as an event in terms of PROV-O: municipalities
that ceased to exist (`prov:invalidated`), came into being (`prov:generated`) or were involved and stayed
(`prov:used`). The file read here is the complete register ("rwc_gemeenten_compleet") in expanded JSON-LD.
Plain Python: nothing here needs Django.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

PROVINCES: Final[Mapping[str, str]] = {
    "pv20": "Groningen",
    "pv21": "Fryslân",
    "pv22": "Drenthe",
    "pv23": "Overijssel",
    "pv24": "Flevoland",
    "pv25": "Gelderland",
    "pv26": "Utrecht",
    "pv27": "Noord-Holland",
    "pv28": "Zuid-Holland",
    "pv29": "Zeeland",
    "pv30": "Noord-Brabant",
    "pv31": "Limburg",
}

_TOOI: Final = "https://identifier.overheid.nl/tooi/def/ont/"
_PROV: Final = "http://www.w3.org/ns/prov#"

_MUNICIPALITY: Final = _TOOI + "Gemeente"
_MUNICIPALITY_CODE: Final = _TOOI + "gemeentecode"
_OFFICIAL_NAME: Final = _TOOI + "officieleNaamExclSoort"
_PROVINCE: Final = _TOOI + "ligtInProvincie"
_FIRST_DAY: Final = _TOOI + "begindatum"
_LAST_DAY: Final = _TOOI + "einddatum"
_BEGAN_AT: Final = _PROV + "generatedAtTime"
_CEASED_AT: Final = _PROV + "invalidatedAtTime"
_CAME_INTO_BEING: Final = _PROV + "generated"
_CEASED_TO_EXIST: Final = _PROV + "invalidated"
_STAYED: Final = _PROV + "used"


class RegisterError(ValueError):
    """A register file that can't be trusted: says in which file, at what place in it, and what is wrong."""

    def __init__(self, path: Path, where: str, what: str) -> None:
        super().__init__(f"{path}, {where}: {what}")
        self.path = path
        self.where = where
        self.what = what


@dataclass(frozen=True, slots=True)
class RegisteredMunicipality:
    """One municipality as the register knows it.

    `cbs_code` is "GM" and four digits, `tooi_id` the full URI. `started_on` is the first day of its existence, None
    for most of those that existed when the register began; `ended_on` is the last day, None where no end is known (it
    may lie ahead). `successors` are the CBS codes of the municipalities that took over its territory, sorted; they may
    have ended in turn.
    """

    cbs_code: str
    tooi_id: str
    name: str
    province: str
    started_on: date | None
    ended_on: date | None
    successors: tuple[str, ...]


def read_register(path: Path | str) -> list[RegisteredMunicipality]:
    """Read every municipality of a complete TOOI register, existing and ended, in the order of their CBS codes.

    Raises RegisterError when the file is not such a register, lacks a code, name or province, or contradicts itself;
    OSError when it can't be opened.
    """
    path = Path(path)
    nodes = list(_nodes(path))
    municipalities = {node.id: node for node in nodes if node.is_municipality}
    if not municipalities:
        # An empty register would end every municipality we know.
        raise RegisterError(path, "whole file", "holds no municipalities")
    codes = _cbs_codes(municipalities.values())
    successors = _successors(nodes, codes)
    registered = [
        _municipality(node, codes[node.id], tuple(sorted(successors.get(node.id, ()))))
        for node in municipalities.values()
    ]
    return sorted(registered, key=lambda municipality: municipality.cbs_code)


@dataclass(frozen=True, slots=True)
class _Node:
    """One JSON-LD node: a thing with an id, and for each property a list of values."""

    path: Path
    id: str
    properties: Mapping[str, object]

    def error(self, what: str) -> RegisterError:
        return RegisterError(self.path, self.id, what)

    @property
    def is_municipality(self) -> bool:
        types = self.properties.get("@type", [])
        return isinstance(types, list) and _MUNICIPALITY in types

    def references(self, property_: str) -> tuple[str, ...]:
        """The ids a property points to."""
        return tuple(self._values(property_, "@id"))

    def text(self, property_: str) -> str | None:
        """The one text of a property, or None where it is absent."""
        return self._only(property_, self._values(property_, "@value"))

    def required_text(self, property_: str) -> str:
        value = self.text(property_)
        if not value:
            raise self.error(f"has no {_short(property_)}")
        return value

    def required_reference(self, property_: str) -> str:
        value = self._only(property_, self._values(property_, "@id"))
        if not value:
            raise self.error(f"has no {_short(property_)}")
        return value

    def day(self, property_: str) -> date | None:
        """The day of an xsd:date or xsd:dateTime, or None where it is absent. The time of day says nothing here."""
        value = self.text(property_)
        if value is None:
            return None
        try:
            return date.fromisoformat(value[:10])
        except ValueError as error:
            raise self.error(f"{_short(property_)} is {value!r}, which is not a date") from error

    def _only(self, property_: str, values: Iterable[str]) -> str | None:
        distinct = sorted(set(values))
        if len(distinct) > 1:
            raise self.error(f"{_short(property_)} should have one value, but has {', '.join(distinct)}")
        return distinct[0] if distinct else None

    def _values(self, property_: str, key: str) -> Iterator[str]:
        values = self.properties.get(property_, [])
        for value in values if isinstance(values, list) else [values]:
            content = value.get(key) if isinstance(value, dict) else None
            if not isinstance(content, str):
                raise self.error(f"{_short(property_)} should hold {key} and a text (expanded JSON-LD), not {value!r}")
            yield content.strip()


def _short(property_: str) -> str:
    """The last part of a property's URI: what the register's own documentation calls it."""
    return re.split(r"[/#]", property_)[-1]


def _nodes(path: Path) -> Iterator[_Node]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise RegisterError(path, f"line {error.lineno}", f"is not JSON: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise RegisterError(path, f"byte {error.start}", "is not UTF-8 text") from error
    if not isinstance(content, list):
        raise RegisterError(path, "whole file", "is not expanded JSON-LD: that is a list of nodes")
    seen: set[str] = set()
    for position, properties in enumerate(content, start=1):
        node_id = properties.get("@id") if isinstance(properties, dict) else None
        if not isinstance(node_id, str):
            raise RegisterError(path, f"node {position}", "has no @id")
        if node_id in seen:
            raise RegisterError(path, node_id, "stands in the file twice")
        seen.add(node_id)
        yield _Node(path, node_id, properties)


def _cbs_codes(municipalities: Iterable[_Node]) -> dict[str, str]:
    """The CBS code of each municipality, by its id."""
    holders: dict[str, str] = {}
    for node in municipalities:
        digits = node.required_text(_MUNICIPALITY_CODE)
        if not re.fullmatch(r"[0-9]{4}", digits):
            raise node.error(f"gemeentecode is {digits!r}, which is not four digits")
        code = f"GM{digits}"
        if code in holders:
            raise node.error(f"has code {code}, but so has {holders[code]}")
        holders[code] = node.id
    return {node_id: code for code, node_id in holders.items()}


def _successors(nodes: Iterable[_Node], codes: Mapping[str, str]) -> Mapping[str, set[str]]:
    """The CBS codes of those that came after each municipality that ceased to exist, by its id.

    A municipality may be named in several events of one day: each took a part of its territory.
    """
    successors: defaultdict[str, set[str]] = defaultdict(set)
    for event in nodes:
        # Events about something else than the existence of municipalities are no concern of ours.
        ended = [node_id for node_id in event.references(_CEASED_TO_EXIST) if node_id in codes]
        if not ended:
            continue
        continuing = (*event.references(_CAME_INTO_BEING), *event.references(_STAYED))
        for node_id in continuing:
            if node_id not in codes:
                raise event.error(f"names {node_id} as successor, which the register doesn't hold")
        for node_id in ended:
            successors[node_id].update(codes[other] for other in continuing if other != node_id)
    return successors


def _municipality(node: _Node, cbs_code: str, successors: tuple[str, ...]) -> RegisteredMunicipality:
    started_on = node.day(_FIRST_DAY) or node.day(_BEGAN_AT)
    ended_on = _last_day(node)
    if successors and ended_on is None:
        raise node.error(f"is succeeded by {', '.join(successors)}, but has no einddatum")
    if started_on and ended_on and ended_on < started_on:
        raise node.error(f"ended on {ended_on}, before it started on {started_on}")
    return RegisteredMunicipality(
        cbs_code=cbs_code,
        tooi_id=node.id,
        name=_name(node),
        province=_province(node),
        started_on=started_on,
        ended_on=ended_on,
        successors=successors,
    )


def _last_day(node: _Node) -> date | None:
    last_day = node.day(_LAST_DAY)
    if last_day is not None:
        return last_day
    ceased = node.day(_CEASED_AT)
    # The moment it ceased to exist is midnight after the last day.
    return None if ceased is None else ceased - timedelta(days=1)


def _name(node: _Node) -> str:
    # The register writes "Bergen (L)". Statistics Netherlands puts a full stop after the province, and so do we.
    return re.sub(r"\(([A-Z]{1,2})\)$", r"(\1.)", node.required_text(_OFFICIAL_NAME))


def _province(node: _Node) -> str:
    code = node.required_reference(_PROVINCE).rsplit("/", 1)[-1]
    if code not in PROVINCES:
        raise node.error(f"lies in province {code}, which doesn't exist")
    return PROVINCES[code]
