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
from wisselwerk.exchanges.enums import InvitationStatus
from wisselwerk.exchanges.links import token_for
from wisselwerk.exchanges.models import Exchange, Invitation
from wisselwerk.exchanges.models.invitations import new_nonce
from wisselwerk.exchanges.queries.invitations import INVITING, SENDABLE, is_asked_already, overlaps
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.languages import isolated
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.trail.actions import log_action, log_processing

ANSWER: Final = "answer"  # what the link in an invitation is for


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
    if invitation.start and invitation.end and invitation.end < invitation.start:
        raise ValidationError({"end": _("The period ends before it starts.")})
    require_not_asked(invitation)
    if not overlap_accepted and invitation.offer is None and _is_busy(invitation):
        raise ValidationError(
            _("{name} is asked or expected elsewhere in these days.").format(name=isolated(invitation.name)),
            code="overlap",
        )
    return send_invitation(invitation, actor=by)


def require_not_asked(invitation: Invitation) -> None:
    """Let nobody have two invitations to one exchange that stand. Raises `ValidationError` with code "twice"."""
    exchange, again = invitation.exchange, invitation if invitation.pk else None
    if is_asked_already(exchange, email=invitation.email, offer=invitation.offer, but=again):
        raise ValidationError(_("{name} is invited already.").format(name=isolated(invitation.name)), code="twice")


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
    """The invited person; for a municipality its coordinators as they are now."""
    if invitation.offer is not None:
        return audience.coordinators(invitation.offer.organisation)
    return [audience.person(invitation)]


def mail_context(invitation: Invitation) -> dict[str, object]:
    """What the messages about an invitation are made of."""
    exchange = invitation.exchange
    return {
        "invitation": invitation.pk,
        "token": token_for(invitation, ANSWER),
        "title": exchange.title,
        "partner": exchange.partner.name,
        "name": invitation.name,
        "text": invitation.text,
        "officer": str(invitation.sent_by or ""),
        "start": invitation.start.isoformat() if invitation.start else "",
        "end": invitation.end.isoformat() if invitation.end else "",
        "answer_before": timezone.localdate(invitation.expires_at).isoformat(),
        "is_municipality": invitation.offer_id is not None,
        "put_forward_by": invitation.put_forward_for.name if invitation.put_forward_for else "",
    }


@transaction.atomic
def withdraw_invitation(*, by: User | None, invitation: Invitation, reason: str = "") -> Invitation:
    """Take back an invitation that was not answered; the person is told.

    Raises `PermissionDenied`, or `Conflict` when it was answered in the meantime.
    """
    require(by, "exchanges.change_invitation", invitation.exchange)
    invitation = _open(invitation)
    invitation.status, invitation.outcome_told_at = InvitationStatus.WITHDRAWN, timezone.now()
    invitation.save(update_fields=["status", "outcome_told_at"])
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
    if invitation.status not in SENDABLE or exchange.status not in INVITING:
        raise Conflict(_("This invitation was answered in the meantime."), code="conflict")
    if end_of(answer_before) <= timezone.now():
        raise ValidationError({"answer_before": _("Give them at least until tomorrow to answer.")})
    if start and end and end < start:
        raise ValidationError({"end": _("The period ends before it starts.")})
    if invitation.expert_id and not Expert.objects.findable().filter(pk=invitation.expert_id).exists():
        raise ValidationError(_("This candidate is no longer available."))
    require_not_asked(invitation)
    invitation.status, invitation.nonce = InvitationStatus.SENT, new_nonce()
    invitation.sent_at, invitation.expires_at = timezone.now(), end_of(answer_before)
    invitation.start, invitation.end = start or invitation.start, end or invitation.end
    invitation.reminded_at = invitation.answered_at = invitation.outcome_told_at = None
    invitation.proposed_start = invitation.proposed_end = None
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
            raise ValidationError(
                _("{name} has no e-mail address in the profile.").format(name=isolated(expert)), code="no-address"
            )
        return to_expert(expert)
    if kind == "offer":
        offer = MunicipalOffer.objects.findable().select_related("organisation").filter(pk=pk).first()
        if offer is None:
            raise ValidationError(_("This candidate is no longer available."))
        if not audience.coordinators(offer.organisation):
            raise ValidationError(_("{name} has no coordinator here.").format(name=isolated(offer.organisation)))
        # No address: whoever coordinates when a message goes out gets it.
        return Invitation(offer=offer, name=offer.organisation.name, language=offer.language)
    email = invitee.email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from None
    if not invitee.name.strip():
        raise ValidationError({"name": _("Give the name of who is invited.")})
    expert = Expert.objects.findable().select_related("user").filter(email__iexact=email).first()
    if expert is not None:
        return to_expert(expert)
    return Invitation(name=invitee.name.strip(), email=email, language=invitee.language)


def to_expert(expert: Expert) -> Invitation:
    """An invitation with the name, address and language of a profile."""
    language = expert.user.language if expert.user else expert.language
    return Invitation(expert=expert, name=expert.name, email=expert.email, language=language)


def _is_busy(invitation: Invitation) -> bool:
    person = (invitation.expert_id, invitation.email)
    [found] = overlaps([person], start=invitation.start, end=invitation.end, but=invitation.exchange)
    return bool(found)
