from django.db import models
from django.utils.translation import gettext_lazy as _


class NeedStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    MATCHING = "matching", _("Looking for people")  # a shortlist was made
    CLOSED = "closed", _("Closed")


class ExpertKindAsked(models.TextChoices):
    EITHER = "", _("Either")
    OFFICIAL = "official", _("Civil servant")
    ADMINISTRATOR = "administrator", _("Elected administrator")


class ThemeState(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    REMOVED = "removed", _("Removed")
