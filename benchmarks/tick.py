"""How long the jobs take with many exchanges in all states, and that a second run finds nothing left to do.

    python benchmarks/tick.py [--exchanges 1000]

A fresh SQLite database (or the one of WISSELWERK_DATABASE_URL, which must be empty) is filled with exchanges in every
state: invitations to be reminded of and to expire, consents, checklists, evaluations and follow-ups that are due. Then
every job runs once, then mail is delivered (to files), then every job runs once more at the same moment.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exchanges", type=int, default=1000)
    options = parser.parse_args()
    os.environ.setdefault("WISSELWERK_DATA_DIR", tempfile.mkdtemp(prefix="wisselwerk-tick-"))
    os.environ.setdefault("WISSELWERK_LOG_LEVEL", "ERROR")
    os.environ.setdefault("WISSELWERK_TASK_QUEUE", "true")  # the jobs write messages; delivering them is measured apart
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wisselwerk.settings")
    sys.path.insert(0, str(ROOT / "tests"))

    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from cast import Cast
    from many import make_many
    from wisselwerk.mail.models import Message
    from wisselwerk.organisations.actions import load_countries

    load_countries()
    begun = time.monotonic()
    make_many(Cast(), options.exchanges)
    print(f"{options.exchanges} exchanges made in {time.monotonic() - begun:.1f} s")

    now = timezone.now()
    first = run("first run", now)
    written = Message.objects.count()
    deliver_all()
    second = run("second run", now + dt.timedelta(seconds=1))
    print(f"\n{written} messages written by the first run, {Message.objects.count() - written} by the second")
    print(f"first run {first[0]:.2f} s, second {second[0]:.2f} s: {second[0] / first[0]:.2f} of it")
    if second[1] or Message.objects.count() != written:
        print("The second run did something.")
        return 1
    return 0


def run(title: str, now: dt.datetime) -> tuple[float, int]:
    """Run every job; returns the seconds and the number of things done."""
    from wisselwerk.jobs.actions import tick

    print(f"\n{title}")
    seconds, done = 0.0, 0
    for outcome in tick(now=now, due_or_not=True):
        counted = {name: number for name, number in outcome.result.items() if number}
        print(f"  {outcome.seconds:7.2f} s  {outcome.name:32} {outcome.error or counted or '-'}")
        seconds += outcome.seconds
        done += sum(counted.values()) + bool(outcome.error)
    return seconds, done


def deliver_all() -> None:
    """Deliver what the first run wrote: the job takes so many at a time."""
    from wisselwerk.jobs.actions import tick
    from wisselwerk.mail.enums import MessageStatus
    from wisselwerk.mail.models import Message

    begun, number = time.monotonic(), 0
    while Message.objects.filter(status=MessageStatus.WAITING).exists():
        tick(only=["mail.deliver"], due_or_not=True)
        number += 1
    print(f"\nthe mail of it delivered in {number} more runs of mail.deliver, {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
