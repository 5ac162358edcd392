"""The frame of every page of an exchange: its title, where it stands on the line, and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import ExchangeStatus, InvitationStatus
from wisselwerk.exchanges.models import Exchange
from wisselwerk.exchanges.queries.exchanges import exchanges_visible_to
from wisselwerk.web import words
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.navigation import Link, existing_url


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an exchange with a page of its own; `permission` says who sees it."""

    key: str
    label: str | Promise
    url_name: str
    permission: str


# In the order of the work. The keys are those of `states.Missing.where`.
PARTS: Final = (
    Part("overview", _("Overview"), "web:exchange", "exchanges.view_exchange"),
    Part("people", _("Invitations"), "web:exchange-people", "exchanges.change_invitation"),
    Part("proposal", _("Who come"), "web:exchange-proposal", "exchanges.view_people"),
    Part("consents", _("Employers"), "web:exchange-consents", "exchanges.ask_consent"),
    Part("sessions", _("Programme"), "web:exchange-sessions", "exchanges.view_exchange"),
    Part("terms", _("Assignment"), "web:exchange-terms", "exchanges.view_terms"),
    Part("preparation", _("Preparation"), "web:exchange-preparation", "exchanges.view_preparation"),
    Part("costs", _("Hours and costs"), "web:exchange-costs", "exchanges.view_costs"),
    Part("remarks", _("Messages"), "web:exchange-remarks", "exchanges.read_remarks"),
    Part("outcomes", _("Results"), "web:exchange-outcomes", "exchanges.view_exchange"),
)
STATUS_TONES: Final = {
    ExchangeStatus.FORMING: "warm",
    ExchangeStatus.PREPARING: "warm",
    ExchangeStatus.READY: "brand",
    ExchangeStatus.UNDER_WAY: "brand",
    ExchangeStatus.ENDED: "warm",
    ExchangeStatus.CLOSED: "success",
    ExchangeStatus.CANCELLED: "error",
}
INVITATION_TONES: Final[dict[str, str]] = {
    InvitationStatus.SENT: "warm",
    InvitationStatus.OTHER_DATES: "warm",
    InvitationStatus.ACCEPTED: "success",
    InvitationStatus.DECLINED: "",
    InvitationStatus.NOT_NOW: "",
    InvitationStatus.EXPIRED: "",
    InvitationStatus.WITHDRAWN: "",
}
# Where a state is on the line from need to result (templatetags.wisselwerk.SPINE).
SPINE: Final = {
    ExchangeStatus.FORMING: "invitation",
    ExchangeStatus.PREPARING: "assignment",
    ExchangeStatus.READY: "preparation",
    ExchangeStatus.UNDER_WAY: "exchange",
    ExchangeStatus.ENDED: "outcome",
    ExchangeStatus.CLOSED: "outcome",
    ExchangeStatus.CANCELLED: "exchange",
}


def visible_exchange(request: HttpRequest, pk: int) -> tuple[User, Exchange]:
    """The exchange, if the signed-in user may see it; otherwise there is no such page for them."""
    user = signed_in_user(request)
    return user, get_object_or_404(exchanges_visible_to(user), pk=pk)


def frame(user: User, exchange: Exchange, part: str) -> dict[str, Any]:
    """What `exchanges/base.html` needs: pass it on with what the page itself shows. `part` is a key of `PARTS`."""
    status = ExchangeStatus(exchange.status)
    return {
        "exchange": exchange,
        "part": part,
        "spine": SPINE[status],
        "status_text": exchange.get_status_display(),
        "status_tone": STATUS_TONES[status],
        "period": words.period(exchange.start, exchange.end),
        "parts": [
            Link(str(one.label), url, one.key == part)
            for one in PARTS
            if user.has_perm(one.permission, exchange) and (url := existing_url(one.url_name, exchange.pk))
        ],
    }


def part_url(where: str, exchange: Exchange) -> str:
    """The address of a part; of the whole when there is no such page."""
    by_key = {one.key: one.url_name for one in PARTS}
    return (
        existing_url(by_key.get(where, "web:exchange"), exchange.pk) or existing_url("web:exchange", exchange.pk) or ""
    )
