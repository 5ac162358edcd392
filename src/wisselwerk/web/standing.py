"""Where an expert stands: who looked at the profile, for how many questions it was considered, how often chosen and
what they were invited to.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from wisselwerk.exchanges.enums import ExchangeStatus, ParticipantStatus
from wisselwerk.exchanges.models import Invitation
from wisselwerk.experts.models import Expert
from wisselwerk.needs.queries import choices_about
from wisselwerk.trail.queries import looks_at
from wisselwerk.web.exchange_page import INVITATION_TONES, STATUS_TONES
from wisselwerk.web.logwords import IN_PASSING, activity_words

CONSIDERED = "needs.rank"


@dataclass(frozen=True, slots=True)
class Look:
    """A look at the profile, in words: when, what, by whom (empty for a visitor or the site itself)."""

    at: dt.datetime
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class Month:
    """For how many questions the person was considered in a month, and how often they were chosen."""

    first_day: dt.date
    questions: int
    chosen: int


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation, and how it stands: of the exchange as soon as the person takes part in it."""

    title: str
    language: str
    state: str
    tone: str
    href: str


def looks(expert: Expert, *, limit: int = 20) -> list[Look]:
    """The newest looks, without those in passing."""
    entries = looks_at(expert).exclude(activity__in=IN_PASSING)[:limit]
    return [Look(entry.at, activity_words(entry.activity), str(entry.actor or "")) for entry in entries]


def looks_in_passing(expert: Expert) -> int:
    """How often the person was one name among others in a list."""
    return looks_at(expert).filter(activity__in=IN_PASSING).count()


def standing(expert: Expert) -> list[Month]:
    """Month by month, newest first; a question for which the list was made again counts once in a month."""
    rankings = looks_at(expert).filter(activity=CONSIDERED).order_by().values_list("at", "purpose")
    considered = Counter(month for month, _question in {(_month(at), purpose) for at, purpose in rankings})
    chosen = Counter(_chosen_in(choices_about(expert.profile_id)))
    return [
        Month(month, considered[month], chosen[month])
        for month in sorted(considered.keys() | chosen.keys(), reverse=True)
    ]


def asked(expert: Expert, *, limit: int = 5) -> list[Asked]:
    """The newest invitations of a person."""
    invitations = expert.invitations.select_related("exchange", "participant").order_by("-sent_at", "-pk")[:limit]
    return [_asked(one) for one in invitations]


def _asked(invitation: Invitation) -> Asked:
    exchange, person = invitation.exchange, invitation.participant
    joins = person is not None and person.status == ParticipantStatus.JOINING
    return Asked(
        title=exchange.title,
        language=exchange.language,
        state=exchange.get_status_display() if joins else invitation.get_status_display(),
        tone=STATUS_TONES[ExchangeStatus(exchange.status)] if joins else INVITATION_TONES[invitation.status],
        href=reverse("web:exchange", args=[exchange.pk]) if joins else reverse("web:invitation", args=[invitation.pk]),
    )


def _chosen_in(choices: Iterable[dict[str, str | None]]) -> Iterable[dt.date]:
    for choice in choices:
        if choice["on"] and not choice["withdrawn"]:
            yield _month(dt.datetime.fromisoformat(choice["on"]))


def _month(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date().replace(day=1)
