"""Erasing a person leaves that somebody stood there, and nothing of them."""

from __future__ import annotations

import json

import pytest

from cast import Cast
from wisselwerk.needs import queries
from wisselwerk.needs.actions import choose, erase_person, make_shortlist
from wisselwerk.needs.models import Choice, Shortlist
from wisselwerk.trail.personal import keepers

pytestmark = pytest.mark.django_db


def test_own_words_and_words_about_a_person_disappear(cast: Cast) -> None:
    gone = cast.expert(text="Verving alle zwanenhalslantaarns en lichtmasten.")
    stays = cast.expert(text="Beheerde de lichtmasten van de binnenstad.")
    need = cast.need()
    shortlist = make_shortlist(by=cast.alice, need=need)
    for expert in (gone, stays):
        choose(by=cast.alice, need=need, shortlist=shortlist, profile_id=expert.profile_id, reason=f"Note {expert.pk}")
    before = {one.candidate.profile: one.candidate for one in queries.opened(shortlist).shown}

    erase_person(gone.profile_id)

    stored = Shortlist.objects.get(pk=shortlist.pk)
    assert "zwanenhals" not in json.dumps([stored.ranking, stored.quotes], ensure_ascii=False)
    after = {one.candidate.profile: one for one in queries.opened(stored).shown}
    erased = after[gone.profile_id]
    assert (erased.candidate.score, erased.candidate.parts) == (
        before[gone.profile_id].score,
        before[gone.profile_id].parts,
    )
    assert erased.passages == ()
    assert erased.candidate.gaps == ()
    assert not any(reason.evidence or reason.headline or reason.detail for reason in erased.candidate.reasons)
    assert after[stays.profile_id].candidate == before[stays.profile_id]
    assert after[stays.profile_id].passages
    assert Choice.objects.get(profile_id=gone.profile_id).reason == ""
    assert Choice.objects.get(profile_id=stays.profile_id).reason == f"Note {stays.pk}"


def test_similar_key_is_not_touched(cast: Cast) -> None:
    expert = cast.expert()
    shortlist = make_shortlist(by=cast.alice, need=cast.need())

    erase_person(f"{expert.profile_id}0")

    assert queries.opened(Shortlist.objects.get(pk=shortlist.pk)).shown[0].passages


def test_what_was_chosen_is_in_the_persons_own_export(cast: Cast) -> None:
    expert, need = cast.expert(), cast.need()
    choose(by=cast.alice, need=need, profile_id=expert.profile_id, reason="Knows it")
    (keeper,) = [keeper for keeper in keepers() if keeper.name == "choices"]

    (exported,) = keeper.export(expert.profile_id)

    assert (exported["need"], exported["reason"], exported["withdrawn"]) == (need.title, "Knows it", None)
