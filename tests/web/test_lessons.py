"""Lessons in the browser: everybody reads, those who learned write, the editor publishes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cast import Cast
from exchanges.cases_lessons import lesson, quote
from exchanges.cases_outcomes import ended
from wisselwerk.exchanges.actions.quotes import ANSWER_QUOTE
from wisselwerk.exchanges.links import token_for
from wisselwerk.exchanges.models import Lesson
from wisselwerk.web.todo import outcomes as todo

pytestmark = pytest.mark.django_db

TEXT = {"title": "Dimmen mag", "text": "Bewoners merkten niets van dimmen na elf uur.", "language": "nl"}


def test_the_public_reads_what_is_published_and_nothing_else(cast: Cast, client: Client, signed_in: Any) -> None:
    assert "No lessons yet" in client.get("/en/lessen").content.decode()
    own = lesson(cast)
    assert client.get(f"/lessen/{own.pk}").status_code == 404
    assert signed_in(cast.charlie).get(f"/lessen/{own.pk}").status_code == 404
    client.logout()
    Lesson.objects.update(status="published", published_at=timezone.now(), sdgs=["11"])
    other = lesson(
        cast, exchange=own.exchange, side="municipality", organisation=cast.municipality,
        title="Dimmen mag", status="published",
    )  # fmt: skip
    agreed = quote(cast, lesson=own, words="Moins de plaintes.", agreed_at=timezone.now())
    quote(cast, lesson=own, words="Ne dites rien.", name="Eva")
    page = client.get(f"/en/lessen/{own.pk}").content.decode()
    assert "Contrôler avant de remplacer." in page
    assert agreed.words in page
    assert "Ne dites rien." not in page
    assert f"/en/lessen/{other.pk}" in page
    assert cast.bob.name not in page.replace(agreed.name + "</bdi></figcaption>", "")
    own.exchange.participants.update(may_be_named=True, name="Bob van Dam")
    assert "Bob van Dam" in client.get(f"/en/lessen/{own.pk}").content.decode()
    page = client.get("/en/lessen?sdg=11&q=remplacer").content.decode()
    assert "Moins de pannes" in page
    assert "Dimmen mag" not in page
    assert "No lesson fits" in client.get("/en/lessen?q=qwerty").content.decode()


def test_the_list_takes_the_same_queries_for_one_and_for_three(
    cast: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    own = lesson(cast, status="published")
    client.get("/lessen")
    with django_assert_num_queries(4):
        client.get("/lessen")
    for _number in range(2):
        lesson(cast, exchange=own.exchange, status="published")
    with django_assert_num_queries(4):
        client.get("/lessen")


def test_bob_writes_a_lesson_and_sends_it_to_the_editor(cast: Cast, signed_in: Any) -> None:
    exchange = ended(cast)
    client = signed_in(cast.bob)
    address = f"/en/uitwisselingen/{exchange.pk}/resultaat/les"
    form = client.get(address).context["form"]
    assert form.initial["themes"] == ["street-lighting"]
    added = client.post(address, {**TEXT, "home": "0", "go": "add", "add_theme": "cemeteries"})
    assert len(added.context["form"].initial["themes"]) == 1
    assert TEXT["text"] in added.content.decode()
    sent = {
        **TEXT,
        "home": "0",
        "go": "submit",
        "seen": ["street-lighting"],
        "themes": ["street-lighting"],
        "sdgs": "11",
    }
    stored = Lesson.objects.get(pk=int(client.post(address, sent).url.rsplit("/", 1)[1]))
    assert (stored.status, stored.side, stored.organisation) == ("submitted", "municipality", cast.municipality)
    assert (stored.themes, stored.sdgs, stored.written_by) == (["street-lighting"], ["11"], cast.bob)
    stale = client.post(f"/en/lessen/{stored.pk}/wijzigen", {**TEXT, "title": "Anders", "seen_version": "7"})
    assert "Somebody else changed this" in stale.content.decode()
    assert "Anders" in stale.content.decode()
    client.post(f"/en/lessen/{stored.pk}/wijzigen", {**TEXT, "title": "Anders", "seen_version": "1"})
    assert Lesson.objects.get().title == "Anders"
    assert signed_in(cast.charlie).get(address).status_code == 404
    assert signed_in(cast.country_team).get(address).status_code == 403


def test_alice_sends_it_back_and_publishes_it(cast: Cast, signed_in: Any) -> None:
    own = lesson(cast, status="submitted")
    assert [task.href for task in todo.tasks(cast.alice, timezone.localdate())] == ["/lessen/redactie"]
    client = signed_in(cast.alice)
    assert "Moins de pannes" in client.get("/en/lessen/redactie").content.decode()
    page = client.post(f"/en/lessen/{own.pk}/redactie", {"do": "return", "note": "", "version": "1"})
    assert "Say what should be different." in page.content.decode()
    client.post(f"/lessen/{own.pk}/redactie", {"do": "return", "note": "Combien ?", "version": "1"})
    partner = signed_in(cast.partner)
    assert "Combien ?" in partner.get(f"/en/lessen/{own.pk}").content.decode()
    partner.post(f"/lessen/{own.pk}/status", {"do": "submit"})
    assert partner.post(f"/lessen/{own.pk}/redactie", {"do": "publish", "version": "2"}).status_code == 403
    signed_in(cast.alice).post(f"/lessen/{own.pk}/redactie", {"do": "publish", "version": "2"})
    assert Lesson.objects.get().status == "published"
    assert signed_in(cast.charlie).get("/lessen/redactie").status_code == 403
    assert client.post(f"/lessen/{own.pk}/status", {"do": "withdraw"}).status_code == 403


def test_somebody_is_asked_before_they_are_quoted(cast: Cast, signed_in: Any, client: Client) -> None:
    own = lesson(cast)
    partner = signed_in(cast.partner)
    faulty = partner.post(f"/en/lessen/{own.pk}/citaat", {"words": "Ça va.", "name": "Eva", "email": "eva"})
    assert "email" in faulty.context["quote_form"].errors
    sent = {"words": "Ça va.", "name": "Eva", "email": "eva@example.org", "language": "fr"}
    partner.post(f"/lessen/{own.pk}/citaat", sent)
    asked = own.quotes.get()
    assert [task.href for task in todo.tasks(cast.partner, timezone.localdate())] == [f"/lessen/{own.pk}/wijzigen"]
    client.logout()
    address = f"/en/q/{token_for(asked, ANSWER_QUOTE)}"
    assert "Ça va." in client.get(address).content.decode()
    asked.refresh_from_db()
    assert asked.agreed_at is None
    client.post(address, {"answer": "yes"})
    asked.refresh_from_db()
    assert asked.agreed_at is not None
    assert client.get("/en/q/nonsense").status_code == 410
    assert signed_in(cast.bob).post(f"/lessen/{own.pk}/citaat/{asked.pk}/weg").status_code == 403
    signed_in(cast.partner).post(f"/lessen/{own.pk}/citaat/{asked.pk}/weg")
    assert not own.quotes.exists()
