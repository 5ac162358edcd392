"""Every write to users and memberships."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import Membership, User
from wisselwerk.accounts.rules import require
from wisselwerk.trail.actions import log_action

if TYPE_CHECKING:
    from wisselwerk.organisations.models import Organisation


@transaction.atomic
def create_user(
    *,
    by: User | None,
    email: str,
    name: str = "",
    password: str | None = None,
    language: str = "nl",
    verified: bool = False,
) -> User:
    """Make an account. `verified` says that the address is known to be the person's own.

    Raises `PermissionDenied`, or `ValidationError` when the address is taken.
    """
    require(by, "accounts.manage_users")
    if User.objects.filter(email=email.strip().lower()).exists():
        raise ValidationError({"email": _("There is an account with this e-mail address already.")})
    user = User.objects.create_user(email=email, password=password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    log_action("accounts.create_user", user, by=by)
    return user


@transaction.atomic
def invite_user(*, by: User | None, email: str, name: str, language: str) -> User:
    """Make an account without a password; the caller mails the link with which the person chooses one.

    The address counts as verified: there is no way in but the link that was mailed to it.
    Raises `PermissionDenied`, or `ValidationError` when the address is taken.
    """
    user = create_user(by=by, email=email, name=name, language=language, verified=True)
    log_action("accounts.invite_user", user, by=by)
    return user


@transaction.atomic
def grant_role(
    *, by: User | None, user: User, role: str, organisation: Organisation, until: dt.date | None = None
) -> Membership:
    """Give `user` a role in an organisation, again after it ended, or change when it ends.

    Raises `PermissionDenied`, or `ValidationError` when nobody would be left to administer the site.
    """
    require(by, "accounts.manage_users")
    with _administration_goes_on():
        membership, _created = Membership.objects.get_or_create(user=user, role=role, organisation=organisation)
        if membership.until is not None and membership.until < timezone.localdate():
            membership.since = timezone.localdate()
        membership.until = until
        membership.save(update_fields=["since", "until"])
    user.__dict__.pop("current_roles", None)
    log_action("accounts.grant_role", membership, by=by, details={"role": role, "organisation": organisation.pk})
    return membership


@transaction.atomic
def revoke_role(*, by: User | None, membership: Membership, on: dt.date) -> Membership:
    """End a role after the day `on`; the membership stays as history.

    Raises `PermissionDenied`, or `ValidationError` when nobody would be left to administer the site.
    """
    require(by, "accounts.manage_users")
    with _administration_goes_on():
        Membership.objects.filter(pk=membership.pk).update(until=on)
    membership.until = on
    membership.user.__dict__.pop("current_roles", None)
    log_action("accounts.revoke_role", membership, by=by, details={"until": on.isoformat()})
    return membership


@transaction.atomic
def set_active(*, by: User | None, user: User, active: bool) -> User:
    """Allow or stop signing in.

    Raises `PermissionDenied`, or `ValidationError` when nobody would be left to administer the site.
    """
    require(by, "accounts.manage_users")
    with _administration_goes_on():
        User.objects.filter(pk=user.pk).update(is_active=active)
    user.is_active = active
    log_action("accounts.set_active", user, by=by, details={"active": active})
    return user


@contextmanager
def _administration_goes_on() -> Iterator[None]:
    """Refuse a change that takes away the last administrator, or the last one whose role has no end date.

    A site that had none before (when it is set up, by the operator) is left alone. Raises `ValidationError`; so change
    rows within and objects after, or what was refused lives on in memory.
    """
    administrators = Membership.objects.current().filter(role=Role.ADMINISTRATOR, user__is_active=True)
    lasting = administrators.filter(until=None)
    before = administrators.exists(), lasting.exists()
    yield
    if before[0] and not administrators.exists():
        raise ValidationError(_("Somebody must be able to administer this site. Give another person that role first."))
    if before[1] and not lasting.exists():
        raise ValidationError(_("One administrator must have no end date. Give another person that role first."))
