"""When each job last ran, and how that went."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.Model):
    name = models.CharField(_("job"), max_length=80, unique=True)
    # One process at a time: who runs it holds it until then; a process that was killed loses it after that.
    claimed_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(_("last started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("last ended"), null=True, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)  # what was counted, by name
    error = models.TextField(_("what went wrong"), blank=True)  # of the last run; empty when it went well
    failed_runs = models.PositiveIntegerField(default=0)  # in a row

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
