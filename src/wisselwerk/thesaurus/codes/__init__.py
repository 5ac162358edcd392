"""The code lists themes and projects refer to: SDG goals and targets, DAC/CRS sectors, Dutch Iv3 task fields.

Each list is a YAML file beside this module, with labels in the four languages; `sdg()`, `dac()` and `iv3()` read
theirs once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

# libyaml reads these files some ten times faster, but not every build of PyYAML has it.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list.

    `parent` is the code above it: the goal of a target, the category of a purpose code, the policy area of a task
    field; None at the top. `withdrawn` codes are no longer given out: show them where older data uses them, but don't
    offer them.
    """

    code: str
    labels: Mapping[str, str] = field(hash=False)
    parent: str | None = None
    withdrawn: bool = False


@cache
def sdg() -> Mapping[str, Code]:
    """The 17 Sustainable Development Goals ("6") and their 169 targets ("6.1", "6.a"), each goal before its targets."""
    return _by_code("sdg.yaml", _goals_and_targets(_read("sdg.yaml")))


@cache
def dac() -> Mapping[str, Code]:
    """The OECD DAC/CRS purpose codes ("14050") and the categories above them ("140"), in the order of their codes."""
    return _by_code("dac.yaml", (_code(entry, entry.get("category")) for entry in _read("dac.yaml")))


@cache
def iv3() -> Mapping[str, Code]:
    """The Iv3 task fields of Dutch municipalities ("7.3") and the policy areas above them ("7"), in file order."""
    return _by_code("iv3.yaml", (_code(entry, entry.get("area")) for entry in _read("iv3.yaml")))


def label(code: Code, lang: str) -> str:
    """What `code` is called in `lang`; in English where the list has no such language."""
    return code.labels.get(lang) or code.labels["en"]


def _read(file_name: str) -> list[dict[str, Any]]:
    text = files(__name__).joinpath(file_name).read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = yaml.load(text, Loader=_Loader)  # noqa: S506 - both loaders are safe ones
    return entries


def _goals_and_targets(goals: list[dict[str, Any]]) -> Iterator[Code]:
    for goal in goals:
        yield _code(goal, None)
        for target in goal["targets"]:
            yield _code(target, goal["code"])


def _code(entry: Mapping[str, Any], parent: str | None) -> Code:
    return Code(entry["code"], MappingProxyType(dict(entry["labels"])), parent, entry.get("withdrawn", False))


def _by_code(file_name: str, codes: Iterator[Code]) -> Mapping[str, Code]:
    """Index a list by code. Raises ValueError for a code that stands twice or hangs under a code that isn't there."""
    found: dict[str, Code] = {}
    for code in codes:
        if code.code in found:
            raise ValueError(f"{file_name}: code {code.code} stands twice")
        found[code.code] = code
    for code in found.values():
        if code.parent is not None and code.parent not in found:
            raise ValueError(f"{file_name}: code {code.code} hangs under {code.parent}, which isn't there")
    return MappingProxyType(found)
