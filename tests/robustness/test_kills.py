"""`kill -9` in the middle of every step from invitation to follow-up: all of the step or nothing, and life goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_step_is_done_as_a_whole_or_not_at_all(run_script: Callable[[str], Any]) -> None:
    """The script itself fails when a kill leaves something half done, or when a later step can't go on from there."""
    result = run_script("robustness.kills")
    assert len(result["steps"]) > 40
    assert all(step["changed"] for step in result["steps"]), result["steps"]
    assert sum(step["killed"] for step in result["steps"]) > 100
    assert any(step["after_commit"] for step in result["steps"])  # also killed between its commit and its mail
    assert result["end"] == {"status": "closed", "unsent": 0, "sent": result["end"]["sent"], "follow_ups": 3}
    assert result["end"]["sent"] > 20
