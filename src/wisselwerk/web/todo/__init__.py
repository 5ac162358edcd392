"""The to-do list of the workspace: what waits for this person, by what they are and do."""

from __future__ import annotations

import datetime as dt

from wisselwerk.accounts.models import User
from wisselwerk.web.todo import (
    administration,
    beginning,
    consents,
    exchanges,
    invitations,
    outcomes,
    partners,
    preparation,
    terms,
)
from wisselwerk.web.todo.beginning import own_needs
from wisselwerk.web.todo.task import Task

__all__ = ["Task", "own_needs", "tasks_for"]


def tasks_for(user: User, *, today: dt.date) -> list[Task]:
    """What waits for `user`, most urgent first."""
    tasks = [
        *beginning.of_account(user),
        *invitations.tasks(user, today),
        *consents.tasks(user, today),
        *exchanges.tasks(user, today),
        *terms.tasks(user, today),
        *preparation.tasks(user, today),
        *outcomes.tasks(user, today),
        *partners.tasks(user, today),
        *beginning.of_expert(user, today),
        *beginning.of_officer(user),
        *beginning.of_coordinator(user, today),
        *beginning.of_partner(user),
        *beginning.of_importer(user),
        *administration.tasks(user, today),
    ]
    return sorted(tasks, key=lambda task: ("late", "new", "").index(task.tone))
