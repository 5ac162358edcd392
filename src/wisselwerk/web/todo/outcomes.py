"""What waits after an exchange: evaluations, follow-up, lessons for the editor, quotes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.queries.lessons import lessons_to_moderate, quotes_that_hold_up
from wisselwerk.exchanges.queries.outcomes import evaluations_to_give, follow_ups_to_report, follow_ups_unanswered
from wisselwerk.languages import isolated
from wisselwerk.web.todo.task import SHOWN, Task, link
from wisselwerk.web.words import day


def tasks(user: User, today: dt.date) -> Iterator[Task]:
    """What `user` has to answer, report, publish or clear up."""
    for evaluation in evaluations_to_give(user)[:SHOWN]:
        is_late = evaluation.due_on < today
        yield Task(
            evaluation.exchange.title,
            _("The exchange is over. How was it? Six short questions; the last day was {day}.").format(
                day=day(evaluation.due_on)
            )
            if is_late
            else _("The exchange is over. How was it? Six short questions, before {day}.").format(
                day=day(evaluation.due_on)
            ),
            _("Answer the questions"),
            link("web:evaluation", evaluation.pk),
            "late" if is_late else "new",
            evaluation.exchange.language,
        )
    for follow_up in follow_ups_to_report(user, today)[:SHOWN]:
        yield Task(
            follow_up.exchange.title,
            _months(follow_up.months),
            _("Tell how it stands"),
            link("web:follow-up", follow_up.pk),
            "late" if follow_up.due_on < today - dt.timedelta(days=14) else "new",
            follow_up.exchange.language,
        )
    for quote in quotes_that_hold_up(user)[:SHOWN]:
        yield Task(
            quote.lesson.title,
            _("{name} does not want to be quoted. Remove the quote.").format(name=isolated(quote.name))
            if quote.refused_at
            else _("{name} has not answered yet whether they may be quoted.").format(name=isolated(quote.name)),
            _("Look at the quote"),
            link("web:lesson-edit", quote.lesson_id),
            "late" if quote.refused_at else "",
            quote.lesson.language,
        )
    if user.has_role(Role.OFFICER):
        yield from _of_officer(user, today)


def _of_officer(user: User, today: dt.date) -> Iterator[Task]:
    if waiting := lessons_to_moderate().count():
        yield Task(
            ngettext("{count} lesson waits for the editor", "{count} lessons wait for the editor", waiting).format(
                count=waiting
            ),
            _("Read them, and publish them or send them back."),
            _("Read the lessons"),
            link("web:lessons-moderate"),
            "new",
        )
    for follow_up in follow_ups_unanswered(user, today)[:SHOWN]:
        yield Task(
            follow_up.exchange.title,
            _("{partner} did not say what became of it. If you hear it in another way, record it.").format(
                partner=isolated(follow_up.exchange.partner)
            ),
            _("Record how it stands"),
            link("web:follow-up", follow_up.pk),
            "late",
            follow_up.exchange.language,
        )


def _months(months: int) -> str:
    return ngettext(
        "{count} month after the exchange: what became of it?",
        "{count} months after the exchange: what became of it?",
        months,
    ).format(count=months)
