"""The steps of an exchange from one state to the next, and what each step sets going."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.certificates import issue_certificates
from wisselwerk.exchanges.actions.outcomes import ask_evaluations
from wisselwerk.exchanges.actions.preparing import make_checklist
from wisselwerk.exchanges.actions.registering import register_trips
from wisselwerk.exchanges.actions.telling import tell_cancelled, tell_outcomes
from wisselwerk.exchanges.actions.terms import begin_terms
from wisselwerk.exchanges.conflicts import Conflict, locked, require_version
from wisselwerk.exchanges.enums import ExchangeStatus, SessionStatus
from wisselwerk.exchanges.models import Exchange
from wisselwerk.exchanges.states import STEPS, missing
from wisselwerk.mail.actions import send
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
    if missing(exchange, STEPS["declare_ready"]):
        _enter(exchange, ExchangeStatus.PREPARING, "prepare_again", actor, "")
        tell_what_is_missing(exchange, "fell_back", "declare_ready", actor=actor)


def tell_what_is_missing(
    exchange: Exchange, template: str, step: str, *, actor: User | None = None, key: str = ""
) -> int:
    """Tell the officers, each in their own language, what is missing for a step; not `actor`, who did it.

    With a `key` each is told once. Returns how many are told now.
    """
    told = 0
    for one in audience.officers(exchange):
        if actor is not None and one.email == actor.email:
            continue
        with translation.override(one.language):
            lacking = [each.text for each in missing(exchange, STEPS[step])]
        message = send(
            template,
            to=one,
            about=exchange,
            context={"exchange": exchange.pk, "title": exchange.title, "missing": lacking},
            key=f"{key}:{one.email}" if key else None,
        )
        told += message is not None
    return told


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
    register_trips(exchange)
    tell_outcomes(exchange, actor=by)


def _cancelled(exchange: Exchange, by: User | None) -> None:
    ahead = exchange.sessions.filter(status=SessionStatus.PLANNED)
    ahead.update(status=SessionStatus.CANCELLED, sequence=F("sequence") + 1)
    tell_cancelled(exchange, actor=by)


# What a step sets going, in the same transaction.
_FOLLOWS: Final[dict[str, Callable[[Exchange, User | None], Any]]] = {
    "confirm": _confirmed,
    "finish": lambda exchange, _by: ask_evaluations(exchange),
    "close": lambda exchange, _by: issue_certificates(exchange),
    "cancel": _cancelled,
}
