"""Shows one real match in the terminal, so that `make demo` proves itself before a browser is opened."""

from __future__ import annotations

import textwrap
from typing import TextIO

from django.utils import translation

from wisselwerk.experts.queries import by_profile_id
from wisselwerk.matching import Evidence
from wisselwerk.needs.models import Need
from wisselwerk.needs.queries import rank
from wisselwerk.thesaurus import load


def show_match(out: TextIO, *, top: int = 5) -> None:
    """Print the first French need of the demonstration and its best candidates, with score, parts and evidence."""
    need = Need.objects.filter(language="fr", is_invented=True).order_by("pk")[0]
    ranking = rank(need, top=top)
    people = by_profile_id([candidate.profile for candidate in ranking.candidates])
    themes = load()
    with translation.override("en"):
        print(f"\nA need from {need.organisation}, {need.country}: {need.title}", file=out)
        print(textwrap.fill(need.text, 100, initial_indent="  « ", subsequent_indent="    "), file=out)
        names = ", ".join(themes[theme.concept].name("nl") for theme in ranking.themes)
        print(f"  Themes: {names}\n  {ranking.considered} people and offers considered\n", file=out)
        for candidate in ranking.candidates:
            profile = people[candidate.profile]
            print(f"  {candidate.rank}. {candidate.score:5.1f}  {profile} · {profile.organisation}", file=out)
            parts = ", ".join(f"{part} {value:.1f}" for part, value in candidate.parts.items() if value)
            print(f"            {parts}", file=out)
            quotes = [
                f"{_words(reason.need_phrases)} ↔ {_words(reason.evidence)}"
                for reason in candidate.reasons
                if reason.evidence and reason.need_phrases
            ]
            for quote in quotes[:3]:
                print(f"            {quote}", file=out)


def _words(evidence: tuple[Evidence, ...]) -> str:
    return " / ".join(dict.fromkeys(item.text for item in evidence))
