from django.db import models
from django.utils.translation import gettext_lazy as _


class ProjectStatus(models.TextChoices):
    """IATI 2.03 codelist ActivityStatus."""

    PIPELINE = "1", _("In preparation")
    IMPLEMENTATION = "2", _("Running")
    FINALISATION = "3", _("Being completed")
    CLOSED = "4", _("Closed")
    CANCELLED = "5", _("Cancelled")
    SUSPENDED = "6", _("Suspended")


class ParticipationRole(models.TextChoices):
    """IATI 2.03 codelist OrganisationRole."""

    FUNDING = "1", _("Funder")
    ACCOUNTABLE = "2", _("Accountable")
    EXTENDING = "3", _("Passes on the money")
    IMPLEMENTING = "4", _("Carries it out")


class DescriptionType(models.TextChoices):
    """IATI 2.03 codelist DescriptionType."""

    GENERAL = "1", _("Description")
    OBJECTIVES = "2", _("Objectives")
    TARGET_GROUPS = "3", _("For whom")
    OTHER = "4", _("More")


class BudgetKind(models.TextChoices):
    """IATI 2.03 codelist BudgetType."""

    ORIGINAL = "1", _("Original")
    REVISED = "2", _("Revised")


class BudgetStatus(models.TextChoices):
    """IATI 2.03 codelist BudgetStatus."""

    INDICATIVE = "1", _("Estimate")
    COMMITTED = "2", _("Agreed")


class RelationType(models.TextChoices):
    """IATI 2.03 codelist RelatedActivityType."""

    PARENT = "1", _("Part of")
    CHILD = "2", _("Has as a part")
    SIBLING = "3", _("Part of the same whole")
    CO_FUNDED = "4", _("Paid for together")
    THIRD_PARTY = "5", _("The same work, reported by another")


class SectorVocabulary(models.TextChoices):
    """IATI 2.03 codelist SectorVocabulary."""

    DAC = "1", _("OECD DAC purpose codes")
    DAC_CATEGORY = "2", _("OECD DAC categories")
    COFOG = "3", _("Functions of government (UN)")
    NACE = "4", _("Economic activities (EU)")
    NTEE = "5", _("Non-profit organisations (USA)")
    AIDDATA = "6", _("AidData")
    SDG_GOAL = "7", _("Sustainable Development Goals")
    SDG_TARGET = "8", _("Targets of the Sustainable Development Goals")
    SDG_INDICATOR = "9", _("Indicators of the Sustainable Development Goals")
    HUMANITARIAN = "10", _("Humanitarian clusters")
    NAICS = "11", _("Industries (North America)")
    UN_SYSTEM = "12", _("Functions of the UN system")
    OWN_SECOND = "98", _("Own list of the reporting organisation (2)")
    OWN = "99", _("Own list of the reporting organisation")


class DacRegion(models.TextChoices):
    """Regions of OECD DAC: IATI 2.03 codelist Region."""

    EUROPE = "89", _("Europe")
    NORTH_OF_SAHARA = "189", _("North of the Sahara")
    SOUTH_OF_SAHARA = "289", _("South of the Sahara")
    AFRICA = "298", _("Africa")
    CENTRAL_AMERICA_AND_CARIBBEAN = "389", _("Caribbean and Central America")
    SOUTH_AMERICA = "489", _("South America")
    AMERICA = "498", _("America")
    MIDDLE_EAST = "589", _("Middle East")
    CENTRAL_ASIA = "619", _("Central Asia")
    SOUTH_ASIA = "679", _("South Asia")
    SOUTH_AND_CENTRAL_ASIA = "689", _("South and Central Asia")
    FAR_EAST_ASIA = "789", _("Far East Asia")
    ASIA = "798", _("Asia")
    OCEANIA = "889", _("Oceania")
    WORLDWIDE = "998", _("Worldwide, or not divided over countries")
    EASTERN_AFRICA = "1027", _("Eastern Africa")
    MIDDLE_AFRICA = "1028", _("Middle Africa")
    SOUTHERN_AFRICA = "1029", _("Southern Africa")
    WESTERN_AFRICA = "1030", _("Western Africa")
    CARIBBEAN = "1031", _("Caribbean")
    CENTRAL_AMERICA = "1032", _("Central America")
    MELANESIA = "1033", _("Melanesia")
    MICRONESIA = "1034", _("Micronesia")
    POLYNESIA = "1035", _("Polynesia")


class Outcome(models.TextChoices):
    """What saving an activity of a file did."""

    CREATED = "created", _("New")
    UPDATED = "updated", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
