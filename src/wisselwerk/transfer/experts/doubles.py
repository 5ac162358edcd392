"""One person, one profile: rows of one file that mean the same person, and people who are here already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from wisselwerk.experts.models import Expert
from wisselwerk.transfer.experts.report import Problem
from wisselwerk.transfer.experts.rows import Entry

BATCH: Final = 500  # SQLite takes a limited number of values in one query


def within_file(entries: list[Entry]) -> None:
    """The second row with the same key or the same e-mail address has a fault."""
    keys: dict[str, int] = {}
    addresses: dict[str, int] = {}
    for entry in _persons(entries):
        if entry.key and (first := keys.setdefault(entry.key, entry.line)) != entry.line:
            reason = _("This key stands in row {line} already.").format(line=first)
            entry.problems.append(Problem(reason, entry.line, entry.key_heading, entry.key))
        if entry.email and (first := addresses.setdefault(entry.email, entry.line)) != entry.line:
            reason = _("This e-mail address stands in row {line} already.").format(line=first)
            entry.problems.append(Problem(reason, entry.line, entry.email_heading, entry.email))


def known_experts(entries: list[Entry]) -> dict[int, Expert]:
    """The profile that is here already, by line: found by the row's key, else by its e-mail address.

    An address that belongs to another profile than the key does is a fault: storing the row would give one person two
    profiles, or one profile two people.
    """
    by_key = {expert.import_key: expert for expert in _experts("import_key", (e.import_key for e in _persons(entries)))}
    by_address = {expert.email: expert for expert in _experts("email", (e.email for e in _persons(entries) if e.email))}
    known: dict[int, Expert] = {}
    taken: dict[int, int] = {}
    for entry in _persons(entries):
        same_key, same_address = by_key.get(entry.import_key), by_address.get(entry.email)
        if same_address is not None and same_address.import_key is None:
            expert: Expert | None = same_address  # registered by themselves; that profile is theirs
        elif same_address is not None and same_address != same_key and (same_key or _has_own_key(same_address, entry)):
            reason = _("This e-mail address belongs to a profile with another key.")
            entry.problems.append(Problem(reason, entry.line, entry.email_heading, entry.email))
            continue
        else:
            expert = same_key or same_address
        if expert is None:
            continue
        if (first := taken.setdefault(expert.pk, entry.line)) != entry.line:
            reason = _("This is the person of row {line}.").format(line=first)
            entry.problems.append(Problem(reason, entry.line, entry.email_heading, entry.email))
        else:
            known[entry.line] = expert
    return known


def _has_own_key(expert: Expert, entry: Entry) -> bool:
    """Whether the row and the profile both have a key of the file's own, so that both can't be the same person."""
    return bool(entry.key) and (expert.import_key or "").startswith("key:")


def _persons(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if not entry.is_example and (entry.key or entry.email)]


def _experts(field: str, values: Iterable[str]) -> list[Expert]:
    found: list[Expert] = []
    wanted = sorted(set(values))
    for start in range(0, len(wanted), BATCH):
        some = Expert.objects.filter(**{f"{field}__in": wanted[start : start + BATCH]})
        found.extend(some.select_related("organisation"))
    # The last one counts where two have the same address: that is the one that a person registered.
    return sorted(found, key=lambda expert: (expert.import_key is None, expert.pk))
