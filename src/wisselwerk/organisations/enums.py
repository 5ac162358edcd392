from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")  # Dutch, with a CBS code
    PARTNER_GOVERNMENT = "partner_government", _("Partner government")
    INSTITUTION = "institution", _("Institution")
    FUNDER = "funder", _("Funder")
    AGENCY = "agency", _("Agency")
    COUNTRY_TEAM = "country_team", _("Country team")


class AdviceLevel(models.TextChoices):
    """The colours of the travel advice of the Dutch Ministry of Foreign Affairs."""

    GREEN = "green", _("Green: no particular risks")
    YELLOW = "yellow", _("Yellow: mind the safety risks")
    ORANGE = "orange", _("Orange: travel only when necessary")
    RED = "red", _("Red: do not travel")
