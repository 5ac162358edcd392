"""How sign-in behaves here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.utils.translation import get_language

from wisselwerk.mail.actions import Recipient, send


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no type information
    """Accounts come into being by registering as an expert, or by invitation: there is no bare sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the outbox: a mail server that is down breaks no page."""
        words = {"request": self.request, "email": email, "current_site": get_current_site(self.request)} | context
        mail = self.render_mail(template_prefix, email, words)
        language = get_language() or settings.LANGUAGE_CODE
        send("plain", to=Recipient(email, language), context={"subject": mail.subject, "text": mail.body})
