"""The briefing pack: what is in it for whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cast import Cast
from exchanges.cases_preparation import advice
from wisselwerk.exchanges.actions import note_travel_advice, write_local_context
from wisselwerk.exchanges.actions.preparing import make_checklist
from wisselwerk.exchanges.models import Exchange, TermsVersion
from wisselwerk.transfer.briefing import gather

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange(cast: Cast) -> Exchange:
    """Bob may be named to the partner, Dana may not."""
    exchange = cast.exchange(status="preparing", start=dt.date(2027, 7, 5), end=dt.date(2027, 7, 6))
    cast.participant(exchange, cast.bob)
    cast.participant(exchange, name="Dana", email="dana@example.org", shown=[])
    day = timezone.make_aware(dt.datetime(2027, 7, 5, 9))
    cast.session(exchange, start=day, end=day + dt.timedelta(hours=2), time_zone="Asia/Beirut", place="Rubavu")
    TermsVersion.objects.create(
        exchange=exchange, number=1, texts={"fr": {"purpose": "Moins de pannes."}, "nl": {"data": "Geen foto's."}}
    )
    note_travel_advice(by=None, **advice(cast, level="orange"))
    write_local_context(by=None, exchange=exchange, text="Umuganda", language="en", emergency_contact="Jean, +250 1")
    make_checklist(exchange)
    return exchange


def test_it_holds_what_one_needs_on_the_way(cast: Cast, exchange: Exchange) -> None:
    pack = gather(exchange, reader=cast.bob, language="en")
    assert pack.is_grave
    assert "+250 1" in pack.emergency.rows[0][1]
    assert pack.programme.rows[0][0].endswith("10 a.m. – noon")  # in Lebanon
    assert pack.programme.rows[0][1].endswith("9 a.m. – 11 a.m.")
    assert pack.context.text == "Umuganda"
    assert [(one.text, one.language) for one in pack.terms] == [("Moins de pannes.", "fr")]
    assert [row[0] for row in pack.people.rows] == ["Bob", "Dana"]
    assert "Visa" in [row[0] for row in pack.checklist.rows]


def test_the_partner_reads_names_only_as_agreed(cast: Cast, exchange: Exchange) -> None:
    pack = gather(exchange, reader=cast.partner, language="en")
    assert [row[0] for row in pack.people.rows] == ["Bob", "Civil servant"]
    assert "Visa" not in [row[0] for row in pack.checklist.rows]


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_it_is_a_tagged_pdf_in_the_language_that_is_asked(
    cast: Cast, signed_in: Any, exchange: Exchange, language: str
) -> None:
    response = signed_in(cast.partner).get(reverse("web:briefing-pack", args=[exchange.pk]), {"taal": language})
    assert response["Content-Type"] == "application/pdf"
    assert f"-{language}.pdf" in response["Content-Disposition"]
    assert response.content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in response.content
    assert f"/Lang({language})".encode() in response.content.replace(b" ", b"")
