"""Bob's profile grows old: he is asked, asked again, asked whether he stays, and paused; never erased."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cast import Cast
from wisselwerk.accounts.models import User
from wisselwerk.experts.actions import (
    confirm_by_link,
    confirm_profile,
    erase_by_link,
    erase_expert,
    export_expert,
    pause_by_link,
    resume_expert,
    stay_by_link,
)
from wisselwerk.experts.actions.freshness import question_token
from wisselwerk.experts.enums import ExpertStatus
from wisselwerk.experts.freshness import Question
from wisselwerk.experts.models import Expert
from wisselwerk.experts.tasks import keep_fresh, keep_offers_fresh
from wisselwerk.mail.models import Message

pytestmark = pytest.mark.django_db


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def confirmed_ago(cast: Cast, number: int, **fields: Any) -> Expert:
    return cast.expert(cast.bob, confirmed_at=timezone.now() - days(number), **fields)


def written() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("template", "to"))


def test_two_years_of_silence_one_day_after_another(cast: Cast) -> None:
    expert = confirmed_ago(cast, 0)
    start = timezone.now()
    seen = []
    for day in range(0, 1000, 7):  # a job that runs once a week has the same result as one that runs each day
        counts = keep_fresh(start + days(day))
        assert keep_fresh(start + days(day)) == dict.fromkeys(counts, 0)  # running again adds nothing
        seen += [(name, day) for name, number in counts.items() if number]
    assert seen == [("asked", 182), ("asked", 273), ("asked whether to stay", 553), ("paused", 735)]
    assert written() == [
        ("profile_still_right", "bob@example.org"),
        ("profile_still_right", "bob@example.org"),
        ("profile_stay", "bob@example.org"),
        ("profile_paused", "bob@example.org"),
        ("colleague_paused", "coordinator@example.org"),
    ]
    expert.refresh_from_db()
    assert (expert.status, expert.text != "") == (ExpertStatus.PAUSED, True)


def test_where_no_job_ran_for_years_each_question_still_gets_its_time(cast: Cast) -> None:
    confirmed_ago(cast, 1500)
    now, seen = timezone.now(), []
    for day in range(0, 400, 7):
        seen += [(name, day) for name, number in keep_fresh(now + days(day)).items() if number]
    assert seen == [("asked", 0), ("asked whether to stay", 91), ("paused", 182)]


def test_an_answer_begins_the_time_anew(cast: Cast) -> None:
    expert = confirmed_ago(cast, 200)
    now = timezone.now()
    assert keep_fresh(now)["asked"] == 1
    confirm_by_link(token=question_token(expert, Question.STILL_RIGHT))
    assert not any(keep_fresh(now + days(100)).values())
    assert keep_fresh(now + days(183))["asked"] == 1


def test_nobody_is_asked_who_is_fresh_paused_out_of_reach_or_may_not_sign_in(cast: Cast) -> None:
    confirmed_ago(cast, 100)
    long_ago = timezone.now() - days(400)
    cast.expert(cast.user("paula"), confirmed_at=long_ago, status=ExpertStatus.PAUSED)
    cast.expert(confirmed_at=long_ago)  # without an address
    cast.expert(confirmed_at=long_ago, email="made.up@example.org", is_invented=True)
    cast.expert(cast.user("ivan"), confirmed_at=long_ago)
    User.objects.filter(email="ivan@example.org").update(is_active=False)
    assert not any(keep_fresh(timezone.now()).values())


def test_an_imported_person_without_account_is_asked_in_the_language_of_the_profile(cast: Cast) -> None:
    cast.expert(email="sanne@example.org", language="fr", confirmed_at=timezone.now() - days(200))
    keep_fresh(timezone.now())
    assert Message.objects.values_list("to", "language").get() == ("sanne@example.org", "fr")


def test_confirming_by_link_twice_is_no_harm_and_an_old_link_does_nothing_later(cast: Cast) -> None:
    expert = confirmed_ago(cast, 200, asked_at=timezone.now() - days(1))
    token = question_token(expert, Question.STILL_RIGHT)
    first = confirm_by_link(token=token).confirmed_at
    assert confirm_by_link(token=token).confirmed_at == first


@pytest.mark.parametrize("answer", [stay_by_link, pause_by_link, erase_by_link])
def test_a_link_is_good_for_its_own_question_and_address_alone(cast: Cast, answer: Any) -> None:
    now = timezone.now()
    expert = confirmed_ago(cast, 600, asked_at=now - days(300), removal_asked_at=now - days(10))
    with pytest.raises(ValidationError):
        answer(token=question_token(expert, Question.STILL_RIGHT))
    token = question_token(expert, Question.STAY)
    Expert.objects.update(email="bob@elsewhere.example")
    with pytest.raises(ValidationError):
        answer(token=token)
    assert Expert.objects.get().status == ExpertStatus.ACTIVE


def test_who_stays_can_not_be_erased_with_the_same_message(cast: Cast) -> None:
    now = timezone.now()
    expert = confirmed_ago(cast, 800, status=ExpertStatus.PAUSED, removal_asked_at=now - days(100))
    token = question_token(expert, Question.STAY)
    assert stay_by_link(token=token).status == ExpertStatus.ACTIVE
    for answer in (pause_by_link, erase_by_link):
        with pytest.raises(ValidationError):
            answer(token=token)


def test_who_leaves_by_link_is_erased_with_the_account(cast: Cast) -> None:
    expert = confirmed_ago(cast, 600, removal_asked_at=timezone.now() - days(1))
    token = question_token(expert, Question.STAY)
    erase_by_link(token=token)
    assert not User.objects.filter(email="bob@example.org").exists()
    with pytest.raises(ValidationError):
        erase_by_link(token=token)


def test_who_comes_back_after_a_pause_is_not_paused_at_once(cast: Cast) -> None:
    now = timezone.now()
    expert = confirmed_ago(
        cast, 800, status=ExpertStatus.PAUSED, asked_at=now - days(500), removal_asked_at=now - days(200)
    )
    resume_expert(by=cast.bob, expert=expert)
    assert keep_fresh(now)["paused"] == 0
    assert keep_fresh(now + days(1)) == {"asked": 0, "asked whether to stay": 0, "paused": 0}
    assert [template for template, _to in written()] == ["profile_still_right"]


def test_a_stranger_offer_is_asked_about_once_a_year_until_confirmed(cast: Cast) -> None:
    now = timezone.now()
    cast.offer(confirmed_at=now - days(200))
    cast.offer(confirmed_at=now - days(400), is_active=False)
    stale = cast.offer(confirmed_at=now - days(400))
    assert keep_offers_fresh(now) == {"asked": 1}
    assert keep_offers_fresh(now + days(30)) == {"asked": 0}
    assert written() == [("offer_still_stands", "coordinator@example.org")]
    assert Message.objects.get().about_id == str(stale.pk)


def test_messages_go_along_when_data_are_taken_and_go_away_when_they_are_erased(cast: Cast) -> None:
    expert = confirmed_ago(cast, 200)
    keep_fresh(timezone.now())
    expert.refresh_from_db()
    assert [one["template"] for one in export_expert(by=cast.bob, expert=expert)["messages"]] == ["profile_still_right"]
    erase_expert(by=cast.bob, expert=expert)
    assert not Message.objects.exists()


def test_of_somebody_with_a_role_only_the_words_of_what_was_sent_are_erased(cast: Cast) -> None:
    expert = cast.expert(cast.coordinator, confirmed_at=timezone.now() - days(200))
    keep_fresh(timezone.now())
    Message.objects.update(status="sent", sent_at=timezone.now())
    Message.objects.create(
        template="lesson_submitted", to=cast.coordinator.email, language="nl", context={"title": "x"}
    )
    confirm_profile(by=cast.coordinator, expert=expert)
    erase_expert(by=cast.coordinator, expert=expert)
    assert list(Message.objects.order_by("pk").values_list("status", "context")) == [
        ("sent", {}),
        ("waiting", {"title": "x"}),
    ]
