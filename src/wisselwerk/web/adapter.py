"""How sign-in behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no type information
    """Accounts come into being by registering as an expert, or by invitation: there is no bare sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
