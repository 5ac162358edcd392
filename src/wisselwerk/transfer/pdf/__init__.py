"""Documents as PDF, set by typst: accessible (PDF/UA-1), in the four languages, without any program beside Python.

Write `<document>.typ` in this folder (it begins with `#import "base.typ": *` and `#show: look`), and call
`render("<document>", {"title": …, …}, language="fr")`; every word in the data comes from gettext in that language.

What people typed goes in as data and comes out as text: nothing in it is ever read as typst. `base.typ` has the look
and the blocks (`facts`, `prose`, `note`, `sheet`); docs/reference/documents.md shows them.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

_FOLDER: Final = Path(__file__).parent
_PACKAGE: Final = _FOLDER.parents[1]  # documents may use pictures of the site: /static/wisselwerk/…
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def render(document: str, data: Mapping[str, Any], *, language: str) -> bytes:
    """The PDF of `<document>.typ` with `data` (plain JSON with a "title") in a language of the site.

    It is PDF/UA-1. Signs that our fonts lack come from a font of the machine; where that has none either the sign is
    an empty box, and the file is tagged but no longer says that it meets PDF/UA. Raises `typst.TypstError` when the
    document itself is wrong.
    """
    with translation.override(language):
        frame = {
            "language": language,
            "agency": settings.CONFIG.agency_name,
            "made": _("Made on {day}").format(day=date_format(timezone.localdate())),
            "page": _("Page {page} of {pages}"),
        }
    inputs = {"data": json.dumps(_printable({**data, "frame": frame}))}
    for with_system in (False, True):
        try:
            return _compile(document, inputs, _fonts(with_system), accessible=True)
        except typst.TypstError:
            continue
    return _compile(document, inputs, _fonts(True), accessible=False)


def pdf_response(pdf: bytes, *, name: str) -> HttpResponse:
    """A PDF to download as `name`, without ending."""
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.pdf") or "attachment"
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _compile(document: str, inputs: dict[str, str], fonts: typst.Fonts, *, accessible: bool) -> bytes:
    compiler = typst.Compiler(_FOLDER / f"{document}.typ", root=_PACKAGE, font_paths=fonts, sys_inputs=inputs)
    pdf = compiler.compile(format="pdf", pdf_standards="ua-1" if accessible else None)
    assert isinstance(pdf, bytes)  # for the type checker: only pictures come as a list of pages
    return pdf


@functools.cache
def _fonts(with_system: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=with_system, include_embedded_fonts=False, font_paths=[_FOLDER / "fonts"])


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, Mapping):
        return {str(key): _printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return value
