"""Invitations to people and to municipalities, and what is said about them before the answer."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk.exchanges.enums import DeclineReason, InvitationStatus
from wisselwerk.exchanges.models.exchange import Exchange, Participant
from wisselwerk.experts.models import Expert, MunicipalOffer


def new_nonce() -> str:
    return secrets.token_urlsafe(12)


class Invitation(models.Model):
    """To a person, or to a municipality that then puts a colleague forward (`put_forward_for` leads back to it)."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="invitations")
    expert = models.ForeignKey(Expert, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations")
    offer = models.ForeignKey(
        MunicipalOffer, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    put_forward_for = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    part = models.CharField(_("part in the exchange"), max_length=150, blank=True)
    text = models.TextField(_("personal text"), blank=True)
    # The dates asked for; they may differ from those of the whole.
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=InvitationStatus.choices, default=InvitationStatus.SENT
    )
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("answer before"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("answer in their own words"), blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=DeclineReason.choices, blank=True)
    proposed_start = models.DateField(_("other dates: from"), null=True, blank=True)
    proposed_end = models.DateField(_("other dates: until"), null=True, blank=True)
    # Part of the signed link: a new one makes the links that were sent before worthless.
    nonce = models.CharField(max_length=32, default=new_nonce)
    participant = models.OneToOneField(
        Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitation"
    )
    # When the person was told that the exchange goes on without them, or not at all.
    outcome_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "email"],
                condition=Q(status__in=["sent", "other_dates", "accepted"]) & ~Q(email=""),
                name="one_open_invitation_per_person",
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("Somebody who was erased"))

    @property
    def is_open(self) -> bool:
        """Whether an answer can still be given."""
        return self.status in {InvitationStatus.SENT, InvitationStatus.OTHER_DATES}


class InvitationRemark(models.Model):
    """A question about an invitation, or the answer to it."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="remarks")
    from_agency = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("text"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
