"""Up to four candidates side by side, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.experts.enums import ThemeSource
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.matching import PARTS, Candidate
from wisselwerk.needs import queries
from wisselwerk.needs.actions import show_people
from wisselwerk.needs.asked import Asked
from wisselwerk.needs.models import Choice, Shortlist
from wisselwerk.needs.passages import Passage, headline_quotes_of
from wisselwerk.web import wording, words
from wisselwerk.web.candidates import Face, compare_query, face_of
from wisselwerk.web.themes import theme_name


@dataclass(frozen=True, slots=True)
class Column:
    """One candidate. `score` is None for somebody who is not on this shortlist."""

    face: Face
    score: int | None
    passages: Sequence[Passage]
    choice: Choice | None
    without_href: str

    @property
    def anchor(self) -> str:
        """The id of the candidate's card on the list."""
        return self.face.profile_id.replace(":", "-")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row says of one candidate: words, and a bar if it is part of the score. Without words: nothing known.

    `text` may have several lines.
    """

    text: str
    bar: wording.Bar | None = None
    tone: str = ""

    @property
    def width(self) -> int:
        """How long the bar is drawn (0–100)."""
        return max(0, min(100, round(self.bar.value))) if self.bar else 0


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows about the same thing, under one heading."""

    label: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Table:
    columns: Sequence[Column]
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class _Subject:
    profile: Expert | MunicipalOffer
    candidate: Candidate | None
    passages: Sequence[Passage]


def compare(*, by: User, shortlist: Shortlist, profile_ids: Sequence[str]) -> Table:
    """The comparison of these profiles on a shortlist; ids of people who may not be shown are passed over.

    Logs whose data are shown. Raises `PermissionDenied`.
    """
    opened = queries.opened(shortlist)
    on_list = {one.candidate.profile: one for one in opened.shown}
    profiles = queries.profiles_shown(profile_ids)
    show_people(by=by, people=profiles.values(), activity="compare", need=shortlist.need)
    choices = queries.standing_choices(shortlist.need_id)
    subjects = []
    for profile_id in profile_ids:
        if profile_id in profiles:
            shown = on_list.get(profile_id)
            subjects.append(
                _Subject(profiles[profile_id], shown.candidate if shown else None, shown.passages if shown else ())
            )
    compared = [subject.profile.profile_id for subject in subjects]
    columns = [
        Column(
            face_of(subject.profile, headline_quotes_of(subject.candidate) if subject.candidate else ()),
            round(subject.candidate.score) if subject.candidate else None,
            subject.passages,
            choices.get(subject.profile.profile_id),
            compare_query([one for one in compared if one != subject.profile.profile_id]) or "?",
        )
        for subject in subjects
    ]
    groups = [
        Group(_("Parts of the score"), _part_rows(subjects)),
        Group(_("Themes asked"), _theme_rows(opened, subjects)),
        Group(_("Practice"), _practice_rows(opened.asked, subjects)),
    ]
    return Table(columns, [group for group in groups if group.rows])


def _part_rows(subjects: Sequence[_Subject]) -> list[Row]:
    per_subject: list[Mapping[str, wording.Bar]] = [
        {bar.label: bar for bar in wording.bars(subject.candidate)} if subject.candidate else {} for subject in subjects
    ]
    rows = []
    for part in PARTS:
        label = str(wording.PART_NAMES[part])
        if any(label in bars for bars in per_subject):
            cells = [Cell(bars[label].text, bars[label]) if label in bars else Cell("") for bars in per_subject]
            rows.append(Row(label, cells))
    return rows


def _theme_rows(opened: queries.Opened, subjects: Sequence[_Subject]) -> list[Row]:
    named = [theme for theme in opened.ranking.themes if not theme.implied]
    concepts = [theme.concept for theme in named if theme.confirmed] or [theme.concept for theme in named]
    return [Row(theme_name(concept), [_theme_cell(subject, concept) for subject in subjects]) for concept in concepts]


def _theme_cell(subject: _Subject, concept: str) -> Cell:
    if subject.candidate is None:
        own = {theme.concept for theme in subject.profile.themes.all() if theme.source == ThemeSource.CONFIRMED}
        return Cell(_("yes"), tone="yes") if concept in own else Cell("")
    for reason in subject.candidate.reasons:
        if reason.part == "themes" and reason.theme == concept:
            quoted = ", ".join(dict.fromkeys(quote.text for quote in (*reason.evidence, *reason.headline)))
            if reason.shown in (None, concept) and wording.is_shown(reason):
                return Cell(f"{_('yes')}: {quoted}" if quoted else _("yes"), tone="yes")
            return Cell(_("close: {theme}").format(theme=words.first_lower(theme_name(reason.shown or ""))))
    return Cell(_("not found"), tone="no")


def _practice_rows(asked: Asked, subjects: Sequence[_Subject]) -> list[Row]:
    rows = [Row(_("Languages"), [Cell(_languages(subject.profile)) for subject in subjects])]
    for form in asked.forms:
        rows.append(Row(wording.form_name(form), [_form_cell(subject.profile, form) for subject in subjects]))
    if asked.period:
        rows.append(Row(_("In the period"), [_period_cell(subject, asked) for subject in subjects]))
    confirmed = [words.first_upper(face_of(subject.profile).confirmed) for subject in subjects]
    rows.append(Row(_("Profile"), [Cell(text) for text in confirmed]))
    rows.append(Row(_("Not shown or to watch"), [_gap_cell(subject) for subject in subjects]))
    return rows


def _languages(profile: Expert | MunicipalOffer) -> str:
    return words.first_upper(
        words.all_of([words.language_level(code, level) for code, level in profile.languages.items()])
    )


def _form_cell(profile: Expert | MunicipalOffer, form: str) -> Cell:
    if not profile.forms:
        return Cell("")
    return Cell(_("yes"), tone="yes") if form in profile.forms else Cell(_("no"), tone="no")


def _period_cell(subject: _Subject, asked: Asked) -> Cell:
    if subject.candidate is not None:
        for reason in subject.candidate.reasons:
            free, days = reason.detail.get("free_days"), reason.detail.get("days")
            if reason.part == "fit" and free is not None:
                return Cell(_("{free} of {days} days").format(free=free, days=days), tone="yes" if free else "no")
        return Cell("")
    if isinstance(subject.profile, MunicipalOffer) or asked.period is None:
        return Cell("")
    period = asked.period
    free = any(one.start <= period.end and period.start <= one.end for one in subject.profile.availabilities.all())
    return Cell(_("has time"), tone="yes") if free else Cell("")


def _gap_cell(subject: _Subject) -> Cell:
    return Cell("\n".join(wording.gap_sentences(subject.candidate.gaps)) if subject.candidate else "")
