"""Writing the two logs. Called inside the transaction of the change itself, so that both happen or neither."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from wisselwerk.trail.models import ActionEntry, ProcessingEntry

if TYPE_CHECKING:
    from wisselwerk.accounts.models import User


def log_action(
    action: str, target: models.Model, *, by: User | None, details: dict[str, Any] | None = None
) -> ActionEntry:
    """Record one state change.

    `action` is "app.verb_noun"; `by` is None for the operator's command line and for jobs; `details` must be plain JSON
    and hold no personal data (names of changed fields, not their values).
    """
    return ActionEntry.objects.create(
        actor=by, action=action, target_type=target._meta.label_lower, target_id=str(target.pk), details=details or {}
    )


def log_processing(activity: str, subjects: Iterable[models.Model], *, by: User | None, purpose: str = "") -> None:
    """Record that the data of `subjects` were shown or used, one row a person, one trace for the whole look."""
    trace_id = uuid.uuid4().hex
    ProcessingEntry.objects.bulk_create(
        ProcessingEntry(
            trace_id=trace_id,
            activity=activity,
            actor=by,
            subject=subject_key(subject),
            purpose=purpose,
        )
        for subject in subjects
    )


def subject_key(subject: models.Model) -> str:
    """The stable key of a person in the processing log, e.g. "expert:12"."""
    return f"{subject._meta.model_name}:{subject.pk}"
