"""Recording that people were looked at: not a change, but a use of their data, so it goes into the processing log."""

from __future__ import annotations

from collections.abc import Iterable

from wisselwerk.accounts.models import User
from wisselwerk.experts.models import Expert
from wisselwerk.trail.actions import log_processing


def note_look(expert: Expert, *, by: User | None, purpose: str = "") -> None:
    """Somebody sees the page of a person (None: a visitor who is not signed in). One's own page does not count."""
    if by is None:
        log_processing("experts.view_public", [expert], by=None, purpose=purpose)
    elif expert.user_id != by.pk:
        log_processing("experts.view_expert", [expert], by=by, purpose=purpose)


def note_list(experts: Iterable[Expert], *, by: User) -> None:
    """Somebody sees people in a list of search results."""
    log_processing("experts.list_experts", experts, by=by, purpose="search")


def note_export(experts: Iterable[Expert], *, by: User) -> None:
    """Somebody takes a list of people along as a file."""
    log_processing("experts.export_list", experts, by=by, purpose="export")


def note_request(experts: Iterable[Expert], *, by: User) -> None:
    """The privacy officer looks people up who asked for their data or for erasure."""
    log_processing("experts.handle_request", experts, by=by, purpose="request of the person")
