"""Sessions and dates: planning them, moving them, and telling everyone concerned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience, calendars
from wisselwerk.exchanges.actions.moving import fall_back
from wisselwerk.exchanges.actions.preparing import shift_checklist
from wisselwerk.exchanges.conflicts import Conflict, locked, require_version
from wisselwerk.exchanges.enums import ConsentStatus, ExchangeStatus, InvitationStatus, SessionStatus
from wisselwerk.exchanges.models import (
    EmployerConsent,
    Exchange,
    Invitation,
    Participant,
    Session,
    SessionSpeaker,
    Shift,
)
from wisselwerk.exchanges.models.exchange import TRAVEL_FORMS
from wisselwerk.mail.actions import Recipient
from wisselwerk.trail.actions import log_action

CHANGEABLE: Final = frozenset(
    {ExchangeStatus.FORMING, ExchangeStatus.PREPARING, ExchangeStatus.READY, ExchangeStatus.UNDER_WAY}
)
# From confirmation on everybody has the dates in their calendar, and hears of each change.
TOLD: Final = frozenset({ExchangeStatus.PREPARING, ExchangeStatus.READY, ExchangeStatus.UNDER_WAY})
MOST_REPEATS: Final = 52
SAY_WHY: Final = gettext_lazy("Say why: everybody concerned gets to read it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionData:
    """A session as a form gives it: `start` and `end` are wall-clock times at the place, in `time_zone` (IANA)."""

    form: str
    start: dt.datetime
    end: dt.datetime
    time_zone: str = "Europe/Amsterdam"
    title: str = ""
    place: str = ""
    link: str = ""
    speakers: Collection[Participant] = ()


@transaction.atomic
def add_session(
    *, by: User | None, exchange: Exchange, data: SessionData, repeat_weekly: int = 1, seen: int | None = None
) -> list[Session]:
    """Plan a session, or the same one for several weeks on the same day and wall-clock time.

    The period of the exchange grows where a session is outside it. Raises `PermissionDenied`, `Conflict`, or
    `ValidationError` per field.
    """
    require(by, "exchanges.change_exchange", exchange)
    exchange = _changeable(exchange, seen)
    if not 1 <= repeat_weekly <= MOST_REPEATS:
        raise ValidationError({"repeat_weekly": _("Choose a number of weeks from 1 to 52.")})
    sessions = []
    for week in range(repeat_weekly):
        session = Session(exchange=exchange)
        _write(session, data, later=dt.timedelta(weeks=week))
        sessions.append(session)
    grown = _widen(exchange, sessions)
    log_action("exchanges.add_session", exchange, by=by, details={"sessions": [one.pk for one in sessions]})
    _dates_changed(exchange, by, travel=grown or data.form in TRAVEL_FORMS)
    _tell_of_session(exchange, sessions[0], by, {"kind": "added", "new": _wall_clock(sessions[0])})
    return sessions


@transaction.atomic
def update_session(
    *, by: User | None, session: Session, data: SessionData, reason: str = "", seen: int | None = None
) -> Session:
    """Change a session. When it moves, what it was is kept with the `reason`, and everybody is told.

    `seen` is the version of the exchange. Raises `PermissionDenied`, `Conflict`, or `ValidationError` per field.
    """
    require(by, "exchanges.change_exchange", session.exchange)
    exchange = _changeable(session.exchange, seen)
    session = _planned(session)
    was, old, travelled = (session.start, session.end), _wall_clock(session), session.form in TRAVEL_FORMS
    session.exchange = exchange
    session.sequence += 1
    _write(session, data)
    log_action("exchanges.update_session", exchange, by=by, details={"session": session.pk})
    change = {"kind": "changed", "new": _wall_clock(session)}
    if (session.start, session.end) != was:
        _require_reason(exchange, reason)
        _keep(exchange, session, was, (session.start, session.end), reason, by)
        grown = _widen(exchange, [session])
        _dates_changed(exchange, by, travel=grown or travelled or session.form in TRAVEL_FORMS)
        change |= {"kind": "moved", "old": old}
    _tell_of_session(exchange, session, by, change, reason=reason)
    return session


@transaction.atomic
def cancel_session(*, by: User | None, session: Session, reason: str, seen: int | None = None) -> Session:
    """Cancel one session; the exchange goes on. Raises `PermissionDenied`, `Conflict`, or `ValidationError`."""
    require(by, "exchanges.change_exchange", session.exchange)
    exchange = _changeable(session.exchange, seen)
    session = _planned(session)
    _require_reason(exchange, reason)
    session.status = SessionStatus.CANCELLED
    session.sequence += 1
    session.save(update_fields=["status", "sequence"])
    _keep(exchange, session, (session.start, session.end), (None, None), reason, by)
    log_action("exchanges.cancel_session", exchange, by=by, details={"session": session.pk})
    fall_back(exchange, actor=by)
    _tell_of_session(exchange, session, by, {"kind": "cancelled", "old": _wall_clock(session)}, reason=reason)
    return session


@transaction.atomic
def hold_session(*, by: User | None, session: Session, audience_size: int | None = None) -> Session:
    """The session was held; `audience_size` is how many people it reached. Raises `PermissionDenied`, or `Conflict`."""
    require(by, "exchanges.change_exchange", session.exchange)
    locked(session.exchange)
    session = locked(session)
    if session.status == SessionStatus.CANCELLED:
        raise Conflict(_("This session was cancelled."), code="conflict")
    if session.start > timezone.now():
        raise ValidationError(_("This session has not begun yet."))
    session.status, session.audience = SessionStatus.HELD, audience_size
    session.save(update_fields=["status", "audience"])
    log_action("exchanges.hold_session", session.exchange, by=by, details={"session": session.pk})
    return session


@transaction.atomic
def reschedule(
    *, by: User | None, exchange: Exchange, start: dt.date, end: dt.date, reason: str, seen: int | None = None
) -> Exchange:
    """Move the whole exchange: planned sessions go along by as many days, at the same wall-clock time.

    What was there stays as history and everybody concerned is told, with the new dates for their calendars. Raises
    `PermissionDenied`, `Conflict`, or `ValidationError` per field.
    """
    require(by, "exchanges.change_exchange", exchange)
    exchange = _changeable(exchange, seen)
    if end < start:
        raise ValidationError({"end": _("The period ends before it starts.")})
    if not reason.strip():
        raise ValidationError({"reason": SAY_WHY})
    before = (exchange.start, exchange.end)
    if before == (start, end):
        return exchange
    days = dt.timedelta(0) if exchange.start is None else start - exchange.start
    for session in exchange.sessions.filter(status=SessionStatus.PLANNED):
        if days:
            zone = ZoneInfo(session.time_zone)
            session.start, session.end = _moved(session.start, days, zone), _moved(session.end, days, zone)
            session.sequence += 1
            session.save(update_fields=["start", "end", "sequence"])
        first, last = days_of(session)
        if first < start or last > end:
            raise ValidationError(
                {"end": _("The session of {day} is then outside the period.").format(day=date_format(last))}
            )
    exchange.start, exchange.end = start, end
    exchange.save(update_fields=["start", "end", "changed_at"])
    _keep(exchange, None, tuple(map(_midnight, before)), (_midnight(start), _midnight(end)), reason, by)
    log_action(
        "exchanges.reschedule",
        exchange,
        by=by,
        details={"from": [str(day) for day in before], "to": [str(start), str(end)]},
    )
    shift_checklist(exchange, by_days=days.days)
    _shift_invitations(exchange, before, days)
    _dates_changed(exchange, by, travel=True)
    old = {"old_start": _iso(before[0]), "old_end": _iso(before[1]), "reason": reason.strip()}
    audience.tell(
        _concerned(exchange),
        "rescheduled",
        about=exchange,
        but=by,
        context=_words(exchange) | old,
        attachments=calendars.attachment(exchange) if exchange.status in TOLD else (),
    )
    return exchange


def _changeable(exchange: Exchange, seen: int | None) -> Exchange:
    """The exchange, locked, with its version raised: whoever looked before this change has to look again."""
    exchange = locked(exchange)
    require_version(exchange, seen)
    if exchange.status not in CHANGEABLE:
        raise Conflict(_("The exchange is over."), code="conflict")
    exchange.version += 1
    exchange.save(update_fields=["version", "changed_at"])
    return exchange


def days_of(session: Session) -> tuple[dt.date, dt.date]:
    """The first and the last day of a session, at its place."""
    zone = ZoneInfo(session.time_zone)
    return session.start.astimezone(zone).date(), session.end.astimezone(zone).date()


def _planned(session: Session) -> Session:
    session = locked(session)
    if session.status != SessionStatus.PLANNED:
        raise Conflict(_("This session was held or cancelled already."), code="conflict")
    return session


def _require_reason(exchange: Exchange, reason: str) -> None:
    if exchange.status in TOLD and not reason.strip():
        raise ValidationError({"reason": SAY_WHY})


def _write(session: Session, data: SessionData, *, later: dt.timedelta = dt.timedelta(0)) -> None:
    if data.time_zone not in _time_zones():
        raise ValidationError({"time_zone": _("Choose a time zone from the list.")})
    zone = ZoneInfo(data.time_zone)
    start, end = ((moment + later).replace(tzinfo=zone).astimezone(dt.UTC) for moment in (data.start, data.end))
    if end <= start:
        raise ValidationError({"end": _("The session ends before it begins.")})
    session.start, session.end = start, end
    for name in ("form", "time_zone", "title", "place", "link"):
        setattr(session, name, getattr(data, name))
    session.full_clean(exclude=["exchange"])
    session.save()
    session.speakers.all().delete()
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session=session, participant=one)
        for one in data.speakers
        if one.exchange_id == session.exchange_id
    )


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _moved(moment: dt.datetime, days: dt.timedelta, zone: ZoneInfo) -> dt.datetime:
    """The same wall-clock time so many days later, whatever summer time does in between."""
    local = moment.astimezone(zone)
    return (local.replace(tzinfo=None) + days).replace(tzinfo=zone)


def _widen(exchange: Exchange, sessions: Collection[Session]) -> bool:
    """Let the period hold these sessions; whether it grew."""
    before = exchange.start, exchange.end
    days = [day for one in sessions for day in days_of(one)]
    exchange.start, exchange.end = min([*days, *filter(None, before)]), max([*days, *filter(None, before)])
    if (exchange.start, exchange.end) == before:
        return False
    exchange.save(update_fields=["start", "end", "changed_at"])
    if before[0] is not None:
        shift_checklist(exchange, by_days=(exchange.start - before[0]).days)
    return True


def _dates_changed(exchange: Exchange, actor: User | None, *, travel: bool) -> None:
    """What rests on the dates: a go for the journey is asked again, and a ready exchange may lack something now."""
    if travel and exchange.has_travel:
        exchange.go_decisions.filter(asked_again_at=None).update(asked_again_at=timezone.now())
    fall_back(exchange, actor=actor)


def _keep(
    exchange: Exchange,
    session: Session | None,
    old: tuple[dt.datetime | None, ...],
    new: tuple[dt.datetime | None, ...],
    reason: str,
    by: User | None,
) -> None:
    Shift.objects.create(
        exchange=exchange,
        session=session,
        old_start=old[0],
        old_end=old[1],
        new_start=new[0],
        new_end=new[1],
        reason=reason.strip(),
        by=by,
    )


def _tell_of_session(
    exchange: Exchange, session: Session, actor: User | None, change: dict[str, str], *, reason: str = ""
) -> None:
    if exchange.status in TOLD:
        audience.tell(
            _concerned(exchange) if change["kind"] == "moved" else audience.everybody(exchange),
            "sessions_changed",
            about=exchange,
            but=actor,
            context=_words(exchange)
            | change
            | {"session": session.title, "zone": _city(session), "reason": reason.strip()},
            attachments=calendars.attachment(exchange),
        )


def _wall_clock(session: Session) -> str:
    """When it begins, at its place, as ISO text."""
    return session.start.astimezone(ZoneInfo(session.time_zone)).strftime("%Y-%m-%dT%H:%M")


def _city(session: Session) -> str:
    return session.time_zone.rpartition("/")[2].replace("_", " ")


def _concerned(exchange: Exchange) -> list[Recipient]:
    """Everybody in it, who is still invited, and the employers who were asked or consented."""
    consents = EmployerConsent.objects.filter(
        participant__exchange=exchange, status__in=[ConsentStatus.ASKED, ConsentStatus.GIVEN]
    ).exclude(asked_email="")
    found = [
        *audience.everybody(exchange),
        *(audience.person(one) for one in _open_invitations(exchange)),
        *(Recipient(one.asked_email, one.language) for one in consents),
    ]
    return list({one.email: one for one in found}.values())


def _open_invitations(exchange: Exchange) -> list[Invitation]:
    waiting = exchange.invitations.filter(status__in=[InvitationStatus.SENT, InvitationStatus.OTHER_DATES])
    return list(waiting.select_related("expert__user"))


def _shift_invitations(exchange: Exchange, before: tuple[dt.date | None, dt.date | None], days: dt.timedelta) -> None:
    """Whoever has not answered yet is asked for the new dates; a part of the period moves along with the whole."""
    for one in _open_invitations(exchange):
        if (one.start, one.end) == before:
            one.start, one.end = exchange.start, exchange.end
        else:
            one.start, one.end = one.start and one.start + days, one.end and one.end + days
        one.save(update_fields=["start", "end"])


def _words(exchange: Exchange) -> dict[str, object]:
    return {
        "exchange": exchange.pk,
        "title": exchange.title,
        "start": _iso(exchange.start),
        "end": _iso(exchange.end),
    }


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _midnight(day: dt.date | None) -> dt.datetime | None:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min)) if day else None
