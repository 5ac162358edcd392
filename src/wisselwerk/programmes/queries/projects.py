"""Projects: the list with its filters, and all that the page of one shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Case, F, Prefetch, QuerySet, When
from django.db.models.functions import Coalesce

from wisselwerk import thesaurus
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.enums import BudgetKind, ParticipationRole, SectorVocabulary
from wisselwerk.programmes.models import Budget, Participation, Programme, Project, ProjectSdg, ProjectSector
from wisselwerk.programmes.texts import searchable

PAGE_SIZE: Final = 25
NEWEST: Final = "newest"
OLDEST: Final = "oldest"
ENDING: Final = "ending"
# Some publishers write a far day for a day that they don't know. A period that runs backwards says nothing about what
# is new, so those come last.
_BACKWARDS: Final = Case(When(starts_on__gt=F("ends_on"), then=1), default=0)
ORDERS: Final = {
    NEWEST: (_BACKWARDS, F("starts_on").desc(nulls_last=True), "pk"),
    OLDEST: (_BACKWARDS, F("starts_on").asc(nulls_last=True), "pk"),
    ENDING: (_BACKWARDS, F("ends_on").asc(nulls_last=True), "pk"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectFilter:
    """What somebody looks for; what is empty filters nothing. `programme` is a slug, `sector` a DAC code of either
    length, `goal` the number of an SDG, and `funder` the key of an organisation."""

    words: str = ""
    country: str = ""
    programme: str = ""
    funder: int | None = None
    goal: int | None = None
    status: str = ""
    sector: str = ""
    order: str = NEWEST


def find_projects(wanted: ProjectFilter) -> QuerySet[Project]:
    """The projects that fit, in the order asked for, with what a line of the list shows read along.

    Every word must stand in the identifier, a title or a description, in any language; accents don't matter.
    """
    found = Project.objects.annotate(
        starts_on=Coalesce("actual_start", "planned_start"), ends_on=Coalesce("actual_end", "planned_end")
    )
    for word in searchable([wanted.words]).split():
        found = found.filter(search_text__contains=word)
    if wanted.country:
        found = found.filter(countries__country=wanted.country)
    if wanted.programme:
        found = found.filter(programme__slug=wanted.programme)
    if wanted.funder:
        of_funder = Participation.objects.filter(organisation=wanted.funder, role=ParticipationRole.FUNDING)
        found = found.filter(pk__in=of_funder.values("project"))
    if wanted.goal:
        found = found.filter(pk__in=ProjectSdg.objects.filter(goal=wanted.goal).values("project"))
    if wanted.status:
        found = found.filter(status=wanted.status)
    if wanted.sector:
        # A category of three digits stands for the purposes of five digits that begin with it.
        in_sector = ProjectSector.objects.filter(
            vocabulary__in=[SectorVocabulary.DAC, SectorVocabulary.DAC_CATEGORY], code__startswith=wanted.sector
        )
        found = found.filter(pk__in=in_sector.values("project"))
    found = found.select_related("programme").defer("descriptions", "search_text", "programme__search_text")
    found = found.prefetch_related("countries__country", "sdgs", _funders())
    return found.order_by(*ORDERS.get(wanted.order, ORDERS[NEWEST]))


def for_export(projects: QuerySet[Project]) -> QuerySet[Project]:
    """The same projects with their sectors and budgets."""
    return projects.prefetch_related("sectors", "budgets")


def project_page(pk: int) -> Project:
    """One project with all that its page shows. Raises `Project.DoesNotExist`."""
    return (
        Project.objects.select_related("programme", "reporting_organisation")
        .prefetch_related(
            "countries__country",
            "sectors",
            "sdgs",
            "budgets",
            "relations",
            Prefetch("participations", Participation.objects.select_related("organisation__country")),
        )
        .get(pk=pk)
    )


def related_projects(project: Project) -> dict[str, Project]:
    """The projects that we have of the activities which `project` names, by identifier."""
    identifiers = [relation.identifier for relation in project.relations.all()]
    found = Project.objects.filter(iati_identifier__in=identifiers).defer("descriptions", "search_text")
    return {str(each.iati_identifier): each for each in found}


def countries_of_projects() -> QuerySet[Country]:
    """The countries in which there is a project."""
    return Country.objects.filter(pk__in=Project.objects.values("countries__country"))


def funders_of_projects() -> QuerySet[Organisation]:
    """The organisations that pay for a project."""
    funding = Participation.objects.filter(role=ParticipationRole.FUNDING)
    return Organisation.objects.filter(pk__in=funding.values("organisation")).order_by("name")


def programmes_of_projects() -> QuerySet[Programme]:
    """The programmes that have a project."""
    return Programme.objects.filter(pk__in=Project.objects.values("programme")).only("slug", "names")


def sector_codes_of_projects() -> list[str]:
    """The DAC categories (three digits) in which there is a project, in the order of their codes."""
    codes = (
        ProjectSector.objects.filter(vocabulary__in=[SectorVocabulary.DAC, SectorVocabulary.DAC_CATEGORY])
        .order_by("code")
        .values_list("code", flat=True)
        .distinct()
    )
    return sorted({code[:3] for code in codes})


def goals_of_projects() -> list[int]:
    """The Sustainable Development Goals that some project names."""
    return list(ProjectSdg.objects.order_by("goal").values_list("goal", flat=True).distinct())


def budget_totals(budgets: Sequence[Budget]) -> dict[str, Decimal]:
    """The sum per currency. A revised budget takes the place of the original one of the same period."""
    revised = {(budget.start, budget.end, budget.currency) for budget in budgets if budget.kind == BudgetKind.REVISED}
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    for budget in budgets:
        if budget.kind == BudgetKind.REVISED or (budget.start, budget.end, budget.currency) not in revised:
            totals[budget.currency] += budget.amount
    return dict(totals)


def suggested_themes(project: Project) -> list[str]:
    """The broadest themes of the thesaurus that carry one of the project's DAC codes, in the order of the thesaurus.

    A suggestion for people to choose from, never stored.
    """
    wanted = {sector.code for sector in project.sectors.all() if sector.vocabulary == SectorVocabulary.DAC}
    fitting = {concept.id: concept for concept in thesaurus.load() if wanted.intersection(concept.dac)}
    return [concept.id for concept in fitting.values() if concept.broader not in fitting]


def _funders() -> Prefetch[str, QuerySet[Participation], str]:
    funding = Participation.objects.filter(role=ParticipationRole.FUNDING).select_related("organisation")
    return Prefetch("participations", funding, to_attr="funding")
