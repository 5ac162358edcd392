"""Somebody who said yes leaves again."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.moving import fall_back
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.enums import ConsentStatus, ParticipantStatus
from wisselwerk.exchanges.models import Participant
from wisselwerk.trail.actions import log_action


@transaction.atomic
def withdraw_participation(*, by: User | None, participant: Participant, reason: str) -> Participant:
    """Somebody does not take part after all; by themselves, or by the officer. The others are told; history stays.

    The employer's consent is no longer needed; an exchange that was ready goes back to preparation when it now lacks
    something. Raises `PermissionDenied`, `Conflict`, or `ValidationError` without a reason.
    """
    require(by, "exchanges.leave", participant)
    exchange = locked(participant.exchange)
    participant = locked(participant)
    if participant.status != ParticipantStatus.JOINING or not exchange.is_open:
        raise Conflict(_("This person does not take part any more."), code="conflict")
    if not reason.strip():
        raise ValidationError({"reason": _("Say in a few words why.")})
    leaver = audience.person(participant)
    participant.status, participant.withdrawn_because = ParticipantStatus.WITHDRAWN, reason.strip()
    participant.save(update_fields=["status", "withdrawn_because"])
    participant.employer_consents.filter(status__in=[ConsentStatus.ASKED, ConsentStatus.GIVEN]).update(
        status=ConsentStatus.WITHDRAWN
    )
    log_action("exchanges.withdraw_participation", participant, by=by, details={"exchange": exchange.pk})
    audience.tell(
        [leaver, *audience.officers(exchange), *audience.coordinators(participant.organisation)],
        "participant_left",
        about=participant,
        but=by,
        context={"exchange": exchange.pk, "title": exchange.title, "name": participant.name, "reason": reason.strip()},
    )
    fall_back(exchange, actor=by)
    return participant
