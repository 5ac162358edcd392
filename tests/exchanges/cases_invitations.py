"""How each action of this part is called, and by whom: read by tests/test_actions.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from cast import Cast
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.models import Exchange, Invitation


def in_days(count: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=count)


def invited(cast: Cast, profile: Any = None, exchange: Exchange | None = None, **fields: Any) -> Invitation:
    """An invitation of Alice to Bob, or to another profile."""
    profile = profile or getattr(cast.bob, "expert", None) or cast.expert(cast.bob)
    values: dict[str, Any] = {"answer_before": in_days(10)} | fields
    return actions.invite(
        by=cast.alice,
        to=exchange or cast.exchange(),
        invitee=actions.Invitee(profile_id=profile.profile_id, text="Komt u?"),
        **values,
    )


def joined(cast: Cast) -> Any:
    return actions.accept(by=cast.bob, invitation=invited(cast))


CASES: dict[str, Callable[[Cast, Path], Any]] = {
    "exchanges.plan_exchange": lambda c, _p: (
        actions.plan_exchange,
        c.alice,
        {"data": actions.ExchangeData.of(c.need())},
    ),
    "exchanges.invite": lambda c, _p: (
        actions.invite,
        c.alice,
        {
            "to": c.exchange(),
            "invitee": actions.Invitee(profile_id=c.expert(c.bob).profile_id),
            "answer_before": in_days(10),
        },
    ),
    "exchanges.withdraw_invitation": lambda c, _p: (
        actions.withdraw_invitation,
        c.alice,
        {"invitation": invited(c), "reason": "Anders opgelost"},
    ),
    "exchanges.send_again": lambda c, _p: (
        actions.send_again,
        c.alice,
        {"invitation": invited(c), "answer_before": in_days(20)},
    ),
    "exchanges.accept": lambda c, _p: (actions.accept, c.bob, {"invitation": invited(c)}),
    "exchanges.decline": lambda c, _p: (actions.decline, c.bob, {"invitation": invited(c), "reason": "time"}),
    "exchanges.say_not_now": lambda c, _p: (actions.say_not_now, c.bob, {"invitation": invited(c)}),
    "exchanges.propose_dates": lambda c, _p: (
        actions.propose_dates,
        c.bob,
        {"invitation": invited(c), "start": in_days(90), "end": in_days(94)},
    ),
    "exchanges.ask_about_invitation": lambda c, _p: (
        actions.ask_about_invitation,
        c.bob,
        {"invitation": invited(c), "text": "Hoe warm is het er?"},
    ),
    "exchanges.reply_about_invitation": lambda c, _p: (
        actions.reply_about_invitation,
        c.alice,
        {"invitation": invited(c), "text": "25 graden."},
    ),
    "exchanges.put_forward": lambda c, _p: (
        actions.put_forward,
        c.coordinator,
        {"invitation": invited(c, c.offer()), "name": "Dana", "email": "dana@example.org"},
    ),
    "exchanges.withdraw_participation": lambda c, _p: (
        actions.withdraw_participation,
        c.bob,
        {"participant": joined(c), "reason": "Ziek"},
    ),
}
