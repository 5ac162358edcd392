"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wisselwerk.transfer.demo import accounts
from wisselwerk.web.navigation import menu


def site(request: HttpRequest) -> dict[str, Any]:
    """The agency's name, the menu for this visitor, and in the demonstration who one can sign in as."""
    demo = {"demo_accounts": accounts.ACCOUNTS, "demo_password": accounts.PASSWORD} if settings.CONFIG.demo else {}
    return {
        "agency_name": settings.CONFIG.agency_name,
        "is_demo": settings.CONFIG.demo,
        "menu": SimpleLazyObject(lambda: menu(request)),
        **demo,
    }
