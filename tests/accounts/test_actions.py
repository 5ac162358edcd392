"""Users, roles, and that somebody can always administer the site."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cast import Cast
from wisselwerk.accounts.actions import create_user, grant_role, invite_user, revoke_role, set_active
from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import Membership, User
from wisselwerk.accounts.queries import memberships_of, users
from wisselwerk.accounts.rules import require
from wisselwerk.trail.models import ActionEntry

pytestmark = pytest.mark.django_db


def yesterday() -> dt.date:
    return timezone.localdate() - dt.timedelta(days=1)


def admin_role(cast: Cast) -> Membership:
    return cast.administrator.memberships.get()


def test_an_address_is_one_account_however_it_is_typed(cast: Cast) -> None:
    create_user(by=cast.administrator, email="  New@Example.org ")
    assert User.objects.get(email="new@example.org")
    with pytest.raises(ValidationError, match="already"):
        create_user(by=cast.administrator, email="NEW@example.org")


def test_somebody_invited_has_no_password_and_a_confirmed_address(cast: Cast) -> None:
    user = invite_user(by=cast.administrator, email="new@example.org", name="New", language="fr")
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified


def test_only_an_administrator_manages_users(cast: Cast) -> None:
    for person in (cast.charlie, cast.alice, cast.privacy_officer, cast.coordinator):
        with pytest.raises(PermissionDenied):
            create_user(by=person, email="x@example.org")
        with pytest.raises(PermissionDenied):
            grant_role(by=person, user=person, role=Role.ADMINISTRATOR, organisation=cast.agency)
        with pytest.raises(PermissionDenied):
            revoke_role(by=person, membership=admin_role(cast), on=yesterday())
        with pytest.raises(PermissionDenied):
            set_active(by=person, user=cast.administrator, active=False)


def test_an_account_that_is_blocked_may_do_nothing(cast: Cast) -> None:
    cast.alice.is_active = False
    with pytest.raises(PermissionDenied):
        require(cast.alice, "experts.search_experts")


def test_a_permission_that_nobody_defined_is_refused(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        require(cast.administrator, "experts.no_such_permission")


def test_a_role_holds_from_the_day_it_is_given_to_the_day_it_ends(cast: Cast) -> None:
    membership = grant_role(by=cast.administrator, user=cast.charlie, role=Role.OFFICER, organisation=cast.agency)
    assert cast.charlie.has_role(Role.OFFICER)
    revoke_role(by=cast.administrator, membership=membership, on=yesterday())
    charlie = User.objects.get(pk=cast.charlie.pk)
    assert not charlie.has_role(Role.OFFICER)
    assert list(memberships_of(charlie)) == [membership]


def test_a_role_that_ended_can_be_given_again(cast: Cast) -> None:
    membership = cast.alice.memberships.get()
    Membership.objects.update(since=dt.date(2020, 1, 1))
    revoke_role(by=cast.administrator, membership=membership, on=dt.date(2020, 12, 31))
    again = grant_role(by=cast.administrator, user=cast.alice, role=Role.OFFICER, organisation=cast.agency)
    assert (again.pk, again.since, again.until) == (membership.pk, timezone.localdate(), None)


def test_the_last_administrator_stays(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="administer"):
        revoke_role(by=cast.administrator, membership=admin_role(cast), on=yesterday())
    with pytest.raises(ValidationError, match="administer"):
        set_active(by=cast.administrator, user=cast.administrator, active=False)
    with pytest.raises(ValidationError, match="no end date"):
        revoke_role(by=cast.administrator, membership=admin_role(cast), on=dt.date(2100, 1, 1))
    with pytest.raises(ValidationError, match="no end date"):
        grant_role(
            by=None,
            user=cast.administrator,
            role=Role.ADMINISTRATOR,
            organisation=cast.agency,
            until=dt.date(2100, 1, 1),
        )
    assert User.objects.get(pk=cast.administrator.pk).has_role(Role.ADMINISTRATOR)


def test_with_a_second_administrator_the_first_may_go(cast: Cast) -> None:
    grant_role(by=cast.administrator, user=cast.alice, role=Role.ADMINISTRATOR, organisation=cast.agency)
    revoke_role(by=cast.alice, membership=admin_role(cast), on=yesterday())
    with pytest.raises(ValidationError, match="administer"):
        set_active(by=None, user=cast.alice, active=False)


def test_a_blocked_administrator_does_not_count(cast: Cast) -> None:
    grant_role(by=cast.administrator, user=cast.alice, role=Role.ADMINISTRATOR, organisation=cast.agency)
    set_active(by=cast.administrator, user=cast.alice, active=False)
    with pytest.raises(ValidationError, match="administer"):
        revoke_role(by=cast.administrator, membership=admin_role(cast), on=yesterday())


def test_ordinary_roles_have_nothing_to_do_with_it(cast: Cast) -> None:
    Membership.objects.filter(role=Role.ADMINISTRATOR).update(until=timezone.localdate())
    revoke_role(by=None, membership=cast.alice.memberships.get(), on=yesterday())
    grant_role(by=None, user=cast.bob, role=Role.OFFICER, organisation=cast.agency, until=dt.date(2100, 1, 1))


def test_users_are_found_by_name_role_and_state(cast: Cast) -> None:
    assert [user.email for user in users(text="ALICE")] == ["alice@example.org"]
    assert list(users(role=Role.COORDINATOR)) == [cast.coordinator, cast.other_coordinator]
    set_active(by=cast.administrator, user=cast.bob, active=False)
    assert list(users(active=False)) == [cast.bob]


def test_every_change_is_in_the_log(cast: Cast) -> None:
    before = ActionEntry.objects.count()
    user = invite_user(by=cast.administrator, email="new@example.org", name="New", language="fr")
    grant_role(by=cast.administrator, user=user, role=Role.OFFICER, organisation=cast.agency)
    set_active(by=cast.administrator, user=user, active=False)
    names = ActionEntry.objects.order_by("id").values_list("action", flat=True)[before:]
    assert list(names) == [
        "accounts.create_user",
        "accounts.invite_user",
        "accounts.grant_role",
        "accounts.set_active",
    ]
