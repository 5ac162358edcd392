"""The shortlist page: made, shown as it was, changed, compared, chosen from, exported."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cast import Cast
from wisselwerk.experts.models import Expert, ProfileChange
from wisselwerk.needs.actions import close_need, erase_person, make_shortlist
from wisselwerk.needs.enums import ThemeState
from wisselwerk.needs.models import Choice, Need, Shortlist
from wisselwerk.trail.models import ActionEntry, ProcessingEntry

pytestmark = pytest.mark.django_db

OUTSIDERS = ["charlie", "bob", "coordinator", "employer", "country_team", "administrator", "other_partner"]


def url(name: str, *args: object) -> str:
    with override("en"):
        return reverse(f"web:{name}", args=args)


@pytest.fixture
def officer(cast: Cast, signed_in: Any) -> Client:
    client: Client = signed_in(cast.alice)
    return client


@pytest.fixture
def expert(cast: Cast) -> Expert:
    return cast.expert(
        name="Samira Bakker",
        headline="Beheerder openbare verlichting",
        text="Verving alle lichtmasten door led en schreef het verlichtingsplan.",
    )


@pytest.fixture
def need(cast: Cast, expert: Expert) -> Need:
    return cast.need(languages={"fr": "B1"}, must={"languages": {"fr": "B1"}}, country=cast.partner_government.country)


@pytest.fixture
def shortlist(cast: Cast, need: Need) -> Shortlist:
    return make_shortlist(by=cast.alice, need=need)


def open_page(client: Client, shortlist: Shortlist, query: str = "") -> Any:
    response = client.get(url("stored-shortlist", shortlist.need_id, shortlist.pk) + query)
    assert response.status_code == 200
    return response


def follow(client: Client, address: str, data: dict[str, Any] | None = None) -> Shortlist:
    """Post, and return the shortlist that the answer leads to."""
    response = client.post(address, data or {}, follow=True)
    assert response.status_code == 200
    found: Shortlist = response.context["shortlist"]
    return found


class TestMaking:
    def test_button_makes_a_list_and_shows_it(self, officer: Client, need: Need) -> None:
        shortlist = follow(officer, url("shortlist", need.pk))

        assert shortlist.need == need
        assert Shortlist.objects.count() == 1

    def test_address_without_number_leads_to_the_newest_list(self, officer: Client, need: Need, cast: Cast) -> None:
        assert officer.get(url("shortlist", need.pk))["Location"] == url("need", need.pk)
        make_shortlist(by=cast.alice, need=need)
        newest = make_shortlist(by=cast.alice, need=need, required=frozenset())
        assert officer.get(url("shortlist", need.pk))["Location"] == url("stored-shortlist", need.pk, newest.pk)

    def test_closed_need_gets_no_list_but_says_why(self, officer: Client, need: Need) -> None:
        close_need(by=None, need=need)

        response = officer.post(url("shortlist", need.pk), follow=True)
        assert not Shortlist.objects.exists()
        assert "This need is closed" in response.content.decode()

    @pytest.mark.parametrize("who", OUTSIDERS)
    def test_others_do_not_find_it(self, cast: Cast, signed_in: Any, shortlist: Shortlist, who: str) -> None:
        client, at = signed_in(getattr(cast, who)), (shortlist.need_id, shortlist.pk)
        ProcessingEntry.objects.all().delete()

        for address in (
            url("shortlist", at[0]),
            url("stored-shortlist", *at),
            url("compare", *at),
            url("shortlist-export", *at, "csv"),
        ):
            assert client.get(address).status_code == 404
        for address in (url("shortlist", at[0]), url("shortlist-change", *at), url("choose", at[0])):
            assert client.post(address, {"profile": "expert:1", "reason": "x"}).status_code == 404
        assert not ProcessingEntry.objects.exists()
        assert Shortlist.objects.count() == 1

    def test_partner_sees_its_need_but_no_shortlist(self, cast: Cast, signed_in: Any, shortlist: Shortlist) -> None:
        client, at = signed_in(cast.partner), (shortlist.need_id, shortlist.pk)

        assert client.get(url("stored-shortlist", *at)).status_code == 403
        assert client.get(url("compare", *at)).status_code == 403
        assert client.get(url("shortlist-export", *at, "csv")).status_code == 403
        assert client.post(url("shortlist", at[0])).status_code == 403
        assert client.post(url("shortlist-change", *at)).status_code == 403
        assert client.post(url("choose", at[0]), {"profile": "expert:1", "reason": "x"}).status_code == 403

    def test_visitor_is_asked_to_sign_in(self, client: Client, shortlist: Shortlist) -> None:
        response = client.get(url("stored-shortlist", shortlist.need_id, shortlist.pk))
        assert "/login" in response["Location"]

    def test_list_is_found_under_its_own_need_only(self, officer: Client, cast: Cast, shortlist: Shortlist) -> None:
        assert officer.get(url("stored-shortlist", cast.need().pk, shortlist.pk)).status_code == 404


class TestPage:
    def test_card_says_who_why_and_quotes_with_the_words_marked(
        self, officer: Client, shortlist: Shortlist, expert: Expert
    ) -> None:
        page = open_page(officer, shortlist).content.decode()

        assert "Samira Bakker" in page
        assert "Proefdam" in page
        assert '<mark class="utrecht-mark">lichtmasten</mark>' in page
        assert '<mark class="utrecht-mark">lampadaires</mark>' in page
        assert "<strong>French (B2)</strong>" in page
        assert "confirmed today" in page
        assert f'id="expert-{expert.pk}"' in page

    def test_words_across_languages_stand_side_by_side(self, officer: Client, shortlist: Shortlist) -> None:
        (card,) = open_page(officer, shortlist).context["cards"]

        assert any("lichtmasten" in pair.shown and "lampadaires" in pair.asked for pair in card.pairs)

    def test_bars_add_up_to_what_the_score_says(self, officer: Client, shortlist: Shortlist) -> None:
        response = open_page(officer, shortlist)
        (candidate,) = response.context["ranking"].candidates
        (card,) = response.context["cards"]

        assert card.score == round(candidate.score)
        assert len(card.bars) == len(candidate.parts)
        assert sum(candidate.most.values()) == pytest.approx(100, abs=0.01)
        assert all(0 <= bar.value <= 100.01 for bar in card.bars)

    def test_offer_of_a_municipality_is_marked_as_such(self, officer: Client, cast: Cast, need: Need) -> None:
        cast.offer(valid_until=dt.date(2027, 6, 30), people=6, languages={"nl": "C2", "fr": "B1"})
        shortlist = make_shortlist(by=cast.alice, need=need)

        page = open_page(officer, shortlist).content.decode()
        assert "Offer of a municipality" in page
        assert "40 hours a year" in page
        assert "stands until 30 June 2027" in page
        assert "6 colleagues work on this" in page

    def test_reopened_list_is_the_same_list(self, officer: Client, shortlist: Shortlist, expert: Expert) -> None:
        before = open_page(officer, shortlist)
        Expert.objects.filter(pk=expert.pk).update(text="Heel andere tekst", languages={})
        ProfileChange.objects.create(profile_id=expert.profile_id)
        after = open_page(officer, shortlist)

        (was,), (now,) = before.context["cards"], after.context["cards"]
        assert (was.score, was.why, was.bars, was.passages, was.pairs, was.gaps) == (
            now.score,
            now.why,
            now.bars,
            now.passages,
            now.pairs,
            now.gaps,
        )
        assert not before.context["changes"]
        assert after.context["changes"].people
        assert "Make the list anew" in after.content.decode()

    def test_person_who_may_no_longer_be_shown_has_no_name(
        self, officer: Client, shortlist: Shortlist, expert: Expert
    ) -> None:
        expert.consents.all().delete()
        erase_person(expert.profile_id)

        response = open_page(officer, shortlist)
        page = response.content.decode()
        assert "Number 1: no longer available" in page
        assert "Samira Bakker" not in page
        assert "lichtmasten" not in page

    def test_every_look_is_logged_for_each_person(
        self, officer: Client, cast: Cast, shortlist: Shortlist, expert: Expert
    ) -> None:
        ProcessingEntry.objects.all().delete()
        open_page(officer, shortlist)
        open_page(officer, shortlist)

        looks = ProcessingEntry.objects.filter(activity="needs.view_shortlist")
        assert (
            list(looks.values_list("subject", "actor", "purpose"))
            == [(expert.profile_id, cast.alice.pk, f"need:{shortlist.need_id}")] * 2
        )

    def test_older_list_points_to_the_newest(self, officer: Client, cast: Cast, shortlist: Shortlist) -> None:
        newest = make_shortlist(by=cast.alice, need=shortlist.need, required=frozenset())

        page = open_page(officer, shortlist).content.decode()
        assert url("stored-shortlist", shortlist.need_id, newest.pk) in page

    def test_people_with_the_same_score_are_called_so(self, officer: Client, cast: Cast, need: Need) -> None:
        for _number in range(2):
            cast.expert(name="Tied", languages={"nl": "C2", "fr": "B2"})
        shortlist = make_shortlist(by=cast.alice, need=need)

        tied = [card.tied for card in open_page(officer, shortlist).context["cards"]]
        assert tied[0] is False
        assert any(tied)

    def test_people_whose_words_say_nothing_are_apart(self, officer: Client, cast: Cast, need: Need) -> None:
        cast.expert(name="Far away", headline="", text="Zzz qqq.", themes=())
        shortlist = make_shortlist(by=cast.alice, need=need)

        response = open_page(officer, shortlist)
        assert [card.face.name for card in response.context["cards"]] == ["Samira Bakker"]
        assert [card.face.name for card in response.context["weak_cards"]] == ["Far away"]

    def test_invented_people_are_marked(self, officer: Client, cast: Cast, need: Need, expert: Expert) -> None:
        Expert.objects.filter(pk=expert.pk).update(is_invented=True)
        page = open_page(officer, make_shortlist(by=cast.alice, need=need)).content.decode()

        assert "Invented example data" in page

    @pytest.mark.parametrize("lang", ["nl", "en", "fr", "ar"])
    def test_page_reads_in_every_language(self, officer: Client, shortlist: Shortlist, lang: str) -> None:
        with override(lang):
            address = reverse("web:stored-shortlist", args=[shortlist.need_id, shortlist.pk])
        assert officer.get(address).status_code == 200

    def test_page_takes_as_many_queries_for_twenty_people_as_for_two(
        self, officer: Client, cast: Cast, need: Need, django_assert_num_queries: Any
    ) -> None:
        cast.offer(languages={"nl": "C2", "fr": "B1"})
        small = make_shortlist(by=cast.alice, need=need)
        for _number in range(18):
            cast.expert()
        large = make_shortlist(by=cast.alice, need=need)

        for shortlist, count in ((small, 2), (large, 20)):
            with django_assert_num_queries(QUERIES_OF_THE_PAGE):
                response = officer.get(url("stored-shortlist", need.pk, shortlist.pk))
            assert len(response.context["ranking"].candidates) == count


# Session, user, roles; the need with its themes; the list; five for the people, one for the choices; one to log the
# look between two for its transaction; three for what changed since; three for the menu.
QUERIES_OF_THE_PAGE = 21


class TestChanging:
    def change(self, client: Client, shortlist: Shortlist, query: str = "", **data: str) -> Shortlist:
        return follow(client, url("shortlist-change", shortlist.need_id, shortlist.pk) + query, data)

    def test_must_have_is_switched_off_and_on_again(self, officer: Client, cast: Cast, need: Need) -> None:
        cast.expert(name="No French", languages={"nl": "C2"})
        strict = make_shortlist(by=cast.alice, need=need)
        assert len(open_page(officer, strict).context["cards"]) == 1

        loose = self.change(officer, strict, toggle="language:fr")
        assert len(open_page(officer, loose).context["cards"]) == 2
        again = self.change(officer, loose, toggle="language:fr")
        assert again.inputs["required"] == ["language:fr"]
        assert len({strict.pk, loose.pk, again.pk}) == 3
        need.refresh_from_db()
        assert need.must == {"languages": {"fr": "B1"}}

    def test_page_says_what_each_must_have_leaves_out(self, officer: Client, cast: Cast, need: Need) -> None:
        cast.expert(languages={"nl": "C2"})
        panel = open_page(officer, make_shortlist(by=cast.alice, need=need)).context["panel"]

        assert panel.remaining == "Leaves 1 of 2 people and offers."
        assert [effect.text for effect in panel.effects] == ["Without “French”: 2"]
        assert [(toggle.key, toggle.on) for toggle in panel.toggles] == [
            ("language:fr", True),
            ("form:visit", False),
            ("period", False),
        ]

    def test_nobody_left_says_which_must_have_to_drop(self, officer: Client, cast: Cast) -> None:
        cast.expert(languages={"nl": "C2"})
        cast.expert(languages={"nl": "C2"})
        need = cast.need(languages={"ar": "C1"}, must={"languages": {"ar": "C1"}})
        shortlist = make_shortlist(by=cast.alice, need=need)

        page = open_page(officer, shortlist).content.decode()
        assert "Nobody meets every must-have" in page
        assert "Without it there are 2 candidates." in page
        assert len(open_page(officer, self.change(officer, shortlist, toggle="language:ar")).context["cards"]) == 2

    def test_empty_pool_says_so(self, officer: Client, cast: Cast) -> None:
        page = open_page(officer, make_shortlist(by=cast.alice, need=cast.need())).content.decode()

        assert "There are no people and offers to choose from yet" in page

    def test_theme_is_removed_and_put_back(self, officer: Client, need: Need, shortlist: Shortlist) -> None:
        without = self.change(officer, shortlist, remove="street-lighting")
        assert without.inputs["removed_themes"] == ["street-lighting"]
        assert need.themes.get().state == ThemeState.REMOVED
        panel = open_page(officer, without).context["panel"]
        assert [theme.concept for theme in panel.removed] == ["street-lighting"]

        again = self.change(officer, without, confirm="street-lighting")
        assert again.inputs["themes"] == ["street-lighting"]
        assert [theme.concept for theme in open_page(officer, shortlist).context["panel"].themes] == ["street-lighting"]

    def test_theme_is_added_by_any_of_its_names(self, officer: Client, shortlist: Shortlist) -> None:
        changed = self.change(officer, shortlist, add="grex")

        assert changed.inputs["themes"] == ["street-lighting", "land-development"]

    def test_theme_that_does_not_exist_changes_nothing(self, officer: Client, shortlist: Shortlist) -> None:
        same = self.change(officer, shortlist, add="zzzzqqqq")

        assert same == shortlist
        assert Shortlist.objects.count() == 1

    def test_must_haves_of_the_list_stay_when_a_theme_changes(self, officer: Client, shortlist: Shortlist) -> None:
        loose = self.change(officer, shortlist, toggle="language:fr")

        assert self.change(officer, loose, add="markets").inputs["required"] == []

    def test_what_was_not_asked_can_not_be_switched_on(self, officer: Client, shortlist: Shortlist) -> None:
        assert self.change(officer, shortlist, toggle="language:ar").inputs["required"] == ["language:fr"]

    def test_comparison_goes_along(self, officer: Client, shortlist: Shortlist, expert: Expert) -> None:
        address = url("shortlist-change", shortlist.need_id, shortlist.pk) + f"?compare={expert.profile_id}"
        response = officer.post(address, {"toggle": "language:fr"})

        assert response["Location"].endswith(f"?compare={expert.profile_id}")

    def test_focus_goes_to_the_themes_when_its_button_is_gone(self, officer: Client, shortlist: Shortlist) -> None:
        address = url("stored-shortlist", shortlist.need_id, shortlist.pk)
        gone = {"HX-Request": "true", "HX-Trigger": "asked-themes-form"}
        stays = {"HX-Request": "true", "HX-Trigger": f"compare-expert-{shortlist.pk}"}

        assert " autofocus" in officer.get(address, headers=gone).content.decode()
        assert " autofocus" not in officer.get(address, headers=stays).content.decode()
        assert " autofocus" not in officer.get(address).content.decode()


class TestComparing:
    def test_compare_links_put_in_and_take_out(self, officer: Client, shortlist: Shortlist, expert: Expert) -> None:
        (card,) = open_page(officer, shortlist).context["cards"]
        assert card.compare_href == f"?compare={expert.profile_id}#expert-{expert.pk}"
        (card,) = open_page(officer, shortlist, f"?compare={expert.profile_id}").context["cards"]
        assert card.compared
        assert card.compare_href == f"?#expert-{expert.pk}"

    def test_four_is_the_most(self, officer: Client, cast: Cast, need: Need) -> None:
        everyone = [cast.expert() for _number in range(5)]
        shortlist = make_shortlist(by=cast.alice, need=need)
        query = "?" + "&".join(f"compare={one.profile_id}" for one in everyone)

        response = open_page(officer, shortlist, query)
        assert len(response.context["compared"]) == 4
        assert response.context["full"]
        outside = [card for card in response.context["cards"] if not card.compared]
        assert f'id="compare-{outside[0].anchor}"' not in response.content.decode()

    def test_candidates_stand_side_by_side(self, officer: Client, cast: Cast, need: Need, expert: Expert) -> None:
        offer = cast.offer(languages={"nl": "C2", "fr": "B1"})
        shortlist = make_shortlist(by=cast.alice, need=need)
        address = url("compare", need.pk, shortlist.pk) + f"?compare={expert.profile_id}&compare={offer.profile_id}"

        response = officer.get(address)
        table = response.context["table"]
        assert [column.face.profile_id for column in table.columns] == [expert.profile_id, offer.profile_id]
        assert all(len(row.cells) == 2 for group in table.groups for row in group.rows)
        rows = {row.label: row for group in table.groups for row in group.rows}
        assert [cell.tone for cell in rows["Visit to a project country"].cells] == ["yes", "yes"]
        assert rows["Street lighting"].cells[0].text.startswith("yes")
        assert "French (B2)" in rows["Languages"].cells[0].text
        looks = ProcessingEntry.objects.filter(activity="needs.compare").values_list("subject", flat=True)
        assert set(looks) == {expert.profile_id, f"municipaloffer:{offer.pk}"}

    def test_someone_from_outside_the_list_is_compared_without_a_score(
        self, officer: Client, cast: Cast, shortlist: Shortlist
    ) -> None:
        late = cast.expert(languages={"nl": "C2"}, forms=[])
        late.availabilities.create(start=dt.date(2027, 3, 1), end=dt.date(2027, 3, 31))
        response = officer.get(url("compare", shortlist.need_id, shortlist.pk) + f"?compare={late.profile_id}")

        (column,) = response.context["table"].columns
        assert column.score is None
        rows = {row.label: row.cells[0] for group in response.context["table"].groups for row in group.rows}
        assert rows["Street lighting"].tone == "yes"
        assert rows["In the period"].tone == "yes"
        assert rows["Visit to a project country"].text == ""

    @pytest.mark.parametrize("query", ["", "?compare=nonsense&compare=expert:x&compare=expert:999999"])
    def test_nobody_to_compare_says_what_to_do(self, officer: Client, shortlist: Shortlist, query: str) -> None:
        response = officer.get(url("compare", shortlist.need_id, shortlist.pk) + query)

        assert response.status_code == 200
        assert "Nobody to compare yet" in response.content.decode()

    def test_person_who_withdrew_is_not_compared(self, officer: Client, shortlist: Shortlist, expert: Expert) -> None:
        expert.consents.all().delete()
        page = officer.get(url("compare", shortlist.need_id, shortlist.pk) + f"?compare={expert.profile_id}")

        assert "Samira Bakker" not in page.content.decode()


class TestChoosing:
    def test_choice_is_kept_with_its_reason_and_leads_back_to_the_card(
        self, officer: Client, cast: Cast, shortlist: Shortlist, expert: Expert
    ) -> None:
        back = url("stored-shortlist", shortlist.need_id, shortlist.pk) + "?compare=expert:7"
        response = officer.post(
            url("choose", shortlist.need_id),
            {"profile": expert.profile_id, "shortlist": shortlist.pk, "reason": "Knows the work", "back": back},
        )

        assert response["Location"] == f"{back}#expert-{expert.pk}"
        choice = Choice.objects.get()
        assert (choice.shortlist, choice.reason, choice.chosen_by) == (shortlist, "Knows the work", cast.alice)
        assert "Knows the work" in open_page(officer, shortlist).content.decode()
        assert ActionEntry.objects.filter(action="needs.choose", actor=cast.alice).exists()

    def test_without_a_reason_the_form_opens_again(self, officer: Client, shortlist: Shortlist, expert: Expert) -> None:
        back = url("stored-shortlist", shortlist.need_id, shortlist.pk)
        response = officer.post(
            url("choose", shortlist.need_id),
            {"profile": expert.profile_id, "shortlist": shortlist.pk, "reason": " ", "back": back},
        )

        assert response["Location"] == f"{back}?choose=expert%3A{expert.pk}#expert-{expert.pk}"
        assert not Choice.objects.exists()
        page = officer.get(response["Location"]).content.decode()
        assert '<details class="ww-choose" open>' in page
        assert 'aria-invalid="true"' in page

    def test_choice_is_withdrawn_and_stays_on_record(
        self, officer: Client, shortlist: Shortlist, expert: Expert
    ) -> None:
        data = {"profile": expert.profile_id, "shortlist": shortlist.pk, "reason": "Knows the work"}
        officer.post(url("choose", shortlist.need_id), data)
        choice = Choice.objects.get()

        response = officer.post(url("choice-withdraw", shortlist.need_id, choice.pk))
        assert response["Location"] == f"{url('need', shortlist.need_id)}#expert-{expert.pk}"
        choice.refresh_from_db()
        assert choice.withdrawn_at is not None
        assert open_page(officer, shortlist).context["cards"][0].choice is None

    def test_address_of_another_site_is_not_followed(
        self, officer: Client, shortlist: Shortlist, expert: Expert
    ) -> None:
        data = {"profile": expert.profile_id, "reason": "Knows the work", "back": "https://evil.example/x"}
        response = officer.post(url("choose", shortlist.need_id), data)

        assert response["Location"].startswith(url("need", shortlist.need_id))

    def test_list_of_another_need_is_not_found(
        self, officer: Client, cast: Cast, shortlist: Shortlist, expert: Expert
    ) -> None:
        data = {"profile": expert.profile_id, "reason": "x", "shortlist": shortlist.pk}

        assert officer.post(url("choose", cast.need().pk), data).status_code == 404
        assert not Choice.objects.exists()

    def test_choice_of_another_need_is_not_withdrawn(
        self, officer: Client, cast: Cast, shortlist: Shortlist, expert: Expert
    ) -> None:
        officer.post(url("choose", shortlist.need_id), {"profile": expert.profile_id, "reason": "Yes"})
        choice = Choice.objects.get()

        assert officer.post(url("choice-withdraw", cast.need().pk, choice.pk)).status_code == 404

    def test_looking_is_never_choosing(self, officer: Client, shortlist: Shortlist) -> None:
        for name in ("choose", "shortlist-change"):
            at = (shortlist.need_id,) if name == "choose" else (shortlist.need_id, shortlist.pk)
            assert officer.get(url(name, *at)).status_code == 405


class TestExport:
    def rows(self, officer: Client, shortlist: Shortlist) -> list[list[str]]:
        response = officer.get(url("shortlist-export", shortlist.need_id, shortlist.pk, "csv"))
        assert response["Content-Type"].startswith("text/csv")
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))

    def test_file_holds_rank_name_parts_evidence_gaps_and_version(
        self, officer: Client, shortlist: Shortlist, expert: Expert
    ) -> None:
        header, row = self.rows(officer, shortlist)

        values = dict(zip(header, row, strict=True))
        assert (values["Rank"], values["Name"], values["Organisation"]) == ("1", "Samira Bakker", "Proefdam")
        assert "lichtmasten" in values["Evidence"]
        assert values["Version"] == shortlist.version
        assert float(values["Score"]) > 0
        assert "French (B2)" in values["Why"]

    def test_excel_file_opens(self, officer: Client, shortlist: Shortlist) -> None:
        response = officer.get(url("shortlist-export", shortlist.need_id, shortlist.pk, "xlsx"))
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active

        assert sheet is not None
        assert sheet.max_row == 2

    def test_export_is_kept_in_both_logs(
        self, officer: Client, cast: Cast, shortlist: Shortlist, expert: Expert
    ) -> None:
        self.rows(officer, shortlist)

        assert ActionEntry.objects.filter(action="needs.export_shortlist", actor=cast.alice).count() == 1
        look = ProcessingEntry.objects.get(activity="needs.export_shortlist")
        assert (look.subject, look.actor) == (expert.profile_id, cast.alice)

    def test_person_who_may_no_longer_be_shown_is_a_number_only(
        self, officer: Client, shortlist: Shortlist, expert: Expert
    ) -> None:
        expert.consents.all().delete()
        _header, row = self.rows(officer, shortlist)

        assert row[:2] == ["1", "No longer available"]
        assert "Samira" not in "".join(row)
        assert "lichtmasten" not in "".join(row)

    def test_other_forms_do_not_exist_and_are_not_logged(self, officer: Client, shortlist: Shortlist) -> None:
        assert officer.get(url("shortlist-export", shortlist.need_id, shortlist.pk, "pdf")).status_code == 404
        assert not ActionEntry.objects.filter(action="needs.export_shortlist").exists()
