from __future__ import annotations

from wisselwerk.accounts.models import User
from wisselwerk.exchanges.models import Exchange


def ask_evaluations(exchange: Exchange, *, actor: User | None) -> None:
    """Ask experts, partner and country team to evaluate, and plan the follow-ups. Called by `move_on`."""


def issue_certificates(exchange: Exchange, *, actor: User | None) -> None:
    """Give everybody who took part a certificate. Called by `move_on`."""
