"""Keeping profiles fresh: what is due when somebody has not said for a long time that their profile is right.

After half a year the person is asked whether it is still right, and once more three months later; after a year and a
half whether they want to stay. Who answers neither is paused after two years, never erased. Each question gets three
months, also where the jobs did not run for long.
"""

from __future__ import annotations

import datetime as dt
import enum
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from wisselwerk.experts.enums import ExpertStatus
from wisselwerk.experts.models import FRESH_FOR, STALE_AFTER, Expert, MunicipalOffer

PATIENCE: Final = dt.timedelta(days=91)
STAY_ASKED_AFTER: Final = dt.timedelta(days=548)
PAUSED_AFTER: Final = dt.timedelta(days=730)


class Question(enum.StrEnum):
    """What a person is asked by e-mail, and answers by the link in it."""

    STILL_RIGHT = "still_right"
    STAY = "stay"


class Step(enum.StrEnum):
    ASK_STILL_RIGHT = "ask_still_right"
    ASK_STAY = "ask_stay"
    PAUSE = "pause"


def step_due(expert: Expert, now: dt.datetime) -> Step | None:
    """What is to be done at `now` about an active profile; None when nothing is."""
    since = expert.confirmed_at or expert.created_at
    age = now - since
    asked, stay_asked = (
        at if at is not None and at > since else None for at in (expert.asked_at, expert.removal_asked_at)
    )
    if age < FRESH_FOR:
        return None
    if asked is None:
        return Step.ASK_STILL_RIGHT
    if now - max(asked, stay_asked or asked) < PATIENCE:
        return None
    if stay_asked is not None:
        return Step.PAUSE if age >= PAUSED_AFTER else None
    if age >= STAY_ASKED_AFTER:
        return Step.ASK_STAY
    return Step.ASK_STILL_RIGHT if asked < since + FRESH_FOR + PATIENCE else None


def is_answered(expert: Expert, question: Question) -> bool:
    """Whether the person said that the profile is right after this was last asked."""
    asked = expert.asked_at if question == Question.STILL_RIGHT else expert.removal_asked_at
    return asked is None or (expert.confirmed_at is not None and expert.confirmed_at >= asked)


def unconfirmed(now: dt.datetime) -> QuerySet[Expert]:
    """Those who can be found, can be reached, and did not say in the last half year that their profile is right.

    Somebody who was made up for the demonstration is there only if they have an account.
    """
    return (
        Expert.objects.alias(since=Coalesce("confirmed_at", "created_at"))
        .filter(Q(user=None) | Q(user__is_active=True), status=ExpertStatus.ACTIVE, since__lte=now - FRESH_FOR)
        .exclude(email="")
        .exclude(is_invented=True, user=None)
    )


def unconfirmed_offers(now: dt.datetime) -> QuerySet[MunicipalOffer]:
    """The offers that stand and of which the municipality did not say in the last year that they do."""
    return MunicipalOffer.objects.findable().filter(confirmed_at__lte=now - STALE_AFTER)
