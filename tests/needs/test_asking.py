"""Writing needs: who may, what is kept, what is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cast import Cast
from wisselwerk.needs.actions import (
    NeedData,
    close_need,
    make_shortlist,
    reopen_need,
    save_draft,
    set_theme,
    submit_draft,
    submit_need,
    update_need,
)
from wisselwerk.needs.enums import NeedStatus, ThemeState
from wisselwerk.needs.models import Need
from wisselwerk.trail.queries import history_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(cast: Cast) -> NeedData:
    return NeedData(
        title="Marché de nuit",
        text="Nous voulons éclairer le marché.",
        language="fr",
        organisation=cast.partner_government,
        themes=["street-lighting"],
        removed_themes=["markets"],
        languages={"fr": "B1"},
        must={"languages": {"fr": "B1"}},
        period_start=dt.date(2027, 3, 1),
        period_end=dt.date(2027, 3, 14),
    )


def actions(need: Need) -> list[str]:
    return [entry.action for entry in history_of(need)]


def test_partner_submits_a_need_of_its_own_government(cast: Cast, data: NeedData) -> None:
    need = submit_need(by=cast.partner, data=data)

    assert need.status == NeedStatus.SUBMITTED
    assert need.created_by == cast.partner
    states = dict(need.themes.values_list("concept", "state"))
    assert states == {"street-lighting": ThemeState.CONFIRMED, "markets": ThemeState.REMOVED}
    assert actions(need) == ["needs.submit_need"]


def test_partner_can_not_submit_for_another_government(cast: Cast, data: NeedData) -> None:
    with pytest.raises(PermissionDenied):
        submit_need(by=cast.other_partner, data=data)
    with pytest.raises(PermissionDenied):
        save_draft(by=cast.other_partner, data=data)
    assert not Need.objects.exists()


def test_partner_can_not_move_a_need_to_another_government(cast: Cast, data: NeedData) -> None:
    need = submit_need(by=cast.partner, data=data)

    with pytest.raises(PermissionDenied):
        update_need(by=cast.partner, need=need, data=replace(data, organisation=cast.other_government))
    need.refresh_from_db()
    assert need.organisation == cast.partner_government


def test_period_that_ends_before_it_starts_is_refused(cast: Cast, data: NeedData) -> None:
    with pytest.raises(ValidationError) as raised:
        submit_need(by=cast.alice, data=replace(data, period_end=dt.date(2027, 2, 1)))
    assert list(raised.value.message_dict) == ["period_end"]
    assert not Need.objects.exists()


def test_draft_is_submitted_once(cast: Cast, data: NeedData) -> None:
    need = save_draft(by=cast.partner, data=data)
    assert need.status == NeedStatus.DRAFT

    submit_draft(by=cast.partner, need=need)
    submit_draft(by=cast.partner, need=need)

    assert need.status == NeedStatus.SUBMITTED
    assert actions(need) == ["needs.submit_need", "needs.save_draft"]


def test_update_replaces_themes_and_is_logged(cast: Cast, data: NeedData) -> None:
    need = submit_need(by=cast.partner, data=data)

    update_need(by=cast.alice, need=need, data=replace(data, themes=["markets"], removed_themes=[]))

    assert list(need.themes.values_list("concept", "state")) == [("markets", ThemeState.CONFIRMED)]
    assert actions(need)[0] == "needs.update_need"


def test_theme_that_is_not_meant_can_be_removed_and_put_back(cast: Cast, data: NeedData) -> None:
    need = submit_need(by=cast.partner, data=data)
    before = need.changed_at

    set_theme(by=cast.alice, need=need, concept="street-lighting", state=ThemeState.REMOVED)
    assert need.themes.get(concept="street-lighting").state == ThemeState.REMOVED
    set_theme(by=cast.alice, need=need, concept="street-lighting", state=ThemeState.CONFIRMED)
    assert need.themes.get(concept="street-lighting").state == ThemeState.CONFIRMED

    assert need.changed_at > before
    assert actions(need)[:2] == ["needs.set_theme", "needs.set_theme"]


def test_closed_need_is_opened_again_where_it_was(cast: Cast, data: NeedData) -> None:
    cast.expert()
    need = submit_need(by=cast.partner, data=data)
    close_need(by=cast.partner, need=need)
    assert need.status == NeedStatus.CLOSED
    reopen_need(by=cast.partner, need=need)
    assert need.status == NeedStatus.SUBMITTED

    make_shortlist(by=cast.alice, need=need)
    close_need(by=cast.alice, need=need)
    reopen_need(by=cast.alice, need=need)
    assert need.status == NeedStatus.MATCHING


@pytest.mark.parametrize("who", ["charlie", "bob", "coordinator", "employer", "other_partner", "administrator"])
def test_nobody_else_changes_a_need(cast: Cast, data: NeedData, who: str) -> None:
    need = submit_need(by=cast.partner, data=data)
    user = getattr(cast, who)

    for change in (
        lambda: update_need(by=user, need=need, data=data),
        lambda: set_theme(by=user, need=need, concept="markets", state=ThemeState.CONFIRMED),
        lambda: close_need(by=user, need=need),
        lambda: reopen_need(by=user, need=need),
        lambda: submit_draft(by=user, need=need),
    ):
        with pytest.raises(PermissionDenied):
            change()
    need.refresh_from_db()
    assert actions(need) == ["needs.submit_need"]
    assert need.status == NeedStatus.SUBMITTED
