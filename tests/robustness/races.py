"""Two people do the same at the same moment, each over a connection of their own. Prints who won and what was stored.

Each race is a pair of actions on the same thing. Two threads wait for one another and then act; each outcome is "done",
"conflict" (told that somebody else was first) or the name of another error.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from robustness import world


def main() -> None:
    cast = world.begin()
    from robustness.contests import contests

    results = {}
    for name, prepare in contests(cast).items():
        first, second, stored = prepare()
        outcomes = together(first, second)
        results[name] = {"outcomes": sorted(outcomes), "stored": stored()}
    print(json.dumps(results))


def together(*acts: Callable[[], Any]) -> list[str]:
    """Run all at the same moment; what became of each."""
    gate, outcomes = threading.Barrier(len(acts)), [""] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        from django.core.exceptions import ValidationError
        from django.db import connections

        from wisselwerk.exchanges.conflicts import Conflict

        try:
            connections["default"].ensure_connection()
            gate.wait()
            act()
            outcomes[number] = "done"
        except Conflict:
            outcomes[number] = "conflict"
        except ValidationError as error:
            outcomes[number] = f"refused: {' '.join(error.messages)}"
        except Exception as error:  # the test shows which
            outcomes[number] = f"{type(error).__name__}: {error}"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


if __name__ == "__main__":
    main()
