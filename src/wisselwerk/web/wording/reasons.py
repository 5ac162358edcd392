"""Why someone stands where they stand, in words: a sentence, the points of each part, what earned them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wisselwerk.matching import Candidate, Part, Reason
from wisselwerk.web.themes import theme_name
from wisselwerk.web.wording.conditions import form_name
from wisselwerk.web.wording.details import date_of, distinct, number_of, share_of, text_of, words_of
from wisselwerk.web.words import all_of, all_of_html, day, first_lower, first_upper, language_level

PART_NAMES: Final[Mapping[Part, str | Promise]] = {
    "themes": gettext_lazy("Themes"),
    "text": gettext_lazy("Own words"),
    "record": gettext_lazy("Track record"),
    "languages": gettext_lazy("Languages"),
    "fit": gettext_lazy("Dates, form"),
    "freshness": gettext_lazy("Up to date"),
    "load": gettext_lazy("Fair share"),
}
# From here a theme counts as shown, and as close to what is shown.
_SHOWN: Final = 0.5
_NEARLY: Final = 0.2
_NAMED: Final = 3
_PAIRS: Final = 4
_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a score: what share (0–100) of the points that could be had, and that in words."""

    label: str
    value: float
    text: str


def bars(candidate: Candidate) -> list[Bar]:
    """The parts of a score. A part that nothing is known about is not there; the others share its points."""
    found = []
    for part, contribution in candidate.parts.items():
        most = candidate.most.get(part, 0.0)
        text = _("{points} of {most} points").format(points=round(contribution), most=round(most))
        found.append(Bar(str(PART_NAMES[_part(part)]), 100.0 * contribution / most if most else 0.0, text))
    return found


def _part(name: str) -> Part:
    return next(part for part in PART_NAMES if part == name)


def why(candidate: Candidate, *, is_offer: bool) -> SafeString:
    """One sentence of why someone stands here, with what counts most in bold."""
    by_part: dict[str, list[Reason]] = {}
    for reason in candidate.reasons:
        by_part.setdefault(reason.part, []).append(reason)
    subject = _themes_clause(by_part.get("themes", []), is_offer) or _text_clause(by_part.get("text", []))
    clauses = [
        subject or _("names nothing that the question asks"),
        _languages_clause(by_part.get("languages", []), is_offer),
        _fit_clause(by_part.get("fit", [])),
        _record_clause(by_part.get("record", [])),
    ]
    known = [clause for clause in clauses if clause]
    return format_html("{}.", _sentence(all_of_html(known)))


def _sentence(text: SafeString) -> SafeString:
    """A piece of HTML with its first letter in upper case, unless it begins with a tag."""
    return mark_safe(first_upper(text))  # noqa: S308  # it was safe and stays so


def _bold(words: Iterable[str]) -> SafeString:
    return all_of_html([format_html("<strong>{}</strong>", word) for word in words])


def _themes_clause(reasons: Sequence[Reason], is_offer: bool) -> str:
    named = sorted((reason for reason in reasons if _is_named(reason)), key=lambda reason: -reason.contribution)
    if shown := _names(reason.shown for reason in named if _nearness(reason) >= _SHOWN):
        clause = _("works on {themes}") if is_offer else _("worked on {themes}")
        return format_html(clause, themes=_bold(shown))
    if close := _names(reason.shown for reason in named if _nearness(reason) >= _NEARLY):
        clause = (
            _("works on {themes}, which is close to the question")
            if is_offer
            else _("worked on {themes}, which is close to the question")
        )
        return format_html(clause, themes=_bold(close))
    return ""


def _is_named(reason: Reason) -> bool:
    """Whether a reason is about a theme that the question names; words together may point to others."""
    return reason.theme is not None and not reason.detail.get("implied")


def _names(concepts: Iterable[str | None]) -> list[str]:
    return [first_lower(theme_name(concept)) for concept in dict.fromkeys(filter(None, concepts))][:_NAMED]


def is_shown(reason: Reason) -> bool:
    """Whether the asked theme of a reason counts as shown, rather than as nearly shown."""
    return _nearness(reason) >= _SHOWN


def _nearness(reason: Reason) -> float:
    near = reason.detail.get("near")
    return float(near) if isinstance(near, (int, float)) else 0.0


def _text_clause(reasons: Sequence[Reason]) -> str:
    words = distinct(quote for reason in reasons for quote in (*reason.evidence, *reason.headline))
    return format_html(_("writes about {words}"), words=_bold(words[:_NAMED])) if words else ""


def _languages_clause(reasons: Sequence[Reason], is_offer: bool) -> str:
    spoken = [language_level(code, text_of(level)) for reason in reasons for code, level in reason.detail.items()]
    if not spoken:
        return ""
    return format_html(_("can work in {languages}") if is_offer else _("speaks {languages}"), languages=_bold(spoken))


def _fit_clause(reasons: Sequence[Reason]) -> str:
    for reason in reasons:
        free, days = number_of(reason.detail.get("free_days")), number_of(reason.detail.get("days"))
        if free and days:
            if free >= days:
                return _("has time in the whole period")
            text = ngettext("has time on {free} of the {days} day", "has time on {free} of the {days} days", days)
            return text.format(free=free, days=days)
    return ""


def _record_clause(reasons: Sequence[Reason]) -> str:
    count = sum(number_of(reason.detail.get("exchanges")) for reason in reasons)
    if not count:
        return ""
    text = ngettext("took part in {count} exchange before", "took part in {count} exchanges before", count)
    return format_html(text, count=count)


def reason_sentence(reason: Reason) -> str:
    """What earned the points of one reason, for the comparison and the export."""
    return REASONS[reason.part](reason)


def _theme_reason(reason: Reason) -> str:
    if reason.theme is None:
        return _("Other themes near the question")
    asked, shown = theme_name(reason.theme), theme_name(reason.shown or reason.theme)
    if asked == shown:
        return asked
    return _("{shown} (asked: {asked})").format(shown=shown, asked=first_lower(asked))


def _text_reason(reason: Reason) -> str:
    words = distinct((*reason.headline, *reason.evidence))
    return (
        _("Words that answer the question: {words}").format(words=", ".join(words))
        if words
        else _("Words that answer the question")
    )


def _record_reason(reason: Reason) -> str:
    count = number_of(reason.detail.get("exchanges"))
    return ngettext("{count} exchange before", "{count} exchanges before", count).format(count=count)


def _languages_reason(reason: Reason) -> str:
    spoken = [language_level(code, text_of(level)) for code, level in reason.detail.items()]
    return first_upper(all_of(spoken)) if spoken else _("Speaks other languages than those asked")


def _fit_reason(reason: Reason) -> str:
    forms = [form_name(form) for form in words_of(reason.detail.get("forms"))]
    clauses = [_fit_clause([reason]), _("offers: {forms}").format(forms=all_of(forms)) if forms else ""]
    return first_upper("; ".join(filter(None, clauses))) or _("Fits partly")


def _freshness_reason(reason: Reason) -> str:
    confirmed = date_of(reason.detail.get("confirmed_on"))
    return _("Confirmed on {day}").format(day=day(confirmed)) if confirmed else _("Confirmed recently")


def _load_reason(reason: Reason) -> str:
    return _("{organisation} carried {share} of the recent exchanges").format(
        organisation=reason.detail.get("organisation") or _("The municipality"),
        share=share_of(reason.detail.get("load")),
    )


REASONS: Final[Mapping[Part, Callable[[Reason], str]]] = {
    "themes": _theme_reason,
    "text": _text_reason,
    "record": _record_reason,
    "languages": _languages_reason,
    "fit": _fit_reason,
    "freshness": _freshness_reason,
    "load": _load_reason,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Words of the question beside the words of a candidate that answer them."""

    asked: str
    shown: str


def pairs(candidate: Candidate) -> list[Pair]:
    """The words of the question and of the candidate that name the same theme, where they are not the same words."""
    found: dict[tuple[str, str], Pair] = {}
    for reason in candidate.reasons:
        if reason.part != "themes" or not _is_named(reason) or _nearness(reason) < _NEARLY:
            continue
        asked = distinct(reason.need_phrases)
        shown = distinct((*reason.evidence, *reason.headline))
        same = {word.casefold() for word in asked} & {word.casefold() for word in shown}
        asked, shown = (
            _longest([word for word in words if word.casefold() not in same])[:_WORDS] for words in (asked, shown)
        )
        if asked and shown:
            pair = Pair(", ".join(asked), ", ".join(shown))
            found.setdefault((pair.asked, pair.shown), pair)
    return list(found.values())[:_PAIRS]


def _longest(words: Sequence[str]) -> list[str]:
    """Without words that are a part of another one: of "verlichting" and "openbare verlichting" the second."""
    return [word for word in words if not any(word.casefold() in other.casefold() and word != other for other in words)]
