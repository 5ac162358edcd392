"""Programme → project → activities. A project is what IATI calls an activity; texts come in every language given."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.enums import (
    BudgetKind,
    BudgetStatus,
    ParticipationRole,
    ProjectStatus,
    RelationType,
    SectorVocabulary,
)
from wisselwerk.programmes.texts import in_language


class Programme(models.Model):
    slug = models.SlugField(max_length=200, unique=True)
    names = models.JSONField(_("name"), default=dict)  # language -> text
    descriptions = models.JSONField(_("description"), default=dict, blank=True)
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    iati_identifier = models.CharField(_("IATI identifier"), max_length=300, blank=True, db_index=True)
    countries = models.ManyToManyField(Country, related_name="programmes", blank=True)
    funders = models.ManyToManyField(Organisation, related_name="funded_programmes", blank=True)
    # What an hour that an employer gives in kind is worth, in euro; empty: such hours are counted, not valued.
    in_kind_rate = models.DecimalField(
        _("value of an hour in kind (euro)"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    sdgs = models.JSONField(default=list, blank=True)  # goal numbers ("11") or targets ("11.6")
    # All names and descriptions, made alike for the search box of the list: see texts.searchable.
    search_text = models.TextField(blank=True)
    # Digest of the activity it was made from; empty when people made it, and then no import changes it.
    import_digest = models.CharField(max_length=64, blank=True)
    is_invented = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-start", "slug"]

    def __str__(self) -> str:
        return in_language(self.names) or self.slug


class Project(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="projects")
    iati_identifier = models.CharField(_("IATI identifier"), max_length=300, null=True, blank=True, unique=True)
    reporting_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="reported_projects"
    )
    titles = models.JSONField(_("title"), default=dict)  # language -> text; "" is a language that the file did not name
    # [{"type": "1", "texts": {language: text}}], with a type of DescriptionType
    descriptions = models.JSONField(_("description"), default=list, blank=True)
    # Empty when the file it came from does not say.
    status = models.CharField(
        _("status"), max_length=1, choices=ProjectStatus.choices, default=ProjectStatus.IMPLEMENTATION, blank=True
    )
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    planned_end = models.DateField(_("planned end"), null=True, blank=True)
    actual_start = models.DateField(_("start"), null=True, blank=True)
    actual_end = models.DateField(_("end"), null=True, blank=True)
    # [{"code": "298", "vocabulary": "1", "percentage": "50", "names": {language: text}}]
    regions = models.JSONField(_("regions"), default=list, blank=True)
    themes = models.JSONField(default=list, blank=True)  # concept ids of the thesaurus
    # The identifier, all titles and all descriptions, made alike for the search box of the list: see texts.searchable.
    search_text = models.TextField(blank=True)
    # Digest of the activity in the file it came from: a second import of the same file changes nothing.
    import_digest = models.CharField(max_length=64, blank=True)
    is_invented = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-actual_start", "-planned_start", "id"]

    def __str__(self) -> str:
        return in_language(self.titles) or self.iati_identifier or ""

    @property
    def start(self) -> date | None:
        return self.actual_start or self.planned_start

    @property
    def end(self) -> date | None:
        return self.actual_end or self.planned_end


class Participation(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(_("role"), max_length=1, choices=ParticipationRole.choices)
    # What the file calls the organisation, by language; empty when people filled in the project.
    names = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["role", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation", "role"], name="participation_once_per_role")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class ProjectCountry(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="countries")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="project_shares")
    percentage = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "country"], name="country_once_per_project")]

    def __str__(self) -> str:
        return str(self.country)


class ProjectSector(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sectors")
    vocabulary = models.CharField(max_length=10, default=SectorVocabulary.DAC)
    code = models.CharField(max_length=60)
    percentage = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    names = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "vocabulary", "code"], name="sector_once_per_project")
        ]

    def __str__(self) -> str:
        return self.code


class ProjectSdg(models.Model):
    """A Sustainable Development Goal, or a target of it, that a project serves."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sdgs")
    code = models.CharField(max_length=6)  # "11" or "11.6"
    goal = models.PositiveSmallIntegerField(db_index=True)

    class Meta:
        ordering = ["goal", "id"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="sdg_once_per_project")]

    def __str__(self) -> str:
        return self.code


class ProjectRelation(models.Model):
    """Another activity that a file names as parent, child and so on; whether we have it or not."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=1, choices=RelationType.choices)
    identifier = models.CharField(_("IATI identifier"), max_length=300, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "identifier"], name="relation_once_per_project")
        ]

    def __str__(self) -> str:
        return self.identifier


class Budget(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="budgets")
    kind = models.CharField(max_length=1, choices=BudgetKind.choices, default=BudgetKind.ORIGINAL)
    status = models.CharField(max_length=1, choices=BudgetStatus.choices, default=BudgetStatus.INDICATIVE)
    start = models.DateField()
    end = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3)
    value_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["start", "id"]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
