"""Exchanges begin and end by themselves, when nothing is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from wisselwerk.exchanges.actions.moving import move_on, tell_what_is_missing
from wisselwerk.exchanges.conflicts import locked
from wisselwerk.exchanges.enums import ExchangeStatus, SessionStatus
from wisselwerk.exchanges.models import Exchange, Session
from wisselwerk.jobs.registry import job

OFTEN: Final = dt.timedelta(minutes=15)
# The step that waits in a state before the first day.
_STEPS: Final[Mapping[str, str]] = {ExchangeStatus.PREPARING: "declare_ready", ExchangeStatus.READY: "start"}


@job("exchanges.start_and_finish", every=OFTEN)
def start_and_finish(now: dt.datetime) -> Mapping[str, int]:
    """Ready exchanges begin on their first day, sessions that are past were held, and after the last one it is over.

    Of one that should begin but lacks something its officer is told, once.
    """
    today = timezone.localdate(now)
    begun = told = 0
    due = Exchange.objects.filter(status__in=[ExchangeStatus.PREPARING, ExchangeStatus.READY], start__lte=today)
    for exchange in due.order_by("pk"):
        if exchange.status == ExchangeStatus.READY and _take(exchange, "start"):
            begun += 1
        else:
            told += _tell_officer(exchange)
    held = _hold_sessions(now)
    over = Exchange.objects.filter(status=ExchangeStatus.UNDER_WAY, end__lt=today).order_by("pk")
    finished = sum(_take(exchange, "finish") for exchange in over)
    return {"begun": begun, "held": held, "finished": finished, "told": told}


def _hold_sessions(now: dt.datetime) -> int:
    begun = [ExchangeStatus.UNDER_WAY, ExchangeStatus.ENDED]
    past = Session.objects.filter(status=SessionStatus.PLANNED, end__lte=now, exchange__status__in=begun)
    return past.update(status=SessionStatus.HELD)


def _take(exchange: Exchange, step: str) -> bool:
    try:
        move_on(by=None, exchange=exchange, step=step)
    except ValidationError:  # something is missing, or somebody else took the step just now
        return False
    return True


def _tell_officer(exchange: Exchange) -> int:
    with transaction.atomic():
        exchange = locked(exchange)
        if exchange.status not in _STEPS:  # somebody took the step just now
            return 0
        key = f"can-not-begin:{exchange.pk}:{exchange.start}"
        return tell_what_is_missing(exchange, "can_not_begin", _STEPS[exchange.status], key=key)
