from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")  # Dutch, with a CBS code
    PARTNER_GOVERNMENT = "partner_government", _("Partner government")
    INSTITUTION = "institution", _("Institution")
    FUNDER = "funder", _("Funder")
    AGENCY = "agency", _("Agency")
    COUNTRY_TEAM = "country_team", _("Country team")
