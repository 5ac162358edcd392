"""Reminders and the end of invitations, and the answer to everyone who was considered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils import timezone

from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.inviting import mail_context, recipients
from wisselwerk.exchanges.actions.telling import tell_the_chosen
from wisselwerk.exchanges.conflicts import locked
from wisselwerk.exchanges.enums import InvitationStatus
from wisselwerk.exchanges.models import Invitation
from wisselwerk.exchanges.queries.invitations import INVITING, has_open_question, needs_to_conclude
from wisselwerk.jobs.registry import job
from wisselwerk.mail.actions import send
from wisselwerk.trail.actions import log_action

HOUR: Final = dt.timedelta(hours=1)
LAST_CALL: Final = dt.timedelta(days=2)
# So long after a need was closed it is looked whether everybody heard; the site may have been down for a while.
CONCLUDED_WITHIN: Final = dt.timedelta(days=30)


@job("exchanges.remind_invited", every=HOUR)
def remind_invited(now: dt.datetime) -> Mapping[str, int]:
    """Remind who has not answered: halfway, and two days before the end."""
    reminded = 0
    waiting = Invitation.objects.filter(status=InvitationStatus.SENT, expires_at__gt=now, exchange__status__in=INVITING)
    for invitation in waiting.order_by("pk"):
        if _which(invitation, now):
            with transaction.atomic():
                reminded += _remind(invitation, now)
    return {"reminded": reminded}


@job("exchanges.expire_invitations", every=HOUR)
def expire_invitations(now: dt.datetime) -> Mapping[str, int]:
    """End the invitations whose day has passed; the person and the officer are told.

    Whoever proposed other dates, or asked something, waits for us: their invitation stays.
    """
    expired = 0
    due = Invitation.objects.filter(status=InvitationStatus.SENT, expires_at__lte=now)
    for invitation in due.select_related("exchange").order_by("pk"):
        with transaction.atomic():
            expired += _expire(invitation, now)
    return {"expired": expired}


@job("exchanges.tell_outcomes", every=HOUR)
def tell_outcomes(now: dt.datetime) -> Mapping[str, int]:
    """Tell those who were chosen for a question that was closed, and were never invited."""
    told = 0
    for need in needs_to_conclude(now - CONCLUDED_WITHIN):
        with transaction.atomic():
            told += tell_the_chosen(need)
    return {"told": told}


def _which(invitation: Invitation, now: dt.datetime) -> str:
    """The reminder that is due; never before half of the time has passed."""
    halfway = invitation.sent_at + (invitation.expires_at - invitation.sent_at) / 2
    if now < halfway:
        return ""
    return "last" if now >= invitation.expires_at - LAST_CALL else "halfway"


def _remind(invitation: Invitation, now: dt.datetime) -> int:
    locked(invitation.exchange)
    invitation = locked(invitation)
    which = _which(invitation, now)
    if invitation.status != InvitationStatus.SENT or not which or has_open_question(invitation):
        return 0
    told = 0
    for one in recipients(invitation):
        key = f"invitation-{which}:{invitation.pk}:{invitation.nonce}:{one.email}"
        message = send("invitation_reminder", to=one, about=invitation, context=mail_context(invitation), key=key)
        told += message is not None
    if told:
        invitation.reminded_at = now
        invitation.save(update_fields=["reminded_at"])
    return told


def _expire(invitation: Invitation, now: dt.datetime) -> int:
    exchange = locked(invitation.exchange)
    invitation = locked(invitation)
    if invitation.status != InvitationStatus.SENT or invitation.expires_at > now or has_open_question(invitation):
        return 0
    invitation.status, invitation.outcome_told_at = InvitationStatus.EXPIRED, timezone.now()
    invitation.save(update_fields=["status", "outcome_told_at"])
    log_action("exchanges.expire_invitation", invitation, by=None, details={"exchange": exchange.pk})
    context = mail_context(invitation) | {"exchange": exchange.pk}
    for one in recipients(invitation):
        send("invitation_expired", to=one, about=invitation, context=context)
    audience.tell(audience.officers(exchange), "invitation_unanswered", about=invitation, context=context)
    return 1
