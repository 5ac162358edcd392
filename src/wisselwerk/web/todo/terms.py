"""What waits of the terms of reference: to be written together, then to be agreed to by each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.exchanges.queries.terms import waiting_for
from wisselwerk.languages import isolated
from wisselwerk.web.todo.task import SHOWN, Task, link

# With fewer days than this to the first day it can't wait.
URGENT = dt.timedelta(days=14)


def tasks(user: User, today: dt.date) -> Iterator[Task]:
    """One line for each exchange: write, as long as the text is the template's; after that agree."""
    for version in waiting_for(user)[:SHOWN]:
        exchange = version.exchange
        late = exchange.start is not None and exchange.start < today + URGENT
        partner = isolated(exchange.partner)
        if version.number == 1 and not version.agreements.all():
            yield Task(
                exchange.title,
                _("The terms of reference with {partner} are still the template. Make them your own, together.").format(
                    partner=partner
                ),
                _("Read and write"),
                link("web:exchange-terms", exchange.pk, otherwise="web:exchanges"),
                "late" if late else "",
                exchange.language,
            )
        else:
            yield Task(
                exchange.title,
                _("Do you agree to version {number} of the terms of reference with {partner}?").format(
                    number=version.number, partner=partner
                ),
                _("Read and agree"),
                link("web:exchange-terms", exchange.pk, otherwise="web:exchanges"),
                "late" if late else "new",
                exchange.language,
            )
