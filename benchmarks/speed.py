"""How long a shortlist takes, beside a bare Tantivy query for the same words in the same run.

    python benchmarks/speed.py [--profiles 400 20000] [--rounds 3]

The profiles are made by shuffling sentences of the quality set; the needs are its tuning half, in four languages.
Bare is one Tantivy query (Dutch stemming) with every word of the need, twenty results with their stored id: no
language, no themes, no must-haves, no score that can be compared, no reasons. Ours is everything a shortlist page
shows; "new" is the first time each need is asked, when its candidates still have to be read from the index.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import tantivy
from quality import Quality, read_quality

from wisselwerk.matching import Index, Need, Profile
from wisselwerk.matching.text.letters import WORD

TOP = 20


def synthetic(quality: Quality, count: int) -> Iterator[Profile]:
    """`count` profiles of eight sentences each, drawn from the quality set with a fixed seed."""
    chance = random.Random(20260101)
    sentences = [sentence for profile in quality.profiles for sentence in profile.text.split(". ") if sentence]
    headlines = [profile.headline for profile in quality.profiles]
    for number in range(count):
        text = ". ".join(chance.sample(sentences, 8))
        yield Profile(f"p{number:06}", chance.choice(headlines), text, language="nl")


class Bare:
    """A plain Tantivy index: one field, Dutch stemming, BM25."""

    def __init__(self, profiles: Sequence[Profile], directory: str) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", tokenizer_name="dutch", index_option="freq")
        self._schema = builder.build()
        self._analyser = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stemmer("dutch"))
            .build()
        )
        index = tantivy.Index(self._schema, path=directory)
        index.register_tokenizer("dutch", self._analyser)
        writer = index.writer(heap_size=64_000_000, num_threads=1)
        for profile in profiles:
            document = tantivy.Document()
            document.add_text("id", profile.id)
            document.add_text("text", f"{profile.headline}\n{profile.text}")
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def find(self, need: Need) -> list[str]:
        """The ids of the best profiles for the words of a need."""
        terms = dict.fromkeys(term for word in WORD.findall(need.text) for term in self._analyser.analyze(word))
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", term, index_option="freq"))
            for term in terms
        ]
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), limit=TOP).hits
        return [str(self._searcher.doc(address).get_first("id")) for _, address in hits]


def milliseconds(ask: Callable[[Need], object], needs: Sequence[Need], rounds: int) -> list[float]:
    """How long each question takes, in milliseconds, in `rounds` rounds."""
    taken: list[float] = []
    for _ in range(rounds):
        for need in needs:
            start = time.perf_counter()
            ask(need)
            taken.append((time.perf_counter() - start) * 1000)
    return taken


def percentiles(taken: Sequence[float]) -> tuple[float, float]:
    """p50 and p95."""
    cuts = statistics.quantiles(taken, n=20, method="inclusive")
    return cuts[9], cuts[18]


def main() -> int:
    """Prints the table; status 1 if the aim (three times bare plus 10 ms, at p50 and p95) is missed."""
    parser = argparse.ArgumentParser(description="Shortlist time beside a bare Tantivy query.")
    parser.add_argument("--profiles", type=int, nargs="+", default=[400, 20_000])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    quality = read_quality("tune")
    missed = False
    print(f"{'profiles':>8}  {'':8} {'p50 ms':>8} {'p95 ms':>8}")
    for count in options.profiles:
        profiles = list(synthetic(quality, count))
        with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
            start = time.perf_counter()
            index = Index(Path(ours))
            index.put(profiles)
            built = time.perf_counter() - start
            bare, rank = Bare(profiles, theirs), partial(index.rank, top=TOP)
            first = milliseconds(rank, quality.needs[:1], 1)[0]
            index.warm()
            new = percentiles(milliseconds(rank, quality.needs, 1))
            fast = percentiles(milliseconds(bare.find, quality.needs, options.rounds))
            slow = percentiles(milliseconds(rank, quality.needs, options.rounds))
        aim = tuple(3 * value + 10 for value in fast)
        missed = missed or any(value > most for value, most in zip(slow, aim, strict=True))
        for name, (p50, p95) in (("bare", fast), ("ours", slow), ("aim", aim), ("new", new)):
            print(f"{count:>8}  {name:8} {p50:8.2f} {p95:8.2f}")
        print(f"{'':>8}  indexing {built:.1f} s; first question after start {first:.0f} ms")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
