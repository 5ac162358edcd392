"""Reads a file of activities one by one, in memory that does not grow with the file.

A file that comes from elsewhere is read with care: a document type declaration is refused, so there are no entities to
expand and nothing to fetch, and the limits of libxml2 against hostile XML stay on.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, cast

from lxml import etree

from wisselwerk.iati import problems
from wisselwerk.iati.activity import read_activity
from wisselwerk.iati.model import Activity
from wisselwerk.iati.problems import IatiError, Problem, Report, Severity
from wisselwerk.iati.reading import XML_LANG, line_of

VERSIONS: Final = frozenset({"2.01", "2.02", "2.03"})
_GZIP: Final = b"\x1f\x8b"
_PARSER: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class _Head(NamedTuple):
    version: str
    language: str


def read_activities(path: Path, report: Report, *, name: str = "") -> Iterator[Activity]:
    """The activities of the file at `path` (XML, or XML packed with gzip), one by one, in the order of the file.

    `report` is called with every problem, activity by activity; `name` is what problems call the file (default:
    its path). An activity without identifier is left out and reported as an error. Raises `IatiError` when the file
    is no file of IATI 2.0x activities, or where it stops being well-formed XML: what was read until then has been
    handed out already.
    """
    name = name or str(path)
    with _opened(path, name) as stream, _faults(name):
        head = _read_head(stream, report, name)
        stream.seek(0)
        events = etree.iterparse(stream, events=("end",), tag="iati-activity", **_PARSER)
        for _event, element in events:
            activity = read_activity(element, report, file=name, version=head.version, root_language=head.language)
            _forget(element, report, name)
            if activity:
                yield activity
        if events.root is not None:
            _report_strays(list(events.root), report, name)


def _forget(element: etree._Element, report: Report, name: str) -> None:
    """Free the memory of an activity and of all that stands before it."""
    element.clear()
    parent = element.getparent()
    if parent is None:
        return
    before = list(element.itersiblings(preceding=True))
    _report_strays([sibling for sibling in before if sibling.tag != "iati-activity"], report, name)
    for sibling in before:
        parent.remove(sibling)


def _report_strays(elements: list[etree._Element], report: Report, name: str) -> None:
    for element in elements:
        if element.tag != "iati-activity" and not element.tag.startswith("{"):
            report(Problem(problems.STRAY_ELEMENT, {"element": element.tag}, file=name, line=line_of(element)))


def _read_head(stream: IO[bytes], report: Report, name: str) -> _Head:
    """What the first element says about the whole file."""
    _event, root = next(iter(etree.iterparse(stream, events=("start",), **_PARSER)))
    line = line_of(root)
    if root.getroottree().docinfo.doctype:
        raise _refusal(problems.DOCTYPE, name, 1)
    if root.tag != "iati-activities":
        raise _refusal(problems.NOT_ACTIVITIES, name, line, element=root.tag)
    version = (root.get("version") or "").strip()
    if version.startswith("1"):
        raise _refusal(problems.OLD_VERSION, name, line, version=version)
    if not version:
        report(Problem(problems.NO_VERSION, file=name, line=line))
    elif version not in VERSIONS:
        report(Problem(problems.UNKNOWN_VERSION, {"version": version}, file=name, line=line))
    return _Head(version, (root.get(XML_LANG) or "").strip().lower())


@contextmanager
def _opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise _refusal(problems.NO_FILE, name, reason=error.strerror or "") from error
    with file:
        packed = file.read(2) == _GZIP
        file.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield cast(IO[bytes], unpacked)
        else:
            yield file


@contextmanager
def _faults(name: str) -> Iterator[None]:
    """Turns what the parser and gzip raise into an `IatiError` with a place."""
    try:
        yield
    except etree.XMLSyntaxError as error:
        line, column = error.position
        reason = (error.msg or "").partition(", line ")[0]
        raise _refusal(problems.BAD_XML, name, line or None, column or None, reason=reason) from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise _refusal(problems.BAD_GZIP, name, reason=error) from error


def _refusal(
    template: str, file: str, line: int | None = None, column: int | None = None, **values: object
) -> IatiError:
    strings = {key: str(value) for key, value in values.items()}
    return IatiError(Problem(template, strings, file=file, line=line, column=column, severity=Severity.ERROR))
