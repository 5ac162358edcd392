"""The overview of an exchange in words: the one next step of whoever looks, people, facts and history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import SessionStatus
from wisselwerk.exchanges.models import Exchange, Participant, Shift
from wisselwerk.exchanges.queries.costs import people_shown
from wisselwerk.exchanges.queries.exchanges import funders_of, hours_of, shifts_of
from wisselwerk.exchanges.queries.people import employer_for, name_for, visible_people
from wisselwerk.exchanges.states import STEPS, Missing, Step, missing, next_step
from wisselwerk.organisations.models import TravelAdvice
from wisselwerk.organisations.queries import newest_advice
from wisselwerk.trail.queries import history_of
from wisselwerk.web import words
from wisselwerk.web.exchange_page import part_url
from wisselwerk.web.exchange_tasks import own_tasks
from wisselwerk.web.logwords import action_words
from wisselwerk.web.todo.task import Task

EVENTS_SHOWN: Final = 50
# Steps that are taken by themselves when their day has come.
BY_ITSELF: Final = frozenset({"start", "finish"})


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something that must be there first, and the page on which it is arranged."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Next:
    """What waits for this person in this exchange: their own tasks and, for an officer, the next step of the whole."""

    tasks: list[Task]
    step: Step | None = None
    lacking: list[Lacking] = field(default_factory=list)
    by_itself: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether the step can be taken now."""
        return self.step is not None and not self.lacking


def next_step_of(user: User, exchange: Exchange, today: dt.date) -> Next:
    """The one next step of `user`; without any, nothing is asked of them."""
    tasks = own_tasks(user, exchange, today)
    if not user.has_perm("exchanges.move_on", exchange):
        return Next(tasks)
    step = next_step(exchange)
    if step is None:
        return Next(tasks)
    lacking = missing(exchange, step)
    return Next(
        tasks,
        step,
        [Lacking(one.text, part_url(one.where, exchange)) for one in lacking],
        _by_itself(exchange, step, lacking, today),
    )


def _by_itself(exchange: Exchange, step: Step, lacking: list[Missing], today: dt.date) -> str:
    """What happens without anybody doing anything, when only the day has to come."""
    if step.name not in BY_ITSELF or {one.code for one in lacking} - {"day", "sessions-ahead"}:
        return ""
    if step.name == "start" and exchange.start:
        return _("Everything is there. It begins by itself on {day}.").format(day=words.day(exchange.start))
    if step.name == "finish" and exchange.end and exchange.end >= today:
        return _("It ends by itself after {day}.").format(day=words.day(exchange.end))
    return ""


def steps_back(user: User, exchange: Exchange) -> list[Step]:
    """The ways back that an officer has."""
    if not user.has_perm("exchanges.move_on", exchange):
        return []
    return [STEPS[name] for name in ("prepare_again", "look_again") if exchange.status in STEPS[name].sources]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part, as far as whoever looks may know them."""

    name: str
    part: str
    employer: str
    planned: Decimal | None = None
    actual: Decimal | None = None


def people_of(user: User, exchange: Exchange) -> list[Person]:
    """Who take part. Hours of those of whom `user` may see them."""
    people = visible_people(user, exchange)
    hours = hours_of(people_shown(exchange, user)) if user.has_perm("exchanges.view_costs", exchange) else {}
    return [_person(user, one, hours.get(one.pk)) for one in people]


def _person(user: User, person: Participant, hours: tuple[Decimal | None, Decimal | None] | None) -> Person:
    planned, actual = hours or (None, None)
    return Person(name_for(user, person), person.part, employer_for(user, person), planned, actual)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an exchange."""

    period: str
    sessions: int
    funders: str
    advice: TravelAdvice | None


def facts_of(user: User, exchange: Exchange) -> Facts:
    """What is known of an exchange. The travel advice is there for who makes it, when somebody travels."""
    sees_advice = exchange.has_travel and user.has_perm("exchanges.view_preparation", exchange)
    return Facts(
        period=words.period(exchange.start, exchange.end),
        sessions=exchange.sessions.exclude(status=SessionStatus.CANCELLED).count(),
        funders=words.all_of(funders_of(exchange)),
        advice=newest_advice(exchange.country) if sees_advice else None,
    )


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when, what, by whom (for an officer), and the reason that was given."""

    at: dt.datetime
    what: str
    who: str = ""
    reason: str = ""


def events_of(user: User, exchange: Exchange) -> list[Event]:
    """What happened, newest first: all of it for an officer, steps and dates for the others."""
    sees_all = user.has_perm("exchanges.change_exchange", exchange)
    events = [_shift(one, sees_all) for one in shifts_of(exchange)]
    entries = history_of(exchange).exclude(action__in=_TOLD_BY_SHIFTS)
    if not sees_all:
        entries = entries.filter(action__in=[f"exchanges.{name}" for name in STEPS])
    for entry in entries[:EVENTS_SHOWN]:
        reason = exchange.cancelled_because if entry.action == "exchanges.cancel" else ""
        events.append(Event(entry.at, action_words(entry.action), str(entry.actor or "") if sees_all else "", reason))
    return sorted(events, key=lambda one: one.at, reverse=True)[:EVENTS_SHOWN]


# Of these the shift says more.
_TOLD_BY_SHIFTS: Final = ("exchanges.reschedule", "exchanges.cancel_session")


def _shift(shift: Shift, sees_all: bool) -> Event:
    old, new = _days(shift.old_start, shift.old_end), _days(shift.new_start, shift.new_end)
    if shift.session is None:
        what = _("Other dates: {new} (was {old})") if old else _("Dates chosen: {new}")
    elif not new:
        what = _("Session of {old} cancelled")
    else:
        what = _("Session moved to {new} (was {old})")
    return Event(shift.at, what.format(old=old, new=new), str(shift.by or "") if sees_all else "", shift.reason)


def _days(start: dt.datetime | None, end: dt.datetime | None) -> str:
    first, last = (timezone.localdate(one) if one else None for one in (start, end))
    return words.period(first, last)
