"""Whom a message about an exchange goes to, and in which language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.accounts.queries import with_role
from wisselwerk.exchanges.models import Exchange, Invitation, Participant
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Country, Organisation


def person(one: Participant | Invitation) -> Recipient:
    """An invited person or participant: at their account's address and in its language, if they have one."""
    user = one.expert.user if one.expert is not None else User.objects.filter(email=one.email, is_active=True).first()
    return Recipient.of(user) if user else Recipient(one.email, one.language)


def participants(exchange: Exchange) -> list[Recipient]:
    """Those who take part."""
    return [person(one) for one in exchange.participants.joining().select_related("expert__user")]


def partners(exchange: Exchange) -> list[Recipient]:
    """The people of the partner government with an account; without any, who is responsible for the need."""
    users = with_role(Role.PARTNER, organisation=exchange.partner)
    if users:
        return [Recipient.of(user) for user in users]
    need = exchange.need
    return [Recipient(need.responsible_email, need.language)] if need and need.responsible_email else []


def country_team(country: Country | None) -> list[Recipient]:
    """The team of the country; without one, the team at the agency."""
    if country is not None and (users := with_role(Role.COUNTRY_TEAM, organisation__country=country)):
        return [Recipient.of(user) for user in users]
    return [Recipient.of(user) for user in with_role(Role.COUNTRY_TEAM, organisation__kind=OrganisationKind.AGENCY)]


def officers(exchange: Exchange) -> list[Recipient]:
    """The officer of the exchange; all officers when it has none (any more)."""
    if exchange.officer is not None and exchange.officer.is_active:
        return [Recipient.of(exchange.officer)]
    return [Recipient.of(user) for user in with_role(Role.OFFICER)]


def employers(organisation: Organisation | None) -> list[Recipient]:
    """Those who consent for a municipality."""
    return [Recipient.of(user) for user in with_role(Role.EMPLOYER, organisation=organisation)] if organisation else []


def coordinators(organisation: Organisation | None) -> list[Recipient]:
    """The contact people for international affairs of a municipality."""
    if organisation is None:
        return []
    return [Recipient.of(user) for user in with_role(Role.COORDINATOR, organisation=organisation)]


def everybody(exchange: Exchange) -> list[Recipient]:
    """All who make the exchange together, each once."""
    found = [*participants(exchange), *partners(exchange), *country_team(exchange.country), *officers(exchange)]
    return list({one.email: one for one in found}.values())


def tell(
    recipients: Iterable[Recipient], template: str, *, about: models.Model, but: User | None = None, **options: Any
) -> None:
    """Send the same message to several people, except to `but`, who did it; `options` are those of `send`.

    A `key` is made one for each of them.
    """
    key = options.pop("key", None)
    for one in recipients:
        if but is None or one.email != but.email:
            send(template, to=one, about=about, key=f"{key}:{one.email}" if key else None, **options)
