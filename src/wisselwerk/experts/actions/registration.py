"""How a person becomes an expert: by registering, and then by showing that the e-mail address is theirs."""

from __future__ import annotations

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.experts.actions.changes import note_change
from wisselwerk.experts.actions.consents import set_consents
from wisselwerk.experts.actions.profiles import ProfileData, write_profile
from wisselwerk.experts.enums import ExpertStatus
from wisselwerk.experts.models import Expert
from wisselwerk.trail.actions import log_action


@transaction.atomic
def register_expert(
    *, email: str, password: str, data: ProfileData, purposes: Collection[str], site_language: str
) -> Expert:
    """A person registers. The profile is found once the e-mail address is verified and matching is consented to.

    Raises `ValidationError` when the address has an account already.
    """
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise ValidationError({"email": _("There is an account with this e-mail address. Sign in instead.")})
    user = User.objects.create_user(email=address, password=password, name=data.name, language=site_language)
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=False)
    return _create(user, data, purposes)


@transaction.atomic
def create_own_profile(*, by: User, data: ProfileData, purposes: Collection[str]) -> Expert:
    """Somebody who has an account already becomes an expert as well.

    Raises `PermissionDenied`, also for somebody who has a profile.
    """
    require(by, "experts.create_own_profile")
    expert = _create(by, data, purposes)
    if EmailAddress.objects.filter(user=by, email=by.email, verified=True).exists():
        activate_expert(user=by)
        expert.refresh_from_db()
    return expert


@transaction.atomic
def activate_expert(*, user: User) -> Expert | None:
    """The e-mail address of `user` is verified: their profile, if they have one that waits for this, can be found.

    A profile that was imported with the same address becomes this one: new words replace the old, history stays.
    """
    expert = Expert.objects.select_for_update().filter(user=user, status=ExpertStatus.DRAFT).first()
    if expert is None:
        return None
    imported = (
        Expert.objects.select_for_update()
        .filter(email=user.email, user=None)
        .exclude(status=ExpertStatus.ERASED)
        .order_by("pk")
        .first()
    )
    details = {}
    if imported is not None:
        details = {"registered_as": expert.pk}
        expert = _move(expert, imported)
    expert.status = ExpertStatus.ACTIVE
    expert.save(update_fields=["status"])
    note_change(expert)
    log_action("experts.activate_expert", expert, by=user, details=details)
    return expert


@transaction.atomic
def follow_email(*, user: User) -> None:
    """The address with which a person signs in changed: their profile follows."""
    expert = Expert.objects.filter(user=user).exclude(email=user.email).first()
    if expert is not None:
        expert.email = user.email
        expert.save(update_fields=["email"])
        log_action("experts.follow_email", expert, by=user)


def _create(user: User, data: ProfileData, purposes: Collection[str]) -> Expert:
    expert = Expert.objects.create(user=user, email=user.email, confirmed_at=timezone.now())
    write_profile(expert, data)
    set_consents(expert, purposes)
    note_change(expert)
    log_action("experts.register_expert", expert, by=user, details={"purposes": sorted(purposes)})
    return expert


def _move(draft: Expert, imported: Expert) -> Expert:
    """Put what a person wrote just now in the place of what was imported about them."""
    data, user = ProfileData.of(draft), draft.user
    purposes = list(draft.consents.filter(withdrawn_at=None).values_list("purpose", flat=True))
    draft.delete()
    imported.user, imported.confirmed_at = user, timezone.now()
    imported.save(update_fields=["user", "confirmed_at"])
    write_profile(imported, data)
    set_consents(imported, purposes)
    return imported
