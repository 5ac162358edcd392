"""What one must know of the place, the travel advice, and the decision of the country team: go or no go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.moving import fall_back
from wisselwerk.exchanges.conflicts import Conflict, locked, require_version
from wisselwerk.exchanges.enums import Decision, ExchangeStatus
from wisselwerk.exchanges.models import Exchange, GoDecision, LocalContext
from wisselwerk.exchanges.queries.preparation import travelling
from wisselwerk.mail.actions import Recipient
from wisselwerk.organisations import actions as organisations
from wisselwerk.organisations.enums import AdviceLevel
from wisselwerk.organisations.models import Country, TravelAdvice
from wisselwerk.organisations.queries import newest_advice
from wisselwerk.trail.actions import log_action

# With these levels a go asks for an explanation; a sentence has at least so many signs.
GRAVE: Final = frozenset({AdviceLevel.ORANGE, AdviceLevel.RED})
A_SENTENCE: Final = 20
BEFORE_GOING: Final = frozenset({ExchangeStatus.FORMING, ExchangeStatus.PREPARING, ExchangeStatus.READY})


@transaction.atomic
def write_local_context(
    *,
    by: User | None,
    exchange: Exchange,
    text: str,
    language: str,
    emergency_contact: str = "",
    seen: int | None = None,
) -> LocalContext:
    """Write what the people of an exchange must know of the place, or change it; the others are told.

    `seen` is the version that was changed, 0 when there was none yet. Raises `PermissionDenied`, `Conflict` when
    somebody else wrote meanwhile, or `ValidationError`.
    """
    require(by, "exchanges.write_local_context", exchange)
    exchange = locked(exchange)
    if not exchange.is_open:
        raise ValidationError(_("The exchange is over."))
    if not text.strip():
        raise ValidationError({"text": _("Write what one must know of the place.")})
    context = LocalContext.objects.filter(exchange=exchange).first() or LocalContext(exchange=exchange, version=0)
    require_version(context, seen)
    context.text, context.language = text.strip(), language
    context.emergency_contact = emergency_contact.strip()
    context.written_by = by
    context.version += 1
    context.full_clean(exclude=["exchange", "written_by"])
    context.save()
    log_action("exchanges.write_local_context", exchange, by=by, details={"version": context.version})
    audience.tell(
        [*audience.participants(exchange), *audience.partners(exchange), *audience.officers(exchange)],
        "local_context",
        about=exchange,
        but=by,
        context={"exchange": exchange.pk, "title": exchange.title, "is_new": context.version == 1},
        can_wait=True,
    )
    return context


@transaction.atomic
def sign_off(*, by: User | None, exchange: Exchange, decision: str, reason: str, seen_advice: int | None) -> GoDecision:
    """The country team decides: go or no go, on the travel advice `seen_advice` (its key; None when there was none).

    With an orange or red advice a go must be explained; a no go always. After a no go an exchange that was ready goes
    back to preparation and everybody is told. Raises `PermissionDenied`, `Conflict` when the advice changed since it
    was looked at, or `ValidationError`.
    """
    require(by, "exchanges.sign_off", exchange)
    country = locked(exchange.country) if exchange.country else None  # before the exchange, as a new advice does
    exchange = locked(exchange)
    if not exchange.has_travel:
        raise ValidationError(_("Nobody travels for this exchange: there is nothing to decide."))
    if exchange.status not in BEFORE_GOING:
        raise Conflict(_("It can't be decided any more: the exchange has begun or is over."), code="conflict")
    advice, reason = newest_advice(country), reason.strip()
    if (advice.pk if advice else None) != seen_advice:
        raise Conflict(
            _("The travel advice changed in the meantime. Look at what it says now, and decide again."), code="conflict"
        )
    _require_reason(decision, reason, advice)
    made = GoDecision(exchange=exchange, decision=decision, reason=reason, advice=advice, by=by)
    made.full_clean(exclude=["exchange", "advice", "by"])
    made.save()
    log_action("exchanges.sign_off", exchange, by=by, details={"decision": str(decision)})
    told = audience.officers(exchange)
    if decision == Decision.NO_GO:
        told = [*told, *audience.participants(exchange), *audience.partners(exchange)]
    audience.tell(
        told,
        "no_go" if decision == Decision.NO_GO else "go",
        about=exchange,
        but=by,
        context={"exchange": exchange.pk, "title": exchange.title, "reason": reason},
        can_wait=decision == Decision.GO,
    )
    fall_back(exchange, actor=by)
    return made


@transaction.atomic
def note_travel_advice(
    *, by: User | None, country: Country, level: str, text: str, source: str, issued_on: dt.date
) -> TravelAdvice:
    """Note what the travel advice for a country says; what was decided on another advice is asked again.

    The same as what was noted before only counts as a check. Raises `PermissionDenied`, or `ValidationError` with what
    is wrong per field.
    """
    require(by, "organisations.note_travel_advice")
    country = locked(country)
    before = newest_advice(country)
    advice = organisations.note_travel_advice(
        by=by, country=country, level=level, text=text, source=source, issued_on=issued_on
    )
    if before is None or (before.level, before.text) != (advice.level, advice.text):
        apply_travel_advice_change(advice, actor=by)
    return advice


def apply_travel_advice_change(advice: TravelAdvice, *, actor: User | None) -> None:
    """Ask again for each go in the country, and tell its officers and country team; also of who is there now."""
    coming, there = [], []
    exchanges = travelling(Exchange.objects.filter(country=advice.country)).select_related("officer")
    for exchange in exchanges.filter(status__in=[*BEFORE_GOING, ExchangeStatus.UNDER_WAY]).order_by("start", "pk"):
        if exchange.status == ExchangeStatus.UNDER_WAY:
            there.append(exchange)
        elif _ask_again(exchange, actor):
            coming.append(exchange)
    for recipient, theirs in _by_recipient([*coming, *there]):
        with translation.override(recipient.language):
            level = advice.get_level_display()
        audience.tell(
            [recipient],
            "advice_changed",
            about=advice,
            but=actor,
            context={
                "country": advice.country_id,
                "level": level,
                "coming": [one.title for one in coming if one in theirs],
                "there": [one.title for one in there if one in theirs],
            },
        )


def _ask_again(exchange: Exchange, actor: User | None) -> bool:
    """Whether there was a go, which must now be decided anew."""
    exchange = locked(exchange)
    decision = exchange.go_decisions.first()
    if decision is None or decision.decision != Decision.GO:
        return False
    if decision.asked_again_at is None:
        decision.asked_again_at = timezone.now()
        decision.save(update_fields=["asked_again_at"])
        log_action("exchanges.ask_go_again", exchange, by=actor)
    fall_back(exchange, actor=actor)
    return True


def _by_recipient(exchanges: Iterable[Exchange]) -> list[tuple[Recipient, list[Exchange]]]:
    found: dict[str, tuple[Recipient, list[Exchange]]] = {}
    for exchange in exchanges:
        for one in {each.email: each for each in _responsible(exchange)}.values():
            found.setdefault(one.email, (one, []))[1].append(exchange)
    return list(found.values())


def _responsible(exchange: Exchange) -> list[Recipient]:
    return [*audience.country_team(exchange.country), *audience.officers(exchange)]


def _require_reason(decision: str, reason: str, advice: TravelAdvice | None) -> None:
    if decision == Decision.NO_GO and not reason:
        raise ValidationError({"reason": _("Say why not: everybody concerned gets to read it.")})
    if decision == Decision.GO and advice and advice.level in GRAVE and len(reason) < A_SENTENCE:
        raise ValidationError(
            {"reason": _("The travel advice is orange or red. Say in a sentence why it is safe to go all the same.")}
        )
