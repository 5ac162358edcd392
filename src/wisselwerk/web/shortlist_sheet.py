"""A shortlist as rows of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from wisselwerk.matching import PARTS
from wisselwerk.needs.models import Shortlist
from wisselwerk.needs.queries import Opened, Shown
from wisselwerk.web import wording
from wisselwerk.web.candidates import face_of


def sheet(shortlist: Shortlist, opened: Opened) -> tuple[list[str], Iterator[list[Any]]]:
    """The header and a row for each candidate. Somebody who may no longer be shown keeps rank and score only."""
    header = [
        _("Rank"),
        _("Name"),
        _("Organisation"),
        _("Function or offer"),
        _("Score"),
        *(str(wording.PART_NAMES[part]) for part in PARTS),
        _("Why"),
        _("Evidence"),
        _("Not shown or to watch"),
        _("Chosen, because"),
        _("Made on"),
        _("Version"),
    ]
    return header, (_row(shortlist, one) for one in opened.shown)


def _row(shortlist: Shortlist, shown: Shown) -> list[Any]:
    candidate = shown.candidate
    points = [round(candidate.parts[part], 1) if part in candidate.parts else None for part in PARTS]
    made = [shortlist.made_at, shortlist.version]
    if shown.profile is None:
        who = [_("No longer available"), "", ""]
        return [candidate.rank, *who, round(candidate.score, 1), *points, "", "", "", "", *made]
    face = face_of(shown.profile)
    return [
        candidate.rank,
        face.name,
        face.organisation,
        face.headline,
        round(candidate.score, 1),
        *points,
        "; ".join(wording.reason_sentence(reason) for reason in candidate.reasons),
        " … ".join(passage.text for passage in shown.passages),
        "; ".join(wording.gap_sentences(candidate.gaps)),
        shown.choice.reason if shown.choice else "",
        *made,
    ]
