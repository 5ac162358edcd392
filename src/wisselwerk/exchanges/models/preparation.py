"""What must be arranged before an exchange, what one must know of the place, and whether it is safe to go."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk.exchanges.enums import Decision, ParticipantStatus, Side
from wisselwerk.exchanges.models.exchange import Exchange, Participant
from wisselwerk.organisations.models import TravelAdvice


class ChecklistQuerySet(models.QuerySet["ChecklistItem"]):
    def current(self) -> ChecklistQuerySet:
        """Without the lines of people who do not take part any more."""
        return self.exclude(participant__status=ParticipantStatus.WITHDRAWN)

    def open(self) -> ChecklistQuerySet:
        """Those that must still be done."""
        return self.current().filter(done_at=None, not_needed_because="")


class ChecklistItem(models.Model):
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="checklist")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="checklist"
    )
    code = models.CharField(max_length=40, blank=True)  # exchanges.checklist.ITEMS; empty for one that people added
    title = models.CharField(_("what"), max_length=200, blank=True)  # in people's own words, without a code
    owner = models.CharField(_("who does it"), max_length=15, choices=Side.choices)
    due_on = models.DateField(_("before"), null=True, blank=True)
    is_required = models.BooleanField(_("must be done before one can go"), default=True)
    done_at = models.DateTimeField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # Set instead of done: it does not apply here, and why.
    not_needed_because = models.CharField(_("not needed, because"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "code", "participant"],
                condition=~models.Q(code=""),
                name="item_once_per_participant",
            ),
            models.UniqueConstraint(
                fields=["exchange", "code"],
                condition=models.Q(participant=None) & ~models.Q(code=""),
                name="item_once_per_exchange",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.code

    @property
    def is_settled(self) -> bool:
        return self.done_at is not None or bool(self.not_needed_because)


class LocalContext(models.Model):
    """What the country team tells of the place and its people, for one exchange."""

    exchange = models.OneToOneField(Exchange, on_delete=models.CASCADE, related_name="local_context")
    text = models.TextField(_("local context"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="en")
    # Whom to call on the spot, day and night.
    emergency_contact = models.CharField(_("whom to call in an emergency"), max_length=300, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.exchange}"


class GoDecision(models.Model):
    """The country team says whether it is safe to go, with the travel advice of that day. The newest one counts."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="go_decisions")
    decision = models.CharField(_("decision"), max_length=5, choices=Decision.choices)
    reason = models.TextField(_("why, and under which conditions"), blank=True)
    advice = models.ForeignKey(TravelAdvice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # Set when the advice changed (or the dates did) since: it must be decided anew.
    asked_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.exchange}: {self.decision}"
