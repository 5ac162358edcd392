"""Lessons of both sides: from a draft to what everybody may read."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cast import Cast
from exchanges.cases_lessons import DATA, lesson, quote
from exchanges.cases_outcomes import ended
from wisselwerk.exchanges.actions import (
    answer_quote,
    ask_quote,
    publish_lesson,
    remove_quote,
    return_lesson,
    submit_lesson,
    update_lesson,
    withdraw_lesson,
    write_lesson,
)
from wisselwerk.exchanges.actions.quotes import ANSWER_QUOTE
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.links import open_link
from wisselwerk.exchanges.models import Lesson, LessonQuote
from wisselwerk.exchanges.queries.lessons import LessonFilter, find_lessons, lesson_homes, lessons_of, offered
from wisselwerk.mail.models import Message
from wisselwerk.mail.rendering import words_of

pytestmark = pytest.mark.django_db


def status_of(one: Lesson) -> str:
    return Lesson.objects.get(pk=one.pk).status


def test_from_draft_to_published_with_the_author_told(cast: Cast) -> None:
    own = lesson(cast)
    assert (own.status, own.themes, own.written_by) == ("draft", ["street-lighting"], cast.partner)
    assert lessons_of(own.exchange, cast.alice) == []  # nobody else's drafts
    submit_lesson(by=cast.partner, lesson=own)
    assert lessons_of(own.exchange, cast.alice) == [own]
    with pytest.raises(ValidationError):
        return_lesson(by=cast.alice, lesson=own, note=" ")
    return_lesson(by=cast.alice, lesson=own, note="Combien de temps ?")
    submit_lesson(by=cast.partner, lesson=own)
    publish_lesson(by=cast.alice, lesson=own)
    assert [one.pk for one in find_lessons(LessonFilter(words="pannes RUBAVU"))] == [own.pk]
    told = Message.objects.filter(to=cast.partner.email).order_by("pk")
    assert [one.template for one in told] == ["lesson_returned", "lesson_published"]
    assert "Combien de temps ?" in words_of(told[0]).text
    with pytest.raises(Conflict):
        publish_lesson(by=cast.alice, lesson=own)


def test_everybody_writes_for_their_own_side_and_alice_for_both(cast: Cast) -> None:
    exchange = ended(cast)
    home = ("municipality", cast.municipality)
    assert lesson_homes(cast.alice, exchange) == [("partner", None), home]
    assert lesson_homes(cast.bob, exchange) == [home]
    assert lesson_homes(cast.coordinator, exchange) == [home]
    assert lesson_homes(cast.partner, exchange) == [("partner", None)]
    assert lesson_homes(cast.charlie, exchange) == []
    with pytest.raises(PermissionDenied):
        write_lesson(by=cast.bob, exchange=exchange, side="partner", organisation=None, data=DATA)
    with pytest.raises(PermissionDenied):
        write_lesson(
            by=cast.bob, exchange=exchange, side="municipality", organisation=cast.other_municipality, data=DATA
        )
    write_lesson(by=cast.alice, exchange=exchange, side="municipality", organisation=cast.municipality, data=DATA)


def test_what_the_author_changes_goes_back_to_the_editor(cast: Cast) -> None:
    own = lesson(cast, status="published")
    update_lesson(by=cast.alice, lesson=own, data=DATA, seen=1)
    assert status_of(own) == "published"
    with pytest.raises(Conflict):
        update_lesson(by=cast.partner, lesson=own, data=DATA, seen=1)
    update_lesson(by=cast.partner, lesson=own, data=DATA, seen=2)
    assert status_of(own) == "submitted"
    withdraw_lesson(by=cast.partner, lesson=own)
    assert status_of(own) == "draft"
    assert not find_lessons(LessonFilter()).exists()


def test_nobody_is_quoted_who_did_not_agree(cast: Cast) -> None:
    own = lesson(cast, status="submitted")
    asked = ask_quote(by=cast.partner, lesson=own, words="Ça va.", name="Eva", email="Eva@example.org", language="fr")
    message = Message.objects.get(template="quote")
    assert (message.to, message.language) == ("eva@example.org", "fr")
    with pytest.raises(ValidationError):
        publish_lesson(by=cast.alice, lesson=own)
    found, holder = open_link(LessonQuote, ANSWER_QUOTE, message.context["token"])
    with pytest.raises(PermissionDenied):  # the link is for Eva's words alone
        answer_quote(by=holder, quote=quote(cast, lesson=own), agrees=True)
    LessonQuote.objects.exclude(pk=asked.pk).delete()
    answer_quote(by=holder, quote=found, agrees=False)
    assert Message.objects.get(template="quote_refused").to == cast.partner.email
    with pytest.raises(ValidationError):
        publish_lesson(by=cast.alice, lesson=own)
    answer_quote(by=holder, quote=found, agrees=True)
    publish_lesson(by=cast.alice, lesson=own)
    assert status_of(own) == "published"


def test_without_the_quote_it_can_be_published_and_a_new_one_asks_anew(cast: Cast) -> None:
    said = quote(cast)
    own = said.lesson
    submit_lesson(by=cast.partner, lesson=own)
    remove_quote(by=cast.partner, quote=said)
    publish_lesson(by=cast.alice, lesson=own)
    with pytest.raises(ValidationError) as caught:
        ask_quote(by=cast.partner, lesson=own, words="", name="Eva", email="nowhere", language="fr")
    assert set(caught.value.message_dict) == {"words", "email"}
    ask_quote(by=cast.partner, lesson=own, words="Oui.", name="Eva", email="eva@example.org", language="fr")
    assert status_of(own) == "submitted"


def test_the_list_is_narrowed_by_theme_goal_side_and_country(cast: Cast) -> None:
    first = lesson(cast, status="published", sdgs=["6", "11"])
    second = lesson(cast, exchange=first.exchange, status="published", sdgs=["16"], themes=[], side="municipality")
    lesson(cast, exchange=first.exchange)

    def found(**wanted: str) -> list[int]:
        return sorted(find_lessons(LessonFilter(**wanted)).values_list("pk", flat=True))

    assert found() == [first.pk, second.pk]
    assert found(theme="street-lighting") == found(goal="6") == found(side="partner") == [first.pk]
    assert found(goal="1") == found(country="UG") == []
    assert found(goal="16", country="RW") == [second.pk]
    there = offered()
    assert (there.themes, there.goals, [one.pk for one in there.countries]) == (
        ["street-lighting"], ["6", "11", "16"], ["RW"],
    )  # fmt: skip
