"""E-mail in the language of the one who gets it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation


def mail(template: str, to: str, *, language: str, **context: Any) -> None:
    """Send the message `<template>_subject.txt` and `<template>_message.txt` in `language`.

    Raises what the mail server's client raises (`OSError`, `smtplib.SMTPException`).
    """
    with translation.override(language):
        context = {"agency_name": settings.CONFIG.agency_name, "site_url": settings.CONFIG.base_url, **context}
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        send_mail(subject, render_to_string(f"{template}_message.txt", context), None, [to])


def address_of(url_name: str, *args: object, language: str) -> str:
    """The whole address of a page in one language, for in a message."""
    with translation.override(language):
        return settings.CONFIG.base_url.rstrip("/") + reverse(url_name, args=args)
