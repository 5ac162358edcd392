"""Preparation: the checklist as somebody sees it, what they still must do, and what the country team must look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypedDict

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.checklist import SAFETY
from wisselwerk.exchanges.enums import ExchangeStatus, Side
from wisselwerk.exchanges.models import ChecklistItem, Exchange, GoDecision, LocalContext, Participant
from wisselwerk.exchanges.models.exchange import TRAVEL_FORMS
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Country, TravelAdvice
from wisselwerk.organisations.queries import advice_by_country
from wisselwerk.programmes.enums import ProjectStatus
from wisselwerk.programmes.models import ProjectCountry

# The states in which the list is worked on.
PREPARED: Final = (ExchangeStatus.PREPARING, ExchangeStatus.READY)
# Before a departure within so many days, the advice must have been looked at within so many days.
DEPARTS_WITHIN: Final = dt.timedelta(days=30)
CHECKED_WITHIN: Final = dt.timedelta(days=14)


def travelling(exchanges: QuerySet[Exchange]) -> QuerySet[Exchange]:
    """Those for which people from the Netherlands go to the country; the same as `Exchange.has_travel`."""
    wanted = Q()
    for form in sorted(TRAVEL_FORMS):
        wanted |= Q(forms__icontains=f'"{form}"')
    return exchanges.filter(wanted)


# ── the list of one exchange ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Stand:
    """What somebody is to one exchange, found once for all its lines."""

    is_officer: bool
    is_partner: bool
    is_country_team: bool
    participations: frozenset[int]

    @classmethod
    def of(cls, user: User, exchange: Exchange) -> Stand:
        own = exchange.participants.joining().of_user(user).values_list("pk", flat=True)
        return cls(
            is_officer=user.has_role(Role.OFFICER),
            is_partner=user.has_role(Role.PARTNER, in_organisation=exchange.partner_id),
            is_country_team=user.has_perm("exchanges.sign_off", exchange),
            participations=frozenset(own),
        )

    def owns(self, item: ChecklistItem) -> bool:
        """Whether it is theirs to do."""
        if item.participant_id is not None and item.owner in {Side.EXPERT, Side.EMPLOYER}:
            return item.participant_id in self.participations
        return {
            Side.OFFICER: self.is_officer,
            Side.PARTNER: self.is_partner,
            Side.COUNTRY_TEAM: self.is_country_team,
            Side.EXPERT: bool(self.participations),
        }.get(Side(item.owner), False)

    def may_tick(self, item: ChecklistItem) -> bool:
        """The same as the rule `exchanges.tick_item`."""
        return self.is_officer or self.owns(item)

    def sees(self, item: ChecklistItem) -> bool:
        """What somebody must arrange for themselves (a passport, a vaccination) is not for everybody to read."""
        return (
            item.participant_id is None
            or self.is_officer
            or self.is_country_team
            or item.participant_id in self.participations
        )


@dataclass(frozen=True, slots=True)
class Checklist:
    """The lines that somebody sees, theirs first, and how many there are of others'."""

    mine: list[ChecklistItem]
    others: dict[Side, list[ChecklistItem]]
    stand: Stand
    settled: int
    total: int
    hidden_settled: int
    hidden_total: int


def checklist_of(exchange: Exchange, user: User) -> Checklist:
    """The list of an exchange as `user` sees it, open lines first, each by the day on which it is due."""
    stand = Stand.of(user, exchange)
    items = list(
        exchange.checklist.current()
        .select_related("participant", "done_by")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    items.sort(key=lambda item: item.is_settled)
    seen = [item for item in items if stand.sees(item)]
    hidden = [item for item in items if not stand.sees(item)]
    others = {side: [one for one in seen if one.owner == side and not stand.owns(one)] for side in Side}
    return Checklist(
        mine=[item for item in seen if stand.owns(item)],
        others={side: lines for side, lines in others.items() if lines},
        stand=stand,
        settled=sum(item.is_settled for item in items),
        total=len(items),
        hidden_settled=sum(item.is_settled for item in hidden),
        hidden_total=len(hidden),
    )


def open_safety_lines(exchange: Exchange) -> list[ChecklistItem]:
    """What is not arranged yet of that to which the country team looks before it signs off."""
    return list(exchange.checklist.open().filter(code__in=SAFETY).select_related("participant"))


def earlier_context(exchange: Exchange) -> LocalContext | None:
    """What was last written of the same country for another exchange: a start for this one."""
    if exchange.country_id is None:
        return None
    others = LocalContext.objects.filter(exchange__country=exchange.country_id).exclude(exchange=exchange)
    return others.select_related("exchange").order_by("-changed_at", "-pk").first()


# ── what waits for somebody ──────────────────────────────────────────────────────────────────────────────────────────


class OpenLines(TypedDict):
    """The lines in one exchange that somebody still has to do."""

    exchange: int
    exchange__title: str
    exchange__language: str
    lines: int
    first_due: dt.date | None


def own_open_lines(user: User) -> QuerySet[ChecklistItem, OpenLines]:
    """What `user` still has to do, a row for each exchange in preparation, the most urgent first."""
    own = Participant.objects.joining().of_user(user)
    theirs = Q(owner__in=[Side.EXPERT, Side.EMPLOYER], participant__in=own.values("pk")) | Q(
        owner=Side.EXPERT, participant=None, exchange__in=own.values("exchange")
    )
    governments = [pk for role, pk in user.current_roles if role == Role.PARTNER]
    if governments:
        theirs |= Q(owner=Side.PARTNER, exchange__partner__in=governments)
    if user.has_role(Role.COUNTRY_TEAM):
        theirs |= Q(owner=Side.COUNTRY_TEAM, exchange__in=covered_by(user).values("pk"))
    if user.has_role(Role.OFFICER):
        theirs |= Q(owner=Side.OFFICER, exchange__officer=user)
    return (
        ChecklistItem.objects.open()
        .filter(theirs, exchange__status__in=PREPARED)
        .values("exchange", "exchange__title", "exchange__language")
        .annotate(lines=Count("pk"), first_due=Min("due_on"))
        .order_by(F("first_due").asc(nulls_last=True), "exchange")
    )


def covered_by(user: User) -> QuerySet[Exchange]:
    """The exchanges in the countries of the country teams of `user`: the same as the rule `is_its_country_team`."""
    teams = user.memberships.current().filter(role=Role.COUNTRY_TEAM)
    if teams.filter(organisation__kind=OrganisationKind.AGENCY).exists():
        return Exchange.objects.all()
    return Exchange.objects.filter(country__in=teams.values("organisation__country"))


def without_context(user: User) -> QuerySet[Exchange]:
    """In preparation, with people who go to the country, and nobody of the country team wrote what to know of it."""
    written = LocalContext.objects.filter(exchange=OuterRef("pk"))
    return travelling(covered_by(user)).filter(~Exists(written), status__in=PREPARED).order_by("start", "pk")


def to_decide(user: User) -> QuerySet[Exchange]:
    """In preparation, and the country team has not said whether it is safe to go, or must say it again."""
    newest = GoDecision.objects.filter(exchange=OuterRef("pk")).values("pk")[:1]
    stands = GoDecision.objects.filter(pk=OuterRef("newest_decision"), asked_again_at=None)
    waiting = travelling(covered_by(user)).filter(status__in=PREPARED).annotate(newest_decision=Subquery(newest))
    return waiting.filter(~Exists(stands)).order_by("start", "pk")


# ── travel advice ────────────────────────────────────────────────────────────────────────────────────────────────────


def departures(today: dt.date) -> QuerySet[Exchange]:
    """The exchanges in preparation for which people leave soon."""
    soon = travelling(Exchange.objects.filter(status__in=PREPARED, country__isnull=False))
    return soon.filter(start__range=(today, today + DEPARTS_WITHIN)).order_by("start", "pk")


def unchecked(exchanges: QuerySet[Exchange], today: dt.date) -> Iterator[Exchange]:
    """Those of which nobody lately looked whether the travel advice is still the same."""
    found = list(exchanges.select_related("country", "officer"))
    advice = advice_by_country({one.country_id for one in found if one.country_id})
    for exchange in found:
        held = advice.get(exchange.country_id or "")
        if held is None or timezone.localdate(held.checked_at) < today - CHECKED_WITHIN:
            yield exchange


@dataclass(frozen=True, slots=True)
class Watched:
    """A country where we work, its travel advice, and how many exchanges go there."""

    country: Country
    advice: TravelAdvice | None
    coming: int
    first: dt.date | None


def watched_countries() -> list[Watched]:
    """Every country in which there is an exchange, a current project, or a travel advice."""
    going = travelling(Exchange.objects.filter(status__in=[*PREPARED, ExchangeStatus.FORMING]))
    counted = {
        row["country"]: row
        for row in going.values("country").annotate(number=Count("pk"), first=Min("start")).order_by("country")
    }
    running = (ProjectStatus.PIPELINE, ProjectStatus.IMPLEMENTATION, ProjectStatus.FINALISATION)
    of_projects = ProjectCountry.objects.filter(project__status__in=running)
    countries = list(
        Country.objects.filter(
            Q(pk__in=Exchange.objects.exclude(country=None).values("country"))
            | Q(pk__in=of_projects.values("country"))
            | Q(pk__in=TravelAdvice.objects.values("country"))
        ).exclude(pk="NL")
    )
    advice = advice_by_country([one.pk for one in countries])
    return [
        Watched(
            one,
            advice.get(one.pk),
            counted[one.pk]["number"] if one.pk in counted else 0,
            counted[one.pk]["first"] if one.pk in counted else None,
        )
        for one in countries
    ]


def exchanges_there(country: Country, among: QuerySet[Exchange]) -> QuerySet[Exchange]:
    """Of `among`, those that are not over and for which people go to a country."""
    return travelling(
        among.filter(country=country, status__in=[*PREPARED, ExchangeStatus.FORMING, ExchangeStatus.UNDER_WAY])
    ).order_by("start", "pk")
