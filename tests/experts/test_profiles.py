"""Changing a profile, consents, pausing, confirming, and what that leaves in the logs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cast import Cast
from wisselwerk.experts.actions import (
    ExperienceData,
    ProfileData,
    confirm_profile,
    follow_email,
    give_consent,
    pause_expert,
    resume_expert,
    save_imported_expert,
    update_profile,
    withdraw_consent,
)
from wisselwerk.experts.enums import ExpertStatus, Freshness, Purpose, ThemeSource
from wisselwerk.experts.models import Expert, ProfileChange, freshness_of
from wisselwerk.experts.queries import standing_consents
from wisselwerk.experts.state import Obstacle, Wish, state_of
from wisselwerk.organisations.models import Country
from wisselwerk.trail.models import ActionEntry

pytestmark = pytest.mark.django_db

DATA = ProfileData(name="Bob", headline="Beheerder", text="Verving lichtmasten.")


def test_a_change_names_the_parts_that_changed_and_not_what_they_hold(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    update_profile(by=cast.bob, expert=expert, data=replace(ProfileData.of(expert), text="Geheim", forms=["visit"]))
    entry = ActionEntry.objects.get(action="experts.update_profile")
    assert (entry.actor, entry.details) == (cast.bob, {"fields": ["text", "forms"]})


def test_a_profile_read_and_written_back_is_the_same(cast: Cast) -> None:
    data = ProfileData(
        name="Bob",
        headline="Beheerder",
        text="Verving lichtmasten.",
        kind="administrator",
        other_employer="Waterschap",
        themes=["street-lighting"],
        removed_themes=["parks"],
        forms=["visit"],
        languages={"nl": "C2", "fr": ""},
        availability=[(dt.date(2027, 1, 1), dt.date(2027, 2, 1))],
        experiences=[ExperienceData(text="Gulu", country=Country.objects.get(pk="UG"), from_year=2019)],
        visibility="public",
    )
    expert = update_profile(by=cast.bob, expert=cast.expert(cast.bob), data=data)
    assert ProfileData.of(Expert.objects.get()) == data
    update_profile(by=cast.bob, expert=expert, data=ProfileData.of(expert))
    assert ActionEntry.objects.filter(action="experts.update_profile").first().details == {"fields": []}  # type: ignore[union-attr]


def test_a_change_makes_the_profile_fresh_and_tells_the_index(cast: Cast) -> None:
    expert = cast.expert(cast.bob, confirmed_at=timezone.now() - dt.timedelta(days=400))
    changes = ProfileChange.objects.count()
    update_profile(by=cast.bob, expert=expert, data=ProfileData.of(expert))
    expert.refresh_from_db()
    assert expert.freshness == Freshness.FRESH
    assert ProfileChange.objects.count() == changes + 1


def test_a_new_name_is_the_name_of_the_account_too(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    update_profile(by=cast.bob, expert=expert, data=replace(ProfileData.of(expert), name="Robert"))
    cast.bob.refresh_from_db()
    assert cast.bob.name == "Robert"


def test_the_profile_follows_the_address_of_the_account(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    cast.bob.email = "new@example.org"
    cast.bob.save()
    follow_email(user=cast.bob)
    follow_email(user=cast.bob)
    expert.refresh_from_db()
    assert expert.email == "new@example.org"
    assert ActionEntry.objects.filter(action="experts.follow_email").count() == 1


@pytest.mark.parametrize(
    ("days", "freshness"),
    [
        (0, Freshness.FRESH),
        (182, Freshness.FRESH),
        (183, Freshness.AGEING),
        (365, Freshness.AGEING),
        (366, Freshness.STALE),
    ],
)
def test_freshness_by_age(days: int, freshness: Freshness) -> None:
    assert freshness_of(timezone.now() - dt.timedelta(days=days) + dt.timedelta(minutes=1)) == freshness


def test_what_was_never_confirmed_is_stale() -> None:
    assert freshness_of(None) == Freshness.STALE


def test_confirming_takes_one_call(cast: Cast) -> None:
    expert = cast.expert(cast.bob, confirmed_at=timezone.now() - dt.timedelta(days=400))
    confirm_profile(by=cast.bob, expert=expert)
    assert expert.freshness == Freshness.FRESH


def test_pausing_and_resuming_twice_is_written_once(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    pause_expert(by=cast.bob, expert=expert)
    pause_expert(by=cast.bob, expert=expert)
    resume_expert(by=cast.bob, expert=expert)
    resume_expert(by=cast.bob, expert=expert)
    names = ActionEntry.objects.filter(action__contains="expert", target_id=str(expert.pk)).values_list(
        "action", flat=True
    )
    assert list(names) == ["experts.resume_expert", "experts.pause_expert"]


def test_somebody_who_did_not_finish_registering_can_not_resume(cast: Cast) -> None:
    expert = cast.expert(cast.bob, status=ExpertStatus.DRAFT)
    resume_expert(by=cast.bob, expert=expert)
    assert expert.status == ExpertStatus.DRAFT


# ── consents ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_consent_that_was_withdrawn_and_given_again_keeps_its_history(cast: Cast) -> None:
    expert = cast.expert(cast.bob, consents=())
    give_consent(by=cast.bob, expert=expert, purpose=Purpose.MATCHING)
    give_consent(by=cast.bob, expert=expert, purpose=Purpose.MATCHING)
    withdraw_consent(by=cast.bob, expert=expert, purpose=Purpose.MATCHING)
    assert standing_consents(expert) == {}
    give_consent(by=cast.bob, expert=expert, purpose=Purpose.MATCHING)
    assert set(standing_consents(expert)) == {Purpose.MATCHING}
    assert expert.consents.count() == 2
    assert ActionEntry.objects.filter(action="experts.give_consent").count() == 2


def test_nobody_consents_for_another(cast: Cast) -> None:
    expert = cast.expert(cast.bob, consents=())
    for person in (cast.charlie, cast.alice, cast.administrator, cast.coordinator):
        with pytest.raises(PermissionDenied):
            give_consent(by=person, expert=expert, purpose=Purpose.MATCHING)
    assert not expert.consents.exists()


# ── where a profile stands ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_profile_has_no_obstacles_and_no_wishes(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    today = timezone.localdate()
    expert.availabilities.create(start=today, end=today)
    state = state_of(expert)
    assert (state.is_findable, state.obstacles, state.wishes) == (True, (), ())


def test_every_obstacle_is_named(cast: Cast) -> None:
    draft = cast.expert(cast.bob, status=ExpertStatus.DRAFT, consents=())
    paused = cast.expert(status=ExpertStatus.PAUSED)
    assert state_of(draft).obstacles == (Obstacle.EMAIL, Obstacle.CONSENT)
    assert state_of(paused).obstacles == (Obstacle.PAUSED,)


def test_what_is_missing_is_wished_for_with_freshness_first(cast: Cast) -> None:
    expert = cast.expert(cast.bob, confirmed_at=None, themes=(), languages={})
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    expert.availabilities.create(start=yesterday, end=yesterday)
    assert state_of(expert).wishes == (Wish.CONFIRM, Wish.THEMES, Wish.LANGUAGES, Wish.AVAILABILITY)


# ── import ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def save(
    email: str = "", consented_on: dt.date | None = dt.date(2026, 5, 1), data: ProfileData = DATA
) -> tuple[Expert, str]:
    return save_imported_expert(by=None, import_key="file:1", email=email, data=data, consented_on=consented_on)


def test_the_same_row_again_changes_nothing(cast: Cast) -> None:
    expert, first = save()
    entries, changes = ActionEntry.objects.count(), ProfileChange.objects.count()
    same, second = save()
    assert (first, second, same) == ("created", "unchanged", expert)
    assert (ActionEntry.objects.count(), ProfileChange.objects.count()) == (entries, changes)


def test_a_changed_row_updates(cast: Cast) -> None:
    save()
    expert, outcome = save(data=replace(DATA, text="Andere tekst over afval."))
    assert (outcome, expert.text) == ("updated", "Andere tekst over afval.")


def test_without_consent_a_row_is_stored_and_found_by_nobody(cast: Cast) -> None:
    expert, _outcome = save(consented_on=None)
    assert expert.status == ExpertStatus.DRAFT
    assert not Expert.objects.findable().exists()


def test_consent_on_paper_counts_from_its_own_day(cast: Cast) -> None:
    expert, _outcome = save()
    assert {timezone.localdate(given) for given in standing_consents(expert).values()} == {dt.date(2026, 5, 1)}
    assert expert.confirmed_at is not None
    assert timezone.localdate(expert.confirmed_at) == dt.date(2026, 5, 1)


def test_a_file_never_wins_over_somebodys_own_words(cast: Cast) -> None:
    own = cast.expert(cast.bob)
    assert save(email="Bob@Example.org") == (own, "kept")
    assert Expert.objects.count() == 1


def test_removed_themes_are_kept_apart(cast: Cast) -> None:
    expert, _outcome = save(data=replace(DATA, themes=["parks"], removed_themes=["street-lighting"]))
    assert dict(expert.themes.values_list("concept", "source")) == {
        "parks": ThemeSource.CONFIRMED,
        "street-lighting": ThemeSource.REMOVED,
    }
