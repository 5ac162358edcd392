"""Countries and organisations of every kind. Municipalities that merged stay, and point to their successors."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wisselwerk.organisations.enums import AdviceLevel, OrganisationKind


class Country(models.Model):
    """A country or territory of ISO 3166-1 with its names in the four languages (Unicode CLDR)."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name_nl = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    name_fr = models.CharField(max_length=100)
    name_ar = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_in(get_language() or "nl")

    def name_in(self, lang: str) -> str:
        """The name in one of the four languages."""
        name: str = getattr(self, f"name_{lang[:2]}")
        return name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def current(self) -> OrganisationQuerySet:
        """Those that exist today."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=timezone.localdate()))

    def municipalities(self) -> OrganisationQuerySet:
        return self.filter(kind=OrganisationKind.MUNICIPALITY)


class Organisation(models.Model):
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=300)
    country = models.ForeignKey(Country, verbose_name=_("country"), on_delete=models.PROTECT, null=True, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)
    about = models.TextField(_("about"), blank=True)
    # IATI organisation identifier, e.g. NL-KVK-27195046; empty for those without one.
    iati_identifier = models.CharField(_("IATI identifier"), max_length=120, blank=True, db_index=True)
    # The facts of a Dutch municipality: Statistics Netherlands code, TOOI register, inhabitants.
    cbs_code = models.CharField(_("CBS code"), max_length=6, null=True, blank=True, unique=True)
    tooi_id = models.URLField(_("TOOI identifier"), blank=True)
    province = models.CharField(_("province"), max_length=30, blank=True)
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)
    # Made up for the demonstration; shown as such wherever the name appears.
    is_invented = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        indexes = [models.Index(fields=["kind", "name"])]
        constraints = [
            models.UniqueConstraint(
                fields=["iati_identifier"], condition=~Q(iati_identifier=""), name="iati_organisation_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_ended(self) -> bool:
        return self.ended_on is not None and self.ended_on < timezone.localdate()


class TravelAdvice(models.Model):
    """The travel advice for a country as it was on a day. Each change is a new row; the newest one holds."""

    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.CASCADE, related_name="travel_advice"
    )
    level = models.CharField(_("level"), max_length=10, choices=AdviceLevel.choices)
    text = models.TextField(_("what it says"), blank=True)
    source = models.URLField(_("where it stands"), blank=True)
    issued_on = models.DateField(_("date of the advice"), default=timezone.localdate)
    # When somebody last looked whether it is still so.
    checked_at = models.DateTimeField(_("last checked"), default=timezone.now)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("travel advice")
        verbose_name_plural = _("travel advice")
        ordering = ["-noted_at", "-id"]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_level_display()}"
