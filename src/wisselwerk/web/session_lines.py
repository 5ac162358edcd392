"""Sessions in words: on the clocks of both ends, and with whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import SessionStatus
from wisselwerk.exchanges.models import Session
from wisselwerk.exchanges.queries.people import name_for
from wisselwerk.web.moments import at_home, between, zone_name

STATUS_TONES: Final = {SessionStatus.PLANNED: "", SessionStatus.HELD: "success", SessionStatus.CANCELLED: "error"}


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session as a page shows it; `link` only for who joins it."""

    session: Session
    form: str
    there: str
    zone: str
    home: str
    link: str
    speakers: tuple[str, ...]
    status: str
    tone: str
    has_begun: bool


def line_of(session: Session, user: User, *, now: dt.datetime, joins: bool) -> SessionLine:
    """A session in words. Its speakers must be there already (`programme_of`)."""
    return SessionLine(
        session=session,
        form=session.get_form_display(),
        there=between(session.start, session.end, session.time_zone),
        zone=zone_name(session.time_zone),
        home=at_home(session.start, session.end, session.time_zone),
        link=session.link if joins else "",
        speakers=tuple(name_for(user, one.participant) for one in session.speakers.all()),
        status=session.get_status_display(),
        tone=STATUS_TONES[SessionStatus(session.status)],
        has_begun=session.start <= now,
    )
