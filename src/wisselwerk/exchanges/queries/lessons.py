"""Lessons: what the public may read, what waits for the editor, and who may write for which side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import LessonSide, LessonStatus
from wisselwerk.exchanges.models import Exchange, Lesson, LessonQuote
from wisselwerk.experts.themes import with_narrower
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.texts import searchable

Home = tuple[str, Organisation | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonFilter:
    """What somebody looks for; what is empty filters nothing. `goal` is the number of an SDG as text."""

    words: str = ""
    theme: str = ""
    goal: str = ""
    side: str = ""
    country: str = ""


def published_lessons() -> QuerySet[Lesson]:
    """What everybody may read, newest first, with what a card shows."""
    lessons = Lesson.objects.filter(status=LessonStatus.PUBLISHED)
    return lessons.select_related("exchange__partner", "exchange__country", "organisation")


def find_lessons(wanted: LessonFilter) -> QuerySet[Lesson]:
    """The published lessons that fit. Every word must stand in the lesson, its municipality or its partner."""
    found = published_lessons()
    for word in searchable([wanted.words]).split():
        found = found.filter(search_text__contains=word)
    if wanted.theme:
        found = _one_of(found, "themes", with_narrower(wanted.theme))
    if wanted.goal:
        found = _one_of(found, "sdgs", [wanted.goal])
    if wanted.side:
        found = found.filter(side=wanted.side)
    if wanted.country:
        found = found.filter(exchange__country=wanted.country)
    return found


@dataclass(frozen=True, slots=True)
class Offered:
    """What the published lessons can be narrowed to."""

    themes: list[str]
    goals: list[str]
    countries: list[Country]


def offered() -> Offered:
    """Only what there is: the themes most used first, the goals in their order."""
    themes: Counter[str] = Counter()
    goals: set[str] = set()
    for each_themes, each_goals in published_lessons().values_list("themes", "sdgs"):
        themes.update(each_themes)
        goals.update(each_goals)
    countries = Country.objects.filter(exchanges__lessons__status=LessonStatus.PUBLISHED).distinct()
    return Offered([theme for theme, _count in themes.most_common()], sorted(goals, key=int), list(countries))


def lessons_of(exchange: Exchange, user: User) -> list[Lesson]:
    """The lessons of an exchange for `user`: for who make it together all but others' drafts, else the public."""
    lessons = exchange.lessons.select_related("organisation").prefetch_related("quotes").order_by("id")
    own, public = Q(written_by=user), Q(status=LessonStatus.PUBLISHED)
    if user.has_perm("exchanges.report_follow_up", exchange):
        return list(lessons.filter(own | ~Q(status=LessonStatus.DRAFT)))
    return list(lessons.filter(own | public))


def public_names(exchange: Exchange) -> list[str]:
    """Those who took part and chose to be named in public."""
    return list(
        exchange.participants.joining().filter(may_be_named=True).exclude(name="").values_list("name", flat=True)
    )


def lessons_to_moderate() -> QuerySet[Lesson]:
    """What waits for the editor, the oldest first."""
    lessons = Lesson.objects.filter(status=LessonStatus.SUBMITTED).prefetch_related("quotes")
    return lessons.select_related("exchange__partner", "exchange__country", "organisation").order_by("written_at", "pk")


def quotes_that_hold_up(user: User) -> QuerySet[LessonQuote]:
    """Quotes in what `user` wrote that were not agreed to, so that the lesson can't be published."""
    quotes = LessonQuote.objects.filter(agreed_at=None, lesson__written_by=user)
    return quotes.select_related("lesson").order_by("refused_at", "pk")


def lesson_homes(user: User, exchange: Exchange) -> list[Home]:
    """The sides for which `user` may write a lesson: (side, the municipality that takes it home)."""
    participants = exchange.participants.joining().select_related("organisation")
    partner: Home = (LessonSide.PARTNER.value, None)
    if user.has_role(Role.OFFICER):
        return [partner, *_homes(one.organisation for one in participants)]
    found: list[Home] = []
    if user.has_role(Role.PARTNER, in_organisation=exchange.partner_id):
        found.append(partner)
    spares = [pk for role, pk in user.current_roles if role in {Role.COORDINATOR, Role.EMPLOYER}]
    own = participants.of_user(user) | participants.filter(organisation__in=spares)
    return [*found, *_homes(one.organisation for one in own.distinct())]


def usual_goals(exchange: Exchange) -> list[str]:
    """The goals that the project of the exchange serves."""
    if exchange.project is None:
        return []
    return [str(goal) for goal in exchange.project.sdgs.order_by("goal").values_list("goal", flat=True).distinct()]


def _homes(organisations: Iterable[Organisation | None]) -> list[Home]:
    return [(LessonSide.MUNICIPALITY.value, one) for one in dict.fromkeys(organisations)]


def _one_of(lessons: QuerySet[Lesson], field: str, values: Iterable[str]) -> QuerySet[Lesson]:
    """Those whose list of texts holds one of the values; as text, because SQLite can't ask that of JSON."""
    wanted = Q()
    for value in values:
        wanted |= Q(**{f"{field}_as_text__contains": f'"{value}"'})
    return lessons.annotate(**{f"{field}_as_text": Cast(field, TextField())}).filter(wanted)
