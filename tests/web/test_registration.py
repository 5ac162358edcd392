"""Registering in four steps, confirming the address, and taking over an imported profile."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cast import PASSWORD, Cast
from wisselwerk.accounts.models import User
from wisselwerk.experts.actions import invite_to_claim
from wisselwerk.experts.enums import ExpertStatus, Purpose, ThemeSource, Visibility
from wisselwerk.experts.models import Expert
from wisselwerk.needs.queries import asked, rank_asked
from wisselwerk.trail.models import ActionEntry

pytestmark = pytest.mark.django_db

TEXT = "Ik verving in vier jaar alle lichtmasten door led en schreef het verlichtingsplan van onze gemeente."
URL = "/aanmelden"


@pytest.fixture(autouse=True)
def no_memory_of_rates() -> None:
    cache.clear()


def fields_of(page: str) -> dict[str, Any]:
    """What a browser would send back of the form on the page, with every box as it stands."""
    form = page[page.index('<form class="ww-form"') :]
    sent: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        sent.setdefault(name, []).append(value)

    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        if name and (not kind or kind[1] not in {"checkbox", "radio"} or " checked" in tag):
            add(name[1], value[1] if value else "")
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', form, re.S):
        add(name, inner)
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        add(name, chosen[1] if chosen else "")
    return sent


class Visitor:
    """Goes through the steps as a browser without JavaScript does."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page = client.get(URL).content.decode()

    def send(self, go: str = "next", **changes: Any) -> Any:
        response = self.client.post(URL, {**fields_of(self.page), "go": go, **changes})
        if response.status_code == 200:
            self.page = response.content.decode()
        return response

    def tell(self, text: str = TEXT, **changes: Any) -> None:
        self.send(text=text, headline="Beheerder openbare verlichting", **{"employer": "Proefdam", **changes})

    def finish(self, email: str = "noor@example.org", **changes: Any) -> Any:
        return self.send(**{"name": "Noor", "email": email, "password": "een goede lange zin", **changes})


def confirm_link(body: str) -> str:
    found = re.search(r"https?://[^/]+(/account/confirm-email/\S+)", body)
    assert found
    return found[1]


def test_from_first_step_to_being_found_by_the_next_shortlist(client: Client, cast: Cast, delivered: Any) -> None:
    visitor = Visitor(client)
    visitor.tell()
    assert 'value="street-lighting" checked' in visitor.page or "street-lighting" in fields_of(visitor.page)["themes"]
    assert "lichtmasten" in visitor.page  # the words that led to the theme
    visitor.send()
    visitor.send(level_fr="B2", exchange_forms=["visit"], start_0="2027-03-01", end_0="2027-03-31")
    response = visitor.finish(consent_matching="on")
    assert response.url == "/aanmelden/verstuurd"
    expert = Expert.objects.get()
    assert (expert.status, expert.user and expert.user.email) == (ExpertStatus.DRAFT, "noor@example.org")

    [message] = delivered()
    assert message.to == ["noor@example.org"]
    link = confirm_link(str(message.body))
    client.get(link)  # a mail scanner looks at the link
    assert Expert.objects.get().status == ExpertStatus.DRAFT
    client.post(link)
    expert = Expert.objects.get()
    assert expert.status == ExpertStatus.ACTIVE
    need = cast.need()
    ranking = rank_asked(asked(need, frozenset()), need_id=need.pk, top=5)
    assert [candidate.profile for candidate in ranking.candidates] == [expert.profile_id]


def test_what_was_filled_in_is_stored_whole(client: Client, cast: Cast) -> None:
    visitor = Visitor(client)
    visitor.tell(kind="administrator")
    visitor.send(themes=["street-lighting"])
    visitor.send(
        level_nl="C2", level_fr="B2", other_0="sw", other_level_0="A2", exchange_forms=["visit", "webinar"],
        start_0="2027-03-01", end_0="2027-03-31", visibility="public",
    )  # fmt: skip
    visitor.finish(consent_matching="on", consent_mailing="on")
    expert = Expert.objects.get()
    assert (expert.name, expert.text, expert.kind, expert.language) == ("Noor", TEXT, "administrator", "nl")
    assert expert.organisation == cast.municipality
    assert expert.languages == {"nl": "C2", "fr": "B2", "sw": "A2"}
    assert (expert.forms, expert.visibility) == (["visit", "webinar"], Visibility.PUBLIC)
    assert [str(period) for period in expert.availabilities.all()] == ["2027-03-01 – 2027-03-31"]
    assert set(expert.consents.values_list("purpose", flat=True)) == {Purpose.MATCHING, Purpose.MAILING}


def test_nothing_is_stored_before_the_last_step(client: Client, cast: Cast) -> None:
    users = User.objects.count()
    visitor = Visitor(client)
    visitor.tell()
    visitor.send()
    visitor.send()
    assert (Expert.objects.count(), User.objects.count()) == (0, users)
    assert "sessionid" not in client.cookies


def test_no_consent_is_ticked_beforehand_and_none_is_needed_to_register(
    client: Client, cast: Cast, delivered: Any
) -> None:
    visitor = Visitor(client)
    visitor.tell()
    visitor.send()
    visitor.send()
    assert not [name for name in fields_of(visitor.page) if name.startswith("consent_")]
    visitor.finish()
    client.post(confirm_link(str(delivered()[0].body)))
    expert = Expert.objects.get()
    assert expert.status == ExpertStatus.ACTIVE
    assert not Expert.objects.findable().exists()


def test_a_theme_can_be_taken_away_and_added(client: Client, cast: Cast) -> None:
    visitor = Visitor(client)
    visitor.tell()
    visitor.send("add", themes=[], add_theme="begraafplaatsen")
    ticked = fields_of(visitor.page)["themes"]
    assert "street-lighting" not in ticked
    assert len(ticked) == 1
    visitor.send()
    visitor.send()
    visitor.finish()
    themes = dict(Expert.objects.get().themes.values_list("concept", "source"))
    assert themes[ticked[0]] == ThemeSource.CONFIRMED
    assert themes["street-lighting"] == ThemeSource.REMOVED


def test_a_word_that_is_no_theme_is_said_so(client: Client, cast: Cast) -> None:
    visitor = Visitor(client)
    visitor.tell()
    visitor.send("add", add_theme="qwertyuiop")
    assert 'id="id_add_theme_error"' in visitor.page


def test_going_back_keeps_what_was_filled_in(client: Client, cast: Cast) -> None:
    visitor = Visitor(client)
    visitor.tell()
    visitor.send(themes=["street-lighting"])
    visitor.send("back", level_fr="B1")
    visitor.send("back")
    assert TEXT in visitor.page
    visitor.send()
    visitor.send()
    assert fields_of(visitor.page)["level_fr"] == ["B1"]


def test_a_password_never_travels_along_in_the_page(client: Client, cast: Cast) -> None:
    visitor = Visitor(client)
    visitor.tell()
    visitor.send()
    visitor.send()
    visitor.finish(go="back", password="een goede lange zin")
    assert "een goede lange zin" not in visitor.page


def test_a_mistake_is_shown_at_its_own_step(client: Client, cast: Cast) -> None:
    visitor = Visitor(client)
    visitor.tell(text="kort")
    assert 'id="id_text_error"' in visitor.page
    visitor.tell(employer="Nergenshuizen")
    assert 'id="id_employer_error"' in visitor.page
    visitor.tell()
    visitor.send()
    visitor.send(start_0="2027-03-31", end_0="2027-03-01")
    assert 'id="id_end_0_error"' in visitor.page


def test_fields_of_an_earlier_step_that_were_tampered_with_lead_back_to_it(client: Client, cast: Cast) -> None:
    visitor = Visitor(client)
    visitor.tell()
    visitor.send()
    visitor.send()
    visitor.finish(text="kort")
    assert 'id="id_text_error"' in visitor.page
    assert not Expert.objects.exists()


def test_a_municipality_that_merged_names_its_successor(client: Client, cast: Cast) -> None:
    cast.other_municipality.successors.add(cast.municipality)
    cast.other_municipality.ended_on = "2023-01-01"
    cast.other_municipality.save()
    visitor = Visitor(client)
    visitor.tell(employer="Oefenburg")
    assert "Proefdam" in visitor.page[visitor.page.index('id="id_employer_error"') :][:300]


def test_another_employer_is_kept_in_own_words(client: Client, cast: Cast) -> None:
    visitor = Visitor(client)
    visitor.tell(employer="Waterschap Proefland", elsewhere="on")
    visitor.send()
    visitor.send()
    visitor.finish()
    expert = Expert.objects.get()
    assert (expert.organisation, expert.employer) == (None, "Waterschap Proefland")


def test_an_address_with_an_account_gets_the_same_page_and_another_message(
    client: Client, cast: Cast, delivered: Any
) -> None:
    visitor = Visitor(client)
    visitor.tell()
    visitor.send()
    visitor.send()
    response = visitor.finish(email="Bob@example.org")
    assert response.url == "/aanmelden/verstuurd"
    assert not Expert.objects.exists()
    [message] = delivered()
    assert message.to == ["bob@example.org"]
    assert "confirm-email" not in message.body
    assert "password/reset" in message.body


def test_registering_again_before_confirming_sends_the_message_again(
    client: Client, cast: Cast, delivered: Any
) -> None:
    for _attempt in range(2):
        visitor = Visitor(client)
        visitor.tell()
        visitor.send()
        visitor.send()
        visitor.finish()
        cache.clear()
    assert Expert.objects.count() == 1
    assert confirm_link(str(delivered()[0].body))
    assert confirm_link(str(delivered()[1].body))


def test_nobody_is_mailed_again_and_again(client: Client, cast: Cast, delivered: Any) -> None:
    for _attempt in range(3):
        visitor = Visitor(client)
        visitor.tell()
        visitor.send()
        visitor.send()
        visitor.finish(email="bob@example.org")
    assert len(delivered()) == 1


def test_a_program_that_fills_in_every_box_sees_the_same_and_stores_nothing(
    client: Client, cast: Cast, delivered: Any
) -> None:
    visitor = Visitor(client)
    visitor.tell()
    visitor.send()
    visitor.send()
    response = visitor.finish(website="https://spam.example")
    assert response.url == "/aanmelden/verstuurd"
    assert not Expert.objects.exists()
    assert not delivered()


def test_too_many_registrations_from_one_address_are_refused(client: Client, cast: Cast) -> None:
    visitor = Visitor(client)
    visitor.tell()
    visitor.send()
    visitor.send()
    answers = [visitor.finish(website="x").status_code for _attempt in range(21)]
    assert answers == [302] * 20 + [429]


def test_a_weak_password_is_refused(client: Client, cast: Cast) -> None:
    visitor = Visitor(client)
    visitor.tell()
    visitor.send()
    visitor.send()
    visitor.finish(password="noor")
    assert 'id="id_password_error"' in visitor.page
    assert not Expert.objects.exists()


def test_somebody_with_an_account_makes_a_profile_without_a_second_account(signed_in: Any, cast: Cast) -> None:
    visitor = Visitor(signed_in(cast.coordinator))
    visitor.tell()
    visitor.send()
    visitor.send()
    assert "email" not in fields_of(visitor.page)
    response = visitor.send(consent_matching="on")
    assert response.url == "/mijn-profiel"
    expert = Expert.objects.get()
    assert (expert.user, expert.status) == (cast.coordinator, ExpertStatus.ACTIVE)
    assert visitor.client.get(URL).url == "/mijn-profiel"  # type: ignore[attr-defined]


def test_an_imported_profile_with_the_same_address_becomes_the_new_one(
    client: Client, cast: Cast, delivered: Any
) -> None:
    imported = cast.expert(name="Noor", email="noor@example.org", import_key="file:1", text="Oude tekst over afval.")
    visitor = Visitor(client)
    visitor.tell()
    visitor.send()
    visitor.send()
    visitor.finish()
    client.post(confirm_link(str(delivered()[0].body)))
    expert = Expert.objects.get()
    assert (expert.pk, expert.text, expert.import_key) == (imported.pk, TEXT, "file:1")
    assert not expert.consents.filter(withdrawn_at=None).exists()  # their own no replaces the consent on paper


# ── taking over a profile that was imported ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def imported(cast: Cast) -> Expert:
    return cast.expert(
        name="Sanne", email="sanne@example.org", consents=(), status=ExpertStatus.DRAFT, import_key="f:1"
    )


def test_an_officer_invites_and_the_person_takes_over(
    signed_in: Any, cast: Cast, imported: Expert, delivered: Any
) -> None:
    signed_in(cast.alice).post(reverse("web:expert-invite", args=[imported.pk]))
    [message] = delivered()
    assert message.to == ["sanne@example.org"]
    link = re.search(r"https?://[^/]+(/aanmelden/overnemen/\S+)", str(message.body))
    assert link
    visitor = Client()
    page = visitor.get(link[1]).content.decode()
    assert imported.text in page
    assert " checked" not in page
    visitor.post(link[1], {"password": "een goede lange zin", "consent_matching": "on"})
    imported.refresh_from_db()
    assert imported.status == ExpertStatus.ACTIVE
    assert imported.user
    assert imported.user.check_password("een goede lange zin")
    assert EmailAddress.objects.get(user=imported.user).verified
    assert Expert.objects.findable().get() == imported
    assert visitor.get(link[1]).status_code == 410  # it works once


def test_looking_at_the_invitation_changes_nothing(client: Client, cast: Cast, imported: Expert) -> None:
    token = invite_to_claim(by=cast.alice, expert=imported)
    entries = ActionEntry.objects.count()
    client.get(reverse("web:claim", args=[token]))
    client.get(reverse("web:claim-refuse", args=[token]))
    assert ActionEntry.objects.count() == entries
    imported.refresh_from_db()
    assert imported.status == ExpertStatus.DRAFT


def test_the_invited_person_has_everything_removed(client: Client, cast: Cast, imported: Expert) -> None:
    token = invite_to_claim(by=cast.alice, expert=imported)
    client.post(reverse("web:claim-refuse", args=[token]))
    imported.refresh_from_db()
    assert (imported.status, imported.name, imported.text, imported.email) == (ExpertStatus.ERASED, "", "", "")


def test_a_link_that_was_changed_or_is_too_old_does_not_open(
    client: Client, cast: Cast, imported: Expert, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = invite_to_claim(by=cast.alice, expert=imported)
    assert client.get(reverse("web:claim", args=[token + "x"])).status_code == 410
    real = time.time
    monkeypatch.setattr("time.time", lambda: real() + 31 * 86_400)
    assert client.get(reverse("web:claim", args=[token])).status_code == 410


def test_somebody_with_an_account_keeps_their_password(client: Client, cast: Cast) -> None:
    expert = cast.expert(name="Bob", email="bob@example.org", import_key="f:2", consents=())
    token = invite_to_claim(by=cast.alice, expert=expert)
    page = client.get(reverse("web:claim", args=[token])).content.decode()
    assert 'name="password"' not in page
    client.post(reverse("web:claim", args=[token]), {"consent_matching": "on"})
    expert.refresh_from_db()
    assert expert.user == cast.bob
    assert User.objects.get(pk=cast.bob.pk).check_password(PASSWORD)


def test_charlie_and_another_coordinator_can_not_invite(
    signed_in: Any, cast: Cast, imported: Expert, delivered: Any
) -> None:
    for person, status in ((cast.charlie, 403), (cast.other_coordinator, 404), (cast.coordinator, 302)):
        assert signed_in(person).post(reverse("web:expert-invite", args=[imported.pk])).status_code == status
    assert len(delivered()) == 1
