"""What is unclear about a need, the files that go with it, and drafts that are not finished."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cast import Cast
from exchanges.cases_conversation import plan
from wisselwerk.files import MOST
from wisselwerk.mail.models import Message
from wisselwerk.needs.actions import (
    NeedData,
    ask_clarification,
    attach_file,
    clarify,
    close_need,
    make_shortlist,
    save_draft,
    submit_draft,
)
from wisselwerk.needs.enums import NeedStatus
from wisselwerk.needs.queries import answered, unanswered

pytestmark = pytest.mark.django_db


class TestClarification:
    def test_partner_is_asked_answers_and_the_officer_hears_it(self, cast: Cast) -> None:
        cast.partner.language = "fr"
        cast.partner.save()
        asked = ask_clarification(by=cast.alice, need=cast.need(), question=" Combien de lampadaires ? ")
        message = Message.objects.get()
        assert (message.template, message.to, message.language) == ("clarification", cast.partner.email, "fr")
        assert message.context["question"] == "Combien de lampadaires ?"
        assert list(unanswered(cast.partner)) == [asked]
        assert list(unanswered(cast.other_partner)) == []

        clarify(by=cast.partner, clarification=asked, answer="Environ 400.")
        asked.refresh_from_db()
        assert (asked.answer, asked.answered_by) == ("Environ 400.", cast.partner)
        message = Message.objects.get(template="clarified")
        assert (message.to, message.context["answer"]) == (cast.alice.email, "Environ 400.")
        assert not unanswered(cast.partner).exists()

    def test_whoever_is_responsible_is_asked_too_even_without_an_account(self, cast: Cast) -> None:
        need = cast.need(responsible_name="Aline", responsible_email="aline@rubavu.example")
        ask_clarification(by=cast.alice, need=need, question="Combien ?")

        accounts = {one.to: one.context["has_account"] for one in Message.objects.all()}
        assert accounts == {cast.partner.email: True, "aline@rubavu.example": False}

    def test_an_answer_is_given_once(self, cast: Cast) -> None:
        asked = ask_clarification(by=cast.alice, need=cast.need(), question="Combien ?")
        clarify(by=cast.partner, clarification=asked, answer="400")
        with pytest.raises(ValidationError):
            clarify(by=cast.alice, clarification=asked, answer="500")
        asked.refresh_from_db()
        assert asked.answer == "400"

    def test_nothing_is_asked_or_answered_in_silence(self, cast: Cast) -> None:
        need = cast.need()
        with pytest.raises(ValidationError):
            ask_clarification(by=cast.alice, need=need, question=" ")
        with pytest.raises(PermissionDenied):
            ask_clarification(by=cast.partner, need=need, question="Combien ?")
        asked = ask_clarification(by=cast.alice, need=need, question="Combien ?")
        with pytest.raises(ValidationError):
            clarify(by=cast.partner, clarification=asked, answer=" ")
        with pytest.raises(PermissionDenied):
            clarify(by=cast.other_partner, clarification=asked, answer="400")

    def test_an_answer_is_news_until_people_are_looked_for(self, cast: Cast) -> None:
        need, lately = cast.need(), timezone.now() - dt.timedelta(days=1)
        asked = ask_clarification(by=cast.alice, need=need, question="Combien ?")
        assert not answered(cast.alice, since=lately).exists()
        clarify(by=cast.partner, clarification=asked, answer="400")
        assert list(answered(cast.alice, since=lately)) == [asked]
        make_shortlist(by=cast.alice, need=need)
        assert not answered(cast.alice, since=lately).exists()

    def test_a_closed_need_asks_nothing_any_more(self, cast: Cast) -> None:
        need = cast.need()
        ask_clarification(by=cast.alice, need=need, question="Combien ?")
        close_need(by=cast.alice, need=need)
        assert not unanswered(cast.partner).exists()


class TestFiles:
    def test_a_need_has_ten_files_at_most(self, cast: Cast) -> None:
        need = cast.need()
        for number in range(MOST):
            attach_file(by=cast.partner, need=need, file=plan(f"{number}.pdf"))
        with pytest.raises(ValidationError):
            attach_file(by=cast.partner, need=need, file=plan("one more.pdf"))
        assert need.attachments.count() == MOST

    def test_another_partner_adds_nothing(self, cast: Cast) -> None:
        with pytest.raises(PermissionDenied):
            attach_file(by=cast.other_partner, need=cast.need(), file=plan())


def test_a_draft_with_a_title_only_is_not_submitted(cast: Cast) -> None:
    data = NeedData(title="Éclairage", text="", language="fr", organisation=cast.partner_government)
    need = save_draft(by=cast.partner, data=data)
    with pytest.raises(ValidationError):
        submit_draft(by=cast.partner, need=need)
    need.refresh_from_db()
    assert need.status == NeedStatus.DRAFT
