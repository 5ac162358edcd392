"""Who may see and change organisations."""

import rules

from wisselwerk.accounts.rules import is_administrator, is_country_team, is_officer

rules.add_perm("organisations.view_organisations", rules.is_authenticated)
rules.add_perm("organisations.change_organisation", is_officer | is_administrator)
rules.add_perm("organisations.update_municipalities", is_administrator)
rules.add_perm("organisations.view_travel_advice", rules.is_authenticated)
rules.add_perm("organisations.note_travel_advice", is_officer | is_country_team | is_administrator)
