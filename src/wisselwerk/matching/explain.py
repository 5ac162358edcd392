"""Why a result stands where it stands: reasons that add up to the score, with evidence, and gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import Final, cast

from wisselwerk.languages import CEFR_LEVELS, Lang
from wisselwerk.matching.calendar import free_days, merged
from wisselwerk.matching.entry import COUNTS, UNIT, Details, Entry, Places
from wisselwerk.matching.phrasing import OPTIONS, Phrasing
from wisselwerk.matching.question import Question
from wisselwerk.matching.recognise import Recogniser
from wisselwerk.matching.results import PARTS, Candidate, Detail, Evidence, Gap, Part, Reason, RecognisedTheme
from wisselwerk.matching.score import FRESH_DAYS, wanted_languages
from wisselwerk.matching.space import strongest

# Scores and contributions are printed with this many decimals, and are exact sums as printed.
DECIMALS: Final = 4
_UNIT: Final = 10**DECIMALS
_QUOTES: Final = 4
_WORDS: Final = 8
# A theme adds a reason of its own from this many points; a word is quoted if it says this share of what the strongest
# says.
_WORTH_SAYING: Final = 0.5
_AS_STRONG: Final = 0.2
# Nearer than this a theme counts as shown, and as nearly shown.
_SHOWN: Final = 0.5
_NEARLY: Final = 0.2
_HIGH_LOAD: Final = 0.5
# Words are quoted for the themes that the need points to most, and looked for among those that say most.
_DIRECTION: Final = 60
_SAYING: Final = 80


def rounded(contributions: Mapping[Part, float]) -> dict[Part, int]:
    """Contributions in whole ten-thousandths of a point. Their sum is the score: rounding never breaks the sum."""
    return {part: round(value * _UNIT) for part, value in contributions.items()}


def score_of(units: Mapping[Part, int]) -> float:
    """The score that rounded contributions add up to."""
    return sum(units.values()) / _UNIT


@dataclass(frozen=True, slots=True)
class Answer:
    """How a profile answers one asked theme (None: what is near none of them).

    `share` is what it adds to the likeness of profile and need; `near` (0..1) compares that with a profile that is
    about nothing else; `shown` is the theme through which it adds most.
    """

    asked: str | None
    share: float
    near: float
    shown: str


class Explainer:
    """Explains the results of one question."""

    def __init__(
        self, asked: Question, phrasings: Mapping[Lang, Phrasing], recogniser: Recogniser, today: date
    ) -> None:
        self._asked = asked
        self._phrasings = phrasings
        self._analyser = recogniser.analyser
        self._space = recogniser.space
        self._today = today
        numbers = range(len(self._space.concepts))
        self._toward = [asked.direction.get(number, 0.0) for number in numbers]
        self._groups = [asked.groups.get(number) for number in numbers]
        self._whole: defaultdict[str | None, float] = defaultdict(float)
        for number, value in asked.direction.items():
            self._whole[asked.groups.get(number)] += value * value
        self._speaking: dict[Lang, dict[str | None, list[tuple[float, str]]]] = {}
        self._saying: dict[Lang, list[tuple[str, int]]] = {}
        self._phrases = {theme.concept: self._need_phrases(theme) for theme in asked.themes}

    def candidate(
        self, rank: int, entry: Entry, item: int, units: Mapping[Part, int], most: Mapping[Part, float]
    ) -> Candidate:
        """A scored profile as a result: its parts, its reasons with evidence, its gaps. `item` is its best item."""
        answers = self._answers(entry)
        details, places = entry.details, entry.places()
        reasons = [
            *self._theme_reasons(entry, details, places, answers, units.get("themes", 0)),
            *self._text_reasons(entry, details, places, item, units.get("text", 0)),
            *(
                Reason(part, units[part] / _UNIT, detail=practice(part, entry, self._asked))
                for part in PARTS[2:]
                if units.get(part)
            ),
        ]
        parts = {str(part): units[part] / _UNIT for part in PARTS if part in units}
        missing = (*self._theme_gaps(details, answers), *gaps(entry, self._asked, self._today))
        could = {str(part): round(most[part], DECIMALS) for part in PARTS if part in units}
        return Candidate(entry.id, rank, score_of(units), parts, tuple(reasons), missing, could)

    def _answers(self, entry: Entry) -> dict[str | None, Answer]:
        """The likeness of profile and need, divided over the asked themes."""
        shares: dict[str | None, float] = {}
        most: dict[str | None, float] = {}
        shown: dict[str | None, int] = {}
        adding = map(mul, entry.values, entry.pick(self._toward))
        for adds, group, number in zip(adding, entry.pick(self._groups), entry.numbers, strict=True):
            if adds:
                shares[group] = shares.get(group, 0.0) + adds
                if adds > most.get(group, 0.0):
                    most[group], shown[group] = adds, number
        concepts = self._space.concepts
        return {
            group: Answer(group, share / UNIT, min(1.0, share / UNIT / self._whole[group]), concepts[shown[group]])
            for group, share in shares.items()
        }

    def _theme_reasons(
        self, entry: Entry, details: Details, places: Places, answers: Mapping[str | None, Answer], units: int
    ) -> Iterator[Reason]:
        """A reason for each asked theme that adds enough; the rest of the part goes together in one."""
        whole = sum(one.share for one in answers.values())
        rest = units
        for theme in self._asked.themes:
            one = answers.get(theme.concept)
            share = round(units * one.share / whole) if one is not None else 0
            if one is None or share < _WORTH_SAYING * _UNIT:
                continue
            rest -= share
            named = details.themes.get(one.shown)
            yield Reason(
                "themes",
                share / _UNIT,
                theme=theme.concept,
                shown=one.shown,
                evidence=self._evidence(entry, details, places, theme.concept),
                headline=_distinct(_cut(details.headline, named.headline if named else ())),
                need_phrases=self._phrases[theme.concept],
                detail={
                    "near": round(one.near, 4),
                    "confirmed": bool(named and named.confirmed),
                    "implied": theme.implied,
                },
            )
        if rest:
            yield Reason("themes", rest / _UNIT, detail={"others": True})

    def _evidence(self, entry: Entry, details: Details, places: Places, theme: str) -> tuple[Evidence, ...]:
        """The words of the profile that say most about an asked theme, in the order of the text."""
        found: dict[tuple[int, int], None] = {}
        known, least = entry.terms, 0.0
        for strength, term in self._terms(entry.language).get(theme, ()):
            if strength < least or len(found) >= _QUOTES:
                break
            stands = places.of(term) if term in known else ()
            if stands:
                least = least or strength * _AS_STRONG
                found.setdefault((stands[0], stands[1]))
        return _distinct(_cut(details.text, sorted(found)))

    def _terms(self, lang: Lang) -> dict[str | None, list[tuple[float, str]]]:
        """For each asked theme the terms of a language that point to it, strongest first."""
        if lang not in self._speaking:
            found: defaultdict[str | None, dict[str, float]] = defaultdict(dict)
            described = self._space.described(lang)
            for number, value in strongest(self._asked.direction, _DIRECTION).items():
                terms = found[self._asked.groups.get(number)]
                for term, strength in described[number]:
                    terms[term] = terms.get(term, 0.0) + strength * value
            found.pop(None, None)
            self._speaking[lang] = {
                theme: sorted(((strength, term) for term, strength in terms.items()), reverse=True)[:_SAYING]
                for theme, terms in found.items()
            }
        return self._speaking[lang]

    def _need_phrases(self, theme: RecognisedTheme) -> tuple[Evidence, ...]:
        """The words of the need that ask for a theme: its labels, or else what points to it most."""
        if theme.spans:
            return _distinct(theme.spans)
        speaking = {term: strength for strength, term in self._terms(self._asked.language).get(theme.concept, ())}
        said = [
            (max(speaking.get(term, 0.0) for term in word.terms.all()), word.start, word.end)
            for word in self._asked.words
        ]
        said.sort(key=lambda one: (-one[0], one[1]))
        spans = [(start, end) for value, start, end in said[:_QUOTES] if value and value >= _AS_STRONG * said[0][0]]
        return _distinct(_cut(self._asked.need.text, spans))

    def _text_reasons(self, entry: Entry, details: Details, places: Places, item: int, units: int) -> Iterator[Reason]:
        if not units:
            return
        phrasing = self._phrasings[entry.language]
        start, end = details.spans[item - 1] if item else (0, 0)
        body: dict[tuple[int, int], int] = {}
        heading: dict[str, int] = {}
        for term, unit in self._words(entry.language):
            code = entry.terms.get(term)
            if code is None:
                continue
            if (code if isinstance(code, int) else code[0]) < COUNTS:
                heading[term] = unit
            stands = places.of(term)
            for at in range(0, len(stands), 2):
                if start <= stands[at] < end:
                    body.setdefault((stands[at], stands[at + 1]), unit)
                    break
            if len(body) >= _WORDS:
                break
        phrases = [span for unit in (*body.values(), *heading.values()) for span in phrasing.units[unit].spans]
        yield Reason(
            "text",
            units / _UNIT,
            evidence=tuple(_cut(details.text, sorted(body))),
            headline=self._in_headline(entry, details, heading) if heading else (),
            need_phrases=_distinct(phrases),
        )

    def _in_headline(self, entry: Entry, details: Details, terms: Container[str]) -> tuple[Evidence, ...]:
        """The words of the headline that have one of the terms."""
        return tuple(
            Evidence(word.start, word.end, details.headline[word.start : word.end])
            for word in self._analyser.words(details.headline, entry.language)
            if any(term in terms for term in word.terms.all())
        )

    def _words(self, lang: Lang) -> list[tuple[str, int]]:
        """The terms that the text part looks for in a language, with their units; what weighs most comes first."""
        if lang not in self._saying:
            phrasing = self._phrasings[lang]
            weighed = [
                (phrasing.units[use // OPTIONS].mass * share, term, use // OPTIONS)
                for term, uses in phrasing.terms.items()
                for use, share in uses[:1]
            ]
            self._saying[lang] = [(term, unit) for _, term, unit in sorted(weighed, reverse=True)]
        return self._saying[lang]

    def _theme_gaps(self, details: Details, answers: Mapping[str | None, Answer]) -> Iterator[Gap]:
        for theme in self._asked.themes:
            if theme.implied or theme.concept in details.themes:
                continue
            one = answers.get(theme.concept)
            if one is None or one.near < _NEARLY:
                yield Gap("theme_missing", theme.concept)
            elif one.near < _SHOWN:
                yield Gap("theme_near", theme.concept, {"shown": one.shown})


def _cut(source: str, spans: Iterable[tuple[int, int]]) -> Iterator[Evidence]:
    return (Evidence(start, end, source[start:end]) for start, end in spans)


def _distinct(quotes: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The first few quotes, each wording once."""
    found: dict[str, Evidence] = {}
    for quote in quotes:
        found.setdefault(quote.text.lower(), quote)
        if len(found) == _QUOTES:
            break
    return tuple(found.values())


def practice(part: Part, entry: Entry, asked: Question) -> Detail:
    """What the sentence about a part on practice needs to know."""
    facts, need = entry.facts, asked.need
    match part:
        case "languages":
            return {
                code: facts.languages.get(code)
                for code in wanted_languages(asked)
                if code in facts.languages or code == entry.language
            }
        case "fit":
            detail: dict[str, str | float | int | bool | None] = {}
            if need.period is not None and facts.availability:
                detail |= {"free_days": free_days(facts.availability, need.period), "days": need.period.days}
            forms = [form for form in (*need.forms, *need.must.forms, *need.nice.forms) if form in facts.forms]
            return detail | ({"forms": " ".join(dict.fromkeys(forms))} if forms else {})
        case "freshness":
            return {"confirmed_on": facts.confirmed_on.isoformat()} if facts.confirmed_on else {}
        case "load":
            return {"load": facts.load, "organisation": facts.organisation}
        case "record":
            return {"exchanges": len(facts.record)}
        case _:
            return {}


def gaps(entry: Entry, asked: Question, today: date) -> Sequence[Gap]:
    """What was asked in practice and is not, or not fully, shown; and what makes a profile less certain."""
    facts, found = entry.facts, list[Gap]()
    found += _language_gaps(entry, asked)
    found += _fit_gaps(entry, asked)
    if facts.confirmed_on is not None and (today - facts.confirmed_on).days > 2 * FRESH_DAYS:
        found.append(Gap("stale", detail={"confirmed_on": facts.confirmed_on.isoformat()}))
    if facts.load is not None and facts.load >= _HIGH_LOAD:
        found.append(Gap("load_high", detail={"load": facts.load, "organisation": facts.organisation}))
    return found


def _language_gaps(entry: Entry, asked: Question) -> Sequence[Gap]:
    need, spoken = asked.need, entry.facts.languages
    wanted = {**need.nice.languages, **need.must.languages}
    if not spoken:
        return [Gap("languages_unknown", detail={"languages": " ".join(wanted)})] if wanted else []
    found: list[Gap] = []
    for code, level in wanted.items():
        if code == entry.language:
            continue
        if code not in spoken:
            found.append(Gap("language_missing", detail={"language": code, "level": level}))
        elif spoken[code] is None:
            if level is not None:
                found.append(Gap("language_level_unknown", detail={"language": code, "level": level}))
        elif level is not None and CEFR_LEVELS.index(cast(str, spoken[code])) < CEFR_LEVELS.index(level):
            found.append(Gap("language_low", detail={"language": code, "level": level, "spoken": spoken[code]}))
    return found


def _fit_gaps(entry: Entry, asked: Question) -> Sequence[Gap]:
    need, facts, found = asked.need, entry.facts, list[Gap]()
    forms = tuple(dict.fromkeys((*need.forms, *need.must.forms, *need.nice.forms)))
    if forms and not facts.forms:
        found.append(Gap("forms_unknown", detail={"forms": " ".join(forms)}))
    elif forms:
        found += [Gap("form_missing", detail={"form": form}) for form in forms if form not in facts.forms]
    if need.period is not None:
        free = [shared for one in merged(facts.availability) if (shared := one.overlap(need.period)) is not None]
        days = sum(one.days for one in free)
        if not facts.availability:
            found.append(Gap("dates_unknown"))
        elif not free:
            found.append(Gap("dates_missing"))
        elif days < need.period.days:
            first = {"start": free[0].start.isoformat(), "end": free[-1].end.isoformat()}
            found.append(Gap("dates_partly", detail={"free_days": days, "days": need.period.days, **first}))
    if facts.hours_left is not None and facts.hours_left <= 0:
        found.append(Gap("hours_spent"))
    if need.nice.kinds and facts.kind not in need.nice.kinds:
        found.append(Gap("kind_other", detail={"kind": facts.kind}))
    if need.nice.roles and facts.role is not None and facts.role not in need.nice.roles:
        found.append(Gap("role_other", detail={"role": facts.role}))
    return found
