"""Import real IATI files into a fresh database, twice, and hold the result against an independent count.

    python benchmarks/iati_import.py DIRECTORY [--large 200]

For each file: the activities in it (counted with XPath, not with our reader), the projects after the import, what the
second import changed (projects and lines in the trail), the problems told, and the seconds of each import. With
`--large` a file of so many megabytes is made of the largest file, whose activities get numbered identifiers, and
imported in a process of its own: seconds, and the most memory that it used.

Exit status 1 when a figure is not as it must be: as many projects as activities, and nothing changed the second time.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from lxml import etree


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--large", type=int, metavar="MB", help="also import a file of this size")
    parser.add_argument("--only", type=Path, help=argparse.SUPPRESS)  # the process of its own
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wisselwerk-iati-") as folder:
        start_database(Path(folder))
        if options.only:
            return import_large(options.only)
        good = import_all(sorted(options.directory.glob("*.xml")))
        if options.large:
            large = Path(folder) / "large.xml"
            write_large(
                max(options.directory.glob("*.xml"), key=lambda path: path.stat().st_size), large, options.large
            )
            command = [sys.executable, __file__, str(options.directory), "--only", str(large)]
            good &= subprocess.run(command, check=False).returncode == 0
    return 0 if good else 1


def start_database(folder: Path) -> None:
    """A fresh SQLite database in `folder`."""
    os.environ["WISSELWERK_DATA_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "wisselwerk.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from wisselwerk.organisations.actions import load_countries

    call_command("migrate", verbosity=0)
    load_countries()


def count(path: Path) -> int:
    """The activities in a file, counted without our reader."""
    return int(etree.parse(path).xpath("count(//iati-activity[normalize-space(iati-identifier)])"))


def import_all(paths: list[Path]) -> bool:
    from wisselwerk.programmes.models import Programme, Project
    from wisselwerk.trail.models import ActionEntry
    from wisselwerk.transfer.iati import import_iati

    heads = (f"{'file':<28}", f"{'activities':>11}", f"{'projects':>10}", f"{'changed again':>15}", f"{'errors':>8}")
    print(*heads, f"{'warnings':>10}", f"{'seconds':>9}", f"{'again':>7}", sep="")
    good, activities = True, 0
    for path in paths:
        expected, before = count(path), Project.objects.count()
        started = perf_counter()
        first = import_iati([path], by=None)
        seconds = perf_counter() - started
        projects, lines = Project.objects.count() - before, ActionEntry.objects.count()
        started = perf_counter()
        second = import_iati([path], by=None)
        again = perf_counter() - started
        changed = second.total("created") + second.total("updated") + ActionEntry.objects.count() - lines
        good &= projects == expected and changed == 0
        activities += expected
        print(
            f"{path.name:<28}{expected:>11}{projects:>10}{changed:>15}{first.errors:>8}{first.warnings:>10}"
            f"{seconds:>9.2f}{again:>7.2f}"
        )
    print(f"{'together':<28}{activities:>11}{Project.objects.count():>10}; {Programme.objects.count()} programmes")
    return good


def write_large(source: Path, target: Path, megabytes: int) -> None:
    """`source` over and over, each time with other identifiers, until it has the size."""
    activities = [
        etree.tostring(activity, encoding="unicode").partition("<iati-identifier>")
        for activity in etree.parse(source).getroot()
    ]
    with target.open("w", encoding="utf-8") as file:
        file.write('<iati-activities version="2.03">\n')
        turn = 0
        while file.tell() < megabytes * 1_000_000:
            turn += 1
            for before, tag, after in activities:
                file.write(f"{before}{tag}{turn}-{after}")
        file.write("</iati-activities>\n")


def import_large(path: Path) -> int:
    from wisselwerk.programmes.models import Project
    from wisselwerk.transfer.iati import import_iati

    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = perf_counter()
    done = import_iati([path], by=None)
    seconds = perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    projects = Project.objects.count()
    print(
        f"{path.stat().st_size / 1e6:.0f} MB: {done.total('activities')} activities, {projects} projects,"
        f" {seconds:.0f} s; memory {base / 1024:.0f} MB before, {peak / 1024:.0f} MB at most"
    )
    return 0 if projects == done.total("activities") else 1


if __name__ == "__main__":
    sys.exit(main())
