"""A message in words: its subject, its text, and the same text as a plain HTML page with buttons for its links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from wisselwerk.mail.models import Message

_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    text: str
    html: str


def words_of(message: Message) -> Words:
    """Draw a message in its language.

    The first line of `mail/<template>.txt` is the subject, what follows is the text: paragraphs with an empty line
    between them. A paragraph that is an address alone becomes a button, labelled with the line before it.
    """
    with translation.override(message.language):
        subject, text = _subject_and_text(message)
        html = render_to_string(
            "mail/layout.html",
            {
                "subject": subject,
                "paragraphs": [_paragraph(part) for part in text.split("\n\n")],
                "agency_name": settings.CONFIG.agency_name,
                "language": message.language,
                "direction": "rtl" if translation.get_language_bidi() else "ltr",
            },
        )
        signature = f"\n\n--\nWisselwerk · {settings.CONFIG.agency_name}\n"
        return Words(subject, text + signature, html)


@dataclass(frozen=True, slots=True)
class ShownWords:
    subject: str
    text: str


def shown_words(message: Message) -> ShownWords | None:
    """What a message says, for somebody else than its reader: without its links, which open for whoever has them.

    None when its words are not kept any more, or can't be made.
    """
    if message.is_forgotten:
        return None
    try:
        with translation.override(message.language):
            subject, text = _subject_and_text(message)
    except Exception:  # a template can fail in any way
        return None
    return ShownWords(subject, _ADDRESS.sub("[…]", text))


def _subject_and_text(message: Message) -> tuple[str, str]:
    context = {
        "agency_name": settings.CONFIG.agency_name,
        "site_url": settings.CONFIG.base_url,
        **message.context,
    }
    subject, _newline, text = render_to_string(f"mail/{message.template}.txt", context).strip().partition("\n")
    return " ".join(subject.split()), re.sub(r"\n{3,}", "\n\n", text.strip())


def _paragraph(part: str) -> dict[str, str]:
    """A paragraph as the layout draws it: {"text": …}, with {"button": label, "href": address} when it is a link."""
    lines = part.strip().split("\n")
    if _ADDRESS.fullmatch(lines[-1].strip()):
        label = " ".join(lines[:-1]).rstrip(":").strip()
        return {"button": label or lines[-1].strip(), "href": lines[-1].strip()}
    return {"text": part.strip()}
