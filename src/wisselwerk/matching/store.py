"""Tantivy, behind a small face: changes under one lock, and snapshots to read from."""

from __future__ import annotations

import hashlib
import math
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Final, cast

import tantivy
from filelock import FileLock
from tantivy import Occur, Query

from wisselwerk.languages import LANGUAGES, Lang
from wisselwerk.matching.conditions import accepted, tags
from wisselwerk.matching.entry import COUNTS, UNIT, Entry
from wisselwerk.matching.model import Period
from wisselwerk.matching.phrasing import OPTIONS, Frequency, Phrasing, Rarity
from wisselwerk.matching.results import Condition
from wisselwerk.matching.space import Vector
from wisselwerk.matching.version import index_version
from wisselwerk.thesaurus.model import Thesaurus

_HEAP: Final = 32_000_000
_LOCK_SECONDS: Final = 120
# The candidate query keeps the units of meaning that weigh most, with so many terms each; the score uses them all.
_UNITS: Final = 48
_UNIT_TERMS: Final = 8
# A term counts at most so often in one profile.
_TERM_MOST: Final = 50
# A profile's direction is indexed in steps, so that the query adds up to nearly its likeness with the need: a theme of
# value v is found under each step that it reaches, and each step is worth the rise to it (its middle at the last).
_STEPS: Final = ((0.04, 0.06), (0.09, 0.06), (0.16, 0.10), (0.28, 0.16))
# So many entries are kept in memory, read, for the next question.
_REMEMBERED: Final = 5000
_FREQUENCIES: Final = 100_000


class OutdatedIndex(RuntimeError):
    """The index on disk was made by another version of the analysis or the thesaurus: rebuild it."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for lang in LANGUAGES:
        builder.add_text_field(lang, tokenizer_name="terms", index_option="freq")
    for field in ("named", "direction"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("tag", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("terms", "figures", "facts", "details", "offsets"):
        builder.add_bytes_field(field, stored=True)
    builder.add_unsigned_field("order", fast=True)
    builder.add_unsigned_field("words", fast=True)
    builder.add_unsigned_field("items", fast=True)
    return builder.build()


SCHEMA: Final = _schema()


def _document(entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", entry.id)
    document.add_text("language", entry.language)
    counts = ((term, [found] if isinstance(found, int) else found) for term, found in entry.terms.items())
    document.add_text(
        entry.language,
        " ".join(term for term, found in counts for _ in range(min(sum(code % COUNTS for code in found), _TERM_MOST))),
    )
    for concept in entry.details.themes:
        document.add_text("named", concept)
    for number, value in zip(entry.numbers, entry.values, strict=True):
        for step, (least, _) in enumerate(_STEPS):
            if value >= least * UNIT:
                document.add_text("direction", f"{number}.{step}")
    for tag in sorted(tags(entry)):
        document.add_text("tag", tag)
    for name, content in entry.pack().items():
        document.add_bytes(name, content)
    # Where nothing else decides which profiles are looked at, neither insertion nor the alphabet should.
    document.add_unsigned("order", int.from_bytes(hashlib.sha256(entry.id.encode()).digest()[:7]))
    document.add_unsigned("words", sum(entry.lengths[1:]))
    document.add_unsigned("items", max(1, len(entry.lengths) - 1))
    return document


def _entry(document: tantivy.Document) -> Entry:
    def stored(name: str) -> Any:
        return document.get_first(name)

    return Entry.unpack(stored("id"), stored("language"), stored)


class Store:
    """The Tantivy index of one directory, or of memory."""

    def __init__(self, directory: Path | None, thesaurus_version: str) -> None:
        self._directory = directory
        self._version = index_version(thesaurus_version)
        self._threads = RLock()
        self._index: tantivy.Index | None = None
        self._snapshot: Snapshot | None = None
        self._seen: tuple[int, int] | None = None
        if directory is None:
            self._index = self._prepared(tantivy.Index(SCHEMA))
        else:
            directory.mkdir(parents=True, exist_ok=True)
            with self._locked():
                if not self._version_file.exists() and not (directory / "meta.json").exists():
                    self._create()

    @staticmethod
    def _prepared(index: tantivy.Index) -> tantivy.Index:
        analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("terms", analyser)
        return index

    @property
    def _version_file(self) -> Path:
        assert self._directory is not None
        return self._directory / "wisselwerk-version"

    def _locked(self) -> AbstractContextManager[Any]:
        if self._directory is None:
            return nullcontext()
        return FileLock(self._directory / "wisselwerk.lock", timeout=_LOCK_SECONDS)

    def _create(self) -> None:
        assert self._directory is not None
        for path in self._directory.iterdir():
            if path.name != "wisselwerk.lock":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        self._index = self._prepared(tantivy.Index(SCHEMA, path=str(self._directory)))
        self._version_file.write_text(self._version, encoding="utf-8")

    @property
    def outdated(self) -> bool:
        """Whether what is on disk was made by another version."""
        if self._directory is None:
            return False
        try:
            return self._version_file.read_text(encoding="utf-8") != self._version
        except FileNotFoundError:
            return True

    def _opened(self) -> tantivy.Index:
        if self.outdated:
            self._index = self._snapshot = None
            raise OutdatedIndex(f"the index in {self._directory} was made by another version; rebuild it")
        if self._index is None:
            self._index = self._prepared(tantivy.Index.open(str(self._directory)))
        return self._index

    def snapshot(self) -> Snapshot:
        """What can be read now: every change that was committed, by this process or another."""
        with self._threads:
            index = self._opened()
            seen = self._state()
            if self._snapshot is None or seen != self._seen:
                index.reload()
                self._snapshot, self._seen = Snapshot(index.searcher()), seen
            return self._snapshot

    def _state(self) -> tuple[int, int] | None:
        if self._directory is None:
            return self._seen
        status = (self._directory / "meta.json").stat()
        return status.st_mtime_ns, status.st_ino

    def change(self, *, put: Sequence[Entry], remove: Sequence[str]) -> None:
        """Replaces and removes entries in one commit. Of entries with the same id the last one stays."""
        latest = {entry.id: entry for entry in put}
        with self._threads, self._locked():
            self._write([*latest, *remove], latest.values())

    def erase(self, ids: Sequence[str]) -> None:
        """Removes entries and writes all others anew: deleting alone leaves their text in the files."""
        with self._threads, self._locked():
            gone = frozenset(ids)
            kept = [entry for entry in self.snapshot().all() if entry.id not in gone]
            self._write(None, kept)

    def replace(self, entries: Iterable[Entry]) -> int:
        """Replaces everything, at the current version."""
        with self._threads, self._locked():
            if self.outdated:
                self._create()
            return self._write(None, entries)

    def _write(self, delete: Iterable[str] | None, add: Iterable[Entry]) -> int:
        index = self._opened()
        writer = index.writer(heap_size=_HEAP, num_threads=1)
        added = 0
        if delete is None:
            writer.delete_all_documents()
        else:
            for one in delete:
                writer.delete_documents_by_term("id", one)
        for entry in add:
            writer.add_document(_document(entry))
            added += 1
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()
        self._snapshot = None
        return added


class Snapshot:
    """One state of the index."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self._frequency: dict[Lang, Frequency] = {}
        self._entries: dict[tuple[int, int], Entry] = {}
        self._lock = Lock()

    @property
    def count(self) -> int:
        """The number of profiles."""
        return self._searcher.num_docs

    @cached_property
    def written(self) -> dict[Lang, int]:
        """How many profiles are written in each language."""
        return {lang: self._count(self.term("language", lang)) for lang in LANGUAGES}

    @property
    def languages(self) -> tuple[Lang, ...]:
        """The languages that profiles are written in."""
        return tuple(lang for lang, count in self.written.items() if count)

    @cached_property
    def average_length(self) -> float:
        """The mean number of words of an experience item."""
        sums = self._searcher.aggregate(
            Query.all_query(), {name: {"sum": {"field": name}} for name in ("words", "items")}
        )
        return max(1.0, float(sums["words"]["value"]) / max(1.0, float(sums["items"]["value"])))

    def frequency(self, lang: Lang) -> Frequency:
        """A function that says how many profiles in a language have a term."""
        if lang not in self._frequency:
            known: dict[str, int] = {}

            def frequency(term: str) -> int:
                value = known.get(term)
                if value is None:
                    if len(known) >= _FREQUENCIES:
                        known.clear()
                    value = known[term] = int(self._searcher.doc_freq(lang, term))
                return value

            self._frequency[lang] = frequency
        return self._frequency[lang]

    def rarity(self, lang: Lang) -> Rarity:
        """A function that says how rare a term is: the logarithm of how many profiles there are for one that has it."""
        total, frequency = self.written[lang], self.frequency(lang)
        return lambda term: math.log((total + 1) / (min(total, frequency(term)) + 1))

    def typical_length(self, lang: Lang, offset: float) -> float:
        """The length, as a vector, of an item of average size with words of middling rarity."""
        return (offset + 0.5 * math.log(self.written[lang] + 1)) * math.sqrt(self.average_length)

    @staticmethod
    def term(field: str, value: str) -> Query:
        """Entries that have a term in a field."""
        return Query.term_query(SCHEMA, field, value, index_option="freq" if field in LANGUAGES else "basic")

    @staticmethod
    def any_of(queries: Sequence[Query]) -> Query:
        """Entries that match at least one of the queries."""
        return Query.boolean_query([(Occur.Should, query) for query in queries])

    def _count(self, query: Query) -> int:
        # The type stub of tantivy leaves the count out.
        return int(cast(Any, self._searcher.search(query, limit=1, count=True)).count)

    def condition(self, must: Condition, period: Period | None, thesaurus: Thesaurus) -> Query:
        """A must-have as a query."""
        field, terms = accepted(must, period, thesaurus)
        return self.any_of([self.term(field, term) for term in terms])

    def matching(self, filters: Sequence[Query]) -> int:
        """How many profiles meet all filters."""
        if not filters:
            return self.count
        return self._count(Query.boolean_query([(Occur.Must, one) for one in filters]))

    def candidates(
        self,
        phrasings: Mapping[Lang, Phrasing],
        direction: Vector,
        worth: Mapping[Lang, tuple[float, float]],
        filters: Sequence[Query],
        limit: int,
    ) -> Iterator[Entry]:
        """The entries worth scoring: those that one query finds best, then others until there are `limit`.

        `direction` holds the themes that the need points to most. `worth` says for each language what likeness of
        direction and likeness of words weigh in the score.
        """
        clauses = [
            clause for lang, phrasing in phrasings.items() for clause in self._words(lang, phrasing, worth[lang][1])
        ]
        most = max((themes for themes, _ in worth.values()), default=0.0)
        for number, value in direction.items():
            clauses += [
                Query.const_score_query(self.term("direction", f"{number}.{step}"), most * value * rise)
                for step, (_, rise) in enumerate(_STEPS)
            ]
        places = [place for place, _ in self.ranked(clauses, filters, limit)]
        if len(places) < min(limit, self.count):
            seen = set(places)
            places += [place for place in self.others(filters, limit) if place not in seen][: limit - len(places)]
        for place in places:
            yield self.entry(place)

    def _words(self, lang: Lang, phrasing: Phrasing, worth: float) -> Iterator[Query]:
        """The units of a phrasing that weigh most, each by the best of its terms.

        Tantivy's own weight for rarity is taken out: the phrasing has one.
        """
        frequency = self.frequency(lang)
        found: list[dict[str, float]] = [{} for _ in phrasing.units]
        for term, uses in phrasing.terms.items():
            having = frequency(term)
            if having:
                scale = worth / phrasing.length / math.log(1.0 + (self.count - having + 0.5) / (having + 0.5))
                for use, share in uses:
                    unit = use // OPTIONS
                    weight = share * phrasing.units[unit].mass * scale
                    found[unit][term] = max(weight, found[unit].get(term, 0.0))
        heaviest = sorted(
            (
                sorted(((weight, term) for term, weight in terms.items()), reverse=True)[:_UNIT_TERMS]
                for terms in found
                if terms
            ),
            key=lambda terms: -terms[0][0],
        )
        for terms in heaviest[:_UNITS]:
            queries = [Query.boost_query(self.term(lang, term), weight) for weight, term in terms]
            yield queries[0] if len(queries) == 1 else Query.disjunction_max_query(queries)

    def ranked(
        self, clauses: Sequence[Query], filters: Sequence[Query], limit: int, offset: int = 0
    ) -> list[tuple[tuple[int, int], float]]:
        """The places of the entries that match a clause and all filters, best first, with their BM25 score."""
        if not clauses:
            return []
        wanted = self.any_of(clauses)
        if filters:
            held = [(Occur.Must, Query.const_score_query(one, 0.0)) for one in filters]
            wanted = Query.boolean_query([(Occur.Must, wanted), *held])
        found = self._searcher.search(wanted, limit=limit, offset=offset, count=False).hits
        return [((address.segment_ord, address.doc), float(score)) for score, address in found]

    def others(self, filters: Sequence[Query], limit: int, offset: int = 0) -> list[tuple[int, int]]:
        """The places of entries that meet all filters, in an order of their own that favours nobody."""
        query = Query.boolean_query([(Occur.Must, one) for one in filters]) if filters else Query.all_query()
        found = self._searcher.search(query, limit=limit, offset=offset, count=False, order_by_field="order").hits
        return [(address.segment_ord, address.doc) for _, address in found]

    def entry(self, place: tuple[int, int]) -> Entry:
        """The entry at a place, remembered for the next question."""
        entry = self._entries.get(place)
        if entry is None:
            entry = _entry(self._searcher.doc(tantivy.DocAddress(*place)))
            with self._lock:
                if len(self._entries) >= _REMEMBERED:
                    self._entries.clear()
                self._entries[place] = entry
        return entry

    def all(self) -> Iterator[Entry]:
        """Every entry."""
        if self.count:
            for place in self.others((), self.count):
                yield _entry(self._searcher.doc(tantivy.DocAddress(*place)))
