"""What waits for the administrator: messages that do not arrive, and work that is not done by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wisselwerk.accounts.models import User
from wisselwerk.jobs.queries import job_rows
from wisselwerk.mail.queries import trouble
from wisselwerk.web.jobwords import job_words
from wisselwerk.web.todo.task import SHOWN, Task, link


def tasks(user: User, today: dt.date) -> Iterator[Task]:
    if user.has_perm("mail.view_messages"):
        yield from _of_mail()
    if user.has_perm("jobs.view_jobs"):
        yield from _of_jobs()


def _of_mail() -> Iterator[Task]:
    found = trouble()
    see, where = _("See the messages"), link("web:messages")
    if found.failing_since is not None:
        since = date_format(timezone.localtime(found.failing_since), "DATETIME_FORMAT")
        yield Task(
            ngettext("{count} message can't be delivered", "{count} messages can't be delivered", found.failing).format(
                count=found.failing
            ),
            _("Since {moment}. The site keeps trying. Is the mail server there?").format(moment=since),
            see,
            f"{where}?status=waiting",
            "late",
        )
    if found.given_up:
        yield Task(
            ngettext("{count} message was given up", "{count} messages were given up", found.given_up).format(
                count=found.given_up
            ),
            _("In the past two weeks. Is the address right? Then try again."),
            see,
            f"{where}?status=failed",
            "late",
        )


def _of_jobs() -> Iterator[Task]:
    rows = job_rows()
    see, where = _("See the jobs"), link("web:jobs")
    failed = [row for row in rows if row.has_failed]
    for row in failed[:SHOWN]:
        yield Task(
            _("A job failed: {job}").format(job=job_words(row.job.name)),
            _("It is tried again when it is due. The page says what went wrong."),
            see,
            where,
            "late",
        )
    overdue = [row for row in rows if row.is_overdue]
    if overdue:
        yield Task(
            ngettext(
                "{count} job has not run for a long time", "{count} jobs have not run for a long time", len(overdue)
            ).format(count=len(overdue)),
            _("Reminders and messages wait for them. Does the server run “wisselwerk tick”?"),
            see,
            where,
            "late",
        )
