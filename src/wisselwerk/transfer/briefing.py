"""The briefing pack: all that somebody needs for an exchange, in one document in their language."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.checklist import title_of
from wisselwerk.exchanges.enums import SessionStatus
from wisselwerk.exchanges.models import ChecklistItem, Exchange, LocalContext, Participant, Session
from wisselwerk.exchanges.queries.preparation import Stand, checklist_of
from wisselwerk.exchanges.terms import sections_for, shown_name, text_or_other
from wisselwerk.experts.themes import recognise
from wisselwerk.languages import isolated
from wisselwerk.mail.actions import Recipient
from wisselwerk.organisations.models import TravelAdvice
from wisselwerk.organisations.queries import newest_advice
from wisselwerk.transfer.pdf import render

AT_HOME: Final = "Europe/Amsterdam"
# Of the terms what one wants at hand on the way; the whole stands in their own document.
TERMS_SHOWN: Final = frozenset({"purpose", "results", "who", "language", "hours", "costs", "safety"})

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody wrote, in its own language; `heading` is empty when it has none."""

    heading: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Table:
    heading: str
    head: list[str]
    rows: Rows
    note: str = ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """The document, in the order in which it is read; every word is in its language, but for what people wrote."""

    title: str
    title_language: str
    kicker: str
    facts: Rows
    purpose: Text
    emergency: Table
    advice: Table
    advice_text: Text
    is_grave: bool
    decision: Text
    programme: Table
    people: Table
    context: Text
    checklist: Table
    terms_heading: str
    terms: list[Text]
    documents: Table
    contacts: Table


def briefing_pdf(exchange: Exchange, *, reader: User, language: str) -> bytes:
    """The briefing pack of an exchange for one reader, in a language of the site."""
    return render("briefing", asdict(gather(exchange, reader=reader, language=language)), language=language)


def gather(exchange: Exchange, *, reader: User, language: str) -> Briefing:
    """What is in the pack: names and lines of the checklist only as far as the reader may know them."""
    stand = Stand.of(reader, exchange)
    advice = newest_advice(exchange.country) if exchange.has_travel else None
    context = LocalContext.objects.filter(exchange=exchange).first()
    with translation.override(language):
        return Briefing(
            title=exchange.title,
            title_language=exchange.language,
            kicker=_("Briefing pack"),
            facts=_facts(exchange),
            purpose=Text(_("What it is for"), exchange.purpose, exchange.language),
            emergency=_emergency(exchange, context),
            advice=_advice(advice),
            advice_text=_written(advice.text if advice else ""),
            is_grave=advice is not None and advice.level in {"orange", "red"},
            decision=_decision(exchange),
            programme=_programme(exchange),
            people=_people(exchange, stand),
            context=Text(_("Local context"), context.text if context else "", context.language if context else "en"),
            checklist=_checklist(checklist_of(exchange, reader).mine),
            terms_heading=_("From the terms of reference"),
            terms=_terms(exchange, language),
            documents=_documents(exchange),
            contacts=_contacts(exchange),
        )


def _written(text: str, heading: str = "") -> Text:
    """A text of which nobody said in which language it is."""
    return Text(heading, text, recognise(text).language if text else "en")


def _facts(exchange: Exchange) -> Rows:
    days = dict.fromkeys(date_format(day) for day in (exchange.start, exchange.end) if day)
    rows = [
        [_("Partner government"), exchange.partner.name],
        [_("Country"), str(exchange.country) if exchange.country else ""],
        [_("Form of exchange"), " · ".join(exchange.form_labels())],
        [_("Dates"), " – ".join(days)],
        [_("State"), exchange.get_status_display()],
    ]
    return [row for row in rows if row[1]]


def _emergency(exchange: Exchange, context: LocalContext | None) -> Table:
    rows = [[_("On the spot"), isolated(context.emergency_contact)]] if context and context.emergency_contact else []
    rows += [[_("Country team"), _reachable(one)] for one in audience.country_team(exchange.country)]
    rows += [[_("Programme officer"), _reachable(one)] for one in audience.officers(exchange)]
    return Table(_("In an emergency"), [_("Who"), _("How to reach them")], rows)


def _reachable(one: Recipient) -> str:
    return f"{isolated(one.user.name)}, {isolated(one.email)}" if one.user else one.email


def _advice(advice: TravelAdvice | None) -> Table:
    if advice is None:
        return Table(_("Travel advice"), [], [])
    rows = [
        [_("Level"), advice.get_level_display()],
        [_("Date of the advice"), date_format(advice.issued_on)],
        [_("Last checked"), date_format(timezone.localdate(advice.checked_at))],
        [_("Where it stands"), advice.source],
    ]
    return Table(_("Travel advice"), [], [row for row in rows if row[1]])


def _decision(exchange: Exchange) -> Text:
    decision = exchange.go_decisions.first() if exchange.has_travel else None
    if decision is None:
        return _written("", _("The country team has not decided yet.") if exchange.has_travel else "")
    day = date_format(timezone.localdate(decision.at))
    words = _("Decision of the country team on {day}: {decision}.").format(
        day=day, decision=decision.get_decision_display()
    )
    if decision.asked_again_at:
        words += " " + _("The dates or the travel advice changed since: it is decided again.")
    return _written(decision.reason, words)


def _programme(exchange: Exchange) -> Table:
    sessions = exchange.sessions.exclude(status=SessionStatus.CANCELLED)
    rows = [[_moment(one, one.time_zone), _moment(one, AT_HOME), _what(one)] for one in sessions]
    return Table(_("Programme"), [_("Time at the place"), _("Time in the Netherlands"), _("What and where")], rows)


def _moment(session: Session, zone: str) -> str:
    """Begin and end in a time zone; of one day the date once."""
    start, end = (timezone.localtime(one, ZoneInfo(zone)) for one in (session.start, session.end))
    first = f"{date_format(start)} {_clock(start)}"
    return f"{first} – {_clock(end) if start.date() == end.date() else f'{date_format(end)} {_clock(end)}'}"


def _clock(moment: dt.datetime) -> str:
    return date_format(moment, "TIME_FORMAT")


def _what(session: Session) -> str:
    where = [one for one in (session.place, session.link) if one]
    return "\n".join([str(session), *where])


def _people(exchange: Exchange, stand: Stand) -> Table:
    knows_all = stand.is_officer or stand.is_country_team or bool(stand.participations)
    rows = []
    for one in exchange.participants.joining().select_related("organisation"):
        name = str(one) if knows_all else shown_name(one)
        rows.append([name, _employer(one, knows_all), one.part])
    return Table(_("Who take part"), [_("Name"), _("Employer"), _("Part in the exchange")], rows)


def _employer(person: Participant, knows_all: bool) -> str:
    return person.employer if knows_all or "employer" in person.shown else ""


def _checklist(items: list[ChecklistItem]) -> Table:
    rows = []
    for item in items:
        if item.done_at is not None:
            state = _("Done")
        elif item.not_needed_because:
            state = _("Not needed")
        else:
            state = _("before {day}").format(day=date_format(item.due_on)) if item.due_on else _("To do")
        rows.append([title_of(item.code, item.title), state, item.note])
    return Table(_("Your checklist"), [_("What"), _("How it stands"), _("Remark")], rows)


def _terms(exchange: Exchange, language: str) -> list[Text]:
    newest = exchange.terms.first()
    if newest is None:
        return []
    found = []
    for section in sections_for(exchange.forms, newest.texts):
        text, written_in = text_or_other(newest.texts, section.key, language)
        if section.key in TERMS_SHOWN and text:
            found.append(Text(str(section.heading), text, written_in))
    return found


def _documents(exchange: Exchange) -> Table:
    rows = [[one.name, date_format(timezone.localdate(one.added_at))] for one in exchange.documents.all()]
    note = _("You find them on the page of the exchange, under messages and files.")
    return Table(_("Documents"), [_("Name"), _("Added on")], rows, note)


def _contacts(exchange: Exchange) -> Table:
    sides = (
        (_("Programme officer"), audience.officers(exchange)),
        (_("Country team"), audience.country_team(exchange.country)),
        (_("Partner government"), audience.partners(exchange)),
    )
    rows = [[side, one.user.name if one.user else "", one.email] for side, people in sides for one in people]
    return Table(_("Whom to ask what"), [_("Side"), _("Name"), _("E-mail address")], rows)
