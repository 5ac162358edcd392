"""Who may, seen from the roles alone; the other apps combine these predicates with their own objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from wisselwerk.accounts.enums import Role

if TYPE_CHECKING:
    from wisselwerk.accounts.models import User


@rules.predicate
def is_officer(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.OFFICER)


@rules.predicate
def is_administrator(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.ADMINISTRATOR)


@rules.predicate
def is_privacy_officer(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.PRIVACY_OFFICER)


@rules.predicate
def is_coordinator(user: User) -> bool:
    """Of any municipality; the other apps ask of which one."""
    return user.is_authenticated and user.has_role(Role.COORDINATOR)


@rules.predicate
def is_country_team(user: User) -> bool:
    """Of any country; the exchanges ask of which one."""
    return user.is_authenticated and user.has_role(Role.COUNTRY_TEAM)


@rules.predicate
def is_employer(user: User) -> bool:
    """Somebody who consents for a municipality, whichever it is."""
    return user.is_authenticated and user.has_role(Role.EMPLOYER)


@rules.predicate
def is_partner(user: User) -> bool:
    """Of any partner government; the needs and exchanges ask of which one."""
    return user.is_authenticated and user.has_role(Role.PARTNER)


def require(by: User | None, permission: str, target: Any = None) -> None:
    """Let `by` pass or raise `PermissionDenied`.

    None stands for the operator on the command line and for jobs, who answer for what they start. A permission that no
    rule defines is refused.
    """
    if by is None:
        return
    if not (by.is_active and rules.has_perm(permission, by, target)):
        raise PermissionDenied(_("You are not allowed to do this."))


rules.add_perm("accounts.view_users", is_administrator | is_privacy_officer)
rules.add_perm("accounts.manage_users", is_administrator)
rules.add_perm("trail.view_actions", is_administrator | is_privacy_officer)
rules.add_perm("trail.view_processing", is_privacy_officer)
