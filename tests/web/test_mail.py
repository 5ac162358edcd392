"""The messages and jobs of the site in the browser, and how often one wants to hear."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cast import Cast
from wisselwerk.accounts.models import User
from wisselwerk.jobs.actions import tick
from wisselwerk.jobs.models import JobState
from wisselwerk.jobs.registry import jobs
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.mail.models import MailPreference, Message
from wisselwerk.mail.queries import rhythm_of
from wisselwerk.web.jobwords import JOBS
from wisselwerk.web.todo import tasks_for

pytestmark = pytest.mark.django_db


def write(to: str = "bob@example.org", **fields: Any) -> Message:
    context = {"subject": f"News for {to}", "text": "Open this:\nhttps://example.org/secret"}
    message = send("plain", to=Recipient(to, "en"), context=context)
    assert message
    Message.objects.filter(pk=message.pk).update(**fields)
    message.refresh_from_db()
    return message


def titles(user: User) -> list[str]:
    return [task.title for task in tasks_for(user, today=timezone.localdate())]


def test_only_the_administrator_sees_messages_and_jobs(signed_in: Any, cast: Cast) -> None:
    message = write(status="failed")
    paths = ["/beheer/berichten", f"/beheer/berichten/{message.pk}", "/beheer/taken"]
    buttons = [f"/beheer/berichten/{message.pk}/opnieuw", "/beheer/taken/mail.forget"]
    for person in (cast.charlie, cast.alice, cast.privacy_officer):
        client = signed_in(person)
        assert {client.get(path).status_code for path in paths} == {403}
        assert {client.post(path).status_code for path in buttons} == {403}
    client = signed_in(cast.administrator)
    assert {client.get(path).status_code for path in paths} == {200}
    message.refresh_from_db()
    assert message.status == "failed"
    assert not JobState.objects.exists()


def test_messages_are_found_by_address_and_status(signed_in: Any, cast: Cast) -> None:
    client = signed_in(cast.administrator)
    write("bob@example.org")
    write("eva@example.org", status="failed", last_error="550 No such user", attempts=1)
    page = client.get("/en/beheer/berichten").content.decode()
    assert "News for bob@example.org" in page
    assert "secret" not in page
    for query, found in (
        ("q=eva", ["eva"]),
        ("status=failed", ["eva"]),
        ("q=nobody", []),
        ("status=x", ["bob", "eva"]),
    ):
        page = client.get(f"/en/beheer/berichten?{query}").content.decode()
        assert [name for name in ("bob", "eva") if f"News for {name}@example.org" in page] == found, query


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_take_as_many_queries_for_three_as_for_one(signed_in: Any, cast: Cast, number: int) -> None:
    client = signed_in(cast.administrator)
    for each in range(number):
        write(f"{each}@example.org")
    for path, expected in (("/beheer/berichten", 10), ("/beheer/taken", 8)):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        assert len(queries) == expected, [query["sql"] for query in queries]


def test_the_page_of_a_message_shows_its_words_and_never_its_links(signed_in: Any, cast: Cast) -> None:
    client = signed_in(cast.administrator)
    message = write(status="failed", last_error="550 No such user", attempts=1)
    page = client.get(f"/en/beheer/berichten/{message.pk}").content.decode()
    assert "Open this:" in page
    assert "550 No such user" in page
    assert "https://example.org/secret" not in page
    client.post(f"/beheer/berichten/{message.pk}/opnieuw")
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("waiting", 0)


def test_a_message_of_which_the_words_are_gone_is_not_sent_again(signed_in: Any, cast: Cast) -> None:
    client = signed_in(cast.administrator)
    message = write(status="failed", context={})
    page = client.get(f"/en/beheer/berichten/{message.pk}").content.decode()
    assert "not kept any more" in page
    assert "Try again now" not in page
    page = client.post(f"/en/beheer/berichten/{message.pk}/opnieuw", follow=True).content.decode()
    assert "not kept any more" in page
    message.refresh_from_db()
    assert message.status == "failed"


def test_a_message_that_can_not_be_drawn_has_a_page(signed_in: Any, cast: Cast) -> None:
    message = write(template="no_such_message")
    page = signed_in(cast.administrator).get(f"/en/beheer/berichten/{message.pk}").content.decode()
    assert "making them failed" in page
    assert "no_such_message" in signed_in(cast.administrator).get("/beheer/berichten").content.decode()


def test_the_administrator_runs_a_job_now(signed_in: Any, cast: Cast) -> None:
    client = signed_in(cast.administrator)
    assert "The jobs do not run" in client.get("/en/beheer/taken").content.decode()
    page = client.post("/en/beheer/taken/mail.forget", follow=True).content.decode()
    assert "Done: Remove the words of old messages" in page
    assert "The jobs do not run" not in page
    assert "no such job" in client.post("/en/beheer/taken/no.such_job", follow=True).content.decode()
    JobState.objects.update(error="RuntimeError: the disk is full", failed_runs=2)
    page = client.get("/en/beheer/taken").content.decode()
    assert "the disk is full" in page
    assert "2 times in a row" in page


def test_the_administrator_hears_of_trouble_and_nobody_else(cast: Cast) -> None:
    tick(due_or_not=True)
    assert titles(cast.administrator) == []
    write(attempts=2, last_error="ConnectionRefusedError")
    write(status="failed")
    write(status="failed", created_at=timezone.now() - dt.timedelta(days=30))
    JobState.objects.filter(name="mail.forget").update(error="RuntimeError: the disk is full")
    JobState.objects.filter(name="mail.deliver").update(started_at=timezone.now() - dt.timedelta(days=1))
    assert titles(cast.administrator) == [
        "1 message can't be delivered",
        "1 message was given up",
        "A job failed: Remove the words of old messages",
        "1 job has not run for a long time",
    ]
    assert titles(cast.charlie) == []


def test_everybody_chooses_how_often_they_hear(signed_in: Any, cast: Cast) -> None:
    client = signed_in(cast.charlie)
    assert "/account/berichten" in client.get("/vandaag").content.decode()
    assert 'value="at_once"' in client.get("/account/berichten").content.decode()
    assert client.post("/account/berichten", {"rhythm": "weekly"}).status_code == 302
    assert rhythm_of(cast.charlie) == "weekly"
    response = client.post("/account/berichten", {"rhythm": "never"})
    assert response.status_code == 200
    assert MailPreference.objects.get().rhythm == "weekly"
    client.logout()
    assert client.get("/account/berichten").status_code == 302


def test_every_job_has_words() -> None:
    assert {job.name for job in jobs()} == set(JOBS)
