"""What waits around consents: answers of employers, questions of officers, dossiers of trips, hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.queries.consents import consents_to_answer, unanswered, without_consent
from wisselwerk.exchanges.queries.costs import hours_to_record
from wisselwerk.exchanges.queries.trips import trips_of, undecided, without_report
from wisselwerk.languages import isolated
from wisselwerk.web import words
from wisselwerk.web.todo.task import SHOWN, Task, link

# An employer who was asked so long ago holds others up.
LATE_AFTER = dt.timedelta(days=7)
# The executive must decide on a trip so long before it at the latest.
DECIDE_BEFORE = dt.timedelta(days=30)


def tasks(user: User, today: dt.date) -> Iterator[Task]:
    """What `user` has to answer, ask, decide or record."""
    if user.has_role(Role.EMPLOYER):
        yield from _to_answer(user, today)
    if user.has_role(Role.OFFICER):
        yield from _of_officer(user, today)
    yield from _of_trips(user, today)
    for person in hours_to_record(user)[:SHOWN]:
        yield Task(
            person.exchange.title,
            _("The exchange is over. How many hours did you work on it?"),
            _("Record your hours"),
            link("web:exchange-costs", person.exchange_id),
            "new",
            person.exchange.language,
        )


def _to_answer(user: User, today: dt.date) -> Iterator[Task]:
    for consent in consents_to_answer(user)[:SHOWN]:
        yield Task(
            consent.participant.exchange.title,
            _("{name} wants to take part. Do you consent?").format(name=isolated(consent.participant)),
            _("Answer"),
            link("web:consent", consent.pk),
            "late" if timezone.localdate(consent.asked_at) <= today - LATE_AFTER else "new",
            consent.participant.exchange.language,
        )


def _of_officer(user: User, today: dt.date) -> Iterator[Task]:
    for exchange in without_consent(user)[:SHOWN]:
        yield Task(
            exchange.title,
            _("Somebody takes part whose employer has not been asked, or did not consent."),
            _("Ask the employers"),
            link("web:exchange-consents", exchange.pk),
            "new",
            exchange.language,
        )
    for consent in unanswered(user, today)[:SHOWN]:
        yield Task(
            consent.participant.exchange.title,
            _("The employer of {name} has not answered since {day}.").format(
                name=isolated(consent.participant), day=words.day(timezone.localdate(consent.asked_at))
            ),
            _("Call, or ask somebody else"),
            link("web:exchange-consents", consent.participant.exchange_id),
            "late",
            consent.participant.exchange.language,
        )


def _of_trips(user: User, today: dt.date) -> Iterator[Task]:
    people = trips_of(user)
    for person in undecided(people)[:SHOWN]:
        start = person.exchange.start
        yield Task(
            person.exchange.title,
            _("The executive (college) must decide on the trip of {name}.").format(name=isolated(person)),
            _("Open the dossier"),
            link("web:trip", person.pk),
            "late" if start and start <= today + DECIDE_BEFORE else "new",
            person.exchange.language,
        )
    for person in without_report(people, today)[:SHOWN]:
        yield Task(
            person.exchange.title,
            _("The trip of {name} is over: everybody can read the report, once you have written it.").format(
                name=isolated(person)
            ),
            _("Write the report"),
            link("web:trip", person.pk),
            "new",
            person.exchange.language,
        )
