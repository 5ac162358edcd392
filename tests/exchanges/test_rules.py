"""Who sees which exchange: the list and the rule say the same, and a country team keeps to its country."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from cast import Cast
from wisselwerk.accounts.enums import Role
from wisselwerk.exchanges.models import Exchange
from wisselwerk.exchanges.queries.exchanges import exchanges_visible_to
from wisselwerk.organisations.enums import OrganisationKind

pytestmark = pytest.mark.django_db


def test_the_list_holds_what_the_rule_allows_for_everybody(cast: Cast) -> None:
    ours = cast.exchange()
    cast.participant(ours, cast.bob)
    left = cast.exchange(title="Left")
    cast.participant(left, cast.bob, status="withdrawn")
    theirs = cast.exchange(partner=cast.other_government, country_id="UG")
    cast.participant(theirs, expert=None, name="Eva", email="charlie@example.org", organisation=cast.other_municipality)
    rwanda = cast.organisation("Team", kind=OrganisationKind.COUNTRY_TEAM, country_id="RW")
    people = [value for value in vars(cast).values() if hasattr(value, "memberships") and hasattr(value, "email")]
    people.append(cast.user("jean", Role.COUNTRY_TEAM, rwanda))
    seen = set()
    for user in people:
        listed = set(exchanges_visible_to(user).values_list("pk", flat=True))
        allowed = {one.pk for one in Exchange.objects.all() if user.has_perm("exchanges.view_exchange", one)}
        assert listed == allowed, user
        seen.add(frozenset(listed))
    assert len(seen) > 3  # the people of the cast differ in what they see


def test_a_country_team_works_for_its_own_country(cast: Cast) -> None:
    rwanda = cast.organisation("Team", kind=OrganisationKind.COUNTRY_TEAM, country_id="RW")
    jean = cast.user("jean", Role.COUNTRY_TEAM, rwanda)
    assert jean.has_perm("exchanges.sign_off", cast.exchange())
    assert not jean.has_perm("exchanges.sign_off", cast.exchange(country_id="UG"))
    assert not jean.has_perm("exchanges.sign_off", cast.exchange(country_id=None))


def test_somebody_without_a_profile_is_known_by_the_address_with_which_they_sign_in(cast: Cast) -> None:
    exchange = cast.exchange()
    cast.participant(exchange, expert=cast.expert(), email="charlie@example.org")
    assert not cast.charlie.has_perm("exchanges.view_exchange", exchange)  # the profile is somebody else's
    exchange.participants.update(expert=None)
    assert cast.charlie.has_perm("exchanges.view_exchange", exchange)
    assert not AnonymousUser().has_perm("exchanges.view_exchange", exchange)
