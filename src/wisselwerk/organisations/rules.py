"""Who may see and change organisations."""

import rules

from wisselwerk.accounts.rules import is_administrator, is_officer

rules.add_perm("organisations.view_organisations", rules.is_authenticated)
rules.add_perm("organisations.change_organisation", is_officer | is_administrator)
rules.add_perm("organisations.update_municipalities", is_administrator)
