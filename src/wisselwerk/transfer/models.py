"""Imports that people start in the browser: the file, the preview, the result."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportKind(models.TextChoices):
    EXPERTS = "experts", _("Experts from a spreadsheet")
    IATI = "iati", _("Projects from an IATI file")


class ImportStatus(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Waits for your decision")  # the preview is ready, nothing is stored yet
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")  # the file can't be read, or something went wrong here


class ImportRun(models.Model):
    kind = models.CharField(_("kind"), max_length=10, choices=ImportKind.choices)
    # Empty once the import is over: a file with people in it is not kept longer than needed.
    file = models.FileField(_("file"), upload_to="imports/", blank=True)
    file_name = models.CharField(_("file"), max_length=200)
    status = models.CharField(_("status"), max_length=10, choices=ImportStatus.choices, default=ImportStatus.CHECKING)
    keep_good = models.BooleanField(default=False)  # false: all or nothing
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")  # of the report
    report = models.JSONField(default=dict)
    fault = models.TextField(blank=True)  # why the whole file was not imported
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        """Whether work on it is going on or waiting for a worker."""
        return self.status in {ImportStatus.CHECKING, ImportStatus.IMPORTING}
