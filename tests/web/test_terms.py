"""The pages of the terms of reference: reading, writing, agreeing, comparing, and the PDF."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cast import Cast
from exchanges.cases_terms import begun
from wisselwerk.exchanges.actions import agree_terms, edit_terms, start_terms, withdraw_participation
from wisselwerk.exchanges.actions.terms import AGREE
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.links import open_link, token_for
from wisselwerk.exchanges.models import Exchange, Invitation, Participant
from wisselwerk.mail.models import Message
from wisselwerk.mail.rendering import words_of
from wisselwerk.web.prose import blocks_of
from wisselwerk.web.todo import terms as todo

pytestmark = pytest.mark.django_db

PARTS = ("exchange-terms", "exchange-terms-edit", "exchange-terms-compare", "exchange-terms-pdf")


def url(name: str, *args: object, **query: str) -> str:
    with override("en"):
        return reverse(f"web:{name}", args=args, query=query or None)


def filled(client: Any, pk: int, **changed: str) -> dict[str, str]:
    """What the form sends when only `changed` is typed."""
    form = client.get(url("exchange-terms-edit", pk)).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields} | changed


class TestWhoMayRead:
    def test_others_do_not_see_the_terms(self, cast: Cast, signed_in: Any, client: Any) -> None:
        visit = begun(cast).exchange
        for address in (url(name, visit.pk) for name in PARTS):
            assert "/login" in client.get(address)["Location"]
        for who, status in ((cast.charlie, 404), (cast.other_partner, 404), (cast.coordinator, 403)):
            browser = signed_in(who)
            assert {browser.get(url(name, visit.pk)).status_code for name in PARTS} == {status}
            for name in ("exchange-terms-begin", "exchange-terms-agree"):
                assert browser.post(url(name, visit.pk)).status_code == status

    def test_the_country_team_reads_and_has_no_buttons(self, cast: Cast, signed_in: Any) -> None:
        visit = begun(cast).exchange
        browser = signed_in(cast.country_team)
        page = browser.get(url("exchange-terms", visit.pk))
        assert not page.context["may_write"]
        assert not page.context["may_agree"]
        assert browser.get(url("exchange-terms-edit", visit.pk)).status_code == 403

    def test_a_name_that_was_not_agreed_to_is_not_shown(self, cast: Cast, signed_in: Any) -> None:
        visit = begun(cast).exchange
        Participant.objects.filter(exchange=visit).update(shown=[], name="Bob de Boer")
        edit_terms(by=cast.bob, exchange=visit, texts={"nl": {"purpose": "Anders."}}, seen_number=1)
        for name in ("exchange-terms", "exchange-terms-compare"):
            page = signed_in(cast.partner).get(url(name, visit.pk)).content.decode()
            assert "Boer" not in page
            assert "Civil servant" in page


class TestReading:
    def test_begins_from_the_template_while_people_are_looked_for(self, cast: Cast, signed_in: Any) -> None:
        visit = cast.exchange()
        browser = signed_in(cast.partner)
        assert "Start from the template" in browser.get(url("exchange-terms", visit.pk)).content.decode()
        response = browser.post(url("exchange-terms-begin", visit.pk))
        assert response["Location"].endswith("/wijzigen")
        assert visit.terms.get().made_by == cast.partner

    def test_languages_stand_beside_each_other_or_alone(self, cast: Cast, signed_in: Any) -> None:
        visit = begun(cast).exchange
        browser = signed_in(cast.bob)
        both = browser.get(url("exchange-terms", visit.pk)).context
        assert both["shown"] == ["fr", "nl"]
        assert browser.get(url("exchange-terms", visit.pk, taal="nl")).context["shown"] == ["nl"]
        assert browser.get(url("exchange-terms", visit.pk, taal="xx")).context["shown"] == ["fr", "nl"]

    def test_lines_with_a_dash_are_a_list(self) -> None:
        blocks = blocks_of("Er komt:\n- een plan\n– een lijst\nKlaar.\n\n\nLater\nmeer. - Nee\n\n- a\n\n- b")
        assert [(block.is_list, block.lines) for block in blocks] == [
            (False, ["Er komt:"]),
            (True, ["een plan", "een lijst"]),
            (False, ["Klaar."]),
            (False, ["Later", "meer. - Nee"]),
            (True, ["a"]),
            (True, ["b"]),
        ]
        assert blocks_of(" \n") == []

    def test_an_earlier_version_can_be_read_and_says_so(self, cast: Cast, signed_in: Any) -> None:
        visit = begun(cast).exchange
        edit_terms(by=cast.bob, exchange=visit, texts={"nl": {"purpose": "Minder storingen."}}, seen_number=1)
        browser = signed_in(cast.bob)
        assert "Minder storingen." in browser.get(url("exchange-terms", visit.pk)).content.decode()
        page = browser.get(url("exchange-terms", visit.pk, versie="1")).content.decode()
        assert "Minder storingen." not in page
        assert "This is an earlier version." in page
        assert browser.get(url("exchange-terms", visit.pk, versie="9")).status_code == 404

    def test_page_takes_as_many_queries_for_three_versions_and_people_as_for_one(
        self, cast: Cast, signed_in: Any, django_assert_num_queries: Any
    ) -> None:
        visit = begun(cast).exchange
        browser = signed_in(cast.alice)
        browser.get(url("exchange-terms", visit.pk))
        for number in (1, 2, 3):
            agree_terms(by=cast.alice, version=visit.terms.get(number=number))
            with django_assert_num_queries(13):
                browser.get(url("exchange-terms", visit.pk))
            cast.participant(visit, cast.user(f"person{number}"))
            edit_terms(by=cast.bob, exchange=visit, texts={"nl": {"purpose": f"{number}"}}, seen_number=number)


class TestWriting:
    def test_saving_makes_a_version_and_saving_nothing_makes_none(self, cast: Cast, signed_in: Any) -> None:
        visit = begun(cast).exchange
        browser = signed_in(cast.partner)
        address = url("exchange-terms-edit", visit.pk)
        assert browser.post(address, filled(browser, visit.pk)).status_code == 302
        assert visit.terms.count() == 1
        typed = filled(browser, visit.pk, text_fr_purpose="Moins de pannes.", note="Le but")
        assert browser.post(address, typed).status_code == 302
        newest = visit.terms.latest("number")
        assert (newest.number, newest.note, newest.texts["fr"]["purpose"]) == (2, "Le but", "Moins de pannes.")

    def test_of_one_language_the_other_stays_as_it_is(self, cast: Cast, signed_in: Any) -> None:
        first = begun(cast)
        browser = signed_in(cast.bob)
        address = url("exchange-terms-edit", first.exchange.pk, taal="nl")
        form = browser.get(address).context["form"]
        assert "text_fr_purpose" not in form.fields
        browser.post(address, {"seen": "1", "text_nl_purpose": "Minder storingen."})
        newest = first.exchange.terms.latest("number")
        assert newest.texts == {"fr": first.texts["fr"], "nl": {"purpose": "Minder storingen."}}

    def test_of_two_who_write_the_second_sees_the_change_and_keeps_what_they_typed(
        self, cast: Cast, signed_in: Any
    ) -> None:
        visit = begun(cast).exchange
        browser = signed_in(cast.bob)
        typed = filled(browser, visit.pk, text_nl_purpose="Minder storingen.")
        edit_terms(
            by=cast.partner, exchange=visit, texts={"fr": {"costs": "Tout est payé."}}, note="Coûts", seen_number=1
        )

        page = browser.post(url("exchange-terms-edit", visit.pk), typed)
        assert page.status_code == 200
        assert visit.terms.count() == 2
        assert [one.language for one in page.context["changed"]] == ["fr"]
        form = page.context["form"]
        assert form["text_nl_purpose"].value() == "Minder storingen."
        assert form["text_fr_costs"].value() == "Tout est payé."

        again = {name: str(form[name].value() or "") for name in form.fields}
        assert browser.post(url("exchange-terms-edit", visit.pk), again).status_code == 302
        newest = visit.terms.latest("number")
        assert newest.number == 3
        assert newest.texts["nl"]["purpose"] == "Minder storingen."
        assert newest.texts["fr"]["costs"] == "Tout est payé."

    def test_nothing_at_all_is_refused_on_the_form(self, cast: Cast, signed_in: Any) -> None:
        visit = begun(cast).exchange
        page = signed_in(cast.bob).post(url("exchange-terms-edit", visit.pk), {"seen": "1"})
        assert page.context["form"].non_field_errors()
        assert visit.terms.count() == 1

    def test_terms_of_an_exchange_that_is_over_can_only_be_read(self, cast: Cast, signed_in: Any) -> None:
        visit = begun(cast).exchange
        Exchange.objects.filter(pk=visit.pk).update(status=ExchangeStatus.ENDED)
        browser = signed_in(cast.alice)
        assert browser.get(url("exchange-terms-edit", visit.pk)).status_code == 302
        page = browser.get(url("exchange-terms", visit.pk))
        assert "I agree" not in page.content.decode()
        assert "Change the text" not in page.content.decode()


class TestAgreeing:
    def test_one_button_and_then_the_names_of_those_we_wait_for(self, cast: Cast, signed_in: Any) -> None:
        visit = begun(cast).exchange
        browser = signed_in(cast.bob)
        browser.post(url("exchange-terms-agree", visit.pk), {"number": "1"})
        page = browser.get(url("exchange-terms", visit.pk))
        assert not page.context["may_agree"]
        assert [one.label for one in page.context["parties"] if one.at is None] == ["Rubavu", "The agency"]
        assert "We wait for the others." in page.content.decode()

    def test_a_version_that_is_not_the_newest_is_not_agreed_to(self, cast: Cast, signed_in: Any) -> None:
        visit = begun(cast).exchange
        edit_terms(by=cast.bob, exchange=visit, texts={"nl": {"purpose": "Anders."}}, seen_number=1)
        browser = signed_in(cast.partner)
        page = browser.post(url("exchange-terms-agree", visit.pk), {"number": "1"}, follow=True).content.decode()
        assert "Read the newest version" in page
        assert not any(version.agreements.exists() for version in visit.terms.all())
        assert browser.post(url("exchange-terms-agree", visit.pk), {"number": "x"}).status_code == 404


class TestComparing:
    def test_words_that_came_and_went_are_marked_and_said(self, cast: Cast, signed_in: Any) -> None:
        visit = begun(cast).exchange
        for number, words in ((1, "Elke week <b>praten</b>."), (2, "Elke maand <b>praten</b>.")):
            edit_terms(by=cast.bob, exchange=visit, texts={"nl": {"purpose": words}}, seen_number=number)
        browser = signed_in(cast.partner)
        page = browser.get(url("exchange-terms-compare", visit.pk)).content.decode()
        assert "[removed:] </span>week " in page
        assert "[added:] </span>maand " in page
        assert "&lt;b&gt;praten" in page
        for query in ({"van": "2", "tot": "2"}, {"van": "x", "tot": "999"}):
            assert browser.get(url("exchange-terms-compare", visit.pk, **query)).status_code == 200


class TestPdf:
    def test_comes_in_each_language(self, cast: Cast, signed_in: Any) -> None:
        visit = begun(cast).exchange
        browser = signed_in(cast.partner)
        for language in ("nl", "fr"):
            response = browser.get(url("exchange-terms-pdf", visit.pk, taal=language))
            assert response["Content-Type"] == "application/pdf"
            assert f"v1-{language}.pdf" in response["Content-Disposition"]
            assert response.content.startswith(b"%PDF")
        assert browser.get(url("exchange-terms-pdf", visit.pk, taal="xx")).status_code == 404
        assert browser.get(url("exchange-terms-pdf", cast.exchange().pk)).status_code == 404


class TestToDo:
    def test_first_to_write_then_to_agree_and_then_nothing(self, cast: Cast) -> None:
        version = begun(cast)
        today = timezone.localdate()

        def lines(who: Any, day: dt.date = today) -> list[tuple[str, str]]:
            return [(task.action, task.tone) for task in todo.tasks(who, day)]

        assert lines(cast.bob) == [("Read and write", "")]
        newer = edit_terms(
            by=cast.partner, exchange=version.exchange, texts={"fr": {"purpose": "Autre."}}, seen_number=1
        )
        for who in (cast.alice, cast.bob, cast.partner):
            assert lines(who) == [("Read and agree", "new")]
            assert lines(who, today + dt.timedelta(days=50)) == [("Read and agree", "late")]
            agree_terms(by=who, version=newer)
            assert lines(who) == []
        assert lines(cast.charlie) == lines(cast.country_team) == []

    def test_takes_as_many_queries_for_three_exchanges_as_for_one(
        self, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        for count in (1, 3):
            for _each in range(count):
                start_terms(by=cast.alice, exchange=cast.exchange(status="preparing"))
            list(cast.alice.current_roles)
            with django_assert_num_queries(2):
                assert list(todo.tasks(cast.alice, timezone.localdate()))


def without_account(cast: Cast, visit: Exchange) -> tuple[Participant, Invitation]:
    """Xander was invited by name and address, and takes part."""
    xander = cast.participant(visit, name="Xander", email="xander@example.org")
    expires_at = timezone.now() + dt.timedelta(days=9)
    return xander, visit.invitations.create(
        name=xander.name, email=xander.email, participant=xander, status="accepted", expires_at=expires_at
    )


class TestWithoutAnAccount:
    def test_who_takes_part_reads_and_agrees_by_the_link_in_the_message(self, cast: Cast, client: Any) -> None:
        version = begun(cast)
        visit = version.exchange
        xander, invitation = without_account(cast, visit)
        newer = edit_terms(by=cast.bob, exchange=visit, texts={"nl": {"purpose": "Minder storingen."}}, seen_number=1)
        words = words_of(Message.objects.get(template="terms_changed", to="xander@example.org")).text
        address = url("terms-link", token_for(invitation, AGREE))
        assert address.removeprefix("/en") in words
        assert "vergelijken" not in words, "that page asks for an account"

        page = client.get(address)
        assert "Minder storingen." in page.content.decode()
        assert not newer.agreements.exists(), "opening the link agrees to nothing"
        client.post(address, {"number": newer.number})
        agreement = newer.agreements.get()
        assert (agreement.participant, agreement.by) == (xander, None)
        assert 'name="number"' not in client.get(address).content.decode()

    def test_a_link_is_for_one_exchange_and_ends_with_taking_part(self, cast: Cast, client: Any) -> None:
        version, other = begun(cast), begun(cast)
        visit = version.exchange
        xander, invitation = without_account(cast, visit)
        token = token_for(invitation, AGREE)
        _found, holder = open_link(Invitation, AGREE, token)
        with pytest.raises(PermissionDenied):
            agree_terms(by=holder, version=other)
        withdraw_participation(by=cast.alice, participant=xander, reason="Ziek")
        assert client.post(url("terms-link", token), {"number": 1}).status_code == 410
        assert not version.agreements.exists()


class TestMessages:
    @pytest.mark.parametrize("language", ["nl", "ar"])
    def test_they_can_be_read_in_each_language(self, cast: Cast, language: str) -> None:
        version = begun(cast)
        newer = edit_terms(
            by=cast.partner,
            exchange=version.exchange,
            texts={"fr": {"purpose": "Autre."}},
            note="Le but",
            seen_number=1,
        )
        for who in (cast.alice, cast.bob, cast.partner):
            agree_terms(by=who, version=newer)
        Message.objects.update(language=language)
        words = {one.template: words_of(one) for one in Message.objects.all()}
        assert "Le but" in words["terms_changed"].text
        assert "vergelijken?van=1&tot=2" in words["terms_changed"].text
        assert version.exchange.title in words["terms_agreed"].subject
