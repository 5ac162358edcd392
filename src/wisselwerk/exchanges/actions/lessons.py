"""Lessons of both sides: written, sent to the editor, published or sent back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.conflicts import Conflict, locked, require_version
from wisselwerk.exchanges.enums import LessonSide, LessonStatus, Side
from wisselwerk.exchanges.models import Evaluation, Exchange, Lesson
from wisselwerk.exchanges.queries.lessons import lesson_homes, usual_goals
from wisselwerk.experts.themes import vocabulary
from wisselwerk.mail.actions import Recipient
from wisselwerk.organisations.models import Organisation
from wisselwerk.programmes.texts import searchable
from wisselwerk.thesaurus import codes
from wisselwerk.trail.actions import log_action


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonData:
    """A lesson in words. `themes` are concepts of the thesaurus, `sdgs` numbers of goals; None takes what is usual."""

    title: str
    text: str
    language: str
    themes: Sequence[str] | None = None
    sdgs: Sequence[str] | None = None


@transaction.atomic
def write_lesson(
    *, by: User | None, exchange: Exchange, side: str, organisation: Organisation | None, data: LessonData
) -> Lesson:
    """Keep a lesson as a draft. `organisation` is the municipality that takes it home, None on the partner's side.

    Everybody writes for their own side, an officer for both. Raises `PermissionDenied` or `ValidationError`.
    """
    require(by, "exchanges.write_lesson", exchange)
    if by is not None and (side, organisation) not in lesson_homes(by, exchange):
        raise PermissionDenied(_("You can't write a lesson for this side."))
    lesson = Lesson(exchange=exchange, side=side, organisation=organisation, written_by=by)
    _fill(lesson, data)
    log_action("exchanges.write_lesson", lesson, by=by, details={"side": str(side)})
    return lesson


@transaction.atomic
def update_lesson(*, by: User | None, lesson: Lesson, data: LessonData, seen: int | None = None) -> Lesson:
    """Change a lesson; what was published goes back to the editor, unless an editor changes it.

    `seen` is the version that was looked at. Raises `PermissionDenied`, `Conflict` or `ValidationError`.
    """
    require(by, "exchanges.change_lesson", lesson)
    lesson = locked(lesson)
    require_version(lesson, seen)
    lesson.version += 1
    if lesson.status == LessonStatus.PUBLISHED and not _may_publish(by, lesson):
        hand_in(lesson, actor=by)
    _fill(lesson, data)
    log_action("exchanges.update_lesson", lesson, by=by)
    return lesson


@transaction.atomic
def submit_lesson(*, by: User | None, lesson: Lesson) -> Lesson:
    """Send a draft, or what was sent back, to the editor. Raises `PermissionDenied` or `Conflict`."""
    require(by, "exchanges.change_lesson", lesson)
    lesson = locked(lesson)
    _require_status(lesson, LessonStatus.DRAFT, LessonStatus.RETURNED)
    hand_in(lesson, actor=by)
    log_action("exchanges.submit_lesson", lesson, by=by)
    return lesson


@transaction.atomic
def publish_lesson(*, by: User | None, lesson: Lesson, note: str = "", seen: int | None = None) -> Lesson:
    """Everybody may read it from now on; the author is told, with `note`.

    Raises `PermissionDenied`, `Conflict` when it is not (or no longer) waiting as it was seen, or `ValidationError`
    when somebody who is quoted did not agree.
    """
    require(by, "exchanges.moderate_lesson", lesson)
    lesson = locked(lesson)
    require_version(lesson, seen)
    _require_status(lesson, LessonStatus.SUBMITTED)
    if lesson.quotes.filter(refused_at__isnull=False).exists():
        raise ValidationError(_("Somebody does not want to be quoted. Remove that quote first."), code="quote")
    if lesson.quotes.filter(agreed_at=None).exists():
        raise ValidationError(_("Not everybody who is quoted has agreed yet. Wait, or remove the quote."), code="quote")
    lesson.published_at = timezone.now()
    _moderate(lesson, LessonStatus.PUBLISHED, note, by)
    log_action("exchanges.publish_lesson", lesson, by=by)
    return lesson


@transaction.atomic
def return_lesson(*, by: User | None, lesson: Lesson, note: str, seen: int | None = None) -> Lesson:
    """Send it back to the author with a remark; one that was published is so no more.

    Raises `PermissionDenied`, `Conflict`, or `ValidationError` without a remark.
    """
    require(by, "exchanges.moderate_lesson", lesson)
    lesson = locked(lesson)
    require_version(lesson, seen)
    _require_status(lesson, LessonStatus.SUBMITTED, LessonStatus.PUBLISHED)
    if not note.strip():
        raise ValidationError({"note": _("Say what should be different.")})
    lesson.published_at = None
    _moderate(lesson, LessonStatus.RETURNED, note, by)
    log_action("exchanges.return_lesson", lesson, by=by)
    return lesson


@transaction.atomic
def withdraw_lesson(*, by: User | None, lesson: Lesson) -> Lesson:
    """Take a lesson back: it is a draft again, and the public does not see it. Raises as `submit_lesson` does."""
    require(by, "exchanges.change_lesson", lesson)
    lesson = locked(lesson)
    _require_status(lesson, LessonStatus.SUBMITTED, LessonStatus.PUBLISHED)
    lesson.status, lesson.published_at = LessonStatus.DRAFT, None
    lesson.version += 1
    lesson.save(update_fields=["status", "published_at", "version"])
    log_action("exchanges.withdraw_lesson", lesson, by=by)
    return lesson


def submit_with_evaluation(evaluation: Evaluation, data: LessonData, *, actor: User | None) -> Lesson:
    """A lesson that was written on the form of an evaluation: of that side, and sent to the editor at once.

    Raises `PermissionDenied` for the country team, which takes no lesson home.
    """
    if evaluation.side == Side.COUNTRY_TEAM:
        raise PermissionDenied(_("You can't write a lesson for this side."))
    participant = evaluation.participant
    side = LessonSide.MUNICIPALITY if participant else LessonSide.PARTNER
    lesson = Lesson(
        exchange=evaluation.exchange,
        side=side,
        organisation=participant.organisation if participant else None,
        written_by=actor,
    )
    _fill(lesson, data)
    hand_in(lesson, actor=actor)
    log_action("exchanges.submit_lesson", lesson, by=actor, details={"side": str(side)})
    return lesson


def hand_in(lesson: Lesson, *, actor: User | None) -> None:
    """The editor has to look at it (again). `lesson` must be `locked` or new."""
    lesson.status, lesson.published_at = LessonStatus.SUBMITTED, None
    lesson.save(update_fields=["status", "published_at"])
    audience.tell(
        audience.officers(lesson.exchange),
        "lesson_submitted",
        about=lesson,
        but=actor,
        can_wait=True,
        context=_words(lesson),
    )


def _moderate(lesson: Lesson, status: LessonStatus, note: str, by: User | None) -> None:
    lesson.status, lesson.moderation_note = status, note.strip()
    lesson.moderated_by, lesson.moderated_at = by, timezone.now()
    lesson.version += 1
    lesson.save()
    template = "lesson_published" if status == LessonStatus.PUBLISHED else "lesson_returned"
    context = {**_words(lesson), "note": lesson.moderation_note, "has_account": lesson.written_by is not None}
    audience.tell(_authors(lesson), template, about=lesson, but=by, context=context)


def _authors(lesson: Lesson) -> list[Recipient]:
    """Who wrote it; for one that came without an account, those of that side who may have."""
    if lesson.written_by is not None:
        return [Recipient.of(lesson.written_by)] if lesson.written_by.is_active else []
    if lesson.side == LessonSide.PARTNER:
        return audience.partners(lesson.exchange)
    people = lesson.exchange.participants.joining().filter(organisation=lesson.organisation)
    return [audience.person(one) for one in people.select_related("expert__user")]


def _words(lesson: Lesson) -> dict[str, Any]:
    return {"lesson": lesson.pk, "title": lesson.title, "exchange": lesson.exchange.title}


def _may_publish(by: User | None, lesson: Lesson) -> bool:
    return by is None or by.has_perm("exchanges.moderate_lesson", lesson)


def _require_status(lesson: Lesson, *allowed: LessonStatus) -> None:
    if lesson.status not in allowed:
        raise Conflict(
            _("This can't be done now: the lesson is “{state}”.").format(state=lesson.get_status_display()),
            code="conflict",
        )


def _fill(lesson: Lesson, data: LessonData) -> None:
    errors = {}
    if not data.title.strip():
        errors["title"] = _("Give the lesson a title.")
    if not data.text.strip():
        errors["text"] = _("Write down the lesson.")
    if data.language not in dict(settings.LANGUAGES):
        errors["language"] = _("Choose one of the languages of this site.")
    if errors:
        raise ValidationError(errors)
    exchange = lesson.exchange
    lesson.title, lesson.text, lesson.language = data.title.strip(), data.text.strip(), data.language
    themes, goals = vocabulary().concepts, codes.sdg()
    wanted_themes = exchange.themes if data.themes is None else data.themes
    wanted_goals = usual_goals(exchange) if data.sdgs is None else data.sdgs
    lesson.themes = [concept for concept in dict.fromkeys(wanted_themes) if concept in themes]
    lesson.sdgs = [goal for goal in dict.fromkeys(wanted_goals) if goal in goals and "." not in goal]
    home = lesson.organisation.name if lesson.organisation else ""
    lesson.search_text = searchable([lesson.title, lesson.text, home, exchange.partner.name])
    lesson.save()
