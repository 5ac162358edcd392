"""Many exchanges at once, in every state, with all that belongs to them: for measuring and for counting queries."""

from __future__ import annotations

import datetime as dt
from itertools import cycle
from typing import Any

from django.utils import timezone

from cast import Cast
from wisselwerk.exchanges.enums import ExchangeStatus, InvitationStatus
from wisselwerk.exchanges.models import (
    ChecklistItem,
    CostLine,
    EmployerConsent,
    Evaluation,
    Exchange,
    FollowUp,
    HourLine,
    Invitation,
    Lesson,
    Participant,
    PeopleApproval,
    Remark,
    Session,
    TermsAgreement,
    TermsVersion,
    TripDossier,
)
from wisselwerk.experts.models import Expert

# How many days from today an exchange of a state begins, and how long it takes.
BEGINS = {
    ExchangeStatus.FORMING: 80,
    ExchangeStatus.PREPARING: 25,
    ExchangeStatus.READY: 0,
    ExchangeStatus.UNDER_WAY: -6,
    ExchangeStatus.ENDED: -25,
    ExchangeStatus.CLOSED: -95,
    ExchangeStatus.CANCELLED: 40,
}
LASTS = dt.timedelta(days=4)
BEFORE_CONFIRMATION = {ExchangeStatus.FORMING, ExchangeStatus.CANCELLED}
OVER = {ExchangeStatus.ENDED, ExchangeStatus.CLOSED}


def make_many(cast: Cast, count: int) -> list[Exchange]:
    """`count` exchanges, spread over all states, with two people each: Bob, and somebody of his municipality."""
    today, now = timezone.localdate(), timezone.now()
    bob = getattr(cast.bob, "expert", None) or cast.expert(cast.bob)
    dana = Expert.objects.filter(email="dana@example.org").first() or cast.expert(email="dana@example.org")
    states = cycle(BEGINS)
    exchanges = Exchange.objects.bulk_create(_exchange(cast, next(states), number, today) for number in range(count))
    pairs = [(exchange, person) for exchange in exchanges for person in (bob, dana)]
    invitations = Invitation.objects.bulk_create(_invitation(exchange, person, now) for exchange, person in pairs)
    people = Participant.objects.bulk_create(_participant(exchange, person) for exchange, person in pairs)
    for invitation, person in zip(invitations, people, strict=True):
        if invitation.status == InvitationStatus.ACCEPTED:
            invitation.participant = person
    Invitation.objects.bulk_update(invitations, ["participant"], batch_size=500)
    confirmed = [exchange for exchange in exchanges if exchange.status not in BEFORE_CONFIRMATION]
    Session.objects.bulk_create(_session(exchange) for exchange in exchanges)
    EmployerConsent.objects.bulk_create(_consent(person, now) for person in people)
    by_exchange: dict[int, list[Participant]] = {}
    for person in people:
        by_exchange.setdefault(person.exchange_id, []).append(person)
    PeopleApproval.objects.bulk_create(
        PeopleApproval(exchange=exchange, participants=[one.pk for one in by_exchange[exchange.pk]])
        for exchange in confirmed
    )
    versions = TermsVersion.objects.bulk_create(
        TermsVersion(exchange=exchange, number=1, texts={"nl": {"purpose": "Minder storingen."}})
        for exchange in confirmed
    )
    for side in ("officer", "partner"):
        TermsAgreement.objects.bulk_create(TermsAgreement(version=version, side=side) for version in versions)
    TermsAgreement.objects.bulk_create(
        TermsAgreement(version=version, side="expert", participant=one)
        for version in versions
        for one in by_exchange[version.exchange_id]
    )
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            exchange=exchange,
            code="insurance",
            owner="expert",
            participant=one,
            due_on=exchange.start - dt.timedelta(days=21) if exchange.start else None,
            done_at=None if exchange.status == ExchangeStatus.PREPARING else now,
        )
        for exchange in confirmed
        for one in by_exchange[exchange.pk]
    )
    HourLine.objects.bulk_create(
        HourLine(participant=one, what="visit", planned=40, actual=40 if one.exchange.status in OVER else None)
        for one in people
    )
    CostLine.objects.bulk_create(
        CostLine(exchange=exchange, kind="travel", planned="950.00", payer=cast.agency) for exchange in exchanges
    )
    Remark.objects.bulk_create(
        Remark(exchange=exchange, author=author, text="Tot dan.")
        for exchange in exchanges
        for author in (cast.alice, cast.bob)
    )
    TripDossier.objects.bulk_create(
        TripDossier(
            participant=one,
            purpose="Verlichting",
            decided_on=today,
            costs="1200.00",
            paid_by="Agency",
            registered_at=now,
        )
        for one in people
        if one.is_administrator
    )
    _after(cast, [one for one in exchanges if one.status in OVER], by_exchange, today)
    return exchanges


def _exchange(cast: Cast, status: str, number: int, today: dt.date) -> Exchange:
    start = today + dt.timedelta(days=BEGINS[ExchangeStatus(status)])
    over = status in OVER
    return Exchange(
        title=f"Exchange {number}",
        language="nl",
        forms=["webinar"] if number % 2 else ["visit"],
        partner=cast.partner_government,
        country_id="RW",
        start=start,
        end=start + LASTS,
        status=status,
        officer=cast.alice,
        ended_at=timezone.now() - dt.timedelta(days=-BEGINS[ExchangeStatus(status)]) if over else None,
        cancelled_because="Verkiezingen" if status == ExchangeStatus.CANCELLED else "",
        themes=["street-lighting"],
    )


def _invitation(exchange: Exchange, person: Expert, now: dt.datetime) -> Invitation:
    open_ = exchange.status == ExchangeStatus.FORMING
    return Invitation(
        exchange=exchange,
        expert=person,
        name=person.name,
        email=person.email,
        status=InvitationStatus.SENT if open_ else InvitationStatus.ACCEPTED,
        sent_by=exchange.officer,
        sent_at=now - dt.timedelta(days=12),
        # Half of the open ones are past their day, the others are due a reminder.
        expires_at=now + dt.timedelta(days=1 if exchange.title.endswith(tuple("02468")) else -1),
        start=exchange.start,
        end=exchange.end,
    )


def _participant(exchange: Exchange, person: Expert) -> Participant:
    administrator = person.user_id is None
    return Participant(
        exchange=exchange,
        expert=person,
        name=person.name,
        email=person.email,
        organisation=person.organisation,
        kind="administrator" if administrator else "official",
        shown=["name", "headline"],
    )


def _session(exchange: Exchange) -> Session:
    assert exchange.start is not None
    assert exchange.end is not None
    return Session(
        exchange=exchange,
        form=exchange.forms[0],
        title="Sessie",
        start=timezone.make_aware(dt.datetime.combine(exchange.start, dt.time(9))),
        end=timezone.make_aware(dt.datetime.combine(exchange.end, dt.time(17))),
        time_zone="Africa/Kigali",
        status="cancelled" if exchange.status == ExchangeStatus.CANCELLED else "planned",
    )


def _consent(person: Participant, now: dt.datetime) -> EmployerConsent:
    exchange = person.exchange
    asked = exchange.status == ExchangeStatus.FORMING
    return EmployerConsent(
        participant=person,
        hours=40,
        period_start=exchange.start,
        period_end=exchange.end,
        valid_until=exchange.end,
        status="withdrawn" if exchange.status == ExchangeStatus.CANCELLED else "asked" if asked else "given",
        asked_email="employer@example.org",
        asked_at=now - dt.timedelta(days=8),
        answered_at=None if asked else now,
    )


def _after(cast: Cast, exchanges: list[Exchange], people: dict[int, list[Participant]], today: dt.date) -> None:
    """Evaluations, follow-ups and lessons of those that are over."""
    due = today + dt.timedelta(days=2)
    evaluations = []
    for exchange in exchanges:
        given: dict[str, Any] = {"given_at": timezone.now()} if exchange.status == ExchangeStatus.CLOSED else {}
        evaluations.append(Evaluation(exchange=exchange, side="partner", due_on=due, **given))
        evaluations.append(Evaluation(exchange=exchange, side="country_team", due_on=due, **given))
        evaluations += [
            Evaluation(exchange=exchange, side="expert", participant=one, due_on=due, **given)
            for one in people[exchange.pk]
        ]
    Evaluation.objects.bulk_create(evaluations)
    FollowUp.objects.bulk_create(
        FollowUp(exchange=exchange, months=months, due_on=(exchange.end or today) + dt.timedelta(days=30 * months))
        for exchange in exchanges
        for months in (3, 6, 12)
    )
    Lesson.objects.bulk_create(
        Lesson(
            exchange=exchange,
            side="partner",
            title="Minder storingen",
            text="Wij tellen nu elke storing.",
            language="nl",
            themes=["street-lighting"],
            sdgs=["11"],
            status="published" if exchange.status == ExchangeStatus.CLOSED else "submitted",
            written_by=cast.partner,
            published_at=timezone.now() if exchange.status == ExchangeStatus.CLOSED else None,
        )
        for exchange in exchanges
    )
