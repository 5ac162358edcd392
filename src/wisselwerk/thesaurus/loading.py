"""Finds the files, has them read, checked and built, and remembers the result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from wisselwerk.thesaurus import checks
from wisselwerk.thesaurus.build import build
from wisselwerk.thesaurus.model import Thesaurus
from wisselwerk.thesaurus.problems import Problem, ThesaurusError
from wisselwerk.thesaurus.source import Entry, read_entries


class Reading(NamedTuple):
    """Everything that was read, and everything that is wrong with it."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


class _Stamp(NamedTuple):
    """An operator's file as it was when it was read: another stamp means another content."""

    path: Path
    changed: int
    size: int


_installed: tuple[Path, ...] = ()


def install(paths: Sequence[Path]) -> None:
    """Name the operator's files and folders that `load()` adds when it is called without any."""
    global _installed
    _installed = tuple(paths)


def load(paths: Sequence[Path] | None = None) -> Thesaurus:
    """The municipal themes that come with Wisselwerk, with an operator's own files added.

    Each of `paths` is a YAML file, or a folder whose `*.yaml` and `*.yml` files are taken in order of name. Such a
    file may hold new themes (under a new top theme named after the file, or under an existing theme) and entries that
    `extends` an existing theme: these add labels and relations, and a `pref` in them becomes the preferred label.
    When two files set the same preferred label, the last one counts.

    Without `paths` those that were named to `install` are added, if any.

    The result is kept for the life of the process, and read anew when one of the files in `paths` has changed.
    Raises ThesaurusError with every fault in every file. Labels that collide are no fault here: see
    `Thesaurus.collisions`.
    """
    return _load(tuple(_stamps(_installed if paths is None else paths)))


@lru_cache(maxsize=8)
def _load(stamps: tuple[_Stamp, ...]) -> Thesaurus:
    entries, problems = read_all(stamp.path for stamp in stamps)
    if problems:
        raise ThesaurusError(problems)
    return build(entries)


def read_all(paths: Iterable[Path] = (), drafts: Mapping[Path, str] | None = None) -> Reading:
    """Every entry in the built-in data and in the files `paths`, and every fault, however many there are.

    `drafts` are texts of an operator's files that are not written yet, by the path they will have.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for file, built_in in [*((file, True) for file in _built_in_files()), *((path, False) for path in paths)]:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(_shown(file), 0, f"cannot be read: {error}"))
            continue
        found, faults = read_entries(text, file=_shown(file), built_in=built_in)
        entries.extend(found)
        problems.extend(faults)
    for path, draft in (drafts or {}).items():
        found, faults = read_entries(draft, file=_shown(path), built_in=False)
        entries.extend(found)
        problems.extend(faults)
    problems.extend(checks.structure_problems(entries))
    problems.extend(checks.label_problems(entries))
    problems.extend(checks.code_problems(entries, _known_codes()))
    return Reading(tuple(entries), tuple(sorted(set(problems))))


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that `paths` stand for: folders give their YAML files in order of name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml") and file.is_file())
        else:
            yield path


def _stamps(paths: Iterable[Path]) -> Iterator[_Stamp]:
    for path in files_in(paths):
        try:
            status = path.stat()
        except OSError as error:
            raise ThesaurusError([Problem(str(path), 0, f"cannot be read: {error.strerror}")]) from error
        yield _Stamp(path.resolve(), status.st_mtime_ns, status.st_size)


def _built_in_files() -> list[Traversable]:
    folder = resources.files("wisselwerk.thesaurus") / "data"
    return sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)


def _shown(file: Traversable | Path) -> str:
    """The name of a file in messages: from the working folder when it is in there, so that it is short to read."""
    path = Path(str(file))
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _known_codes() -> dict[str, Iterable[str]]:
    from wisselwerk.thesaurus.codes import dac, iv3, sdg

    return {"sdg": sdg(), "dac": dac(), "iv3": iv3()}
