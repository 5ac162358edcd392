"""Everyone who was considered hears how it went; and who goes for good leaves no name behind."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from cast import Cast
from exchanges.cases_invitations import in_days, invited
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.models import (
    CostLine,
    Evaluation,
    Exchange,
    HourLine,
    Invitation,
    Participant,
    PeopleApproval,
    Remark,
)
from wisselwerk.exchanges.queries.personal import everything_about
from wisselwerk.exchanges.tasks.invitations import tell_outcomes
from wisselwerk.experts.actions import erase_expert
from wisselwerk.mail.models import Message
from wisselwerk.mail.rendering import words_of
from wisselwerk.needs.actions import choose, close_need

pytestmark = pytest.mark.django_db


def told(template: str) -> list[str]:
    return sorted(Message.objects.filter(template=template).values_list("to", flat=True))


def planned(cast: Cast, **fields: Any) -> Exchange:
    """An exchange for a need, of which Bob's part is arranged: nothing is missing."""
    exchange = cast.exchange(**fields)
    cast.session(exchange)
    bob = cast.participant(exchange, cast.bob)
    cast.consent(bob)
    PeopleApproval.objects.create(exchange=exchange, participants=[bob.pk])
    return exchange


class TestOutcome:
    def test_when_it_is_confirmed_everyone_considered_hears_it_once(self, cast: Cast) -> None:
        need = cast.need()
        exchange = planned(cast, need=need)
        dana, eva, finn = (cast.expert(cast.user(name)) for name in ("dana", "eva", "finn"))
        offer = cast.offer(organisation=cast.other_municipality)
        invited(cast, dana, exchange)
        no = invited(cast, eva, exchange)
        actions.decline(by=eva.user, invitation=no, reason="time")
        for profile in (finn, offer):
            choose(by=cast.alice, need=need, profile_id=profile.profile_id, reason="Past ook.")
        finn.user.language = "ar"
        finn.user.save()

        actions.move_on(by=cast.alice, exchange=exchange, step="confirm")

        joined = ["alice@example.org", "bob@example.org", "partner@example.org", "team@example.org"]
        assert told("confirmed") == joined
        # Eva said no herself; Dana's invitation was still open; nobody had asked Finn and the municipality.
        assert told("not_chosen") == ["dana@example.org", "finn@example.org", "other.coordinator@example.org"]
        assert exchange.invitations.get(expert=dana).status == "withdrawn"
        assert Message.objects.get(template="not_chosen", to="finn@example.org").language == "ar"
        assert "/ar/" in words_of(Message.objects.get(template="not_chosen", to="finn@example.org")).text

        actions.move_on(by=cast.alice, exchange=Exchange.objects.get(), step="look_again")
        actions.move_on(by=cast.alice, exchange=Exchange.objects.get(), step="confirm")
        close_need(by=cast.alice, need=need)
        assert tell_outcomes(timezone.now()) == {"told": 0}
        assert len(told("not_chosen")) == 3

    def test_who_was_chosen_waits_as_long_as_another_exchange_may_invite_them(self, cast: Cast) -> None:
        need = cast.need()
        dana = cast.expert(cast.user("dana"))
        choose(by=cast.alice, need=need, profile_id=dana.profile_id, reason="Past ook.")
        cast.exchange(need=need)
        actions.move_on(by=cast.alice, exchange=planned(cast, need=need), step="confirm")
        assert told("not_chosen") == []

    def test_when_a_question_is_closed_who_was_chosen_hears_it(self, cast: Cast) -> None:
        need = cast.need()
        choose(by=cast.alice, need=need, profile_id=cast.expert(cast.bob).profile_id, reason="Past.")
        assert tell_outcomes(timezone.now()) == {"told": 0}
        close_need(by=cast.alice, need=need)
        assert [tell_outcomes(timezone.now())["told"] for _twice in range(2)] == [1, 0]
        assert told("not_chosen") == ["bob@example.org"]
        assert tell_outcomes(timezone.now() + dt.timedelta(days=90)) == {"told": 0}

    def test_everybody_concerned_hears_that_it_is_cancelled_and_why(self, cast: Cast) -> None:
        exchange = planned(cast)
        invited(cast, cast.expert(cast.user("dana")), exchange)
        invited(cast, cast.offer(organisation=cast.other_municipality), exchange)
        actions.move_on(by=cast.alice, exchange=exchange, step="cancel", reason="Verkiezingen in dezelfde week.")
        assert told("cancelled") == [
            "bob@example.org",
            "coordinator@example.org",
            "dana@example.org",
            "employer@example.org",
            "other.coordinator@example.org",
            "partner@example.org",
            "team@example.org",
        ]
        assert "Verkiezingen" in words_of(Message.objects.filter(template="cancelled")[0]).text
        assert set(exchange.invitations.values_list("status", flat=True)) == {"withdrawn"}
        assert Participant.objects.get().employer_consents.get().status == "withdrawn"


class TestErasure:
    def test_what_bob_did_is_handed_over_and_then_forgotten_but_for_hours_and_costs(self, cast: Cast) -> None:
        bob = cast.expert(cast.bob, name="Bob Geheim")
        exchange = cast.exchange()
        cast.session(exchange)
        invitation = invited(cast, bob, exchange)
        actions.ask_about_invitation(by=cast.bob, invitation=invitation, text="Geheim één")
        person = actions.accept(by=cast.bob, invitation=invitation, shown=["name"], words="Geheim twee")
        PeopleApproval.objects.create(exchange=exchange, participants=[person.pk])
        cast.consent(person, replacement="Geheim drie")
        Remark.objects.create(exchange=exchange, author=cast.bob, text="Geheim vier")
        HourLine.objects.create(participant=person, what="Geheim vijf", actual=Decimal(8))
        CostLine.objects.create(exchange=exchange, participant=person, kind="travel", what="Geheim zes", actual=900)
        answers = {"delivered": "Geheim zeven", "useful": "5"}
        Evaluation.objects.create(
            exchange=exchange, side="expert", participant=person, answers=answers, due_on=in_days(5)
        )
        exchange.status = "ready"
        exchange.save()
        open_one = invited(cast, bob, overlap_accepted=True)

        handed_over = json.dumps(everything_about(bob.profile_id), ensure_ascii=False)
        assert [word in handed_over for word in ("één", "twee", "drie", "vier", "vijf", "zeven")] == [True] * 6
        Message.objects.update(status="sent")
        erase_expert(by=cast.bob, expert=bob)

        person.refresh_from_db()
        assert (person.name, person.email, person.expert, person.status) == ("", "", None, "withdrawn")
        assert (person.organisation, person.hours.get().actual) == (cast.municipality, Decimal(8))
        assert CostLine.objects.get().actual == 900
        assert Evaluation.objects.get().answers == {"useful": "5"}
        assert Invitation.objects.get(pk=open_one.pk).status == "withdrawn"
        assert Exchange.objects.get(pk=exchange.pk).status == "preparing"
        assert told("participant_left") == ["alice@example.org"]
        rows: list[Any] = [*Invitation.objects.values(), *Participant.objects.values(), *Remark.objects.values()]
        rows += [*HourLine.objects.values(), *CostLine.objects.values(), *Evaluation.objects.values()]
        rows += [*person.employer_consents.values(), *invitation.remarks.values(), *Message.objects.values()]
        left = json.dumps(rows, default=str, ensure_ascii=False)
        assert "Geheim" not in left
        assert "bob@example.org" not in left
