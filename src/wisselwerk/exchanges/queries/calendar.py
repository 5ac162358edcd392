"""The calendar of one person: the sessions of exchanges that they take part in, asked for or run."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Q, QuerySet

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import ExchangeStatus, SessionStatus
from wisselwerk.exchanges.models import CalendarFeed, Participant, Session

# A feed keeps what was, so that it does not vanish from a calendar, but not for ever.
KEPT_FOR: Final = dt.timedelta(days=365)
# A session that is not certain yet is no appointment.
CERTAIN: Final = (
    ExchangeStatus.PREPARING,
    ExchangeStatus.READY,
    ExchangeStatus.UNDER_WAY,
    ExchangeStatus.ENDED,
    ExchangeStatus.CLOSED,
    ExchangeStatus.CANCELLED,
)


def feed_with(token: str) -> CalendarFeed | None:
    """The calendar at a secret address; none when the address was replaced, or its person may not sign in any more."""
    return CalendarFeed.objects.filter(token=token, user__is_active=True).select_related("user").first()


def own_sessions(user: User, now: dt.datetime) -> QuerySet[Session]:
    """The sessions of what `user` takes part in, asked for or is the officer of, of the last year and to come.

    Of what somebody takes part in only those to which they contribute. Cancelled ones are there, marked as such.
    """
    sessions = Session.objects.filter(exchange__status__in=CERTAIN, end__gte=now - KEPT_FOR)
    return sessions.filter(_own(user)).distinct().select_related("exchange__partner").order_by("start", "pk")


def coming_sessions(user: User, now: dt.datetime) -> QuerySet[Session]:
    """Those of `own_sessions` that are still to come."""
    return own_sessions(user, now).filter(status=SessionStatus.PLANNED, end__gte=now)


def _own(user: User) -> Q:
    me = Participant.objects.joining().of_user(user)
    speaks = Q(speakers__participant__in=me.values("pk")) | Q(speakers=None, exchange__in=me.values("exchange"))
    own = speaks | Q(exchange__officer=user)
    governments = [pk for role, pk in user.current_roles if role == Role.PARTNER]
    return own | Q(exchange__partner__in=governments) if governments else own
