from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    """When somebody wants to hear of what can wait."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, together")
    WEEKLY = "weekly", _("Once a week, together")


class MessageStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")  # to be sent, or to be tried again
    HELD = "held", _("Held for a summary")  # goes out in the next digest
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up")  # tried for days, or refused for good
