"""What came of it: evaluations, follow-up, lessons on both sides, certificates."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk.exchanges.enums import FollowUpState, LessonSide, LessonStatus, Side
from wisselwerk.exchanges.models.exchange import Exchange, Participant
from wisselwerk.exchanges.models.invitations import new_nonce
from wisselwerk.organisations.models import Organisation


class Evaluation(models.Model):
    """Asked of each expert, of the partner and of the country team when the exchange has ended."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="evaluations")
    side = models.CharField(_("on behalf of"), max_length=15, choices=Side.choices)
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="evaluations"
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, blank=True)
    answers = models.JSONField(default=dict, blank=True)  # key of the question (exchanges.evaluation) -> answer
    asked_at = models.DateTimeField(_("asked on"), default=timezone.now)
    due_on = models.DateField(_("before"))
    reminded_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField(_("given on"), null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    nonce = models.CharField(max_length=32, default=new_nonce)

    class Meta:
        ordering = ["side", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "side"], condition=Q(participant=None), name="side_evaluates_once"
            ),
            models.UniqueConstraint(fields=["exchange", "participant"], name="participant_evaluates_once"),
        ]

    def __str__(self) -> str:
        return f"{self.exchange}: {self.side}"


class FollowUp(models.Model):
    """What became of it, 3, 6 and 12 months later."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(_("months after"))
    due_on = models.DateField(_("due on"))
    asked_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("how it stands"), max_length=10, choices=FollowUpState.choices, blank=True)
    text = models.TextField(_("what became of it"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, blank=True)
    given_at = models.DateTimeField(_("given on"), null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    nonce = models.CharField(max_length=32, default=new_nonce)

    class Meta:
        ordering = ["months"]
        constraints = [models.UniqueConstraint(fields=["exchange", "months"], name="follow_up_once")]

    def __str__(self) -> str:
        return f"{self.exchange}: {self.months}"


class Lesson(models.Model):
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="lessons")
    side = models.CharField(_("whose lesson"), max_length=15, choices=LessonSide.choices)
    # The municipality that takes it home; empty on the partner's side, whose government is that of the exchange.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons"
    )
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("the lesson"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    themes = models.JSONField(_("themes"), default=list, blank=True)
    sdgs = models.JSONField(_("goals"), default=list, blank=True)  # goal numbers as text: "6"
    status = models.CharField(_("status"), max_length=10, choices=LessonStatus.choices, default=LessonStatus.DRAFT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    moderated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    moderated_at = models.DateTimeField(null=True, blank=True)
    moderation_note = models.TextField(_("remark of the editor"), blank=True)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    search_text = models.TextField(blank=True)
    is_invented = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["-published_at", "-id"]

    def __str__(self) -> str:
        return self.title


class LessonQuote(models.Model):
    """Somebody who is quoted in a lesson, word for word, and whether they agree to that."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="quotes")
    words = models.TextField(_("quote"))
    name = models.CharField(_("who said it"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    nonce = models.CharField(max_length=32, default=new_nonce)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


def certificate_code() -> str:
    """Sixteen letters and digits without those that look alike, for somebody who types them over from paper."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _i in range(16))


class Certificate(models.Model):
    """What somebody contributed, as it was when it was issued; a third party can check it by its code."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="certificate")
    code = models.CharField(max_length=16, unique=True, default=certificate_code)
    name = models.CharField(max_length=200)
    hours = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    issued_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code
