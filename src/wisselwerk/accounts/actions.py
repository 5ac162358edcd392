"""Every write to users and memberships."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction

from wisselwerk.accounts.models import Membership, User
from wisselwerk.accounts.rules import require
from wisselwerk.trail.actions import log_action

if TYPE_CHECKING:
    from wisselwerk.organisations.models import Organisation


@transaction.atomic
def create_user(
    *,
    by: User | None,
    email: str,
    name: str = "",
    password: str | None = None,
    language: str = "nl",
    verified: bool = False,
) -> User:
    """Make an account. `verified` says that the address is known to be the person's own.

    Raises `PermissionDenied`, or `IntegrityError` when the address is taken.
    """
    require(by, "accounts.manage_users")
    user = User.objects.create_user(email=email, password=password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    log_action("accounts.create_user", user, by=by)
    return user


@transaction.atomic
def grant_role(
    *, by: User | None, user: User, role: str, organisation: Organisation, until: dt.date | None = None
) -> Membership:
    """Give `user` a role in an organisation, or change when it ends. Raises `PermissionDenied`."""
    require(by, "accounts.manage_users")
    membership, _created = Membership.objects.update_or_create(
        user=user, role=role, organisation=organisation, defaults={"until": until}
    )
    user.__dict__.pop("current_roles", None)
    log_action("accounts.grant_role", membership, by=by, details={"role": role, "organisation": organisation.pk})
    return membership


@transaction.atomic
def revoke_role(*, by: User | None, membership: Membership, on: dt.date) -> Membership:
    """End a role after the day `on`; the membership stays as history. Raises `PermissionDenied`."""
    require(by, "accounts.manage_users")
    membership.until = on
    membership.save(update_fields=["until"])
    log_action("accounts.revoke_role", membership, by=by, details={"until": on.isoformat()})
    return membership


@transaction.atomic
def set_active(*, by: User | None, user: User, active: bool) -> User:
    """Allow or stop signing in. Raises `PermissionDenied`."""
    require(by, "accounts.manage_users")
    user.is_active = active
    user.save(update_fields=["is_active"])
    log_action("accounts.set_active", user, by=by, details={"active": active})
    return user
