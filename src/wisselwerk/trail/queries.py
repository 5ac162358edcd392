"""Reading the two logs."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

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


def actions(
    *, actor: str = "", action: str = "", target: str = "", since: dt.date | None = None, until: dt.date | None = None
) -> QuerySet[ActionEntry]:
    """The action log, newest first. `actor` is part of a name or address, `target` "app.model" or "app.model 12"."""
    found = ActionEntry.objects.filter(_between(since, until)).select_related("actor")
    if actor:
        found = found.filter(_by(actor))
    if action:
        found = found.filter(action=action)
    if target:
        kind, _blank, key = target.strip().partition(" ")
        found = found.filter(target_type=kind.lower())
        if key:
            found = found.filter(target_id=key.strip())
    return found


def processing(
    *,
    actor: str = "",
    activity: str = "",
    subject: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> QuerySet[ProcessingEntry]:
    """The processing log, newest first. `subject` is a key such as "expert:12"."""
    found = ProcessingEntry.objects.filter(_between(since, until)).select_related("actor")
    if actor:
        found = found.filter(_by(actor))
    if activity:
        found = found.filter(activity=activity)
    if subject:
        found = found.filter(subject=subject)
    return found


def known_actions() -> list[str]:
    """The actions that occur in the log, in alphabetical order."""
    return list(ActionEntry.objects.order_by("action").values_list("action", flat=True).distinct())


def known_activities() -> list[str]:
    """The processing activities that occur in the log, in alphabetical order."""
    return list(ProcessingEntry.objects.order_by("activity").values_list("activity", flat=True).distinct())


def _by(words: str) -> Q:
    return Q(actor__name__icontains=words) | Q(actor__email__icontains=words)


def _between(since: dt.date | None, until: dt.date | None) -> Q:
    """From the start of the first day to the end of the last, in the time zone of the site."""
    first = Q(at__gte=_start(since)) if since else Q()
    return first & (Q(at__lt=_start(until + dt.timedelta(days=1))) if until else Q())


def _start(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
