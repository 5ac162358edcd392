"""What must be arranged before an exchange: which lines for which form, country and role.

The lines are data: to have another one, add it to `LINES`. `actions.preparing.make_checklist` makes the rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wisselwerk.exchanges.enums import Side
from wisselwerk.exchanges.models import Exchange, Participant
from wisselwerk.exchanges.models.exchange import HOST_FORMS, TRAVEL_FORMS
from wisselwerk.experts.enums import Form

ALL: Final = frozenset(Form)
ONLINE: Final = frozenset({Form.WEBINAR, Form.COACHING_REMOTE})
MEETINGS: Final = frozenset({Form.WEBINAR, Form.ROUND_TABLE})

# The European Union with Iceland, Liechtenstein, Norway and Switzerland: Dutch people travel there, and people from
# there to the Netherlands, without a visa and with the insurance that they have.
_EUROPE: Final = "AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
FREE_TRAVEL: Final = frozenset(_EUROPE.split())
# Enough to work together: the level from which a language counts as shared.
WORKING_LEVELS: Final = frozenset({"B1", "B2", "C1", "C2"})

Applies = Callable[[Exchange, Participant | None], bool]


def far_away(exchange: Exchange, person: Participant | None) -> bool:
    """The country is not one of free travel; one that is not known counts as far."""
    return exchange.country_id not in FREE_TRAVEL


def is_administrator(exchange: Exchange, person: Participant | None) -> bool:
    return person is not None and person.is_administrator


def languages_differ(exchange: Exchange, person: Participant | None) -> bool:
    """There is no language in which the partner asks to work and that everybody who takes part speaks well enough."""
    need = exchange.need
    asked = set(need.languages) | {need.language} if need else {exchange.language}
    spoken = [_languages_of(one) for one in exchange.participants.joining().select_related("expert")]
    return bool(spoken) and not asked.intersection(*spoken)


def always(exchange: Exchange, person: Participant | None) -> bool:
    return True


def _languages_of(person: Participant) -> set[str]:
    if person.expert is None or not person.expert.languages:
        return {person.language}
    return {code for code, level in person.expert.languages.items() if level in WORKING_LEVELS or not level}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: who does it, for which forms, how long before the first day, and whether it is a must.

    A line that is `for_each` is made once for each participant, the others once for the exchange.
    """

    code: str
    title: str | Promise
    help: str | Promise
    owner: Side
    days_before: int
    forms: Collection[Form] = ALL
    for_each: bool = False
    is_required: bool = True
    applies: Applies = always

    def due_on(self, exchange: Exchange, today: dt.date) -> dt.date | None:
        """The day before which it should be done. Nobody is late with a line that was only just made."""
        if exchange.start is None:
            return None
        due = exchange.start - dt.timedelta(days=self.days_before)
        return min(max(due, today + LEAST_TIME), max(exchange.start, today))


LEAST_TIME: Final = dt.timedelta(days=3)

LINES: Final = (
    # ── for all forms ──
    Line(
        "kick-off",
        _("First conversation of expert and partner"),
        _("Online, half an hour: get to know each other, and say what you expect."),
        Side.EXPERT,
        28,
    ),
    Line(
        "accessibility",
        _("Ask what everybody needs to take part"),
        _("For example a place without stairs, large print, sign language, or food without meat."),
        Side.OFFICER,
        30,
    ),
    Line(
        "interpreter",
        _("Arrange an interpreter"),
        _("The experts and the partner have no working language in common."),
        Side.OFFICER,
        21,
        applies=languages_differ,
    ),
    Line(
        "materials",
        _("Send the materials beforehand"),
        _("Presentations, examples and documents, so that everybody can read and translate them."),
        Side.EXPERT,
        5,
        is_required=False,
    ),
    # ── for those who travel ──
    Line(
        "passport",
        _("Passport valid for six months after the journey"),
        _("Look at the date now: a new passport takes time."),
        Side.EXPERT,
        60,
        TRAVEL_FORMS,
        for_each=True,
    ),
    Line(
        "college-decision",
        _("Decision of the municipal executive (college) on the trip"),
        _("Write the dossier of the trip and have it decided. Nobody in office travels without it."),
        Side.EMPLOYER,
        45,
        TRAVEL_FORMS,
        for_each=True,
        is_required=False,  # `states.trips_decided` looks at the dossier itself
        applies=is_administrator,
    ),
    Line(
        "invitation-letter",
        _("Letter of invitation by the partner"),
        _("Often asked for with the visa: on paper of the government, with names and dates."),
        Side.PARTNER,
        45,
        TRAVEL_FORMS,
        applies=far_away,
    ),
    Line(
        "vaccination",
        _("Vaccinations"),
        _("Ask your travel clinic in time: some take several weeks."),
        Side.EXPERT,
        42,
        TRAVEL_FORMS,
        for_each=True,
        applies=far_away,
    ),
    Line(
        "visa",
        _("Visa"),
        _("Ask for it with your passport, the letter of invitation and the dates."),
        Side.EXPERT,
        30,
        TRAVEL_FORMS,
        for_each=True,
        applies=far_away,
    ),
    Line(
        "tickets",
        _("Tickets"),
        _("Book when the dates stand; choose fares that can be changed."),
        Side.OFFICER,
        30,
        TRAVEL_FORMS,
    ),
    Line(
        "insurance",
        _("Travel and accident insurance"),
        _("Your employer often has one: ask whether it holds for this country and this work."),
        Side.EXPERT,
        21,
        TRAVEL_FORMS,
        for_each=True,
    ),
    Line(
        "programme",
        _("Programme of the visit by the partner"),
        _("Day by day: where, with whom, about what, and how one gets there."),
        Side.PARTNER,
        21,
        TRAVEL_FORMS,
    ),
    Line(
        "accommodation",
        _("Place to stay"),
        _("Safe, and within reach of the work."),
        Side.COUNTRY_TEAM,
        21,
        TRAVEL_FORMS,
    ),
    Line(
        "intercultural",
        _("Intercultural preparation"),
        _("Read the local context, and talk it through with somebody who worked there."),
        Side.EXPERT,
        14,
        TRAVEL_FORMS | HOST_FORMS,
        for_each=True,
        is_required=False,
    ),
    Line(
        "safety-briefing",
        _("Safety briefing"),
        _("The country team tells those who travel what to mind and what to do when something happens."),
        Side.COUNTRY_TEAM,
        10,
        TRAVEL_FORMS,
    ),
    Line(
        "emergency-card",
        _("Emergency card"),
        _("With the numbers to call on the spot and at home. Take it along on paper."),
        Side.EXPERT,
        7,
        TRAVEL_FORMS,
        for_each=True,
    ),
    # ── for those who receive a visit ──
    Line(
        "guest-visa",
        _("Visas for the guests"),
        _("Each guest asks for one at the embassy; the agency sends the letter of invitation."),
        Side.PARTNER,
        60,
        HOST_FORMS,
        applies=far_away,
    ),
    Line(
        "guest-travel",
        _("Tickets and place to stay for the guests"),
        _("Book when the dates stand and the visas are there."),
        Side.OFFICER,
        30,
        HOST_FORMS,
    ),
    Line(
        "guest-insurance",
        _("Travel and health insurance for the guests"),
        _("For the whole stay: it is also asked for with the visa."),
        Side.OFFICER,
        30,
        HOST_FORMS,
        applies=far_away,
    ),
    Line(
        "host-programme",
        _("Programme for the guests"),
        _("Day by day: where, with whom, about what, with time to rest."),
        Side.EXPERT,
        21,
        HOST_FORMS,
    ),
    # ── online and in meetings ──
    Line(
        "promotion",
        _("List of participants, and who else is invited"),
        _("So that the speakers know for whom they speak, and everybody has the link."),
        Side.PARTNER,
        7,
        MEETINGS,
    ),
    Line(
        "equipment",
        _("Try your own equipment"),
        _("Camera, microphone, sharing your screen, a quiet place."),
        Side.EXPERT,
        3,
        ONLINE,
        for_each=True,
    ),
    Line(
        "connection",
        _("Try the connection at the place"),
        _("With the programme and the room that are used on the day."),
        Side.PARTNER,
        3,
        ONLINE,
    ),
)
ITEMS: Final = {line.code: line for line in LINES}
# What the country team looks at before it signs off.
SAFETY: Final = frozenset({"passport", "visa", "vaccination", "insurance", "accommodation", "safety-briefing"})


def lines_for(exchange: Exchange) -> Iterator[tuple[Line, Participant | None]]:
    """The lines that this exchange asks for; one that is for each person comes once for each who takes part."""
    forms, people = set(exchange.forms), list(exchange.participants.joining())
    for line in LINES:
        if forms.isdisjoint(line.forms):
            continue
        for person in people if line.for_each else [None]:
            if line.applies(exchange, person):
                yield line, person


def title_of(code: str, title: str = "") -> str:
    """What a line is called in the language of the page; one that people added has their own words."""
    line = ITEMS.get(code)
    return str(line.title) if line else title or code
