"""Messages arrive: whatever the mail server does, nothing is lost, nothing is sent twice, and the work goes on."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from cast import Cast
from mail import smtp
from mail.smtp import MailServer
from wisselwerk.experts.actions import invite_to_claim
from wisselwerk.mail import delivery
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.mail.models import Message

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def write(to: str = "sanne@example.org", **options: Any) -> Message:
    """A message in the outbox."""
    context = {"subject": "Wisselwerk: hello", "text": "Hello,\n\nOpen this link:\nhttps://example.org/x"}
    options = {"context": context} | options
    message = send("plain", to=Recipient(to, "en"), **options)
    assert message
    return message


def later(minutes: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(minutes=minutes)


def state(message: Message) -> tuple[str, int]:
    message.refresh_from_db()
    return message.status, message.attempts


def test_a_message_arrives_in_two_forms_with_its_attachment(mail_server: MailServer) -> None:
    invitation = {"name": "visit.ics", "type": "text/calendar; method=REQUEST", "text": "BEGIN:VCALENDAR\r\n"}
    message = write(attachments=[invitation])
    assert delivery.deliver_due(timezone.now())["sent"] == 1
    [got] = mail_server.got
    assert (got["To"], got["Subject"], got["Auto-Submitted"]) == (
        "sanne@example.org", "Wisselwerk: hello", "auto-generated",
    )  # fmt: skip
    plain, html = got.get_body(("plain",)), got.get_body(("html",))
    assert plain
    assert "Open this link:\nhttps://example.org/x" in plain.get_content().replace("\r\n", "\n")
    assert html
    assert 'href="https://example.org/x"' in html.get_content()
    [attached] = got.iter_attachments()
    assert (attached.get_content_type(), attached.get_param("method")) == ("text/calendar", "REQUEST")
    assert attached.get_filename() == "visit.ics"
    assert state(message) == ("sent", 1)
    assert delivery.deliver_due(later(1))["sent"] == 0


def test_the_page_goes_on_without_a_mail_server_and_the_message_arrives_when_it_is_back(
    signed_in: Any, cast: Cast, mail_server: MailServer, django_capture_on_commit_callbacks: Any
) -> None:
    mail_server.stop()
    expert = cast.expert(email="sanne@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(cast.alice).post(f"/mensen/uitnodigen/{expert.pk}").status_code == 302
    message = Message.objects.get()
    assert state(message) == ("waiting", 1)
    assert "ConnectionRefusedError" in message.last_error
    assert delivery.server_seems_down()
    assert delivery.deliver_due(timezone.now())["sent"] == 0  # not yet
    mail_server.start()
    assert delivery.deliver_due(later(1.5))["sent"] == 1
    assert mail_server.to() == ["sanne@example.org"]
    assert not delivery.server_seems_down()


def test_while_the_server_is_down_nobody_waits_for_it_message_after_message(
    mail_server: MailServer, django_capture_on_commit_callbacks: Any
) -> None:
    mail_server.stop()
    first, second, third = write("a@example.org"), write("b@example.org"), write("c@example.org")
    assert delivery.deliver_due(timezone.now()) == {"sent": 0, "failed": 1, "given_up": 0}
    assert [state(one) for one in (first, second, third)] == [("waiting", 1), ("waiting", 0), ("waiting", 0)]
    with django_capture_on_commit_callbacks(execute=True):
        fourth = write("d@example.org")
    assert state(fourth) == ("waiting", 0)
    mail_server.start()
    assert delivery.deliver_due(later(1.5))["sent"] == 4
    assert mail_server.to() == ["a@example.org", "b@example.org", "c@example.org", "d@example.org"]


def test_a_server_that_answers_too_late_gets_the_message_again_with_the_same_name(
    settings: Any, mail_server: MailServer
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.is_slow = True
    message = write()
    delivery.deliver_due(timezone.now())
    assert state(message) == ("waiting", 1)
    mail_server.is_slow = False
    assert delivery.deliver_due(later(1.5))["sent"] == 1
    assert len({got["Message-ID"] for got in mail_server.got}) == 1


def test_one_bad_address_is_given_up_and_the_others_get_their_message(mail_server: MailServer) -> None:
    mail_server.answers = {"gone@example.org": "550 5.1.1 No such user", "busy@example.org": "451 4.3.0 Try later"}
    gone, busy, good = write("gone@example.org"), write("busy@example.org"), write("good@example.org")
    assert delivery.deliver_due(timezone.now()) == {"sent": 1, "failed": 1, "given_up": 1}
    assert [state(one) for one in (gone, busy, good)] == [("failed", 1), ("waiting", 1), ("sent", 1)]
    assert "550" in gone.last_error
    mail_server.answers = {}
    assert delivery.deliver_due(later(1.5))["sent"] == 1
    assert mail_server.to() == ["good@example.org", "busy@example.org"]


def test_it_is_tried_for_days_with_longer_and_longer_pauses_and_then_given_up(mail_server: MailServer) -> None:
    mail_server.answers = {"busy@example.org": "451 4.3.0 Try later"}
    message = write("busy@example.org")
    begun = moment = timezone.now()
    waited = []
    while state(message)[0] == "waiting":
        waited.append(moment)
        delivery.deliver_due(moment)
        message.refresh_from_db()
        moment = max(message.try_at, moment)
    assert [after - before for before, after in pairwise(waited)][:4] == [
        MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE,
    ]  # fmt: skip
    assert dt.timedelta(days=4) < waited[-1] - begun < dt.timedelta(days=6)
    assert state(message)[0] == "failed"


def test_a_message_that_can_not_be_drawn_is_kept_with_its_error_and_stops_nobody(mail_server: MailServer) -> None:
    broken = send("no_such_message", to=Recipient("a@example.org", "nl"))
    good = write("b@example.org")
    assert broken
    assert delivery.deliver_due(timezone.now()) == {"sent": 1, "failed": 1, "given_up": 0}
    assert state(broken) == ("waiting", 1)
    assert "TemplateDoesNotExist" in broken.last_error
    assert state(good) == ("sent", 1)


def test_two_who_deliver_at_the_same_time_send_it_once(settings: Any, mail_server: MailServer) -> None:
    settings.EMAIL_BACKEND = f"{smtp.MeetsAnother.__module__}.MeetsAnother"
    smtp.MeetsAnother.others.clear()
    message = write()
    assert delivery.deliver_due(timezone.now())["sent"] == 1
    assert smtp.MeetsAnother.others == [{"sent": 0, "failed": 0, "given_up": 0}, {"alone": 0}]
    assert mail_server.to() == ["sanne@example.org"]
    assert state(message) == ("sent", 1)


def test_a_process_that_was_killed_while_sending_loses_its_claim_and_the_double_bears_the_same_name(
    settings: Any, mail_server: MailServer
) -> None:
    settings.EMAIL_BACKEND = f"{smtp.DiesAfterwards.__module__}.DiesAfterwards"
    message = write()
    with pytest.raises(KeyboardInterrupt):
        delivery.deliver_due(timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert delivery.deliver_due(timezone.now())["sent"] == 0  # somebody has it in hands
    Message.objects.update(claimed_until=timezone.now() - MINUTE)  # time goes by
    assert delivery.deliver_due(timezone.now())["sent"] == 1
    assert state(message) == ("sent", 2)
    assert len({got["Message-ID"] for got in mail_server.got}) == 1


def test_a_reader_who_is_erased_while_their_message_goes_out_stops_nobody(
    settings: Any, mail_server: MailServer
) -> None:
    settings.EMAIL_BACKEND = f"{smtp.ErasesMeanwhile.__module__}.ErasesMeanwhile"
    mail_server.answers = {"busy@example.org": "451 4.3.0 Try later"}
    for address in ("gone@example.org", "busy@example.org", "good@example.org"):
        write(address)
    assert delivery.deliver_due(timezone.now()) == {"sent": 2, "failed": 1, "given_up": 0}
    assert not Message.objects.exists()


def test_a_change_that_was_undone_sends_nothing(
    cast: Cast, mail_server: MailServer, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not mail_server.got


def test_the_words_and_links_of_a_message_are_in_the_language_of_its_reader(
    cast: Cast, mail_server: MailServer
) -> None:
    invite_to_claim(by=cast.alice, expert=cast.expert(email="sanne@example.org", language="fr"))
    delivery.deliver_due(timezone.now())
    body = mail_server.got[0].get_body(("plain",))
    assert body
    assert "http://localhost:8000/fr/aanmelden/overnemen/" in body.get_content()
