"""The list of people, one person's page, and one's own profile."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from cast import PASSWORD, Cast
from wisselwerk.accounts.models import User
from wisselwerk.experts import index
from wisselwerk.experts.enums import ExpertStatus, Purpose, ThemeSource, Visibility
from wisselwerk.experts.models import Expert
from wisselwerk.trail.actions import log_processing
from wisselwerk.trail.models import ActionEntry, ProcessingEntry

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return str(response.content.decode())


# ── the list ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", ["", "?q=verlichting"])
def test_the_list_takes_the_same_queries_for_one_and_for_three(signed_in: Any, cast: Cast, words: str) -> None:
    counts = []
    for number in (1, 2):
        for _expert in range(number):
            cast.expert()
        index.current()
        client = signed_in(cast.alice)
        client.get("/mensen")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/mensen{words}").status_code == 200
        counts.append(len(queries))
    assert counts == ([13, 13] if words else [12, 12])


def test_twenty_five_on_a_page(signed_in: Any, cast: Cast) -> None:
    for number in range(26):
        cast.expert(name=f"Persoon {number:02}")
    client = signed_in(cast.alice)
    first, second = text_of(client.get("/mensen")), text_of(client.get("/mensen?page=2"))
    assert first.count("/mensen/") - second.count("/mensen/") == 24
    assert "Persoon 25" in second
    assert "Persoon 25" not in first


def test_a_coordinator_sees_the_own_municipality_and_charlie_nothing(signed_in: Any, cast: Cast) -> None:
    cast.expert(name="Eigen Collega")
    cast.expert(name="Andere Collega", organisation=cast.other_municipality)
    page = text_of(signed_in(cast.coordinator).get("/mensen"))
    assert "Eigen Collega" in page
    assert "Andere Collega" not in page
    for person in (cast.charlie, cast.partner, cast.employer, cast.administrator):
        assert signed_in(person).get("/mensen").status_code == 403
        assert signed_in(person).get("/mensen/export/csv").status_code == 403
        assert signed_in(person).get("/mensen/uitnodigen").status_code == 403


def test_every_door_asks_for_sign_in(client: Client) -> None:
    for path in ("/mensen", "/mensen/export/xlsx", "/mensen/uitnodigen", "/mijn-profiel", "/aanbod", "/beheer"):
        assert client.get(path).url.startswith("/account/login/")  # type: ignore[attr-defined]


def test_filters_in_use_are_shown_and_bad_ones_are_no_filter(signed_in: Any, cast: Cast) -> None:
    cast.expert(name="Frans Sprekend", languages={"fr": "B2"})
    cast.expert(name="Alleen Nederlands", languages={"nl": "C2"})
    client = signed_in(cast.alice)
    page = text_of(client.get("/mensen?language=fr&level=B1"))
    assert "Frans Sprekend" in page
    assert "Alleen Nederlands" not in page
    page = text_of(client.get("/mensen?language=klingon&organisation=x&freshness=%00"))
    assert "Alleen Nederlands" in page


def test_being_in_a_list_is_logged_for_who_was_on_the_page(signed_in: Any, cast: Cast) -> None:
    expert = cast.expert()
    signed_in(cast.alice).get("/mensen")
    entry = ProcessingEntry.objects.get(activity="experts.list_experts")
    assert (entry.subject, entry.actor) == (expert.profile_id, cast.alice)


def test_a_stale_profile_says_so(signed_in: Any, cast: Cast) -> None:
    expert = cast.expert(confirmed_at=timezone.now() - dt.timedelta(days=400))
    client = signed_in(cast.alice)
    assert "Out of date" in text_of(client.get("/en/mensen"))
    assert "Not confirmed for over a year" in text_of(client.get(f"/en/mensen/{expert.pk}"))


def test_the_list_as_spreadsheets_with_the_filters_and_without_addresses(signed_in: Any, cast: Cast) -> None:
    expert = cast.expert(cast.bob, name="=HYPERLINK(1)", languages={"nl": "C2", "fr": ""})
    cast.expert(name="Ander", kind="administrator")
    client = signed_in(cast.alice)
    body = client.get("/en/mensen/export/csv?kind=official").content.decode("utf-8-sig")
    [header, row] = csv.reader(io.StringIO(body), delimiter=";")
    assert row[:5] == ["'=HYPERLINK(1)", expert.headline, "Proefdam", "Civil servant", "street lighting"] or row[4]
    assert len(header) == len(row) == 9
    assert "@" not in body
    sheet = load_workbook(io.BytesIO(client.get("/en/mensen/export/xlsx").content)).active
    assert sheet is not None
    assert sheet.max_row == 3
    looks = ProcessingEntry.objects.filter(activity="experts.export_list")
    assert looks.filter(subject=expert.profile_id).count() == 2


def test_an_unknown_form_of_file_does_not_exist(signed_in: Any, cast: Cast) -> None:
    assert signed_in(cast.alice).get("/mensen/export/pdf").status_code == 404


# ── one person ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_look_is_logged_with_its_purpose_and_ones_own_is_not(signed_in: Any, cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    assert signed_in(cast.alice).get(f"/mensen/{expert.pk}?need=7").status_code == 200
    assert signed_in(cast.coordinator).get(f"/mensen/{expert.pk}?need=<x>").status_code == 200
    assert signed_in(cast.bob).get(f"/mensen/{expert.pk}").status_code == 200
    looks = ProcessingEntry.objects.filter(activity="experts.view_expert").order_by("id")
    assert [(look.actor, look.purpose) for look in looks] == [(cast.alice, "need:7"), (cast.coordinator, "")]


def test_who_may_not_see_somebody_can_not_tell_that_they_exist(signed_in: Any, client: Client, cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    for person in (cast.charlie, cast.other_coordinator, cast.partner, cast.employer, cast.administrator):
        assert signed_in(person).get(f"/mensen/{expert.pk}").status_code == 404
        assert signed_in(person).get("/mensen/999999").status_code == 404
    client.logout()
    assert client.get(f"/mensen/{expert.pk}").status_code == client.get("/mensen/999999").status_code == 302
    assert not ProcessingEntry.objects.exists()


def test_an_officer_sees_nobody_who_did_not_consent(signed_in: Any, cast: Cast) -> None:
    expert = cast.expert(cast.bob, consents=(Purpose.PUBLICITY,))
    assert signed_in(cast.alice).get(f"/mensen/{expert.pk}").status_code == 404


def test_a_visitor_sees_a_public_profile_without_address_or_agenda(client: Client, cast: Cast) -> None:
    today = timezone.localdate()
    expert = cast.expert(cast.bob, visibility=Visibility.PUBLIC)
    expert.availabilities.create(start=today, end=today)
    page = text_of(client.get(f"/en/mensen/{expert.pk}"))
    assert expert.text in page
    assert "bob@example.org" not in page
    assert "ww-year" not in page
    assert ProcessingEntry.objects.get().activity == "experts.view_public"
    Expert.objects.update(status=ExpertStatus.PAUSED)
    assert client.get(f"/mensen/{expert.pk}").status_code == 302


def test_the_agency_sees_address_and_agenda(signed_in: Any, cast: Cast) -> None:
    today = timezone.localdate()
    expert = cast.expert(cast.bob)
    expert.availabilities.create(start=today, end=today + dt.timedelta(days=40))
    page = text_of(signed_in(cast.alice).get(f"/en/mensen/{expert.pk}"))
    assert "bob@example.org" in page
    assert page.count('class="ww-year__month') == 12
    assert "partly free" in page


def test_inviting_says_why_it_can_not_be_done(signed_in: Any, cast: Cast, delivered: Any) -> None:
    expert = cast.expert(email="sanne@example.org")
    client = signed_in(cast.alice)
    assert "Sent on" in text_of(client.post(f"/en/mensen/uitnodigen/{expert.pk}", follow=True))
    assert "less than a week" in text_of(client.post(f"/en/mensen/uitnodigen/{expert.pk}", follow=True))
    assert len(delivered()) == 1


# ── one's own profile ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def own(signed_in: Any, cast: Cast) -> tuple[Client, Expert]:
    return signed_in(cast.bob), cast.expert(cast.bob)


def test_somebody_without_a_profile_is_offered_one(signed_in: Any, cast: Cast) -> None:
    client = signed_in(cast.charlie)
    assert "/aanmelden" in text_of(client.get("/mijn-profiel"))
    for path in ("klopt", "pauze", "hervatten", "toestemming", "gegevens"):
        assert client.post(f"/mijn-profiel/{path}").status_code == 200
    assert not Expert.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "You can be found"),
        ({"status": ExpertStatus.PAUSED}, "Be found again"),
        ({"status": ExpertStatus.DRAFT}, "Send me the message again"),
        ({"consents": ()}, "Yes, I may be found"),
        ({"confirmed_at": None}, "Yes, it is still right"),
        ({"themes": ()}, "Choose your themes"),
    ],
)
def test_the_state_and_one_next_step(signed_in: Any, cast: Cast, fields: dict[str, Any], words: str) -> None:
    expert = cast.expert(cast.bob, **fields)
    today = timezone.localdate()
    expert.availabilities.create(start=today, end=today)
    page = text_of(signed_in(cast.bob).get("/en/mijn-profiel"))
    assert words in page


def test_confirming_pausing_and_resuming_by_one_click(own: tuple[Client, Expert]) -> None:
    client, expert = own
    Expert.objects.update(confirmed_at=None)
    client.post("/mijn-profiel/klopt")
    client.post("/mijn-profiel/pauze")
    expert.refresh_from_db()
    assert (expert.freshness, expert.status) == ("fresh", ExpertStatus.PAUSED)
    client.post("/mijn-profiel/hervatten")
    expert.refresh_from_db()
    assert expert.status == ExpertStatus.ACTIVE
    assert client.get("/mijn-profiel/klopt").status_code == 405


def test_consents_purpose_by_purpose(own: tuple[Client, Expert]) -> None:
    client, expert = own
    client.post("/mijn-profiel/toestemming", {"purpose": "matching", "answer": "no"})
    client.post("/mijn-profiel/toestemming", {"purpose": "mailing", "answer": "yes"})
    assert set(expert.consents.filter(withdrawn_at=None).values_list("purpose", flat=True)) == {"propose", "mailing"}
    assert client.post("/mijn-profiel/toestemming", {"purpose": "everything", "answer": "yes"}).status_code == 400


def test_changing_each_part_leaves_the_others_alone(own: tuple[Client, Expert]) -> None:
    client, expert = own
    work = {
        "name": "Robert",
        "headline": "Adviseur",
        "text": "Ik verving alle lichtmasten van de gemeente.",
        "employer": "Oefenburg",
        "kind": "administrator",
    }
    assert client.post("/mijn-profiel/wijzigen/werk", work).status_code == 302
    assert (
        client.post("/mijn-profiel/wijzigen/talen", {"level_ar": "A1", "exchange_forms": "webinar"}).status_code == 302
    )
    period = {"start_0": "2027-01-01", "end_0": "2027-02-01"}
    assert client.post("/mijn-profiel/wijzigen/beschikbaarheid", period).status_code == 302
    assert client.post("/mijn-profiel/wijzigen/zichtbaarheid", {"visibility": "partner"}).status_code == 302
    expert.refresh_from_db()
    assert (expert.name, expert.employer, expert.kind) == ("Robert", "Oefenburg", "administrator")
    assert (expert.languages, expert.forms, expert.visibility) == ({"ar": "A1"}, ["webinar"], "partner")
    assert expert.availabilities.count() == 1
    assert expert.themes.count() == 1
    assert client.get("/mijn-profiel/wijzigen/anders").status_code == 404


def test_the_forms_start_with_what_is_stored(own: tuple[Client, Expert]) -> None:
    client, expert = own
    expert.availabilities.create(start=dt.date(2027, 1, 1), end=dt.date(2027, 2, 1))
    assert expert.text in text_of(client.get("/mijn-profiel/wijzigen/werk"))
    assert '<option value="B2" selected' in text_of(client.get("/mijn-profiel/wijzigen/talen"))
    assert 'value="2027-02-01"' in text_of(client.get("/mijn-profiel/wijzigen/beschikbaarheid"))
    page = text_of(client.get("/mijn-profiel/wijzigen/themas"))
    assert 'value="street-lighting"' in page
    assert " checked" in page


def test_a_theme_is_added_and_taken_away(own: tuple[Client, Expert]) -> None:
    client, expert = own
    url = "/en/mijn-profiel/wijzigen/themas"
    page = text_of(client.post(url, {"seen": "street-lighting", "go": "add", "add_theme": "cemeteries"}))
    assert expert.themes.get().source == ThemeSource.CONFIRMED  # nothing is stored yet
    assert page.count(" checked") >= 1
    client.post(url, {"seen": ["street-lighting", "parks"], "themes": "parks", "go": "save"})
    themes = dict(expert.themes.values_list("concept", "source"))
    assert themes["parks"] == ThemeSource.CONFIRMED
    assert themes["street-lighting"] == ThemeSource.REMOVED


def test_experiences_are_added_changed_and_removed(own: tuple[Client, Expert]) -> None:
    client, expert = own
    expert.experiences.create(text="Oud", to_year=2010)
    form = {
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "1", "form-0-text": "Oud", "form-0-to_year": "2010",
        "form-0-DELETE": "on", "form-1-text": "Een uitwisseling", "form-1-country": "UG", "form-1-from_year": "2019",
    }  # fmt: skip
    assert client.get("/mijn-profiel/ervaring").status_code == 200
    assert client.post("/mijn-profiel/ervaring", form).status_code == 302
    [item] = expert.experiences.all()
    assert (item.text, item.country_id, item.from_year) == ("Een uitwisseling", "UG", 2019)
    wrong = {**form, "form-1-to_year": "2001"}
    assert client.post("/mijn-profiel/ervaring", wrong).status_code == 200


def test_who_looked_and_where_somebody_stands(own: tuple[Client, Expert], cast: Cast) -> None:
    client, expert = own
    for _time in range(2):
        log_processing("needs.rank", [expert], by=cast.alice, purpose="need:1")
    log_processing("needs.rank", [expert], by=cast.alice, purpose="need:2")
    log_processing("experts.list_experts", [expert], by=cast.alice)
    log_processing("experts.view_expert", [expert], by=cast.alice)
    response = client.get("/en/mijn-profiel")
    [month] = response.context["standing"]
    assert (month.questions, month.chosen, response.context["in_passing"]) == (2, 0, 1)
    assert [look.what for look in response.context["looks"]].count("Considered for a question") == 3
    assert "Alice" in text_of(response)


def test_downloading_ones_own_data(own: tuple[Client, Expert]) -> None:
    client, expert = own
    response = client.post("/mijn-profiel/gegevens")
    assert "attachment" in response["Content-Disposition"]
    assert json.loads(response.content)["profile"]["text"] == expert.text
    assert "no-store" in response["Cache-Control"]


def test_leaving_asks_for_the_password_and_erases(own: tuple[Client, Expert], cast: Cast) -> None:
    client, expert = own
    client.post("/mijn-profiel/verwijderen", {"password": "not this one"})
    expert.refresh_from_db()
    assert expert.status == ExpertStatus.ACTIVE
    response = client.post("/mijn-profiel/verwijderen", {"password": PASSWORD}, follow=True)
    assert response.status_code == 200
    expert.refresh_from_db()
    assert expert.status == ExpertStatus.ERASED
    assert not User.objects.filter(pk=cast.bob.pk).exists()
    assert client.get("/mijn-profiel").status_code == 302


def test_a_coordinator_who_leaves_as_an_expert_stays_signed_in(signed_in: Any, cast: Cast) -> None:
    cast.expert(cast.coordinator)
    client = signed_in(cast.coordinator)
    assert "Proefdam" in text_of(client.get("/mijn-profiel/verwijderen"))
    client.post("/mijn-profiel/verwijderen", {"password": PASSWORD})
    assert client.get("/mensen").status_code == 200
    assert ActionEntry.objects.filter(action="experts.erase_expert").exists()


def test_the_profile_page_takes_the_same_queries_with_more_history(own: tuple[Client, Expert], cast: Cast) -> None:
    client, expert = own
    counts = []
    for number in (1, 2):
        for _time in range(number):
            log_processing("experts.view_expert", [expert], by=cast.alice)
            expert.experiences.create(text="Een uitwisseling", country_id="UG")
        with CaptureQueriesContext(connection) as queries:
            client.get("/mijn-profiel")
        counts.append(len(queries))
    assert counts == [20, 20]
