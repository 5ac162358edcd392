"""The certificate of somebody who took part, as a PDF with a code by which others can check it."""

from __future__ import annotations

import datetime as dt

import segno
from babel import Locale
from babel.dates import format_interval
from babel.numbers import format_decimal
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wisselwerk.exchanges.models import Certificate
from wisselwerk.languages import isolated
from wisselwerk.transfer.pdf import render


def certificate_pdf(certificate: Certificate, *, language: str) -> bytes:
    """The certificate in a language of the site: who, what, where, when, how many hours, for whom, by whom."""
    participant, exchange = certificate.participant, certificate.participant.exchange
    with translation.override(language):
        address = settings.CONFIG.base_url.rstrip("/") + reverse("web:verify", args=[certificate.code])
        country = f", {isolated(exchange.country)}" if exchange.country else ""
        rows = [
            (_("Subject"), isolated(exchange.title)),
            (_("Form"), ", ".join(exchange.form_labels())),
            (_("For"), f"{isolated(exchange.partner.name)}{country}"),
        ]
        if exchange.start and exchange.end:
            rows.append((_("When"), _period(exchange.start, exchange.end, language)))
        if participant.part:
            rows.insert(1, (_("Part in it"), isolated(participant.part)))
        if participant.employer:
            rows.append((_("Made possible by"), isolated(participant.employer)))
        if certificate.hours is not None:
            rows.append((_("Hours"), format_decimal(certificate.hours, locale=language)))
        data = {
            "title": _("Certificate of {name}").format(name=isolated(certificate.name)),
            "kicker": _("Certificate"),
            "name": certificate.name,
            "statement": _("contributed knowledge and experience to a colleague government abroad."),
            "rows": rows,
            "issued": _("Issued by {agency} on {day}").format(
                agency=isolated(settings.CONFIG.agency_name), day=date_format(certificate.issued_at.date())
            ),
            "check": _("Is this certificate genuine? Check it with this code:"),
            "code": spaced(certificate.code),
            "address": address,
            "qr": segno.make(address, error="m", micro=False).svg_inline(border=0, dark="#14242e", unit="mm"),
            "qr_alt": _("QR code with the address of the check"),
        }
    return render("certificate", data, language=language)


def spaced(code: str) -> str:
    """A code in groups of four, as people read it."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _period(first: dt.date, last: dt.date, language: str) -> str:
    if first == last:
        return str(date_format(first))
    return str(format_interval(first, last, "yMMMd", locale=Locale.parse("en_GB" if language == "en" else language)))
