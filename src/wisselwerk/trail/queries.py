"""Reading the two logs."""

from __future__ import annotations

from django.db import models
from django.db.models import QuerySet

from wisselwerk.trail.actions import subject_key
from wisselwerk.trail.models import ActionEntry, ProcessingEntry


def history_of(target: models.Model) -> QuerySet[ActionEntry]:
    """Everything that was done to one object, newest first, with the actors."""
    return ActionEntry.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk)).select_related(
        "actor"
    )


def looks_at(subject: models.Model) -> QuerySet[ProcessingEntry]:
    """Every look at one person's data, newest first, with who looked."""
    return ProcessingEntry.objects.filter(subject=subject_key(subject)).select_related("actor")
