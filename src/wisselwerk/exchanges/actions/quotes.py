"""People quoted in a lesson: each is asked, and nobody is quoted who did not agree."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.lessons import hand_in
from wisselwerk.exchanges.conflicts import locked
from wisselwerk.exchanges.enums import LessonStatus
from wisselwerk.exchanges.links import Actor, require_link_or, token_for
from wisselwerk.exchanges.models import Lesson, LessonQuote
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.trail.actions import log_action

ANSWER_QUOTE: Final = "answer_quote"  # purpose of the signed link


@transaction.atomic
def ask_quote(*, by: User | None, lesson: Lesson, words: str, name: str, email: str, language: str) -> LessonQuote:
    """Quote somebody, who gets a message to agree or refuse; a lesson that was published goes back to the editor.

    Raises `PermissionDenied`, `Conflict` or `ValidationError`.
    """
    require(by, "exchanges.change_lesson", lesson)
    lesson = locked(lesson)
    errors = {}
    if not words.strip():
        errors["words"] = _("Write down what was said, word for word.")
    if not name.strip():
        errors["name"] = _("Say who said it.")
    try:
        validate_email(email)
    except ValidationError as error:
        errors["email"] = error.messages[0]
    if errors:
        raise ValidationError(errors)
    if lesson.status == LessonStatus.PUBLISHED:
        hand_in(lesson, actor=by)
    quote = LessonQuote.objects.create(
        lesson=lesson, words=words.strip(), name=name.strip(), email=email.strip().lower(), language=language
    )
    log_action("exchanges.ask_quote", lesson, by=by)
    user = User.objects.filter(email=quote.email, is_active=True).first()
    send(
        "quote",
        to=Recipient.of(user) if user else Recipient(quote.email, language),
        about=quote,
        context={"title": lesson.title, "name": quote.name, "token": token_for(quote, ANSWER_QUOTE)},
    )
    return quote


@transaction.atomic
def remove_quote(*, by: User | None, quote: LessonQuote) -> None:
    """The lesson goes on without this quote. Raises `PermissionDenied` or `Conflict`."""
    require(by, "exchanges.change_lesson", quote.lesson)
    lesson = locked(quote.lesson)
    locked(quote).delete()
    log_action("exchanges.remove_quote", lesson, by=by)


@transaction.atomic
def answer_quote(*, by: Actor, quote: LessonQuote, agrees: bool) -> LessonQuote:
    """Agree to be quoted with name, or refuse; both can be changed later, and the newest answer counts.

    Who wrote the lesson, or else the officer, is told of a refusal. Raises `PermissionDenied` or `Conflict`.
    """
    user = require_link_or(by, "exchanges.answer_quote", quote, purpose=ANSWER_QUOTE)
    quote = locked(quote)
    now = timezone.now()
    quote.agreed_at, quote.refused_at = (now, None) if agrees else (None, now)
    quote.save(update_fields=["agreed_at", "refused_at"])
    log_action("exchanges.answer_quote", quote, by=user, details={"agrees": agrees})
    if not agrees:
        lesson = quote.lesson
        author = [Recipient.of(lesson.written_by)] if lesson.written_by else audience.officers(lesson.exchange)
        audience.tell(
            author,
            "quote_refused",
            about=quote,
            can_wait=True,
            context={"title": lesson.title, "lesson": lesson.pk, "name": quote.name},
        )
    return quote
