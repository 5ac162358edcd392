"""Small helpers and components for templates; loaded everywhere. docs/reference/components.md shows each in use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse, translate_url
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from wisselwerk.organisations.models import Country
from wisselwerk.web import navigation

register = template.Library()

# The line from question to result. A key is what `{% steps %}` is called with.
SPINE = {
    "need": gettext_lazy("Need"),
    "candidates": gettext_lazy("Candidates"),
    "invitation": gettext_lazy("Invitation"),
    "consent": gettext_lazy("Consent"),
    "assignment": gettext_lazy("Assignment"),
    "preparation": gettext_lazy("Preparation"),
    "exchange": gettext_lazy("Exchange"),
    "outcome": gettext_lazy("Outcome"),
}
SHORT_LANGUAGE_NAMES = {"nl": "NL", "en": "EN", "fr": "FR", "ar": "العربية"}


# ── words and names ──────────────────────────────────────────────────────────────────────────────────────────────────


@register.filter
def language_name(code: str) -> str:
    """The name of a language in the language of the page (Unicode CLDR); an unknown code gives itself."""
    names = Locale.parse(get_language() or settings.LANGUAGE_CODE).languages
    name: str = names.get(code, code)
    return name


@register.filter
def country_name(country: Country | str | None) -> str:
    """The name of a country (or ISO code) in the language of the page; empty for None, the code when unknown."""
    if not country:
        return ""
    if isinstance(country, str):
        found = Country.objects.filter(pk=country.upper()).first()
        return str(found) if found else country
    return str(country)


@register.filter
def bidi(text: object) -> SafeString:
    """A name in isolation, so that a Dutch name within Arabic text (or the reverse) keeps its own direction."""
    return format_html("<bdi>{}</bdi>", text) if text not in (None, "") else SafeString("")


@register.filter
def isodate(value: str) -> str:
    """A date that came as ISO text (in the context of a message), as it is written in the language of the page."""
    return str(date_format(dt.date.fromisoformat(value[:10]))) if value else ""


@register.simple_tag
def marked(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """`text` with the stretches `spans` (start, end; in characters) within `<mark>`. Overlaps become one stretch."""
    pieces: list[tuple[str, SafeString | str]] = []
    at = 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            pieces.append((text[at:start], format_html('<mark class="utrecht-mark">{}</mark>', text[start:end])))
            at = end
    pieces.append((text[at:], ""))
    return format_html_join("", "{}{}", pieces)


# ── the frame of the page ────────────────────────────────────────────────────────────────────────────────────────────


@register.simple_tag
def existing_url(url_name: str, *args: object) -> str:
    """The address of a page; empty when this site does not have it, so no link goes nowhere."""
    return navigation.existing_url(url_name, *args) or ""


@register.simple_tag
def address(url_name: str, *args: object) -> str:
    """The whole address of a page, for in a message."""
    return settings.CONFIG.base_url.rstrip("/") + reverse(url_name, args=args)


@register.inclusion_tag("components/language_switch.html", takes_context=True)
def language_switch(context: Context) -> dict[str, Any]:
    """Links to this same page in the other languages."""
    request: HttpRequest | None = context.get("request")
    path = request.get_full_path() if request else "/"
    current = get_language() or settings.LANGUAGE_CODE
    links = []
    for code, _name in settings.LANGUAGES:
        links.append(
            {
                "code": code,
                "short": SHORT_LANGUAGE_NAMES[code],
                "name": get_language_info(code)["name_local"],
                "url": translate_url(path, code),
                "is_current": code == current,
            }
        )
    return {"links": links}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture from the site's own set (frontend/icons); it only accompanies words, so screen readers skip it."""
    return format_html(
        '<svg class="ww-icon ww-icon--{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        name,
        static("wisselwerk/icons.svg"),
        name,
    )


def _draw(name: str, /, **values: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", values)


def _trimmed(content: str) -> SafeString:
    """What stands between two tags, without the space around it; the template has escaped it already."""
    return SafeString(content.strip())


@register.simple_block_tag
def page_header(content: str, title: str, lead: str = "", kicker: str = "") -> SafeString:
    """The title of a page, one sentence below it, and between the tags the buttons for the next step."""
    return _draw("page_header", actions=_trimmed(content), title=title, lead=lead, kicker=kicker)


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """Where this page is: a row of `{% crumb %}`."""
    return _draw("breadcrumbs", content=content)


@register.inclusion_tag("components/crumb.html")
def crumb(text: str, href: str = "") -> dict[str, Any]:
    """One step of the breadcrumbs; the page itself has no `href`."""
    return {"text": text, "href": href}


@register.inclusion_tag("components/steps.html")
def steps(current: str) -> dict[str, Any]:
    """The line from question to result, with where we are. `current` is a key of `SPINE`.

    Raises `ValueError` when it is not.
    """
    at = list(SPINE).index(current)
    return {
        "steps": [
            {"label": label, "state": "done" if number < at else "current" if number == at else "ahead"}
            for number, label in enumerate(SPINE.values())
        ],
    }


# ── blocks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@register.simple_block_tag
def alert(content: str, kind: str = "info", heading: str = "") -> SafeString:
    """A message. `kind`: info, success, warning or error."""
    return _draw("alert", content=content, kind=kind, heading=heading)


@register.simple_block_tag
def card(
    content: str, heading: str = "", href: str = "", meta: str = "", level: int = 3, tone: str = "", id: str = ""
) -> SafeString:
    """A card: a line above (`meta`), a heading that may be a link, and the content. `tone`: "", brand or warm."""
    return _draw("card", content=content, heading=heading, href=href, meta=meta, level=level, tone=tone, id=id)


@register.simple_block_tag
def quote(content: str, lang: str = "", tone: str = "") -> SafeString:
    """Someone's own words, in the language `lang`. `tone`: "" (a line beside it) or evidence (a tinted block)."""
    direction = "rtl" if lang == "ar" else "ltr" if lang else "auto"
    return _draw("quote", content=content, lang=lang, direction=direction, tone=tone)


@register.simple_block_tag
def segmented(content: str, label: str) -> SafeString:
    """Equal views of the same thing: a row of `{% segment %}`. `label` says to screen readers what is chosen."""
    return _draw("segmented", content=content, label=label)


@register.inclusion_tag("components/segment.html")
def segment(text: str, href: str, current: bool = False, count: int | None = None) -> dict[str, Any]:
    """One of the views; `count` is shown behind the words."""
    return {"text": text, "href": href, "current": current, "count": count}


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """A list of terms with their value: a row of `{% fact %}`."""
    return _draw("facts", content=content)


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    """One term and, between the tags, its value."""
    return _draw("fact", content=content, label=label)


@register.inclusion_tag("components/stat.html")
def stat(value: object, label: str, href: str = "") -> dict[str, Any]:
    """A figure and what it counts; put several in `<dl class="ww-stats">`."""
    return {"value": value, "label": label, "href": href}


@register.inclusion_tag("components/badge.html")
def invented(thing: object) -> dict[str, Any]:
    """The badge "invented example data", when the record is made up for the demonstration."""
    made_up = thing.get("is_invented") if isinstance(thing, Mapping) else getattr(thing, "is_invented", False)
    return {"text": _("Invented example data") if made_up else "", "tone": "warm"}


@register.inclusion_tag("components/badge.html")
def badge(text: str, tone: str = "") -> dict[str, Any]:
    """A word on the state of a thing. `tone`: "", brand, warm, success, warning or error."""
    return {"text": text, "tone": tone}


@register.inclusion_tag("components/chip.html")
def chip(text: str, href: str = "", tone: str = "") -> dict[str, Any]:
    """A theme or another short label. `tone`: "" or strong."""
    return {"kind": "plain", "text": text, "href": href, "tone": tone}


@register.inclusion_tag("components/chip.html")
def chip_remove(text: str, name: str, value: object, tone: str = "", label: str = "") -> dict[str, Any]:
    """A chip with a submit button that takes it away: the form around it gets `name=value`.

    `label` is what a screen reader says on the button; the default is "Remove" with the text.
    """
    return {
        "kind": "remove",
        "text": text,
        "name": name,
        "value": value,
        "tone": tone,
        "label": label or _("Remove {name}").format(name=text),
    }


@register.inclusion_tag("components/chip.html")
def chip_toggle(text: str, name: str, value: object, on: bool) -> dict[str, Any]:
    """A chip that is a submit button and is on or off: the form around it gets `name=value`."""
    return {"kind": "toggle", "text": text, "name": name, "value": value, "on": on}


@register.inclusion_tag("components/bar.html")
def bar(label: str, value: float, text: str = "") -> dict[str, Any]:
    """A part of a score: `value` is 0 to 100; `text` is what it says in words (default: the number)."""
    share = max(0, min(100, round(value)))
    return {"label": label, "value": share, "text": text or str(share)}


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@register.simple_block_tag(takes_context=True)
def filters(
    context: Context, content: str, label: str = "", placeholder: str = "", name: str = "q", action: str = ""
) -> SafeString:
    """The search box of a list, with (between the tags) the fields of its filter form; works by GET.

    `label` names the search box; the words typed are read from the query parameter `name`.
    """
    request: HttpRequest = context["request"]
    return _draw(
        "filters",
        content=_trimmed(content),
        label=label or _("Search"),
        placeholder=placeholder,
        name=name,
        action=action or request.path,
        words=request.GET.get(name, ""),
    )


@register.inclusion_tag("components/active_filters.html", takes_context=True)
def active_filters(context: Context, labels: Iterable[tuple[str, str, object]], keep: str = "") -> dict[str, Any]:
    """The filters in use, each a link to the list without it.

    `labels` holds (query parameter, its value, what to call it): `[("country", "RW", "Rwanda")]`. `keep` names query
    parameters, separated by spaces, that are no filters: "Remove all filters" leaves them alone.
    """
    query = context["request"].GET
    links = []
    for name, value, text in labels:
        rest = [(key, each) for key, values in query.lists() for each in values if key != "page"]
        if (name, str(value)) in rest:
            rest.remove((name, str(value)))
            links.append({"text": text, "href": "?" + urlencode(rest)})
    kept = [(name, each) for name in keep.split() for each in query.getlist(name)]
    return {"links": links, "clear": context["request"].path + (f"?{urlencode(kept)}" if kept else "")}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """The pages of a list; the links keep the search and the filters."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    numbers = [
        {"number": number, "href": address(number) if isinstance(number, int) else "", "current": number == page.number}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "numbers": numbers,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }
