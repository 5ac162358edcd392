"""From the question to who takes part: planning, inviting, answering, coming back on it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cast import Cast
from exchanges.cases_invitations import in_days, invited
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.links import open_link, token_for
from wisselwerk.exchanges.models import Exchange, Invitation, Participant
from wisselwerk.exchanges.queries.invitations import to_answer
from wisselwerk.exchanges.tasks.invitations import expire_invitations, remind_invited
from wisselwerk.mail.models import Message
from wisselwerk.needs.actions import close_need

pytestmark = pytest.mark.django_db


def mails(template: str) -> list[str]:
    return sorted(Message.objects.filter(template=template).values_list("to", flat=True))


def again(invitation: Invitation) -> Invitation:
    return Invitation.objects.get(pk=invitation.pk)


class TestPlanning:
    def test_alice_begins_an_exchange_with_all_that_the_need_says(self, cast: Cast) -> None:
        need = cast.need()
        exchange = actions.plan_exchange(by=cast.alice, data=actions.ExchangeData.of(need))
        assert (exchange.title, exchange.language, exchange.forms) == (need.title, "fr", ["visit"])
        assert (exchange.partner, exchange.themes) == (cast.partner_government, ["street-lighting"])
        assert (exchange.start, exchange.end, exchange.officer) == (need.period_start, need.period_end, cast.alice)

    def test_nothing_begins_from_a_question_that_is_closed(self, cast: Cast) -> None:
        need = cast.need()
        close_need(by=cast.alice, need=need)
        with pytest.raises(ValidationError, match="not open"):
            actions.plan_exchange(by=cast.alice, data=actions.ExchangeData.of(need))


class TestInviting:
    def test_bob_gets_one_message_in_his_language_with_a_link(self, cast: Cast) -> None:
        cast.bob.language = "fr"
        cast.bob.save()
        invitation = invited(cast)
        message = Message.objects.get(template="invitation")
        assert (message.to, message.language) == ("bob@example.org", "fr")
        assert open_link(Invitation, "answer", message.context["token"])[0] == invitation

    @pytest.mark.parametrize("fields", [{"consents": ()}, {"status": "paused"}, {"email": ""}])
    def test_only_who_may_be_found_and_can_be_reached_is_invited(self, cast: Cast, fields: dict[str, object]) -> None:
        expert = cast.expert(cast.bob, **fields)
        with pytest.raises(ValidationError):
            invited(cast, expert)
        assert not Invitation.objects.exists()

    def test_an_address_typed_by_hand_leads_to_the_profile_with_that_address(self, cast: Cast) -> None:
        expert = cast.expert(cast.bob)
        by_hand = actions.Invitee(name="B.", email="BOB@example.org")
        invitation = actions.invite(by=cast.alice, to=cast.exchange(), invitee=by_hand, answer_before=in_days(5))
        assert (invitation.expert, invitation.name) == (expert, expert.name)

    def test_nobody_is_invited_twice_to_one_exchange(self, cast: Cast) -> None:
        invitation = invited(cast)
        with pytest.raises(ValidationError, match="already") as error:
            invited(cast, exchange=invitation.exchange)
        assert error.value.code == "twice"
        actions.decline(by=cast.bob, invitation=invitation, reason="time")
        assert invited(cast, exchange=invitation.exchange).status == "sent"

    def test_whoever_is_asked_or_expected_elsewhere_in_these_days_is_invited_only_on_purpose(self, cast: Cast) -> None:
        elsewhere = invited(cast)
        with pytest.raises(ValidationError) as error:
            invited(cast)
        assert error.value.code == "overlap"
        # What counts for who said yes is when the exchange takes place by now.
        actions.accept(by=cast.bob, invitation=elsewhere)
        Exchange.objects.filter(pk=elsewhere.exchange_id).update(start=in_days(200), end=in_days(204))
        free = invited(cast)
        actions.decline(by=cast.bob, invitation=free, reason="time")
        with pytest.raises(ValidationError):
            invited(cast, start=in_days(203), end=in_days(210))
        assert invited(cast, start=in_days(203), end=in_days(210), overlap_accepted=True).pk

    def test_after_the_exchange_began_nobody_is_invited(self, cast: Cast) -> None:
        with pytest.raises(Conflict):
            invited(cast, exchange=cast.exchange(status="under_way"))


class TestAnswering:
    def test_bob_says_yes_and_takes_part_as_his_profile_says(self, cast: Cast) -> None:
        bob = cast.expert(cast.bob, kind="administrator")
        person = actions.accept(by=cast.bob, invitation=invited(cast, bob), shown=["name", "secret"], may_be_named=True)
        assert (person.expert, person.kind, person.organisation) == (bob, "administrator", cast.municipality)
        assert (person.shown, person.may_be_named) == (["name"], True)
        assert mails("invitation_answered") == ["alice@example.org"]

    def test_somebody_without_a_profile_says_who_they_are(self, cast: Cast) -> None:
        dana = actions.Invitee(name="Dana", email="dana@example.org")
        invitation = actions.invite(by=cast.alice, to=cast.exchange(), invitee=dana, answer_before=in_days(5))
        found, holder = open_link(Invitation, "answer", token_for(invitation, "answer"))
        person = actions.accept(by=holder, invitation=found, kind="administrator", employer=cast.other_municipality)
        assert (person.kind, person.organisation) == ("administrator", cast.other_municipality)

    def test_the_first_answer_wins(self, cast: Cast) -> None:
        invitation = invited(cast)
        by_link, holder = open_link(Invitation, "answer", token_for(invitation, "answer"))
        actions.decline(by=holder, invitation=by_link, reason="time")
        with pytest.raises(Conflict, match="can't be answered any more"):
            actions.accept(by=cast.bob, invitation=invitation)
        assert not Participant.objects.exists()

    def test_bob_asks_first_and_does_not_lose_his_time_while_he_waits(self, cast: Cast) -> None:
        invitation = invited(cast)
        actions.ask_about_invitation(by=cast.bob, invitation=invitation, text="Hoe warm is het er?")
        assert mails("invitation_question") == ["alice@example.org"]
        late = invitation.expires_at + dt.timedelta(days=1)
        assert remind_invited(invitation.expires_at - dt.timedelta(hours=1)) == {"reminded": 0}
        assert expire_invitations(late) == {"expired": 0}
        Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
        actions.reply_about_invitation(by=cast.alice, invitation=invitation, text="25 graden.")
        assert mails("invitation_reply") == ["bob@example.org"]
        assert actions.accept(by=cast.bob, invitation=again(invitation)).pk

    def test_other_dates_are_taken_over_and_the_old_link_is_worthless(self, cast: Cast) -> None:
        invitation = invited(cast)
        old = token_for(invitation, "answer")
        actions.propose_dates(by=cast.bob, invitation=invitation, start=in_days(90), end=in_days(94), words="Na Pasen")
        assert expire_invitations(invitation.expires_at + dt.timedelta(days=9)) == {"expired": 0}
        proposed = again(invitation)
        actions.send_again(
            by=cast.alice,
            invitation=proposed,
            answer_before=in_days(12),
            start=proposed.proposed_start,
            end=proposed.proposed_end,
        )
        with pytest.raises(ValidationError, match="no longer in use"):
            open_link(Invitation, "answer", old)
        renewed = again(invitation)
        assert (renewed.status, renewed.start, renewed.proposed_start) == ("sent", in_days(90), None)

    def test_bob_changes_his_mind_and_can_be_asked_again(self, cast: Cast) -> None:
        exchange = cast.exchange()
        invitation = invited(cast, exchange=exchange)
        person = actions.accept(by=cast.bob, invitation=invitation)
        cast.consent(person, status="asked")
        _found, holder = open_link(Invitation, "answer", token_for(invitation, "answer"))
        with pytest.raises(ValidationError, match="why"):
            actions.withdraw_participation(by=holder, participant=person, reason=" ")
        actions.withdraw_participation(by=holder, participant=person, reason="Ziek")
        person.refresh_from_db()
        assert (person.status, person.withdrawn_because) == ("withdrawn", "Ziek")
        assert person.employer_consents.get().status == "withdrawn"
        assert mails("participant_left") == ["alice@example.org", "bob@example.org", "coordinator@example.org"]
        assert "reason" not in Message.objects.get(template="participant_left", to="coordinator@example.org").context
        came_back = actions.accept(by=cast.bob, invitation=invited(cast, exchange=exchange))
        assert (came_back, came_back.status) == (person, "joining")

    def test_the_link_of_one_invitation_opens_no_other(self, cast: Cast) -> None:
        mine = invited(cast)
        _found, holder = open_link(Invitation, "answer", token_for(mine, "answer"))
        other = invited(cast, cast.expert(cast.charlie))
        with pytest.raises(PermissionDenied):
            actions.accept(by=holder, invitation=other)
        person = actions.accept(by=cast.charlie, invitation=other)
        with pytest.raises(PermissionDenied):
            actions.withdraw_participation(by=holder, participant=person, reason="x")


class TestMunicipality:
    def test_the_coordinator_puts_a_colleague_forward_who_then_answers(self, cast: Cast) -> None:
        asked = invited(cast, cast.offer())
        assert mails("invitation") == ["coordinator@example.org"]
        colleague = actions.put_forward(by=cast.coordinator, invitation=asked, expert=cast.expert(cast.bob))
        assert (again(asked).status, colleague.put_forward_for) == ("accepted", asked)
        assert mails("invitation") == ["bob@example.org", "coordinator@example.org"]
        assert list(to_answer(cast.bob)) == [colleague]

    def test_when_the_colleague_can_not_come_somebody_else_is_named(self, cast: Cast) -> None:
        asked = invited(cast, cast.offer())
        first = actions.put_forward(by=cast.coordinator, invitation=asked, expert=cast.expert(cast.bob))
        with pytest.raises(Conflict):
            actions.put_forward(by=cast.coordinator, invitation=asked, name="Dana", email="dana@example.org")
        actions.decline(by=cast.bob, invitation=first, reason="personal", words="Thuis")
        told = Message.objects.get(template="invitation_answered", to="coordinator@example.org")
        assert (told.context["reason"], told.context["words"]) == ("", "")
        # The coordinators may name themselves: the address of the invitation to the municipality is not theirs.
        second = actions.put_forward(
            by=cast.coordinator, invitation=asked, name="Coordinator", email=cast.coordinator.email
        )
        person = actions.accept(by=cast.coordinator, invitation=second)
        assert person.organisation == cast.municipality

    def test_nobody_of_another_municipality_is_put_forward(self, cast: Cast) -> None:
        asked = invited(cast, cast.offer())
        stranger = cast.expert(cast.bob, organisation=cast.other_municipality)
        with pytest.raises(ValidationError, match="does not work"):
            actions.put_forward(by=cast.coordinator, invitation=asked, expert=stranger)
        with pytest.raises(PermissionDenied):
            actions.put_forward(by=cast.other_coordinator, invitation=asked, name="Dana", email="d@example.org")


class TestTime:
    def test_bob_is_reminded_halfway_and_at_the_end_once_each(self, cast: Cast) -> None:
        invitation = invited(cast)
        sent, end = invitation.sent_at, invitation.expires_at
        assert remind_invited(sent + dt.timedelta(days=2)) == {"reminded": 0}
        moments = [sent + (end - sent) / 2, end - dt.timedelta(days=3), end - dt.timedelta(days=1), end]
        assert [remind_invited(moment)["reminded"] for moment in moments] == [1, 0, 1, 0]

    def test_a_short_time_to_answer_gives_one_reminder_not_two(self, cast: Cast) -> None:
        invitation = invited(cast, answer_before=in_days(1))
        assert remind_invited(invitation.sent_at + dt.timedelta(hours=2)) == {"reminded": 0}
        moments = [invitation.expires_at - dt.timedelta(hours=hours) for hours in (9, 5, 1)]
        assert sum(remind_invited(moment)["reminded"] for moment in moments) == 1

    def test_who_does_not_answer_is_told_and_the_officer_can_send_it_again(self, cast: Cast) -> None:
        invitation = invited(cast)
        late = invitation.expires_at + dt.timedelta(minutes=1)
        assert [expire_invitations(late)["expired"] for _twice in range(2)] == [1, 0]
        assert (mails("invitation_expired"), mails("invitation_unanswered")) == (
            ["bob@example.org"],
            ["alice@example.org"],
        )
        renewed = actions.send_again(by=cast.alice, invitation=again(invitation), answer_before=in_days(5))
        assert actions.accept(by=cast.bob, invitation=renewed).pk

    def test_an_invitation_that_was_answered_is_not_taken_back(self, cast: Cast) -> None:
        invitation = invited(cast)
        actions.accept(by=cast.bob, invitation=again(invitation))
        with pytest.raises(Conflict):
            actions.withdraw_invitation(by=cast.alice, invitation=invitation)
