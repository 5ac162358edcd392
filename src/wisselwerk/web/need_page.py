"""Needs as rows of the list, as a spreadsheet, and with their history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.exchanges.models import Invitation
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.needs.enums import ExpertKindAsked, NeedStatus, ThemeState
from wisselwerk.needs.models import Choice, Clarification, Need
from wisselwerk.trail.models import ActionEntry
from wisselwerk.web import words
from wisselwerk.web.candidates import Face, face_of
from wisselwerk.web.exchange_page import INVITATION_TONES
from wisselwerk.web.forms.needs import AnswerForm
from wisselwerk.web.logwords import action_words
from wisselwerk.web.themes import theme_name
from wisselwerk.web.wording import form_name

STATUS_TONES: Final = {
    NeedStatus.DRAFT: "",
    NeedStatus.SUBMITTED: "warm",
    NeedStatus.MATCHING: "brand",
    NeedStatus.CLOSED: "",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A need in the list."""

    need: Need
    status: str
    tone: str
    themes: tuple[str, ...]
    period: str
    shortlists: int


def row(need: Need) -> Row:
    """A need as the list shows it. It must come from `find_needs`, which counts its shortlists."""
    return Row(
        need=need,
        status=need.get_status_display(),
        tone=STATUS_TONES[NeedStatus(need.status)],
        themes=tuple(theme_name(concept) for concept in _confirmed(need)),
        period=words.period(need.period_start, need.period_end),
        shortlists=int(getattr(need, "shortlist_count", 0)),
    )


def sheet(needs: Iterable[Need]) -> tuple[list[str], Iterator[list[Any]]]:
    """The header and a row for each need, in full."""
    header = [
        _("Number"),
        _("Title"),
        _("The question"),
        _("Language"),
        _("Who asks"),
        _("Country"),
        _("Programme"),
        _("Project"),
        _("Themes"),
        _("Forms of exchange"),
        _("From"),
        _("Until"),
        _("May shift by (days)"),
        _("Number of people"),
        _("Working days"),
        _("Working languages"),
        _("Civil servant or administrator"),
        _("Nice to have"),
        _("Status"),
        _("Asked on"),
        _("Shortlists"),
    ]
    return header, (_sheet_row(need) for need in needs)


def _sheet_row(need: Need) -> list[Any]:
    programme = need.project.programme if need.project else None
    return [
        need.pk,
        need.title,
        need.text,
        str(dict(settings.LANGUAGES).get(need.language, need.language)),
        str(need.organisation),
        str(need.country or ""),
        str(programme or ""),
        str(need.project or ""),
        [theme_name(concept) for concept in _confirmed(need)],
        [form_name(form) for form in need.forms],
        need.period_start,
        need.period_end,
        need.flexible_days or None,
        need.people,
        need.working_days,
        [words.language_level(code, level) for code, level in need.languages.items()],
        str(ExpertKindAsked(need.expert_kind).label),
        need.nice,
        need.get_status_display(),
        timezone.localtime(need.created_at).date(),
        getattr(need, "shortlist_count", 0),
    ]


def _confirmed(need: Need) -> list[str]:
    return [theme.concept for theme in need.themes.all() if theme.state == ThemeState.CONFIRMED]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice with who it was about; `face` is None when they may no longer be shown."""

    choice: Choice
    face: Face | None
    invitation: Invitation | None = None

    @property
    def tone(self) -> str:
        """The tone of the badge that says how the invitation stands."""
        return INVITATION_TONES[self.invitation.status] if self.invitation else ""

    @property
    def waits_for_an_invitation(self) -> bool:
        return self.choice.withdrawn_at is None and self.face is not None and self.invitation is None


def chosen(
    choices: Iterable[tuple[Choice, Expert | MunicipalOffer | None]], invitations: Mapping[str, Invitation]
) -> list[Chosen]:
    """The choices for a need, as its page shows them; `invitations` by profile."""
    return [
        Chosen(choice, face_of(profile) if profile else None, invitations.get(choice.profile_id))
        for choice, profile in choices
    ]


@dataclass(frozen=True, slots=True)
class Unclear:
    """A question about a need, with the form for its answer while it has none."""

    asked: Clarification
    form: AnswerForm | None


def thread(asked: Iterable[Clarification], answering: AnswerForm | None, *, may_answer: bool) -> list[Unclear]:
    """What was unclear and what was answered; `answering` is a form with a fault, which keeps what was typed."""
    return [Unclear(one, _answer_form(one, answering) if may_answer else None) for one in asked]


def _answer_form(asked: Clarification, answering: AnswerForm | None) -> AnswerForm | None:
    if answering is not None and answering.asked == asked:
        return answering
    return None if asked.answered_at else AnswerForm(asked=asked)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done to a need."""

    at: dt.datetime
    who: str
    what: str


def history(entries: Iterable[ActionEntry]) -> list[Event]:
    """What was done to a need, in words."""
    return [Event(entry.at, str(entry.actor or ""), _event(entry)) for entry in entries]


def _event(entry: ActionEntry) -> str:
    if entry.action == "needs.set_theme":
        removed = entry.details.get("state") == ThemeState.REMOVED
        what = _("Theme removed") if removed else _("Theme confirmed")
        return f"{what}: {theme_name(str(entry.details.get('concept', '')))}"
    return action_words(entry.action)
