"""The employer's consent for one person, consent given beforehand, and the dossier of an administrator's trip."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk.exchanges.enums import ConsentRole, ConsentStatus, CostsBorneBy
from wisselwerk.exchanges.models.exchange import Participant
from wisselwerk.exchanges.models.invitations import new_nonce
from wisselwerk.organisations.models import Organisation


class AdvanceConsent(models.Model):
    """A municipality consents beforehand: for these themes (all when empty), so many hours a year, until a day."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="advance_consents")
    themes = models.JSONField(_("themes"), default=list, blank=True)  # concept ids; narrower ones are included
    hours_per_year = models.PositiveIntegerField(_("hours a year"))
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_until = models.DateField(_("until"))
    costs_borne_by = models.CharField(
        _("costs"), max_length=15, choices=CostsBorneBy.choices, default=CostsBorneBy.PROGRAMME
    )
    conditions = models.TextField(_("conditions"), blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(_("given on"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)
    is_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gte=models.F("valid_from")), name="advance_forward")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.valid_from}–{self.valid_until}"


class EmployerConsent(models.Model):
    """What an employer is asked and answers about one participant. A new question is a new row; the old one stays."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="employer_consents")
    role = models.CharField(_("on behalf of"), max_length=10, choices=ConsentRole.choices, default=ConsentRole.MANAGER)
    asked_name = models.CharField(_("name"), max_length=200, blank=True)
    asked_email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    hours = models.PositiveIntegerField(_("hours"))
    replacement = models.TextField(_("replacement"), blank=True)
    costs_borne_by = models.CharField(
        _("costs"), max_length=15, choices=CostsBorneBy.choices, default=CostsBorneBy.PROGRAMME
    )
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("until"))
    conditions = models.TextField(_("conditions"), blank=True)
    # The consent stands until this day, also when the exchange is moved within it.
    valid_until = models.DateField(_("consent stands until"))
    status = models.CharField(_("status"), max_length=10, choices=ConsentStatus.choices, default=ConsentStatus.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked on"), default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_name = models.CharField(_("answered by"), max_length=200, blank=True)
    answered_function = models.CharField(_("function"), max_length=150, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(_("why not"), blank=True)  # of a refusal or a revocation
    # What was asked, of each field that the answer changed: name of the field -> the value that was asked.
    changes = models.JSONField(default=dict, blank=True)
    drawn_from = models.ForeignKey(
        AdvanceConsent, on_delete=models.PROTECT, null=True, blank=True, related_name="drawn"
    )
    nonce = models.CharField(max_length=32, default=new_nonce)

    class Meta:
        verbose_name = _("employer's consent")
        verbose_name_plural = _("employers' consents")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=models.F("period_start")), name="consent_forward"),
            models.UniqueConstraint(
                fields=["participant"], condition=Q(status__in=["asked", "given"]), name="one_consent_per_participant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.get_status_display()}"

    @property
    def stands(self) -> bool:
        """Whether it was given and has not ended."""
        return self.status == ConsentStatus.GIVEN and self.valid_until >= timezone.localdate()


class TripDossier(models.Model):
    """What Dutch integrity codes ask of an administrator's trip abroad; its outline is in the public register."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="dossier")
    purpose = models.TextField(_("purpose of the trip"), blank=True)
    policy_interest = models.TextField(_("interest for the municipality's policy"), blank=True)
    delegation = models.TextField(_("who travel along"), blank=True)
    costs = models.DecimalField(_("costs (euro)"), max_digits=10, decimal_places=2, null=True, blank=True)
    paid_by = models.CharField(_("who pays"), max_length=200, blank=True)
    decided_on = models.DateField(_("decision of the executive (college) on"), null=True, blank=True)
    decision_reference = models.CharField(_("number of the decision"), max_length=100, blank=True)
    report = models.TextField(_("report afterwards"), blank=True)
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    # In the public register from then on.
    registered_at = models.DateTimeField(_("in the public register since"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("dossier of a trip")
        verbose_name_plural = _("dossiers of trips")

    def __str__(self) -> str:
        return f"{self.participant}"
