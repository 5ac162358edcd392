"""The parts of a score, each a number from 0 to 1, or None where nothing is known on either side."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import mul
from typing import Final

from wisselwerk.languages import CEFR_LEVELS
from wisselwerk.matching.calendar import free_days
from wisselwerk.matching.entry import COUNTS, UNIT, Entry, Facts
from wisselwerk.matching.phrasing import OPTIONS, Phrasing
from wisselwerk.matching.question import Question
from wisselwerk.matching.results import Part
from wisselwerk.matching.weights import Weights

# A profile is fresh for half a year after it was confirmed and has no freshness left after two years.
FRESH_DAYS: Final = 183
STALE_DAYS: Final = 730
_HEADLINE: Final = 0.8
_ONE_LEVEL_SHORT: Final = 0.6
_MORE_LEVELS_SHORT: Final = 0.25
_LEVEL_UNKNOWN: Final = 0.75


def themes_part(entry: Entry, toward: Sequence[float], weights: Weights) -> float:
    """How far the profile points the way the need points (`toward`: a value for every theme of the thesaurus)."""
    likeness: float = sum(map(mul, entry.values, entry.pick(toward))) / UNIT
    return min(1.0, likeness / weights.themes_full)


def text_part(entry: Entry, phrasing: Phrasing, typical: float, average: float, weights: Weights) -> tuple[float, int]:
    """BM25 per experience item, in the manner of a cosine; and the number of the best item (0: the headline).

    What an item says of the need is divided by the square root of the best that it could say, so that scores of
    different needs can be compared, and by the length of a `typical` item (words of `average` number and rarity).
    The headline speaks for every item, a little less loudly. The result is the weighted mean of the best item and the
    mean over all items.
    """
    if not phrasing.length:
        return 0.0, 0
    terms, units, lengths = entry.terms, phrasing.units, entry.lengths
    flat, slope = weights.k1 * (1.0 - weights.b), weights.k1 * weights.b / average
    above = weights.k1 + 1.0
    hits: dict[int, dict[int, float]] = {}
    # Sorted, so that the same input gives the same sum to the last bit.
    for term in sorted(phrasing.terms.keys() & terms.keys()):
        found, uses = terms[term], phrasing.terms[term]
        for code in (found,) if isinstance(found, int) else found:
            item, count = divmod(code, COUNTS)
            gain = count * above / (count + flat + slope * lengths[item])
            into = hits.get(item)
            if into is None:
                into = hits[item] = {}
            for use, share in uses:
                into[use] = into.get(use, 0.0) + share * gain
    headline = {unit: _HEADLINE * min(1.0, value) for unit, value in _best_options(hits.pop(0, {})).items()}
    base = 0.0
    for unit, value in headline.items():
        base += units[unit].mass * value
    best, best_item, summed = base, 0, 0.0
    for item, gains in hits.items():
        more = 0.0
        for unit, value in _best_options(gains).items():
            beyond = value - headline.get(unit, 0.0)
            if beyond > 0.0:
                more += units[unit].mass * beyond
        summed += more
        if base + more > best:
            best, best_item = base + more, item
    mean = base + summed / max(1, len(lengths) - 1)
    likeness = (weights.best * best + (1.0 - weights.best) * mean) / (phrasing.length * typical)
    return 1.0 - math.exp(-likeness / weights.text_full), best_item


def _best_options(found: dict[int, float]) -> dict[int, float]:
    best: dict[int, float] = {}
    for use, value in found.items():
        unit = use // OPTIONS
        if value > best.get(unit, 0.0):
            best[unit] = value
    return best


def record_part(facts: Facts, question: Question, near: Mapping[str, float]) -> float | None:
    """Earlier exchanges on these themes (`near` says how near), in these countries or in these forms.

    None without such a record: having none is no penalty.
    """
    best = 0.0
    for past in facts.record:
        theme = max((near.get(concept, 0.0) for concept in past.themes), default=0.0)
        country = past.country is not None and past.country in question.need.countries
        form = past.form is not None and past.form in question.need.forms
        best = max(best, 0.6 * theme + 0.25 * country + 0.15 * form)
    return best or None


def wanted_languages(question: Question) -> dict[str, str | None]:
    """The working languages asked for: must-haves and wishes, or else the language in which the need is written."""
    need = question.need
    return {**need.nice.languages, **need.must.languages} or {question.language: None}


def languages_part(entry: Entry, question: Question) -> float | None:
    """How well the languages of the profile meet those asked for, on average."""
    if not entry.facts.languages:
        return None
    wanted = wanted_languages(question)
    return sum(language_value(entry, code, level) for code, level in wanted.items()) / len(wanted)


def language_value(entry: Entry, code: str, wanted: str | None) -> float:
    """How well one language is met (0..1). The language a profile is written in is one its owner works in."""
    spoken = entry.facts.languages
    if code not in spoken:
        return 1.0 if code == entry.language else 0.0
    level = spoken[code]
    if wanted is None or code == entry.language:
        return 1.0
    if level is None:
        return _LEVEL_UNKNOWN
    short = CEFR_LEVELS.index(wanted) - CEFR_LEVELS.index(level)
    return 1.0 if short <= 0 else _ONE_LEVEL_SHORT if short == 1 else _MORE_LEVELS_SHORT


def fit_part(facts: Facts, question: Question) -> float | None:
    """Forms, dates, hours, kind and role: the mean of those that are known on both sides."""
    need, values = question.need, list[float]()
    forms = tuple(dict.fromkeys((*need.forms, *need.must.forms, *need.nice.forms)))
    if forms and facts.forms:
        values.append(sum(form in facts.forms for form in forms) / len(forms))
    if need.period is not None and facts.availability:
        values.append(free_days(facts.availability, need.period) / need.period.days)
    if facts.hours_left is not None and facts.hours_left <= 0:
        values.append(0.0)
    if need.nice.kinds:
        values.append(float(facts.kind in need.nice.kinds))
    if need.nice.roles and facts.role is not None:
        values.append(float(facts.role in need.nice.roles))
    return sum(values) / len(values) if values else None


def freshness_part(facts: Facts, today: date) -> float | None:
    """1 for half a year after the profile was confirmed, then down to 0 at two years."""
    if facts.confirmed_on is None:
        return None
    age = (today - facts.confirmed_on).days
    return max(0.0, min(1.0, (STALE_DAYS - age) / (STALE_DAYS - FRESH_DAYS)))


def load_part(facts: Facts) -> float | None:
    """1 for an organisation that carried nothing recently, 0 for one that carried everything."""
    return None if facts.load is None else max(0.0, min(1.0, 1.0 - facts.load))


def add_up(
    values: Mapping[Part, float | None], question: Question, phrasing: Phrasing, weights: Weights
) -> dict[Part, float]:
    """The contribution of every known part, in points; together they are the score (0..100).

    A part that nothing is known about is left out and the others share its points in proportion, so that it neither
    helps nor harms. Parts about practice count as far as the subject fits: nobody rises on availability alone.
    A track record is left out too where it would lower the score: having one is never worse than having none.
    """
    known = {part: value for part, value in values.items() if value is not None}
    record = known.pop("record", None)
    points: dict[Part, float] = {part: getattr(weights, part) for part in known}
    points["themes"], points["text"] = subject_points(question, phrasing, weights)
    subject = points["themes"] + points["text"]
    if not subject:
        return dict.fromkeys(known, 0.0)
    fitted = (points["themes"] * known["themes"] + points["text"] * known["text"]) / subject
    practice = min(1.0, fitted / weights.subject_enough) if weights.subject_enough else 1.0
    earned = {
        part: points[part] * value * (1.0 if part in ("themes", "text") else practice) for part, value in known.items()
    }
    total = sum(points.values())
    if record is not None and record * practice > sum(earned.values()) / total:
        earned["record"] = weights.record * record * practice
        total += weights.record
    return {part: 100.0 * value / total for part, value in earned.items()}


def subject_points(question: Question, phrasing: Phrasing, weights: Weights) -> tuple[float, float]:
    """The points that themes and text can earn for profiles in the language of `phrasing`.

    Together they keep their points; text gets the larger share of them the more words there are to compare.
    """
    themes = weights.themes if question.direction else 0.0
    text = weights.text * min(weights.text_most, phrasing.known / weights.text_words)
    scale = (weights.themes + weights.text) / (themes + text) if themes + text else 0.0
    return themes * scale, text * scale


def most_points(counted: Iterable[Part], question: Question, phrasing: Phrasing, weights: Weights) -> dict[Part, float]:
    """What each part that `add_up` counted could have earned; together 100."""
    points: dict[Part, float] = {part: getattr(weights, part) for part in counted}
    points["themes"], points["text"] = subject_points(question, phrasing, weights)
    total = sum(points.values()) or 1.0
    return {part: 100.0 * value / total for part, value in points.items()}
