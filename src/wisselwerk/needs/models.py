"""Needs in the words of those who ask, and the shortlists that were shown for them, kept as they were."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk.needs.enums import ExpertKindAsked, NeedStatus, ThemeState
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.models import Project


class Need(models.Model):
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("the question"))
    language = models.CharField(_("language of the question"), max_length=2, choices=settings.LANGUAGES)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("who asks"), on_delete=models.PROTECT, related_name="needs"
    )
    country = models.ForeignKey(Country, verbose_name=_("country"), on_delete=models.PROTECT, null=True, blank=True)
    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, null=True, blank=True, related_name="needs"
    )
    forms = models.JSONField(_("form of exchange"), default=list, blank=True)
    period_start = models.DateField(_("from"), null=True, blank=True)
    period_end = models.DateField(_("until"), null=True, blank=True)
    flexible_days = models.PositiveSmallIntegerField(_("may shift by (days)"), default=0)
    working_days = models.PositiveSmallIntegerField(_("working days"), null=True, blank=True)
    people = models.PositiveSmallIntegerField(_("number of people"), default=1)
    expert_kind = models.CharField(
        _("civil servant or administrator"), max_length=20, choices=ExpertKindAsked.choices, blank=True
    )
    # Must-haves are filters: {"languages": {"fr": "B1"}, "period": true, "forms": true, "kind": true}
    must = models.JSONField(_("must-haves"), default=dict, blank=True)
    nice = models.TextField(_("nice to have"), blank=True)
    # Language code -> CEFR level in which the work can be done.
    languages = models.JSONField(_("working languages"), default=dict, blank=True)
    # Who answers for the question on the partner's side.
    responsible_name = models.CharField(_("who is responsible"), max_length=200, blank=True)
    responsible_email = models.EmailField(_("e-mail address of who is responsible"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=NeedStatus.choices, default=NeedStatus.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("asked on"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed on"), auto_now=True)
    # Title, question and wishes in one spelling (programmes.texts.searchable), for the search box of the list.
    search_text = models.TextField(blank=True)
    is_invented = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_start=None) | Q(period_end=None) | Q(period_end__gte=models.F("period_start")),
                name="need_period_forward",
            )
        ]

    def __str__(self) -> str:
        return self.title


class NeedTheme(models.Model):
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="themes")
    concept = models.CharField(max_length=60, db_index=True)
    state = models.CharField(max_length=10, choices=ThemeState.choices, default=ThemeState.CONFIRMED)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["need", "concept"], name="theme_once_per_need")]

    def __str__(self) -> str:
        return self.concept


class NeedAttachment(models.Model):
    """A file that goes with a need."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(_("file"), upload_to="needs/%Y/")
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveIntegerField(_("size (bytes)"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.name


class Clarification(models.Model):
    """What is unclear about a need, asked by the agency, and the answer of those who ask."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="clarifications")
    question = models.TextField(_("what is unclear"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]

    def __str__(self) -> str:
        return self.question[:60]


class Shortlist(models.Model):
    """A ranking as it was shown: what went in, which version made it, what came out. Only erasure changes it."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="shortlists")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("made on"), default=timezone.now)
    version = models.CharField(max_length=120)
    inputs = models.JSONField()  # needs.asked.Asked as plain data: the need with the must-haves that were on
    ranking = models.JSONField()  # matching.Ranking as plain data; people by profile id only, never by name
    # Profile id -> {"language": …, "passages": […]}: what was quoted of each, as the text read at that moment.
    quotes = models.JSONField(default=dict)
    # Of version, inputs, ranking and quotes: the same list twice in a row is stored once.
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.need} {self.made_at:%Y-%m-%d %H:%M}"


class Choice(models.Model):
    """A human's choice for a need, with the reason, kept. Made on a shortlist, or in plain search without one."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="choices")
    shortlist = models.ForeignKey(Shortlist, on_delete=models.CASCADE, null=True, blank=True, related_name="choices")
    # The words typed in plain search, when the choice was made there.
    searched = models.CharField(max_length=300, blank=True)
    profile_id = models.CharField(max_length=40, db_index=True)
    reason = models.TextField(_("why"))
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["chosen_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "profile_id"], condition=Q(withdrawn_at=None), name="chosen_once_per_need"
            )
        ]

    def __str__(self) -> str:
        return self.profile_id
