"""Terms of reference: every version stays, and each side agrees to one version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk.exchanges.enums import Side
from wisselwerk.exchanges.models.exchange import Exchange, Participant


class TermsVersion(models.Model):
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="terms")
    number = models.PositiveIntegerField()
    # Language -> key of the section (exchanges.terms.SECTIONS) -> text; a section may be there in several languages.
    texts = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("made on"), default=timezone.now)
    note = models.CharField(_("what was changed"), max_length=200, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["exchange", "number"], name="terms_number_once")]

    def __str__(self) -> str:
        return f"{self.exchange} v{self.number}"


class TermsAgreement(models.Model):
    """One side agrees to one version; of the experts, each for themselves."""

    version = models.ForeignKey(TermsVersion, on_delete=models.CASCADE, related_name="agreements")
    side = models.CharField(_("on behalf of"), max_length=15, choices=Side.choices)
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="agreements"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "side"], condition=Q(participant=None), name="side_agrees_once"),
            models.UniqueConstraint(fields=["version", "participant"], name="participant_agrees_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.side}"
