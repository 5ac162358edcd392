"""Terms of reference: from the template to a text to which everybody agreed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from cast import Cast
from exchanges.cases_terms import begun, exchange
from wisselwerk.exchanges.actions import agree_terms, edit_terms, start_terms
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import ExchangeStatus, ShownField, Side
from wisselwerk.exchanges.models import Exchange, TermsVersion
from wisselwerk.exchanges.queries.terms import Piece, compare_words, differences, parties_of, waiting_for
from wisselwerk.exchanges.states import terms_agreed
from wisselwerk.exchanges.terms import SECTIONS, sections_for, starting_texts
from wisselwerk.experts.enums import Form
from wisselwerk.mail.models import Message

pytestmark = pytest.mark.django_db


def keys(*forms: str) -> list[str]:
    return [one.key for one in sections_for(forms)]


def told(template: str) -> set[str]:
    return set(Message.objects.filter(template=template).values_list("to", flat=True))


class TestTemplate:
    def test_each_form_has_its_own_sections(self) -> None:
        everywhere = {one.key for one in SECTIONS if one.forms is None}
        own = {form.value: set(keys(form)) - everywhere for form in Form}
        assert own == {
            "visit": {"safety"},
            "study_visit": {"reception"},
            "webinar": {"sessions"},
            "coaching_on_site": {"contact", "safety"},
            "coaching_remote": {"contact"},
            "placement": {"workplace", "safety"},
            "round_table": {"sessions"},
        }

    def test_a_mixture_has_the_sections_of_all_its_forms_in_one_order(self) -> None:
        mixed = keys("webinar", "visit", "study_visit")
        assert {"safety", "sessions", "reception"} <= set(mixed)
        assert mixed == [one.key for one in SECTIONS if one.key in mixed]

    def test_it_is_filled_in_the_languages_of_the_partner_and_of_the_people(self, cast: Cast) -> None:
        need = cast.need(language="fr")
        visit = cast.exchange(need=need, language="nl", purpose="Minder storingen.")
        cast.participant(visit, cast.bob)
        cast.session(visit, title="Rondgang")

        texts = starting_texts(visit)
        assert list(texts) == ["fr", "nl"]
        assert need.text in texts["fr"]["background"]
        assert need.text not in texts["nl"]["background"]
        assert texts["nl"]["purpose"] == "Minder storingen."
        assert "Rondgang" in texts["fr"]["programme"]

    @pytest.mark.parametrize("form", Form.values)
    def test_every_section_begins_with_words_in_every_language(self, cast: Cast, form: str) -> None:
        for language in ("nl", "en", "fr", "ar"):
            with translation.override(language):
                texts = starting_texts(cast.exchange(forms=[form], language=language))
            assert all(texts[language][key] for key in keys(form))

    def test_nobody_is_named_who_did_not_agree_to_that(self, cast: Cast) -> None:
        visit = cast.exchange()
        cast.participant(visit, cast.bob, name="Bob de Boer", shown=[ShownField.NAME])
        cast.participant(visit, name="Xander Stil", email="xander@example.org", part="hydroloog", shown=[])

        who = starting_texts(visit)["nl"]["who"]
        assert "Bob de Boer" in who
        assert "hydroloog" in who
        assert "Xander" not in who

    def test_terms_begin_once(self, cast: Cast) -> None:
        first = begun(cast)
        assert start_terms(by=cast.partner, exchange=first.exchange) == first


class TestWritingTogether:
    def test_a_change_is_a_new_version_and_the_old_one_stays(self, cast: Cast) -> None:
        first = begun(cast)
        second = edit_terms(
            by=cast.partner,
            exchange=first.exchange,
            texts={"fr": {"purpose": "Moins de pannes.\r\n"}},
            note="Le but",
            seen_number=1,
        )
        assert (second.number, second.made_by, second.note) == (2, cast.partner, "Le but")
        assert second.texts["fr"]["purpose"] == "Moins de pannes."
        assert second.texts["nl"] == first.texts["nl"]
        assert first.exchange.terms.count() == 2
        assert told("terms_changed") == {"alice@example.org", "bob@example.org", "team@example.org"}

    def test_without_a_change_there_is_no_new_version(self, cast: Cast) -> None:
        first = begun(cast)
        same = edit_terms(by=cast.bob, exchange=first.exchange, texts=first.texts, seen_number=1)
        assert same == first
        assert not told("terms_changed")

    def test_of_two_who_write_at_the_same_time_the_second_is_told(self, cast: Cast) -> None:
        visit = begun(cast).exchange
        edit_terms(by=cast.partner, exchange=visit, texts={"fr": {"purpose": "A"}}, seen_number=1)
        with pytest.raises(Conflict):
            edit_terms(by=cast.bob, exchange=visit, texts={"nl": {"purpose": "B"}}, seen_number=1)
        assert visit.terms.count() == 2

    def test_what_can_not_be_is_refused(self, cast: Cast) -> None:
        version = begun(cast)
        visit = version.exchange
        for texts in (
            {"nl": {"poetry": "x"}},
            {"de": {"purpose": "x"}},
            {lang: dict.fromkeys(by_key, " ") for lang, by_key in version.texts.items()},
        ):
            with pytest.raises(ValidationError):
                edit_terms(by=cast.alice, exchange=visit, texts=texts, seen_number=1)
        with pytest.raises(ValidationError):
            edit_terms(by=cast.alice, exchange=cast.exchange(), texts={"nl": {"purpose": "x"}}, seen_number=1)
        Exchange.objects.filter(pk=visit.pk).update(status=ExchangeStatus.ENDED)
        with pytest.raises(ValidationError):
            edit_terms(by=cast.alice, exchange=visit, texts={"nl": {"purpose": "x"}}, seen_number=1)
        with pytest.raises(ValidationError):
            agree_terms(by=cast.alice, version=version)
        assert visit.terms.count() == 1

    def test_a_ready_exchange_goes_back_to_preparation(self, cast: Cast) -> None:
        visit = begun(cast).exchange
        Exchange.objects.filter(pk=visit.pk).update(status=ExchangeStatus.READY)
        edit_terms(by=cast.bob, exchange=visit, texts={"nl": {"purpose": "Anders."}}, seen_number=1)
        visit.refresh_from_db()
        assert visit.status == ExchangeStatus.PREPARING


class TestAgreeing:
    def test_when_every_side_agreed_nothing_is_missing_and_everybody_is_told(self, cast: Cast) -> None:
        version = begun(cast)
        visit = version.exchange
        for who in (cast.alice, cast.bob):
            agree_terms(by=who, version=version)
        assert [one.code for one in terms_agreed(visit)] == ["terms-partner"]
        assert not told("terms_agreed")

        agree_terms(by=cast.partner, version=version)
        assert list(terms_agreed(visit)) == []
        assert told("terms_agreed") >= {"alice@example.org", "bob@example.org", "partner@example.org"}
        assert agree_terms(by=cast.partner, version=version) == []
        assert all(one.at for one in parties_of(visit, version))

    def test_a_new_version_asks_everybody_anew(self, cast: Cast) -> None:
        version = begun(cast)
        for who in (cast.alice, cast.bob, cast.partner):
            agree_terms(by=who, version=version)
        newer = edit_terms(by=cast.bob, exchange=version.exchange, texts={"nl": {"purpose": "Anders."}}, seen_number=1)
        assert len(list(terms_agreed(version.exchange))) == 3
        with pytest.raises(Conflict):
            agree_terms(by=cast.alice, version=version)
        assert [one.version for one in agree_terms(by=cast.alice, version=newer)] == [newer]

    def test_each_of_the_people_agrees_for_themselves(self, cast: Cast) -> None:
        version = begun(cast)
        other = cast.participant(version.exchange, cast.user("dora"))
        made = agree_terms(by=cast.bob, version=version)
        assert [one.side for one in made] == [Side.EXPERT]
        waiting = {one.participant for one in parties_of(version.exchange, version) if one.at is None}
        assert waiting == {None, other.pk}

    def test_the_country_team_reads_but_does_not_agree(self, cast: Cast) -> None:
        with pytest.raises(PermissionDenied):
            agree_terms(by=cast.country_team, version=begun(cast))

    def test_it_waits_for_each_until_they_agreed(self, cast: Cast) -> None:
        version = begun(cast)
        exchange(cast)  # without terms: nothing to agree to yet
        for who in (cast.alice, cast.bob, cast.partner):
            assert list(waiting_for(who)) == [version]
            agree_terms(by=who, version=version)
            assert not waiting_for(who).exists()
        assert not waiting_for(cast.charlie).exists()
        assert not waiting_for(cast.other_partner).exists()


class TestDifferences:
    def test_words_that_came_and_went_are_found(self) -> None:
        assert compare_words("Wij spreken elke week, een uur.", "Wij spreken elke maand, een uur.") == [
            Piece("same", "Wij spreken elke "),
            Piece("removed", "week, "),
            Piece("added", "maand, "),
            Piece("same", "een uur."),
        ]
        assert compare_words("", "نتحدث كل أسبوع") == [Piece("added", "نتحدث كل أسبوع")]

    def test_both_texts_can_be_read_back(self) -> None:
        old, new = "Eén\n\ntwee  drie.", "Eén drie\n- vier"
        pieces = compare_words(old, new)
        assert "".join(one.text for one in pieces if one.kind != "added") == old
        assert "".join(one.text for one in pieces if one.kind != "removed") == new

    def test_only_the_sections_that_changed_are_shown(self, cast: Cast) -> None:
        visit = cast.exchange()

        def version(number: int, **texts: Any) -> TermsVersion:
            return TermsVersion(exchange=visit, number=number, texts={"nl": texts})

        found = differences(visit, version(1, purpose="A", costs="B"), version(2, purpose="A", costs="C", contact="D"))
        with translation.override("en"):
            headings = [str(one.heading) for one in found]
        assert headings == ["How we keep in touch", "Costs, and who pays"]
