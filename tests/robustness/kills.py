"""Kills the process (SIGKILL) in the middle of every step of the journey, before one query after another.

Each step runs in a forked child that is killed before its n-th query, for n = 1, 9, 17, … up to its last. As long as
the transaction had not ended, nothing at all may have changed; as soon as it has, the step is done as a whole. Prints
one JSON object: for each step how many queries it has, how often it was killed before and after its commit, and whether
a kill left something half done.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

from robustness import world


def main() -> None:
    cast = world.begin()
    from robustness.journey import Journey

    journey, results = Journey(cast), []
    for name, step in journey.steps():
        results.append({"step": name, **try_to_kill(step)})
        journey.check(name)
    print(json.dumps({"steps": results, "end": journey.outcome()}))


def try_to_kill(step: Callable[[], Any]) -> dict[str, Any]:
    """Run a step, killed before ever later queries, until it gets through."""
    before, kills, at = world.everything_stored(), 0, 1
    while True:
        killed = run_in_child(step, kill_before=at)
        after = world.everything_stored()
        if not killed:
            return {"queries": at, "killed": kills, "after_commit": 0, "changed": after != before}
        kills += 1
        if after != before:  # it had been committed: the step is done, though its process died after that
            return {"queries": at, "killed": kills, "after_commit": 1, "changed": True}
        at += 8


def run_in_child(step: Callable[[], Any], *, kill_before: int) -> bool:
    """Whether the child was killed; one that fails by itself ends the whole script."""
    from django.db import connections

    let_go_of_the_database()
    child = os.fork()
    if child == 0:
        count = 0

        def kill_in_time(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            nonlocal count
            count += 1
            if count == kill_before:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        try:
            with connections["default"].execute_wrapper(kill_in_time):
                step()
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status):
        sys.exit("a step failed by itself")
    return False


def let_go_of_the_database() -> None:
    """Close what a child must not share with its parent: connections, and the pool that keeps them."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


if __name__ == "__main__":
    main()
