"""Projects and programmes as pages show them: texts in the best language, codes with their names, sums of money."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from babel.numbers import format_currency
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wisselwerk.programmes.enums import DacRegion, DescriptionType, ParticipationRole, SectorVocabulary
from wisselwerk.programmes.models import Budget, Participation, Programme, Project
from wisselwerk.programmes.queries.projects import budget_totals, related_projects, suggested_themes
from wisselwerk.programmes.texts import best_language, in_language, readable
from wisselwerk.thesaurus import codes
from wisselwerk.web.themes import page_language, theme_name
from wisselwerk.web.words import page_locale, percent

RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur", "ps", "ckb"})
# Sectors that pages show as goals.
_GOALS: Final = frozenset({SectorVocabulary.SDG_GOAL, SectorVocabulary.SDG_TARGET, SectorVocabulary.SDG_INDICATOR})


@dataclass(frozen=True, slots=True)
class Said:
    """A text with its language ("": unknown), for the attributes `lang` and `dir`."""

    text: str
    lang: str = ""

    @property
    def direction(self) -> str:
        if not self.lang:
            return "auto"
        return "rtl" if self.lang.split("-")[0] in RIGHT_TO_LEFT else "ltr"

    @property
    def attributes(self) -> SafeString:
        """The attributes of the element that holds the text; a language that is that of the page needs none."""
        if not self.lang or self.lang.split("-")[0] == page_language():
            return format_html('dir="{}"', self.direction)
        return format_html('dir="{}" lang="{}"', self.direction, self.lang)

    @property
    def html(self) -> SafeString:
        """The text for use within a line."""
        return format_html("<bdi {}>{}</bdi>", self.attributes, self.text)


@dataclass(frozen=True, slots=True)
class Share:
    """A country, region or sector, with its part of the money in words; `code` is "" where the name says it all."""

    name: str
    part: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list of projects."""

    project: Project
    title: Said
    programme: str
    countries: str
    period: str
    payers: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A Sustainable Development Goal in words, with the targets that are named under it."""

    number: str
    name: str
    targets: list[str]


@dataclass(frozen=True, slots=True)
class Relation:
    """Another activity: a link where we have it, else its identifier."""

    project: Project | None
    title: Said


def said(texts: Mapping[str, str], lang: str | None = None, *, fallback: str = "") -> Said:
    """The text in `lang` or else the best one there is; `fallback` when there is none."""
    key = best_language(texts, lang)
    return Said(readable(texts[key]), key) if texts.get(key) else Said(fallback)


def title_of(project: Project, lang: str | None = None) -> Said:
    """The title of a project; its identifier when it has none."""
    return said(project.titles, lang, fallback=project.iati_identifier or _("Project without a title"))


def line_of(project: Project) -> Line:
    """A project of `find_projects` as a line of a list."""
    title, programme = title_of(project), str(project.programme or "")
    return Line(
        project,
        title,
        # The project from which a programme was made has the same name.
        programme=programme if programme != title.text else "",
        countries=", ".join(sorted(str(share.country) for share in project.countries.all())),
        period=years(project.start, project.end),
        payers=", ".join(dict.fromkeys(organisation_name(part) for part in getattr(project, "funding", ()))),
    )


def years(start: Any, end: Any) -> str:
    """A period in years: "2018 – 2021", "since 2018", "until 2021"."""
    if start and end:
        return str(start.year) if start.year == end.year else f"{start.year}\u00a0–\u2060\u00a0{end.year}"
    if start:
        return _("since {year}").format(year=start.year)
    return _("until {year}").format(year=end.year) if end else ""


def languages_of(project: Project) -> list[str]:
    """The languages in which the project has a text, as the file tags them: that of the page first."""
    given = [project.titles, *(description["texts"] for description in project.descriptions)]
    tags = dict.fromkeys(tag for texts in given for tag, text in texts.items() if text)
    first = page_language()
    return sorted(tags, key=lambda tag: (not tag.startswith(first), tag == "", tag))


def descriptions_of(project: Project, lang: str) -> list[tuple[str, Said]]:
    """The descriptions with their headings, in `lang` as far as they are given in it."""
    return [
        (str(DescriptionType(description["type"]).label), said(description["texts"], lang))
        for description in project.descriptions
        if any(description["texts"].values())
    ]


def organisation_name(participation: Participation) -> str:
    """What the file calls the organisation in the language of the page, else the name that we have."""
    for tag, name in participation.names.items():
        if name and tag.split("-")[0] == page_language():
            return str(name).split("\n", 1)[0]
    return participation.organisation.name


def participants_of(project: Project) -> list[tuple[str, list[tuple[str, Participation]]]]:
    """The organisations by role: (role, [(name, participation)])."""
    found = []
    for role in ParticipationRole:
        parts = [(organisation_name(part), part) for part in project.participations.all() if part.role == role]
        if parts:
            found.append((str(role.label), parts))
    return found


def goal_name(code: str) -> str:
    """A goal or target with its number: "11 Sustainable cities and communities"."""
    known = codes.sdg().get(code)
    return f"{code} {codes.label(known, page_language())}" if known else code


def goals_of(given: Iterable[str]) -> list[Goal]:
    """The goals in the order of their numbers, each with the targets named under it."""
    numbers = sorted(set(given), key=_as_number)
    goals = dict.fromkeys(code.split(".")[0] for code in numbers)
    return [
        Goal(goal, goal_name(goal), [goal_name(code) for code in numbers if code.startswith(f"{goal}.")])
        for goal in goals
    ]


def sector_name(code: str) -> str:
    """A DAC code in words; the code itself when the list does not have it."""
    known = codes.dac().get(code)
    return codes.label(known, page_language()) if known else code


def sectors_of(project: Project) -> list[tuple[str, list[Share]]]:
    """The sectors by vocabulary: (name of the vocabulary, shares); goals are shown elsewhere."""
    vocabularies = dict(SectorVocabulary.choices)
    found: dict[str, list[Share]] = {}
    for sector in sorted(
        project.sectors.all(), key=lambda each: (_as_number(each.vocabulary), -(each.percentage or 0))
    ):
        if sector.vocabulary in _GOALS:
            continue
        known = sector.vocabulary in {SectorVocabulary.DAC, SectorVocabulary.DAC_CATEGORY}
        name = sector_name(sector.code) if known else sector.code
        if name == sector.code:
            name = in_language(sector.names) or sector.code
        heading = str(vocabularies.get(sector.vocabulary, sector.vocabulary))
        found.setdefault(heading, []).append(Share(name, _part(sector.percentage), sector.code))
    return list(found.items())


def places_of(project: Project) -> list[Share]:
    """The countries, then the regions, the largest share first."""
    countries = sorted(project.countries.all(), key=lambda share: (-(share.percentage or 0), str(share.country)))
    regions = dict(DacRegion.choices)
    return [
        *(Share(str(share.country), _part(share.percentage)) for share in countries),
        *(
            Share(
                str(regions[region["code"]])
                if region["vocabulary"] == "1" and region["code"] in regions
                else in_language(region["names"]) or region["code"],
                _part(Decimal(region["percentage"]) if region["percentage"] else None),
            )
            for region in project.regions
        ),
    ]


def relations_of(project: Project) -> list[tuple[str, list[Relation]]]:
    """The activities that the project names, by the kind of relation: those that we have first, as links."""
    here = related_projects(project)
    found: dict[str, list[Relation]] = {}
    for relation in sorted(
        project.relations.all(), key=lambda each: (each.kind, each.identifier not in here, each.identifier)
    ):
        other = here.get(relation.identifier)
        title = title_of(other) if other else Said(relation.identifier)
        found.setdefault(str(relation.get_kind_display()), []).append(Relation(other, title))
    return list(found.items())


def money(amount: Decimal, currency: str) -> str:
    """An amount without cents, as the language of the page writes it; to be shown from left to right."""
    locale = page_locale()
    pattern = re.sub(r"\.0+|\u200f", "", locale.currency_formats["standard"].pattern)
    return format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)


def totals_of(budgets: Iterable[Budget]) -> list[str]:
    """The sum of the budgets in each currency; a sum of nothing is not worth a line."""
    return [money(amount, currency) for currency, amount in sorted(budget_totals(list(budgets)).items()) if amount]


def themes_of(project: Project) -> tuple[list[str], bool]:
    """The names of the themes, and whether they are no more than a guess from the sectors."""
    chosen = project.themes or suggested_themes(project)
    return sorted(theme_name(concept) for concept in chosen), not project.themes


def programme_texts(programme: Programme) -> tuple[Said, Said]:
    """The name and the description of a programme."""
    return said(programme.names, fallback=programme.slug), said(programme.descriptions)


def _part(percentage: Decimal | None) -> str:
    """A share in words; the whole needs none."""
    return "" if percentage is None or percentage == 100 else percent(float(percentage) / 100)


def _as_number(code: str) -> tuple[int, ...]:
    """A key to sort by: "11.6" before "11.10", targets that are letters ("11.a") after those that are numbers."""
    return tuple(int(part) if part.isdigit() else 100 + ord(part[0]) for part in code.split("."))
