"""The states of an exchange: which steps there are between them, who may take one, and what is still missing for it.

This is the one place for the question "what must be there before …?". A step is taken by `actions.move_on`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.exchanges.enums import ConsentStatus, Decision, ExchangeStatus, SessionStatus, Side
from wisselwerk.exchanges.models import EmployerConsent, Exchange, HourLine, Participant
from wisselwerk.languages import isolated

# An exchange may be closed without an evaluation that does not come, this long after it was due.
EVALUATION_GRACE: Final = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that must be there first. `where` names the part of the exchange in which it is arranged."""

    code: str
    text: str
    where: str


Check = Callable[[Exchange], Iterator[Missing]]


@dataclass(frozen=True, slots=True)
class Step:
    """A named transition: from which states, to which state, and what must be there."""

    name: str
    label: str | Promise
    sources: frozenset[str]
    target: str
    checks: tuple[Check, ...] = ()


def missing(exchange: Exchange, step: Step) -> list[Missing]:
    """What must still be arranged before the step can be taken; empty when it can."""
    return [one for check in step.checks for one in check(exchange)]


def steps_from(status: str) -> list[Step]:
    """The steps that lead on from a state, the next one first."""
    return [step for step in STEPS.values() if status in step.sources]


def next_step(exchange: Exchange) -> Step | None:
    """The step forward along the line; None at its end."""
    return next((step for step in steps_from(exchange.status) if step.name in _FORWARD), None)


# ── what must be there ───────────────────────────────────────────────────────────────────────────────────────────────


def _people(exchange: Exchange) -> list[Participant]:
    return list(exchange.participants.joining().select_related("dossier").order_by("pk"))


def dates_and_people(exchange: Exchange) -> Iterator[Missing]:
    if not _people(exchange):
        yield Missing("people", _("Nobody has said yes yet."), "people")
    if exchange.start is None or exchange.end is None:
        yield Missing("dates", _("There are no dates yet."), "sessions")
    if not exchange.sessions.exclude(status=SessionStatus.CANCELLED).exists():
        yield Missing("sessions", _("No session is planned yet."), "sessions")


def partner_approves(exchange: Exchange) -> Iterator[Missing]:
    """The newest approval names everybody who takes part; somebody who left needs no new one."""
    people = {one.pk for one in _people(exchange)}
    approval = exchange.approvals.first()
    if people and (approval is None or not people <= set(approval.participants)):
        yield Missing("approval", _("The partner has not approved the people yet."), "proposal")


def employers_consent(exchange: Exchange) -> Iterator[Missing]:
    """Each employer's consent stands and covers the dates. Without one no exchange is confirmed."""
    consents = {
        one.participant_id: one
        for one in EmployerConsent.objects.filter(participant__exchange=exchange, status=ConsentStatus.GIVEN)
    }
    for person in _people(exchange):
        consent = consents.get(person.pk)
        if consent is None or not consent.stands:
            text = _("The employer of {name} has not consented.").format(name=isolated(person))
            yield Missing("consent", text, "consents")
        elif not _covers(consent, exchange):
            text = _("The consent of the employer of {name} does not cover the dates.").format(name=isolated(person))
            yield Missing("consent-dates", text, "consents")


def terms_agreed(exchange: Exchange) -> Iterator[Missing]:
    """Officer, partner and each participant agreed to the newest version."""
    newest = exchange.terms.first()
    if newest is None:
        yield Missing("terms", _("The terms of reference are not written yet."), "terms")
        return
    agreed = list(newest.agreements.all())
    sides = {one.side for one in agreed if one.participant_id is None}
    if Side.OFFICER not in sides:
        yield Missing("terms-officer", _("The agency has not agreed to the terms of reference."), "terms")
    if Side.PARTNER not in sides:
        yield Missing("terms-partner", _("The partner has not agreed to the terms of reference."), "terms")
    people = {one.participant_id for one in agreed}
    for person in _people(exchange):
        if person.pk not in people:
            text = _("{name} has not agreed to the terms of reference.").format(name=isolated(person))
            yield Missing("terms-expert", text, "terms")


def checklist_done(exchange: Exchange) -> Iterator[Missing]:
    open_items = exchange.checklist.open().filter(is_required=True).count()
    if open_items:
        yield Missing(
            "checklist", _("The checklist still has open lines: {count}.").format(count=open_items), "preparation"
        )


def safe_to_go(exchange: Exchange) -> Iterator[Missing]:
    """The newest decision of the country team is a go, and nothing changed since. Only for travel."""
    if not exchange.has_travel:
        return
    decision = exchange.go_decisions.first()
    if decision is None or decision.asked_again_at is not None:
        yield Missing("go", _("The country team has not signed off that it is safe to go."), "preparation")
    elif decision.decision != Decision.GO:
        yield Missing("no-go", _("The country team says: no go."), "preparation")


def trips_decided(exchange: Exchange) -> Iterator[Missing]:
    """The executive decided on the trip of each administrator who travels."""
    if not exchange.has_travel:
        return
    for person in _people(exchange):
        dossier = getattr(person, "dossier", None)
        if person.is_administrator and (dossier is None or dossier.decided_on is None):
            text = _("The executive (college) has not decided on the trip of {name}.").format(name=isolated(person))
            yield Missing("trip-decision", text, "consents")


def day_has_come(exchange: Exchange) -> Iterator[Missing]:
    if exchange.start and exchange.start > timezone.localdate():
        yield Missing("day", _("The first day has not come yet."), "sessions")


def sessions_over(exchange: Exchange) -> Iterator[Missing]:
    if exchange.sessions.filter(status=SessionStatus.PLANNED, end__gt=timezone.now()).exists():
        yield Missing("sessions-ahead", _("There are still sessions to come."), "sessions")


def evaluated(exchange: Exchange) -> Iterator[Missing]:
    """Everybody asked has evaluated, or did not within the time of grace."""
    latest = timezone.localdate() - EVALUATION_GRACE
    waiting = exchange.evaluations.filter(given_at=None, due_on__gte=latest).count()
    if waiting:
        yield Missing("evaluation", _("Evaluations still to come: {count}.").format(count=waiting), "outcomes")


def hours_recorded(exchange: Exchange) -> Iterator[Missing]:
    lines = HourLine.objects.filter(participant__exchange=exchange, actual__isnull=False)
    recorded = set(lines.values_list("participant", flat=True))
    for person in _people(exchange):
        if person.pk not in recorded:
            text = _("The hours of {name} are not recorded.").format(name=isolated(person))
            yield Missing("hours", text, "costs")


def trips_reported(exchange: Exchange) -> Iterator[Missing]:
    if not exchange.has_travel:
        return
    for person in _people(exchange):
        dossier = getattr(person, "dossier", None)
        if person.is_administrator and (dossier is None or dossier.reported_on is None):
            text = _("There is no report of the trip of {name} yet.").format(name=isolated(person))
            yield Missing("trip-report", text, "consents")


def _covers(consent: EmployerConsent, exchange: Exchange) -> bool:
    if exchange.start is None or exchange.end is None:
        return True
    return consent.period_start <= exchange.start and exchange.end <= max(consent.period_end, consent.valid_until)


_PEOPLE = (dates_and_people, partner_approves, employers_consent)
_READY = (*_PEOPLE, terms_agreed, checklist_done, safe_to_go, trips_decided)
_OPEN = frozenset(
    {
        ExchangeStatus.FORMING,
        ExchangeStatus.PREPARING,
        ExchangeStatus.READY,
        ExchangeStatus.UNDER_WAY,
    }
)

STEPS: Final = {
    step.name: step
    for step in (
        Step(
            "confirm",
            gettext_lazy("Confirm the exchange"),
            frozenset({ExchangeStatus.FORMING}),
            ExchangeStatus.PREPARING,
            _PEOPLE,
        ),
        Step(
            "declare_ready",
            gettext_lazy("Everything is ready"),
            frozenset({ExchangeStatus.PREPARING}),
            ExchangeStatus.READY,
            _READY,
        ),
        Step(
            "start",
            gettext_lazy("The exchange begins"),
            frozenset({ExchangeStatus.READY}),
            ExchangeStatus.UNDER_WAY,
            (*_READY, day_has_come),
        ),
        Step(
            "finish",
            gettext_lazy("The exchange is over"),
            frozenset({ExchangeStatus.UNDER_WAY}),
            ExchangeStatus.ENDED,
            (sessions_over,),
        ),
        Step(
            "close",
            gettext_lazy("Close the exchange"),
            frozenset({ExchangeStatus.ENDED}),
            ExchangeStatus.CLOSED,
            (evaluated, hours_recorded, trips_reported),
        ),
        # Back: something that was there is there no more.
        Step(
            "prepare_again",
            gettext_lazy("Back to preparation"),
            frozenset({ExchangeStatus.READY}),
            ExchangeStatus.PREPARING,
        ),
        Step(
            "look_again",
            gettext_lazy("Look for people again"),
            frozenset({ExchangeStatus.PREPARING, ExchangeStatus.READY}),
            ExchangeStatus.FORMING,
        ),
        Step("cancel", gettext_lazy("Cancel the exchange"), _OPEN, ExchangeStatus.CANCELLED),
    )
}
_FORWARD: Final = ("confirm", "declare_ready", "start", "finish", "close")
