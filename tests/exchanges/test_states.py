"""The line from forming to closed: what must be there for each step, and what happens when it is no longer there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cast import Cast
from wisselwerk.exchanges.actions import move_on
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import Exchange, GoDecision, PeopleApproval, TermsAgreement, TermsVersion, TripDossier
from wisselwerk.exchanges.states import STEPS, missing

pytestmark = pytest.mark.django_db


def codes(exchange: Exchange, step: str) -> list[str]:
    return [one.code for one in missing(exchange, STEPS[step])]


@pytest.fixture
def exchange(cast: Cast) -> Exchange:
    return cast.exchange()


def test_an_exchange_with_nobody_and_nothing_lacks_people_and_sessions(exchange: Exchange) -> None:
    assert codes(exchange, "confirm") == ["people", "sessions"]


def test_everybody_needs_the_partners_approval_and_the_employers_consent(cast: Cast, exchange: Exchange) -> None:
    cast.session(exchange)
    bob = cast.participant(exchange, cast.bob)
    assert codes(exchange, "confirm") == ["approval", "consent"]
    PeopleApproval.objects.create(exchange=exchange, participants=[bob.pk])
    cast.consent(bob, status="asked")
    assert codes(exchange, "confirm") == ["consent"]


def test_a_consent_that_does_not_cover_the_dates_is_not_enough(cast: Cast, exchange: Exchange) -> None:
    cast.session(exchange)
    bob = cast.participant(exchange, cast.bob)
    PeopleApproval.objects.create(exchange=exchange, participants=[bob.pk])
    consent = cast.consent(bob)
    assert codes(exchange, "confirm") == []
    assert exchange.end is not None
    exchange.end += dt.timedelta(days=10)
    assert codes(exchange, "confirm") == ["consent-dates"]
    consent.valid_until = exchange.end
    consent.save()
    assert codes(exchange, "confirm") == []


def test_somebody_new_asks_for_a_new_approval_and_somebody_who_left_does_not(cast: Cast, exchange: Exchange) -> None:
    cast.session(exchange)
    bob, dana = cast.participant(exchange, cast.bob), cast.participant(exchange, email="dana@example.org")
    cast.consent(bob), cast.consent(dana)
    PeopleApproval.objects.create(exchange=exchange, participants=[bob.pk, dana.pk])
    assert codes(exchange, "confirm") == []
    dana.status = "withdrawn"
    dana.save()
    assert codes(exchange, "confirm") == []
    eva = cast.participant(exchange, email="eva@example.org")
    cast.consent(eva)
    assert codes(exchange, "confirm") == ["approval"]


def ready_but_for_the_go(cast: Cast, exchange: Exchange) -> None:
    cast.session(exchange)
    bob = cast.participant(exchange, cast.bob)
    PeopleApproval.objects.create(exchange=exchange, participants=[bob.pk])
    cast.consent(bob)
    version = TermsVersion.objects.create(exchange=exchange, number=1)
    for side, person in (("officer", None), ("partner", None), ("expert", bob)):
        TermsAgreement.objects.create(version=version, side=side, participant=person)
    exchange.status = ExchangeStatus.PREPARING
    exchange.save()


def test_a_visit_needs_a_go_that_still_stands(cast: Cast, exchange: Exchange) -> None:
    ready_but_for_the_go(cast, exchange)
    assert codes(exchange, "declare_ready") == ["go"]
    decision = GoDecision.objects.create(exchange=exchange, decision="go")
    assert codes(exchange, "declare_ready") == []
    decision.asked_again_at = timezone.now()
    decision.save()
    assert codes(exchange, "declare_ready") == ["go"]
    GoDecision.objects.create(exchange=exchange, decision="no_go")
    assert codes(exchange, "declare_ready") == ["no-go"]


def test_a_webinar_needs_no_go(cast: Cast) -> None:
    exchange = cast.exchange(forms=["webinar"])
    ready_but_for_the_go(cast, exchange)
    assert codes(exchange, "declare_ready") == []


def test_an_administrator_travels_after_a_decision_of_the_executive(cast: Cast, exchange: Exchange) -> None:
    ready_but_for_the_go(cast, exchange)
    GoDecision.objects.create(exchange=exchange, decision="go")
    alderman = exchange.participants.get()
    alderman.kind = "administrator"
    alderman.save()
    assert codes(exchange, "declare_ready") == ["trip-decision"]
    TripDossier.objects.create(participant=alderman, decided_on=timezone.localdate())
    assert codes(exchange, "declare_ready") == []


def test_a_new_version_of_the_terms_must_be_agreed_anew(cast: Cast, exchange: Exchange) -> None:
    ready_but_for_the_go(cast, exchange)
    GoDecision.objects.create(exchange=exchange, decision="go")
    TermsVersion.objects.create(exchange=exchange, number=2)
    assert codes(exchange, "declare_ready") == ["terms-officer", "terms-partner", "terms-expert"]


def test_a_step_that_lacks_something_says_what_and_changes_nothing(cast: Cast, exchange: Exchange) -> None:
    with pytest.raises(ValidationError) as refused:
        move_on(by=cast.alice, exchange=exchange, step="confirm")
    assert refused.value.messages == ["Nobody has said yes yet.", "No session is planned yet."]
    exchange.refresh_from_db()
    assert (exchange.status, exchange.version) == (ExchangeStatus.FORMING, 1)


def test_a_step_from_another_state_is_a_conflict(cast: Cast, exchange: Exchange) -> None:
    with pytest.raises(Conflict):
        move_on(by=cast.alice, exchange=exchange, step="start")


def test_a_step_on_an_older_version_is_a_conflict(cast: Cast, exchange: Exchange) -> None:
    Exchange.objects.filter(pk=exchange.pk).update(version=2)
    with pytest.raises(Conflict):
        move_on(by=cast.alice, exchange=exchange, step="cancel", reason="Verkiezingen", seen=1)


def test_to_cancel_asks_for_a_reason(cast: Cast, exchange: Exchange) -> None:
    with pytest.raises(ValidationError):
        move_on(by=cast.alice, exchange=exchange, step="cancel")
    move_on(by=cast.alice, exchange=exchange, step="cancel", reason="Verkiezingen")
    exchange.refresh_from_db()
    assert (exchange.status, exchange.cancelled_because) == (ExchangeStatus.CANCELLED, "Verkiezingen")


def test_only_an_officer_takes_a_step(cast: Cast, exchange: Exchange) -> None:
    for somebody in (cast.bob, cast.partner, cast.country_team, cast.employer, cast.charlie):
        with pytest.raises(PermissionDenied):
            move_on(by=somebody, exchange=exchange, step="cancel", reason="x")
