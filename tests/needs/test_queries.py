"""Which needs are listed, and for whom."""

from __future__ import annotations

from typing import Any

import pytest

from cast import Cast
from wisselwerk.accounts.actions import grant_role
from wisselwerk.accounts.enums import Role
from wisselwerk.experts.themes import vocabulary
from wisselwerk.needs import queries
from wisselwerk.needs.actions import close_need, set_theme
from wisselwerk.needs.enums import NeedStatus, ThemeState
from wisselwerk.needs.models import Need
from wisselwerk.needs.queries import NeedFilter, find_needs

pytestmark = pytest.mark.django_db


def found(cast: Cast, **wanted: Any) -> list[str]:
    return [need.title for need in find_needs(cast.alice, NeedFilter(**wanted))]


def test_officer_lists_all_needs_and_a_partner_its_own(cast: Cast) -> None:
    own = cast.need()
    other = cast.need(organisation=cast.other_government)

    assert set(queries.needs_visible_to(cast.alice)) == {own, other}
    assert list(queries.needs_visible_to(cast.partner)) == [own]
    assert list(queries.needs_visible_to(cast.other_partner)) == [other]


@pytest.mark.parametrize("who", ["charlie", "bob", "coordinator", "employer", "country_team", "administrator"])
def test_others_list_no_needs(cast: Cast, who: str) -> None:
    cast.need()

    assert not queries.needs_visible_to(getattr(cast, who)).exists()


def test_words_are_found_in_title_question_and_organisation_whatever_their_case(cast: Cast) -> None:
    cast.need(title="Éclairage", text="Les lampadaires")
    cast.need(title="Ordures", text="La collecte", organisation=cast.other_government)
    cast.need(title="أسواق", text="تنظيم الأسواق")

    assert found(cast, text="éclairage") == ["Éclairage"]
    assert found(cast, text="eclairage") == ["Éclairage"]
    assert found(cast, text="LAMPADAIRES rubavu") == ["Éclairage"]
    assert found(cast, text="gulu") == ["Ordures"]
    assert found(cast, text="الأسواق") == ["أسواق"]
    assert found(cast, text="lampadaires gulu") == []


def test_filters_narrow_the_list(cast: Cast) -> None:
    rwanda = cast.partner_government.country
    cast.need(title="A", language="fr", country=rwanda, themes=["street-lighting"])
    closed = cast.need(title="B", language="nl", themes=["markets"])
    close_need(by=None, need=closed)

    assert found(cast, language="fr") == ["A"]
    assert found(cast, country="RW") == ["A"]
    assert found(cast, status=NeedStatus.CLOSED) == ["B"]
    assert found(cast, theme="markets") == ["B"]
    assert found(cast, project=12345) == []


def test_theme_filter_holds_for_themes_below_and_not_for_removed_ones(cast: Cast) -> None:
    need = cast.need(title="A", themes=["street-lighting"])
    above = vocabulary()["street-lighting"].broader
    assert above

    assert found(cast, theme=above) == ["A"]
    set_theme(by=None, need=need, concept="street-lighting", state=ThemeState.REMOVED)
    assert found(cast, theme=above) == []
    assert queries.themes_in_use(cast.alice) == []


def test_list_is_sorted_as_asked_and_newest_first_otherwise(cast: Cast) -> None:
    for title in ("B", "C", "A"):
        cast.need(title=title)

    assert found(cast) == ["A", "C", "B"]
    assert found(cast, sort="oldest") == ["B", "C", "A"]
    assert found(cast, sort="title") == ["A", "B", "C"]
    assert found(cast, sort="nonsense") == ["A", "C", "B"]


def test_partner_asks_for_its_own_governments_and_an_officer_for_all(cast: Cast) -> None:
    assert list(queries.askers(cast.partner)) == [cast.partner_government]
    grant_role(by=None, user=cast.partner, role=Role.PARTNER, organisation=cast.other_government)
    assert set(queries.askers(cast.partner)) == {cast.partner_government, cast.other_government}
    assert set(queries.askers(cast.alice)) == {cast.partner_government, cast.other_government}
    assert not queries.askers(cast.charlie).exists()


def test_filters_offer_only_what_the_visible_needs_have(cast: Cast) -> None:
    cast.need(themes=["markets"], country=cast.partner_government.country)
    cast.need(organisation=cast.other_government, themes=["street-lighting"], country=cast.other_government.country)

    assert queries.themes_in_use(cast.partner) == ["markets"]
    assert [country.code for country in queries.countries_in_use(cast.partner)] == ["RW"]
    assert queries.themes_in_use(cast.alice) == ["markets", "street-lighting"]


def test_list_takes_as_many_queries_for_three_needs_as_for_one(cast: Cast, django_assert_num_queries: Any) -> None:
    cast.need()
    assert cast.alice.current_roles  # read once a request
    for count in (1, 3):
        with django_assert_num_queries(2):
            needs = list(find_needs(cast.alice, NeedFilter()))
            assert [theme.concept for need in needs for theme in need.themes.all()] == ["street-lighting"] * count
        cast.need()
        cast.need()
    assert Need.objects.count() == 5
