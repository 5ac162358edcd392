"""Taking the list of exchanges out of the site."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.models import Exchange
from wisselwerk.exchanges.queries.exchanges import ExchangeFilter, find_exchanges, with_sums
from wisselwerk.trail.actions import log_action


@transaction.atomic
def export_exchanges(*, by: User, wanted: ExchangeFilter) -> QuerySet[Exchange]:
    """The list as it is filtered, in whole, for a spreadsheet; that it was taken is in the trail.

    Raises `PermissionDenied`.
    """
    require(by, "exchanges.export_exchanges")
    found = with_sums(find_exchanges(by, wanted))
    log_action("exchanges.export_exchanges", by, by=by, details={"exchanges": found.count()})
    return found
