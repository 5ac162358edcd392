"""Who may see and change programmes and projects. They are public: it is public money."""

import rules

from wisselwerk.accounts.rules import is_administrator, is_officer

rules.add_perm("programmes.view_projects", rules.always_allow)
rules.add_perm("programmes.change_project", is_officer)
rules.add_perm("programmes.import_projects", is_officer | is_administrator)
