"""The exchange itself: who take part, which sessions it has, and how its dates changed."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import ExchangeStatus, Opinion, ParticipantStatus, SessionStatus
from wisselwerk.experts.enums import ExpertKind, Form
from wisselwerk.experts.models import Expert
from wisselwerk.needs.models import Need
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.models import Project

# Forms for which somebody goes to another country: they need a go from the country team.
TRAVEL_FORMS: Final = frozenset({Form.VISIT, Form.COACHING_ON_SITE, Form.PLACEMENT})
# Forms for which people of the partner come to the Netherlands.
HOST_FORMS: Final = frozenset({Form.STUDY_VISIT})


class Exchange(models.Model):
    need = models.ForeignKey(
        Need, verbose_name=_("need"), on_delete=models.PROTECT, null=True, blank=True, related_name="exchanges"
    )
    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, null=True, blank=True, related_name="exchanges"
    )
    title = models.CharField(_("title"), max_length=150)
    purpose = models.TextField(_("purpose"), blank=True)
    language = models.CharField(
        _("language of title and purpose"), max_length=2, choices=settings.LANGUAGES, default="nl"
    )
    # Form values, in the order in which they come: a mixture is several.
    forms = models.JSONField(_("form of exchange"), default=list)
    partner = models.ForeignKey(
        Organisation, verbose_name=_("partner government"), on_delete=models.PROTECT, related_name="exchanges"
    )
    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.PROTECT, null=True, blank=True, related_name="exchanges"
    )
    themes = models.JSONField(default=list, blank=True)  # concept ids of the thesaurus
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=ExchangeStatus.choices, default=ExchangeStatus.FORMING, db_index=True
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("programme officer"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    # Whoever changes the exchange says which version they saw: a change made meanwhile is not lost.
    version = models.PositiveIntegerField(default=1)
    cancelled_because = models.TextField(_("why it was cancelled"), blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)  # the measure of evaluation and follow-up
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed on"), auto_now=True)
    search_text = models.TextField(blank=True)  # title and purpose in one spelling (programmes.texts.searchable)
    is_invented = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        ordering = ["-start", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(end__gte=models.F("start")), name="exchange_forward"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether something can still happen in it."""
        return self.status not in {ExchangeStatus.CLOSED, ExchangeStatus.CANCELLED}

    @property
    def has_travel(self) -> bool:
        """Whether people from the Netherlands go to the country."""
        return bool(TRAVEL_FORMS & set(self.forms))

    def form_labels(self) -> list[str]:
        return [str(Form(value).label) for value in self.forms]


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def joining(self) -> ParticipantQuerySet:
        """Those who (still) take part."""
        return self.filter(status=ParticipantStatus.JOINING)

    def of_user(self, user: User) -> ParticipantQuerySet:
        """Those who are this user: by profile, or by the address with which they sign in."""
        return self.filter(Q(expert__user=user) | Q(expert=None, email=user.email))


class Participant(models.Model):
    """Somebody who said yes: with a profile, or put forward by their municipality."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="participants")
    expert = models.ForeignKey(Expert, on_delete=models.SET_NULL, null=True, blank=True, related_name="participations")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    kind = models.CharField(_("kind"), max_length=20, choices=ExpertKind.choices, default=ExpertKind.OFFICIAL)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("employer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participants",
    )
    other_employer = models.CharField(_("other employer"), max_length=200, blank=True)
    part = models.CharField(_("part in the exchange"), max_length=150, blank=True)  # "speaker", "lead expert"
    # ShownField values: what the partner may see of this person.
    shown = models.JSONField(default=list, blank=True)
    # ShownField does not reach the public: a name is published only by this choice.
    may_be_named = models.BooleanField(_("may be named in public"), default=False)
    status = models.CharField(
        _("status"), max_length=10, choices=ParticipantStatus.choices, default=ParticipantStatus.JOINING
    )
    # What the partner thinks of them, asked before anything is confirmed.
    opinion = models.CharField(_("opinion of the partner"), max_length=10, choices=Opinion.choices, blank=True)
    opinion_text = models.TextField(_("remark of the partner"), blank=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    withdrawn_because = models.TextField(_("why withdrawn"), blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["exchange", "expert"], name="expert_once_per_exchange"),
            models.UniqueConstraint(
                fields=["exchange", "email"], condition=~Q(email=""), name="address_once_per_exchange"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Somebody who was erased"))

    @property
    def employer(self) -> str:
        """The name of the employer, if it is known."""
        return self.organisation.name if self.organisation else self.other_employer

    @property
    def is_administrator(self) -> bool:
        return self.kind == ExpertKind.ADMINISTRATOR


class PeopleApproval(models.Model):
    """The partner approves who come, as the people are at that moment; somebody new asks for a new approval."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="approvals")
    participants = models.JSONField(default=list)  # the keys of the people approved
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # How an officer knows, who records it for a partner that said so elsewhere.
    note = models.CharField(_("how we know"), max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.exchange} {self.at:%Y-%m-%d}"


class Session(models.Model):
    """One meeting, webinar, coaching talk, or the whole of a visit."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="sessions")
    form = models.CharField(_("form of exchange"), max_length=20, choices=Form.choices)
    title = models.CharField(_("subject"), max_length=150, blank=True)
    start = models.DateTimeField(_("begins"))
    end = models.DateTimeField(_("ends"))
    # IANA name of the time zone at the place: Africa/Kigali.
    time_zone = models.CharField(_("time zone of the place"), max_length=50, default="Europe/Amsterdam")
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to join"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=SessionStatus.choices, default=SessionStatus.PLANNED)
    audience = models.PositiveIntegerField(_("people reached"), null=True, blank=True)
    # Number of the last change that was sent as a calendar message (iCalendar, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["start", "id"]
        constraints = [models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="session_forward")]

    def __str__(self) -> str:
        return self.title or str(self.get_form_display())

    @property
    def length(self) -> dt.timedelta:
        return self.end - self.start


class SessionSpeaker(models.Model):
    """Who contributes to a session; a session without any is for everybody who takes part."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="speakers")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="speaks_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "participant"], name="speaker_once_per_session")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.session}"


class Shift(models.Model):
    """A change of dates, of the whole or of one session: what it was, what it became, why."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="shifts")
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="shifts")
    old_start = models.DateTimeField(null=True, blank=True)
    old_end = models.DateTimeField(null=True, blank=True)
    new_start = models.DateTimeField(null=True, blank=True)  # empty: cancelled
    new_end = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("why"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.exchange} {self.at:%Y-%m-%d}"
