"""Lessons as lists show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from wisselwerk.exchanges.enums import LessonStatus
from wisselwerk.exchanges.models import Lesson
from wisselwerk.web.projects import goal_name
from wisselwerk.web.themes import theme_name

LESSON_TONES: Final = {
    LessonStatus.DRAFT.value: "",
    LessonStatus.SUBMITTED.value: "warm",
    LessonStatus.PUBLISHED.value: "success",
    LessonStatus.RETURNED.value: "warning",
}
_THEMES: Final = 3


@dataclass(frozen=True, slots=True)
class LessonCard:
    """A lesson in short: `home` is who takes it along."""

    lesson: Lesson
    home: str
    themes: list[str]
    goals: list[str]


def lesson_cards(lessons: Iterable[Lesson]) -> list[LessonCard]:
    return [LessonCard(one, home_of(one), theme_words(one)[:_THEMES], goal_words(one)) for one in lessons]


def home_of(lesson: Lesson) -> str:
    """The name of who takes the lesson along: the partner, or the municipality (if it is one that we know)."""
    if lesson.side == "partner":
        return lesson.exchange.partner.name
    return lesson.organisation.name if lesson.organisation else ""


def theme_words(lesson: Lesson) -> list[str]:
    return [theme_name(concept) for concept in lesson.themes]


def goal_words(lesson: Lesson) -> list[str]:
    return [goal_name(goal) for goal in sorted(lesson.sdgs, key=int)]
