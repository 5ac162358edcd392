"""The partner's own side: the people proposed, the conversation, what waits, and all that stays closed to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import override

from cast import Cast
from exchanges.cases_conversation import document, plan
from exchanges.cases_partners import with_bob
from wisselwerk.exchanges.actions import approve_people, write_remark
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import Document, Exchange, Remark
from wisselwerk.experts.models import Experience
from wisselwerk.mail.models import Message
from wisselwerk.mail.rendering import words_of
from wisselwerk.needs.actions import ask_clarification, clarify, make_shortlist
from wisselwerk.needs.models import Clarification
from wisselwerk.trail.models import ProcessingEntry
from wisselwerk.web.todo.partners import tasks

pytestmark = pytest.mark.django_db

QUERIES_OF_THE_PROPOSAL = 21
QUERIES_OF_THE_CONVERSATION = 21


def url(name: str, *args: object, **query: str) -> str:
    with override("en"):
        return reverse(f"web:{name}", args=args, query=query or None)


class TestProposal:
    def test_what_was_not_agreed_is_nowhere_on_the_page(self, cast: Cast, signed_in: Any) -> None:
        expert = cast.expert(
            cast.bob,
            name="Robert Jansen",
            headline="Regisseur verduurzaming",
            text="Sloopte gasleidingen.",
            languages={"de": "C1"},
        )
        Experience.objects.create(expert=expert, text="Leidde een wijkteam.")
        exchange = with_bob(cast, shown=["employer"], part="Lead expert")
        client = signed_in(cast.partner)

        page = client.get(url("exchange-proposal", exchange.pk)).content.decode()
        assert "A civil servant" in page
        assert "Proefdam" in page
        for forbidden in ("Robert", "Jansen", "bob@", "Regisseur", "gasleidingen", "wijkteam", "German"):
            assert forbidden not in page, forbidden

        exchange.participants.update(shown=[])
        page = client.get(url("exchange-proposal", exchange.pk)).content.decode()
        assert "One more person takes part, who is not shown." in page
        for forbidden in ("Robert", "Proefdam", "Lead expert", "A civil servant"):
            assert forbidden not in page, forbidden

    def test_what_was_agreed_is_there_and_the_look_is_logged(self, cast: Cast, signed_in: Any) -> None:
        exchange = with_bob(cast)
        page = signed_in(cast.partner).get(url("exchange-proposal", exchange.pk)).content.decode()

        for shown in ("Bob", "Proefdam", "Beheerder openbare verlichting", "Verving in vier jaar", "French (B2)"):
            assert shown in page, shown
        assert '<blockquote class="ww-quote" lang="nl" dir="ltr">' in page
        assert ProcessingEntry.objects.get(activity="exchanges.view_people").actor == cast.partner

    def test_partner_says_what_it_thinks_and_approves(self, cast: Cast, signed_in: Any) -> None:
        exchange = with_bob(cast)
        bob, client = exchange.participants.get(), signed_in(cast.partner)
        say = url("proposal-opinion", exchange.pk, bob.pk)

        response = client.post(say, {f"p{bob.pk}-words": "Bienvenue"})
        assert "Bienvenue" in response.content.decode()
        assert response.context["people"][0]["form"].errors
        assert client.post(say, {f"p{bob.pk}-opinion": "preferred", f"p{bob.pk}-words": "Bienvenue"}).status_code == 302
        bob.refresh_from_db()
        assert (bob.opinion, bob.opinion_text) == ("preferred", "Bienvenue")

        page = client.get(url("exchange-proposal", exchange.pk))
        assert page.context["seen"] == str(bob.pk)
        assert client.post(url("proposal-approve", exchange.pk), {"seen": str(bob.pk)}).status_code == 302
        assert exchange.approvals.get().by == cast.partner
        page = client.get(url("exchange-proposal", exchange.pk)).content.decode()
        assert "The partner approved everybody" in page
        assert url("proposal-approve", exchange.pk) not in page

    def test_somebody_who_joined_meanwhile_is_looked_at_first(self, cast: Cast, signed_in: Any) -> None:
        exchange = with_bob(cast)
        bob, client = exchange.participants.get(), signed_in(cast.partner)
        new = cast.participant(exchange)

        response = client.post(url("proposal-approve", exchange.pk), {"seen": str(bob.pk)})
        assert "The people changed in the meantime" in response.content.decode()
        assert response.context["seen"] == f"{bob.pk},{new.pk}"
        assert client.post(url("proposal-approve", exchange.pk), {"seen": "nonsense"}).status_code == 200
        assert client.post(url("proposal-approve", exchange.pk)).status_code == 200
        assert not exchange.approvals.exists()

    def test_officer_sees_the_same_asks_the_partner_and_records_what_it_said(self, cast: Cast, signed_in: Any) -> None:
        exchange = with_bob(cast, shown=["employer"], opinion="doubt", opinion_text="Parle-t-il français ?")
        bob, client = exchange.participants.get(), signed_in(cast.alice)
        page = client.get(url("exchange-proposal", exchange.pk)).content.decode()
        assert "A civil servant" in page
        assert "Parle-t-il français ?" in page
        assert url("proposal-opinion", exchange.pk, bob.pk) not in page

        client.post(url("proposal-ask", exchange.pk))
        assert Message.objects.get(template="people_proposed").to == cast.partner.email
        response = client.post(url("proposal-approve", exchange.pk), {"seen": str(bob.pk), "note": ""})
        assert response.context["approval_form"].has_error("note")
        client.post(url("proposal-approve", exchange.pk), {"seen": str(bob.pk), "note": "Gebeld op 3 maart"})
        assert exchange.approvals.get().note == "Gebeld op 3 maart"

    def test_nothing_can_be_said_once_it_has_begun(self, cast: Cast, signed_in: Any) -> None:
        exchange = with_bob(cast)
        Exchange.objects.update(status=ExchangeStatus.UNDER_WAY)
        page = signed_in(cast.partner).get(url("exchange-proposal", exchange.pk)).content.decode()

        assert "Bob" in page
        assert url("proposal-approve", exchange.pk) not in page
        assert "Say what you think" not in page

    def test_without_people_the_page_says_what_happens(self, cast: Cast, signed_in: Any) -> None:
        exchange = cast.exchange()
        page = signed_in(cast.partner).get(url("exchange-proposal", exchange.pk)).content.decode()
        assert "Nobody has said yes yet" in page
        response = signed_in(cast.alice).post(url("proposal-ask", exchange.pk), follow=True)
        assert "Nobody has said yes yet." in response.content.decode()

    @pytest.mark.parametrize(
        ("who", "status"),
        [("charlie", 404), ("other_partner", 404), ("bob", 403), ("country_team", 403), ("coordinator", 403)],
    )
    def test_nobody_else_sees_who_come(self, cast: Cast, signed_in: Any, who: str, status: int) -> None:
        exchange = with_bob(cast)
        client, bob = signed_in(getattr(cast, who)), exchange.participants.get()

        assert client.get(url("exchange-proposal", exchange.pk)).status_code == status
        assert client.post(url("proposal-approve", exchange.pk), {"seen": str(bob.pk)}).status_code == status
        assert client.post(url("proposal-ask", exchange.pk)).status_code == status
        assert client.post(url("proposal-opinion", exchange.pk, bob.pk)).status_code == status

    def test_page_takes_as_many_queries_for_three_people_as_for_one(
        self, cast: Cast, signed_in: Any, django_assert_num_queries: Any
    ) -> None:
        exchange, client = with_bob(cast), signed_in(cast.partner)
        for _number in (1, 3):
            with django_assert_num_queries(QUERIES_OF_THE_PROPOSAL):
                assert client.get(url("exchange-proposal", exchange.pk)).status_code == 200
            cast.participant(exchange)
            cast.participant(exchange)


class TestConversation:
    def test_each_reads_writes_and_finds_the_message_from_the_mail(self, cast: Cast, signed_in: Any) -> None:
        exchange = with_bob(cast)
        address = url("exchange-remarks", exchange.pk)
        response = signed_in(cast.partner).post(address, {"text": "Bienvenue à <Rubavu> !"})
        remark = Remark.objects.get()
        assert response["Location"] == f"{address}#bericht-{remark.pk}"

        text = words_of(Message.objects.get(to=cast.bob.email)).text
        assert f"{address.split('/')[-1]}?bericht={remark.pk}#bericht-{remark.pk}" in text
        page = signed_in(cast.bob).get(url("exchange-remarks", exchange.pk, bericht=str(remark.pk))).content.decode()
        assert escape("Bienvenue à <Rubavu> !") in page
        assert f'id="bericht-{remark.pk}"' in page
        response = signed_in(cast.bob).post(address, {"text": " "})
        assert response.context["form"].errors

    def test_author_who_is_not_named_goes_by_what_they_are(self, cast: Cast, signed_in: Any) -> None:
        exchange = with_bob(cast, shown=[])
        write_remark(by=cast.bob, exchange=exchange, text="Tot ziens.")
        page = signed_in(cast.partner).get(url("exchange-remarks", exchange.pk)).content.decode()
        assert "A civil servant" in page
        assert "Bob" not in page
        assert "Bob" in signed_in(cast.alice).get(url("exchange-remarks", exchange.pk)).content.decode()

    def test_pages_hold_fifty_and_the_newest_comes_first_to_sight(self, cast: Cast, signed_in: Any) -> None:
        exchange, client = cast.exchange(), signed_in(cast.partner)
        said = Remark.objects.bulk_create(Remark(exchange=exchange, author=cast.alice, text=f"{n}") for n in range(51))

        def shown(**query: str) -> list[str]:
            response = client.get(url("exchange-remarks", exchange.pk, **query))
            return [remark.text for remark, _voice, _own in response.context["remarks"]]

        assert shown() == ["50"]
        assert shown(page="1")[0] == "0"
        assert shown(bericht=str(said[3].pk))[3] == "3"
        assert shown(bericht=str(said[50].pk)) == shown(bericht="0") == shown(bericht="x") == ["50"]

    def test_a_file_is_shared_fetched_and_removed(self, cast: Cast, signed_in: Any) -> None:
        exchange = with_bob(cast)
        client = signed_in(cast.bob)
        refused = client.post(url("document-new", exchange.pk), {"uploads": SimpleUploadedFile("x.exe", b"MZ")})
        assert "of a kind that we do not take" in refused.content.decode()
        assert client.post(url("document-new", exchange.pk)).context["files"].errors
        client.post(url("document-new", exchange.pk), {"uploads": [plan("Plan d'éclairage.pdf"), plan("b.pdf")]})
        found = Document.objects.get(name="Plan d'éclairage.pdf")

        response = signed_in(cast.partner).get(url("document", exchange.pk, found.pk))
        assert b"".join(response.streaming_content) == b"%PDF-1.7 Plan"
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "private" in response["Cache-Control"]

        remove = url("document-remove", exchange.pk, found.pk)
        assert signed_in(cast.partner).post(remove).status_code == 403
        client = signed_in(cast.alice)
        assert found.name in client.get(remove).context["document"].name
        client.post(remove)
        assert [one.name for one in Document.objects.all()] == ["b.pdf"]

    def test_nobody_else_reads_along(self, cast: Cast, signed_in: Any) -> None:
        found = document(cast)
        cast.participant(found.exchange, cast.bob)
        elsewhere = cast.exchange(partner=cast.other_government)
        for who, status in (("charlie", 404), ("other_partner", 404), ("coordinator", 403), ("employer", 403)):
            client = signed_in(getattr(cast, who))
            assert client.get(url("exchange-remarks", found.exchange_id)).status_code == status
            assert client.post(url("exchange-remarks", found.exchange_id), {"text": "Hallo"}).status_code == status
            assert client.post(url("document-new", found.exchange_id), {"uploads": plan()}).status_code == status
            assert client.get(url("document", found.exchange_id, found.pk)).status_code == status
        assert signed_in(cast.other_partner).get(url("document", elsewhere.pk, found.pk)).status_code == 404
        assert not Remark.objects.exists()

    def test_page_takes_as_many_queries_for_three_messages_as_for_one(
        self, cast: Cast, signed_in: Any, django_assert_num_queries: Any
    ) -> None:
        found = document(cast)
        exchange, client = found.exchange, signed_in(cast.partner)
        write_remark(by=cast.alice, exchange=exchange, text="Hallo")
        cast.participant(exchange, cast.bob)
        for _number in (1, 3):
            with django_assert_num_queries(QUERIES_OF_THE_CONVERSATION):
                assert client.get(url("exchange-remarks", exchange.pk)).status_code == 200
            write_remark(by=cast.bob, exchange=exchange, text="Hallo")
            write_remark(by=cast.country_team, exchange=exchange, text="Hallo")


class TestClosedDoors:
    def test_nothing_else_of_the_agency_is_open_to_a_partner(self, cast: Cast, signed_in: Any) -> None:
        exchange, need = with_bob(cast), cast.need()
        elsewhere = cast.exchange(partner=cast.other_government)
        others_need = cast.need(organisation=cast.other_government)
        shortlist = make_shortlist(by=cast.alice, need=need)
        client = signed_in(cast.partner)
        closed = [
            url("exchange", elsewhere.pk),
            url("exchange-proposal", elsewhere.pk),
            url("exchange-remarks", elsewhere.pk),
            url("exchange-terms", elsewhere.pk),
            url("exchange-sessions", elsewhere.pk),
            url("exchange-people", exchange.pk),
            url("exchange-consents", exchange.pk),
            url("exchange-costs", exchange.pk),
            url("need", others_need.pk),
            url("shortlist", need.pk),
            url("stored-shortlist", need.pk, shortlist.pk),
            url("search"),
            url("experts"),
            url("expert", cast.bob.expert.pk),
            url("imports"),
            url("administration"),
        ]
        for address in closed:
            assert client.get(address).status_code in {403, 404}, address


class TestTasks:
    def waiting(self, user: Any) -> list[tuple[str, str]]:
        user.__dict__.pop("current_roles", None)
        return [(task.action, task.tone) for task in tasks(user, timezone.localdate())]

    def test_partner_is_asked_to_answer_and_to_look_at_people(self, cast: Cast) -> None:
        asked = ask_clarification(by=cast.alice, need=cast.need(), question="Combien ?")
        exchange = with_bob(cast)
        assert self.waiting(cast.partner) == [("Answer", "new"), ("Look at the people", "new")]
        assert self.waiting(cast.other_partner) == self.waiting(cast.charlie) == []
        Clarification.objects.update(asked_at=timezone.now() - dt.timedelta(days=8))
        assert self.waiting(cast.partner)[0] == ("Answer", "late")

        clarify(by=cast.partner, clarification=asked, answer="400")
        approve_people(by=cast.partner, exchange=exchange)
        assert self.waiting(cast.partner) == []
        assert self.waiting(cast.alice) == [("Read the answer", "new")]
