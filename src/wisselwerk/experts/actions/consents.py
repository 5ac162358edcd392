"""What an expert allows, purpose by purpose."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.experts.actions.changes import note_change
from wisselwerk.experts.consent import TEXT_VERSION
from wisselwerk.experts.models import ConsentRecord, Expert
from wisselwerk.trail.actions import log_action


@transaction.atomic
def give_consent(*, by: User | None, expert: Expert, purpose: str) -> None:
    """Consent to one purpose; again is no harm. Raises `PermissionDenied`."""
    require(by, "experts.change_expert", expert)
    _record, created = ConsentRecord.objects.get_or_create(
        expert=expert, purpose=purpose, withdrawn_at=None, defaults={"text_version": TEXT_VERSION}
    )
    if created:
        note_change(expert)
        log_action("experts.give_consent", expert, by=by, details={"purpose": purpose})


@transaction.atomic
def withdraw_consent(*, by: User | None, expert: Expert, purpose: str) -> None:
    """Withdraw the consent to one purpose; it holds from this moment. Raises `PermissionDenied`."""
    require(by, "experts.change_expert", expert)
    if expert.consents.filter(purpose=purpose, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        note_change(expert)
        log_action("experts.withdraw_consent", expert, by=by, details={"purpose": purpose})


def set_consents(expert: Expert, purposes: Collection[str]) -> None:
    """Make exactly these consents stand: for the actions in which a person says yes or no to each of them."""
    standing = expert.consents.filter(withdrawn_at=None)
    standing.exclude(purpose__in=purposes).update(withdrawn_at=timezone.now())
    for purpose in set(purposes) - set(standing.values_list("purpose", flat=True)):
        ConsentRecord.objects.create(expert=expert, purpose=purpose, text_version=TEXT_VERSION)
