"""Reminders of consents that are asked, of consents that end too soon, and of reports of trips."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone

from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.consenting import asked_person, words_of
from wisselwerk.exchanges.actions.moving import fall_back
from wisselwerk.exchanges.conflicts import locked
from wisselwerk.exchanges.models import EmployerConsent, TripDossier
from wisselwerk.exchanges.queries.consents import UNANSWERED_AFTER, asked_and_needed, ending_too_soon
from wisselwerk.exchanges.queries.trips import REPORT_AFTER, unreported
from wisselwerk.jobs.registry import job
from wisselwerk.mail.actions import send

DAILY: Final = dt.timedelta(days=1)
REMINDED_AFTER: Final = (dt.timedelta(days=14), dt.timedelta(days=7))  # the longest first: one reminder at a time
ENDS_WITHIN: Final = dt.timedelta(days=30)


@job("exchanges.remind_consents", every=DAILY)
def remind_consents(now: dt.datetime) -> dict[str, int]:
    """Who was asked to consent is reminded after one and two weeks; after three the officer is told."""
    counts = {"reminded": 0, "officer told": 0}
    for consent in asked_and_needed().filter(asked_at__lte=now - min(REMINDED_AFTER)):
        with transaction.atomic():
            consent = locked(consent)
            if not asked_and_needed().filter(pk=consent.pk).exists():
                continue
            age = now - consent.asked_at
            if age >= UNANSWERED_AFTER:
                counts["officer told"] += _tell_officers(consent)
            else:
                counts["reminded"] += _remind(consent, next(one for one in REMINDED_AFTER if age >= one), now)
    return counts


@job("exchanges.end_consents", every=DAILY)
def end_consents(now: dt.datetime) -> dict[str, int]:
    """The officer hears a month before a consent ends that is still needed, and when it ended; then it falls back."""
    today, counts = timezone.localdate(now), {"end soon": 0, "ended": 0}
    for consent in ending_too_soon(today, ENDS_WITHIN):
        with transaction.atomic():
            exchange = locked(consent.participant.exchange)
            consent = locked(consent)
            if not ending_too_soon(today, ENDS_WITHIN).filter(pk=consent.pk).exists():
                continue
            has_ended = consent.valid_until < today
            told = False
            for one in audience.officers(exchange):
                message = send(
                    "consent_ends",
                    to=one,
                    about=consent,
                    context=words_of(consent) | {"has_ended": has_ended},
                    key=f"consent:{consent.pk}:{'ended' if has_ended else 'ends'}:{consent.valid_until}:{one.email}",
                )
                told = told or message is not None
            counts["ended" if has_ended else "end soon"] += told
            if has_ended:
                fall_back(exchange, actor=None)
    return counts


@job("exchanges.ask_trip_reports", every=DAILY)
def ask_trip_reports(now: dt.datetime) -> dict[str, int]:
    """Four weeks after a trip its report is asked, once, of who travelled and of the coordinators."""
    asked = 0
    for dossier in unreported(timezone.localdate(now) - REPORT_AFTER):
        with transaction.atomic():
            asked += _ask_report(locked(dossier))
    return {"asked": asked}


def _remind(consent: EmployerConsent, after: dt.timedelta, now: dt.datetime) -> int:
    message = send(
        "consent_reminder",
        to=asked_person(consent),
        about=consent,
        context=words_of(consent, link=True),
        key=f"consent:{consent.pk}:{after.days}",
    )
    if message is None:
        return 0
    consent.reminded_at = now
    consent.save(update_fields=["reminded_at"])
    return 1


def _tell_officers(consent: EmployerConsent) -> int:
    told = 0
    for one in audience.officers(consent.participant.exchange):
        message = send(
            "consent_unanswered",
            to=one,
            about=consent,
            context=words_of(consent),
            key=f"consent:{consent.pk}:officer:{one.email}",
        )
        told += message is not None
    return min(told, 1)


def _ask_report(dossier: TripDossier) -> int:
    participant = dossier.participant
    told = {one.email: one for one in [audience.person(participant), *audience.coordinators(participant.organisation)]}
    sent = [
        send(
            "trip_report",
            to=one,
            about=dossier,
            context={"title": participant.exchange.title, "name": participant.name, "trip": participant.pk},
            key=f"trip-report:{dossier.pk}:{one.email}",
        )
        for one in told.values()
        if dossier.reported_on is None
    ]
    return int(any(sent))
