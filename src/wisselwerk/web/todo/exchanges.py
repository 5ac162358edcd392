"""What waits in an exchange as such: it begins soon, can be closed, or has a session that comes or was held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.queries.calendar import coming_sessions
from wisselwerk.exchanges.queries.exchanges import begins_soon, to_close, without_audience, without_officer
from wisselwerk.web import words
from wisselwerk.web.moments import between
from wisselwerk.web.todo.task import SHOWN, Task, link

# A session that comes within this time is worth a line.
COMING: Final = dt.timedelta(days=7)


def tasks(user: User, today: dt.date) -> Iterator[Task]:
    """The exchanges of an officer that need a push, and for everybody the sessions of the coming week."""
    if user.has_role(Role.OFFICER):
        yield from _of_officer(user, today)
    now = timezone.now()
    for session in coming_sessions(user, now).filter(start__lte=now + COMING)[:SHOWN]:
        yield Task(
            str(session),
            between(session.start, session.end, session.time_zone),
            _("See the programme"),
            f"{link('web:exchange-sessions', session.exchange_id)}#session-{session.pk}",
        )


def _of_officer(user: User, today: dt.date) -> Iterator[Task]:
    for exchange in begins_soon(user, today)[:SHOWN]:
        assert exchange.start is not None
        begun = exchange.start <= today
        text = _("It should have begun on {day}.") if begun else _("It begins on {day}, and is not ready.")
        yield Task(
            exchange.title,
            text.format(day=words.day(exchange.start)),
            _("See what is missing"),
            link("web:exchange", exchange.pk),
            "late",
            exchange.language,
        )
    for exchange in without_officer()[:SHOWN]:
        yield Task(
            exchange.title,
            _("Nobody is the officer of this exchange any more."),
            _("Choose an officer"),
            link("web:exchange-edit", exchange.pk),
            "late",
            exchange.language,
        )
    for session in without_audience(user)[:SHOWN]:
        yield Task(
            str(session),
            _("It was held. How many people came?"),
            _("Fill it in"),
            link("web:session-held", session.exchange_id, session.pk),
        )
    for exchange in to_close(user)[:SHOWN]:
        yield Task(
            exchange.title,
            _("It is over, and the evaluations are in. Look whether it can be closed."),
            _("Look at it"),
            link("web:exchange", exchange.pk),
            "new",
            exchange.language,
        )
