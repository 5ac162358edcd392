"""A human chooses, says why, and may come back on it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.needs import queries
from wisselwerk.needs.models import Choice, Need, Shortlist
from wisselwerk.trail.actions import log_action


@transaction.atomic
def choose(
    *,
    by: User | None,
    need: Need,
    profile_id: str,
    reason: str,
    shortlist: Shortlist | None = None,
    searched: str = "",
) -> Choice:
    """A human picks a person or offer for a need and says why.

    It happens on a shortlist, or in plain search: then `searched` are the words that were typed. Choosing someone who
    is already chosen changes nothing. Raises `PermissionDenied`, or `ValidationError` without a reason, for someone who
    is not on the shortlist, and for someone who may not be shown (any more).
    """
    require(by, "needs.choose", need)
    if not reason.strip():
        raise ValidationError({"reason": _("Say in a few words why you choose this candidate.")})
    if profile_id not in queries.profiles_shown([profile_id]):
        raise ValidationError(_("This candidate is no longer available."))
    if shortlist is not None and not _is_on(shortlist, need, profile_id):
        raise ValidationError(_("This candidate is not on the shortlist."))
    choice, created = Choice.objects.get_or_create(
        need=need,
        profile_id=profile_id,
        withdrawn_at=None,
        defaults={"shortlist": shortlist, "searched": searched[:300], "reason": reason.strip(), "chosen_by": by},
    )
    if created:
        log_action("needs.choose", need, by=by, details={"profile": profile_id, "choice": choice.pk})
    return choice


@transaction.atomic
def withdraw_choice(*, by: User | None, choice: Choice) -> None:
    """Undo a choice; that it was made stays on record. Raises `PermissionDenied`."""
    require(by, "needs.choose", choice.need)
    if choice.withdrawn_at is None:
        choice.withdrawn_at = timezone.now()
        choice.save(update_fields=["withdrawn_at"])
        log_action(
            "needs.withdraw_choice", choice.need, by=by, details={"profile": choice.profile_id, "choice": choice.pk}
        )


def _is_on(shortlist: Shortlist, need: Need, profile_id: str) -> bool:
    return shortlist.need_id == need.pk and any(
        candidate["profile"] == profile_id for candidate in shortlist.ranking["candidates"]
    )
