"""The secret address of somebody's own calendar."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.models import CalendarFeed
from wisselwerk.exchanges.models.conversation import feed_token
from wisselwerk.trail.actions import log_action


@transaction.atomic
def renew_calendar_feed(*, by: User) -> CalendarFeed:
    """Make the address of one's calendar, or a new one that makes the old worthless. Raises `PermissionDenied`."""
    require(by, "exchanges.use_calendar")
    feed, _created = CalendarFeed.objects.update_or_create(
        user=by, defaults={"token": feed_token(), "made_at": timezone.now()}
    )
    log_action("exchanges.renew_calendar_feed", feed, by=by)
    return feed
