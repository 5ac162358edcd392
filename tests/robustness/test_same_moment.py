"""Two people at the same moment, over connections of their own: one wins, the other is told, nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

# For each contest: the outcomes that may be, and what must be stored after each. "done" twice is right only where both
# can be true one after the other, in either order.
ONE_WINS = ["conflict", "done"]
BOTH = ["done", "done"]
EXPECTED: dict[str, tuple[list[list[str]], list[Any]]] = {
    "accept_and_decline": ([ONE_WINS], [[True, 1], [False, 0]]),
    "accept_twice": ([ONE_WINS], [1]),
    "accept_and_withdraw": ([ONE_WINS], [[True, 1], [False, 0]]),
    "consent_and_refuse": ([ONE_WINS], [True]),
    "revoke_and_declare_ready": ([BOTH, ["done", "refused"]], [True]),
    "new_advice_and_go": ([BOTH, ONE_WINS], [True]),
    "confirm_twice": ([ONE_WINS], [1]),
    "join_and_confirm": ([ONE_WINS, BOTH, ["done", "refused"]], [[1, True], [2, True]]),
    "edit_terms_together": ([ONE_WINS], [2]),
    "agree_and_edit": ([BOTH, ONE_WINS], [0]),
    "change_together": ([ONE_WINS], [2]),
    "reschedule_and_cancel": ([ONE_WINS], [2]),
    "write_context_together": ([ONE_WINS], [1]),
    "draw_the_last_hours": ([["done", "refused"]], [40]),
    "two_ticks": ([BOTH], [1]),
}


@pytest.fixture(scope="module")
def races(run_script: Callable[[str], Any]) -> dict[str, Any]:
    found: dict[str, Any] = run_script("robustness.races")
    return found


def test_every_contest_was_held(races: dict[str, Any]) -> None:
    assert races.keys() == EXPECTED.keys()


@pytest.mark.parametrize("contest", EXPECTED)
def test_one_wins_and_the_other_is_told(races: dict[str, Any], contest: str) -> None:
    outcomes, stored = EXPECTED[contest]
    told = sorted(outcome.partition(":")[0] for outcome in races[contest]["outcomes"])
    assert told in outcomes, races[contest]
    assert races[contest]["stored"] in stored, races[contest]
