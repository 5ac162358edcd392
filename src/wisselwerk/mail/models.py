"""The outbox of the site: one row a message, written with the change it tells about and delivered afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk.mail.enums import MessageStatus, Rhythm

# What a message said is kept for this long, for when somebody asks after it.
KEPT_FOR: Final = dt.timedelta(days=90)


class Message(models.Model):
    """A message to one person. The words are drawn from the template when it is delivered, in `language`."""

    template = models.CharField(_("message"), max_length=80)  # templates/mail/<template>.txt
    to = models.EmailField(_("to"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    context = models.JSONField(default=dict, blank=True)
    # [{"name": "exchange.ics", "type": "text/calendar; method=REQUEST", "text": …}]
    attachments = models.JSONField(default=list, blank=True)
    # What it is about, as in the action log.
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    # Writing the same key again writes nothing: a reminder that is due is sent once, however often that is found.
    key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=MessageStatus.choices, default=MessageStatus.WAITING)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    try_at = models.DateTimeField(_("next try"), default=timezone.now)
    # Who took it to deliver it keeps it until then; a process that was killed loses it after that.
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.TextField(_("what went wrong"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["status", "try_at"]),
            models.Index(fields=["about_type", "about_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.to}"

    @property
    def is_failing(self) -> bool:
        """Whether it could not be delivered so far, and is tried again."""
        return self.status == MessageStatus.WAITING and self.attempts > 0 and bool(self.last_error)

    @property
    def is_forgotten(self) -> bool:
        """Whether what it said is not kept any more, only that it was there."""
        return not self.context and self.status != MessageStatus.WAITING


class MailPreference(models.Model):
    """How often somebody wants mail about what can wait."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference")
    rhythm = models.CharField(
        _("messages that can wait"), max_length=10, choices=Rhythm.choices, default=Rhythm.AT_ONCE
    )
    digest_sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user}: {self.rhythm}"
