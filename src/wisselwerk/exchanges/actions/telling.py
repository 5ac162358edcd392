"""Everyone considered hears in the end how it went."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from wisselwerk.accounts.models import User
from wisselwerk.exchanges import audience, calendars
from wisselwerk.exchanges.enums import ConsentStatus, InvitationStatus
from wisselwerk.exchanges.models import EmployerConsent, Exchange, Invitation
from wisselwerk.exchanges.queries.invitations import chosen_but_not_invited, not_told
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.needs.models import Need


def tell_outcomes(exchange: Exchange, *, actor: User | None) -> None:
    """Tell everybody that it is confirmed, and those who were considered but do not take part.

    Invitations that are still open are taken back. Called by `move_on` within its transaction.
    """
    attachments = calendars.attachment(exchange)
    for one in audience.everybody(exchange):
        send(
            "confirmed",
            to=one,
            about=exchange,
            context=_context(exchange),
            attachments=attachments,
            key=f"confirmed:{exchange.pk}:{exchange.version}:{one.email}",
        )
    _close_invitations(exchange)
    for invitation in not_told(exchange):
        _thank(invitation)
    if exchange.need is not None:
        tell_the_chosen(exchange.need)


def tell_the_chosen(need: Need) -> int:
    """Tell those who were chosen for a need but never invited. Returns how many were told."""
    told = 0
    for expert in chosen_but_not_invited(need):
        one = Recipient.of(expert.user) if expert.user else Recipient(expert.email, expert.language)
        message = send(
            "not_chosen",
            to=one,
            about=need,
            context={"title": need.title, "name": expert.name, "has_profile": expert.user_id is not None},
            key=f"not-chosen:{need.pk}:{expert.profile_id}",
        )
        told += message is not None
    return told


def tell_cancelled(exchange: Exchange, *, actor: User | None) -> None:
    """Tell everybody concerned that it is cancelled; open invitations and consents end. Called by `move_on`."""
    consents = EmployerConsent.objects.filter(
        participant__exchange=exchange, status__in=[ConsentStatus.ASKED, ConsentStatus.GIVEN]
    ).select_related("participant__organisation")
    employers = [Recipient(one.asked_email, one.language) for one in consents if one.asked_email]
    municipalities = {one.participant.organisation for one in consents if one.participant.organisation}
    coordinators = [one for each in municipalities for one in audience.coordinators(each)]
    invited = [
        audience.person(one)
        for one in exchange.invitations.filter(status__in=[InvitationStatus.SENT, InvitationStatus.OTHER_DATES])
    ]
    told = [*audience.everybody(exchange), *invited, *employers, *coordinators]
    attachments = calendars.attachment(exchange, cancelled=True)
    for one in {each.email: each for each in told}.values():
        if actor is None or one.email != actor.email:
            send(
                "cancelled",
                to=one,
                about=exchange,
                context=_context(exchange) | {"reason": exchange.cancelled_because},
                attachments=attachments,
                key=f"cancelled:{exchange.pk}:{one.email}",
            )
    _close_invitations(exchange)
    consents.update(status=ConsentStatus.WITHDRAWN)
    not_told(exchange).update(outcome_told_at=timezone.now())


def _close_invitations(exchange: Exchange) -> None:
    exchange.invitations.filter(status__in=[InvitationStatus.SENT, InvitationStatus.OTHER_DATES]).update(
        status=InvitationStatus.WITHDRAWN
    )


def _thank(invitation: Invitation) -> None:
    """Tell somebody who was invited, and does not take part, that it goes on without them this time."""
    send(
        "not_chosen",
        to=audience.person(invitation),
        about=invitation,
        context={
            "title": invitation.exchange.title,
            "name": invitation.name,
            "has_profile": invitation.expert is not None and invitation.expert.user_id is not None,
        },
        key=f"outcome:{invitation.pk}",
    )
    invitation.outcome_told_at = timezone.now()
    invitation.save(update_fields=["outcome_told_at"])


def _context(exchange: Exchange) -> dict[str, Any]:
    return {
        "exchange": exchange.pk,
        "title": exchange.title,
        "partner": exchange.partner.name,
        "start": exchange.start.isoformat() if exchange.start else "",
        "end": exchange.end.isoformat() if exchange.end else "",
    }
