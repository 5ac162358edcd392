"""How many clicks, fields and pages a whole exchange takes of each role, from need to 12-month follow-up.

    python benchmarks/clicks.py

Runs the two journeys of tests/e2e/test_exchange_journey.py in a real browser (Chromium must be there), on a served site
with the demonstration data, and shows what they print. Exit status 1 when an aim is missed: an expert at most 12 clicks
from invitation to certificate, an employer one page without an account, an officer at most 40 clicks for a webinar.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> int:
    journeys = "tests/e2e/test_exchange_journey.py"
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", journeys]
    return subprocess.run(command, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
