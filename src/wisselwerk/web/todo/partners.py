"""What waits between a partner government and the agency: what is unclear, and the people who would come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.queries.people import waiting_for_approval
from wisselwerk.languages import isolated
from wisselwerk.needs.queries import answered, unanswered
from wisselwerk.web import words
from wisselwerk.web.todo.task import SHOWN, Task, link

# Whoever was asked longer ago than this keeps us waiting.
LATE: Final = dt.timedelta(days=7)
# An answer is news for so long.
FRESH: Final = dt.timedelta(days=14)


def tasks(user: User, today: dt.date) -> Iterator[Task]:
    if user.has_role(Role.PARTNER):
        yield from _to_answer(user, today)
        yield from _to_approve(user)
    if user.has_role(Role.OFFICER):
        yield from _answered(user)


def _to_answer(user: User, today: dt.date) -> Iterator[Task]:
    for asked in unanswered(user)[:SHOWN]:
        day = timezone.localdate(asked.asked_at)
        yield Task(
            asked.need.title,
            _("We asked you something about this question on {day}.").format(day=words.day(day)),
            _("Answer"),
            f"{link('web:need', asked.need_id, otherwise='web:needs')}#unclear-{asked.pk}",
            "late" if day < today - LATE else "new",
            asked.need.language,
        )


def _to_approve(user: User) -> Iterator[Task]:
    for exchange in waiting_for_approval(user)[:SHOWN]:
        yield Task(
            exchange.title,
            _("There are people who would like to come. Look at them, and say whether you approve."),
            _("Look at the people"),
            link("web:exchange-proposal", exchange.pk, otherwise="web:exchanges"),
            "new",
            exchange.language,
        )


def _answered(user: User) -> Iterator[Task]:
    for asked in answered(user, since=timezone.now() - FRESH)[:SHOWN]:
        yield Task(
            asked.need.title,
            _("{organisation} answered what you asked.").format(organisation=isolated(asked.need.organisation)),
            _("Read the answer"),
            f"{link('web:need', asked.need_id, otherwise='web:needs')}#unclear-{asked.pk}",
            "new",
            asked.need.language,
        )
