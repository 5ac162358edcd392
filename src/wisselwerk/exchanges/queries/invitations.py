"""Invitations: who is asked elsewhere at the same time, who still has to hear, and what somebody may answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import ExchangeStatus, InvitationStatus
from wisselwerk.exchanges.models import Exchange, Invitation
from wisselwerk.experts.models import Expert
from wisselwerk.needs.models import Need

STANDING = (InvitationStatus.SENT, InvitationStatus.OTHER_DATES, InvitationStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Days for which somebody is asked (or expected) already."""

    start: dt.date
    end: dt.date
    accepted: bool


def overlaps(invitation: Invitation) -> list[Overlap]:
    """Where else the person is asked or expected on days that this invitation is about."""
    if invitation.start is None or invitation.end is None or invitation.offer is not None:
        return []
    return overlaps_of(
        expert=invitation.expert,
        email=invitation.email,
        start=invitation.start,
        end=invitation.end,
        but=invitation.exchange,
    )


def overlaps_of(
    *, expert: Expert | None, email: str, start: dt.date, end: dt.date, but: Exchange | None = None
) -> list[Overlap]:
    """The invitations and participations of one person that touch these days, outside the exchange `but`."""
    found = Invitation.objects.filter(_same_person(expert, email), status__in=STANDING, start__lte=end, end__gte=start)
    found = found.exclude(exchange__status__in=[ExchangeStatus.CLOSED, ExchangeStatus.CANCELLED])
    if but is not None and but.pk is not None:
        found = found.exclude(exchange=but)
    # Who said yes and left again is free.
    found = found.exclude(status=InvitationStatus.ACCEPTED, participant__status="withdrawn")
    return [
        Overlap(one.start, one.end, one.status == InvitationStatus.ACCEPTED)
        for one in found.order_by("start")
        if one.start and one.end
    ]


def not_told(exchange: Exchange) -> QuerySet[Invitation]:
    """People who were invited, do not take part, and have not heard how it went. Who said no knows."""
    return exchange.invitations.filter(
        outcome_told_at=None,
        offer=None,
        status__in=[InvitationStatus.WITHDRAWN, InvitationStatus.EXPIRED, InvitationStatus.NOT_NOW],
    ).exclude(email="")


def chosen_but_not_invited(need: Need) -> list[Expert]:
    """The people who were chosen for a need and whom nobody invited."""
    keys = need.choices.filter(profile_id__startswith="expert:").values_list("profile_id", flat=True)
    experts = Expert.objects.findable().filter(pk__in=[key.partition(":")[2] for key in keys]).exclude(email="")
    return list(experts.exclude(invitations__exchange__need=need).select_related("user").order_by("pk"))


def invitations_of(user: User) -> QuerySet[Invitation]:
    """What somebody was invited to: as a person, or as coordinator of a municipality with an offer."""
    coordinated = [organisation for role, organisation in user.current_roles if role == Role.COORDINATOR]
    own = Q(expert__user=user) | Q(expert=None, offer=None, email=user.email)
    return (
        Invitation.objects.filter(own | Q(offer__organisation__in=coordinated))
        .select_related("exchange__partner", "exchange__country", "exchange__officer", "offer__organisation", "expert")
        .select_related("participant__certificate")
    )


def of_exchange(exchange: Exchange) -> QuerySet[Invitation]:
    """All invitations of an exchange with what was said about them, oldest first."""
    return (
        exchange.invitations.select_related("expert", "offer__organisation", "participant", "put_forward_for")
        .prefetch_related("remarks__by")
        .order_by("sent_at", "pk")
    )


def ready_made_texts(exchange_title: str, languages: Iterable[str]) -> dict[str, str]:
    """The text of an invitation to begin with, in each language: {"nl": …}."""
    texts = {}
    for language in sorted(set(languages)):
        with translation.override(language):
            texts[language] = _(
                "We think that your experience fits this question: “{title}”. Colleagues abroad work on the same as "
                "you do and would like to learn from how you did it. Would you like to take part?"
            ).format(title=exchange_title)
    return texts


def _same_person(expert: Expert | None, email: str) -> Q:
    same = Q(email=email) if email else Q()
    return same | Q(expert=expert) if expert is not None else same
