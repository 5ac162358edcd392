"""How an exchange begins: from a need, or without one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.models import Exchange
from wisselwerk.needs.enums import NeedStatus, ThemeState
from wisselwerk.needs.models import Need
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.models import Project
from wisselwerk.programmes.texts import searchable
from wisselwerk.trail.actions import log_action


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeData:
    """What an exchange is, as a form or a file gives it. `forms` are `experts.enums.Form` values, in their order."""

    title: str
    partner: Organisation
    forms: Sequence[str]
    purpose: str = ""
    language: str = "nl"
    country: Country | None = None
    project: Project | None = None
    need: Need | None = None
    themes: Collection[str] = ()
    start: dt.date | None = None
    end: dt.date | None = None

    @classmethod
    def of(cls, need: Need) -> ExchangeData:
        """What a need asks for: the base of its exchange."""
        return cls(
            title=need.title,
            purpose=need.text,
            language=need.language,
            forms=need.forms or ["visit"],
            partner=need.organisation,
            country=need.country or need.organisation.country,
            project=need.project,
            need=need,
            themes=list(need.themes.filter(state=ThemeState.CONFIRMED).values_list("concept", flat=True)),
            start=need.period_start,
            end=need.period_end,
        )


@transaction.atomic
def plan_exchange(
    *, by: User | None, data: ExchangeData, newest_seen: int | None = None, invented: bool = False
) -> Exchange:
    """Begin an exchange; whoever does it is its officer.

    `newest_seen` is the key of the newest exchange of the need that was looked at, 0 for none. Raises
    `PermissionDenied`, `ValidationError` per field, or `Conflict` when somebody began another one in the meantime.
    """
    require(by, "exchanges.plan_exchange")
    if data.need is not None and newest_seen is not None:
        newest = locked(data.need).exchanges.order_by("-pk").values_list("pk", flat=True).first()
        if (newest or 0) != newest_seen:
            raise Conflict(
                _("An exchange was begun for this question in the meantime. Open the page again to see it."),
                code="conflict",
            )
    if data.need is not None and data.need.status in {NeedStatus.DRAFT, NeedStatus.CLOSED}:
        raise ValidationError(_("This question is not open: nobody is sought for it."))
    exchange = Exchange(officer=by, is_invented=invented, need=data.need, start=data.start, end=data.end)
    write_exchange(exchange, data)
    log_action("exchanges.plan_exchange", exchange, by=by, details={"need": data.need.pk if data.need else None})
    return exchange


def write_exchange(exchange: Exchange, data: ExchangeData) -> None:
    """Store what an exchange is, save for its dates and its need; called by the actions that begin or change one."""
    if not data.title.strip():
        raise ValidationError({"title": _("Give the exchange a title.")})
    if not data.forms:
        raise ValidationError({"forms": _("Choose at least one form.")})
    if exchange.start and exchange.end and exchange.end < exchange.start:
        raise ValidationError({"end": _("The period ends before it starts.")})
    for name in ("title", "purpose", "language", "partner", "country", "project"):
        setattr(exchange, name, getattr(data, name))
    exchange.forms, exchange.themes = list(data.forms), list(data.themes)
    exchange.search_text = searchable([data.title, data.purpose])
    exchange.save()
