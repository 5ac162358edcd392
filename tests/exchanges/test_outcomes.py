"""What came of it: evaluations asked and given, reminders, and follow-up after 3, 6 and 12 months."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cast import Cast
from exchanges.cases_outcomes import ended, evaluation_of_bob, follow_up
from wisselwerk.exchanges.actions import LessonData, give_evaluation, move_on, report_follow_up
from wisselwerk.exchanges.actions.outcomes import EVALUATE, FOLLOW_UP, months_later, stamp
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import Side
from wisselwerk.exchanges.evaluation import QUESTIONS, all_questions
from wisselwerk.exchanges.links import open_link, token_for
from wisselwerk.exchanges.models import Evaluation, FollowUp
from wisselwerk.exchanges.queries.outcomes import evaluations_of, evaluations_to_give, side_by_side
from wisselwerk.exchanges.states import evaluated
from wisselwerk.exchanges.tasks.outcomes import ask_follow_up, remind_evaluations
from wisselwerk.mail.models import Message
from wisselwerk.mail.rendering import words_of
from wisselwerk.trail.models import ActionEntry

pytestmark = pytest.mark.django_db

ANSWERS = {"delivered": "Een plan voor dimmen.", "useful": "5", "again": "yes"}


def templates() -> list[str]:
    return sorted(Message.objects.values_list("template", flat=True))


def sent_to(template: str) -> set[str]:
    return set(Message.objects.filter(template=template).values_list("to", flat=True))


def days_on(count: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=count)


def finished(cast: Cast) -> Any:
    """Bob's visit, which Alice has just declared to be over."""
    exchange = ended(cast, status="under_way", ended_at=None)
    return move_on(by=cast.alice, exchange=exchange, step="finish")


def test_when_it_is_over_each_side_is_asked_with_a_link(cast: Cast) -> None:
    exchange = finished(cast)
    assert sorted(exchange.evaluations.values_list("side", flat=True)) == ["country_team", "expert", "partner"]
    assert sent_to("evaluation") == {cast.bob.email, cast.partner.email, cast.country_team.email}
    own = Message.objects.get(template="evaluation", to=cast.bob.email)
    text = words_of(own).text
    evaluation = exchange.evaluations.get(side="expert")
    assert f"/e/{own.context['token']}" in text
    assert open_link(Evaluation, EVALUATE, own.context["token"])[0] == evaluation
    assert evaluation.due_on == timezone.localdate() + dt.timedelta(days=14)
    today = timezone.localdate(exchange.ended_at)
    assert [one.due_on for one in exchange.follow_ups.all()] == [months_later(today, months) for months in (3, 6, 12)]
    assert [one.code for one in evaluated(exchange)] == ["evaluation"]


def test_a_month_later_ends_within_the_month() -> None:
    assert months_later(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)
    assert months_later(dt.date(2027, 8, 31), 6) == dt.date(2028, 2, 29)
    assert months_later(dt.date(2026, 12, 31), 12) == dt.date(2027, 12, 31)


def test_each_side_has_at_most_six_questions_that_stand_beside_each_other() -> None:
    assert all(len(questions) <= 6 for questions in QUESTIONS.values())
    keys = [one.key for one in all_questions(QUESTIONS)]
    assert keys == ["delivered", "useful", "prepared", "home", "use", "different", "again"]


def test_bob_answers_by_his_link_and_his_lesson_is_with_the_editor(cast: Cast) -> None:
    evaluation = evaluation_of_bob(cast)
    _same, holder = open_link(Evaluation, EVALUATE, token_for(evaluation, EVALUATE))
    lesson = LessonData(title="Dimmen mag", text="Bewoners merkten er niets van.", language="nl")
    give_evaluation(by=holder, evaluation=evaluation, answers=ANSWERS, language="nl", lesson=lesson)
    evaluation.refresh_from_db()
    assert (evaluation.answers, evaluation.language, evaluation.given_by) == (ANSWERS, "nl", None)
    stored = evaluation.exchange.lessons.get()
    assert (stored.side, stored.organisation, stored.status) == ("municipality", cast.municipality, "submitted")
    assert stored.themes == evaluation.exchange.themes
    assert sent_to("lesson_submitted") == {cast.alice.email}
    assert ActionEntry.objects.get(action="exchanges.give_evaluation").actor is None
    other = Evaluation.objects.create(exchange=evaluation.exchange, side="partner", due_on=evaluation.due_on)
    with pytest.raises(PermissionDenied):
        give_evaluation(by=holder, evaluation=other, answers=ANSWERS, language="nl")


def test_what_is_not_answered_is_said_by_question_and_nothing_is_stored(cast: Cast) -> None:
    evaluation = evaluation_of_bob(cast)
    with pytest.raises(ValidationError) as caught:
        give_evaluation(by=cast.bob, evaluation=evaluation, answers={"useful": "9"}, language="nl")
    assert set(caught.value.message_dict) == {"delivered", "useful"}
    evaluation.refresh_from_db()
    assert evaluation.given_at is None


def test_answers_can_be_changed_until_the_exchange_is_closed(cast: Cast) -> None:
    evaluation = evaluation_of_bob(cast)
    seen = stamp(evaluation)
    give_evaluation(by=cast.bob, evaluation=evaluation, answers=ANSWERS, language="nl", seen=seen)
    changed = {**ANSWERS, "useful": "3"}
    with pytest.raises(Conflict):  # from a page that was opened before
        give_evaluation(by=cast.bob, evaluation=evaluation, answers=changed, language="nl", seen=seen)
    evaluation.refresh_from_db()
    give_evaluation(by=cast.bob, evaluation=evaluation, answers=changed, language="nl", seen=stamp(evaluation))
    evaluation.refresh_from_db()
    assert evaluation.answers["useful"] == "3"
    evaluation.exchange.status = "closed"
    evaluation.exchange.save()
    with pytest.raises(Conflict):
        give_evaluation(by=cast.bob, evaluation=evaluation, answers=ANSWERS, language="nl")


def test_the_sides_stand_beside_each_other(cast: Cast) -> None:
    evaluation = evaluation_of_bob(cast)
    give_evaluation(by=cast.bob, evaluation=evaluation, answers=ANSWERS, language="nl")
    asked = Evaluation.objects.create(exchange=evaluation.exchange, side=Side.PARTNER, due_on=evaluation.due_on)
    answers = {"delivered": "Un plan.", "useful": "1", "use": "On l'applique."}
    give_evaluation(by=cast.partner, evaluation=asked, answers=answers, language="fr")
    rows = {
        row.question.key: [cell for _one, cell in row.cells] for row in side_by_side(evaluations_of(asked.exchange))
    }
    assert [cell and cell.share for cell in rows["useful"]] == [100, 0]
    assert [cell and cell.text for cell in rows["use"]] == [None, "On l'applique."]
    assert [cell and cell.language for cell in rows["delivered"]] == ["nl", "fr"]


def test_bob_is_reminded_twice_and_then_alice_is_told(cast: Cast) -> None:
    evaluation = evaluation_of_bob(cast)
    evaluation.due_on = timezone.localdate() + dt.timedelta(days=14)
    evaluation.save()
    steps = {10: {}, 12: {"reminded": 1}, 13: {}, 22: {"reminded": 1}, 27: {}, 29: {"officer told": 1}, 40: {}}
    for day, expected in steps.items():
        for again in (False, True):
            counts = {name: count for name, count in remind_evaluations(days_on(day)).items() if count}
            assert counts == ({} if again else expected), day
    assert templates() == ["evaluation_missing", "evaluation_reminder", "evaluation_reminder"]
    assert sent_to("evaluation_missing") == {cast.alice.email}


def test_a_run_that_comes_late_sends_only_what_is_due_by_then(cast: Cast) -> None:
    evaluation = evaluation_of_bob(cast)
    remind_evaluations(days_on(8))
    assert templates() == ["evaluation_reminder"]
    give_evaluation(by=cast.bob, evaluation=evaluation, answers=ANSWERS, language="nl")
    remind_evaluations(days_on(30))
    assert templates() == ["evaluation_reminder"]


def test_after_three_months_the_partner_is_asked_reminded_and_then_alice_is_told(cast: Cast) -> None:
    due = follow_up(cast)
    assert ask_follow_up(days_on(-1))["asked"] == 0
    assert ask_follow_up(days_on(0)) == {"asked": 1, "reminded": 0, "officer told": 0}
    assert sent_to("follow_up") == {cast.partner.email, cast.bob.email}
    assert sum(ask_follow_up(days_on(13)).values()) == 0
    assert ask_follow_up(days_on(15))["reminded"] == 1
    assert sum(ask_follow_up(days_on(15)).values()) == 0
    assert ask_follow_up(days_on(31))["officer told"] == 1
    assert sum(ask_follow_up(days_on(90)).values()) == 0
    assert sent_to("follow_up_missing") == {cast.alice.email}
    for message in Message.objects.all():
        assert words_of(message).subject
    due.refresh_from_db()
    assert (due.asked_at is None, due.given_at) == (False, None)


def test_the_partner_reports_by_the_link_also_after_the_exchange_is_closed(cast: Cast) -> None:
    due = follow_up(cast)
    due.exchange.status = "closed"
    due.exchange.save()
    ask_follow_up(timezone.now())
    token = Message.objects.get(template="follow_up", to=cast.partner.email).context["token"]
    found, holder = open_link(FollowUp, FOLLOW_UP, token)
    report_follow_up(by=holder, follow_up=found, state="in_use", text="Ça marche.", language="fr", seen="")
    due.refresh_from_db()
    assert (due.state, due.text, due.language) == ("in_use", "Ça marche.", "fr")
    assert sent_to("follow_up_given") == {cast.alice.email}
    with pytest.raises(Conflict):
        report_follow_up(by=cast.bob, follow_up=due, state="busy", text="", language="nl", seen="")
    with pytest.raises(ValidationError):
        report_follow_up(by=cast.alice, follow_up=due, state="wonderful", text="", language="nl")


def test_what_waits_is_what_one_may_evaluate(cast: Cast) -> None:
    exchange = finished(cast)
    theirs = cast.exchange(status="ended", partner=cast.other_government, country_id="UG")
    Evaluation.objects.create(exchange=theirs, side="partner", due_on=timezone.localdate())
    people = [cast.bob, cast.partner, cast.other_partner, cast.country_team, cast.alice, cast.charlie]
    for user in people:
        allowed = {one.pk for one in Evaluation.objects.all() if user.has_perm("exchanges.evaluate", one)}
        assert set(evaluations_to_give(user).values_list("pk", flat=True)) == allowed, user
    assert evaluations_to_give(cast.bob).get().exchange == exchange
