"""The index: profiles in, rankings out. All that the rest of Wisselwerk knows of a search engine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from wisselwerk.languages import LANGUAGES, Lang
from wisselwerk.matching.analysis import analyse
from wisselwerk.matching.conditions import conditions
from wisselwerk.matching.entry import Entry
from wisselwerk.matching.explain import Explainer, rounded, score_of
from wisselwerk.matching.model import Must, Need, Period, Profile
from wisselwerk.matching.phrasing import Phrasing, phrase
from wisselwerk.matching.question import nearest, read
from wisselwerk.matching.recognise import Recogniser, default_recogniser
from wisselwerk.matching.results import Exclusion, Part, Ranking
from wisselwerk.matching.score import (
    add_up,
    fit_part,
    freshness_part,
    languages_part,
    load_part,
    most_points,
    record_part,
    subject_points,
    text_part,
    themes_part,
)
from wisselwerk.matching.search import SearchResult, search
from wisselwerk.matching.space import strongest
from wisselwerk.matching.store import Store
from wisselwerk.matching.version import version
from wisselwerk.matching.weights import DEFAULT, Weights
from wisselwerk.thesaurus.model import Thesaurus

# So many of the best candidates of the index query are scored in full.
POOL = 80
# So many of the themes that a need points to most take part in that query.
_MAIN_THEMES = 24


class Index:
    """Profiles that can be ranked for a need.

    `directory` None keeps everything in memory. An index on disk belongs to one version of the thesaurus and of the
    analysis; see `outdated` and `rebuild`. Only one process writes at a time, others wait; readers see each change.
    """

    def __init__(self, directory: Path | None = None, *, thesaurus: Thesaurus | None = None) -> None:
        self.recogniser = default_recogniser() if thesaurus is None else Recogniser(thesaurus)
        self._store = Store(directory, self.recogniser.thesaurus.version)

    @property
    def outdated(self) -> bool:
        """Whether the index on disk was made by another version: until `rebuild` or `clear` it can't be used."""
        return self._store.outdated

    @property
    def count(self) -> int:
        """The number of profiles in the index."""
        return self._store.snapshot().count

    def warm(self) -> None:
        """Reads the thesaurus in all languages, which the first questions would otherwise wait for (half a second)."""
        for lang in LANGUAGES:
            self.recogniser.lexicon(lang)
            self.recogniser.space.described(lang)

    def put(self, profiles: Iterable[Profile]) -> None:
        """Adds profiles or replaces those with the same id; a profile that is not visible is taken out instead."""
        entries, gone = list[Entry](), list[str]()
        for profile in profiles:
            if profile.visible:
                entries.append(analyse(profile, self.recogniser))
            else:
                gone.append(profile.id)
        self._store.change(put=entries, remove=gone)

    def remove(self, ids: Iterable[str]) -> None:
        """Takes profiles out: they are never found again. Ids that are not there are passed over."""
        self._store.change(put=(), remove=list(ids))

    def erase(self, ids: Iterable[str]) -> None:
        """Takes profiles out and writes the index anew, so that no byte of them is left on disk."""
        self._store.erase(list(ids))

    def clear(self) -> None:
        """Empties the index and brings it up to the current version."""
        self._store.replace(())

    def rebuild(self, profiles: Iterable[Profile]) -> int:
        """Replaces everything by `profiles`, at the current version; returns how many there are."""
        return self._store.replace(analyse(profile, self.recogniser) for profile in profiles if profile.visible)

    def rank(
        self, need: Need, top: int = 20, weights: Weights = DEFAULT, *, today: date | None = None, pool: int = POOL
    ) -> Ranking:
        """The best `top` profiles for a need, with reasons and gaps.

        Must-haves filter. When fewer profiles than `top` match a word or theme, others follow with a score of about 0.
        Ties break by id. `today` is what freshness is measured from. Raises `OutdatedIndex`.
        """
        snapshot, today = self._store.snapshot(), today or date.today()
        question = read(need, self.recogniser, weights)
        phrasings: dict[Lang, Phrasing] = {
            lang: phrase(question, lang, self.recogniser, snapshot.rarity(lang), snapshot.frequency(lang), weights)
            for lang in snapshot.languages
        }
        typical = {lang: snapshot.typical_length(lang, weights.rarity) for lang in snapshot.languages}
        toward = [question.direction.get(number, 0.0) for number in range(len(self.recogniser.space.concepts))]
        near = nearest(question, self.recogniser.thesaurus, weights)
        musts = conditions(need.must, need.period)
        filters = [snapshot.condition(must, need.period, self.recogniser.thesaurus) for must in musts]
        scored: list[tuple[float, str, Entry, int, dict[Part, int]]] = []
        main = strongest(question.direction, _MAIN_THEMES)
        worth: dict[Lang, tuple[float, float]] = {}
        for lang, phrasing in phrasings.items():
            themes, words = subject_points(question, phrasing, weights)
            worth[lang] = themes / weights.themes_full, words / (weights.text_full * typical[lang])
        for entry in snapshot.candidates(phrasings, main, worth, filters, max(pool, top)):
            phrasing = phrasings[entry.language]
            text, item = text_part(entry, phrasing, typical[entry.language], snapshot.average_length, weights)
            values: dict[Part, float | None] = {
                "themes": themes_part(entry, toward, weights),
                "text": text,
                "record": record_part(entry.facts, question, near),
                "languages": languages_part(entry, question),
                "fit": fit_part(entry.facts, question),
                "freshness": freshness_part(entry.facts, today),
                "load": load_part(entry.facts),
            }
            units = rounded(add_up(values, question, phrasing, weights))
            scored.append((-score_of(units), entry.id, entry, item, units))
        scored.sort(key=lambda one: one[:2])
        explainer = Explainer(question, phrasings, self.recogniser, today)
        candidates = tuple(
            explainer.candidate(
                rank, entry, item, units, most_points(units, question, phrasings[entry.language], weights)
            )
            for rank, (_, _, entry, item, units) in enumerate(scored[:top], start=1)
        )
        remaining = snapshot.matching(filters)
        excluded = tuple(
            Exclusion(
                must,
                snapshot.count - snapshot.matching([filters[at]]),
                snapshot.matching([*filters[:at], *filters[at + 1 :]]),
            )
            for at, must in enumerate(musts)
        )
        return Ranking(
            need,
            version(self.recogniser.thesaurus, weights),
            weights,
            question.language,
            question.themes,
            candidates,
            snapshot.count,
            remaining,
            excluded,
        )

    def search(
        self,
        text: str = "",
        filters: Must | None = None,
        *,
        period: Period | None = None,
        top: int = 20,
        offset: int = 0,
    ) -> SearchResult:
        """Plain search over the same people: BM25 on their own words, and filters. Raises `OutdatedIndex`."""
        return search(
            self._store.snapshot(), self.recogniser, text, filters or Must(), period=period, top=top, offset=offset
        )
