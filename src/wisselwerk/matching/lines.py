"""Profiles and needs from JSON lines. Every faulty line is reported with file, line and reason; none is guessed at."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, get_args

from babel import Locale

from wisselwerk.languages import CEFR_LEVELS, LANGUAGES
from wisselwerk.matching.calendar import parse
from wisselwerk.matching.model import Kind, Must, Need, PastExchange, Period, Profile, Role
from wisselwerk.matching.recognise import known_language
from wisselwerk.thesaurus.model import Thesaurus

T = TypeVar("T", Profile, Need)
Read = Callable[[Any], Any]


class Fault(ValueError):
    """Why a line, or a part of it, can't be used."""


@dataclass(slots=True)
class Lines(Generic[T]):
    """What a file holds: its records in order, and a report for each faulty line."""

    records: list[T] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_profiles(path: Path, thesaurus: Thesaurus, *, plain_ids: bool = False) -> Lines[Profile]:
    """The profiles of a file. With `plain_ids` an id with white space in it is a fault."""
    return _read(path, lambda data: Profile(**_fields(data, _profile_fields(thesaurus), _PROFILE_NEEDS)), plain_ids)


def read_needs(path: Path, thesaurus: Thesaurus, *, plain_ids: bool = False) -> Lines[Need]:
    """The needs of a file. With `plain_ids` an id with white space in it is a fault."""
    return _read(path, lambda data: Need(**_fields(data, _need_fields(thesaurus), ("id", "text"))), plain_ids)


def _read(path: Path, build: Callable[[Any], T], plain_ids: bool) -> Lines[T]:
    lines, seen = Lines[T](), dict[str, int]()
    try:
        content = path.read_bytes()
    except OSError as error:
        lines.faults.append(f"{path}: {error.strerror or error}")
        return lines
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            record = build(_json(raw))
            if plain_ids and len(record.id.split()) != 1:
                raise Fault("id: has white space, which a TREC run cannot hold")
            if record.id in seen:
                raise Fault(f"id: {record.id!r} is also on line {seen[record.id]}")
            seen[record.id] = number
            lines.records.append(record)
        except Fault as fault:
            lines.faults.append(f"{path}:{number}: {fault}")
    return lines


def _json(raw: bytes) -> Any:
    try:
        data = json.loads(raw.decode("utf-8"), object_pairs_hook=_no_doubles, parse_constant=_no_constant)
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        raise Fault(f"not UTF-8 (byte {error.start + 1} of the line)") from error
    except UnicodeEncodeError as error:
        raise Fault("not valid Unicode: half of a surrogate pair") from error
    except json.JSONDecodeError as error:
        raise Fault(f"not JSON: {error.msg} (column {error.colno})") from error
    except RecursionError as error:
        raise Fault("not JSON: nested too deeply") from error
    if not isinstance(data, dict):
        raise Fault("not a JSON object")
    return data


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        raise Fault(f"{next(name for name in names if names.count(name) > 1)}: given twice")
    return data


def _no_constant(name: str) -> Any:
    raise Fault(f"not JSON: {name}")


def _fields(data: Any, known: Mapping[str, Read], required: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of an object, each read by its reader. All faults of the object are reported together."""
    if not isinstance(data, dict):
        raise Fault("is not an object")
    faults = [f"{name}: unknown field" for name in data if name not in known]
    faults += [f"{name}: is missing" for name in required if name not in data]
    found: dict[str, Any] = {}
    for name, value in data.items():
        if name in known:
            try:
                found[name] = known[name](value)
            except Fault as fault:
                faults.append(f"{name}: {fault}")
    if faults:
        raise Fault("; ".join(faults))
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Fault("is not a string")
    return value


def _filled(value: Any) -> str:
    if not _text(value).strip():
        raise Fault("is empty")
    return _text(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Fault("is not a number")
    return float(value)


def _share(value: Any) -> float:
    if not 0.0 <= _number(value) <= 1.0:
        raise Fault("is not between 0 and 1")
    return float(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Fault("is not true or false")
    return value


def _list(of: Read) -> Read:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Fault("is not a list")
        found: list[Any] = []
        for number, item in enumerate(value, start=1):
            try:
                found.append(of(item))
            except Fault as fault:
                raise Fault(f"item {number}: {fault}") from fault
        return tuple(found)

    return read


def _one_of(allowed: tuple[str, ...]) -> Read:
    def read(value: Any) -> str:
        if _text(value) not in allowed:
            raise Fault(f"{value!r} is not one of {', '.join(allowed)}")
        return _text(value)

    return read


def _maybe(of: Read) -> Read:
    return lambda value: None if value is None else of(value)


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError as error:
        raise error if isinstance(error, Fault) else Fault(f"{value!r} is not a date (YYYY-MM-DD)") from error


def _period(value: Any) -> Period:
    found = _fields(value, {"from": _day, "to": _day}, ("from", "to"))
    try:
        return parse(found["from"].isoformat(), found["to"].isoformat())
    except ValueError as error:
        raise Fault(str(error)) from error


def _text_language(value: Any) -> str:
    language = known_language(_text(value))
    if language is None:
        raise Fault(f"{value!r} is not one of {', '.join(LANGUAGES)}")
    return language


@cache
def _language_codes() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale("en").languages) if code.isalpha() and len(code) <= 3)


def _code(value: Any) -> str:
    if _text(value) not in _language_codes():
        raise Fault(f"{value!r} is not a language code (ISO 639)")
    return _text(value)


_level: Final = _maybe(_one_of(CEFR_LEVELS))


def _languages(value: Any) -> dict[str, str | None]:
    """A list of codes or of objects with `code` and `level`, or an object from code to level."""
    if isinstance(value, dict):
        pairs = [(_code(code), _level(level)) for code, level in value.items()]
    elif isinstance(value, list):
        pairs = [_language(item) for item in value]
    else:
        raise Fault("is not a list or an object")
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Fault("names a language twice")
    return found


def _language(item: Any) -> tuple[str, str | None]:
    if isinstance(item, dict):
        found = _fields(item, {"code": _code, "level": _level}, ("code",))
        return found["code"], found.get("level")
    return _code(item), None


def _theme(thesaurus: Thesaurus) -> Read:
    def read(value: Any) -> str:
        if _text(value) not in thesaurus:
            raise Fault(f"{value!r} is not a theme of the thesaurus")
        return _text(value)

    return read


_words: Final = _list(_filled)
_kind: Final = _one_of(get_args(Kind))
_role: Final = _one_of(get_args(Role))
_PROFILE_NEEDS: Final = ("id", "headline", "text")


def _profile_fields(thesaurus: Thesaurus) -> dict[str, Read]:
    themes = _list(_theme(thesaurus))
    past = {"themes": themes, "form": _maybe(_filled), "country": _maybe(_filled), "ended": _maybe(_day)}
    return {
        "id": _filled,
        "headline": _filled,
        "text": _filled,
        "language": _maybe(_text_language),
        "languages": _languages,
        "themes": themes,
        "forms": _words,
        "availability": _list(_period),
        "organisation": _text,
        "kind": _kind,
        "role": _maybe(_role),
        "items": _words,
        "confirmed_on": _maybe(_day),
        "hours_left": _maybe(_number),
        "load": _maybe(_share),
        "visible": _truth,
        "record": _list(lambda value: PastExchange(**_fields(value, past))),
        "removed_themes": themes,
    }


def _need_fields(thesaurus: Thesaurus) -> dict[str, Read]:
    themes = _list(_theme(thesaurus))
    conditions: dict[str, Read] = {
        "languages": _languages,
        "forms": _words,
        "kinds": _list(_kind),
        "roles": _list(_role),
        "available": _truth,
        "themes": themes,
    }
    return {
        "id": _filled,
        "text": _filled,
        "lang": _maybe(_text_language),
        "themes": themes,
        "removed_themes": themes,
        "must": lambda value: Must(**_fields(value, conditions)),
        "nice": lambda value: Must(**_fields(value, conditions)),
        "period": _maybe(_period),
        "forms": _words,
        "countries": _words,
    }
