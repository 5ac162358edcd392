"""The terms of reference of an exchange as a PDF, in one language."""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from wisselwerk.exchanges.enums import Side
from wisselwerk.exchanges.models import TermsVersion
from wisselwerk.exchanges.queries.terms import parties_of
from wisselwerk.exchanges.terms import sections_for, text_or_other
from wisselwerk.transfer.pdf import render


def terms_pdf(version: TermsVersion, *, language: str) -> bytes:
    """One version with its agreements, in a language of the site.

    A section that is not there in this language is given in another one, with a line that says so.
    """
    with translation.override(language):
        data = _document(version, language)
    return render("terms", data, language=language)


def _document(version: TermsVersion, language: str) -> dict[str, Any]:
    exchange = version.exchange
    days = [date_format(day) for day in (exchange.start, exchange.end) if day]
    facts = [
        (_("Partner government"), exchange.partner.name),
        (_("Country"), str(exchange.country or "")),
        (_("Form"), ", ".join(exchange.form_labels())),
        (_("Period"), " – ".join(dict.fromkeys(days))),
    ]
    return {
        "title": exchange.title,
        "title_language": exchange.language,
        "kicker": _("Terms of reference · version {number} · {day}").format(
            number=version.number, day=date_format(timezone.localdate(version.made_at))
        ),
        "facts": [fact for fact in facts if fact[1]],
        "sections": list(_sections(version, language)),
        "agreed": _agreed(version),
    }


def _sections(version: TermsVersion, language: str) -> list[dict[str, str]]:
    found = []
    for section in sections_for(version.exchange.forms, version.texts):
        text, written_in = text_or_other(version.texts, section.key, language)
        if text:
            found.append(
                {
                    "heading": str(section.heading),
                    "text": text,
                    "language": written_in,
                    "note": "" if written_in == language else _missing(written_in),
                }
            )
    return found


def _missing(written_in: str) -> str:
    name = get_language_info(written_in)["name_translated"]
    return _("This part is not there in this language. It was written in: {language}.").format(language=name)


def _agreed(version: TermsVersion) -> dict[str, Any]:
    parties = parties_of(version.exchange, version)
    rows = [
        (one.label, str(Side(one.side).label), date_format(timezone.localdate(one.at))) for one in parties if one.at
    ]
    waiting = [one.label for one in parties if one.at is None]
    return {
        "heading": _("Agreed by"),
        "head": [_("Who"), _("On behalf of"), _("On")],
        "rows": rows,
        "note": _("Not agreed yet: {names}.").format(names=", ".join(waiting)) if waiting else "",
    }
