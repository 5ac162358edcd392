"""Two people at the same moment: one wins, the other is told, and nothing is half done."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

M = TypeVar("M", bound=models.Model)


class Conflict(ValidationError):
    """Somebody else was first. The page shows what it is now, and that nothing of one's own was stored."""


def locked(thing: M) -> M:
    """The row as it is now, held until the end of the transaction (SQLite holds the whole database instead).

    Every action that depends on a state begins with it, so that the state can't change under its hands. Raises
    `Conflict` when the row is gone.
    """
    row = type(thing)._default_manager.select_for_update().filter(pk=thing.pk).first()
    if row is None:
        raise Conflict(_("This was removed in the meantime."), code="conflict")
    return row


def require_version(thing: Any, seen: int | None) -> None:
    """Let a change pass that was made on the version as it is; None stands for whoever did not look first (a job).

    `thing` must be `locked`. Raises `Conflict`.
    """
    if seen is not None and thing.version != seen:
        raise Conflict(
            _("Somebody else changed this in the meantime. Look at what it is now, and make your change again."),
            code="conflict",
        )
