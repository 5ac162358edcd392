"""What waits in the preparation: lines of the checklist, the local context, go or no go, the travel advice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.queries.preparation import (
    covered_by,
    departures,
    own_open_lines,
    to_decide,
    unchecked,
    without_context,
)
from wisselwerk.languages import isolated
from wisselwerk.web import words
from wisselwerk.web.todo.task import SHOWN, Task, link

# A journey that begins within so many days can't wait for what must be known or decided before it.
URGENT = dt.timedelta(days=14)


def tasks(user: User, today: dt.date) -> Iterator[Task]:
    yield from _own_lines(user, today)
    if user.has_role(Role.COUNTRY_TEAM):
        yield from _to_decide(user, today)
        yield from _to_write(user, today)
    if user.has_role(Role.COUNTRY_TEAM, Role.OFFICER):
        yield from _to_check(user, today)


def _own_lines(user: User, today: dt.date) -> Iterator[Task]:
    """One task for each exchange; what is far ahead waits until it is near."""
    for row in own_open_lines(user)[:SHOWN]:
        first = row["first_due"]
        late = first is not None and first < today
        what = ngettext("{count} thing to arrange", "{count} things to arrange", row["lines"]).format(
            count=row["lines"]
        )
        if first is None:
            text = _("{what}.").format(what=what)
        elif late:
            text = _("{what}; the first was due on {day}.").format(what=what, day=words.day(first))
        else:
            text = _("{what}; the first before {day}.").format(what=what, day=words.day(first))
        yield Task(
            row["exchange__title"],
            text,
            _("Open the checklist"),
            link("web:exchange-preparation", row["exchange"], otherwise="web:exchanges"),
            "late" if late else "",
            row["exchange__language"],
        )


def _to_decide(user: User, today: dt.date) -> Iterator[Task]:
    for exchange in to_decide(user)[:SHOWN]:
        again = getattr(exchange, "newest_decision", None) is not None
        yield Task(
            exchange.title,
            _("The dates or the travel advice changed: is it still safe to go?") if again else _("Is it safe to go?"),
            _("Decide: go or no go"),
            link("web:sign-off", exchange.pk, otherwise="web:exchanges"),
            "late" if exchange.start and exchange.start <= today + URGENT else "new" if again else "",
            exchange.language,
        )


def _to_write(user: User, today: dt.date) -> Iterator[Task]:
    for exchange in without_context(user)[:SHOWN]:
        yield Task(
            exchange.title,
            _("The people who go have nothing to read yet about the place."),
            _("Write the local context"),
            link("web:local-context", exchange.pk, otherwise="web:exchanges"),
            "late" if exchange.start and exchange.start <= today + URGENT else "",
            exchange.language,
        )


def _to_check(user: User, today: dt.date) -> Iterator[Task]:
    """A task for each country for which this person answers."""
    theirs = Q(officer=user)
    if user.has_role(Role.COUNTRY_TEAM):
        theirs |= Q(pk__in=covered_by(user).values("pk"))
    countries = {one.country_id: one for one in unchecked(departures(today).filter(theirs), today)}
    for code, exchange in list(countries.items())[:SHOWN]:
        yield Task(
            _("Travel advice for {country}").format(country=isolated(exchange.country)),
            _("People leave soon, and nobody looked at the travel advice in the last two weeks."),
            _("Look whether it is still the same"),
            link("web:travel-advice-country", code, otherwise="web:travel-advice"),
            "late",
        )
