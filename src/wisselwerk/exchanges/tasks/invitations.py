"""Reminders and the end of invitations, and the answer to everyone who was considered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.inviting import mail_context, recipients
from wisselwerk.exchanges.actions.telling import tell_the_chosen
from wisselwerk.exchanges.conflicts import locked
from wisselwerk.exchanges.enums import InvitationStatus
from wisselwerk.exchanges.models import Invitation
from wisselwerk.jobs.registry import job
from wisselwerk.mail.actions import send
from wisselwerk.needs.enums import NeedStatus
from wisselwerk.needs.models import Choice, Need
from wisselwerk.trail.actions import log_action

HOUR = dt.timedelta(hours=1)
LAST_CALL = dt.timedelta(days=2)


@job("exchanges.remind_invited", every=HOUR)
def remind_invited(now: dt.datetime) -> Mapping[str, int]:
    """Remind who has not answered: halfway, and two days before the end."""
    reminded = 0
    waiting = Invitation.objects.filter(status=InvitationStatus.SENT, expires_at__gt=now, sent_at__lt=now - HOUR)
    for invitation in waiting.select_related("exchange__partner", "expert__user", "offer__organisation", "sent_by"):
        halfway = invitation.sent_at + (invitation.expires_at - invitation.sent_at) / 2
        which = "last" if now >= invitation.expires_at - LAST_CALL else "halfway" if now >= halfway else ""
        if which:
            with transaction.atomic():
                reminded += _remind(invitation, which, now)
    return {"reminded": reminded}


@job("exchanges.expire_invitations", every=HOUR)
def expire_invitations(now: dt.datetime) -> Mapping[str, int]:
    """End the invitations whose day has passed; the person and the officer are told."""
    expired = 0
    due = Invitation.objects.filter(
        status__in=[InvitationStatus.SENT, InvitationStatus.OTHER_DATES], expires_at__lte=now
    )
    for invitation in due.select_related("exchange"):
        with transaction.atomic():
            expired += _expire(invitation, now)
    return {"expired": expired}


@job("exchanges.tell_outcomes", every=HOUR)
def tell_outcomes(now: dt.datetime) -> Mapping[str, int]:
    """Tell those who were chosen for a question that was closed, and were never invited."""
    told = 0
    chosen = Choice.objects.filter(need=OuterRef("pk"))
    for need in Need.objects.filter(Exists(chosen), status=NeedStatus.CLOSED).order_by("pk"):
        with transaction.atomic():
            told += tell_the_chosen(need)
    return {"told": told}


def _remind(invitation: Invitation, which: str, now: dt.datetime) -> int:
    told = 0
    for one in recipients(invitation):
        key = f"invitation-{which}:{invitation.pk}:{invitation.nonce}:{one.email}"
        message = send("invitation_reminder", to=one, about=invitation, context=mail_context(invitation), key=key)
        told += message is not None
    if told:
        Invitation.objects.filter(pk=invitation.pk).update(reminded_at=now)
    return told


def _expire(invitation: Invitation, now: dt.datetime) -> int:
    exchange = locked(invitation.exchange)
    invitation = locked(invitation)
    if not invitation.is_open or invitation.expires_at > now:
        return 0
    invitation.status, invitation.outcome_told_at = InvitationStatus.EXPIRED, timezone.now()
    invitation.save(update_fields=["status", "outcome_told_at"])
    log_action("exchanges.expire_invitation", invitation, by=None, details={"exchange": exchange.pk})
    context = mail_context(invitation) | {"exchange": exchange.pk}
    for one in recipients(invitation):
        send("invitation_expired", to=one, about=invitation, context=context)
    audience.tell(audience.officers(exchange), "invitation_unanswered", about=invitation, context=context)
    return 1
