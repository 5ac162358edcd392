"""Who may see and change needs and shortlists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.rules import is_officer, is_partner

if TYPE_CHECKING:
    from wisselwerk.accounts.models import User
    from wisselwerk.needs.models import Need


@rules.predicate
def asks_the_need(user: User, need: Need | None) -> bool:
    """A member of the partner government that asks."""
    return (
        user.is_authenticated and need is not None and user.has_role(Role.PARTNER, in_organisation=need.organisation_id)
    )


rules.add_perm("needs.list_needs", is_officer | is_partner)
rules.add_perm("needs.submit_need", is_officer | is_partner)
rules.add_perm("needs.view_need", is_officer | asks_the_need)
rules.add_perm("needs.change_need", is_officer | asks_the_need)
rules.add_perm("needs.make_shortlist", is_officer)
rules.add_perm("needs.view_shortlist", is_officer)
rules.add_perm("needs.export_shortlist", is_officer)
rules.add_perm("needs.choose", is_officer)
rules.add_perm("needs.attach_file", is_officer | asks_the_need)
rules.add_perm("needs.ask_clarification", is_officer)
rules.add_perm("needs.clarify", is_officer | asks_the_need)
