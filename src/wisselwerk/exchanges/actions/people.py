"""Somebody who said yes leaves again."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.inviting import ANSWER
from wisselwerk.exchanges.actions.moving import fall_back
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.enums import ConsentStatus, ExchangeStatus, InvitationStatus, ParticipantStatus, SessionStatus
from wisselwerk.exchanges.links import Actor, LinkHolder, require_link_or
from wisselwerk.exchanges.models import Invitation, Participant, SessionSpeaker
from wisselwerk.exchanges.queries.invitations import INVITING
from wisselwerk.trail.actions import log_action

# As long as the exchange is not over: who took part until the end took part.
LEAVING: Final = INVITING | {ExchangeStatus.UNDER_WAY}


@transaction.atomic
def withdraw_participation(*, by: Actor, participant: Participant, reason: str) -> Participant:
    """Somebody does not take part after all: by themselves (also by the link of their invitation), or by the officer.

    The officer, the person and the coordinators of the municipality are told (why is for the officer only); that they
    took part stays on record. The employer's consent is no longer needed; an exchange that was ready goes back to
    preparation when it now lacks something. Raises `PermissionDenied`, `Conflict`, or `ValidationError` without a
    reason.
    """
    user = _require(by, participant)
    exchange = locked(participant.exchange)
    participant = locked(participant)
    if participant.status != ParticipantStatus.JOINING or exchange.status not in LEAVING:
        raise Conflict(_("This person does not take part any more."), code="conflict")
    if not reason.strip():
        raise ValidationError({"reason": _("Say in a few words why.")})
    leaver = audience.person(participant)
    participant.withdrawn_because = reason.strip()
    take_out(participant)
    log_action("exchanges.withdraw_participation", participant, by=user, details={"exchange": exchange.pk})
    context = {"exchange": exchange.pk, "title": exchange.title, "name": participant.name}
    why = context | {"reason": participant.withdrawn_because}
    audience.tell([leaver, *audience.officers(exchange)], "participant_left", about=participant, but=user, context=why)
    coordinators = audience.coordinators(participant.organisation)
    audience.tell(coordinators, "participant_left", about=participant, but=user, context=context)
    fall_back(exchange, actor=user)
    return participant


def take_out(participant: Participant) -> None:
    """Let somebody take part no more, with what depends on it; called by actions within their transaction."""
    participant.status = ParticipantStatus.WITHDRAWN
    participant.save(update_fields=["status", "withdrawn_because"])
    participant.employer_consents.filter(status__in=[ConsentStatus.ASKED, ConsentStatus.GIVEN]).update(
        status=ConsentStatus.WITHDRAWN
    )
    # So that they can be invited again.
    Invitation.objects.filter(participant=participant, status=InvitationStatus.ACCEPTED).update(
        status=InvitationStatus.WITHDRAWN, outcome_told_at=timezone.now()
    )
    SessionSpeaker.objects.filter(participant=participant, session__status=SessionStatus.PLANNED).delete()


def _require(by: Actor, participant: Participant) -> User | None:
    invitation = getattr(participant, "invitation", None)
    if isinstance(by, LinkHolder) and invitation is not None:
        return require_link_or(by, "exchanges.leave", invitation, purpose=ANSWER)
    return require_link_or(by, "exchanges.leave", participant, purpose=ANSWER)
