"""Languages, lists, days and periods as the language of the page writes them (Unicode CLDR)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from babel import Locale
from babel.dates import format_date, format_interval, format_timedelta
from babel.numbers import format_percent
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from wisselwerk.web.themes import page_language


def page_locale() -> Locale:
    """The locale of the page; English is written as in Europe."""
    lang = page_language()
    return Locale.parse("en_GB" if lang == "en" else lang)


def language_word(code: str) -> str:
    """The name of a language as it stands within a sentence: `fr` is "Frans", "French", "français", "الفرنسية"."""
    return str(page_locale().languages.get(code, code))


def language_level(code: str, level: str | None) -> str:
    """A language with its CEFR level, if that is known: "French (B1)"."""
    return f"{language_word(code)} ({level})" if level else language_word(code)


def first_lower(text: str) -> str:
    """A name as it stands within a sentence; an abbreviation in front keeps its capitals."""
    return text[:1].lower() + text[1:] if not text[1:2].isupper() else text


def first_upper(text: str) -> str:
    """The beginning of a sentence."""
    return text[:1].upper() + text[1:]


def all_of(items: Sequence[str]) -> str:
    """A list as a phrase: "a, b and c"."""
    patterns = page_locale().list_patterns["standard"]
    if len(items) < 2:
        return items[0] if items else ""
    if len(items) == 2:
        return str(patterns["2"]).format(*items)
    phrase = str(patterns["start"]).format(items[0], items[1])
    for item in items[2:-1]:
        phrase = str(patterns["middle"]).format(phrase, item)
    return str(patterns["end"]).format(phrase, items[-1])


def all_of_html(items: Sequence[str]) -> SafeString:
    """As `all_of`, for pieces of HTML; what is not marked as safe is escaped."""
    return mark_safe(all_of([conditional_escape(item) for item in items]))  # noqa: S308  # every item is escaped


def day(date: dt.date) -> str:
    """A day in full: "1 March 2027"."""
    return str(format_date(date, "long", locale=page_locale()))


def period(start: dt.date | None, end: dt.date | None) -> str:
    """A period as short as it can be said: "1–19 March 2027". Half a period says which half; none at all is ""."""
    if start and end:
        return str(format_interval(start, end, "yMMMd", locale=page_locale())) if start != end else day(start)
    if start:
        return _("from {day}").format(day=day(start))
    return _("until {day}").format(day=day(end)) if end else ""


def ago(date: dt.date, *, today: dt.date | None = None) -> str:
    """How long ago a day was, in its largest unit: "3 weeks ago"; "today" for this day and for any that is to come."""
    days = ((today or timezone.localdate()) - date).days
    if days <= 0:
        return _("today")
    past = dt.timedelta(days=-days)
    return str(format_timedelta(past, granularity="day", add_direction=True, threshold=1.2, locale=page_locale()))


def percent(share: float) -> str:
    """A share (0..1) as a whole percentage: "40%"."""
    return str(format_percent(round(share, 2), locale=page_locale()))
