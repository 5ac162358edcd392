"""Must-haves: as filters on the index, one by one, so that each can say what it excludes."""

from __future__ import annotations

from collections.abc import Iterable

from wisselwerk.languages import CEFR_LEVELS
from wisselwerk.matching.calendar import stored_terms, wanted_terms
from wisselwerk.matching.entry import Entry
from wisselwerk.matching.model import Must, Period
from wisselwerk.matching.results import Condition
from wisselwerk.thesaurus.model import Thesaurus

NO_LANGUAGES = "lang:?"
NO_FORMS = "form:?"
NO_DATES = "free:?"


def conditions(must: Must, period: Period | None) -> tuple[Condition, ...]:
    """The must-haves one by one. `available` without a period asks nothing."""
    return (
        *(Condition("language", code, level) for code, level in must.languages.items()),
        *(Condition("form", form) for form in must.forms),
        *((Condition("kind", " ".join(must.kinds)),) if must.kinds else ()),
        *((Condition("role", " ".join(must.roles)),) if must.roles else ()),
        *((Condition("available"),) if must.available and period is not None else ()),
        *(Condition("theme", theme) for theme in must.themes),
    )


def tags(entry: Entry) -> set[str]:
    """The terms under which an index entry can be filtered.

    What a profile does not say about forms and dates does not exclude it: the gap says so instead. Languages must be
    shown, except by a municipal offer, which names no person yet; so must a role, except by an offer.
    """
    facts = entry.facts
    found = {f"kind:{facts.kind}", f"role:{facts.role or '?'}"}
    for code, level in {**facts.languages, entry.language: "C2"}.items():
        # A level that is not known passes every filter; the gap says that it is not known.
        met = CEFR_LEVELS if level is None else CEFR_LEVELS[: CEFR_LEVELS.index(level) + 1]
        found.update(f"lang:{code}:{one}" for one in met)
    if not facts.languages and facts.kind == "offer":
        found.add(NO_LANGUAGES)
    found.update([f"form:{form}" for form in facts.forms] or [NO_FORMS])
    found.update([f"free:{term}" for term in stored_terms(facts.availability)] or [NO_DATES])
    return found


def accepted(condition: Condition, period: Period | None, thesaurus: Thesaurus) -> tuple[str, list[str]]:
    """The field of the index, and the terms of which an entry needs at least one to meet the condition."""
    match condition.kind:
        case "language":
            return "tag", [f"lang:{condition.value}:{condition.level or CEFR_LEVELS[0]}", NO_LANGUAGES]
        case "form":
            return "tag", [f"form:{condition.value}", NO_FORMS]
        case "kind":
            return "tag", [f"kind:{kind}" for kind in condition.value.split()]
        case "role":
            return "tag", [f"role:{role}" for role in condition.value.split()]
        case "available":
            wanted = wanted_terms(period) if period is not None else ()
            return "tag", [*(f"free:{term}" for term in wanted), NO_DATES]
        case "theme":
            return "named", list(with_narrower(condition.value, thesaurus))


def with_narrower(concept: str, thesaurus: Thesaurus) -> Iterable[str]:
    """A theme and everything below it."""
    below = [concept]
    while below:
        yield from below
        below = [narrow for one in below for narrow in thesaurus.narrower.get(one, ())]
