"""Experts describe what they have done; municipalities may offer expertise without naming a person."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk.experts.enums import ExpertKind, ExpertStatus, Form, Freshness, Purpose, ThemeSource, Visibility
from wisselwerk.organisations.models import Country, Organisation

FRESH_FOR: Final = dt.timedelta(days=182)
STALE_AFTER: Final = dt.timedelta(days=365)


def freshness_of(confirmed_at: dt.datetime | None) -> Freshness:
    """How fresh something is that was last confirmed then; what was never confirmed is stale."""
    if confirmed_at is None:
        return Freshness.STALE
    age = timezone.now() - confirmed_at
    return Freshness.FRESH if age <= FRESH_FOR else Freshness.AGEING if age <= STALE_AFTER else Freshness.STALE


class ExpertQuerySet(models.QuerySet["Expert"]):
    def findable(self) -> ExpertQuerySet:
        """Those whom a shortlist may hold: active, and with a standing consent to be matched."""
        consent = ConsentRecord.objects.filter(expert=OuterRef("pk"), purpose=Purpose.MATCHING, withdrawn_at=None)
        return self.filter(Exists(consent), status=ExpertStatus.ACTIVE)


class Expert(models.Model):
    """A civil servant or elected administrator. Never holds gender, age, origin or a photo."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="expert"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ExpertKind.choices, default=ExpertKind.OFFICIAL)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("employer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="experts",
    )
    # An employer that is not among the organisations, in the person's own words.
    other_employer = models.CharField(_("other employer"), max_length=200, blank=True)
    headline = models.CharField(_("what you do, in a few words"), max_length=150, blank=True)
    text = models.TextField(_("what you have done, in your own words"), blank=True)
    language = models.CharField(
        _("language of the description"), max_length=2, choices=settings.LANGUAGES, default="nl"
    )
    # Form values and language code -> CEFR level are small closed sets that are always read with the profile.
    forms = models.JSONField(_("forms of exchange"), default=list, blank=True)
    languages = models.JSONField(_("working languages"), default=dict, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.AGENCY)
    status = models.CharField(_("status"), max_length=10, choices=ExpertStatus.choices, default=ExpertStatus.DRAFT)
    created_at = models.DateTimeField(_("registered"), default=timezone.now)
    # When the person last said that the profile is right; the measure of freshness.
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True, blank=True)
    # When somebody whose profile was imported was last asked to take it into their own hands.
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    # When the person was last asked whether the profile is still right, and (months later) whether to remove it.
    asked_at = models.DateTimeField(_("last asked"), null=True, blank=True)
    removal_asked_at = models.DateTimeField(_("asked whether to remove"), null=True, blank=True)
    # Key in the file the profile was imported from: a second import updates instead of doubling. After erasure a keyed
    # digest of it is left, so that importing the file again does not bring the person back.
    import_key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    is_invented = models.BooleanField(default=False)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name or str(_("Expert {number}")).format(number=self.pk)

    @property
    def profile_id(self) -> str:
        """The key of this profile in the index, in shortlists and in the processing log."""
        return f"expert:{self.pk}"

    @property
    def employer(self) -> str:
        """The name of the employer, if it is known."""
        return self.organisation.name if self.organisation else self.other_employer

    @property
    def freshness(self) -> Freshness:
        return freshness_of(self.confirmed_at)

    def form_labels(self) -> list[str]:
        return [str(Form(value).label) for value in self.forms]


class Experience(models.Model):
    """One thing a person has done: quoted as evidence in their own words."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="experiences")
    text = models.TextField(_("what did you do"))
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_year = models.PositiveSmallIntegerField(_("from (year)"), null=True, blank=True)
    to_year = models.PositiveSmallIntegerField(_("until (year)"), null=True, blank=True)

    class Meta:
        ordering = ["-to_year", "-from_year", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class Availability(models.Model):
    """A period in which the person can take part."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="availabilities")
    start = models.DateField(_("from"))
    end = models.DateField(_("until"))

    class Meta:
        ordering = ["start"]
        constraints = [models.CheckConstraint(condition=Q(end__gte=models.F("start")), name="availability_forward")]

    def __str__(self) -> str:
        return f"{self.start} – {self.end}"


class ConsentRecord(models.Model):
    """One consent for one purpose, with the text that was agreed to; withdrawing keeps the record."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "purpose"], condition=Q(withdrawn_at=None), name="one_standing_consent_per_purpose"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_at:%Y-%m-%d}"


class MunicipalOfferQuerySet(models.QuerySet["MunicipalOffer"]):
    def findable(self) -> MunicipalOfferQuerySet:
        """Those whom a shortlist may hold: not withdrawn, not past their date, of a municipality that exists."""
        today = timezone.localdate()
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=today),
            Q(organisation__ended_on=None) | Q(organisation__ended_on__gte=today),
            is_active=True,
        )


class MunicipalOffer(models.Model):
    """Expertise that a municipality offers by theme; it chooses itself who goes."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offers")
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("what the municipality can offer"))
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES, default="nl")
    forms = models.JSONField(_("forms of exchange"), default=list, blank=True)
    languages = models.JSONField(_("working languages"), default=dict, blank=True)
    people = models.PositiveSmallIntegerField(_("colleagues who work on this"), null=True, blank=True)
    hours_per_year = models.PositiveSmallIntegerField(_("hours a year"), null=True, blank=True)
    valid_until = models.DateField(_("offer stands until"), null=True, blank=True)
    is_active = models.BooleanField(_("can be found"), default=True)
    confirmed_at = models.DateTimeField(_("last confirmed"), default=timezone.now)
    is_invented = models.BooleanField(default=False)

    objects = MunicipalOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipal offer")
        verbose_name_plural = _("municipal offers")
        ordering = ["organisation__name", "title"]

    def __str__(self) -> str:
        return self.title

    @property
    def profile_id(self) -> str:
        return f"offer:{self.pk}"

    @property
    def freshness(self) -> Freshness:
        return freshness_of(self.confirmed_at)

    @property
    def has_lapsed(self) -> bool:
        """Whether the date until which the offer stood has passed."""
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    def form_labels(self) -> list[str]:
        return [str(Form(value).label) for value in self.forms]


class ProfileTheme(models.Model):
    """A theme of an expert or an offer that a person confirmed, or removed after it was recognised in the text."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, null=True, blank=True, related_name="themes")
    offer = models.ForeignKey(MunicipalOffer, on_delete=models.CASCADE, null=True, blank=True, related_name="themes")
    concept = models.CharField(max_length=60, db_index=True)  # id in the thesaurus
    source = models.CharField(max_length=10, choices=ThemeSource.choices, default=ThemeSource.CONFIRMED)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["expert", "concept"], name="theme_once_per_expert"),
            models.UniqueConstraint(fields=["offer", "concept"], name="theme_once_per_offer"),
            models.CheckConstraint(
                condition=Q(expert=None, offer__isnull=False) | Q(offer=None, expert__isnull=False),
                name="theme_of_expert_or_offer",
            ),
        ]

    def __str__(self) -> str:
        return self.concept


class ProfileChange(models.Model):
    """Outbox: a profile that the index must read again. Written in the transaction of the change itself."""

    profile_id = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.profile_id
