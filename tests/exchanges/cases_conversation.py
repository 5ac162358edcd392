"""How each action of this part is called, and by whom: read by tests/test_actions.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cast import Cast

CASES: dict[str, Callable[[Cast, Path], Any]] = {}
