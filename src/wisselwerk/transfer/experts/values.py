"""Understands one value each: a theme list, languages with their level, periods, a day.

Every function takes what is in the cell and gives what a profile holds. Each raises `ValueFault` with the reason and
what to do instead.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Final, TypeVar

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from wisselwerk.experts.enums import ExpertKind, Form, Visibility
from wisselwerk.languages import CEFR_LEVELS, LANGUAGES
from wisselwerk.thesaurus import load
from wisselwerk.thesaurus.normal import label_key
from wisselwerk.transfer.experts.columns import normal
from wisselwerk.transfer.experts.reading import Cell, as_words
from wisselwerk.transfer.experts.report import ValueFault

T = TypeVar("T")

# What people write besides the labels on the screen, in Dutch and English.
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    ExpertKind.OFFICIAL: ("ambtenaar", "official", "civil servant", "medewerker", "employee"),
    ExpertKind.ADMINISTRATOR: (
        "bestuurder",
        "administrator",
        "elected administrator",
        "wethouder",
        "burgemeester",
        "alderman",
        "mayor",
        "gekozen bestuurder",
    ),
}
_VISIBILITIES: Final[Mapping[str, tuple[str, ...]]] = {
    Visibility.AGENCY: ("bureau", "alleen het bureau", "organisatie", "agency", "agency only", "intern", "internal"),
    Visibility.PARTNER: ("partner", "partners", "partner bij voordracht", "partner when proposed"),
    Visibility.PUBLIC: ("openbaar", "publiek", "iedereen", "public", "everyone"),
}
_FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    Form.VISIT: ("bezoek", "bezoek aan een projectland", "missie", "uitzending", "visit", "mission"),
    Form.STUDY_VISIT: (
        "studiebezoek",
        "tegenbezoek",
        "bezoek ontvangen",
        "bezoek ontvangen in nederland",
        "study visit",
        "return visit",
        "receiving a visit",
    ),
    Form.WEBINAR: (
        "webinar",
        "bijeenkomst",
        "bijdrage aan een webinar",
        "bijdrage aan een webinar of bijeenkomst",
        "meeting",
        "contribution to a webinar",
    ),
    Form.COACHING_ON_SITE: ("coaching ter plaatse", "coaching op locatie", "on-site coaching"),
    Form.COACHING_REMOTE: ("coaching op afstand", "online coaching", "remote coaching"),
    Form.PLACEMENT: ("tijdelijke werkplek", "werkstage", "detachering", "work placement"),
    Form.ROUND_TABLE: ("rondetafel", "ronde tafel", "rondetafelgesprek", "round table", "roundtable"),
}
# Names in daily use that Unicode CLDR gives to no language, or to a variety of one.
_DAILY_LANGUAGES: Final = {
    "farsi": "fa",
    "dari": "fa",
    "mandarijn": "zh",
    "mandarin": "zh",
    "vlaams": "nl",
    "flemish": "nl",
    "kirundi": "rn",
    "luganda": "lg",
    "kiswahili": "sw",
    "papiamento": "pap",
}
_EVERY: Final = {"alle", "alles", "allemaal", "all", "every"}
_NATIVE: Final = {"moedertaal", "native", "native speaker", "mother tongue"}
_LEVEL: Final = re.compile(
    rf"^(?P<name>.*?)[\s:,(/–-]*\b(?P<level>[abc][12]|{'|'.join(sorted(_NATIVE, key=len, reverse=True))})\)?$", re.I
)
_DAY: Final = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
_UNTIL: Final = r"(?:t/m|tot en met|tot|until|through|to|–|—|-|/)"
_PERIOD: Final = re.compile(rf"^({_DAY})\s*{_UNTIL}\s*({_DAY})$", re.I)


def email_address(cell: Cell) -> str:
    """The address in lower case; "" for an empty cell."""
    text = as_words(cell).lower()
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise ValueFault(_("This is not an e-mail address.")) from error
    return text


def kind(cell: Cell) -> str:
    return _choice(as_words(cell), ExpertKind, _KINDS) or ExpertKind.OFFICIAL.value


def visibility(cell: Cell) -> str:
    text = as_words(cell)
    if normal(text) == normal(settings.CONFIG.agency_name):
        return Visibility.AGENCY.value
    return _choice(text, Visibility, _VISIBILITIES) or Visibility.AGENCY.value


def forms(cell: Cell) -> list[str]:
    """The forms of exchange in the order of the enumeration."""
    text = as_words(cell)
    if normal(text) in _EVERY:
        return list(Form.values)
    chosen = set(_each(text, lambda piece: _choice(piece, Form, _FORMS)))
    return [value for value in Form.values if value in chosen]


def text_language(cell: Cell) -> str:
    """One of the four languages; "" for an empty cell."""
    text = as_words(cell)
    if not text:
        return ""
    code = _language_codes().get(normal(text))
    if code not in LANGUAGES:
        raise ValueFault(_("Choose one of: {options}.").format(options=", ".join(LANGUAGES)))
    return code


def languages(cell: Cell) -> dict[str, str]:
    """Language code → CEFR level, or "" where none is given."""
    found: dict[str, str] = {}
    for piece in re.split(r"[;\n|]|,(?!\s*[ABCabc][12]\b)", as_words(cell)):
        if not piece.strip():
            continue
        code, level = _language_and_level(piece.strip())
        if found.setdefault(code, level) != level:
            raise ValueFault(_("This language stands here twice, with different levels."))
    return dict(sorted(found.items()))


def themes(cell: Cell) -> list[str]:
    """The ids of the themes that are named here, in any of the four languages or by id."""
    return sorted(set(_each(as_words(cell), _theme)))


def periods(cell: Cell) -> list[tuple[dt.date, dt.date]]:
    """Periods with both their days, in order."""
    found = set()
    for piece in re.split(r"[;\n]|,(?=\s*\d)", as_words(cell)):
        if not piece.strip():
            continue
        match = _PERIOD.match(piece.strip())
        if match is None:
            raise ValueFault(
                _("“{value}” is not a period. Write the first and the last day, for example {example}.").format(
                    value=piece.strip(), example="2027-01-11 - 2027-03-26"
                )
            )
        start, end = _day(match[1]), _day(match[2])
        if end < start:
            raise ValueFault(_("The period “{value}” ends before it begins.").format(value=piece.strip()))
        found.add((start, end))
    return sorted(found)


def consent_day(cell: Cell) -> dt.date | None:
    """The day on which the person consented, today at the latest; None for an empty cell."""
    if isinstance(cell, dt.datetime):
        day = cell.date()
    elif isinstance(cell, dt.date):
        day = cell
    elif not (text := as_words(cell)):
        return None
    elif re.fullmatch(_DAY, text):
        day = _day(text)
    else:
        raise ValueFault(
            _("Write the day on which the person agreed, for example {example}. “Yes” is not enough.").format(
                example="2026-09-01"
            )
        )
    if day > timezone.localdate():
        raise ValueFault(_("This day has not come yet. A person can't have agreed in the future."))
    return day


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def did_you_mean(text: str, names: Mapping[str, str]) -> str:
    """A sentence with up to three names that look like `text`, "" if there are none. `names`: normal form → name."""
    close = dict.fromkeys(names[key] for key in get_close_matches(text, names, n=3, cutoff=0.8))
    return " " + _("Did you mean {names}?").format(names=", ".join(f"“{name}”" for name in close)) if close else ""


def _each(text: str, resolve: Callable[[str], T]) -> list[T]:
    """Every piece between semicolons or on a line of its own; commas divide only where the whole is not one name."""
    found: list[T] = []
    for piece in filter(None, (piece.strip() for piece in re.split(r"[;\n|]", text))):
        try:
            found.append(resolve(piece))
        except ValueFault:
            parts = [part.strip() for part in piece.split(",") if part.strip()]
            if len(parts) < 2:
                raise
            found.extend(resolve(part) for part in parts)
    return found


def _choice(text: str, choices: type[TextChoices], synonyms: Mapping[str, tuple[str, ...]]) -> str:
    """The value that `text` stands for: the value itself, its label in any language, or a synonym; "" for no text."""
    if not text:
        return ""
    found = _choice_names(choices, tuple(synonyms.items())).get(normal(text))
    if found is None:
        options = ", ".join(f"“{label}”" for label in choices.labels)
        raise ValueFault(_("“{value}” is not known. Choose from {options}.").format(value=text, options=options))
    return found


@cache
def _choice_names(choices: type[TextChoices], synonyms: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    names = {normal(name): str(value) for value, others in synonyms for name in others}
    for lang in LANGUAGES:
        with translation.override(lang):
            names |= {normal(str(choice.label)): str(choice.value) for choice in choices}
    return names | {normal(str(choice.value)): str(choice.value) for choice in choices}


@cache
def _language_codes() -> dict[str, str]:
    """Language code by its name in any of the four languages (Unicode CLDR), and by the code itself."""
    codes = dict(_DAILY_LANGUAGES)
    for lang in LANGUAGES:
        for code, name in Locale(lang).languages.items():
            if str(code).isalpha():  # not a variety such as nl_BE
                codes.setdefault(normal(str(name)), str(code))
    codes.update({str(code): str(code) for code in Locale("en").languages if str(code).isalpha()})
    return codes


def _language_and_level(piece: str) -> tuple[str, str]:
    match = _LEVEL.match(piece)
    name, level = (match["name"].strip(), match["level"].upper()) if match else (piece, "")
    code = _language_codes().get(normal(name))
    if code is None:
        raise ValueFault(
            _("“{value}” is not a language with a level. Write for example {example}; levels are {levels}.").format(
                value=piece, example=_("French B2; English C1"), levels=", ".join(CEFR_LEVELS)
            )
        )
    return code, level if level in CEFR_LEVELS else "C2" if level else ""


@lru_cache(maxsize=1)
def _theme_names(version: str) -> dict[str, tuple[str, ...]]:
    """Theme ids by label, for the thesaurus of this version.

    A preferred label goes before alternative ones; what is left may stand for several.
    """
    preferred: dict[str, set[str]] = {}
    alternative: dict[str, set[str]] = {}
    for concept in load():
        for lang, labels in concept.labels.items():
            preferred.setdefault(label_key(labels.preferred, lang), set()).add(concept.id)
            for label in labels.alternative:
                alternative.setdefault(label_key(label, lang), set()).add(concept.id)
    return {name: tuple(sorted(ids)) for name, ids in (alternative | preferred).items()}


def _theme(text: str) -> str:
    thesaurus = load()
    if text.lower() in thesaurus:
        return text.lower()
    names = _theme_names(thesaurus.version)
    found = {concept for lang in LANGUAGES for concept in names.get(label_key(text, lang), ())}
    if len(found) == 1:
        return found.pop()
    lang = translation.get_language() or settings.LANGUAGE_CODE
    if found:
        options = ", ".join(f"“{thesaurus[concept].name(lang)}” ({concept})" for concept in sorted(found))
        raise ValueFault(_("“{value}” can mean {options}. Write one of these.").format(value=text, options=options))
    shown = {name: thesaurus[concepts[0]].name(lang) for name, concepts in names.items()}
    raise ValueFault(
        _("“{value}” is not one of our themes.").format(value=text) + did_you_mean(label_key(text, "nl"), shown)
    )


def _day(text: str) -> dt.date:
    """A day written as 2027-03-01 or, the Dutch way, as 1-3-2027."""
    numbers = [int(number) for number in re.split(r"[-/.]", text)]
    year, month, day = numbers if len(text.split("-")[0]) == 4 else reversed(numbers)
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise ValueFault(_("“{value}” is not a day of the calendar.").format(value=text)) from error
