"""Trips of administrators: whose dossier waits for something, and the public register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import ExchangeStatus, ParticipantStatus
from wisselwerk.exchanges.models import Exchange, Participant, TripDossier
from wisselwerk.exchanges.queries.preparation import travelling
from wisselwerk.experts.enums import ExpertKind
from wisselwerk.organisations.models import Organisation
from wisselwerk.programmes.texts import searchable

# The report is asked so long after the last day.
REPORT_AFTER: Final = dt.timedelta(weeks=4)


def makes_trip(participant: Participant) -> bool:
    """Whether somebody in office travels: then there is a dossier."""
    return participant.is_administrator and participant.exchange.has_travel


def has_returned(exchange: Exchange) -> bool:
    """Whether the trip is over, so that it can be reported on."""
    if exchange.status in {ExchangeStatus.ENDED, ExchangeStatus.CLOSED}:
        return True
    return (
        exchange.status == ExchangeStatus.UNDER_WAY and exchange.end is not None and exchange.end < timezone.localdate()
    )


def trips_of(user: User) -> QuerySet[Participant]:
    """The travellers whose dossier `user` keeps: themselves, and administrators of their own municipality."""
    own = Q(pk__in=Participant.objects.joining().of_user(user).values("pk"))
    spared = [pk for role, pk in user.current_roles if role in {Role.COORDINATOR, Role.EMPLOYER}]
    people = Participant.objects.joining().filter(
        own | Q(organisation__in=spared),
        kind=ExpertKind.ADMINISTRATOR,
        exchange__in=travelling(Exchange.objects.exclude(status=ExchangeStatus.CANCELLED)).values("pk"),
    )
    return people.select_related("exchange", "dossier").order_by("exchange__start", "pk")


def undecided(people: QuerySet[Participant]) -> QuerySet[Participant]:
    """Of these, those on whose trip the executive has not decided, though it is still to come."""
    return people.filter(
        Q(dossier=None) | Q(dossier__decided_on=None),
        exchange__status__in=[ExchangeStatus.FORMING, ExchangeStatus.PREPARING, ExchangeStatus.READY],
    )


def without_report(people: QuerySet[Participant], today: dt.date) -> QuerySet[Participant]:
    """Of these, those whose trip is over and who did not report on it."""
    return people.filter(
        Q(dossier=None) | Q(dossier__reported_on=None), exchange__status=ExchangeStatus.ENDED, exchange__end__lt=today
    )


def unreported(until: dt.date) -> QuerySet[TripDossier]:
    """The trips in the register that ended by a day and have no report; the oldest first."""
    return TripDossier.objects.filter(
        registered_at__isnull=False,
        reported_on=None,
        participant__status=ParticipantStatus.JOINING,
        participant__exchange__end__lte=until,
        participant__exchange__status__in=[ExchangeStatus.UNDER_WAY, ExchangeStatus.ENDED, ExchangeStatus.CLOSED],
    ).order_by("participant__exchange__end", "pk")


# ── the public register ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class TripFilter:
    """What somebody looks for; what is empty filters nothing."""

    words: str = ""
    municipality: int | None = None
    year: int | None = None


def register() -> QuerySet[TripDossier]:
    """The public register of trips of administrators, the newest trip first."""
    return (
        TripDossier.objects.filter(registered_at__isnull=False)
        .select_related("participant__organisation", "participant__exchange__country", "participant__exchange__partner")
        .order_by("-participant__exchange__start", "-pk")
    )


def find_trips(wanted: TripFilter) -> list[TripDossier]:
    """The trips that fit. Every word must stand in purpose, interest, report, municipality or partner."""
    found = register()
    if wanted.municipality is not None:
        found = found.filter(participant__organisation=wanted.municipality)
    if wanted.year is not None:
        found = found.filter(participant__exchange__start__year=wanted.year)
    words = searchable([wanted.words]).split()
    return [one for one in found if all(word in _text_of(one) for word in words)] if words else list(found)


def is_cancelled(dossier: TripDossier) -> bool:
    """Whether a trip in the register does not take place after all."""
    participant = dossier.participant
    return participant.status != ParticipantStatus.JOINING or participant.exchange.status == ExchangeStatus.CANCELLED


def municipalities_in_register() -> QuerySet[Organisation]:
    return Organisation.objects.filter(participants__dossier__registered_at__isnull=False).distinct().order_by("name")


def years_in_register() -> list[int]:
    """The years in which there was a trip, the newest first."""
    dates = register().filter(participant__exchange__start__isnull=False).order_by()
    return sorted({day.year for day in dates.dates("participant__exchange__start", "year")}, reverse=True)


def _text_of(dossier: TripDossier) -> str:
    participant = dossier.participant
    exchange = participant.exchange
    return searchable(
        [dossier.purpose, dossier.policy_interest, dossier.report, participant.employer, exchange.partner.name]
        + ([str(exchange.country)] if exchange.country else [])
        + ([participant.name] if participant.may_be_named else [])
    )
