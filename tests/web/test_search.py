"""Plain search: the same people, without a ranking by need, and with choosing when there is one."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cast import Cast
from wisselwerk.experts.models import Expert
from wisselwerk.needs import searching
from wisselwerk.needs.actions import make_shortlist
from wisselwerk.needs.models import Choice
from wisselwerk.trail.models import ProcessingEntry
from wisselwerk.web.forms.search import SearchForm

pytestmark = pytest.mark.django_db


def url(name: str, *args: object, **query: object) -> str:
    with override("en"):
        return reverse(f"web:{name}", args=args) + (f"?{urlencode(query, doseq=True)}" if query else "")


@pytest.fixture
def officer(cast: Cast, signed_in: Any) -> Client:
    client: Client = signed_in(cast.alice)
    return client


@pytest.fixture
def expert(cast: Cast) -> Expert:
    return cast.expert(name="Samira Bakker")


def names(client: Client, **query: object) -> list[str]:
    response = client.get(url("search", **query))
    assert response.status_code == 200
    return [result.face.name for result in response.context["results"]]


class TestSearching:
    def test_words_are_found_and_marked(self, officer: Client, expert: Expert, cast: Cast) -> None:
        cast.expert(name="Piet", headline="Accountant", text="Ik controleer de jaarrekening.", themes=())

        page = officer.get(url("search", q="lichtmasten")).content.decode()
        assert "Samira Bakker" in page
        assert "Piet" not in page
        assert '<mark class="utrecht-mark">lichtmasten</mark>' in page

    def test_without_words_everybody_who_can_be_found_is_there(
        self, officer: Client, expert: Expert, cast: Cast
    ) -> None:
        cast.offer()
        cast.expert(name="Hidden", consents=())

        assert sorted(names(officer)) == ["Proefdam", "Samira Bakker"]

    def test_filters_narrow_the_results(self, officer: Client, cast: Cast) -> None:
        french = cast.expert(name="French", languages={"nl": "C2", "fr": "B2"}, forms=["visit"])
        french.availabilities.create(start=dt.date(2027, 3, 1), end=dt.date(2027, 3, 31))
        english = cast.expert(
            name="English",
            languages={"nl": "C2", "en": "C1"},
            forms=["webinar"],
            kind="administrator",
            themes=("waste-collection",),
            headline="Wethouder",
            text="Ik deed afvalinzameling.",
            organisation=cast.other_municipality,
        )
        english.availabilities.create(start=dt.date(2027, 8, 1), end=dt.date(2027, 8, 31))
        cast.offer(organisation=cast.other_municipality)
        cast.other_municipality.province = "Fryslân"
        cast.other_municipality.save()

        assert names(officer, language="fr") == ["French"]
        assert names(officer, language="fr", level="C1") == []
        assert sorted(names(officer, form="webinar")) == ["English"]
        assert names(officer, theme="waste-collection") == ["English"]
        assert names(officer, kind="offer") == ["Oefenburg"]
        assert sorted(names(officer, kind="person")) == ["English", "French"]
        assert names(officer, kind="person administrator") == ["English"]
        assert sorted(names(officer, place="Oefenburg")) == ["English", "Oefenburg"]
        assert sorted(names(officer, place="fryslân", kind="person")) == ["English"]
        assert "English" not in names(officer, start="2027-03-01", end="2027-03-14")
        assert names(officer, place="nowhere") == []
        assert len(names(officer, theme="nonsense", language="xx", start="x")) == 3

    def test_filters_in_use_can_be_taken_away_without_losing_the_need(
        self, officer: Client, cast: Cast, expert: Expert
    ) -> None:
        need = cast.need()
        response = officer.get(url("search", need=need.pk, language="fr", level="B1", place="Proef"))

        assert {name for name, _value, _label in response.context["in_use"]} == {"language", "level", "place"}
        assert f'href="{url("search")}?need={need.pk}"' in response.content.decode()

    def test_pages_go_on_and_stop_at_the_last(self, officer: Client, cast: Cast, monkeypatch: Any) -> None:
        for number in range(5):
            cast.expert(name=f"Expert {number}")
        monkeypatch.setattr(searching, "PER_PAGE", 2)

        pages = [searching.search(searching.Wanted(), page=number) for number in (1, 2, 3, 9)]
        assert [len(page.hits) for page in pages] == [2, 2, 1, 1]
        assert [page.page for page in pages] == [1, 2, 3, 3]
        assert {page.count for page in pages} == {5}
        placed = [searching.search(searching.Wanted(place="Proefdam"), page=number) for number in (1, 3, 9)]
        assert [len(page.hits) for page in placed] == [2, 1, 1]

    def test_place_says_when_not_everybody_was_looked_at(self, cast: Cast, monkeypatch: Any) -> None:
        for _number in range(3):
            cast.expert()
        monkeypatch.setattr(searching, "LOOKED_THROUGH", 2)

        assert searching.search(searching.Wanted(place="Proefdam")).is_cut
        assert not searching.search(searching.Wanted()).is_cut

    def test_page_number_that_makes_no_sense_is_the_first(self, officer: Client, expert: Expert) -> None:
        for page in ("x", "0", "-1", "99999999"):
            assert names(officer, page=page) == ["Samira Bakker"]

    def test_period_of_which_one_day_is_given_is_that_day(self) -> None:
        with override("en"):
            wanted = SearchForm({"start": "2027-03-01"}).wanted("")
        assert (wanted.start, wanted.end) == (dt.date(2027, 3, 1), dt.date(2027, 3, 1))

    def test_period_that_runs_backwards_is_said_and_passed_over(self, officer: Client, expert: Expert) -> None:
        response = officer.get(url("search", start="2027-03-10", end="2027-03-01"))

        assert "end" in response.context["form"].errors
        assert [result.face.name for result in response.context["results"]] == ["Samira Bakker"]

    def test_results_take_as_many_queries_for_twenty_as_for_two(
        self, officer: Client, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        cast.expert()
        cast.offer()
        officer.get(url("search"))  # fills the index
        for count in (2, 20):
            with django_assert_num_queries(QUERIES_OF_THE_PAGE):
                response = officer.get(url("search"))
            assert len(response.context["results"]) == count
            for _number in range(18):
                cast.expert()
            searching.search(searching.Wanted())


# Session, user, roles; one to see whether the index is up to date; five for the people, six for their texts; one to log
# the look between two for its transaction; three for the menu.
QUERIES_OF_THE_PAGE = 21


class TestPermissions:
    @pytest.mark.parametrize("who", ["charlie", "bob", "partner", "coordinator", "employer", "administrator"])
    def test_only_an_officer_searches(self, cast: Cast, signed_in: Any, expert: Expert, who: str) -> None:
        assert signed_in(getattr(cast, who)).get(url("search", q="lichtmasten")).status_code == 403
        assert not ProcessingEntry.objects.exists()

    def test_visitor_is_asked_to_sign_in(self, client: Client, db: None) -> None:
        assert "/login" in client.get(url("search"))["Location"]

    def test_every_person_shown_is_logged_with_the_need(self, officer: Client, cast: Cast, expert: Expert) -> None:
        need = cast.need()
        officer.get(url("search", q="lichtmasten"))
        officer.get(url("search", q="lichtmasten", need=need.pk))

        looks = ProcessingEntry.objects.filter(activity="needs.search", actor=cast.alice).order_by("id")
        assert list(looks.values_list("subject", "purpose")) == [
            (expert.profile_id, ""),
            (expert.profile_id, f"need:{need.pk}"),
        ]


class TestBesideANeed:
    def test_without_a_need_nobody_can_be_chosen(self, officer: Client, expert: Expert) -> None:
        assert "ww-choose" not in officer.get(url("search")).content.decode()

    def test_somebody_found_is_chosen_and_the_words_are_kept(self, officer: Client, cast: Cast, expert: Expert) -> None:
        need = cast.need()
        response = officer.get(url("search", q="lichtmasten", need=need.pk))
        data = {
            "profile": expert.profile_id,
            "reason": "Found her myself",
            "searched": "lichtmasten",
            "back": response.context["back"],
        }
        answer = officer.post(url("choose", need.pk), data)

        assert answer["Location"] == f"{url('search')}?q=lichtmasten&need={need.pk}#expert-{expert.pk}"
        choice = Choice.objects.get()
        assert (choice.need, choice.shortlist, choice.searched) == (need, None, "lichtmasten")
        assert "Found her myself" in officer.get(answer["Location"]).content.decode()

    def test_comparison_and_the_way_back_go_along(self, officer: Client, cast: Cast, expert: Expert) -> None:
        need = cast.need()
        shortlist = make_shortlist(by=cast.alice, need=need)
        response = officer.get(url("search", need=need.pk, shortlist=shortlist.pk, compare=["expert:7"]))

        (result,) = response.context["results"]
        assert f"compare=expert:7&compare={expert.profile_id}" in result.compare_href
        assert f"need={need.pk}" in result.compare_href
        assert response.context["proposal_href"].endswith(f"/{shortlist.pk}?compare=expert:7")

    def test_newest_list_is_the_way_back_when_none_is_named(self, officer: Client, cast: Cast, expert: Expert) -> None:
        need = cast.need(languages={"fr": "B1"})
        make_shortlist(by=cast.alice, need=need)
        newest = make_shortlist(by=cast.alice, need=need, required=frozenset({"language:fr"}))

        assert officer.get(url("search", need=need.pk)).context["shortlist"] == newest

    @pytest.mark.parametrize("query", [{"need": 999999}, {"need": "own", "shortlist": 999999}])
    def test_need_or_list_that_is_not_there_is_not_found(
        self, officer: Client, cast: Cast, query: dict[str, Any]
    ) -> None:
        need = cast.need()
        query = {name: need.pk if value == "own" else value for name, value in query.items()}

        assert officer.get(url("search", **query)).status_code == 404

    @pytest.mark.parametrize("lang", ["nl", "en", "fr", "ar"])
    def test_page_reads_in_every_language(self, officer: Client, cast: Cast, expert: Expert, lang: str) -> None:
        with override(lang):
            address = reverse("web:search")
        assert officer.get(f"{address}?need={cast.need().pk}&q=licht&kind=person&start=2027-03-01").status_code == 200
