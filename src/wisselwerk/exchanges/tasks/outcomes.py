"""Reminding people to evaluate, and asking after 3, 6 and 12 months what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.outcomes import FOLLOW_UP, evaluation_words, recipients_of
from wisselwerk.exchanges.conflicts import locked
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.links import token_for
from wisselwerk.exchanges.models import Evaluation, FollowUp
from wisselwerk.exchanges.queries.outcomes import UNANSWERED_AFTER
from wisselwerk.jobs.registry import job
from wisselwerk.trail.actions import log_action

SOON: Final = dt.timedelta(days=3)  # before the day by which an evaluation is asked
LATE: Final = dt.timedelta(days=7)  # after it
TOLD: Final = dt.timedelta(days=14)  # after it, the officer hears
REMIND_FOLLOW_UP: Final = dt.timedelta(days=14)  # after it was asked; the officer hears after UNANSWERED_AFTER


@job("exchanges.remind_evaluations", every=dt.timedelta(hours=1))
def remind_evaluations(now: dt.datetime) -> dict[str, int]:
    """Who has not evaluated is reminded before the day and after it; then the officer is told."""
    today, counts = timezone.localdate(now), {"reminded": 0, "officer told": 0}
    waiting = Evaluation.objects.filter(
        given_at=None, exchange__status=ExchangeStatus.ENDED, due_on__lte=today + SOON
    ).order_by("pk")
    for evaluation in waiting:
        if _is_reminded(evaluation, today):
            continue
        with transaction.atomic():
            evaluation = locked(evaluation)
            if evaluation.given_at is None and not _is_reminded(evaluation, today):
                counts["officer told" if _remind(evaluation, now) else "reminded"] += 1
    return counts


@job("exchanges.ask_follow_up", every=dt.timedelta(hours=1))
def ask_follow_up(now: dt.datetime) -> dict[str, int]:
    """What is due is asked of partner and experts, asked once more two weeks later, and then the officer is told."""
    counts = {"asked": 0, "reminded": 0, "officer told": 0}
    for follow_up in FollowUp.objects.filter(_due(now)).order_by("pk"):
        with transaction.atomic():
            follow_up = locked(follow_up)
            if FollowUp.objects.filter(_due(now), pk=follow_up.pk).exists():
                counts[_go_on(follow_up, now)] += 1
    return counts


def _is_reminded(evaluation: Evaluation, today: dt.date) -> bool:
    """Whether what has to happen by `today` was done."""
    days = [evaluation.due_on - SOON, evaluation.due_on + LATE, evaluation.due_on + TOLD]
    reached = max(day for day in days if day <= today)
    return evaluation.reminded_at is not None and timezone.localdate(evaluation.reminded_at) >= reached


def _remind(evaluation: Evaluation, now: dt.datetime) -> bool:
    """Remind those who are asked, or tell the officer (returns True)."""
    today, exchange = timezone.localdate(now), evaluation.exchange
    is_for_officer = today >= evaluation.due_on + TOLD
    if is_for_officer:
        audience.tell(
            audience.officers(exchange),
            "evaluation_missing",
            about=evaluation,
            key=f"evaluation:{evaluation.pk}:officer",
            can_wait=True,
            context={"exchange": exchange.pk, "title": exchange.title, "side": evaluation.side},
        )
    else:
        when = "late" if today >= evaluation.due_on + LATE else "soon"
        audience.tell(
            recipients_of(evaluation),
            "evaluation_reminder",
            about=evaluation,
            key=f"evaluation:{evaluation.pk}:{when}",
            context=evaluation_words(evaluation),
        )
    evaluation.reminded_at = now
    evaluation.save(update_fields=["reminded_at"])
    log_action("exchanges.remind_evaluation", evaluation, by=None)
    return is_for_officer


def _due(now: dt.datetime) -> Q:
    """The follow-ups with which something has to happen."""
    reminded_before_the_officer_hears = Q(reminded_at=None) | Q(reminded_at__lt=F("asked_at") + UNANSWERED_AFTER)
    return Q(given_at=None, exchange__status__in=[ExchangeStatus.ENDED, ExchangeStatus.CLOSED]) & (
        Q(asked_at=None, due_on__lte=timezone.localdate(now))
        | Q(asked_at__lte=now - REMIND_FOLLOW_UP, reminded_at=None)
        | Q(asked_at__lte=now - UNANSWERED_AFTER) & reminded_before_the_officer_hears
    )


def _go_on(follow_up: FollowUp, now: dt.datetime) -> str:
    """Ask, remind or tell the officer; returns what was done, as a key of the counts."""
    exchange, key = follow_up.exchange, f"follow_up:{follow_up.pk}"
    words = {
        "title": exchange.title,
        "months": follow_up.months,
        "exchange": exchange.pk,
        "token": token_for(follow_up, FOLLOW_UP),
    }
    if follow_up.asked_at is None:
        done, follow_up.asked_at = "asked", now
        audience.tell(audience.partners(exchange), "follow_up", about=follow_up, key=key, context=words)
        audience.tell(
            audience.participants(exchange), "follow_up", about=follow_up, key=key, context=words, can_wait=True
        )
    elif now < follow_up.asked_at + UNANSWERED_AFTER:
        done, follow_up.reminded_at = "reminded", now
        audience.tell(
            audience.partners(exchange), "follow_up_reminder", about=follow_up, key=f"{key}:again", context=words
        )
    else:
        done, follow_up.reminded_at = "officer told", now
        audience.tell(
            audience.officers(exchange),
            "follow_up_missing",
            about=follow_up,
            key=f"{key}:officer",
            can_wait=True,
            context={name: words[name] for name in ("title", "months", "exchange")},
        )
    follow_up.save(update_fields=["asked_at", "reminded_at"])
    log_action("exchanges.ask_follow_up", follow_up, by=None, details={"done": done})
    return done
