"""The list of needs, the form with themes, and the page of one need."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from cast import Cast
from exchanges.cases_conversation import plan
from wisselwerk.needs.actions import ask_clarification, attach_file, choose, close_need, make_shortlist
from wisselwerk.needs.enums import NeedStatus, ThemeState
from wisselwerk.needs.models import Need
from wisselwerk.programmes.actions import create_project
from wisselwerk.programmes.models import Project
from wisselwerk.trail.models import ProcessingEntry
from wisselwerk.web.theme_picker import pick_themes

pytestmark = pytest.mark.django_db

OUTSIDERS = ["charlie", "bob", "coordinator", "employer", "country_team", "administrator"]


def url(name: str, *args: object, **query: str) -> str:
    with override("en"):
        return reverse(f"web:{name}", args=args, query=query or None)


def project(title: str, identifier: str) -> Project:
    return create_project(
        by=None,
        programme=None,
        iati_identifier=identifier,
        titles={"en": title},
        descriptions=[],
        status="2",
        start=None,
        end=None,
        countries=[],
        funders=[],
        implementers=[],
        sectors=[],
        sdgs=[],
    )


def typed(cast: Cast, **fields: Any) -> dict[str, Any]:
    """What the form sends for a simple question."""
    return {
        "text": "Notre district cherche un appui pour l'éclairage public.",
        "title": "Éclairage",
        "organisation": cast.partner_government.pk,
        "people": "1",
    } | fields


class TestList:
    def test_officer_sees_all_and_a_partner_its_own(self, cast: Cast, signed_in: Any) -> None:
        cast.need(title="Own")
        cast.need(title="Elsewhere", organisation=cast.other_government)

        page = signed_in(cast.alice).get(url("needs")).content.decode()
        assert "Own" in page
        assert "Elsewhere" in page
        page = signed_in(cast.partner).get(url("needs")).content.decode()
        assert "Own" in page
        assert "Elsewhere" not in page

    @pytest.mark.parametrize("who", OUTSIDERS)
    def test_others_have_no_list(self, cast: Cast, signed_in: Any, who: str) -> None:
        client = signed_in(getattr(cast, who))
        for address in (url("needs"), url("needs-export", "csv"), url("need-new"), url("need-projects")):
            assert client.get(address).status_code == 403
        assert client.post(url("need-recognise"), {"text": "lampadaires"}).status_code == 403

    def test_visitor_is_asked_to_sign_in(self, cast: Cast, client: Any) -> None:
        for address in (url("needs"), url("need-new"), url("need", cast.need().pk)):
            response = client.get(address)
            assert response.status_code == 302
            assert "/login" in response["Location"]

    def test_search_and_filters_narrow_the_list(self, cast: Cast, signed_in: Any) -> None:
        cast.need(title="Lumière", country=cast.partner_government.country)
        cast.need(title="Déchets", text="La collecte", language="fr", themes=["waste-collection"])
        closed = cast.need(title="Markten", text="Waar?", language="nl", themes=["markets"])
        close_need(by=None, need=closed)
        client = signed_in(cast.alice)

        def titles(**query: str) -> list[str]:
            response = client.get(url("needs", **query))
            return [row.need.title for row in response.context["rows"]]

        assert titles(q="lumiere") == ["Lumière"]
        assert titles(status="closed") == ["Markten"]
        assert titles(theme="waste-collection") == ["Déchets"]
        assert titles(country="RW") == ["Lumière"]
        assert titles(language="fr", sort="title") == ["Déchets", "Lumière"]
        assert titles(status="nonsense", theme="nonsense") == ["Markten", "Déchets", "Lumière"]
        assert titles(q="nothing at all") == []

    def test_pages_hold_twenty_five_needs(self, cast: Cast, signed_in: Any) -> None:
        for number in range(26):
            cast.need(title=f"Need {number}")
        client = signed_in(cast.alice)

        assert len(client.get(url("needs")).context["rows"]) == 25
        assert len(client.get(url("needs", page="2")).context["rows"]) == 1

    def test_list_takes_as_many_queries_for_three_needs_as_for_one(
        self, cast: Cast, signed_in: Any, django_assert_num_queries: Any
    ) -> None:
        client = signed_in(cast.alice)
        cast.need(country=cast.partner_government.country)
        for _count in (1, 3):
            with django_assert_num_queries(QUERIES_OF_THE_LIST):
                assert client.get(url("needs")).status_code == 200
            cast.need(organisation=cast.other_government, country=cast.other_government.country, themes=["markets"])
            cast.need()

    def test_export_holds_what_the_list_holds(self, cast: Cast, signed_in: Any) -> None:
        cast.need(title="=1+1", languages={"fr": "B1"}, country=cast.partner_government.country)
        cast.need(title="Elsewhere", organisation=cast.other_government)

        response = signed_in(cast.partner).get(url("needs-export", "csv", q="rubavu"))
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
        assert len(rows) == 2
        assert "'=1+1" in rows[1]
        assert "French (B1)" in rows[1]
        response = signed_in(cast.alice).get(url("needs-export", "xlsx"))
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        assert sheet is not None
        assert sheet.max_row == 3
        assert signed_in(cast.alice).get(url("needs-export", "pdf")).status_code == 404


# Session, user, roles; countries, themes and projects of the filters; count, needs, their themes; three for the menu.
QUERIES_OF_THE_LIST = 12


class TestForm:
    def test_need_is_submitted_with_language_and_themes(self, cast: Cast, signed_in: Any) -> None:
        data = typed(cast, themes=["street-lighting"], seen=["street-lighting", "markets"])
        response = signed_in(cast.alice).post(url("need-new"), data)

        need = Need.objects.get()
        assert response["Location"] == url("need", need.pk)
        assert (need.language, need.status, need.created_by) == ("fr", NeedStatus.SUBMITTED, cast.alice)
        assert need.country_id == "RW"
        states = dict(need.themes.values_list("concept", "state"))
        assert states == {"street-lighting": ThemeState.CONFIRMED, "markets": ThemeState.REMOVED}

    def test_everything_can_be_asked(self, cast: Cast, signed_in: Any) -> None:
        found = project("Better services", "NL-1-22")
        data = typed(
            cast,
            language="en",
            country="UG",
            project="Better services · NL-1-22",
            add_theme="grex",
            exchange_forms=["visit", "webinar"],
            must_forms="on",
            period_start="2027-03-01",
            period_end="2027-03-14",
            flexible_days="7",
            must_period="on",
            people="2",
            working_days="8",
            expert_kind="administrator",
            must_kind="on",
            language_fr="B1",
            language_fr_must="on",
            language_sw="A2",
            nice="Knows small towns",
        )
        assert signed_in(cast.alice).post(url("need-new"), data).status_code == 302

        need = Need.objects.get()
        assert (need.language, need.country_id, need.project) == ("en", "UG", found)
        assert need.forms == ["visit", "webinar"]
        assert (need.period_start, need.period_end, need.flexible_days) == (
            dt.date(2027, 3, 1),
            dt.date(2027, 3, 14),
            7,
        )
        assert (need.people, need.working_days, need.expert_kind) == (2, 8, "administrator")
        assert need.languages == {"fr": "B1", "sw": "A2"}
        assert need.must == {"languages": {"fr": "B1"}, "forms": True, "period": True, "kind": True}
        assert need.nice == "Knows small towns"
        assert list(need.themes.values_list("concept", flat=True)) == ["land-development"]

    def test_what_is_missing_is_said_by_field_and_nothing_is_lost(self, cast: Cast, signed_in: Any) -> None:
        data = typed(cast, title="", organisation="", themes=["markets"], seen=["markets"], nice="Remember me")
        response = signed_in(cast.alice).post(url("need-new"), data)

        assert set(response.context["form"].errors) == {"title", "organisation"}
        page = response.content.decode()
        assert 'href="#id_title"' in page
        assert "Remember me" in page
        assert 'value="markets" id="theme-markets" checked' in page
        assert not Need.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"period_start": "2027-03-14", "period_end": "2027-03-01"}, "period_end"),
            ({"period_start": "2027-03-14"}, "period_end"),
            ({"period_end": "2027-03-14"}, "period_start"),
            ({"period_start": "2020-01-01", "period_end": "2020-02-01"}, "period_end"),
            ({"must_period": "on"}, "period_start"),
            ({"must_forms": "on"}, "exchange_forms"),
            ({"must_kind": "on"}, "expert_kind"),
            ({"language_fr_must": "on"}, "language_fr"),
            ({"add_theme": "zzzzqqqq"}, "add_theme"),
            ({"project": "no such project"}, "project"),
            ({"people": "0"}, "people"),
            ({"text": " "}, "text"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, cast: Cast, signed_in: Any, fields: dict[str, str], wrong: str) -> None:
        response = signed_in(cast.alice).post(url("need-new"), typed(cast, **fields))

        assert set(response.context["form"].errors) == {wrong}
        assert not Need.objects.exists()

    def test_project_of_which_there_are_two_is_asked_again(self, cast: Cast, signed_in: Any) -> None:
        first = project("Water", "NL-1-1")
        project("Water", "NL-1-2")
        client = signed_in(cast.alice)

        assert "project" in client.post(url("need-new"), typed(cast, project="Water")).context["form"].errors
        assert client.post(url("need-new"), typed(cast, project="NL-1-1")).status_code == 302
        assert Need.objects.get().project == first

    def test_partner_asks_for_its_own_government_only(self, cast: Cast, signed_in: Any) -> None:
        client = signed_in(cast.partner)

        assert cast.other_government.name not in client.get(url("need-new")).content.decode()
        client.post(url("need-new"), typed(cast, organisation=cast.other_government.pk))
        assert Need.objects.get().organisation == cast.partner_government

    def test_draft_waits_until_it_is_submitted(self, cast: Cast, signed_in: Any) -> None:
        client = signed_in(cast.partner)
        client.post(url("need-new"), typed(cast, draft="1"))
        need = Need.objects.get()
        assert need.status == NeedStatus.DRAFT

        client.post(url("need-edit", need.pk), typed(cast, title="Better", draft="1"))
        need.refresh_from_db()
        assert (need.title, need.status) == ("Better", NeedStatus.DRAFT)
        client.post(url("need-edit", need.pk), typed(cast, title="Best"))
        need.refresh_from_db()
        assert (need.title, need.status) == ("Best", NeedStatus.SUBMITTED)

    def test_draft_is_kept_with_a_few_words_only(self, cast: Cast, signed_in: Any) -> None:
        client = signed_in(cast.partner)
        assert client.post(url("need-new"), {"draft": "1"}).context["form"].has_error("title")
        words = "Notre district cherche un appui pour l'éclairage public du marché et des écoles."
        client.post(
            url("need-new"), {"draft": "1", "text": words, "language_fr_must": "on", "period_start": "2027-03-01"}
        )
        need = Need.objects.get()
        assert need.title == "Notre district cherche un appui pour l'éclairage public…"
        assert (need.language, need.people, need.status) == ("fr", 1, NeedStatus.DRAFT)

        client.post(url("need-edit", need.pk), {"draft": "1", "title": "Éclairage"})
        response = client.post(url("need-status", need.pk), {"status": "submit"}, follow=True)
        assert response.redirect_chain[0][0] == url("need-edit", need.pk)
        assert "Write your question first" in response.content.decode()
        assert signed_in(cast.partner).get(url("need", need.pk)).status_code == 200
        need.refresh_from_db()
        assert (need.title, need.status) == ("Éclairage", NeedStatus.DRAFT)

    def test_responsible_person_and_files_go_along(self, cast: Cast, signed_in: Any) -> None:
        client = signed_in(cast.partner)
        form = client.get(url("need-new")).context["form"]
        assert form["responsible_email"].value() == cast.partner.email
        files = [plan("a.pdf"), plan("b.pdf")]
        named = {"responsible_name": "Aline", "responsible_email": "aline@rubavu.example"}

        page = client.post(url("need-new"), typed(cast, title="", uploads=files, **named))
        assert "Choose your files again" in page.content.decode()
        assert "aline@rubavu.example" in page.content.decode()
        page = client.post(url("need-new"), typed(cast, uploads=[plan("a.exe", b"MZ")], **named))
        assert page.context["form"].has_error("uploads")
        assert not Need.objects.exists()

        client.post(url("need-new"), typed(cast, uploads=[plan("a.pdf"), plan("b.pdf")], **named))
        need = Need.objects.get()
        assert (need.responsible_name, need.responsible_email) == ("Aline", "aline@rubavu.example")
        assert [one.name for one in need.attachments.all()] == ["a.pdf", "b.pdf"]
        response = client.post(url("need-edit", need.pk), typed(cast, uploads=[plan(f"{n}.pdf") for n in range(9)]))
        assert response.context["form"].has_error("uploads")

    def test_form_is_light_enough_for_a_slow_line(self, cast: Cast, signed_in: Any) -> None:
        page = signed_in(cast.partner).get(url("need-new")).content
        assert len(gzip.compress(page)) < 24 * 1024

    def test_form_shows_a_need_as_it_is(self, cast: Cast, signed_in: Any) -> None:
        need = cast.need(
            languages={"fr": "B1", "sw": "A2"},
            must={"languages": {"fr": "B1"}, "forms": True},
            removed_themes=["markets"],
            project=project("Better services", "NL-1-22"),
        )
        client = signed_in(cast.partner)
        form = client.get(url("need-edit", need.pk)).context["form"]
        assert {row.concept: row.ticked for row in pick_themes(form).rows} == {
            "street-lighting": True,
            "markets": False,
        }
        sent = {field.html_name: field.value() for field in form if field.value() not in (None, "", [], False)}
        client.post(url("need-edit", need.pk), sent)

        before, after = Need.objects.get(pk=need.pk), need
        for name in ("title", "text", "language", "project", "forms", "period_start", "period_end", "languages"):
            assert getattr(before, name) == getattr(after, name), name
        assert before.must["languages"] == {"fr": "B1"}
        states = dict(before.themes.values_list("concept", "state"))
        assert states == {"street-lighting": ThemeState.CONFIRMED, "markets": ThemeState.REMOVED}

    @pytest.mark.parametrize("who", [*OUTSIDERS, "other_partner"])
    def test_nobody_else_changes_a_need(self, cast: Cast, signed_in: Any, who: str) -> None:
        need = cast.need()
        client = signed_in(getattr(cast, who))

        assert client.get(url("need-edit", need.pk)).status_code == 404
        assert client.post(url("need-edit", need.pk), typed(cast, title="Mine")).status_code == 404
        assert client.post(url("need-status", need.pk), {"status": "close"}).status_code == 404
        need.refresh_from_db()
        assert need.title != "Mine"
        assert need.status == NeedStatus.SUBMITTED


class TestThemesWhileTyping:
    def picked(self, client: Any, **fields: Any) -> dict[str, bool]:
        response = client.post(url("need-recognise"), fields)
        assert response.status_code == 200
        return {row.concept: row.ticked for row in response.context["picker"].rows}

    def test_themes_and_language_are_recognised(self, cast: Cast, signed_in: Any) -> None:
        response = signed_in(cast.partner).post(url("need-recognise"), {"text": "moins de pannes de lampadaires"})

        picker = response.context["picker"]
        assert picker.language == "fr"
        assert (picker.rows[0].concept, picker.rows[0].ticked) == ("street-lighting", True)
        assert "lampadaires" in picker.rows[0].quotes
        assert b"<html" not in response.content

    def test_tick_that_was_taken_away_stays_away(self, cast: Cast, signed_in: Any) -> None:
        picked = self.picked(
            signed_in(cast.partner), text="lampadaires et collecte des déchets", seen=["street-lighting"], themes=[]
        )

        assert picked["street-lighting"] is False
        assert picked["waste-collection"] is True

    def test_theme_that_the_text_no_longer_names_goes_unless_a_person_added_it(
        self, cast: Cast, signed_in: Any
    ) -> None:
        picked = self.picked(
            signed_in(cast.partner),
            text="lampadaires",
            seen=["markets", "elections", "street-lighting"],
            themes=["markets", "elections", "street-lighting"],
            added=["elections"],
        )

        assert "markets" not in picked
        assert picked["elections"]

    def test_theme_is_added_by_any_of_its_names(self, cast: Cast, signed_in: Any) -> None:
        client = signed_in(cast.partner)

        assert self.picked(client, text="", add_theme="grex") == {"land-development": True}
        assert self.picked(client, text="", add_theme="Street lighting") == {"street-lighting": True}
        response = client.post(url("need-recognise"), {"add_theme": "zzzzqqqq"})
        assert response.context["picker"].not_found == "zzzzqqqq"
        assert 'role="alert"' in response.content.decode()

    def test_language_can_be_corrected(self, cast: Cast, signed_in: Any) -> None:
        response = signed_in(cast.partner).post(url("need-recognise"), {"text": "audit", "language": "nl"})

        assert response.context["picker"].language == "nl"

    def test_without_javascript_a_button_does_the_same_and_keeps_what_was_typed(
        self, cast: Cast, signed_in: Any
    ) -> None:
        response = signed_in(cast.partner).post(
            url("need-new"), {"text": "moins de pannes de lampadaires", "nice": "Half a sent", "recognise": "text"}
        )

        page = response.content.decode()
        assert 'id="theme-street-lighting" checked' in page
        assert "Half a sent" in page
        assert not response.context["form"].errors
        assert not Need.objects.exists()

    def test_projects_are_suggested(self, cast: Cast, signed_in: Any) -> None:
        project("Better services", "NL-1-22")
        project("Safe <water>", "NL-1-23")
        client = signed_in(cast.partner)

        response = client.get(url("need-projects", project="wat"))
        assert response.context["projects"] == ["Safe <water> · NL-1-23"]
        assert escape("Safe <water>") in response.content.decode()
        assert len(client.get(url("need-projects")).context["projects"]) == 2


class TestUnclear:
    def test_officer_asks_and_partner_answers_on_the_page_of_the_need(self, cast: Cast, signed_in: Any) -> None:
        need = cast.need()
        client = signed_in(cast.alice)
        assert client.post(url("need-ask", need.pk), {"question": " "}).context["asking"].errors
        client.post(url("need-ask", need.pk), {"question": "Combien de <lampadaires> ?"})
        asked = need.clarifications.get()

        client = signed_in(cast.partner)
        page = client.get(url("need", need.pk)).content.decode()
        assert escape("Combien de <lampadaires> ?") in page
        assert f'action="{url("need-ask", need.pk)}"' not in page
        assert client.post(url("need-ask", need.pk), {"question": "Moi ?"}).status_code == 403
        answer = url("need-clarify", need.pk, asked.pk)
        assert client.post(answer, {}).context["clarifications"][0].form.errors
        client.post(answer, {f"c{asked.pk}-answer": "Environ 400."})
        late = client.post(answer, {f"c{asked.pk}-answer": "Ou bien 500."}).content.decode()
        assert "answered in the meantime" in late
        assert "Environ 400." in late
        assert "Ou bien 500." in late
        assert "Environ 400." in signed_in(cast.alice).get(url("need", need.pk)).content.decode()

    def test_files_are_added_fetched_and_removed_on_the_page(self, cast: Cast, signed_in: Any) -> None:
        need, client = cast.need(), signed_in(cast.partner)
        assert client.post(url("need-files", need.pk), {"uploads": plan("a.exe", b"MZ")}).context["files"].errors
        client.post(url("need-files", need.pk), {"uploads": plan("Plan d'éclairage.pdf")})
        found = need.attachments.get()

        response = signed_in(cast.alice).get(url("need-file", need.pk, found.pk))
        assert b"".join(response.streaming_content) == b"%PDF-1.7 Plan"
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["X-Content-Type-Options"] == "nosniff"
        remove = url("need-file-remove", need.pk, found.pk)
        assert found.name in signed_in(cast.partner).get(remove).context["attachment"].name
        signed_in(cast.partner).post(remove)
        assert not need.attachments.exists()

    @pytest.mark.parametrize("who", [*OUTSIDERS, "other_partner"])
    def test_nobody_else_asks_answers_or_fetches(self, cast: Cast, signed_in: Any, who: str) -> None:
        need, other = cast.need(), cast.need(organisation=cast.other_government)
        asked = ask_clarification(by=cast.alice, need=need, question="Combien ?")
        found = attach_file(by=cast.partner, need=need, file=plan())
        client = signed_in(getattr(cast, who))

        assert client.post(url("need-ask", need.pk), {"question": "Combien ?"}).status_code == 404
        assert client.post(url("need-clarify", need.pk, asked.pk), {f"c{asked.pk}-answer": "1"}).status_code == 404
        assert client.post(url("need-files", need.pk), {"uploads": plan()}).status_code == 404
        assert client.get(url("need-file", need.pk, found.pk)).status_code == 404
        assert client.get(url("need-file", other.pk, found.pk)).status_code == 404
        assert client.post(url("need-file-remove", need.pk, found.pk)).status_code == 404


class TestNeedPage:
    def test_officer_sees_the_question_and_the_next_step(self, cast: Cast, signed_in: Any) -> None:
        need = cast.need()
        page = signed_in(cast.alice).get(url("need", need.pk)).content.decode()

        assert '<mark class="utrecht-mark">lampadaires</mark>' in page
        assert f'action="{url("shortlist", need.pk)}"' in page
        assert need.title in page

    def test_shortlists_choices_and_history_are_listed_and_the_look_is_logged(self, cast: Cast, signed_in: Any) -> None:
        expert, need = cast.expert(name="Samira Bakker"), cast.need()
        shortlist = make_shortlist(by=cast.alice, need=need)
        choose(by=cast.alice, need=need, shortlist=shortlist, profile_id=expert.profile_id, reason="Knows the work")

        response = signed_in(cast.alice).get(url("need", need.pk))
        page = response.content.decode()
        assert url("stored-shortlist", need.pk, shortlist.pk) in page
        assert "Samira Bakker" in page
        assert "Knows the work" in page
        assert [event.what for event in response.context["history"]] == ["Candidate chosen", "Need submitted"]
        look = ProcessingEntry.objects.get(activity="needs.choices")
        assert (look.subject, look.actor, look.purpose) == (expert.profile_id, cast.alice, f"need:{need.pk}")

    def test_partner_sees_its_need_but_no_people(self, cast: Cast, signed_in: Any) -> None:
        expert, need = cast.expert(name="Samira Bakker"), cast.need()
        shortlist = make_shortlist(by=cast.alice, need=need)
        choose(by=cast.alice, need=need, shortlist=shortlist, profile_id=expert.profile_id, reason="Knows the work")

        page = signed_in(cast.partner).get(url("need", need.pk)).content.decode()
        assert need.title in page
        assert "Samira Bakker" not in page
        assert "Knows the work" not in page
        assert url("shortlist", need.pk) not in page

    @pytest.mark.parametrize("who", [*OUTSIDERS, "other_partner"])
    def test_nobody_else_finds_the_page(self, cast: Cast, signed_in: Any, who: str) -> None:
        assert signed_in(getattr(cast, who)).get(url("need", cast.need().pk)).status_code == 404

    def test_need_is_closed_and_opened_again(self, cast: Cast, signed_in: Any) -> None:
        need, client = cast.need(), signed_in(cast.partner)

        client.post(url("need-status", need.pk), {"status": "close"})
        assert Need.objects.get().status == NeedStatus.CLOSED
        client.post(url("need-status", need.pk), {"status": "nonsense"})
        assert Need.objects.get().status == NeedStatus.CLOSED
        client.post(url("need-status", need.pk), {"status": "reopen"})
        assert Need.objects.get().status == NeedStatus.SUBMITTED
        assert client.get(url("need-status", need.pk)).status_code == 405

    @pytest.mark.parametrize("lang", ["nl", "en", "fr", "ar"])
    def test_page_reads_in_every_language(self, cast: Cast, signed_in: Any, lang: str) -> None:
        need, client = cast.need(), signed_in(cast.alice)
        with override(lang):
            addresses = [reverse("web:need", args=[need.pk]), reverse("web:needs"), reverse("web:need-new")]
        for address in addresses:
            assert client.get(address).status_code == 200
