"""From findable to erased."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.experts import index
from wisselwerk.experts.actions.changes import note_change
from wisselwerk.experts.actions.profiles import erased_key
from wisselwerk.experts.enums import ExpertStatus, Visibility
from wisselwerk.experts.models import Expert
from wisselwerk.experts.queries import export_of
from wisselwerk.trail.actions import log_action
from wisselwerk.trail.personal import keepers


@transaction.atomic
def pause_expert(*, by: User | None, expert: Expert) -> None:
    """Not to be found for now. Raises `PermissionDenied`."""
    require(by, "experts.change_expert", expert)
    if expert.status == ExpertStatus.ACTIVE:
        set_status(expert, ExpertStatus.PAUSED)
        log_action("experts.pause_expert", expert, by=by)


@transaction.atomic
def resume_expert(*, by: User | None, expert: Expert) -> None:
    """To be found again; what was asked before and not answered no longer counts. Raises `PermissionDenied`."""
    require(by, "experts.change_expert", expert)
    if expert.status == ExpertStatus.PAUSED:
        expert.asked_at, expert.removal_asked_at = None, None
        expert.save(update_fields=["asked_at", "removal_asked_at"])
        set_status(expert, ExpertStatus.ACTIVE)
        log_action("experts.resume_expert", expert, by=by)


@transaction.atomic
def confirm_profile(*, by: User | None, expert: Expert) -> None:
    """The expert says that the profile is still right. Raises `PermissionDenied`."""
    require(by, "experts.change_expert", expert)
    expert.confirmed_at = timezone.now()
    expert.save(update_fields=["confirmed_at"])
    note_change(expert)
    log_action("experts.confirm_profile", expert, by=by)


@transaction.atomic
def export_expert(*, by: User | None, expert: Expert) -> dict[str, Any]:
    """Hand over everything that is kept of a person (GDPR, articles 15 and 20). Raises `PermissionDenied`."""
    require(by, "experts.export_expert", expert)
    log_action("experts.export_expert", expert, by=by)
    return export_of(expert)


@transaction.atomic
def erase_expert(*, by: User | None, expert: Expert) -> None:
    """Erase everything personal, here and in every app that keeps something, and from this host's index.

    The row stays with its key alone, so that the logs still point somewhere. The account goes too, unless it holds a
    role. Raises `PermissionDenied`.
    """
    require(by, "experts.erase_expert", expert)
    erase_with_account(expert, action="experts.erase_expert", actor=by)


def erase_with_account(expert: Expert, *, action: str, actor: User | None) -> None:
    """Take out everything personal, log it as `action`, and take the account too unless it holds a role.

    The actions of this package call it within their transaction.
    """
    user = expert.user
    erase(expert)
    log_action(action, expert, by=actor)
    if user is not None and not user.memberships.current().exists():
        user.delete()


def erase(expert: Expert) -> None:
    """Take out everything personal; the actions of this package call it within their transaction.

    On commit, before the action returns, the index of this host forgets the person. If it can't, the caller gets the
    error instead of "erased", and whoever asks the index next does it first: the outbox has it. So do other hosts.
    """
    for keeper in keepers():
        keeper.erase(expert.profile_id)
    for part in (expert.experiences, expert.availabilities, expert.consents, expert.themes):
        part.all().delete()
    for name in ("name", "email", "headline", "text", "other_employer"):
        setattr(expert, name, "")
    expert.forms, expert.languages, expert.organisation, expert.user = [], {}, None, None
    expert.confirmed_at, expert.invited_at, expert.visibility = None, None, Visibility.AGENCY
    expert.asked_at, expert.removal_asked_at = None, None
    expert.import_key = erased_key(expert.import_key) if expert.import_key else None
    expert.status = ExpertStatus.ERASED
    expert.save()
    note_change(expert)
    transaction.on_commit(index.current)


def set_status(expert: Expert, status: ExpertStatus) -> None:
    """From findable to paused or back; the actions and jobs of this app call it within their transaction."""
    expert.status = status
    expert.save(update_fields=["status"])
    note_change(expert)
