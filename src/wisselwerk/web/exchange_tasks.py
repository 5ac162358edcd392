"""What one person has to do in one exchange: the same as on their to-do list, each leading to where it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.models import Exchange
from wisselwerk.exchanges.queries.consents import consents_to_answer
from wisselwerk.exchanges.queries.costs import hours_to_record
from wisselwerk.exchanges.queries.outcomes import evaluations_to_give, follow_ups_to_report
from wisselwerk.exchanges.queries.people import waiting_for_approval
from wisselwerk.exchanges.queries.preparation import own_open_lines, to_decide, without_context
from wisselwerk.exchanges.queries.terms import waiting_for
from wisselwerk.languages import isolated
from wisselwerk.web import words
from wisselwerk.web.exchange_page import part_url
from wisselwerk.web.todo.task import Task, link


def own_tasks(user: User, exchange: Exchange, today: dt.date) -> list[Task]:
    """What waits for `user` in this exchange, what is late first."""
    tasks = [
        *_consents(user, exchange),
        *_approval(user, exchange),
        *_terms(user, exchange),
        *_safety(user, exchange),
        *_lines(user, exchange, today),
        *_afterwards(user, exchange, today),
    ]
    return sorted(tasks, key=lambda task: task.tone != "late")


def _consents(user: User, exchange: Exchange) -> Iterator[Task]:
    if not user.has_role(Role.EMPLOYER):
        return
    for consent in consents_to_answer(user).filter(participant__exchange=exchange):
        yield Task(
            _("Consent for {name}").format(name=isolated(consent.participant)),
            _("You are asked whether {name} may take part.").format(name=isolated(consent.participant)),
            _("Answer"),
            link("web:consent", consent.pk),
            "new",
        )


def _approval(user: User, exchange: Exchange) -> Iterator[Task]:
    if user.has_role(Role.PARTNER) and exchange.pk in {one.pk for one in waiting_for_approval(user)}:
        yield Task(
            _("The people who would come"),
            _("Look at them, and say whether you approve."),
            _("Look at the people"),
            part_url("proposal", exchange),
            "new",
        )


def _terms(user: User, exchange: Exchange) -> Iterator[Task]:
    if waiting_for(user).filter(exchange=exchange).exists():
        yield Task(
            _("Terms of reference"),
            _("Read what is agreed, change what is not right, and agree."),
            _("Read and agree"),
            part_url("terms", exchange),
            "new",
        )


def _safety(user: User, exchange: Exchange) -> Iterator[Task]:
    if not user.has_role(Role.COUNTRY_TEAM):
        return
    if to_decide(user).filter(pk=exchange.pk).exists():
        yield Task(
            _("Go or no go"), _("Is it safe to go?"), _("Decide: go or no go"), link("web:sign-off", exchange.pk), "new"
        )
    if without_context(user).filter(pk=exchange.pk).exists():
        yield Task(
            _("Local context"),
            _("The people who go have nothing to read yet about the place."),
            _("Write the local context"),
            link("web:local-context", exchange.pk),
        )


def _lines(user: User, exchange: Exchange, today: dt.date) -> Iterator[Task]:
    for row in own_open_lines(user).filter(exchange=exchange):
        first = row["first_due"]
        text = ngettext("{count} thing to arrange", "{count} things to arrange", row["lines"]).format(
            count=row["lines"]
        )
        if first is not None:
            text = _("{what}; the first before {day}.").format(what=text, day=words.day(first))
        late = first is not None and first < today
        yield Task(
            _("Checklist"), text, _("Open the checklist"), part_url("preparation", exchange), "late" if late else ""
        )


def _afterwards(user: User, exchange: Exchange, today: dt.date) -> Iterator[Task]:
    for evaluation in evaluations_to_give(user).filter(exchange=exchange):
        yield Task(
            _("Evaluation"),
            _("How was it? Six short questions, before {day}.").format(day=words.day(evaluation.due_on)),
            _("Answer the questions"),
            link("web:evaluation", evaluation.pk),
            "late" if evaluation.due_on < today else "new",
        )
    if hours_to_record(user).filter(exchange=exchange).exists():
        yield Task(_("Hours"), _("How many hours did it take?"), _("Fill in your hours"), part_url("costs", exchange))
    for follow_up in follow_ups_to_report(user, today).filter(exchange=exchange):
        yield Task(
            _("Follow-up"), _("What became of it?"), _("Tell how it stands"), link("web:follow-up", follow_up.pk), "new"
        )
