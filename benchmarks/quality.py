"""How well needs in four languages find the right Dutch profiles, beside plain BM25 in the same run.

    python benchmarks/quality.py [--split tune|test] [--misses]

nDCG@10 uses the grades as they are; recall@5 counts grades 2 and 3. Working languages and forms don't count in the
grades, so profiles are read without them. Plain BM25 is Okapi BM25 (k1 1.2, b 0.75) on headline and text, with the
Snowball stemmer for Dutch, on the words of the need.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import R, nDCG

from wisselwerk.languages import LANGUAGES
from wisselwerk.matching import DEFAULT, Index, Need, Profile, version
from wisselwerk.matching.text.letters import WORD, normalise
from wisselwerk.matching.text.stems import stem
from wisselwerk.matching.text.stopwords import FUNCTION_WORDS
from wisselwerk.thesaurus import load

DATA = Path(__file__).parent / "quality"
NDCG = nDCG @ 10
RECALL = R(rel=2) @ 5

Run = dict[tuple[str, str], float]


@dataclass(frozen=True)
class Quality:
    """Profiles, needs of one half, and grades: need → profile → 1..3."""

    profiles: tuple[Profile, ...]
    needs: tuple[Need, ...]
    grades: Mapping[str, Mapping[str, int]]


def read_quality(split: str) -> Quality:
    """The quality set, with the needs of one half."""
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for line in (DATA / "judgments.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        need, profile, grade, half = line.split("\t")
        if half == split:
            grades[need][profile] = int(grade)
    profiles = tuple(
        Profile(row["id"], row["headline"], row["text"], language=row["language"]) for row in _rows("profiles.jsonl")
    )
    needs = tuple(Need(row["id"], row["text"], lang=row["lang"]) for row in _rows("needs.jsonl") if row["id"] in grades)
    return Quality(profiles, needs, grades)


def _rows(name: str) -> Iterator[dict[str, str]]:
    return map(json.loads, (DATA / name).read_text(encoding="utf-8").splitlines())


def ours(quality: Quality) -> Run:
    """The scores of Wisselwerk."""
    index = Index()
    index.put(quality.profiles)
    return {
        (need.id, candidate.profile): candidate.score
        for need in quality.needs
        for candidate in index.rank(need, top=len(quality.profiles)).candidates
    }


def bm25(quality: Quality, k1: float = 1.2, b: float = 0.75) -> Run:
    """The scores of plain BM25 with Dutch stemming."""
    documents = {profile.id: _stems(f"{profile.headline}\n{profile.text}") for profile in quality.profiles}
    having = Counter(term for terms in documents.values() for term in set(terms))
    average = sum(map(len, documents.values())) / len(documents)
    run: Run = {}
    for need in quality.needs:
        for profile, terms in documents.items():
            counts, score = Counter(terms), 0.0
            for term in _stems(need.text):
                rarity = math.log(1 + (len(documents) - having[term] + 0.5) / (having[term] + 0.5))
                saturation = counts[term] + k1 * (1 - b + b * len(terms) / average)
                score += rarity * counts[term] * (k1 + 1) / saturation
            run[need.id, profile] = score
    return run


def _stems(text: str) -> list[str]:
    words = (normalise(word) for word in WORD.findall(text))
    return [stem(word, "nl") for word in words if word not in FUNCTION_WORDS["nl"]]


def measure(run: Run, quality: Quality, lang: str | None) -> tuple[float, float]:
    """nDCG@10 and recall@5 over the needs in one language, or over all."""
    needs = {need.id for need in quality.needs if lang in (None, need.lang)}
    wanted = [
        ir_measures.Qrel(need, profile, grade) for need in needs for profile, grade in quality.grades[need].items()
    ]
    found = [ir_measures.ScoredDoc(need, profile, score) for (need, profile), score in run.items() if need in needs]
    values = ir_measures.calc_aggregate([NDCG, RECALL], wanted, found)
    return values[NDCG], values[RECALL]


def misses(run: Run, quality: Quality) -> Iterator[str]:
    """For each need the profiles of grade 2 and 3 that are not among the first five."""
    for need in quality.needs:
        order = sorted((-score, profile) for (one, profile), score in run.items() if one == need.id)
        rank = {profile: place for place, (_, profile) in enumerate(order, start=1)}
        for profile, grade in quality.grades[need.id].items():
            if grade >= 2 and rank[profile] > 5:
                yield f"{need.id}: {profile} (grade {grade}) is at {rank[profile]}"


def table(runs: Mapping[str, Run], quality: Quality) -> Iterator[str]:
    """The figures per language."""
    names: Sequence[str] = list(runs)
    yield "        " + "".join(f"{name:>22}" for name in names)
    yield "        " + "      nDCG@10  recall@5" * len(names)
    for lang in (*LANGUAGES, None):
        figures = (measure(runs[name], quality, lang) for name in names)
        yield f"{lang or 'all':8}" + "".join(f"{ndcg:13.3f}{recall:9.3f}" for ndcg, recall in figures)


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="nDCG@10 and recall@5 per language, beside plain BM25.")
    parser.add_argument("--split", choices=("tune", "test"), default="tune")
    parser.add_argument("--misses", action="store_true", help="list what was missed (tuning half only)")
    options = parser.parse_args()
    quality = read_quality(options.split)
    runs = {"Wisselwerk": ours(quality), "plain BM25": bm25(quality)}
    print(f"{options.split} half, {len(quality.needs)} needs, {len(quality.profiles)} profiles")
    print(f"version {version(load(), DEFAULT)}")
    print("\n".join(table(runs, quality)))
    if options.misses and options.split == "tune":
        print("\n".join(misses(runs["Wisselwerk"], quality)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
