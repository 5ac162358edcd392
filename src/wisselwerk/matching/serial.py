"""Frozen dataclasses to plain JSON data and back, so that a shortlist can be stored and reopened as it was."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Hashable, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")


def to_dict(value: Any) -> Any:
    """Dataclasses become dicts, tuples lists, dates ISO 8601 strings: everything `json.dumps` accepts."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_dict(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_dict(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_dict(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_dict(kind: type[T], data: Mapping[str, Any]) -> T:
    """The dataclass `kind` from what `to_dict` made of it. Fields that are absent get their default.

    Raises `KeyError` on a field that `kind` does not have and `TypeError` on one that it cannot do without: a stored
    shortlist of a later version is refused rather than read by half.
    """
    hints = _hints(cast(Hashable, kind))
    unknown = set(data) - set(hints)
    if unknown:
        raise KeyError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{name: _read(hints[name], value) for name, value in data.items()})


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _read(next(one for one in arguments if one is not type(None)), value)
    if origin is tuple:
        return tuple(_read(arguments[0], item) for item in value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: _read(arguments[1], item) for key, item in value.items()}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return from_dict(hint, value)
    if hint is date:
        return date.fromisoformat(value)
    return value
