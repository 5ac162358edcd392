"""Who may see the jobs and start one by hand."""

import rules

from wisselwerk.accounts.rules import is_administrator

rules.add_perm("jobs.view_jobs", is_administrator)
rules.add_perm("jobs.run_job", is_administrator)
