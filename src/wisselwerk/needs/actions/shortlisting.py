"""Making, opening and exporting shortlists, and showing what plain search found: every look at people is logged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wisselwerk import matching
from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.experts import index
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.experts.queries import by_profile_id
from wisselwerk.needs import queries
from wisselwerk.needs.asked import Asked
from wisselwerk.needs.enums import NeedStatus
from wisselwerk.needs.models import Need, Shortlist
from wisselwerk.needs.passages import passages, quotes_of, to_data
from wisselwerk.trail.actions import log_action, log_processing

SHORTLIST_LENGTH: Final = 20


@transaction.atomic
def make_shortlist(*, by: User | None, need: Need, required: frozenset[str] | None = None) -> Shortlist:
    """Rank people and offers for a need and keep the ranking as it will be shown.

    `required` names the must-haves by key; None takes those of the need. The same ranking for the same input twice in a
    row is stored once. Raises `PermissionDenied`, or `ValidationError` for a need that is still a draft or is closed.
    """
    require(by, "needs.make_shortlist", need)
    if need.status == NeedStatus.DRAFT:
        raise ValidationError(_("This need is still a draft. Submit it first."))
    if need.status == NeedStatus.CLOSED:
        raise ValidationError(_("This need is closed. Open it again first."))
    asked = queries.asked(need, required)
    ranking = queries.rank_asked(asked, need_id=need.pk, top=SHORTLIST_LENGTH)
    shortlist = record_shortlist(by=by, need=need, asked=asked, ranking=ranking)
    if need.status == NeedStatus.SUBMITTED:
        need.status = NeedStatus.MATCHING
        need.save(update_fields=["status", "changed_at"])
    return shortlist


@transaction.atomic
def record_shortlist(*, by: User | None, need: Need, asked: Asked, ranking: matching.Ranking) -> Shortlist:
    """Keep a ranking with its version, its inputs and the words it quotes, and log whose data it used.

    Raises `PermissionDenied`.
    """
    require(by, "needs.make_shortlist", need)
    used = by_profile_id([candidate.profile for candidate in ranking.candidates])
    inputs, stored, quotes = matching.to_dict(asked), matching.to_dict(ranking), _quotes(ranking)
    whole = json.dumps([ranking.version, inputs, stored, quotes], sort_keys=True)
    digest = hashlib.sha256(whole.encode()).hexdigest()
    latest = need.shortlists.first()
    if latest is not None and latest.digest == digest:
        shortlist = latest
    else:
        shortlist = Shortlist.objects.create(
            need=need,
            made_by=by,
            version=ranking.version,
            inputs=inputs,
            ranking=stored,
            quotes=quotes,
            digest=digest,
        )
        log_action("needs.make_shortlist", shortlist, by=by, details={"version": ranking.version, "need": need.pk})
    log_processing("needs.rank", used.values(), by=by, purpose=f"need:{need.pk}")
    return shortlist


@transaction.atomic
def open_shortlist(*, by: User | None, shortlist: Shortlist) -> queries.Opened:
    """Read a stored shortlist to show it, and log whose data are shown. Raises `PermissionDenied`."""
    require(by, "needs.view_shortlist", shortlist.need)
    opened = queries.opened(shortlist)
    log_processing("needs.view_shortlist", opened.people, by=by, purpose=f"need:{shortlist.need_id}")
    return opened


@transaction.atomic
def export_shortlist(*, by: User | None, shortlist: Shortlist) -> queries.Opened:
    """Read a stored shortlist to hand it over as a file; kept in both logs. Raises `PermissionDenied`."""
    require(by, "needs.export_shortlist", shortlist.need)
    opened = queries.opened(shortlist)
    log_action("needs.export_shortlist", shortlist, by=by, details={"need": shortlist.need_id})
    log_processing("needs.export_shortlist", opened.people, by=by, purpose=f"need:{shortlist.need_id}")
    return opened


@transaction.atomic
def show_people(
    *, by: User | None, people: Iterable[Expert | MunicipalOffer], activity: str, need: Need | None = None
) -> None:
    """Log whose data are shown outside a shortlist: by plain search, in a comparison, among the choices.

    `activity` is "search", "compare" or "choices". Raises `PermissionDenied`.
    """
    require(by, "experts.search_experts")
    log_processing(f"needs.{activity}", people, by=by, purpose=f"need:{need.pk}" if need else "")


def _quotes(ranking: matching.Ranking) -> Mapping[str, Any]:
    """What the ranking quotes of each candidate, in whole sentences and in the language they were written in."""
    candidates = {candidate.profile: candidate for candidate in ranking.candidates}
    return {
        profile.id: {
            "language": profile.language,
            "passages": to_data(passages(profile.full_text, quotes_of(candidates[profile.id]))),
        }
        for profile in index.profiles(candidates)
    }
