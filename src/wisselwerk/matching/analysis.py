"""Analyses a profile once, when it is put into the index: language, experience items, terms, themes, direction."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from typing import Final

from wisselwerk.matching.calendar import merged
from wisselwerk.matching.entry import UNIT, Details, Entry, Facts, Shown, counted, picking
from wisselwerk.matching.model import Profile
from wisselwerk.matching.recognise import Recogniser, known_language
from wisselwerk.matching.results import RecognisedTheme
from wisselwerk.matching.space import strongest, together, unit
from wisselwerk.matching.text.analyser import Word
from wisselwerk.matching.text.detect import detect_language

_LINE: Final = re.compile(r"[^\r\n\u2028\u2029]+")
_SENTENCE: Final = re.compile(r"[^.!?؟]+[.!?؟]*")
# A long text of one paragraph is cut into pieces of some sentences, each at least this long (in characters).
_PIECE: Final = 800
# Of a profile's direction the strongest themes are kept: the others add next to nothing.
_DIRECTION: Final = 120


def analyse(profile: Profile, recogniser: Recogniser) -> Entry:
    """Analyses a profile: language, items, terms and themes."""
    text = profile.full_text
    language = known_language(profile.language) or detect_language(f"{profile.headline}\n{text}")
    spans = tuple(item_spans(profile))
    headline = list(recogniser.analyser.words(profile.headline, language))
    items = [list(recogniser.analyser.words(text, language, start, end)) for start, end in spans]
    terms, offsets = _terms(headline, items)
    body = [word for words in items for word in words]
    spoken = recogniser.space.direction((*headline, *body), language)
    themes = {
        concept: Shown(1.0, (), (), confirmed=True) for concept in profile.themes if concept in recogniser.thesaurus
    }
    for theme in recogniser.gather(text, recogniser.matches(body, language), spoken):
        themes[theme.concept] = _shown(themes.get(theme.concept), theme, in_headline=False)
    for theme in recogniser.gather(profile.headline, recogniser.matches(headline, language), spoken):
        themes[theme.concept] = _shown(themes.get(theme.concept), theme, in_headline=True)
    for concept in profile.removed_themes:
        themes.pop(concept, None)
    # Confirmed themes count as much as all words together.
    confirmed = unit({recogniser.space.number[concept]: 1.0 for concept, shown in themes.items() if shown.confirmed})
    direction = strongest(together((1.0, spoken), (1.0, confirmed)), _DIRECTION)
    return Entry(
        id=profile.id,
        language=language,
        lengths=(len(headline), *map(len, items)),
        terms=terms,
        numbers=tuple(direction),
        values=tuple(round(value * UNIT) for value in direction.values()),
        pick=picking(tuple(direction)),
        facts=Facts(
            languages=dict(profile.languages),
            forms=profile.forms,
            availability=merged(profile.availability),
            organisation=profile.organisation,
            kind=profile.kind,
            role=profile.role,
            confirmed_on=profile.confirmed_on,
            hours_left=profile.hours_left,
            load=profile.load,
            record=profile.record,
        ),
        packed=Details(profile.headline, text, spans, themes).pack(),
        offsets=offsets,
    )


def _terms(headline: list[Word], items: list[list[Word]]) -> tuple[dict[str, int | list[int]], bytes]:
    """For each term the items that have it, and their places; terms of several items come last (see `Entry`)."""
    codes: dict[str, list[int]] = {}
    places: dict[str, list[int]] = {}
    for number, words in enumerate((headline, *items)):
        counts: Counter[str] = Counter()
        for word in words:
            for term in word.terms.all():
                if term not in counts:
                    places.setdefault(term, []).extend((word.start, word.end) if number else (0, 0))
                counts[term] += 1
        for term, count in counts.items():
            codes.setdefault(term, []).append(counted(number, count))
    order = sorted(codes, key=lambda term: len(codes[term]) > 1)
    terms = {term: codes[term][0] if len(codes[term]) == 1 else codes[term] for term in order}
    return terms, array("I", (place for term in order for place in places[term])).tobytes()


def _shown(known: Shown | None, theme: RecognisedTheme, *, in_headline: bool) -> Shown:
    """What is known of a shown theme, with what was recognised in the text or in the headline."""
    before = known or Shown(0.0, (), (), confirmed=False)
    spans = tuple((span.start, span.end) for span in theme.spans)
    return Shown(
        round(1.0 - (1.0 - before.weight) * (1.0 - theme.weight), 4),
        before.text if in_headline else spans,
        spans if in_headline else before.headline,
        before.confirmed,
    )


def item_spans(profile: Profile) -> Iterator[tuple[int, int]]:
    """Where the experience items are in `profile.full_text`: the paragraphs, or pieces of one single long paragraph."""
    text = profile.full_text
    lines = [match.span() for match in _LINE.finditer(text) if match[0].strip()]
    if len(lines) > 1:
        yield from lines
        return
    for start, end in lines:
        first = start
        for match in _SENTENCE.finditer(text, start, end):
            if match.end() - first >= _PIECE and end - match.end() >= _PIECE:
                yield first, match.end()
                first = match.end()
        yield first, end
