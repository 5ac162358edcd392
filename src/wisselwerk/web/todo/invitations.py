"""What waits around invitations: to answer one, to answer those who were asked, to invite who was chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import InvitationStatus
from wisselwerk.exchanges.queries.invitations import answers_to_handle, needs_to_invite_for, to_answer
from wisselwerk.languages import isolated
from wisselwerk.web import words
from wisselwerk.web.todo.task import SHOWN, Task, link

# An invitation that ends within this time is urgent.
SOON: Final = dt.timedelta(days=2)


def tasks(user: User, today: dt.date) -> Iterator[Task]:
    """What `user` has to answer, or to arrange."""
    for invitation in to_answer(user)[:SHOWN]:
        day = timezone.localdate(invitation.expires_at)
        text = (
            _("Your municipality is asked for a colleague. Please answer before {day}.")
            if invitation.offer_id
            else _("You are invited to take part. Please answer before {day}.")
        )
        yield Task(
            invitation.exchange.title,
            text.format(day=words.day(day)),
            _("Look and answer"),
            link("web:invitation", invitation.pk),
            "late" if day - SOON <= today else "new",
            invitation.exchange.language,
        )
    if user.has_role(Role.OFFICER):
        yield from _of_officer(user)


def _of_officer(user: User) -> Iterator[Task]:
    for invitation in answers_to_handle(user)[:SHOWN]:
        text = (
            _("{name} proposes other dates.")
            if invitation.status == InvitationStatus.OTHER_DATES
            else _("{name} asks something about the invitation.")
        )
        yield Task(
            invitation.exchange.title,
            text.format(name=isolated(invitation)),
            _("Answer"),
            f"{link('web:exchange-people', invitation.exchange_id)}#invitation-{invitation.pk}",
            "late" if invitation.expires_at < timezone.now() else "new",
            invitation.exchange.language,
        )
    for need in needs_to_invite_for(user)[:SHOWN]:
        yield Task(
            need.title,
            _("You chose people for this question, and nobody is invited yet."),
            _("Invite"),
            link("web:invite", need.pk),
            "",
            need.language,
        )
