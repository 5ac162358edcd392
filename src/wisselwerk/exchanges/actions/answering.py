"""Answers to an invitation: from the site, or by the link in the message. One answer wins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.inviting import (
    ANSWER,
    end_of,
    mail_context,
    recipients,
    require_not_asked,
    send_invitation,
    to_expert,
)
from wisselwerk.exchanges.actions.moving import fall_back
from wisselwerk.exchanges.actions.preparing import refresh_checklist
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.enums import DeclineReason, InvitationStatus, ParticipantStatus, ShownField
from wisselwerk.exchanges.links import Actor, LinkHolder, require_link_or
from wisselwerk.exchanges.models import Exchange, Invitation, InvitationRemark, Participant
from wisselwerk.exchanges.queries.invitations import INVITING, may_name_a_colleague
from wisselwerk.experts.enums import ExpertKind
from wisselwerk.experts.models import Expert
from wisselwerk.mail.actions import send
from wisselwerk.organisations.models import Organisation
from wisselwerk.trail.actions import log_action

# A colleague who is put forward, and somebody whose question was answered, have at least so long to answer.
LEAST_TIME = dt.timedelta(days=5)


@transaction.atomic
def accept(
    *,
    by: Actor,
    invitation: Invitation,
    shown: Collection[str] = (),
    may_be_named: bool = False,
    words: str = "",
    kind: str = "",
    employer: Organisation | None = None,
    other_employer: str = "",
) -> Participant:
    """The person takes part. `shown` are the `ShownField` values that the partner may see.

    `kind`, `employer` and `other_employer` count for whoever has no profile that says so. Raises `PermissionDenied`,
    `ValidationError`, or `Conflict` when it was answered, withdrawn or expired in the meantime.
    """
    user, exchange, invitation = _answering(by, invitation)
    if invitation.offer_id is not None:
        raise ValidationError(_("Put a colleague forward: an offer itself can't take part."))
    person = _participant(exchange, invitation)
    if person.expert is None:
        person.kind = ExpertKind(kind) if kind in ExpertKind.values else ExpertKind.OFFICIAL
        person.organisation = person.organisation or employer
        person.other_employer = "" if person.organisation else other_employer.strip()
    person.shown = [field.value for field in ShownField if field in shown]
    person.may_be_named = may_be_named
    person.save()
    # Who left and comes back was led here by an earlier invitation.
    exchange.invitations.filter(participant=person).exclude(pk=invitation.pk).update(participant=None)
    invitation.participant = person
    _answer(invitation, InvitationStatus.ACCEPTED, by=by, user=user, words=words)
    refresh_checklist(exchange)
    fall_back(exchange, actor=user)  # somebody new: approval, consent and terms are asked for them too
    return person


@transaction.atomic
def decline(*, by: Actor, invitation: Invitation, reason: str, words: str = "") -> Invitation:
    """The person or municipality says no, and why. Raises `PermissionDenied`, `Conflict`, or `ValidationError`."""
    user, _exchange, invitation = _answering(by, invitation)
    if reason not in DeclineReason.values:
        raise ValidationError({"reason": _("Choose what fits best.")})
    invitation.reason = reason
    return _answer(invitation, InvitationStatus.DECLINED, by=by, user=user, words=words)


@transaction.atomic
def say_not_now(*, by: Actor, invitation: Invitation, words: str = "") -> Invitation:
    """Not this time, but do ask again. Raises `PermissionDenied`, or `Conflict`."""
    user, _exchange, invitation = _answering(by, invitation)
    return _answer(invitation, InvitationStatus.NOT_NOW, by=by, user=user, words=words)


@transaction.atomic
def propose_dates(*, by: Actor, invitation: Invitation, start: dt.date, end: dt.date, words: str = "") -> Invitation:
    """Yes, but at another time; it can still be answered otherwise. Raises as `decline` does."""
    user, _exchange, invitation = _answering(by, invitation)
    if end < start:
        raise ValidationError({"proposed_end": _("The period ends before it starts.")})
    if start < timezone.localdate():
        raise ValidationError({"proposed_start": _("This day has passed.")})
    invitation.proposed_start, invitation.proposed_end = start, end
    return _answer(invitation, InvitationStatus.OTHER_DATES, by=by, user=user, words=words)


@transaction.atomic
def ask_about_invitation(*, by: Actor, invitation: Invitation, text: str) -> InvitationRemark:
    """A question before the answer; the officer is told. Raises as `decline` does."""
    user, exchange, invitation = _answering(by, invitation)
    remark = _remark(invitation, text, by=user, from_agency=False)
    log_action("exchanges.ask_about_invitation", invitation, by=user, details={"link": isinstance(by, LinkHolder)})
    context = mail_context(invitation) | {"exchange": exchange.pk, "question": remark.text}
    audience.tell(audience.officers(exchange), "invitation_question", about=invitation, context=context)
    return remark


@transaction.atomic
def reply_about_invitation(*, by: User | None, invitation: Invitation, text: str) -> InvitationRemark:
    """The agency's answer to a question. Raises `PermissionDenied`, or `ValidationError` without a text."""
    require(by, "exchanges.change_invitation", invitation.exchange)
    locked(invitation.exchange)
    invitation = locked(invitation)
    remark = _remark(invitation, text, by=by, from_agency=True)
    if invitation.is_open:  # whoever waited for us does not lose the time to answer
        invitation.expires_at = max(invitation.expires_at, end_of(timezone.localdate() + LEAST_TIME))
        invitation.save(update_fields=["expires_at"])
    log_action("exchanges.reply_about_invitation", invitation, by=by)
    for one in recipients(invitation):
        send("invitation_reply", to=one, about=invitation, context=mail_context(invitation) | {"reply": remark.text})
    return remark


@transaction.atomic
def put_forward(
    *,
    by: User | None,
    invitation: Invitation,
    expert: Expert | None = None,
    name: str = "",
    email: str = "",
    language: str = "nl",
    words: str = "",
) -> Invitation:
    """A municipality that was invited names a colleague, who then gets an invitation of their own; returns that.

    The colleague is an expert of that municipality, or a name and an address. When the colleague can't, somebody else
    can be named. Raises `PermissionDenied`, `Conflict`, or `ValidationError`.
    """
    require(by, "exchanges.put_forward", invitation)
    exchange = locked(invitation.exchange)
    invitation = locked(invitation)
    if exchange.status not in INVITING or not may_name_a_colleague(invitation):
        raise _conflict(invitation)
    if invitation.is_open:
        _require_time(invitation)
    assert invitation.offer is not None
    if expert is not None:
        if expert.organisation_id != invitation.offer.organisation_id:
            raise ValidationError(_("This person does not work at your municipality."))
        colleague = to_expert(expert)
    else:
        colleague = Invitation(name=name.strip(), email=email.strip().lower(), language=language)
    if not colleague.name or not colleague.email:
        raise ValidationError(_("Give the name and the e-mail address of your colleague."))
    colleague.exchange, colleague.put_forward_for, colleague.sent_by = exchange, invitation, invitation.sent_by
    colleague.part = invitation.part
    if colleague.language == invitation.language:  # a text in another language is of no use to them
        colleague.text = invitation.text
    colleague.start, colleague.end = invitation.start, invitation.end
    colleague.expires_at = max(invitation.expires_at, end_of(timezone.localdate() + LEAST_TIME))
    require_not_asked(colleague)
    if invitation.is_open:
        _answer(invitation, InvitationStatus.ACCEPTED, by=by, user=by, words=words)
    log_action("exchanges.put_forward", invitation, by=by)
    return send_invitation(colleague, actor=by)


def _answering(by: Actor, invitation: Invitation) -> tuple[User | None, Exchange, Invitation]:
    user = require_link_or(by, "exchanges.answer_invitation", invitation, purpose=ANSWER)
    exchange = locked(invitation.exchange)  # always before the invitation, as the steps of the exchange do
    invitation = locked(invitation)
    if not invitation.is_open or exchange.status not in INVITING:
        raise _conflict(invitation)
    _require_time(invitation)
    return user, exchange, invitation


def _conflict(invitation: Invitation) -> Conflict:
    return Conflict(
        _("This invitation can't be answered any more: {state}.").format(state=invitation.get_status_display()),
        code="conflict",
    )


def _require_time(invitation: Invitation) -> None:
    if invitation.expires_at < timezone.now():
        raise Conflict(_("The time to answer is over. Write to us if you still want to take part."), code="conflict")


def _answer(invitation: Invitation, status: str, *, by: Actor, user: User | None, words: str) -> Invitation:
    invitation.status, invitation.answered_at, invitation.answer = status, timezone.now(), words.strip()
    invitation.save()
    details = {"exchange": invitation.exchange_id, "answer": str(status), "link": isinstance(by, LinkHolder)}
    log_action("exchanges.answer_invitation", invitation, by=user, details=details)
    context = mail_context(invitation) | {
        "exchange": invitation.exchange_id,
        "answer": str(status),
        "words": invitation.answer,
        "reason": str(DeclineReason(invitation.reason)) if status == InvitationStatus.DECLINED else "",
        "proposed_start": invitation.proposed_start.isoformat() if invitation.proposed_start else "",
        "proposed_end": invitation.proposed_end.isoformat() if invitation.proposed_end else "",
        "put_forward_for": None,
    }
    officers = audience.officers(invitation.exchange)
    audience.tell(officers, "invitation_answered", about=invitation, but=user, context=context)
    named_by = invitation.put_forward_for
    if named_by is not None and named_by.offer is not None:
        told = audience.coordinators(named_by.offer.organisation)
        # Why is between the colleague and the agency.
        context |= {"put_forward_for": named_by.pk, "words": "", "reason": ""}
        audience.tell(told, "invitation_answered", about=invitation, but=user, context=context)
    return invitation


def _participant(exchange: Exchange, invitation: Invitation) -> Participant:
    """The person as a participant: anew, or the one who left before."""
    known = exchange.participants.filter(email__iexact=invitation.email).first()
    if invitation.expert is not None:
        known = exchange.participants.filter(expert=invitation.expert).first() or known
    person = known or Participant(exchange=exchange)
    expert = invitation.expert
    person.expert, person.name, person.email = expert, invitation.name, invitation.email
    person.language, person.part = invitation.language, invitation.part
    person.status, person.withdrawn_because = ParticipantStatus.JOINING, ""
    if expert is not None:
        person.kind, person.organisation = expert.kind, expert.organisation
        person.other_employer = expert.other_employer
    elif invitation.put_forward_for is not None and invitation.put_forward_for.offer is not None:
        person.organisation = invitation.put_forward_for.offer.organisation
    return person


def _remark(invitation: Invitation, text: str, *, by: User | None, from_agency: bool) -> InvitationRemark:
    if not text.strip():
        raise ValidationError({"text": _("Write your question or answer first.")})
    return InvitationRemark.objects.create(invitation=invitation, by=by, text=text.strip(), from_agency=from_agency)
