"""Who may see and change organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.rules import is_administrator, is_officer

if TYPE_CHECKING:
    from wisselwerk.accounts.models import User
    from wisselwerk.organisations.models import Organisation


@rules.predicate
def is_coordinator_of(user: User, organisation: Organisation | None) -> bool:
    return (
        user.is_authenticated
        and organisation is not None
        and user.has_role(Role.COORDINATOR, in_organisation=organisation.pk)
    )


@rules.predicate
def is_partner_of(user: User, organisation: Organisation | None) -> bool:
    return (
        user.is_authenticated
        and organisation is not None
        and user.has_role(Role.PARTNER, in_organisation=organisation.pk)
    )


rules.add_perm("organisations.view_organisations", rules.is_authenticated)
rules.add_perm("organisations.change_organisation", is_officer | is_administrator)
rules.add_perm("organisations.update_municipalities", is_administrator)
