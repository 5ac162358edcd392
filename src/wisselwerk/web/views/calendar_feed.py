"""One's own calendar: what comes, and the secret address at which a calendar program reads it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from wisselwerk.accounts.models import User
from wisselwerk.exchanges import calendars
from wisselwerk.exchanges.actions import renew_calendar_feed
from wisselwerk.exchanges.models import CalendarFeed
from wisselwerk.exchanges.queries.calendar import coming_sessions, feed_with, own_sessions
from wisselwerk.exchanges.queries.preparation import own_open_lines
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.session_lines import line_of

SHOWN = 50


@login_required
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The sessions that come, and how to have them in a calendar of one's own."""
    user, now = signed_in_user(request), timezone.now()
    feed = CalendarFeed.objects.filter(user=user).first()
    coming = coming_sessions(user, now).prefetch_related("speakers__participant__expert")[:SHOWN]
    context = {
        "lines": [line_of(one, user, now=now, joins=True) for one in coming],
        "feed": feed,
        "feed_address": _address(feed) if feed else "",
    }
    return render(request, "exchanges/calendar.html", context)


@login_required
@require_POST
def calendar_renew(request: HttpRequest) -> HttpResponse:
    """Make the address, or a new one."""
    renew_calendar_feed(by=signed_in_user(request))
    messages.success(request, _("Your calendar has a new address. An older one does not work any more."))
    return redirect("web:calendar")


@require_safe
@cache_control(private=True, max_age=900)
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself, for a program that can't sign in: whoever has the address may read it."""
    feed = feed_with(token)
    if feed is None:
        raise Http404
    user, now = feed.user, timezone.now()
    with translation.override(user.language):
        name = _("Exchanges ({agency})").format(agency=settings.CONFIG.agency_name)
        text = calendars.feed(own_sessions(user, now), _due(user), name=name)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="wisselwerk.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _due(user: User) -> list[calendars.AllDay]:
    """What is still to be arranged, on the day before which the first of it should be done."""
    return [
        calendars.AllDay(
            row["exchange"],
            ngettext("{title}: {count} thing to arrange", "{title}: {count} things to arrange", row["lines"]).format(
                title=row["exchange__title"], count=row["lines"]
            ),
            row["first_due"],
        )
        for row in own_open_lines(user)
        if row["first_due"] is not None
    ]


def _address(feed: CalendarFeed) -> str:
    """Without a language in it: that of its reader is used."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.CONFIG.base_url.rstrip("/") + reverse("web:calendar-feed", args=[feed.token])


urlpatterns = [
    path("agenda", calendar, name="calendar"),
    path("agenda/adres", calendar_renew, name="calendar-renew"),
    path("agenda/<str:token>.ics", calendar_feed, name="calendar-feed"),
]
