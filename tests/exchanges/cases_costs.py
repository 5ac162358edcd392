"""How each action of this part is called, and by whom: read by tests/test_actions.py."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from cast import Cast
from exchanges.cases_consents import bob_of
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.models import CostLine, HourLine, Participant
from wisselwerk.programmes.actions import set_in_kind_rate
from wisselwerk.programmes.models import Programme


def consented(cast: Cast) -> Participant:
    bob = bob_of(cast)
    cast.consent(bob)
    return bob


def planned(cast: Cast) -> HourLine:
    """Eight hours of preparation for Bob."""
    return HourLine.objects.create(participant=bob_of(cast), what="Voorbereiden", planned=Decimal(8))


def ticket(cast: Cast, **fields: Any) -> CostLine:
    fields = {"exchange": cast.exchange(), "kind": "travel", "planned": Decimal(900), "payer": cast.agency} | fields
    return CostLine.objects.create(**fields)


FLIGHT = actions.CostData(kind="travel", planned=Decimal("950.50"))


def _line(line: HourLine, **values: Any) -> dict[str, Any]:
    return {"participant": line.participant, "line": line} | values


CASES: dict[str, Callable[[Cast, Path], Any]] = {
    "exchanges.plan_hours": lambda c, _p: (actions.plan_hours, c.bob, {"participant": consented(c)}),
    "exchanges.record_hours": lambda c, _p: (
        actions.record_hours,
        c.bob,
        _line(planned(c), data=actions.HoursData(actual=Decimal(9))),
    ),
    "exchanges.remove_hours": lambda c, _p: (actions.remove_hours, c.bob, _line(planned(c))),
    "exchanges.confirm_planned_hours": lambda c, _p: (
        actions.confirm_planned_hours,
        c.bob,
        {"participant": planned(c).participant},
    ),
    "exchanges.record_cost": lambda c, _p: (
        actions.record_cost,
        c.alice,
        {"exchange": c.exchange(), "data": FLIGHT},
    ),
    "exchanges.remove_cost": lambda c, _p: (actions.remove_cost, c.alice, {"line": ticket(c)}),
    "programmes.set_in_kind_rate": lambda c, _p: (
        set_in_kind_rate,
        c.alice,
        {"programme": Programme.objects.create(slug="p", names={"nl": "P"}), "rate": Decimal("62.50")},
    ),
}
