"""The steps of an exchange from one state to the next, and what each step sets going."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.outcomes import ask_evaluations, issue_certificates
from wisselwerk.exchanges.actions.preparing import make_checklist
from wisselwerk.exchanges.actions.telling import tell_cancelled, tell_outcomes
from wisselwerk.exchanges.actions.terms import begin_terms
from wisselwerk.exchanges.conflicts import Conflict, locked, require_version
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import Exchange
from wisselwerk.exchanges.states import STEPS, missing
from wisselwerk.trail.actions import log_action


@transaction.atomic
def move_on(*, by: User | None, exchange: Exchange, step: str, seen: int | None = None, reason: str = "") -> Exchange:
    """Take a step (a name in `states.STEPS`) and set going what belongs to it.

    `seen` is the version that was looked at; `reason` must be given to cancel. Raises `PermissionDenied`, `Conflict`
    when the exchange is in another state by now, or `ValidationError` with one message for each thing that is missing.
    """
    require(by, "exchanges.move_on", exchange)
    exchange, wanted = locked(exchange), STEPS[step]
    require_version(exchange, seen)
    if exchange.status not in wanted.sources:
        raise Conflict(
            _("This step can't be taken now: the exchange is “{state}”.").format(state=exchange.get_status_display()),
            code="conflict",
        )
    if step == "cancel" and not reason.strip():
        raise ValidationError({"reason": _("Say why: everybody concerned gets to read it.")})
    if lacking := missing(exchange, wanted):
        raise ValidationError([ValidationError(one.text, code=one.code) for one in lacking])
    _enter(exchange, wanted.target, step, by, reason.strip())
    if follows := _FOLLOWS.get(step):
        follows(exchange, by)
    return exchange


def fall_back(exchange: Exchange, *, actor: User | None) -> None:
    """A ready exchange for which something is no longer there goes back to preparation, and its officer is told.

    Called, within their transaction, by the actions that take something away: a consent that is revoked, a new
    version of the terms, other dates, a change of the travel advice. `exchange` must be `locked`.
    """
    if exchange.status != ExchangeStatus.READY:
        return
    lacking = missing(exchange, STEPS["declare_ready"])
    if lacking:
        _enter(exchange, ExchangeStatus.PREPARING, "prepare_again", actor, "")
        audience.tell(
            audience.officers(exchange),
            "fell_back",
            about=exchange,
            but=actor,
            context={"exchange": exchange.pk, "title": exchange.title, "missing": [one.text for one in lacking]},
        )


def _enter(exchange: Exchange, status: str, step: str, by: User | None, reason: str) -> None:
    exchange.status = status
    exchange.version += 1
    if status == ExchangeStatus.CANCELLED:
        exchange.cancelled_because = reason
    if status == ExchangeStatus.ENDED:
        exchange.ended_at = timezone.now()
    exchange.save(update_fields=["status", "version", "cancelled_because", "ended_at", "changed_at"])
    log_action(f"exchanges.{step}", exchange, by=by, details={"to": str(status)})


def _confirmed(exchange: Exchange, by: User | None) -> None:
    begin_terms(exchange, actor=by)
    make_checklist(exchange)
    tell_outcomes(exchange, actor=by)


# What a step sets going, in the same transaction.
_FOLLOWS: Final[dict[str, Callable[[Exchange, User | None], Any]]] = {
    "confirm": _confirmed,
    "finish": lambda exchange, by: ask_evaluations(exchange, actor=by),
    "close": lambda exchange, by: issue_certificates(exchange, actor=by),
    "cancel": lambda exchange, by: tell_cancelled(exchange, actor=by),
}
