"""Hours and costs, planned and actual, and who pays."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk.exchanges.enums import CostKind
from wisselwerk.exchanges.models.exchange import Exchange, Participant, Session
from wisselwerk.organisations.models import Organisation


class CostLine(models.Model):
    """One cost: in the currency in which it is paid, with the rate to euro and the day of that rate."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="costs")
    participant = models.ForeignKey(
        Participant, verbose_name=_("for whom"), on_delete=models.SET_NULL, null=True, blank=True, related_name="costs"
    )
    kind = models.CharField(_("kind"), max_length=15, choices=CostKind.choices)
    what = models.CharField(_("what"), max_length=200, blank=True)
    planned = models.DecimalField(_("planned"), max_digits=12, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField(_("actual"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")  # ISO 4217
    # Euro for one unit of the currency on `rate_on`; 1 for euro itself.
    rate = models.DecimalField(_("euro for one unit"), max_digits=16, decimal_places=8, default=1)
    rate_on = models.DateField(_("rate of"), null=True, blank=True)
    payer = models.ForeignKey(
        Organisation, verbose_name=_("who pays"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    other_payer = models.CharField(_("who else pays"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(planned__gte=0) | Q(planned=None), name="planned_costs_not_negative"),
            models.CheckConstraint(condition=Q(actual__gte=0) | Q(actual=None), name="actual_costs_not_negative"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.what}".strip()


class HourLine(models.Model):
    """Hours of one participant: for a session, for preparation, for travel."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="hours")
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="hours")
    what = models.CharField(_("what for"), max_length=200, blank=True)
    planned = models.DecimalField(_("planned hours"), max_digits=7, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField(_("actual hours"), max_digits=7, decimal_places=2, null=True, blank=True)
    # Whether the employer gives these hours (valued at the rate of the programme) or they are paid for.
    in_kind = models.BooleanField(_("given by the employer"), default=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(planned__gte=0) | Q(planned=None), name="planned_hours_not_negative"),
            models.CheckConstraint(condition=Q(actual__gte=0) | Q(actual=None), name="actual_hours_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.what}"
