"""The bridge between the database and the search index of one host."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.utils import timezone

from cast import Cast
from wisselwerk import matching
from wisselwerk.experts import index
from wisselwerk.experts.actions import (
    ProfileData,
    confirm_offer,
    erase_expert,
    pause_expert,
    resume_expert,
    update_profile,
    withdraw_consent,
    withdraw_offer,
)
from wisselwerk.experts.enums import ExpertStatus, Purpose, ThemeSource
from wisselwerk.experts.models import Availability, Experience, Expert, MunicipalOffer, ProfileChange, ProfileTheme

pytestmark = pytest.mark.django_db


def found(words: str = "verlichting") -> list[str]:
    """The ids that plain search finds, through the same door as a shortlist."""
    return sorted(one.profile for one in index.current().search(words, top=100).found)


def test_an_empty_database_gives_an_empty_index() -> None:
    assert index.current().count == 0


def test_people_and_offers_are_found_from_the_first_question_on(cast: Cast) -> None:
    expert, offer = cast.expert(cast.bob), cast.offer()
    assert found() == [expert.profile_id, offer.profile_id]


def test_a_change_is_found_by_the_next_question(cast: Cast) -> None:
    cast.expert(cast.bob)
    found()
    offer = cast.offer()
    assert offer.profile_id in found()
    update_profile(
        by=None,
        expert=Expert.objects.get(),
        data=ProfileData(name="Bob", headline="Archivaris", text="Ik beheer archieven."),
    )
    assert found() == [offer.profile_id]
    assert found("archieven") == [Expert.objects.get().profile_id]


def test_a_question_without_news_reads_the_outbox_once(cast: Cast, django_assert_num_queries: Any) -> None:
    cast.expert(cast.bob)
    found()
    with django_assert_num_queries(1):
        found()


def test_more_changes_than_one_question_may_name_are_applied(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    found()
    monkeypatch.setattr(index, "BATCH", 2)
    experts = [cast.expert() for _number in range(5)]
    assert found() == sorted(expert.profile_id for expert in experts)


def test_only_what_changed_is_read_again(cast: Cast, django_assert_num_queries: Any) -> None:
    for _number in range(3):
        cast.expert()
    found()
    ProfileChange.objects.create(profile_id=Expert.objects.first().profile_id)  # type: ignore[union-attr]
    # The outbox twice (before and within the lock), the expert, their themes, experiences and availability.
    with django_assert_num_queries(6):
        index.current()


@pytest.mark.parametrize(
    "hide",
    [
        lambda expert: pause_expert(by=None, expert=expert),
        lambda expert: withdraw_consent(by=None, expert=expert, purpose=Purpose.MATCHING),
        lambda expert: erase_expert(by=None, expert=expert),
    ],
    ids=["paused", "consent withdrawn", "erased"],
)
def test_somebody_who_may_not_be_found_any_more_is_not(cast: Cast, hide: Any) -> None:
    expert = cast.expert(cast.bob)
    assert found() == [expert.profile_id]
    hide(expert)
    assert found() == []


def test_somebody_who_resumes_is_found_again(cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    pause_expert(by=cast.bob, expert=expert)
    assert found() == []
    resume_expert(by=cast.bob, expert=expert)
    assert found() == [expert.profile_id]


@pytest.mark.parametrize(
    "hidden",
    [{"status": ExpertStatus.DRAFT}, {"status": ExpertStatus.PAUSED}, {"consents": (Purpose.PROPOSE,)}],
    ids=["draft", "paused", "no consent to matching"],
)
def test_a_rebuild_leaves_out_who_may_not_be_found(cast: Cast, hidden: dict[str, Any]) -> None:
    cast.expert(cast.bob, **hidden)
    assert index.reindex() == 0


def test_an_erased_person_leaves_no_byte_on_disk(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    expert = cast.expert(cast.bob, text="Onvervangbare woordkeus: qzxjvkwpyhbf bij openbare verlichting.")
    stays = cast.expert()
    assert len(found()) == 2
    assert any(b"qzxjvkwpyhbf" in path.read_bytes() for path in index_files())
    with django_capture_on_commit_callbacks(execute=True):
        erase_expert(by=cast.bob, expert=expert)
    # No question was asked since: it happened before the action returned.
    assert not any(b"qzxjvkwpyhbf" in path.read_bytes() for path in index_files())
    assert found() == [stays.profile_id]


def index_files() -> list[Path]:
    return [path for path in Path(site.INDEX_DIR).rglob("*") if path.is_file()]


def test_withdrawn_offers_go_and_confirmed_ones_return(cast: Cast) -> None:
    offer = cast.offer()
    withdraw_offer(by=cast.coordinator, offer=offer)
    assert found() == []
    confirm_offer(by=cast.coordinator, offer=offer)
    assert found() == [offer.profile_id]


def test_an_offer_past_its_date_goes_although_nobody_changed_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    today = timezone.localdate()
    offer = cast.offer(valid_until=today)
    assert found() == [offer.profile_id]
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: today + dt.timedelta(days=1))
    assert found() == []


def test_an_offer_of_a_municipality_that_merged_is_not_found(cast: Cast) -> None:
    cast.offer()
    cast.municipality.ended_on = timezone.localdate() - dt.timedelta(days=1)
    cast.municipality.save()
    assert index.reindex() == 0


def test_a_transaction_that_ends_late_is_not_missed(cast: Cast) -> None:
    """On PostgreSQL row 1 may become visible after row 2 was read, when its transaction took longer."""
    late, early = cast.expert(headline="Late verlichting"), cast.expert(headline="Vroege verlichting")
    row = ProfileChange.objects.get(profile_id=late.profile_id)
    ProfileChange.objects.filter(pk=row.pk).delete()
    late_consents = list(late.consents.all())
    late.consents.all().delete()  # not visible yet either
    assert found() == [early.profile_id]
    for consent in late_consents:
        consent.save(force_insert=True)
    ProfileChange.objects.create(pk=row.pk, profile_id=row.profile_id, at=row.at)
    assert row.pk < ProfileChange.objects.latest("pk").pk
    assert found() == [late.profile_id, early.profile_id]


def test_a_gap_after_the_first_question_is_looked_for_again(cast: Cast) -> None:
    cast.expert(headline="Verlichting een")
    found()
    top = ProfileChange.objects.latest("pk").pk
    second = cast.expert(headline="Verlichting twee")
    ProfileChange.objects.filter(profile_id=second.profile_id).delete()
    third = cast.expert(headline="Verlichting drie")
    ProfileChange.objects.filter(profile_id=third.profile_id).update(id=top + 2)
    assert second.profile_id not in found()
    ProfileChange.objects.create(pk=top + 1, profile_id=second.profile_id)
    assert second.profile_id in found()


def test_a_number_that_never_shows_itself_is_given_up_after_a_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.expert()
    found()
    top = ProfileChange.objects.latest("pk").pk
    cast.expert()
    ProfileChange.objects.filter(pk=top + 1).update(id=top + 3)
    found()
    assert {str(top + 1), str(top + 2)} <= set(json.loads(state_file().read_text())["gaps"])
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + index.PATIENCE)
    cast.expert()
    found()
    assert json.loads(state_file().read_text())["gaps"] == {}


def state_file() -> Path:
    return Path(site.INDEX_DIR) / "state.json"


def test_another_database_is_noticed(cast: Cast) -> None:
    """After a backup was put back, row numbers are given out anew: the same number is then another change."""
    gone, stays = cast.expert(), cast.expert()
    assert found() == [gone.profile_id, stays.profile_id]
    newest = ProfileChange.objects.latest("pk").pk
    Expert.objects.filter(pk=gone.pk).update(status=ExpertStatus.DRAFT)
    ProfileChange.objects.filter(pk=newest).delete()
    ProfileChange.objects.create(pk=newest, profile_id=stays.profile_id)
    assert found() == [stays.profile_id]


def test_an_index_of_another_version_is_rebuilt(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    expert = cast.expert()
    found()
    version = Path(site.INDEX_DIR) / "profiles" / "wisselwerk-version"
    made_with = version.read_text()
    version.write_text("older")
    assert found() == [expert.profile_id]
    assert version.read_text() == made_with


def test_a_rebuild_that_failed_halfway_is_done_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    expert = cast.expert()

    def fail(self: Any, profiles: Any) -> int:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(matching.Index, "rebuild", fail)
        with pytest.raises(OSError, match="disk full"):
            index.current()
    assert found() == [expert.profile_id]


def test_a_second_opening_of_the_same_folder_sees_what_the_first_wrote(cast: Cast) -> None:
    expert = cast.expert()
    first = index.current()
    index._open.cache_clear()
    second = index.current()
    assert second is not first
    pause_expert(by=None, expert=expert)
    assert index.catch_up(second) == 1
    assert first.search("verlichting").count == 0


WRITER = """
import sys
from wisselwerk.cli import start_django
start_django()
from wisselwerk.experts import index
from wisselwerk.experts.actions import ProfileData, save_imported_expert
import datetime as dt
for number in range(5):
    expert, _ = save_imported_expert(
        by=None, import_key=f"{sys.argv[1]}-{number}", email="", consented_on=dt.date(2026, 1, 1),
        data=ProfileData(name="N", headline="Verlichting", text=f"Openbare verlichting in wijk {number}."),
    )
    hits = index.current().search("verlichting", top=100).found
    assert expert.profile_id in {hit.profile for hit in hits}, "a process must find what it wrote itself"
print(index.current().count)
"""


def test_two_processes_that_write_at_the_same_time_share_one_index(tmp_path: Path) -> None:
    # A database of its own, and never one that an environment variable names.
    environment = {**os.environ, "WISSELWERK_DATA_DIR": str(tmp_path), "WISSELWERK_DATABASE_URL": ""}
    environment["DJANGO_SETTINGS_MODULE"] = "wisselwerk.settings"

    def start(*command: str) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.PIPE, text=True)

    assert start("-m", "wisselwerk", "manage", "migrate", "-v0").wait() == 0
    both = [start("-c", WRITER, name) for name in ("a", "b")]
    counts = [int(process.communicate()[0]) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert max(counts) == 10  # the last one to look finds what both wrote


def test_a_theme_that_a_person_took_away_does_not_come_back_from_the_text(cast: Cast) -> None:
    expert = cast.expert(themes=())

    def found_by_theme() -> int:
        return index.current().search("", matching.Must(themes=("street-lighting",))).count

    assert found_by_theme() == 1
    data = replace(ProfileData.of(expert), removed_themes=["street-lighting"])
    update_profile(by=None, expert=expert, data=data)
    assert found_by_theme() == 0


def test_no_name_address_or_date_of_birth_goes_into_the_index(cast: Cast) -> None:
    expert = cast.expert(cast.bob, name="Zeldzame Achternaam", email="zeldzaam@example.org")
    profile = index.expert_profile(expert)
    assert "Zeldzame" not in repr(profile)
    assert "zeldzaam@" not in repr(profile)


def test_a_profile_as_the_matching_library_reads_it(cast: Cast) -> None:
    expert = cast.expert(
        cast.bob, organisation=None, other_employer="Waterschap", confirmed_at=None, languages={"fr": ""}
    )
    ProfileTheme.objects.create(expert=expert, concept="parks", source=ThemeSource.REMOVED)
    Experience.objects.create(expert=expert, text="Leidde een project in Gulu.", to_year=2020)
    Availability.objects.create(expert=expert, start=dt.date(2027, 1, 1), end=dt.date(2027, 1, 31))
    [profile] = index.profiles([expert.profile_id])
    assert profile.organisation == "Waterschap"
    assert profile.languages == {"fr": None}
    assert (profile.themes, profile.removed_themes) == (("street-lighting",), ("parks",))
    assert profile.items == ("Leidde een project in Gulu.",)
    assert profile.availability == (matching.Period(dt.date(2027, 1, 1), dt.date(2027, 1, 31)),)
    assert profile.confirmed_on is None
    assert profile.role == "official"


def test_an_offer_as_the_matching_library_reads_it(cast: Cast) -> None:
    profile = index.offer_profile(cast.offer(hours_per_year=None))
    assert (profile.kind, profile.hours_left, profile.organisation) == ("offer", None, "Proefdam")
    assert MunicipalOffer.objects.count() == 1
