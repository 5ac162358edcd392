"""Inviting people and municipalities, and what the officer does with an invitation afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.enums import ExchangeStatus, InvitationStatus
from wisselwerk.exchanges.links import token_for
from wisselwerk.exchanges.models import Exchange, Invitation
from wisselwerk.exchanges.models.invitations import new_nonce
from wisselwerk.exchanges.queries.invitations import overlaps
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.trail.actions import log_action, log_processing

# As long as people are sought, and afterwards when somebody must be replaced.
INVITING: Final = frozenset({ExchangeStatus.FORMING, ExchangeStatus.PREPARING, ExchangeStatus.READY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """Who is invited: a profile or offer ("expert:12", "offer:3"), or somebody by name and address.

    `text` is the personal text, `part` what they do in it ("speaker"); `language` counts for who has no profile.
    """

    profile_id: str = ""
    name: str = ""
    email: str = ""
    language: str = "nl"
    part: str = ""
    text: str = ""


@transaction.atomic
def invite(
    *,
    by: User | None,
    to: Exchange,
    invitee: Invitee,
    answer_before: dt.date,
    start: dt.date | None = None,
    end: dt.date | None = None,
    overlap_accepted: bool = False,
) -> Invitation:
    """Invite one person or municipality; they get a message with a link to answer by.

    The dates are those of the exchange unless others are given. Raises `PermissionDenied`, or `ValidationError`: with
    code "overlap" when they are asked or expected elsewhere in the same days and `overlap_accepted` does not say so be
    it; when they are invited already; when the profile may not be used (any more) or has no address.
    """
    require(by, "exchanges.invite", to)
    exchange = locked(to)
    if exchange.status not in INVITING:
        raise Conflict(_("Nobody can be invited any more: the exchange has begun or is over."), code="conflict")
    invitation = _addressed(invitee)
    invitation.exchange, invitation.sent_by = exchange, by
    invitation.part, invitation.text = invitee.part.strip(), invitee.text.strip()
    invitation.start, invitation.end = start or exchange.start, end or exchange.end
    invitation.expires_at = end_of(answer_before)
    if invitation.expires_at <= timezone.now():
        raise ValidationError({"answer_before": _("Give them at least until tomorrow to answer.")})
    standing = [InvitationStatus.SENT, InvitationStatus.OTHER_DATES, InvitationStatus.ACCEPTED]
    if exchange.invitations.filter(email=invitation.email, status__in=standing).exists():
        raise ValidationError(_("{name} is invited already.").format(name=invitation.name), code="twice")
    if not overlap_accepted and overlaps(invitation):
        raise ValidationError(
            _("{name} is asked or expected elsewhere in these days.").format(name=invitation.name), code="overlap"
        )
    return send_invitation(invitation, actor=by)


def send_invitation(invitation: Invitation, *, actor: User | None) -> Invitation:
    """Store a new invitation and send its message; called by the actions that invite."""
    invitation.save()
    if invitation.expert is not None:
        log_processing("exchanges.invite", [invitation.expert], by=actor, purpose=f"exchange:{invitation.exchange_id}")
    log_action("exchanges.invite", invitation, by=actor, details={"exchange": invitation.exchange_id})
    mail_invitation(invitation)
    return invitation


def mail_invitation(invitation: Invitation) -> None:
    """Send the message with the link by which an invitation is answered."""
    for one in recipients(invitation):
        send("invitation", to=one, about=invitation, context=mail_context(invitation))


def recipients(invitation: Invitation) -> list[Recipient]:
    """The invited person; for a municipality its coordinators."""
    if invitation.offer is not None:
        return audience.coordinators(invitation.offer.organisation)
    return [audience.person(invitation)]


def mail_context(invitation: Invitation) -> dict[str, object]:
    """What the messages about an invitation are made of."""
    exchange = invitation.exchange
    return {
        "invitation": invitation.pk,
        "token": token_for(invitation, "answer"),
        "title": exchange.title,
        "partner": exchange.partner.name,
        "name": invitation.name,
        "text": invitation.text,
        "officer": str(invitation.sent_by or ""),
        "start": invitation.start.isoformat() if invitation.start else "",
        "end": invitation.end.isoformat() if invitation.end else "",
        "answer_before": timezone.localdate(invitation.expires_at).isoformat(),
        "is_municipality": invitation.offer_id is not None,
    }


@transaction.atomic
def withdraw_invitation(*, by: User | None, invitation: Invitation, reason: str = "") -> Invitation:
    """Take back an invitation that was not answered; the person is told.

    Raises `PermissionDenied`, or `Conflict` when it was answered in the meantime.
    """
    require(by, "exchanges.change_invitation", invitation.exchange)
    invitation = _open(invitation)
    invitation.status, invitation.nonce = InvitationStatus.WITHDRAWN, new_nonce()
    invitation.outcome_told_at = timezone.now()
    invitation.save(update_fields=["status", "nonce", "outcome_told_at"])
    log_action("exchanges.withdraw_invitation", invitation, by=by, details={"exchange": invitation.exchange_id})
    for one in recipients(invitation):
        context = mail_context(invitation) | {"reason": reason.strip()}
        send("invitation_withdrawn", to=one, about=invitation, context=context)
    return invitation


@transaction.atomic
def send_again(
    *,
    by: User | None,
    invitation: Invitation,
    answer_before: dt.date,
    start: dt.date | None = None,
    end: dt.date | None = None,
) -> Invitation:
    """Send an open or expired invitation anew, with more time or with other dates; the old link is worthless then.

    Raises `PermissionDenied`, `Conflict` when it was answered in the meantime, or `ValidationError`.
    """
    require(by, "exchanges.change_invitation", invitation.exchange)
    exchange = locked(invitation.exchange)
    invitation = locked(invitation)
    again = {InvitationStatus.SENT, InvitationStatus.OTHER_DATES, InvitationStatus.EXPIRED, InvitationStatus.NOT_NOW}
    if invitation.status not in again or exchange.status not in INVITING:
        raise Conflict(_("This invitation was answered in the meantime."), code="conflict")
    if end_of(answer_before) <= timezone.now():
        raise ValidationError({"answer_before": _("Give them at least until tomorrow to answer.")})
    if start and end and end < start:
        raise ValidationError({"end": _("The period ends before it starts.")})
    invitation.status, invitation.nonce = InvitationStatus.SENT, new_nonce()
    invitation.sent_at, invitation.expires_at = timezone.now(), end_of(answer_before)
    invitation.start, invitation.end = start or invitation.start, end or invitation.end
    invitation.reminded_at = invitation.answered_at = invitation.proposed_start = invitation.proposed_end = None
    invitation.save()
    log_action("exchanges.send_again", invitation, by=by, details={"exchange": invitation.exchange_id})
    mail_invitation(invitation)
    return invitation


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day, in the time zone of the site."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))


def _open(invitation: Invitation) -> Invitation:
    locked(invitation.exchange)  # always before the invitation, as the steps of the exchange do
    invitation = locked(invitation)
    if not invitation.is_open:
        raise Conflict(_("This invitation was answered in the meantime."), code="conflict")
    return invitation


def _addressed(invitee: Invitee) -> Invitation:
    """An invitation with its person or offer, name, address and language."""
    kind, _colon, pk = invitee.profile_id.partition(":")
    if kind == "expert":
        expert = Expert.objects.findable().select_related("user").filter(pk=pk).first()
        if expert is None:
            raise ValidationError(_("This candidate is no longer available."))
        if not expert.email:
            raise ValidationError(_("{name} has no e-mail address in the profile.").format(name=expert.name))
        language = expert.user.language if expert.user else expert.language
        return Invitation(expert=expert, name=expert.name, email=expert.email, language=language)
    if kind == "offer":
        offer = MunicipalOffer.objects.findable().select_related("organisation").filter(pk=pk).first()
        if offer is None:
            raise ValidationError(_("This candidate is no longer available."))
        if not (coordinators := audience.coordinators(offer.organisation)):
            raise ValidationError(_("{name} has no coordinator here.").format(name=offer.organisation))
        first = coordinators[0]
        return Invitation(offer=offer, name=offer.organisation.name, email=first.email, language=first.language)
    email = invitee.email.strip().lower()
    validate_email(email)
    if not invitee.name.strip():
        raise ValidationError({"name": _("Give the name of who is invited.")})
    return Invitation(name=invitee.name.strip(), email=email, language=invitee.language)
