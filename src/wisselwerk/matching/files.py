"""`wisselwerk rank`: rankings from files to a stream, without a database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TextIO

from wisselwerk import thesaurus as _thesaurus
from wisselwerk.matching.index import Index
from wisselwerk.matching.lines import read_needs, read_profiles
from wisselwerk.matching.model import Need, Profile
from wisselwerk.matching.results import Candidate, Evidence, Ranking, Reason
from wisselwerk.matching.serial import to_dict

Format = Literal["jsonl", "trec", "table"]


def rank_files(
    profiles: Path, needs: Path, *, top: int = 20, format: Format = "jsonl", out: TextIO, err: TextIO
) -> int:
    """Ranks the profiles of one JSON-lines file for each need of another; returns the exit status.

    If any line is faulty, every fault goes to `err` as `FILE:LINE: reason`, nothing goes to `out`, and the status is
    2. `top` is the number of profiles for each need; when it is larger than the number of profiles, all of them are
    ranked.
    """
    built_in = _thesaurus.load()
    people = read_profiles(profiles, built_in, plain_ids=format == "trec")
    asked = read_needs(needs, built_in, plain_ids=format == "trec")
    if people.faults or asked.faults:
        err.writelines(f"{fault}\n" for fault in (*people.faults, *asked.faults))
        return 2
    index = Index()
    index.put(people.records)
    by_id = {profile.id: profile for profile in people.records}
    for need in asked.records:
        ranking = index.rank(need, top=top)
        match format:
            case "jsonl":
                out.writelines(f"{json.dumps(line, ensure_ascii=False)}\n" for line in _objects(ranking))
            case "trec":
                out.writelines(_trec(ranking))
            case "table":
                out.writelines(f"{line}\n" for line in _table(need, ranking, by_id))
    return 0


def _objects(ranking: Ranking) -> Iterator[dict[str, Any]]:
    """One object for each result."""
    for candidate in ranking.candidates:
        yield {
            "need": ranking.need.id,
            "profile": candidate.profile,
            "rank": candidate.rank,
            "score": candidate.score,
            "reasons": [_reason(reason) for reason in candidate.reasons],
            "gaps": to_dict(candidate.gaps),
        }


def _reason(reason: Reason) -> dict[str, Any]:
    """A reason as an object. `need_phrase` is the first of `need_phrases`, for who only wants to show one."""
    return {
        "part": reason.part,
        "theme": reason.theme,
        "shown": reason.shown,
        "contribution": reason.contribution,
        "evidence": to_dict(reason.evidence),
        "headline_evidence": to_dict(reason.headline),
        "need_phrase": reason.need_phrases[0].text if reason.need_phrases else None,
        "need_phrases": to_dict(reason.need_phrases),
        "detail": to_dict(reason.detail),
    }


def _trec(ranking: Ranking) -> Iterator[str]:
    """Lines as trec_eval reads them. It sorts by score alone, so equal scores are kept a hundred-thousandth apart."""
    last = float("inf")
    for candidate in ranking.candidates:
        last = min(candidate.score, last - 0.00001)
        yield f"{ranking.need.id} Q0 {candidate.profile} {candidate.rank} {last:.5f} wisselwerk-{ranking.version}\n"


def _table(need: Need, ranking: Ranking, profiles: dict[str, Profile]) -> Iterator[str]:
    """A need and its results for people to read, with the strongest reason under each."""
    thesaurus = _thesaurus.load()
    themes = ", ".join(thesaurus[theme.concept].name("en") for theme in ranking.themes if not theme.implied)
    yield f"{need.id} [{ranking.language}] {_short(need.text, 100)}"
    yield f"    themes: {themes or 'none recognised'}"
    for candidate in ranking.candidates:
        profile = profiles[candidate.profile]
        organisation = f" · {profile.organisation}" if profile.organisation else ""
        who = f"{candidate.profile}  {_short(profile.headline, 60)}{organisation}"
        yield f"{candidate.rank:4} {candidate.score:6.1f}  {who}"
        why = _why(candidate)
        if why:
            yield f"             {why}"
    yield ""


def _why(candidate: Candidate) -> str:
    pairs = [
        f"{_quoted(reason.need_phrases)} ↔ {_quoted(reason.evidence or reason.headline)}"
        for reason in candidate.reasons
        if reason.need_phrases and (reason.evidence or reason.headline)
    ]
    return " · ".join(dict.fromkeys(pairs[:3]))


def _quoted(quotes: tuple[Evidence, ...]) -> str:
    return ", ".join(dict.fromkeys(_short(quote.text, 40) for quote in quotes[:2]))


def _short(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
