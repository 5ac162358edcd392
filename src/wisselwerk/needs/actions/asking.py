"""Writing needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.needs.enums import NeedStatus, ThemeState
from wisselwerk.needs.models import Need, NeedTheme
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.models import Project
from wisselwerk.programmes.texts import searchable
from wisselwerk.trail.actions import log_action


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedData:
    """A need as a form, a file or the API gives it.

    `languages` maps a language code to the CEFR level in which the work can be done; `must` says which parts are
    filters: {"languages": {"fr": "B1"}, "period": bool, "forms": bool, "kind": bool}.
    """

    title: str
    text: str
    language: str
    organisation: Organisation
    country: Country | None = None
    project: Project | None = None
    themes: Collection[str] = ()
    removed_themes: Collection[str] = ()
    forms: Sequence[str] = ()
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    flexible_days: int = 0
    working_days: int | None = None
    people: int = 1
    expert_kind: str = ""
    must: Mapping[str, Any] | None = None
    nice: str = ""
    languages: Mapping[str, str] | None = None
    responsible_name: str = ""
    responsible_email: str = ""


@transaction.atomic
def submit_need(*, by: User | None, data: NeedData, invented: bool = False) -> Need:
    """Store a new need that waits for people. A partner submits for its own government only.

    Raises `PermissionDenied`, or `ValidationError` when the period ends before it starts.
    """
    need = _new_need(by, data, NeedStatus.SUBMITTED, invented=invented)
    log_action("needs.submit_need", need, by=by)
    return need


@transaction.atomic
def save_draft(*, by: User | None, data: NeedData) -> Need:
    """Store a need that is not finished yet. Raises as `submit_need` does."""
    need = _new_need(by, data, NeedStatus.DRAFT)
    log_action("needs.save_draft", need, by=by)
    return need


@transaction.atomic
def submit_draft(*, by: User | None, need: Need) -> Need:
    """A draft is finished and waits for people. A need that is no draft stays as it is.

    Raises `PermissionDenied`, or `ValidationError` when it says nothing yet.
    """
    require(by, "needs.change_need", need)
    if need.status == NeedStatus.DRAFT:
        if not need.text.strip():
            raise ValidationError(_("Write your question first: this draft has a title only."))
        _set_status(need, NeedStatus.SUBMITTED)
        log_action("needs.submit_need", need, by=by)
    return need


@transaction.atomic
def update_need(*, by: User | None, need: Need, data: NeedData) -> Need:
    """Change a need. Raises `PermissionDenied` (also for a partner that would move it to another government)."""
    require(by, "needs.change_need", need)
    need.organisation = data.organisation
    require(by, "needs.change_need", need)
    _write_need(need, data)
    log_action("needs.update_need", need, by=by)
    return need


@transaction.atomic
def set_theme(*, by: User | None, need: Need, concept: str, state: str) -> None:
    """Confirm a theme of a need, or remove one that was recognised but is not meant. Raises `PermissionDenied`."""
    require(by, "needs.change_need", need)
    NeedTheme.objects.update_or_create(need=need, concept=concept, defaults={"state": state})
    need.save(update_fields=["changed_at"])
    log_action("needs.set_theme", need, by=by, details={"concept": concept, "state": state})


@transaction.atomic
def close_need(*, by: User | None, need: Need) -> None:
    """The need waits for nothing any more. Raises `PermissionDenied`."""
    require(by, "needs.change_need", need)
    _set_status(need, NeedStatus.CLOSED)
    log_action("needs.close_need", need, by=by)


@transaction.atomic
def reopen_need(*, by: User | None, need: Need) -> None:
    """A need that was closed is open again: looking for people, if a shortlist was made. Raises `PermissionDenied`."""
    require(by, "needs.change_need", need)
    _set_status(need, NeedStatus.MATCHING if need.shortlists.exists() else NeedStatus.SUBMITTED)
    log_action("needs.reopen_need", need, by=by)


def _new_need(by: User | None, data: NeedData, status: NeedStatus, *, invented: bool = False) -> Need:
    need = Need(organisation=data.organisation, created_by=by, is_invented=invented, status=status)
    require(by, "needs.submit_need")
    require(by, "needs.change_need", need)
    _write_need(need, data)
    return need


def _set_status(need: Need, status: NeedStatus) -> None:
    need.status = status
    need.save(update_fields=["status", "changed_at"])


def _write_need(need: Need, data: NeedData) -> None:
    if data.period_start and data.period_end and data.period_end < data.period_start:
        raise ValidationError({"period_end": _("The period ends before it starts.")})
    for field in fields(data):
        if field.name not in {"themes", "removed_themes", "forms", "must", "languages"}:
            setattr(need, field.name, getattr(data, field.name))
    need.forms, need.must, need.languages = list(data.forms), dict(data.must or {}), dict(data.languages or {})
    need.search_text = searchable([data.title, data.text, data.nice])
    need.save()
    states = dict.fromkeys(data.removed_themes, ThemeState.REMOVED)
    states |= dict.fromkeys(data.themes, ThemeState.CONFIRMED)
    need.themes.all().delete()
    NeedTheme.objects.bulk_create(
        NeedTheme(need=need, concept=concept, state=state) for concept, state in states.items()
    )
