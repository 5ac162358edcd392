"""Matching on expertise that people judged themselves, beside TF-IDF and BM25 in the same run.

    python benchmarks/reviewers.py --data DIR

DIR holds `profiles_i.jsonl` and `needs_i.jsonl` (in the form that `wisselwerk rank` reads) and `judgments.tsv`
(profile, need, expertise 1..5), made from the gold standard of Stelmakh, Wieting, Neubig & Shah (arXiv 2303.16750):
researchers said how expert they are in papers. It is not part of Wisselwerk, and nothing here knows its words.

The loss is the paper's: over all pairs of needs that one profile's owner judged differently, the difference is lost
in full where the scores order the pair wrongly and by half where they tie, divided by the sum of all differences.
Scores of different needs are compared for one profile, so a score must mean the same for each need. Lower is better.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wisselwerk.matching import Index, Need, Profile
from wisselwerk.matching.text.letters import WORD, normalise
from wisselwerk.matching.text.stems import stem
from wisselwerk.matching.text.stopwords import FUNCTION_WORDS

Scores = Mapping[tuple[str, str], float]
Judgments = Mapping[str, Sequence[tuple[str, float]]]


@dataclass(frozen=True)
class DataSet:
    """Profiles and needs of one data set, and the judgments of all."""

    profiles: tuple[Profile, ...]
    needs: tuple[Need, ...]
    judgments: Judgments


def read(directory: Path) -> Iterator[DataSet]:
    """The data sets of a directory."""
    judgments: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for line in (directory / "judgments.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        profile, need, expertise = line.split("\t")
        judgments[profile].append((need, float(expertise)))
    for path in sorted(directory.glob("profiles_*.jsonl")):
        profiles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        needs_path = path.with_name(path.name.replace("profiles", "needs"))
        needs = [json.loads(line) for line in needs_path.read_text(encoding="utf-8").splitlines()]
        yield DataSet(
            tuple(Profile(row["id"], row["headline"], row["text"], language=row["language"]) for row in profiles),
            tuple(Need(row["id"], row["text"], lang=row["lang"]) for row in needs),
            judgments,
        )


def loss(scores: Scores, judgments: Judgments) -> float:
    """The share of the judged differences that the scores get wrong."""
    lost = total = 0.0
    for profile, judged in judgments.items():
        for (one, more), (other, less) in itertools.combinations(judged, 2):
            difference, gap = more - less, scores[profile, one] - scores[profile, other]
            total += abs(difference)
            lost += abs(difference) * (0.5 if gap == 0 else float((gap > 0) != (difference > 0)))
    return lost / total


def ours(data: DataSet) -> Scores:
    """The scores of Wisselwerk."""
    index = Index()
    index.put(data.profiles)
    return {
        (candidate.profile, need.id): candidate.score
        for need in data.needs
        for candidate in index.rank(need, top=len(data.profiles)).candidates
    }


def tf_idf(data: DataSet) -> Scores:
    """Cosine of TF-IDF (English stems, sublinear) with each paper of a researcher: the mean and the best, half each."""
    papers = {profile.id: [_counts(line) for line in profile.text.splitlines()] for profile in data.profiles}
    everything = [paper for own in papers.values() for paper in own]
    having = Counter(term for paper in everything for term in paper)

    def vector(counts: Counter[str]) -> dict[str, float]:
        found = {
            term: (1 + math.log(count)) * (1 + math.log((len(everything) + 1) / (having[term] + 1)))
            for term, count in counts.items()
        }
        length = math.sqrt(sum(value * value for value in found.values())) or 1.0
        return {term: value / length for term, value in found.items()}

    vectors = {profile: [vector(paper) for paper in own] for profile, own in papers.items()}
    scores: dict[tuple[str, str], float] = {}
    for need in data.needs:
        asked = vector(_counts(need.text))
        for profile, own in vectors.items():
            likenesses = [sum(value * paper.get(term, 0.0) for term, value in asked.items()) for paper in own]
            scores[profile, need.id] = (max(likenesses) + sum(likenesses) / len(likenesses)) / 2
    return scores


def bm25(data: DataSet, k1: float = 1.2, b: float = 0.75) -> Scores:
    """Okapi BM25 of the whole profile, divided by the most that the words of the need could earn."""
    documents = {profile.id: _counts(profile.text) for profile in data.profiles}
    lengths = {profile: sum(counts.values()) for profile, counts in documents.items()}
    average = sum(lengths.values()) / len(lengths)
    having = Counter(term for counts in documents.values() for term in counts)
    scores: dict[tuple[str, str], float] = {}
    for need in data.needs:
        rarity = {
            term: math.log(1 + (len(documents) - having[term] + 0.5) / (having[term] + 0.5)) * count
            for term, count in _counts(need.text).items()
        }
        most = sum(rarity.values()) * (k1 + 1) or 1.0
        for profile, counts in documents.items():
            room = k1 * (1 - b + b * lengths[profile] / average)
            found = sum(value * counts[term] * (k1 + 1) / (counts[term] + room) for term, value in rarity.items())
            scores[profile, need.id] = found / most
    return scores


def _counts(text: str) -> Counter[str]:
    words = (normalise(word) for word in WORD.findall(text))
    return Counter(stem(word, "en") for word in words if word not in FUNCTION_WORDS["en"])


def main() -> int:
    """Prints the loss of each method on each data set, and the mean."""
    parser = argparse.ArgumentParser(description="Loss on self-judged expertise, beside TF-IDF and BM25.")
    parser.add_argument("--data", type=Path, required=True, help="directory with profiles, needs and judgments")
    options = parser.parse_args()
    sets = list(read(options.data))
    methods: dict[str, Callable[[DataSet], Scores]] = {"Wisselwerk": ours, "TF-IDF": tf_idf, "BM25": bm25}
    for name, method in methods.items():
        start = time.perf_counter()
        losses = [loss(method(data), data.judgments) for data in sets]
        taken = (time.perf_counter() - start) / len(sets)
        each = "  ".join(f"{value:.3f}" for value in losses)
        print(f"{name:12} {sum(losses) / len(losses):.3f}   ({each})   {taken:.0f} s for each data set")
    return 0


if __name__ == "__main__":
    sys.exit(main())
