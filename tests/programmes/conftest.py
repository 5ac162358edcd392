"""Activities as a file would give them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from wisselwerk import iati


@pytest.fixture
def given() -> Callable[..., iati.Activity]:
    """`given("A", …)`: an activity; another value anywhere makes another digest, as in a file."""

    def build(identifier: str = "XM-TEST-1-A", **values: Any) -> iati.Activity:
        fields: dict[str, Any] = {
            "titles": {"en": "Street lighting"},
            "reporting_organisation": iati.Organisation("XM-TEST-1", {"en": "Ministry of Tests"}, "10"),
            "status": "2",
        } | values
        digest = hashlib.sha256(repr((identifier, fields)).encode()).hexdigest()
        return iati.Activity(identifier=identifier, digest=digest, **fields)

    return build
