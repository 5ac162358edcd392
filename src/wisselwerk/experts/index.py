"""The search index of this host: derived from the database, fed from the outbox, rebuilt from nothing when need be.

Every ranking starts with `current()`, so what was committed before it is in the index. Don't call it within a
transaction that changed profiles itself: what is rolled back later would be found until the next rebuild.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, cast

from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone
from filelock import FileLock

from wisselwerk import matching
from wisselwerk.experts.enums import ExpertStatus, ThemeSource
from wisselwerk.experts.models import Expert, MunicipalOffer, ProfileChange, ProfileTheme
from wisselwerk.experts.themes import vocabulary

# On PostgreSQL a row gets its number when it is written and can be seen when its transaction ends: a long import may
# show low numbers after higher ones were read. Numbers that were passed over are looked for again during this time;
# what has not shown itself by then was rolled back.
PATIENCE: Final = dt.timedelta(days=1)
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class _State:
    """How far this host has read the outbox.

    `highest` is the highest row that was applied and `stamp` its time: if the row with that number has another time,
    the database is not the one that was read. `gaps` are lower numbers that were not there yet, with the time at which
    that was seen. `day` is the last day on which was looked for offers that lapsed.
    """

    highest: int
    stamp: str
    day: str
    gaps: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    profile_id: str
    stamp: str


def current() -> matching.Index:
    """The index of this host, opened once per process and brought up to date with the outbox."""
    index = _index()
    catch_up(index)
    return index


def catch_up(index: matching.Index) -> int:
    """Apply what changed since the last time; rebuild when there is no index yet or it is of another version.

    Returns the number of profiles that were read or taken out.
    """
    state = _read_state()
    if state is not None and not index.outdated and not _is_behind(state, _rows(state)):
        return 0
    with _lock():
        # Another process may have done the work while this one waited.
        state = _read_state()
        if state is None or index.outdated:
            return reindex()
        rows = _rows(state)
        if state.highest and all((row.id, row.stamp) != (state.highest, state.stamp) for row in rows):
            return reindex()
        if not _is_behind(state, rows):
            return 0
        ids = {row.profile_id for row in rows if row.id != state.highest}
        if state.day != _today():
            ids |= _lapsed_offers()
        ordered = sorted(ids)
        for start in range(0, len(ordered), BATCH):  # a database limits how many keys one question names
            _apply(index, set(ordered[start : start + BATCH]))
        _write_state(_after(state, rows))
        return len(ids)


def reindex() -> int:
    """Build the index of this host anew from the database. Returns the number of profiles in it."""
    index = _index()
    with _lock():
        # Whoever looks meanwhile, or after a failure halfway, finds no state and waits for a whole index.
        _state_file().unlink(missing_ok=True)
        # The outbox is read before the profiles: a change in between is applied once more, not missed.
        now = timezone.now()
        settled = ProfileChange.objects.filter(at__lt=now - PATIENCE).aggregate(newest=Max("id"))["newest"] or 0
        rows = _rows(_State(settled, "", ""))
        state = _after(_State(settled, "", ""), rows)
        count = index.rebuild(profiles())
        _write_state(state)
        return count


def profiles(only: Iterable[str] | None = None) -> Iterator[matching.Profile]:
    """The profiles that may be found now, as the matching library reads them: all, or those of `only` by profile id."""
    experts, offers = Expert.objects.findable(), MunicipalOffer.objects.findable()
    if only is not None:
        keys = split_ids(only)
        experts, offers = experts.filter(pk__in=keys["expert"]), offers.filter(pk__in=keys["offer"])
    for expert in (
        experts.select_related("organisation")
        .prefetch_related("themes", "experiences", "availabilities")
        .order_by("pk")
        .iterator(BATCH)
    ):
        yield expert_profile(expert)
    for offer in offers.select_related("organisation").prefetch_related("themes").order_by("pk").iterator(BATCH):
        yield offer_profile(offer)


def split_ids(profile_ids: Iterable[str]) -> dict[str, list[int]]:
    """The database keys in profile ids, apart for experts and offers: {"expert": [3], "offer": [8, 9]}."""
    keys: dict[str, list[int]] = {"expert": [], "offer": []}
    for profile_id in profile_ids:
        kind, _colon, key = profile_id.partition(":")
        keys[kind].append(int(key))
    return keys


def expert_profile(expert: Expert) -> matching.Profile:
    """An expert as the matching library reads it: no name, gender, age, origin or photo goes in."""
    return matching.Profile(
        id=expert.profile_id,
        headline=expert.headline,
        text=expert.text,
        language=expert.language,
        languages=_levels(expert.languages),
        themes=_themes(expert.themes.all(), ThemeSource.CONFIRMED),
        removed_themes=_themes(expert.themes.all(), ThemeSource.REMOVED),
        forms=tuple(expert.forms),
        availability=tuple(matching.Period(a.start, a.end) for a in expert.availabilities.all()),
        organisation=expert.employer,
        kind="person",
        role=cast(matching.Role, expert.kind),
        items=tuple(experience.text for experience in expert.experiences.all()),
        confirmed_on=timezone.localdate(expert.confirmed_at) if expert.confirmed_at else None,
    )


def offer_profile(offer: MunicipalOffer) -> matching.Profile:
    """A municipal offer as the matching library reads it."""
    return matching.Profile(
        id=offer.profile_id,
        headline=offer.title,
        text=offer.text,
        language=offer.language,
        languages=_levels(offer.languages),
        themes=_themes(offer.themes.all(), ThemeSource.CONFIRMED),
        removed_themes=_themes(offer.themes.all(), ThemeSource.REMOVED),
        forms=tuple(offer.forms),
        organisation=offer.organisation.name,
        kind="offer",
        hours_left=float(offer.hours_per_year) if offer.hours_per_year is not None else None,
        confirmed_on=timezone.localdate(offer.confirmed_at),
    )


def _levels(languages: dict[str, str]) -> dict[str, str | None]:
    return {code: level or None for code, level in languages.items()}


def _themes(themes: Iterable[ProfileTheme], source: ThemeSource) -> tuple[str, ...]:
    return tuple(theme.concept for theme in themes if theme.source == source)


def _apply(index: matching.Index, ids: set[str]) -> None:
    present = list(profiles(ids))
    gone = ids - {profile.id for profile in present}
    erased = Expert.objects.filter(pk__in=split_ids(gone)["expert"], status=ExpertStatus.ERASED)
    if forgotten := {expert.profile_id for expert in erased.only("pk")}:
        index.erase(forgotten)  # dear, and the only way that leaves nothing of them in the files
    index.remove(gone - forgotten)
    index.put(present)


def _lapsed_offers() -> set[str]:
    """Offers that are not withdrawn but may not be found any more, because a date has passed. No action tells of it."""
    lapsed = MunicipalOffer.objects.filter(is_active=True).exclude(pk__in=MunicipalOffer.objects.findable())
    return {offer.profile_id for offer in lapsed.only("pk")}


def _rows(state: _State) -> list[_Row]:
    """What is in the outbox from the last row that was read on, and in the gaps before it."""
    rows = ProfileChange.objects.filter(Q(id__gte=state.highest) | Q(id__in=list(state.gaps)))
    return [
        _Row(row_id, profile_id, at.isoformat())
        for row_id, profile_id, at in rows.values_list("id", "profile_id", "at")
    ]


def _is_behind(state: _State, rows: list[_Row]) -> bool:
    seen = [(state.highest, state.stamp)] if state.highest else []
    return [(row.id, row.stamp) for row in rows] != seen or state.day != _today()


def _after(state: _State, rows: list[_Row]) -> _State:
    """The state once `rows` are applied."""
    newest = max(rows, key=lambda row: row.id, default=None)
    if newest is None:
        return _State(state.highest, state.stamp, _today())
    now, seen = timezone.now().timestamp(), {row.id for row in rows}
    passed_over = dict.fromkeys(range(state.highest + 1, newest.id), now)
    gaps = {
        number: since
        for number, since in (passed_over | state.gaps).items()
        if number not in seen and now - since < PATIENCE.total_seconds()
    }
    return _State(newest.id, newest.stamp, _today(), gaps)


def _today() -> str:
    return timezone.localdate().isoformat()


def _index() -> matching.Index:
    return _open(_directory(), vocabulary().version)


@cache
def _open(directory: Path, thesaurus_version: str) -> matching.Index:
    directory.mkdir(parents=True, exist_ok=True)
    # A folder of its own: the library empties it when it starts anew.
    return matching.Index(directory / "profiles", thesaurus=vocabulary())


def _directory() -> Path:
    return Path(settings.INDEX_DIR)


def _lock() -> FileLock:
    return FileLock(_directory() / "feed.lock", timeout=120, is_singleton=True)


def _state_file() -> Path:
    return _directory() / "state.json"


def _read_state() -> _State | None:
    try:
        read = json.loads(_state_file().read_text("ascii"))
    except FileNotFoundError:
        return None
    gaps = {int(number): since for number, since in read["gaps"].items()}
    return _State(read["highest"], read["stamp"], read["day"], gaps)


def _write_state(state: _State) -> None:
    data = {"highest": state.highest, "stamp": state.stamp, "day": state.day, "gaps": state.gaps}
    draft = _state_file().with_suffix(".new")
    draft.write_text(json.dumps(data), "ascii")
    draft.replace(_state_file())  # readers see the old state or the new one, never half of one
