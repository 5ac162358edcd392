from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does on behalf of an organisation. Being an expert is not a role but having a profile."""

    OFFICER = "officer", _("Programme officer")
    COORDINATOR = "coordinator", _("Municipal coordinator")
    EMPLOYER = "employer", _("Manager, secretary or executive board")
    COUNTRY_TEAM = "country_team", _("Country team")
    PARTNER = "partner", _("Partner government")
    ADMINISTRATOR = "administrator", _("Functional administrator")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
