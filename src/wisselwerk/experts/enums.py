from django.db import models
from django.utils.translation import gettext_lazy as _


class ExpertKind(models.TextChoices):
    OFFICIAL = "official", _("Civil servant")
    ADMINISTRATOR = "administrator", _("Elected administrator")


class ExpertStatus(models.TextChoices):
    DRAFT = "draft", _("Not finished")  # started to register, e-mail address or consent still missing
    ACTIVE = "active", _("Can be found")
    PAUSED = "paused", _("Paused")  # by the expert's own choice
    ERASED = "erased", _("Erased")  # only the row's key is left, for the logs


class Form(models.TextChoices):
    """Forms of exchange; a need may ask for several, an expert may offer several."""

    VISIT = "visit", _("Visit to a project country")
    STUDY_VISIT = "study_visit", _("Receiving a visit in the Netherlands")
    WEBINAR = "webinar", _("Contribution to a webinar or meeting")
    COACHING_ON_SITE = "coaching_on_site", _("Coaching on site")
    COACHING_REMOTE = "coaching_remote", _("Coaching at a distance")
    PLACEMENT = "placement", _("Temporary work placement")
    ROUND_TABLE = "round_table", _("Round table")


class Visibility(models.TextChoices):
    """The widest circle that may see a profile, by the expert's own choice."""

    AGENCY = "agency", _("The agency only")
    PARTNER = "partner", _("The agency, and a partner when I am proposed")
    PUBLIC = "public", _("Everyone")


class Purpose(models.TextChoices):
    """What a person's data may be used for; each is consented to by itself."""

    MATCHING = "matching", _("Be found for questions of partner municipalities")
    PROPOSE = "propose", _("Be shown to a partner when I am proposed")
    MAILING = "mailing", _("Get messages about calls that fit me")
    PUBLICITY = "publicity", _("Be named in public stories and reports")


class ThemeSource(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    REMOVED = "removed", _("Removed")  # recognised in the text, but a person said it is not meant


class CefrLevel(models.TextChoices):
    """Common European Framework of Reference for Languages."""

    A1 = "A1", _("A1: a few words")
    A2 = "A2", _("A2: simple conversation")
    B1 = "B1", _("B1: everyday conversation")
    B2 = "B2", _("B2: works in it")
    C1 = "C1", _("C1: fluent")
    C2 = "C2", _("C2: as a native speaker")


class Freshness(models.TextChoices):
    """How long ago a person said that a profile or offer is right."""

    FRESH = "fresh", _("Confirmed in the last six months")
    AGEING = "ageing", _("Confirmed six to twelve months ago")
    STALE = "stale", _("Not confirmed for over a year")
