"""The action log and the processing log. Rows are written once and never changed; retention alone removes them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ActionEntry(models.Model):
    """One state change: which action, on what, by whom. Holds no personal data besides the link to the actor."""

    at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)
    # Empty: the operator on the command line, a job, or a person who was erased since.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    action = models.CharField(_("action"), max_length=80, db_index=True)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["target_type", "target_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target_type} {self.target_id}"


class ProcessingEntry(models.Model):
    """One look at, or use of, a person's data, after the Dutch standard Logboek Dataverwerkingen (section 3.3).

    The person is named by a stable key (`expert:12`), so that erasing the person leaves nothing personal here.
    """

    at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)
    trace_id = models.CharField(max_length=32)
    activity = models.CharField(_("processing activity"), max_length=80)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    subject = models.CharField(max_length=40, db_index=True)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.activity} {self.subject}"
