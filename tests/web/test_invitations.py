"""The pages from "chosen" to "takes part": inviting, answering with and without an account, and what Charlie sees."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cast import Cast
from exchanges.cases_invitations import in_days, invited
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.links import token_for
from wisselwerk.exchanges.models import Exchange, Invitation, Participant
from wisselwerk.mail.models import Message
from wisselwerk.needs.actions import choose
from wisselwerk.needs.models import Need
from wisselwerk.web.todo.invitations import tasks

pytestmark = pytest.mark.django_db

QUERIES_OF_INVITE = 17
QUERIES_OF_PEOPLE = 9
QUERIES_OF_THE_LIST = 9


def url(name: str, *args: object, **query: str) -> str:
    with override("en"):
        return reverse(f"web:{name}", args=args, query=query or None)


def asked_for(cast: Cast, *profiles: Any) -> Need:
    """A need for which Alice chose these people."""
    need = cast.need(
        period_start=timezone.localdate() + dt.timedelta(days=90),
        period_end=timezone.localdate() + dt.timedelta(days=94),
    )
    for profile in profiles:
        choose(by=cast.alice, need=need, profile_id=profile.profile_id, reason="Past.")
    Need.objects.update(status="matching")
    need.refresh_from_db()
    return need


def filled(page: Any, **changes: Any) -> dict[str, Any]:
    """The form of a page as a browser sends it when nothing but `changes` is touched."""
    form, data = page.context["form"], {}
    for field in form:
        if field.field.disabled:
            continue
        value = changes.pop(field.name, field.value())
        if value is not None and value is not False and value != "":
            data[field.html_name] = value
    return data | changes


def by_link(invitation: Invitation) -> str:
    return url("invitation-link", token_for(invitation, "answer"))


class TestInviting:
    def test_alice_invites_all_who_were_chosen_with_one_click(self, cast: Cast, signed_in: Any) -> None:
        cast.bob.language = "fr"
        cast.bob.save()
        bob, offer = cast.expert(cast.bob), cast.offer()
        cast.expert()
        need = asked_for(cast, bob, offer, cast.expert(cast.charlie, email=""))
        client = signed_in(cast.alice)
        assert url("invite", need.pk) in client.get(url("need", need.pk)).content.decode()

        page = client.get(url("invite", need.pk))
        assert "no e-mail address" in page.content.decode()
        assert [field.name for field in page.context["form"].texts()] == ["text_fr", "text_nl"]
        response = client.post(url("invite", need.pk), filled(page, text_fr="Venez !"))

        exchange = Exchange.objects.get()
        assert response.url == url("exchange-people", exchange.pk)
        assert (exchange.need, exchange.forms, exchange.start) == (need, ["visit"], need.period_start)
        sent = {one.name: (one.text, one.language) for one in exchange.invitations.all()}
        assert sent["Bob"] == ("Venez !", "fr")
        assert sent["Proefdam"][1] == "nl"
        assert timezone.localdate(exchange.invitations.all()[0].expires_at) == in_days(10)
        # The next page of the need shows how it stands, and more people join the exchange that was begun.
        assert "Waiting for an answer" in client.get(url("need", need.pk)).content.decode()
        again = client.get(url("invite", need.pk))
        assert again.context["exchange"] == exchange
        assert "invited already" in again.content.decode()

    def test_sending_the_same_page_twice_does_not_begin_two_exchanges(self, cast: Cast, signed_in: Any) -> None:
        need = asked_for(cast, cast.expert(cast.bob))
        client = signed_in(cast.alice)
        address = url("invite", need.pk, uitwisseling="nieuw")
        data = filled(client.get(address), start="", end="")
        assert client.post(address, data).status_code == 302
        assert "begun for this question in the meantime" in client.post(address, data).content.decode()
        assert Exchange.objects.count() == 1

    def test_who_is_asked_elsewhere_is_invited_only_when_alice_says_so(self, cast: Cast, signed_in: Any) -> None:
        bob = cast.expert(cast.bob)
        need = asked_for(cast, bob)
        invited(cast, bob, start=need.period_start, end=need.period_end)
        client = signed_in(cast.alice)
        page = client.get(url("invite", need.pk))
        assert "Is asked elsewhere" in page.content.decode()
        data = filled(page)
        refused = client.post(url("invite", need.pk), data)
        assert "invite anyway" in refused.content.decode()
        assert not Exchange.objects.filter(need=need).exists()
        assert client.post(url("invite", need.pk), data | {f"anyway-{bob.profile_id}": "on"}).status_code == 302

    def test_an_exchange_without_a_need_and_somebody_by_name(self, cast: Cast, signed_in: Any) -> None:
        client = signed_in(cast.alice)
        data = {
            "title": "Webinar over verlichting",
            "partner": cast.partner_government.pk,
            "exchange_forms": ["webinar"],
            "language": "nl",
        }
        begun = client.post(url("exchange-new"), data)
        exchange = Exchange.objects.get()
        assert begun.url == url("exchange-invite", exchange.pk)
        assert (exchange.officer, exchange.country_id) == (cast.alice, "RW")
        page = client.get(begun.url)
        wrong = client.post(begun.url, filled(page, name="Dana"))
        assert "Give the e-mail address" in wrong.content.decode()
        client.post(begun.url, filled(page, name="Dana", email="dana@example.org", language="ar"))
        assert Message.objects.get(template="invitation").language == "ar"

    def test_charlie_and_the_partner_invite_nobody(self, cast: Cast, signed_in: Any) -> None:
        need = asked_for(cast, cast.expert(cast.bob))
        exchange = cast.exchange()
        for user in (cast.charlie, cast.partner):
            client = signed_in(user)
            expected = 404 if user == cast.charlie else 403
            assert client.get(url("invite", need.pk)).status_code == expected
            assert client.get(url("exchange-invite", exchange.pk)).status_code == expected
            assert client.get(url("exchange-people", exchange.pk)).status_code == expected
            assert client.get(url("exchange-new")).status_code == 403

    def test_the_pages_ask_the_same_number_of_questions_for_one_and_for_three(
        self, cast: Cast, signed_in: Any, django_assert_num_queries: Any
    ) -> None:
        client = signed_in(cast.alice)
        experts = [cast.expert(cast.user(f"expert{number}")) for number in range(4)]
        for few in (experts[:1], experts[1:]):
            need = asked_for(cast, *few)
            client.get(url("need", need.pk))
            with django_assert_num_queries(QUERIES_OF_INVITE):
                page = client.get(url("invite", need.pk))
            client.post(url("invite", need.pk), filled(page, **{f"anyway-{one.profile_id}": "on" for one in few}))
            exchange = Exchange.objects.get(need=need)
            with django_assert_num_queries(QUERIES_OF_PEOPLE):
                client.get(url("exchange-people", exchange.pk))


class TestAnswering:
    def test_opening_the_link_answers_nothing_and_the_form_does(self, cast: Cast, client: Client) -> None:
        invitation = invited(cast)
        page = client.get(by_link(invitation))
        assert page["X-Robots-Tag"] == "noindex"
        assert Invitation.objects.get().status == "sent"
        assert "Rubavu" in page.content.decode()

        client.post(by_link(invitation), {"do": "accept", "shown": ["name", "headline"]})
        person = Participant.objects.get()
        assert (person.shown, person.may_be_named) == (["name", "headline"], False)
        assert "You take part" in client.get(by_link(invitation)).content.decode()
        late = client.post(by_link(invitation), {"do": "decline", "reason": "time"})
        assert late.status_code == 200
        assert Invitation.objects.get().status == "accepted"
        client.post(by_link(invitation), {"do": "leave", "reason": "Ziek"})
        person.refresh_from_db()
        assert person.status == "withdrawn"

    def test_what_bob_agreed_to_in_his_profile_is_ticked(self, cast: Cast, signed_in: Any) -> None:
        client = signed_in(cast.bob)
        ticked = client.get(url("invitation", invited(cast).pk)).context["forms"]["accept"].initial["shown"]
        assert ticked == ["name", "employer", "headline", "experience", "languages"]
        reserved = invited(cast, cast.expert(cast.charlie, consents=("matching",)))
        client = signed_in(cast.charlie)
        assert client.get(url("invitation", reserved.pk)).context["forms"]["accept"].initial["shown"] == []

    def test_somebody_without_a_profile_says_where_they_work(self, cast: Cast, client: Client) -> None:
        dana = actions.Invitee(name="Dana", email="dana@example.org")
        invitation = actions.invite(by=cast.alice, to=cast.exchange(), invitee=dana, answer_before=in_days(5))
        data = {"do": "accept", "kind": "administrator", "employer": "Nergens", "shown": ["name"]}
        wrong = client.post(by_link(invitation), data)
        assert "no municipality with this name" in wrong.content.decode()
        assert 'value="Nergens"' in wrong.content.decode()
        client.post(by_link(invitation), data | {"employer": "gemeente Oefenburg"})
        person = Participant.objects.get()
        assert (person.organisation, person.kind) == (cast.other_municipality, "administrator")

    @pytest.mark.parametrize(
        ("data", "status"),
        [
            ({"do": "decline", "reason": "safety", "words": "Liever niet"}, "declined"),
            ({"do": "not_now", "words": "Na de zomer"}, "not_now"),
            ({"do": "dates", "start": str(in_days(100)), "end": str(in_days(104))}, "other_dates"),
            ({"do": "decline"}, "sent"),
            ({"do": "dates", "start": str(in_days(100)), "end": str(in_days(99))}, "sent"),
        ],
    )
    def test_the_other_answers(self, cast: Cast, signed_in: Any, data: dict[str, str], status: str) -> None:
        invitation = invited(cast)
        signed_in(cast.bob).post(url("invitation", invitation.pk), data)
        assert Invitation.objects.get().status == status

    def test_a_question_and_its_answer_and_the_to_do_lists(self, cast: Cast, signed_in: Any) -> None:
        invitation = invited(cast)
        today = timezone.localdate()
        with override("en"):
            assert [task.href for task in tasks(cast.bob, today)] == [url("invitation", invitation.pk)]
        assert [task.tone for task in tasks(cast.bob, in_days(9))] == ["late"]
        signed_in(cast.bob).post(url("invitation", invitation.pk), {"do": "ask", "text": "Hoe warm is het?"})
        assert [task.action for task in tasks(cast.alice, today)] == ["Answer"]

        client, exchange = signed_in(cast.alice), invitation.exchange
        people = url("exchange-people", exchange.pk)
        assert "Hoe warm is het?" in client.get(people).content.decode()
        change = url("invitation-change", exchange.pk, invitation.pk)
        assert client.post(change, {"do": "reply", f"reply{invitation.pk}-text": "25 graden"}).status_code == 302
        assert list(tasks(cast.alice, today)) == []
        assert "25 graden" in signed_in(cast.bob).get(url("invitation", invitation.pk)).content.decode()

    def test_alice_sends_again_takes_back_and_hears_when_she_is_too_late(self, cast: Cast, signed_in: Any) -> None:
        invitation = invited(cast)
        change = url("invitation-change", invitation.exchange_id, invitation.pk)
        client = signed_in(cast.alice)
        again = {"do": "again", f"again{invitation.pk}-answer_before": str(in_days(-1))}
        assert "at least until tomorrow" in client.post(change, again).content.decode()
        again[f"again{invitation.pk}-answer_before"] = str(in_days(20))
        assert client.post(change, again).status_code == 302
        actions.accept(by=cast.bob, invitation=Invitation.objects.get())
        back = client.post(change, {"do": "withdraw", f"withdraw{invitation.pk}-reason": "Anders opgelost"})
        assert "answered in the meantime" in back.content.decode()
        assert "Anders opgelost" in back.content.decode()
        assert client.post(change, {"do": "leave", f"leave{invitation.pk}-reason": "Ziek"}).status_code == 302

    def test_the_coordinator_puts_a_colleague_forward(self, cast: Cast, signed_in: Any, client: Client) -> None:
        cast.expert(cast.bob)
        invitation = invited(cast, cast.offer())
        assert client.get(by_link(invitation)).url == url("invitation", invitation.pk)
        page = url("invitation", invitation.pk)
        coordinator = signed_in(cast.coordinator)
        assert "Bob" in coordinator.get(page).content.decode()
        assert "Give the e-mail address" in coordinator.post(page, {"do": "forward", "name": "Dana"}).content.decode()
        coordinator.post(page, {"do": "forward", "expert": cast.bob.expert.pk})
        assert Invitation.objects.get(expert=cast.bob.expert).put_forward_for == invitation
        assert "Whom you put forward" in coordinator.get(page).content.decode()

    def test_charlie_sees_no_invitation_of_somebody_else(self, cast: Cast, signed_in: Any) -> None:
        invitation = invited(cast)
        client = signed_in(cast.charlie)
        for page in (url("invitation", invitation.pk), url("exchange-people", invitation.exchange_id)):
            assert client.get(page).status_code == 404
        assert client.post(url("invitation", invitation.pk), {"do": "accept"}).status_code == 404
        assert "clairage" not in client.get(url("invitations")).content.decode()
        change = url("invitation-change", invitation.exchange_id, invitation.pk)
        assert client.post(change, {"do": "withdraw"}).status_code == 404
        assert client.get(url("invitation-link", "onzin")).status_code == 410
        officer = signed_in(cast.alice).get(url("invitation", invitation.pk))
        assert officer.url == url("exchange-people", invitation.exchange_id)

    def test_bob_reads_where_each_of_his_invitations_stands(
        self, cast: Cast, signed_in: Any, django_assert_num_queries: Any
    ) -> None:
        client = signed_in(cast.bob)
        for count in (1, 3):
            while Invitation.objects.count() < count:
                invited(cast, overlap_accepted=True)
            with django_assert_num_queries(QUERIES_OF_THE_LIST):
                page = client.get(url("invitations")).content.decode()
            assert page.count("Look and answer") == count
        actions.accept(by=cast.bob, invitation=Invitation.objects.earliest("pk"))
        assert "You take part" in client.get(url("invitations")).content.decode()
        assert "Looking for people" in client.get(url("profile")).content.decode()
