"""Certificates: issued when an exchange is closed, checked by their code, revoked."""

from __future__ import annotations

import re

import pytest

from cast import Cast
from exchanges.cases_outcomes import certificate_of_bob, ended
from wisselwerk.exchanges.actions import move_on, renew_certificate, revoke_certificate
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.models import Certificate, HourLine
from wisselwerk.exchanges.queries.outcomes import certificate_with_code
from wisselwerk.mail.models import Message
from wisselwerk.mail.rendering import words_of
from wisselwerk.transfer.certificate import certificate_pdf

pytestmark = pytest.mark.django_db


def test_closing_gives_everybody_a_certificate_with_their_hours(cast: Cast) -> None:
    exchange = ended(cast)
    bob = exchange.participants.get()
    eva = cast.participant(exchange, expert=cast.expert(), name="Eva", email="eva@example.org")
    cast.participant(exchange, expert=cast.expert(email="left@example.org"), status="withdrawn")
    for person, hours in ((bob, 12), (bob, "7.5"), (eva, 8)):
        HourLine.objects.create(participant=person, what="Bezoek", actual=hours)
    move_on(by=cast.alice, exchange=exchange, step="close")
    assert {(one.name, float(one.hours or 0)) for one in Certificate.objects.all()} == {(bob.name, 19.5), ("Eva", 8.0)}
    own = bob.certificate
    mail = {message.to: words_of(message).text for message in Message.objects.filter(template="certificate")}
    assert f"/certificaten/{own.pk}.pdf" in mail[cast.bob.email]
    assert f"/controle/{eva.certificate.code}.pdf" in mail["eva@example.org"]  # she has no account
    assert len(mail) == 2


def test_the_code_is_found_however_it_is_typed(cast: Cast) -> None:
    own = certificate_of_bob(cast)
    assert re.fullmatch("[2-9A-HJ-NP-Z]{16}", own.code)
    assert certificate_with_code(f" {own.code[:4].lower()}-{own.code[4:8]} {own.code[8:]}") == own
    assert certificate_with_code("") is None
    assert certificate_with_code(own.code[:15]) is None


def test_alice_revokes_it_once_and_issues_it_again_with_the_hours_of_now(cast: Cast) -> None:
    own = certificate_of_bob(cast)
    code = own.code
    revoke_certificate(by=cast.alice, certificate=own)
    with pytest.raises(Conflict):
        revoke_certificate(by=cast.alice, certificate=own)
    HourLine.objects.create(participant=own.participant, what="Bezoek", actual=30)
    renew_certificate(by=cast.alice, certificate=own)
    own.refresh_from_db()
    assert (own.revoked_at, own.hours, own.code == code) == (None, 30, False)
    told = Message.objects.filter(to=cast.bob.email).order_by("pk").values_list("template", flat=True)
    assert list(told) == ["certificate_revoked", "certificate"]


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_the_pdf_is_made_in_the_language_of_the_reader(cast: Cast, language: str) -> None:
    own = certificate_of_bob(cast)
    own.participant.exchange.title = '#read("/etc/passwd") *$_'
    pdf = certificate_pdf(own, language=language)
    assert pdf.startswith(b"%PDF")
    assert f"/Lang({language})".encode() in pdf.replace(b" ", b"")
