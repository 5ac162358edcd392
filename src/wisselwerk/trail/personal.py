"""Export and erasure of a person's data, gathered from every app that keeps some.

An app registers what it keeps in its `AppConfig.ready`; the expert's own app runs through all of them. So an app that
is added later can't be forgotten by the code that erases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Keeper:
    """What one app keeps of a person: how to hand it over and how to erase it. Both take the person's profile id."""

    name: str
    export: Callable[[str], Any]
    erase: Callable[[str], None]


_keepers: dict[str, Keeper] = {}


def register(keeper: Keeper) -> None:
    """Add a keeper; registering the same name again replaces it."""
    _keepers[keeper.name] = keeper


def keepers() -> tuple[Keeper, ...]:
    """All keepers, in order of registration."""
    return tuple(_keepers.values())
