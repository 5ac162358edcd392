"""The jobs of the site in plain words."""

from __future__ import annotations

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

JOBS: dict[str, str | Promise] = {
    "exchanges.ask_follow_up": _("Ask what became of an exchange"),
    "exchanges.ask_travel_advice": _("Ask for a new look at the travel advice"),
    "exchanges.ask_trip_reports": _("Ask for the report of a trip"),
    "exchanges.end_consents": _("End consents of employers"),
    "exchanges.expire_invitations": _("End invitations that nobody answered"),
    "exchanges.remind_checklist": _("Remind people of their checklist"),
    "exchanges.remind_consents": _("Remind employers of a question for consent"),
    "exchanges.remind_evaluations": _("Remind people to evaluate"),
    "exchanges.remind_invited": _("Remind people of an invitation"),
    "exchanges.start_and_finish": _("Begin and end exchanges on their days"),
    "exchanges.tell_outcomes": _("Tell people whether they were chosen"),
    "experts.keep_fresh": _("Ask experts whether their profile is still right"),
    "experts.keep_offers_fresh": _("Ask municipalities whether their offers still stand"),
    "mail.deliver": _("Send the messages that wait"),
    "mail.forget": _("Remove the words of old messages"),
    "mail.send_digests": _("Send the summaries"),
}


def job_words(name: str) -> str:
    """What a job is called on the page; an unknown one by its code."""
    return str(JOBS.get(name, name))


def how_often(every: dt.timedelta) -> str:
    """How often a job is due, in words."""
    minutes = round(every.total_seconds() / 60)
    if minutes % 1440 == 0:
        days = minutes // 1440
        return ngettext("every day", "every {count} days", days).format(count=days)
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("every hour", "every {count} hours", hours).format(count=hours)
    return ngettext("every minute", "every {count} minutes", minutes).format(count=minutes)
