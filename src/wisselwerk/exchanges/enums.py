from django.db import models
from django.utils.translation import gettext_lazy as _


class ExchangeStatus(models.TextChoices):
    FORMING = "forming", _("Looking for people")
    PREPARING = "preparing", _("In preparation")  # people, consents and partner's approval are there
    READY = "ready", _("Ready to go")  # terms agreed, preparation done, go given
    UNDER_WAY = "under_way", _("Under way")
    ENDED = "ended", _("Ended, being evaluated")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class InvitationStatus(models.TextChoices):
    SENT = "sent", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    OTHER_DATES = "other_dates", _("Proposes other dates")
    DECLINED = "declined", _("Declined")
    NOT_NOW = "not_now", _("Not now")
    EXPIRED = "expired", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DeclineReason(models.TextChoices):
    TIME = "time", _("No time in this period")
    EMPLOYER = "employer", _("My employer can't spare me")
    SUBJECT = "subject", _("The subject does not fit me")
    SAFETY = "safety", _("I don't want to travel there")
    PERSONAL = "personal", _("Personal reasons")
    OTHER = "other", _("Something else")


class ShownField(models.TextChoices):
    """What a person agrees to show to the partner who asks."""

    NAME = "name", _("My name")
    EMPLOYER = "employer", _("My employer")
    HEADLINE = "headline", _("What I do")
    EXPERIENCE = "experience", _("What I have done")
    LANGUAGES = "languages", _("My languages")


class Opinion(models.TextChoices):
    """What a partner thinks of a person who is proposed."""

    PREFERRED = "preferred", _("We prefer this person")
    WELCOME = "welcome", _("This person is welcome")
    DOUBT = "doubt", _("We have doubts")


class ParticipantStatus(models.TextChoices):
    JOINING = "joining", _("Taking part")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ConsentRole(models.TextChoices):
    """On whose behalf an employer consents."""

    MANAGER = "manager", _("Manager")
    SECRETARY = "secretary", _("Municipal secretary")
    COLLEGE = "college", _("Municipal executive (college)")


class ConsentStatus(models.TextChoices):
    ASKED = "asked", _("Asked")
    GIVEN = "given", _("Given")
    REFUSED = "refused", _("Refused")
    REVOKED = "revoked", _("Revoked")
    WITHDRAWN = "withdrawn", _("No longer needed")


class CostsBorneBy(models.TextChoices):
    PROGRAMME = "programme", _("The programme pays travel and stay; working time is the municipality's")
    PROGRAMME_ALL = "programme_all", _("The programme pays everything, working time included")
    MUNICIPALITY = "municipality", _("The municipality pays everything")
    SHARED = "shared", _("Shared, as described in the conditions")


class SessionStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Side(models.TextChoices):
    """On whose behalf somebody acts in an exchange."""

    EXPERT = "expert", _("Expert")
    PARTNER = "partner", _("Partner government")
    OFFICER = "officer", _("Programme officer")
    COUNTRY_TEAM = "country_team", _("Country team")
    EMPLOYER = "employer", _("Employer")


class Decision(models.TextChoices):
    GO = "go", _("Go")
    NO_GO = "no_go", _("No go")


class CostKind(models.TextChoices):
    TRAVEL = "travel", _("Travel")
    STAY = "stay", _("Stay and meals")
    VISA = "visa", _("Visa, insurance, vaccination")
    VENUE = "venue", _("Venue and materials")
    INTERPRETING = "interpreting", _("Interpreting and translation")
    FEE = "fee", _("Fee")
    OTHER = "other", _("Something else")


class LessonSide(models.TextChoices):
    """Who takes the lesson along."""

    PARTNER = "partner", _("What the partner takes along")
    MUNICIPALITY = "municipality", _("What the Dutch municipality takes home")


class LessonStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for the editor")
    PUBLISHED = "published", _("Published")
    RETURNED = "returned", _("Sent back")


class FollowUpState(models.TextChoices):
    """What became of what was agreed."""

    IN_USE = "in_use", _("It is in use")
    BUSY = "busy", _("We are working on it")
    STALLED = "stalled", _("It has come to a stop")
    DROPPED = "dropped", _("It was given up")
