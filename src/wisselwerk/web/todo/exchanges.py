from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from wisselwerk.accounts.models import User
from wisselwerk.web.todo.task import Task


def tasks(user: User, today: dt.date) -> Iterator[Task]:
    yield from ()
