"""Everyone considered hears in the end how it went."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from wisselwerk.accounts.models import User
from wisselwerk.exchanges import audience, calendars
from wisselwerk.exchanges.actions.inviting import recipients
from wisselwerk.exchanges.actions.terms import tokens_to_agree
from wisselwerk.exchanges.enums import ConsentStatus, ExchangeStatus, InvitationStatus
from wisselwerk.exchanges.models import EmployerConsent, Exchange, Invitation
from wisselwerk.exchanges.queries.invitations import OPEN, chosen_but_not_invited, not_told
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.needs.models import Need
from wisselwerk.trail.actions import log_action


def tell_outcomes(exchange: Exchange, *, actor: User | None) -> None:
    """Tell everybody that it is confirmed, and those who were considered but do not take part.

    Invitations that are still open are taken back. Called by `move_on` within its transaction.
    """
    attachments, tokens = calendars.attachment(exchange), tokens_to_agree(exchange)
    for one in audience.everybody(exchange):
        send(
            "confirmed",
            to=one,
            about=exchange,
            context=_context(exchange) | {"has_account": one.user is not None, "token": tokens.get(one.email, "")},
            attachments=attachments,
            key=f"confirmed:{exchange.pk}:{exchange.version}:{one.email}",
        )
    _close_invitations(exchange, actor=actor)
    for invitation in not_told(exchange):
        _thank(invitation)
    need = exchange.need
    # Another exchange of the same need may still invite who was chosen.
    if need is not None and not need.exchanges.filter(status=ExchangeStatus.FORMING).exclude(pk=exchange.pk).exists():
        tell_the_chosen(need)


def tell_the_chosen(need: Need) -> int:
    """Tell those who were chosen for a need but never invited. Returns how many messages that were."""
    told = 0
    for profile in chosen_but_not_invited(need):
        for one, name in _addressees(profile):
            message = send(
                "not_chosen",
                to=one,
                about=need,
                context={"title": need.title, "name": name, "has_profile": name != "" and one.user is not None},
                key=f"not-chosen:{need.pk}:{profile.profile_id}:{one.email}",
            )
            told += message is not None
    return told


def _addressees(profile: Expert | MunicipalOffer) -> list[tuple[Recipient, str]]:
    """Whom to write about a profile, and the name to begin with; the coordinators for an offer."""
    if isinstance(profile, MunicipalOffer):
        return [(one, "") for one in audience.coordinators(profile.organisation)]
    user = profile.user
    return [(Recipient.of(user) if user else Recipient(profile.email, profile.language), profile.name)]


def tell_cancelled(exchange: Exchange, *, actor: User | None) -> None:
    """Tell everybody concerned that it is cancelled; open invitations and consents end. Called by `move_on`."""
    consents = EmployerConsent.objects.filter(
        participant__exchange=exchange, status__in=[ConsentStatus.ASKED, ConsentStatus.GIVEN]
    ).select_related("participant__organisation")
    employers = [Recipient(one.asked_email, one.language) for one in consents if one.asked_email]
    municipalities = {one.participant.organisation for one in consents if one.participant.organisation}
    coordinators = [one for each in municipalities for one in audience.coordinators(each)]
    waiting = exchange.invitations.filter(status__in=OPEN).select_related("expert__user", "offer__organisation")
    invited = [each for one in waiting for each in recipients(one)]
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
    _close_invitations(exchange, actor=actor)
    consents.update(status=ConsentStatus.WITHDRAWN)
    not_told(exchange).update(outcome_told_at=timezone.now())


def _close_invitations(exchange: Exchange, *, actor: User | None) -> None:
    for invitation in exchange.invitations.filter(status__in=OPEN):
        invitation.status = InvitationStatus.WITHDRAWN
        invitation.save(update_fields=["status"])
        log_action("exchanges.withdraw_invitation", invitation, by=actor, details={"exchange": exchange.pk})


def _thank(invitation: Invitation) -> None:
    """Tell somebody who was invited, and does not take part, that it goes on without them this time."""
    is_municipality = invitation.offer_id is not None
    for one in recipients(invitation):
        send(
            "not_chosen",
            to=one,
            about=invitation,
            context={
                "title": invitation.exchange.title,
                "name": "" if is_municipality else invitation.name,
                "has_profile": invitation.expert is not None and invitation.expert.user_id is not None,
            },
            key=f"outcome:{invitation.pk}:{one.email}",
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
