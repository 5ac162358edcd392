"""What was asked, as the column beside the candidates shows it: the question, its themes, its must-haves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wisselwerk.experts.themes import recognise
from wisselwerk.matching import Condition, Exclusion, Ranking
from wisselwerk.needs.asked import Asked, key_of
from wisselwerk.needs.enums import ExpertKindAsked
from wisselwerk.needs.passages import Span, shifted
from wisselwerk.needs.queries import Opened
from wisselwerk.web import words
from wisselwerk.web.themes import theme_name
from wisselwerk.web.wording import condition_name, form_name

_RECOGNISED: Final = 6
# A theme that is less certain than this is not worth a chip.
_LIKELY: Final = 0.3


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme as a chip."""

    concept: str
    name: str


@dataclass(frozen=True, slots=True)
class Toggle:
    """A wish that is a must-have (`on`) or is not."""

    key: str
    name: str
    on: bool

    @property
    def id(self) -> str:
        """The id of the button, so that it keeps the focus when the page is drawn anew."""
        return f"must-{self.key.replace(':', '-')}"


@dataclass(frozen=True, slots=True)
class Effect:
    """What one must-have does: its key and name, and how many would be left without it."""

    key: str
    name: str
    count: int

    @property
    def text(self) -> str:
        """For example: Without “French”: 27."""
        return _("Without “{must}”: {count}").format(must=self.name, count=self.count)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing asked: what it is about, and the answer."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The question as it was when the shortlist was made."""

    title: str
    text: str
    text_marks: tuple[Span, ...]
    language: str
    themes: tuple[Theme, ...]
    recognised: tuple[Theme, ...]
    removed: tuple[Theme, ...]
    toggles: tuple[Toggle, ...]
    remaining: str
    effects: tuple[Effect, ...]
    facts: tuple[Fact, ...]
    nice: str

    @property
    def best_drop(self) -> Effect | None:
        """The must-have that leaves out most by itself."""
        return max(self.effects, key=lambda effect: effect.count, default=None)


@dataclass(frozen=True, slots=True)
class Question:
    """The question in the words of who asks, with the words marked in which themes were recognised."""

    title: str
    text: str
    text_marks: tuple[Span, ...]
    language: str
    themes: tuple[Theme, ...]
    facts: tuple[Fact, ...]
    musts: tuple[str, ...]
    nice: str


def question_of(asked: Asked) -> Question:
    """A need as it is now, for its own page."""
    themes = set(asked.themes)
    spans = [
        span
        for theme in recognise(asked.full_text, asked.language).themes
        if theme.concept in themes
        for span in theme.spans
    ]
    return Question(
        title=asked.title,
        text=asked.text,
        text_marks=shifted(spans, asked.text_start, len(asked.text)),
        language=asked.language,
        themes=_themes(asked.themes),
        facts=tuple(facts_of(asked)),
        musts=tuple(_wish_name(wish, asked) for wish in asked.wishes() if key_of(wish) in asked.required),
        nice=asked.nice,
    )


def asked_panel(opened: Opened) -> Panel:
    """The column for a stored shortlist."""
    asked, ranking = opened.asked, opened.ranking
    confirmed = set(asked.themes)
    named = [theme for theme in ranking.themes if not theme.implied]
    recognised = [theme.concept for theme in named if theme.concept not in confirmed and theme.weight >= _LIKELY]
    spans = [span for theme in named for span in theme.spans]
    return Panel(
        title=asked.title,
        text=asked.text,
        text_marks=shifted(spans, asked.text_start, len(asked.text)),
        language=asked.language,
        themes=_themes(asked.themes),
        recognised=_themes(recognised[:_RECOGNISED]),
        removed=_themes(asked.removed_themes),
        toggles=tuple(
            Toggle(key_of(wish), _wish_name(wish, asked), key_of(wish) in asked.required) for wish in asked.wishes()
        ),
        remaining=_remaining(ranking),
        effects=tuple(_effect(one, asked) for one in ranking.excluded if one.if_dropped > ranking.remaining),
        facts=tuple(facts_of(asked)),
        nice=asked.nice,
    )


def facts_of(asked: Asked) -> Iterable[Fact]:
    """What is asked besides the question itself."""
    if asked.forms:
        forms = words.all_of([words.first_lower(form_name(form)) for form in asked.forms])
        yield Fact(_("Form"), words.first_upper(forms))
    if asked.period_start or asked.period_end:
        yield Fact(_("Period"), asked_period(asked))
    yield Fact(_("People"), str(asked.people))
    if asked.working_days:
        days = asked.working_days
        yield Fact(_("Duration"), ngettext("{count} working day", "{count} working days", days).format(count=days))
    if asked.languages:
        names = [words.language_level(code, level) for code, level in asked.languages.items()]
        yield Fact(_("Languages"), words.first_upper(words.all_of(names)))
    if asked.expert_kind:
        yield Fact(_("Who"), str(ExpertKindAsked(asked.expert_kind).label))


def asked_period(asked: Asked) -> str:
    """The period asked for, and how far it may shift."""
    dates = words.period(asked.period_start, asked.period_end)
    if not (dates and asked.flexible_days):
        return dates
    text = ngettext("{period}, may shift by {count} day", "{period}, may shift by {count} days", asked.flexible_days)
    return text.format(period=dates, count=asked.flexible_days)


def _themes(concepts: Iterable[str]) -> tuple[Theme, ...]:
    return tuple(Theme(concept, theme_name(concept)) for concept in concepts)


def _wish_name(wish: Condition, asked: Asked) -> str:
    return condition_name(wish, dates=words.period(asked.period_start, asked.period_end))


def _remaining(ranking: Ranking) -> str:
    if not ranking.excluded:
        return _("Nothing is a must yet: all {count} people and offers take part.").format(count=ranking.considered)
    return _("Leaves {remaining} of {considered} people and offers.").format(
        remaining=ranking.remaining, considered=ranking.considered
    )


def _effect(exclusion: Exclusion, asked: Asked) -> Effect:
    return Effect(key_of(exclusion.must), _short_name(exclusion.must, asked), exclusion.if_dropped)


def _short_name(condition: Condition, asked: Asked) -> str:
    """A must-have in a few words: of a language the name alone."""
    if condition.kind == "language":
        return words.first_upper(words.language_word(condition.value))
    return _wish_name(condition, asked)
