"""Taking one's data along, and being erased."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from cast import Cast
from wisselwerk.accounts.models import User
from wisselwerk.experts.actions import (
    ProfileData,
    claim_profile,
    erase_expert,
    export_expert,
    invite_to_claim,
    read_invitation,
    refuse_claim,
    save_imported_expert,
    update_profile,
)
from wisselwerk.experts.enums import ExpertStatus, Purpose
from wisselwerk.experts.looks import note_look
from wisselwerk.experts.models import Expert
from wisselwerk.trail.models import ActionEntry
from wisselwerk.trail.personal import Keeper, _keepers, register

pytestmark = pytest.mark.django_db

WORDS = ("Bob", "bob@example.org", "Verving in vier jaar", "Beheerder openbare verlichting", "Zeldzaam Waterschap")


def everything_stored() -> str:
    """Every value of every row of every table, as one text."""
    rows: list[object] = []
    for model in apps.get_models():
        manager: models.Manager[models.Model] = model._base_manager
        rows.extend(manager.values())
    return repr(rows)


def test_erasure_leaves_no_word_of_the_person_in_any_table(cast: Cast) -> None:
    expert = cast.expert(
        cast.bob, organisation=None, other_employer="Zeldzaam Waterschap", import_key="bob@example.org"
    )
    expert.experiences.create(text="Verving in vier jaar ook de verlichting van Gulu.")
    assert all(word in everything_stored() for word in WORDS)
    erase_expert(by=cast.bob, expert=expert)
    left = everything_stored()
    assert [word for word in WORDS if word in left] == []
    expert.refresh_from_db()
    assert (expert.status, expert.user) == (ExpertStatus.ERASED, None)


def test_erasure_is_in_the_log_without_a_name(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    erase_expert(by=cast.bob, expert=expert)
    entry = ActionEntry.objects.get(action="experts.erase_expert")
    assert (entry.target_id, entry.actor, entry.details) == (str(expert.pk), None, {})
    assert not User.objects.filter(pk=cast.bob.pk).exists()


def test_somebody_with_a_role_keeps_the_account(cast: Cast) -> None:
    erase_expert(by=cast.coordinator, expert=cast.expert(cast.coordinator))
    assert User.objects.filter(pk=cast.coordinator.pk).exists()
    entry = ActionEntry.objects.get(action="experts.erase_expert")
    assert entry.actor == cast.coordinator


def test_somebody_whose_role_ended_does_not(cast: Cast) -> None:
    cast.coordinator.memberships.update(since=dt.date(2020, 1, 1), until=dt.date(2020, 12, 31))
    erase_expert(by=cast.coordinator, expert=cast.expert(cast.coordinator))
    assert not User.objects.filter(pk=cast.coordinator.pk).exists()


def test_the_privacy_officer_erases_on_request_and_others_do_not(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    for person in (cast.charlie, cast.alice, cast.administrator, cast.coordinator):
        with pytest.raises(PermissionDenied):
            erase_expert(by=person, expert=expert)
    erase_expert(by=cast.privacy_officer, expert=expert)
    assert ActionEntry.objects.get(action="experts.erase_expert").actor == cast.privacy_officer


def test_every_app_that_keeps_something_is_asked(cast: Cast) -> None:
    erased: list[str] = []
    register(Keeper("notes", export=lambda _profile_id: ["a note"], erase=erased.append))
    try:
        expert = cast.expert(cast.bob)
        assert export_expert(by=cast.bob, expert=expert)["notes"] == ["a note"]
        erase_expert(by=cast.bob, expert=expert)
    finally:
        del _keepers["notes"]
    assert erased == [f"expert:{expert.pk}"]


def test_importing_the_file_again_does_not_bring_somebody_back(cast: Cast) -> None:
    data = ProfileData(name="Sanne", headline="Archivaris", text="Beheert archieven.")

    def save() -> tuple[Expert, str]:
        return save_imported_expert(
            by=None, import_key="sanne@example.org", email="sanne@example.org", data=data, consented_on=None
        )

    expert, _outcome = save()
    erase_expert(by=None, expert=expert)
    expert.refresh_from_db()
    assert "sanne" not in str(expert.import_key)
    assert save() == (expert, "kept")
    assert Expert.objects.count() == 1


def test_the_data_to_take_along_are_whole_and_plain(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    update_profile(by=cast.bob, expert=expert, data=ProfileData.of(expert))
    note_look(expert, by=cast.alice, purpose="need:7")
    data = json.loads(json.dumps(export_expert(by=cast.bob, expert=expert)))
    assert data["profile"]["text"] == expert.text
    assert data["account"]["email"] == "bob@example.org"
    assert data["themes"] == [{"concept": "street-lighting", "source": "confirmed"}]
    assert {consent["purpose"] for consent in data["consents"]} == {Purpose.MATCHING, Purpose.PROPOSE}
    assert [(look["activity"], look["purpose"]) for look in data["looked_at"]] == [("experts.view_expert", "need:7")]
    assert data["choices"] == []


def test_only_the_person_and_the_privacy_officer_take_the_data(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    for person in (cast.charlie, cast.alice, cast.coordinator, cast.administrator):
        with pytest.raises(PermissionDenied):
            export_expert(by=person, expert=expert)
    export_expert(by=cast.privacy_officer, expert=expert)
    assert ActionEntry.objects.filter(action="experts.export_expert").count() == 1


# ── invitations ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_invited_twice_within_a_week(cast: Cast) -> None:
    expert = cast.expert(email="sanne@example.org")
    invite_to_claim(by=cast.alice, expert=expert)
    with pytest.raises(ValidationError, match="less than a week"):
        invite_to_claim(by=cast.alice, expert=expert)


def test_only_somebody_with_an_address_and_without_an_account_is_invited(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="no e-mail address"):
        invite_to_claim(by=cast.alice, expert=cast.expert(email=""))
    with pytest.raises(ValidationError, match="own hands"):
        invite_to_claim(by=cast.alice, expert=cast.expert(cast.bob))


def test_a_link_for_another_address_does_not_open(cast: Cast) -> None:
    expert = cast.expert(email="sanne@example.org")
    token = invite_to_claim(by=cast.alice, expert=expert)
    assert read_invitation(token) == expert
    Expert.objects.update(email="else@example.org")
    with pytest.raises(ValidationError, match="used already"):
        read_invitation(token)


def test_taking_over_replaces_consents_on_paper_by_ones_own(cast: Cast) -> None:
    expert = cast.expert(email="sanne@example.org", consents=(Purpose.MATCHING, Purpose.PROPOSE))
    token = invite_to_claim(by=cast.alice, expert=expert)
    claim_profile(token=token, password="x", purposes=[Purpose.MATCHING, Purpose.MAILING], site_language="nl")
    standing = expert.consents.filter(withdrawn_at=None).values_list("purpose", flat=True)
    assert set(standing) == {Purpose.MATCHING, Purpose.MAILING}
    assert expert.consents.filter(purpose=Purpose.PROPOSE).get().withdrawn_at is not None
    with pytest.raises(ValidationError, match="used already"):
        refuse_claim(token=token)


def test_an_account_with_a_profile_does_not_get_a_second_one(cast: Cast) -> None:
    cast.expert(cast.bob)
    token = invite_to_claim(by=cast.alice, expert=cast.expert(email="bob@example.org"))
    with pytest.raises(ValidationError, match="profile already"):
        claim_profile(token=token, password="x", purposes=[], site_language="nl")
