"""Amounts of money and numbers of hours as the language of the page writes them (Unicode CLDR)."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency, format_decimal

from wisselwerk.web.words import page_locale


def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """An amount with cents, to be shown from left to right; empty for none."""
    if amount is None:
        return ""
    return format_currency(amount, currency, locale=page_locale(), currency_digits=False)


def number(hours: Decimal | None) -> str:
    """A number without needless zeros; empty for none."""
    return "" if hours is None else format_decimal(hours, locale=page_locale())
