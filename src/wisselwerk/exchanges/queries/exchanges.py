"""Exchanges: which ones somebody may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import ParticipantStatus
from wisselwerk.exchanges.models import Exchange, Participant
from wisselwerk.organisations.enums import OrganisationKind


def exchanges_visible_to(user: User) -> QuerySet[Exchange]:
    """The same as the rule `exchanges.view_exchange`, for many at once."""
    found = Exchange.objects.select_related("partner", "country", "need", "project__programme", "officer")
    if user.has_role(Role.OFFICER):
        return found
    roles: dict[str, list[int]] = {}
    for role, organisation in user.current_roles:
        roles.setdefault(role, []).append(organisation)
    own = Participant.objects.joining().of_user(user).values("exchange")
    allowed = Q(pk__in=own) | Q(partner__in=roles.get(Role.PARTNER, []))
    spared = [*roles.get(Role.COORDINATOR, []), *roles.get(Role.EMPLOYER, [])]
    if spared:
        joining = Participant.objects.filter(organisation__in=spared, status=ParticipantStatus.JOINING)
        allowed |= Q(pk__in=joining.values("exchange"))
    if teams := roles.get(Role.COUNTRY_TEAM):
        memberships = user.memberships.current().filter(role=Role.COUNTRY_TEAM, organisation__in=teams)
        if memberships.filter(organisation__kind=OrganisationKind.AGENCY).exists():
            return found
        allowed |= Q(country__in=memberships.values("organisation__country"))
    return found.filter(allowed)
