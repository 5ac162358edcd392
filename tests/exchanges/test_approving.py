"""What the partner sees of the people who are proposed, and what it says of them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cast import Cast
from exchanges.cases_partners import with_bob
from wisselwerk.exchanges.actions import approve_people, ask_approval, give_opinion, open_proposal
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import ExchangeStatus, Opinion, ParticipantStatus
from wisselwerk.exchanges.queries.people import proposal_of, waiting_for_approval
from wisselwerk.experts.models import Experience
from wisselwerk.mail.models import Message
from wisselwerk.trail.models import ProcessingEntry

pytestmark = pytest.mark.django_db


class TestWhatIsShown:
    def test_bob_is_shown_in_whole_when_he_agrees(self, cast: Cast) -> None:
        expert = cast.expert(cast.bob)
        Experience.objects.create(expert=expert, text="Verving alle lampen.")
        (person,) = proposal_of(with_bob(cast)).people

        assert (person.name, person.employer) == ("Bob", "Proefdam")
        assert (person.headline, person.headline_language) == ("Beheerder openbare verlichting", "nl")
        assert [one.text for one in person.experience] == [expert.text, "Verving alle lampen."]
        assert person.languages == (("nl", "C2"), ("fr", "B2"))

    @pytest.mark.parametrize(
        ("kind", "called"), [("official", "A civil servant"), ("administrator", "An elected administrator")]
    )
    def test_of_somebody_who_shows_one_thing_the_rest_is_not_there(self, cast: Cast, kind: str, called: str) -> None:
        (person,) = proposal_of(with_bob(cast, shown=["languages"], kind=kind)).people

        assert person.name == called
        assert (person.employer, person.headline, person.experience) == ("", "", ())
        assert person.languages

    def test_somebody_without_a_profile_has_a_name_and_an_employer_at_most(self, cast: Cast) -> None:
        exchange = cast.exchange()
        cast.participant(exchange, name="Dana Vos", email="dana@example.org").expert.delete()
        (person,) = proposal_of(exchange).people

        assert (person.name, person.employer) == ("Dana Vos", "Proefdam")
        assert (person.headline, person.experience, person.languages) == ("", (), ())

    def test_who_shows_nothing_is_counted_and_who_left_is_not(self, cast: Cast) -> None:
        exchange = with_bob(cast, shown=[])
        cast.participant(exchange, status=ParticipantStatus.WITHDRAWN)
        proposal = proposal_of(exchange)

        assert (proposal.people, proposal.hidden) == ((), 1)
        assert proposal.keys == (exchange.participants.joining().get().pk,)

    def test_each_look_is_kept_of_those_who_were_shown(self, cast: Cast) -> None:
        exchange = with_bob(cast)
        cast.participant(exchange, shown=[])
        open_proposal(by=cast.partner, exchange=exchange)

        look = ProcessingEntry.objects.get()
        assert (look.activity, look.subject) == ("exchanges.view_people", cast.bob.expert.profile_id)
        assert (look.actor, look.purpose) == (cast.partner, f"exchange:{exchange.pk}")


class TestOpinion:
    def test_officer_hears_what_the_partner_thinks_before_anything_is_confirmed(self, cast: Cast) -> None:
        person = with_bob(cast).participants.get()
        give_opinion(by=cast.partner, participant=person, opinion=Opinion.DOUBT, words=" Parle-t-il français ? ")

        person.refresh_from_db()
        assert (person.opinion, person.opinion_text) == ("doubt", "Parle-t-il français ?")
        message = Message.objects.get()
        assert (message.template, message.to, message.context["name"]) == ("opinion", cast.alice.email, "Bob")

    def test_another_partner_and_an_opinion_that_does_not_exist_are_refused(self, cast: Cast) -> None:
        person = with_bob(cast).participants.get()
        for who in (cast.other_partner, cast.alice, cast.bob):
            with pytest.raises(PermissionDenied):
                give_opinion(by=who, participant=person, opinion=Opinion.PREFERRED)
        with pytest.raises(ValidationError):
            give_opinion(by=cast.partner, participant=person, opinion="lovely")

    def test_nothing_is_said_of_somebody_who_left_or_once_it_has_begun(self, cast: Cast) -> None:
        exchange = with_bob(cast)
        person = exchange.participants.get()
        exchange.participants.update(status=ParticipantStatus.WITHDRAWN)
        with pytest.raises(Conflict):
            give_opinion(by=cast.partner, participant=person, opinion=Opinion.PREFERRED)
        exchange.participants.update(status=ParticipantStatus.JOINING)
        type(exchange).objects.update(status=ExchangeStatus.UNDER_WAY)
        with pytest.raises(Conflict):
            give_opinion(by=cast.partner, participant=person, opinion=Opinion.PREFERRED)


class TestApproval:
    def test_partner_approves_who_come_and_somebody_new_asks_for_a_new_approval(self, cast: Cast) -> None:
        exchange = with_bob(cast)
        assert waiting_for_approval(cast.partner) == [exchange]
        seen = proposal_of(exchange).keys
        approval = approve_people(by=cast.partner, exchange=exchange, seen=seen)
        assert approval.participants == list(seen)
        assert proposal_of(exchange).is_approved
        assert waiting_for_approval(cast.partner) == []
        assert Message.objects.get().to == cast.alice.email

        cast.participant(exchange)
        assert not proposal_of(exchange).is_approved
        assert waiting_for_approval(cast.partner) == [exchange]
        assert waiting_for_approval(cast.other_partner) == []

    def test_approval_holds_when_somebody_leaves(self, cast: Cast) -> None:
        exchange = with_bob(cast)
        other = cast.participant(exchange)
        approve_people(by=cast.partner, exchange=exchange)
        type(other).objects.filter(pk=other.pk).update(status=ParticipantStatus.WITHDRAWN)

        assert proposal_of(exchange).is_approved

    def test_nobody_approves_people_they_did_not_see(self, cast: Cast) -> None:
        exchange = with_bob(cast)
        seen = proposal_of(exchange).keys
        cast.participant(exchange)
        with pytest.raises(Conflict):
            approve_people(by=cast.partner, exchange=exchange, seen=seen)
        assert not exchange.approvals.exists()

    def test_there_must_be_somebody_to_approve(self, cast: Cast) -> None:
        with pytest.raises(ValidationError):
            approve_people(by=cast.partner, exchange=cast.exchange(), seen=[])

    def test_officer_records_what_was_said_elsewhere_and_how_they_know(self, cast: Cast) -> None:
        exchange = with_bob(cast)
        with pytest.raises(ValidationError) as refused:
            approve_people(by=cast.alice, exchange=exchange, note=" ")
        assert "note" in refused.value.message_dict
        approval = approve_people(by=cast.alice, exchange=exchange, note="Gebeld met de burgemeester, 3 maart.")
        assert (approval.by, approval.note) == (cast.alice, "Gebeld met de burgemeester, 3 maart.")


class TestAsking:
    def test_partner_is_asked_in_its_own_language(self, cast: Cast) -> None:
        cast.partner.language = "fr"
        cast.partner.save()
        exchange = with_bob(cast)
        ask_approval(by=cast.alice, exchange=exchange)

        message = Message.objects.get()
        assert (message.template, message.to, message.language) == ("people_proposed", cast.partner.email, "fr")
        assert "Bob" not in str(message.context)

    def test_without_an_account_the_responsible_person_of_the_need_is_asked(self, cast: Cast) -> None:
        need = cast.need(responsible_name="Aline", responsible_email="aline@rubavu.example")
        cast.partner.memberships.all().delete()
        exchange = cast.exchange(need=need)
        cast.participant(exchange, cast.bob)
        ask_approval(by=cast.alice, exchange=exchange)

        message = Message.objects.get()
        assert (message.to, message.context["has_account"]) == ("aline@rubavu.example", False)

    def test_asking_needs_people_and_somebody_to_ask(self, cast: Cast) -> None:
        with pytest.raises(ValidationError):
            ask_approval(by=cast.alice, exchange=cast.exchange())
        cast.partner.memberships.all().delete()
        with pytest.raises(ValidationError):
            ask_approval(by=cast.alice, exchange=with_bob(cast))
        assert not Message.objects.exists()
