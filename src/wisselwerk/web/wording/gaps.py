"""What was asked and is not shown, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wisselwerk.experts.enums import ExpertKind
from wisselwerk.matching import Gap, GapKind
from wisselwerk.web.themes import theme_name
from wisselwerk.web.wording.conditions import form_name
from wisselwerk.web.wording.details import date_of, number_of, share_of, text_of
from wisselwerk.web.words import ago, all_of, first_lower, first_upper, language_word, period


def gap_sentences(gaps: Iterable[Gap]) -> list[str]:
    """What was asked and is not (fully) shown, one sentence for each kind of gap, in the order in which they came."""
    by_kind: dict[GapKind, list[Gap]] = {}
    for gap in gaps:
        by_kind.setdefault(gap.kind, []).append(gap)
    return [GAPS[kind](same) for kind, same in by_kind.items()]


def _theme_missing(gaps: Sequence[Gap]) -> str:
    return _("Not found in their words: {themes}").format(themes=_theme_list(gaps))


def _theme_near(gaps: Sequence[Gap]) -> str:
    touched = [gap for gap in gaps if gap.detail.get("shown") in (None, gap.theme)]
    near = [
        _("{asked} (but {shown})").format(
            asked=first_lower(theme_name(gap.theme or "")),
            shown=first_lower(theme_name(text_of(gap.detail["shown"]) or "")),
        )
        for gap in gaps
        if gap not in touched
    ]
    sentences = [
        _("Close, not the same: {themes}").format(themes=all_of(near)) if near else "",
        _("Only touched upon: {themes}").format(themes=_theme_list(touched)) if touched else "",
    ]
    return ". ".join(filter(None, sentences))


def _language_missing(gaps: Sequence[Gap]) -> str:
    return _("Does not speak {languages}").format(
        languages=all_of([language_word(text_of(gap.detail["language"]) or "") for gap in gaps])
    )


def _language_low(gaps: Sequence[Gap]) -> str:
    low = [
        _("{language} at {spoken}, asked was {level}").format(
            language=language_word(text_of(gap.detail["language"]) or ""),
            spoken=gap.detail["spoken"],
            level=gap.detail["level"],
        )
        for gap in gaps
    ]
    return first_upper("; ".join(low))


def _language_level_unknown(gaps: Sequence[Gap]) -> str:
    return _("Level not known: {languages}").format(
        languages=all_of([language_word(text_of(gap.detail["language"]) or "") for gap in gaps])
    )


def _languages_unknown(gaps: Sequence[Gap]) -> str:
    return _("Which languages are spoken is not known")


def _form_missing(gaps: Sequence[Gap]) -> str:
    return _("Does not offer: {forms}").format(
        forms=all_of([first_lower(form_name(text_of(gap.detail["form"]) or "")) for gap in gaps])
    )


def _forms_unknown(gaps: Sequence[Gap]) -> str:
    return _("Has not said which forms of exchange are possible")


def _dates_missing(gaps: Sequence[Gap]) -> str:
    return _("Has no time in the period asked")


def _dates_partly(gaps: Sequence[Gap]) -> str:
    detail = gaps[0].detail
    free, days = number_of(detail["free_days"]), number_of(detail["days"])
    text = ngettext("Has time on {free} of {days} day: {period}", "Has time on {free} of {days} days: {period}", days)
    return text.format(free=free, days=days, period=period(date_of(detail.get("start")), date_of(detail.get("end"))))


def _dates_unknown(gaps: Sequence[Gap]) -> str:
    return _("Has not said when there is time")


def _hours_spent(gaps: Sequence[Gap]) -> str:
    return _("All hours of this year are taken")


def _kind_other(gaps: Sequence[Gap]) -> str:
    if gaps[0].detail.get("kind") == "offer":
        return _("Is an offer of a municipality; a person was asked")
    return _("Is a person; an offer of a municipality was asked")


def _role_other(gaps: Sequence[Gap]) -> str:
    if gaps[0].detail.get("role") == ExpertKind.OFFICIAL:
        return _("Is a civil servant; an elected administrator was asked")
    return _("Is an elected administrator; a civil servant was asked")


def _stale(gaps: Sequence[Gap]) -> str:
    confirmed = date_of(gaps[0].detail.get("confirmed_on"))
    return _("Profile was last confirmed {ago}").format(ago=ago(confirmed)) if confirmed else _("Profile may be old")


def _load_high(gaps: Sequence[Gap]) -> str:
    detail = gaps[0].detail
    return _("{organisation} already carries much: {share} of the recent exchanges").format(
        organisation=detail.get("organisation") or _("The municipality"), share=share_of(detail.get("load"))
    )


GAPS: Final[Mapping[GapKind, Callable[[Sequence[Gap]], str]]] = {
    "theme_missing": _theme_missing,
    "theme_near": _theme_near,
    "language_missing": _language_missing,
    "language_low": _language_low,
    "language_level_unknown": _language_level_unknown,
    "languages_unknown": _languages_unknown,
    "form_missing": _form_missing,
    "forms_unknown": _forms_unknown,
    "dates_missing": _dates_missing,
    "dates_partly": _dates_partly,
    "dates_unknown": _dates_unknown,
    "hours_spent": _hours_spent,
    "kind_other": _kind_other,
    "role_other": _role_other,
    "stale": _stale,
    "load_high": _load_high,
}


def _theme_list(gaps: Sequence[Gap]) -> str:
    return all_of([first_lower(theme_name(gap.theme or "")) for gap in gaps])
