"""Results in the browser: evaluating, follow-up, and certificates that others can check."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cast import Cast
from exchanges.cases_outcomes import certificate_of_bob, ended, evaluation_of_bob, follow_up
from wisselwerk.exchanges.actions.outcomes import EVALUATE, FOLLOW_UP
from wisselwerk.exchanges.links import token_for
from wisselwerk.exchanges.models import Certificate, Evaluation
from wisselwerk.web.todo import outcomes as todo

pytestmark = pytest.mark.django_db

ANSWERS = {"delivered": "Een plan voor dimmen.", "useful": "4", "seen": ""}


def test_bob_answers_without_an_account_and_opening_the_link_answers_nothing(cast: Cast, client: Client) -> None:
    evaluation = evaluation_of_bob(cast)
    address = f"/en/e/{token_for(evaluation, EVALUATE)}"
    response = client.get(address)
    assert response["X-Robots-Tag"] == "noindex"
    assert "What do you take home?" in response.content.decode()
    evaluation.refresh_from_db()
    assert evaluation.given_at is None
    incomplete = client.post(address, {"useful": "4", "different": "Meer tijd.", "lesson_title": "Dimmen"})
    assert set(incomplete.context["form"].errors) == {"delivered", "lesson_text"}
    assert "Meer tijd." in incomplete.content.decode()
    assert client.post(address, {**ANSWERS, "lesson_title": "Dimmen mag", "lesson_text": "Het mag."}).url == address
    evaluation.refresh_from_db()
    assert (evaluation.answers["useful"], evaluation.language) == ("4", "nl")
    assert evaluation.exchange.lessons.get().title == "Dimmen mag"
    assert "You can change your answers" in client.get(address).content.decode()
    late = client.post(address, ANSWERS)  # the page as it was before
    assert "Somebody else answered" in late.content.decode()
    assert "Een plan voor dimmen." in late.content.decode()


def test_a_link_that_is_wrong_says_so(client: Client, cast: Cast) -> None:
    evaluation = evaluation_of_bob(cast)
    assert client.get("/en/e/nonsense").status_code == 410
    assert client.get(f"/en/v/{token_for(evaluation, EVALUATE)}").status_code == 410
    evaluation.nonce = "new"
    token = token_for(evaluation, EVALUATE)
    assert client.get(f"/en/e/{token}").status_code == 410


def test_each_side_answers_its_own_questions_and_charlie_none(cast: Cast, signed_in: Any) -> None:
    own = evaluation_of_bob(cast)
    theirs = Evaluation.objects.create(exchange=own.exchange, side="partner", due_on=own.due_on)
    team = Evaluation.objects.create(exchange=own.exchange, side="country_team", due_on=own.due_on)
    for evaluation, user in ((own, cast.bob), (theirs, cast.partner), (team, cast.country_team)):
        for person in (cast.bob, cast.partner, cast.country_team, cast.charlie, cast.alice):
            expected = 200 if person == user else 404
            assert signed_in(person).get(f"/evaluaties/{evaluation.pk}").status_code == expected
    client = signed_in(cast.country_team)
    assert "lesson_title" not in client.get(f"/evaluaties/{team.pk}").content.decode()
    assert client.post(f"/evaluaties/{team.pk}", ANSWERS).url == f"/uitwisselingen/{own.exchange_id}/resultaat"
    team.refresh_from_db()
    assert team.given_by == cast.country_team
    own.exchange.status = "closed"
    own.exchange.save()
    page = client.get(f"/en/evaluaties/{team.pk}").content.decode()
    assert "These were your answers" in page
    assert "Een plan voor dimmen." in page


def test_the_page_with_results_shows_everybody_what_is_theirs(
    cast: Cast, signed_in: Any, django_assert_num_queries: Any
) -> None:
    evaluation = evaluation_of_bob(cast)
    exchange = evaluation.exchange
    evaluation.answers, evaluation.given_at = {"delivered": "Een geheim plan.", "useful": "5"}, timezone.now()
    evaluation.save()
    Evaluation.objects.create(exchange=exchange, side="partner", due_on=evaluation.due_on)
    address = f"/en/uitwisselingen/{exchange.pk}/resultaat"
    for user in (cast.alice, cast.country_team):
        page = signed_in(user).get(address).content.decode()
        assert "Een geheim plan." in page
        assert "Very well" in page
        assert "Still to come" in page
    for user in (cast.partner, cast.coordinator):
        assert "Een geheim plan." not in signed_in(user).get(address).content.decode()
    assert f"/en/evaluaties/{evaluation.pk}" in signed_in(cast.bob).get(address).content.decode()
    assert signed_in(cast.charlie).get(address).status_code == 404
    client = signed_in(cast.alice)
    client.get(address)
    with django_assert_num_queries(13):
        client.get(address)
    for number in range(2):
        person = cast.participant(exchange, expert=cast.expert(email=f"eva{number}@example.org"))
        Certificate.objects.create(participant=person, name=person.name)
        Evaluation.objects.create(
            exchange=exchange, side="expert", participant=person, due_on=evaluation.due_on,
            answers={"delivered": "Nog een."}, given_at=timezone.now(),
        )  # fmt: skip
    with django_assert_num_queries(13):
        client.get(address)


def test_the_partner_reports_what_became_of_it(cast: Cast, signed_in: Any, client: Client) -> None:
    due = follow_up(cast, asked_at=timezone.now())
    address = f"/en/v/{token_for(due, FOLLOW_UP)}"
    assert client.get(address).status_code == 200
    assert "state" in client.post(address, {"text": "Ça marche."}).context["form"].errors
    assert (
        client.post(address, {"state": "busy", "text": "Nous continuons avec les lampes.", "seen": ""}).url == address
    )
    due.refresh_from_db()
    assert (due.state, due.language, due.given_by) == ("busy", "fr", None)
    page = signed_in(cast.bob).get(f"/en/uitwisselingen/{due.exchange_id}/resultaat").content.decode()
    assert "Nous continuons avec les lampes." in page
    assert signed_in(cast.charlie).get(f"/vervolg/{due.pk}").status_code == 403
    assert signed_in(cast.country_team).get(f"/vervolg/{due.pk}").status_code == 403
    assert signed_in(cast.partner).get(f"/vervolg/{due.pk}").status_code == 200


def test_a_certificate_is_for_its_holder_and_its_check_for_everybody(
    cast: Cast, signed_in: Any, client: Client
) -> None:
    own = certificate_of_bob(cast)
    pdf = signed_in(cast.bob).get(f"/certificaten/{own.pk}.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert signed_in(cast.charlie).get(f"/certificaten/{own.pk}.pdf").status_code == 403
    assert signed_in(cast.bob).get(f"/certificaten/{own.pk}").status_code == 403
    client.logout()
    assert client.get(f"/certificaten/{own.pk}.pdf").status_code == 302
    typed = client.post("/en/controle", {"code": f" {own.code[:8].lower()} {own.code[8:]}"})
    page = client.get(typed.url)
    assert page["X-Robots-Tag"] == "noindex"
    for words in ("is genuine", own.name, "40", "Rubavu"):
        assert words in page.content.decode()
    assert client.get(f"/controle/{own.code}.pdf").status_code == 200
    assert "no certificate" in client.get("/en/controle/NIETS").content.decode()
    assert client.get("/controle/NIETS.pdf").status_code == 404
    signed_in(cast.alice).post(f"/certificaten/{own.pk}", {"do": "revoke"})
    assert "was revoked" in client.get(typed.url).content.decode()
    assert client.get(f"/certificaten/{own.pk}.pdf").status_code == 404
    Certificate.objects.update(name="")
    page = client.get(typed.url).content.decode()
    assert "can no longer be checked" in page


def test_what_waits_is_on_the_list_of_today(cast: Cast) -> None:
    evaluation = evaluation_of_bob(cast)
    today = timezone.localdate()
    [task] = todo.tasks(cast.bob, today)
    assert (task.href, task.tone) == (f"/evaluaties/{evaluation.pk}", "new")
    due = follow_up(cast, asked_at=timezone.now())
    assert [task.href for task in todo.tasks(cast.partner, today)] == [f"/vervolg/{due.pk}"]
    late = today + timezone.timedelta(days=31)
    assert [task.tone for task in todo.tasks(cast.alice, late)] == ["late"]
    assert list(todo.tasks(cast.charlie, today)) == []


def test_before_the_end_there_is_nothing_to_evaluate(cast: Cast, signed_in: Any) -> None:
    exchange = ended(cast, status="preparing", ended_at=None)
    page = signed_in(cast.bob).get(f"/en/uitwisselingen/{exchange.pk}/resultaat").content.decode()
    assert "When the exchange is over" in page
