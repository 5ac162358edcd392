"""What the public home page tells: figures, the countries on the map, recent projects."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from babel.lists import format_list
from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from wisselwerk import matching, thesaurus
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.needs.enums import NeedStatus
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.enums import ProjectStatus
from wisselwerk.programmes.models import Project
from wisselwerk.programmes.texts import in_language
from wisselwerk.web.worldmap import arc, world_map

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

HOME_COUNTRY = "NL"  # where the lines on the map begin
LABELS_ON_MAP = 4
LABEL_DISTANCE = 34  # in the units of the map: closer names would run into one another


@dataclass(frozen=True, slots=True)
class Figure:
    value: int
    label: str


@dataclass(slots=True)
class Place:
    """A country with its projects and needs, and where it lies on the map (None: outside it)."""

    country: Country
    projects: int
    needs: int
    at: tuple[float, float] | None
    line: str = ""
    has_label: bool = False

    @property
    def radius(self) -> float:
        """Larger with more projects, but never so large that it hides its neighbours."""
        return min(3.2 + 0.35 * (self.projects + self.needs), 6.5)


@dataclass(frozen=True, slots=True)
class ProjectCard:
    project: Project
    countries: str
    programme: str
    text: str


def figures() -> list[Figure]:
    """Four figures from the database."""
    experts = Expert.objects.findable()
    municipalities = Organisation.objects.municipalities().filter(
        Exists(experts.filter(organisation=OuterRef("pk")))
        | Exists(MunicipalOffer.objects.filter(organisation=OuterRef("pk"), is_active=True))
    )
    people, members, countries, projects = (
        experts.count(),
        municipalities.count(),
        _partner_countries().count(),
        Project.objects.exclude(status=ProjectStatus.CANCELLED).count(),
    )
    return [
        Figure(people, ngettext("colleague shares expertise", "colleagues share their expertise", people)),
        Figure(members, ngettext("municipality takes part", "municipalities take part", members)),
        Figure(countries, ngettext("partner country", "partner countries", countries)),
        Figure(projects, ngettext("project", "projects", projects)),
    ]


class _Counts(TypedDict):
    projects: int
    needs: int


def _partner_countries() -> QuerySet[WithAnnotations[Country, _Counts]]:
    asked = ~Q(need__status=NeedStatus.DRAFT)
    return (
        Country.objects.exclude(code=HOME_COUNTRY)
        .annotate(
            projects=Count("project_shares__project", distinct=True),
            needs=Count("need", filter=asked, distinct=True),
        )
        .filter(Q(projects__gt=0) | Q(needs__gt=0))
    )


def places() -> list[Place]:
    """The partner countries in the order of their names, with where they are drawn."""
    chart = world_map()
    start = chart.place(HOME_COUNTRY)
    found = []
    for country in _partner_countries():
        at = chart.place(country.code)
        place = Place(country, country.projects, country.needs, at)
        if at and start:
            place.line = arc(start, at)
        found.append(place)
    _choose_labels(found)
    return sorted(found, key=lambda place: str(place.country))


def _choose_labels(found: list[Place]) -> None:
    """Name the countries with most to tell, as far as their names stay clear of one another."""
    named: list[tuple[float, float]] = []
    for place in sorted(found, key=lambda place: (-place.projects - place.needs, place.country.code)):
        if place.at is None or len(named) == LABELS_ON_MAP:
            continue
        if all(
            abs(place.at[1] - y) > LABEL_DISTANCE / 2 or abs(place.at[0] - x) > 3 * LABEL_DISTANCE for x, y in named
        ):
            place.has_label = True
            named.append(place.at)


def recent_projects(*, today: dt.date, count: int = 3) -> list[ProjectCard]:
    """The running projects that began last."""
    running = (
        Project.objects.filter(status=ProjectStatus.IMPLEMENTATION)
        .annotate(began=Coalesce("actual_start", "planned_start"))
        .filter(Q(began=None) | Q(began__lte=today))
        .order_by(F("began").desc(nulls_last=True), "-id")
        .select_related("programme")
        .prefetch_related("countries__country")
    )
    return [
        ProjectCard(
            project,
            _names([str(share.country) for share in project.countries.all()]),
            str(project.programme) if project.programme else "",
            next((in_language(entry["texts"]) for entry in project.descriptions if entry.get("texts")), ""),
        )
        for project in running[:count]
    ]


def _names(names: list[str], most: int = 2) -> str:
    """The names as the language of the page strings them together: "Burundi, Uganda, and 3 more countries"."""
    if len(names) > most + 1:
        more = len(names) - most
        names = [*names[:most], ngettext("{count} more country", "{count} more countries", more).format(count=more)]
    joined: str = format_list(names, locale=get_language() or settings.LANGUAGE_CODE)
    return joined


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A part of a score as the public page explains it: most points, and what they are given for."""

    label: str
    points: float
    text: str


def score_parts() -> list[ScorePart]:
    """The parts that add up to a score, with the weights that are in force."""
    words = {
        "themes": (_("Themes"), _("The themes of the question, held against the themes a person works on.")),
        "text": (_("Text"), _("The words of the question, held against what a person wrote about their work.")),
        "record": (_("Experience"), _("Earlier exchanges. Somebody without any loses nothing by it.")),
        "languages": (_("Languages"), _("The working languages asked for, and how well a person speaks them.")),
        "fit": (_("Form and dates"), _("The form of the exchange, and whether a person is free in the period.")),
        "freshness": (_("Freshness"), _("How long ago the profile was last confirmed.")),
        "load": (_("Fair load"), _("Colleagues who were asked often lately come a little later.")),
    }
    return [
        ScorePart(label, getattr(matching.DEFAULT, part), text)
        for part, (label, text) in ((part, words[part]) for part in matching.PARTS)
    ]


def score_version() -> str:
    """The version that is recorded with every shortlist made now."""
    return matching.version(thesaurus.load())
