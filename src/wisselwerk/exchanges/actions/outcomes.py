"""What came of it: asking for evaluations and follow-up, and what is answered."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.lessons import LessonData, submit_with_evaluation
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.enums import ExchangeStatus, FollowUpState, Side
from wisselwerk.exchanges.evaluation import LONGEST_ANSWER, checked_answers
from wisselwerk.exchanges.links import Actor, LinkHolder, require_link_or, token_for
from wisselwerk.exchanges.models import Evaluation, Exchange, FollowUp, Participant
from wisselwerk.mail.actions import Recipient
from wisselwerk.trail.actions import log_action

EVALUATE: Final = "evaluate"  # purposes of signed links
FOLLOW_UP: Final = "follow_up"
TIME_TO_EVALUATE: Final = dt.timedelta(days=14)
FOLLOW_UP_MONTHS: Final = (3, 6, 12)


def ask_evaluations(exchange: Exchange) -> None:
    """Ask experts, partner and country team to evaluate, and plan the follow-ups. Called by `move_on`."""
    for participant in exchange.participants.joining().select_related("expert__user"):
        _ask(exchange, Side.EXPERT, participant)
    _ask(exchange, Side.PARTNER)
    if audience.country_team(exchange.country):
        _ask(exchange, Side.COUNTRY_TEAM)
    ended = timezone.localdate(exchange.ended_at) if exchange.ended_at else timezone.localdate()
    for months in FOLLOW_UP_MONTHS:
        FollowUp.objects.get_or_create(
            exchange=exchange, months=months, defaults={"due_on": months_later(ended, months)}
        )


@transaction.atomic
def give_evaluation(
    *,
    by: Actor,
    evaluation: Evaluation,
    answers: Mapping[str, str],
    language: str,
    lesson: LessonData | None = None,
    seen: str | None = None,
) -> Evaluation:
    """Store the answers (key of the question -> answer) of one side, written in `language`, and the lesson, if any.

    Answers can be changed until the exchange is closed. `seen` is the `stamp` of what was looked at. Raises
    `PermissionDenied`, `Conflict` when it is closed or somebody else answered meanwhile, `ValidationError` by question.
    """
    user = require_link_or(by, "exchanges.evaluate", evaluation, purpose=EVALUATE)
    exchange = locked(evaluation.exchange)
    evaluation = locked(evaluation)
    if exchange.status != ExchangeStatus.ENDED:
        raise Conflict(_("The exchange is closed: its evaluation can't be changed any more."), code="conflict")
    _require_unchanged(evaluation, seen)
    evaluation.answers = checked_answers(evaluation.side, answers)
    evaluation.language, evaluation.given_at, evaluation.given_by = language, timezone.now(), user
    evaluation.save(update_fields=["answers", "language", "given_at", "given_by"])
    log_action("exchanges.give_evaluation", evaluation, by=user, details={"side": evaluation.side})
    if lesson is not None:
        submit_with_evaluation(evaluation, lesson, actor=user)
    return evaluation


@transaction.atomic
def report_follow_up(
    *, by: Actor, follow_up: FollowUp, state: str, text: str, language: str, seen: str | None = None
) -> FollowUp:
    """Say how it stands (a value of `FollowUpState`) and what became of it, in words in `language`.

    It can be reported again: the newest report counts. `seen` is the `stamp` of what was looked at. Raises
    `PermissionDenied`, `Conflict` when somebody else reported meanwhile, or `ValidationError`.
    """
    if isinstance(by, LinkHolder):
        user = require_link_or(by, "exchanges.report_follow_up", follow_up, purpose=FOLLOW_UP)
    else:
        require(by, "exchanges.report_follow_up", follow_up.exchange)
        user = by
    follow_up = locked(follow_up)
    _require_unchanged(follow_up, seen)
    if state not in FollowUpState.values:
        raise ValidationError({"state": _("Choose how it stands.")})
    if len(text) > LONGEST_ANSWER:
        raise ValidationError({"text": _("This is too long: at most {count} characters.").format(count=LONGEST_ANSWER)})
    follow_up.state, follow_up.text, follow_up.language = state, text.strip(), language
    follow_up.given_at, follow_up.given_by = timezone.now(), user
    follow_up.save(update_fields=["state", "text", "language", "given_at", "given_by"])
    log_action("exchanges.report_follow_up", follow_up, by=user, details={"state": str(state)})
    exchange = follow_up.exchange
    audience.tell(
        audience.officers(exchange),
        "follow_up_given",
        about=exchange,
        but=user,
        can_wait=True,
        context={"exchange": exchange.pk, "title": exchange.title, "months": follow_up.months, "state": state},
    )
    return follow_up


def stamp(thing: Evaluation | FollowUp) -> str:
    """What a form keeps, to tell afterwards whether somebody else answered while it was filled in."""
    return thing.given_at.isoformat() if thing.given_at else ""


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def recipients_of(evaluation: Evaluation) -> list[Recipient]:
    """Those who can give an evaluation."""
    if evaluation.participant is not None:
        return [audience.person(evaluation.participant)]
    if evaluation.side == Side.PARTNER:
        return audience.partners(evaluation.exchange)
    return audience.country_team(evaluation.exchange.country)


def evaluation_words(evaluation: Evaluation) -> dict[str, Any]:
    """What the messages about an evaluation say."""
    return {
        "title": evaluation.exchange.title,
        "due_on": evaluation.due_on.isoformat(),
        "token": token_for(evaluation, EVALUATE),
        "side": evaluation.side,
    }


def _ask(exchange: Exchange, side: Side, participant: Participant | None = None) -> None:
    evaluation, is_new = Evaluation.objects.get_or_create(
        exchange=exchange,
        side=side,
        participant=participant,
        defaults={"due_on": timezone.localdate() + TIME_TO_EVALUATE},
    )
    if is_new:
        audience.tell(recipients_of(evaluation), "evaluation", about=evaluation, context=evaluation_words(evaluation))


def _require_unchanged(thing: Any, seen: str | None) -> None:
    if seen is not None and seen != stamp(thing):
        raise Conflict(
            _("Somebody else answered in the meantime. Look at what it is now, and make your change again."),
            code="conflict",
        )
