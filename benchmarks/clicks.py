"""How many clicks, fields and pages a whole exchange takes of each role, from need to 12-month follow-up.

    python benchmarks/clicks.py

Runs the two journeys of tests/e2e/test_exchange_journey.py in a real browser (Chromium must be there) on a served site
with the demonstration data, and shows what they report. Exit status 1 when an aim is missed: an expert at most 12
clicks from invitation to certificate, an employer one page without an account, an officer at most 40 for a webinar.

A link in a message, a link or button on a page, a box and a choice are each a click; whatever is typed or picked from a
list is a field. Signing in is not counted.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parent.parent
JOURNEYS = "tests/e2e/test_exchange_journey.py"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        # The older form of the report has room for what a test tells.
        options = ["-q", "-p", "no:cacheprovider", f"--junitxml={report}", "-o", "junit_family=xunit1"]
        status = subprocess.run([sys.executable, "-m", "pytest", *options, JOURNEYS], cwd=ROOT).returncode
        for one in etree.parse(report).iter("property"):
            print(f"\n{one.get('name')}\n{one.get('value')}")
    return status


if __name__ == "__main__":
    sys.exit(main())
