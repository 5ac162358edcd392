"""How a person whose profile was imported takes it into their own hands, or has it removed.

An invitation is a link by e-mail. It names the profile and the address, is signed by this site, ends after thirty days
and works once: a profile that has an account, was erased or got another address does not open with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.experts.actions.changes import note_change
from wisselwerk.experts.actions.consents import set_consents
from wisselwerk.experts.actions.lifecycle import erase
from wisselwerk.experts.enums import ExpertStatus
from wisselwerk.experts.models import Expert
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.trail.actions import log_action

VALID_FOR: Final = dt.timedelta(days=30)
# Nobody gets a second invitation within this time.
PAUSE: Final = dt.timedelta(days=7)
_SALT: Final = "wisselwerk.experts.claim"


@transaction.atomic
def invite_to_claim(*, by: User | None, expert: Expert) -> str:
    """Invite the person whose profile was imported by e-mail; returns the token of the link in the message.

    Raises `PermissionDenied`, or `ValidationError` when there is nobody to invite or it was done just before.
    """
    require(by, "experts.invite_expert", expert)
    if expert.user_id is not None or expert.status == ExpertStatus.ERASED:
        raise ValidationError(_("This person has their profile in their own hands already."))
    if not expert.email:
        raise ValidationError(_("There is no e-mail address in this profile."))
    if expert.invited_at and expert.invited_at > timezone.now() - PAUSE:
        raise ValidationError(_("This person was invited less than a week ago."))
    expert.invited_at = timezone.now()
    expert.save(update_fields=["invited_at"])
    log_action("experts.invite_to_claim", expert, by=by)
    token = signing.dumps([expert.pk, expert.email], salt=_SALT)
    send(
        "claim",
        to=Recipient(expert.email, expert.language),
        about=expert,
        context={"name": expert.name, "token": token, "days": VALID_FOR.days},
    )
    return token


def read_invitation(token: str) -> Expert:
    """The profile that an invitation is about. Raises `ValidationError` when the link does not work (any more)."""
    try:
        pk, email = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    except signing.SignatureExpired:
        raise ValidationError(_("This link is too old. Ask for a new one."), code="expired") from None
    except signing.BadSignature:
        raise ValidationError(_("This link is not right. Did you copy all of it?"), code="bad") from None
    expert = Expert.objects.filter(pk=pk, email=email, user=None).exclude(status=ExpertStatus.ERASED).first()
    if expert is None:
        raise ValidationError(_("This link was used already."), code="used")
    return expert


@transaction.atomic
def claim_profile(*, token: str, password: str, purposes: Collection[str], site_language: str) -> Expert:
    """The invited person takes over the profile: an account with this password, and a yes or no to each purpose.

    The mail reached them, so the address is theirs. When the address has an account without a profile, the profile is
    added to that account and `password` is not used. Raises `ValidationError` when the invitation does not work (any
    more) or the account has a profile of its own.
    """
    expert = read_invitation(token)
    user = User.objects.filter(email=expert.email).first()
    if user is None:
        user = User.objects.create_user(email=expert.email, password=password, name=expert.name, language=site_language)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    elif Expert.objects.filter(user=user).exists():
        raise ValidationError(_("You have a profile already. Sign in to see it."))
    expert.user, expert.status, expert.confirmed_at = user, ExpertStatus.ACTIVE, timezone.now()
    expert.save(update_fields=["user", "status", "confirmed_at"])
    set_consents(expert, purposes)
    note_change(expert)
    log_action("experts.claim_profile", expert, by=user, details={"purposes": sorted(purposes)})
    return expert


@transaction.atomic
def refuse_claim(*, token: str) -> None:
    """The invited person wants no profile: everything personal is erased.

    Raises `ValidationError` when the invitation does not work (any more).
    """
    expert = read_invitation(token)
    erase(expert)
    log_action("experts.refuse_claim", expert, by=None)
