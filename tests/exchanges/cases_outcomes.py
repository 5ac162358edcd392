"""How each action of this part is called, and by whom: read by tests/test_actions.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from cast import Cast
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.models import Certificate, Evaluation, Exchange, FollowUp


def ended(cast: Cast, **fields: Any) -> Exchange:
    """An exchange of last week, in which Bob took part."""
    today = timezone.localdate()
    fields = {
        "status": "ended",
        "ended_at": timezone.now(),
        "start": today - dt.timedelta(days=8),
        "end": today - dt.timedelta(days=4),
    } | fields
    exchange = cast.exchange(**fields)
    cast.participant(exchange, cast.bob)
    return exchange


def evaluation_of_bob(cast: Cast) -> Evaluation:
    exchange = ended(cast)
    return Evaluation.objects.create(
        exchange=exchange, side="expert", participant=exchange.participants.get(), due_on=timezone.localdate()
    )


def certificate_of_bob(cast: Cast) -> Certificate:
    participant = ended(cast, status="closed").participants.get()
    return Certificate.objects.create(participant=participant, name=participant.name, hours=40)


def follow_up(cast: Cast, **fields: Any) -> FollowUp:
    return FollowUp.objects.create(exchange=ended(cast), months=3, due_on=timezone.localdate(), **fields)


CASES: dict[str, Callable[[Cast, Path], Any]] = {
    "exchanges.give_evaluation": lambda c, _p: (
        actions.give_evaluation, c.bob,
        {
            "evaluation": evaluation_of_bob(c),
            "answers": {"delivered": "Een plan.", "useful": "4"},
            "language": "nl",
            "lesson": actions.LessonData(title="Dimmen", text="Dimmen mag.", language="nl"),
        },
    ),
    "exchanges.report_follow_up": lambda c, _p: (
        actions.report_follow_up, c.partner,
        {"follow_up": follow_up(c), "state": "in_use", "text": "Ça marche.", "language": "fr"},
    ),
    "exchanges.renew_certificate": lambda c, _p: (
        actions.renew_certificate, c.alice, {"certificate": certificate_of_bob(c)},
    ),
    "exchanges.revoke_certificate": lambda c, _p: (
        actions.revoke_certificate, c.alice, {"certificate": certificate_of_bob(c)},
    ),
}  # fmt: skip
