"""Moments at two ends: on the clock of the place and on that of the Netherlands, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import format_date, format_time, get_timezone_location
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.languages import isolated
from wisselwerk.organisations.models import Country
from wisselwerk.web.words import page_locale

AT_HOME: Final = "Europe/Amsterdam"


def between(start: dt.datetime, end: dt.datetime, zone: str) -> str:
    """From begin to end on the clock of a time zone: "Tuesday 23 March 2027, 09:00–11:00"."""
    first, last = (timezone.localtime(one, ZoneInfo(zone)) for one in (start, end))
    if first.date() == last.date():
        return f"{_day(first)}, {_time(first)}–{_time(last)}"
    return f"{_day(first)}, {_time(first)} – {_day(last)}, {_time(last)}"


def at_home(start: dt.datetime, end: dt.datetime, zone: str) -> str:
    """The same on the clock of the Netherlands, as short as can be; empty when the clocks are alike."""
    home = ZoneInfo(AT_HOME)
    there, here = timezone.localtime(start, ZoneInfo(zone)), timezone.localtime(start, home)
    last_there, last_here = timezone.localtime(end, ZoneInfo(zone)), timezone.localtime(end, home)
    if there.utcoffset() == here.utcoffset() and last_there.utcoffset() == last_here.utcoffset():
        return ""
    if there.date() == here.date() == last_here.date():
        return _("{time} in the Netherlands").format(time=isolated(f"{_time(here)}–{_time(last_here)}"))
    return _("{time} in the Netherlands").format(time=isolated(between(start, end, AT_HOME)))


def zone_name(zone: str) -> str:
    """The city by which a time zone is known, in the language of the page: "Kigali"."""
    return str(get_timezone_location(zone, locale=page_locale(), return_city=True))


def zones_of(country: Country | None) -> list[str]:
    """The time zones of a country, its most important one first; none when the country is not known."""
    return [zone for zone in _by_territory().get(country.pk if country else "", []) if zone in _all_zones()]


def zone_choices(first: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """All time zones for a list to choose from, by the names of their cities; `first` stand on top."""
    top = list(dict.fromkeys(first))
    rest = sorted(((zone_name(zone), zone) for zone in _all_zones() if zone not in top), key=lambda one: one[0])
    return [
        (_("Of this exchange"), [(zone, zone_name(zone)) for zone in top]),
        (_("Elsewhere"), [(zone, name) for name, zone in rest]),
    ]


@cache
def _all_zones() -> tuple[str, ...]:
    return tuple({zone for zones in _by_territory().values() for zone in zones} & available_timezones())


def _by_territory() -> Mapping[str, list[str]]:
    return get_global("territory_zones")


def _day(moment: dt.datetime) -> str:
    return str(format_date(moment, "full", locale=page_locale()))


def _time(moment: dt.datetime) -> str:
    return str(format_time(moment, "short", locale=page_locale()))
