"""The pages everyone starts on: home, sign-in, the to-do list, and the pages about this site."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.defaults import bad_request, server_error

from cast import PASSWORD, Cast
from wisselwerk import matching
from wisselwerk.experts.enums import ExpertStatus
from wisselwerk.needs.enums import NeedStatus
from wisselwerk.organisations.models import Country
from wisselwerk.programmes.models import Project, ProjectCountry
from wisselwerk.web import navigation, overview, todo
from wisselwerk.web.worldmap import arc, world_map

TODAY = dt.date(2026, 11, 24)
PUBLIC_PAGES = ["home", "how-matching-works", "accessibility", "privacy"]


def project(title: str, *countries: str, **fields: Any) -> Project:
    made = Project.objects.create(titles={"en": title}, **fields)
    for code in countries:
        ProjectCountry.objects.create(project=made, country_id=code)
    return made


def titles(user: Any) -> list[str]:
    with override("en"):
        return [task.title for task in todo.tasks_for(user, today=TODAY)]


class TestHome:
    def test_figures_count_who_can_be_found(self, cast: Cast) -> None:
        cast.expert()
        cast.expert(organisation=cast.other_municipality)
        cast.expert(status=ExpertStatus.PAUSED)
        cast.expert(consents=())
        cast.offer()
        cast.need()
        project("Markets", "RW", "BI")
        values = [figure.value for figure in overview.figures()]
        assert values == [2, 2, 2, 1]

    def test_a_country_is_on_the_map_with_its_projects_and_questions(self, cast: Cast) -> None:
        cast.need(country=Country.objects.get(pk="RW"))
        project("Markets", "RW")
        project("Markets and roads", "RW", "NL")
        with override("en"):
            (place,) = overview.places()
        assert (str(place.country), place.projects, place.needs) == ("Rwanda", 2, 1)
        assert place.at == world_map().place("RW")
        assert place.line.startswith("M")

    def test_drafts_are_not_public(self, cast: Cast) -> None:
        need = cast.need(country=Country.objects.get(pk="RW"))
        need.status = NeedStatus.DRAFT
        need.save()
        assert overview.places() == []

    def test_a_country_outside_the_map_is_in_the_table_only(self, countries: None) -> None:
        project("Coast", "FJ")
        (place,) = overview.places()
        assert place.at is None
        assert place.line == ""

    def test_names_on_the_map_stay_clear_of_one_another(self, countries: None) -> None:
        project("Lakes", "RW", "BI", "UG", "LB", "ML")
        named = {place.country.code for place in overview.places() if place.has_label}
        assert {"LB", "ML"} < named
        assert not {"RW", "BI"} <= named

    def test_running_projects_come_newest_first(self, countries: None) -> None:
        project("Old", "RW", actual_start=dt.date(2022, 1, 1))
        project("New", "RW", actual_start=dt.date(2026, 1, 1))
        project("Later", "RW", planned_start=dt.date(2027, 1, 1))
        project("Closed", "RW", actual_start=dt.date(2026, 2, 1), status="4")
        with override("en"):
            assert [str(card.project) for card in overview.recent_projects(today=TODAY)] == ["New", "Old"]

    def test_many_countries_are_counted_instead_of_named(self, countries: None) -> None:
        project("Able", "BI", "CD", "ET", "UG")
        with override("en"):
            (card,) = overview.recent_projects(today=TODAY)
            assert card.countries.endswith("and 2 more countries")

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_page_takes_the_same_queries_however_much_there_is(
        self, count: int, countries: None, client: Client, django_assert_num_queries: Any
    ) -> None:
        for number in range(count):
            project(f"Project {number}", "RW", "BI", actual_start=dt.date(2026, 1, 1))
        with django_assert_num_queries(8):
            client.get("/")

    def test_an_empty_site_has_a_home_page(self, db: None, client: Client) -> None:
        response = client.get("/")
        assert response.status_code == 200
        assert "<details" in response.content.decode()


@pytest.mark.parametrize("name", PUBLIC_PAGES)
@pytest.mark.parametrize("language", ["nl", "en", "fr", "ar"])
def test_public_pages_and_all_their_links_work(name: str, language: str, db: None, client: Client) -> None:
    with override(language):
        path = reverse(f"web:{name}")
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    assert page.count("<h1") == 1
    for link in set(re.findall(r'href="(/[^"#]*)"', page)):
        if not link.startswith("/static/"):
            assert client.get(link).status_code in {200, 302}, link


def test_the_language_switch_stays_on_the_page(db: None, client: Client) -> None:
    page = client.get("/fr/hoe-werkt-het?from=mail").content.decode()
    assert 'href="/hoe-werkt-het?from=mail" lang="nl"' in page
    assert 'href="/ar/hoe-werkt-het?from=mail" lang="ar"' in page


def test_how_matching_works_prints_weights_and_version(db: None, client: Client) -> None:
    page = client.get("/en/hoe-werkt-het").content.decode()
    assert overview.score_version() in page
    for part in matching.PARTS:
        assert f">{getattr(matching.DEFAULT, part):g}</td>" in page


def test_a_curve_leans_out_to_its_side() -> None:
    assert arc((0, 0), (10, 0)) == "M0 0Q5.0 -1.6 10 0"
    assert arc((0, 0), (-10, 0)) == "M0 0Q-5.0 -1.6 -10 0"


class TestMenu:
    @pytest.fixture(autouse=True)
    def every_page_exists(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(navigation, "existing_url", lambda name: "/" + name.removeprefix("web:"))

    def labels(self, user: Any, rf: Any, path: str = "/") -> list[str]:
        request = rf.get(path)
        request.user = user
        with override("en"):
            return [link.label for link in navigation.menu(request)]

    def test_each_role_sees_what_it_can_use(self, cast: Cast, rf: Any) -> None:
        cast.expert(cast.bob)
        seen = {
            name: self.labels(getattr(cast, name), rf)
            for name in ("alice", "bob", "charlie", "coordinator", "partner", "administrator", "privacy_officer")
        }
        assert seen == {
            "alice": ["Today", "Needs", "Exchanges", "People", "Offers", "Organisations", "Projects", "Imports"],
            "bob": ["Today", "My profile", "Projects"],
            "charlie": ["Today", "Projects"],
            "coordinator": ["Today", "Exchanges", "Consents", "People", "Offers", "Organisations", "Projects"],
            "partner": ["Today", "Needs", "Exchanges", "Projects"],
            "administrator": ["Today", "Organisations", "Projects", "Imports", "Administration"],
            "privacy_officer": ["Today", "Projects", "Administration"],
        }

    def test_the_entry_of_the_present_page_is_current(self, cast: Cast, rf: Any) -> None:
        request = rf.get("/needs/12/shortlist")
        request.user = cast.alice
        assert [link.url for link in navigation.menu(request) if link.is_current] == ["/needs"]


def test_an_entry_without_a_page_is_left_out(cast: Cast, rf: Any) -> None:
    assert navigation.existing_url("web:no-such-page") is None


class TestToday:
    def test_is_for_people_who_signed_in(self, db: None, client: Client) -> None:
        response = client.get(reverse("web:today"))
        assert response.status_code == 302
        assert reverse("account_login") in response.url

    def test_charlie_has_nothing_to_do_and_sees_nothing(self, cast: Cast, signed_in: Any) -> None:
        cast.expert(cast.bob)
        need = cast.need()
        page = signed_in(cast.charlie).get("/en/vandaag").content.decode()
        assert "Nothing waits for you" in page
        assert need.title not in page

    def test_alice_looks_for_people_for_a_new_need(self, cast: Cast, signed_in: Any) -> None:
        need = cast.need()
        page = signed_in(cast.alice).get("/en/vandaag").content.decode()
        assert need.title in page
        assert "Nobody has looked for people yet" in page

    def test_alice_sees_five_new_needs_and_how_many_more(self, cast: Cast) -> None:
        for number in range(7):
            cast.need(title=f"Question {number}")
        assert titles(cast.alice) == [*(f"Question {number}" for number in range(5)), "2 more new questions"]

    def test_bob_is_asked_whether_an_old_profile_is_still_right(self, cast: Cast) -> None:
        expert = cast.expert(cast.bob, confirmed_at=timezone.now())
        assert "Is your profile still right?" not in titles(cast.bob)
        expert.confirmed_at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        expert.save()
        assert titles(cast.bob)[0] == "Is your profile still right?"

    def test_bob_finishes_what_he_began(self, cast: Cast) -> None:
        cast.expert(cast.bob, status=ExpertStatus.DRAFT)
        assert titles(cast.bob) == ["Finish your profile"]

    def test_bob_learns_that_he_cannot_be_found(self, cast: Cast) -> None:
        cast.expert(cast.bob, consents=())
        assert "You can't be found" in titles(cast.bob)

    def test_the_coordinator_is_told_of_offers_that_end_and_of_no_others(self, cast: Cast) -> None:
        cast.offer(title="Ends soon", valid_until=dt.date(2026, 12, 24))
        cast.offer(title="Ended", valid_until=dt.date(2026, 10, 1))
        cast.offer(title="Stands", valid_until=dt.date(2027, 12, 1))
        cast.offer(title="Not theirs", valid_until=dt.date(2026, 10, 1), organisation=cast.other_municipality)
        assert titles(cast.coordinator) == ["Ended", "Ends soon"]

    def test_a_coordinator_without_offers_is_invited_to_make_one(self, cast: Cast) -> None:
        assert titles(cast.coordinator) == ["Offer what your municipality is good at"]

    def test_a_partner_sees_its_own_questions_only(self, cast: Cast, signed_in: Any) -> None:
        own, other = cast.need(title="Lampadaires"), cast.need(title="Déchets", organisation=cast.other_government)
        page = signed_in(cast.partner).get("/en/vandaag").content.decode()
        assert own.title in page
        assert other.title not in page

    def test_a_partner_without_questions_is_invited_to_ask(self, cast: Cast) -> None:
        assert titles(cast.partner) == ["Ask your first question"]


class TestSignIn:
    def test_with_address_and_password(self, cast: Cast, client: Client) -> None:
        response = client.post("/account/login/", {"login": "alice@example.org", "password": PASSWORD})
        assert response.status_code == 302
        assert response.url == reverse("web:today")

    def test_a_wrong_password_is_said_in_the_summary(self, cast: Cast, client: Client) -> None:
        page = client.post("/account/login/", {"login": "alice@example.org", "password": "wrong"}).content.decode()
        assert "ww-error-summary" in page

    def test_demo_sign_ins_are_shown_in_the_demonstration_only(self, db: None, client: Client, settings: Any) -> None:
        assert "officer@demo.example" not in client.get("/account/login/").content.decode()
        settings.CONFIG = type(settings.CONFIG)(demo=True)
        assert "officer@demo.example" in client.get("/account/login/").content.decode()

    def test_a_new_password_by_mail(self, cast: Cast, client: Client, delivered: Any) -> None:
        client.post("/en/account/password/reset/", {"email": "alice@example.org"})
        (message,) = delivered()
        assert message.subject == "Wisselwerk: choose a new password"
        link = re.search(r"https?://[^/]+(/\S+)", message.body)
        assert link
        page = client.get(link[1], follow=True).content.decode()
        assert 'type="password"' in page

    def test_signing_out_takes_one_click(self, cast: Cast, signed_in: Any) -> None:
        client = signed_in(cast.alice)
        assert client.post("/account/logout/").url == reverse("web:home")
        assert client.get(reverse("web:today")).status_code == 302

    @pytest.mark.parametrize(
        "name",
        ["account_login", "account_reset_password", "account_reset_password_done", "account_email_verification_sent"],
    )
    def test_pages_around_signing_in_look_like_the_site(self, name: str, db: None, client: Client) -> None:
        page = client.get(reverse(name)).content.decode()
        assert 'class="ww-header"' in page
        assert page.count("<h1") == 1

    @pytest.mark.parametrize("name", ["account_change_password", "account_email", "account_logout"])
    def test_pages_of_the_account_look_like_the_site(self, name: str, cast: Cast, signed_in: Any) -> None:
        page = signed_in(cast.alice).get(reverse(name)).content.decode()
        assert 'class="ww-header"' in page
        assert page.count("<h1") == 1


def test_a_page_that_does_not_exist_says_what_to_do(db: None, client: Client) -> None:
    response = client.get("/en/no-such-page")
    assert response.status_code == 404
    assert "This page does not exist" in response.content.decode()


def test_the_page_for_our_own_faults_needs_no_database(rf: Any) -> None:
    with override("en"):
        assert "Something went wrong with us" in server_error(rf.get("/")).content.decode()


def test_a_request_that_makes_no_sense_says_what_to_do(rf: Any) -> None:
    with override("en"):
        assert "We did not understand that" in bad_request(rf.get("/"), ValueError()).content.decode()
