"""Who may see and repeat the site's messages; everybody decides how often they hear from it."""

import rules

from wisselwerk.accounts.rules import is_administrator

rules.add_perm("mail.view_messages", is_administrator)
rules.add_perm("mail.retry_message", is_administrator)
rules.add_perm("mail.set_rhythm", rules.is_authenticated)
