"""A human chooses, says why, and may come back on it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cast import Cast
from wisselwerk.experts.models import Expert
from wisselwerk.needs import queries
from wisselwerk.needs.actions import choose, make_shortlist, withdraw_choice
from wisselwerk.needs.models import Choice, Need, Shortlist
from wisselwerk.trail.queries import history_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(cast: Cast) -> Expert:
    return cast.expert()


@pytest.fixture
def need(cast: Cast, expert: Expert) -> Need:
    return cast.need()


@pytest.fixture
def shortlist(cast: Cast, need: Need) -> Shortlist:
    return make_shortlist(by=cast.alice, need=need)


def test_choice_is_kept_with_its_reason(cast: Cast, need: Need, shortlist: Shortlist, expert: Expert) -> None:
    choose(by=cast.alice, need=need, shortlist=shortlist, profile_id=expert.profile_id, reason=" Knows the work ")

    choice = queries.standing_choices(need.pk)[expert.profile_id]
    assert (choice.reason, choice.chosen_by, choice.shortlist) == ("Knows the work", cast.alice, shortlist)
    assert queries.opened(shortlist).shown[0].choice == choice
    assert queries.shortlists_of(need).get().chosen == 1
    assert history_of(need)[0].action == "needs.choose"


def test_choosing_twice_keeps_the_first_choice(cast: Cast, need: Need, shortlist: Shortlist, expert: Expert) -> None:
    first = choose(by=cast.alice, need=need, shortlist=shortlist, profile_id=expert.profile_id, reason="First")
    second = choose(by=cast.alice, need=need, shortlist=shortlist, profile_id=expert.profile_id, reason="Second")

    assert first == second
    assert Choice.objects.get().reason == "First"
    assert [entry.action for entry in history_of(need)].count("needs.choose") == 1


def test_someone_found_by_plain_search_can_be_chosen(cast: Cast, need: Need, expert: Expert) -> None:
    choice = choose(by=cast.alice, need=need, profile_id=expert.profile_id, reason="Found her myself", searched="licht")

    assert choice.shortlist is None
    assert choice.searched == "licht"
    assert queries.choices_of(need) == [(choice, expert)]


def test_withdrawn_choice_stays_on_record_and_can_be_made_again(cast: Cast, need: Need, expert: Expert) -> None:
    choice = choose(by=cast.alice, need=need, profile_id=expert.profile_id, reason="Yes")
    withdraw_choice(by=cast.alice, choice=choice)
    withdraw_choice(by=cast.alice, choice=choice)

    assert queries.standing_choices(need.pk) == {}
    assert queries.choices_of(need)[0][0].withdrawn_at is not None
    assert [entry.action for entry in history_of(need)].count("needs.withdraw_choice") == 1
    again = choose(by=cast.alice, need=need, profile_id=expert.profile_id, reason="After all")
    assert again != choice


def test_choice_needs_a_reason(cast: Cast, need: Need, shortlist: Shortlist, expert: Expert) -> None:
    with pytest.raises(ValidationError) as raised:
        choose(by=cast.alice, need=need, shortlist=shortlist, profile_id=expert.profile_id, reason="  ")
    assert list(raised.value.message_dict) == ["reason"]
    assert not Choice.objects.exists()


def test_only_someone_on_the_shortlist_is_chosen_from_it(cast: Cast, need: Need, shortlist: Shortlist) -> None:
    late = cast.expert()

    with pytest.raises(ValidationError, match="not on the shortlist"):
        choose(by=cast.alice, need=need, shortlist=shortlist, profile_id=late.profile_id, reason="Good")


def test_shortlist_of_another_need_is_refused(cast: Cast, shortlist: Shortlist, expert: Expert) -> None:
    with pytest.raises(ValidationError, match="not on the shortlist"):
        choose(by=cast.alice, need=cast.need(), shortlist=shortlist, profile_id=expert.profile_id, reason="Good")


@pytest.mark.parametrize("profile_id", ["expert:999999", "expert:x", "nonsense", "offer:", "expert:٣"])
def test_somebody_who_can_not_be_shown_can_not_be_chosen(cast: Cast, need: Need, profile_id: str) -> None:
    with pytest.raises(ValidationError, match="no longer available"):
        choose(by=cast.alice, need=need, profile_id=profile_id, reason="Good")


@pytest.mark.parametrize("who", ["charlie", "bob", "partner", "other_partner", "coordinator", "employer"])
def test_only_an_officer_chooses(cast: Cast, need: Need, expert: Expert, who: str) -> None:
    choice = choose(by=cast.alice, need=need, profile_id=expert.profile_id, reason="Yes")

    with pytest.raises(PermissionDenied):
        choose(by=getattr(cast, who), need=need, profile_id=expert.profile_id, reason="Yes")
    with pytest.raises(PermissionDenied):
        withdraw_choice(by=getattr(cast, who), choice=choice)
    choice.refresh_from_db()
    assert choice.withdrawn_at is None
