"""What `wisselwerk thesaurus ...` does, as functions that write to the streams they are given.

Each returns an exit status: 0 all is well, 1 the check found faults, 2 the input cannot be used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TextIO

from wisselwerk.languages import LANGUAGES, Lang
from wisselwerk.thesaurus.build import find_collisions
from wisselwerk.thesaurus.loading import files_in, load, read_all
from wisselwerk.thesaurus.model import Thesaurus
from wisselwerk.thesaurus.problems import ThesaurusError
from wisselwerk.thesaurus.vocabulary import DEFAULT_BASE


def check(out: TextIO, err: TextIO, paths: Sequence[Path] = ()) -> int:
    """Check the built-in data and the files in `paths`; every fault goes to `err` as `file:line: message`.

    Labels that collide inside the built-in data are faults. A collision with an operator's label is only told: a
    published thesaurus shares words with the built-in one, and then both themes are recognised.
    """
    reading = read_all(files_in(paths))
    collisions = find_collisions(reading.entries)
    faults = [collision for collision in collisions if collision.built_in]
    told = [collision for collision in collisions if not collision.built_in]
    for problem in reading.problems:
        print(problem, file=err)
    for collision in faults:
        print(f"{collision.places[0]}: collision: {collision}", file=err)
    for collision in told:
        print(f"{collision.places[-1]}: note: {collision}", file=out)
    if count := len(reading.problems) + len(faults):
        print(f"Faults found: {count}", file=err)
        return 1
    themes = sum(not entry.extends for entry in reading.entries)
    labels = sum(len(labels.all()) for entry in reading.entries for labels in entry.labels.values())
    print(f"{themes} themes with {labels} labels: no faults.", file=out)
    return 0


def export(
    out: TextIO, err: TextIO, format: str = "turtle", paths: Sequence[Path] = (), base: str = DEFAULT_BASE
) -> int:
    """Write the thesaurus to `out` as SKOS ("turtle" or "json-ld"), with URIs that begin with `base`."""
    from wisselwerk.thesaurus.skos_export import FORMATS, to_skos  # imports rdflib, which takes a while

    thesaurus = _load_or_tell(err, paths)
    if thesaurus is None:
        return 2
    chosen = next((known for known in FORMATS if known == format), None)
    if chosen is None:
        print(f"the format must be one of {', '.join(FORMATS)}, not '{format}'", file=err)
        return 2
    try:
        out.write(to_skos(thesaurus, chosen, base=base))
    except ValueError as error:
        print(error, file=err)
        return 2
    return 0


def import_skos(
    out: TextIO,
    err: TextIO,
    files: Sequence[Path],
    target: Path,
    *,
    domain: str,
    languages: Collection[Lang] = LANGUAGES,
    title: str | None = None,
    overwrite: bool = False,
) -> int:
    """Turn SKOS files into the file `target`, an operator's own file with the top theme `domain`.

    The file must be named after the domain, because its top theme is. What was dropped or changed goes to `err`, one
    line each; a summary goes to `out`. Nothing is written when a source cannot be read, when the result would not load
    beside the built-in data, or when `target` is there already and `overwrite` is not given.
    """
    from wisselwerk.thesaurus.skos_import import from_skos, to_yaml  # imports rdflib, which takes a while

    if target.exists() and not overwrite:
        print(f"{target}: is there already; nothing was written", file=err)
        return 2
    try:
        result = from_skos(files, domain=domain, languages=languages, title=title)
        text = to_yaml(result.concepts, source=", ".join(file.name for file in files))
        if problems := read_all(drafts={target: text}).problems:
            raise ThesaurusError(problems)
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.replace(target)
    except (ValueError, OSError) as error:
        print(error, file=err)
        return 2
    for change in result.changes:
        print(change, file=err)
    by_language = Counter(lang for concept in result.concepts for lang in concept.labels)
    counts = ", ".join(f"{by_language[lang]} in {lang}" for lang in LANGUAGES if by_language[lang])
    print(f"{target}: {len(result.concepts)} themes ({counts}). Changes reported: {len(result.changes)}", file=out)
    return 0


def stats(out: TextIO, err: TextIO, paths: Sequence[Path] = ()) -> int:
    """Write a table with the number of themes and labels for each domain."""
    thesaurus = _load_or_tell(err, paths)
    if thesaurus is None:
        return 2
    header = ("domain", "themes", *LANGUAGES, "related")
    rows: list[tuple[str | int, ...]] = []
    for top in thesaurus.tops():
        concepts = [concept for concept in thesaurus if concept.domain == top.id]
        labels = [sum(len(c.labels[lang].all()) for c in concepts if lang in c.labels) for lang in LANGUAGES]
        rows.append((top.id, len(concepts), *labels, sum(len(concept.related) for concept in concepts)))
    totals = tuple(sum(int(row[column]) for row in rows) for column in range(1, len(header)))
    width = max(len(str(row[0])) for row in [*rows, header])
    for row in (header, *rows, ("total", *totals)):
        print(f"{row[0]!s:<{width}}", *(f"{cell!s:>7}" for cell in row[1:]), file=out)
    print(f"version {thesaurus.version}; {len(thesaurus.collisions)} labels collide", file=out)
    return 0


def tree(out: TextIO, err: TextIO, lang: Lang = "nl", paths: Sequence[Path] = ()) -> int:
    """Write the hierarchy as an indented list: the name in `lang`, then the id."""
    thesaurus = _load_or_tell(err, paths)
    if thesaurus is None:
        return 2
    waiting = [(top.id, 0) for top in reversed(thesaurus.tops())]
    while waiting:
        concept_id, depth = waiting.pop()
        print(f"{'  ' * depth}{thesaurus[concept_id].name(lang)}  [{concept_id}]", file=out)
        waiting.extend((below, depth + 1) for below in reversed(thesaurus.narrower[concept_id]))
    return 0


def _load_or_tell(err: TextIO, paths: Sequence[Path]) -> Thesaurus | None:
    try:
        return load(paths)
    except ThesaurusError as error:
        print(error, file=err)
        return None
