"""Terms of reference: beginning them from the template, and agreeing to a version."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.enums import ParticipantStatus, Side
from wisselwerk.exchanges.links import Actor, LinkHolder, token_for
from wisselwerk.exchanges.models import Exchange, Invitation, Participant, TermsAgreement, TermsVersion
from wisselwerk.exchanges.queries.terms import WRITABLE, sides_of
from wisselwerk.exchanges.states import terms_agreed
from wisselwerk.exchanges.terms import starting_texts
from wisselwerk.trail.actions import log_action

# The purpose of a signed link, to one's own invitation: for who takes part and has no account.
AGREE: Final = "agree_terms"


def begin_terms(exchange: Exchange, *, actor: User | None) -> None:
    """Make the first version from the template of the form, unless there is one. Called by `move_on`."""
    if exchange.terms.exists():
        return
    version = TermsVersion.objects.create(exchange=exchange, number=1, texts=starting_texts(exchange), made_by=actor)
    log_action("exchanges.start_terms", exchange, by=actor, details={"version": version.number})


@transaction.atomic
def start_terms(*, by: User | None, exchange: Exchange) -> TermsVersion:
    """Begin the terms before the exchange is confirmed; where there are terms already they stay.

    Returns the newest version. Raises `PermissionDenied`, or `ValidationError` when the exchange is over.
    """
    require(by, "exchanges.edit_terms", exchange)
    exchange = locked(exchange)
    require_writable(exchange)
    begin_terms(exchange, actor=by)
    return exchange.terms.latest("number")


@transaction.atomic
def agree_terms(*, by: Actor, version: TermsVersion) -> list[TermsAgreement]:
    """Agree to a version, for each side on which `by` stands. Whoever agreed already does not do so again.

    Who takes part can do so by a link for `AGREE`.

    Returns the agreements that were made. When it was the last one needed, everybody is told. Raises
    `PermissionDenied`, `Conflict` when there is a newer version, or `ValidationError` when the exchange is over.
    """
    if not isinstance(by, LinkHolder):
        require(by, "exchanges.agree_terms", version.exchange)
    exchange = locked(version.exchange)
    user, sides = _standing(by, exchange)
    require_writable(exchange)
    if exchange.terms.latest("number") != version:
        raise Conflict(
            _("The text was changed in the meantime. Read the newest version, and agree to that."), code="conflict"
        )
    made = []
    for side, participant in sides:
        agreement, is_new = TermsAgreement.objects.get_or_create(
            version=version, side=side, participant=participant, defaults={"by": user}
        )
        if is_new:
            made.append(agreement)
    if made:
        log_action("exchanges.agree_terms", exchange, by=user, details={"version": version.number})
        if not list(terms_agreed(exchange)) and exchange.participants.joining().exists():
            audience.tell(
                audience.everybody(exchange),
                "terms_agreed",
                about=exchange,
                can_wait=True,
                context={"exchange": exchange.pk, "title": exchange.title, "number": version.number},
            )
    return made


def tokens_to_agree(exchange: Exchange) -> dict[str, str]:
    """By address, the token of the link with which somebody who takes part and has no account reads and agrees."""
    people = exchange.participants.joining().select_related("expert__user", "invitation").exclude(invitation=None)
    addressed = [(audience.person(one), one.invitation) for one in people]
    return {one.email: token_for(invitation, AGREE) for one, invitation in addressed if one.user is None}


def _standing(by: Actor, exchange: Exchange) -> tuple[User | None, list[tuple[str, Participant | None]]]:
    """Who agrees, if we know, and for which sides. Raises `PermissionDenied` for a link to something else."""
    if not isinstance(by, LinkHolder):
        return by, sides_of(by, exchange) if by else []
    invitation = exchange.invitations.filter(pk=by.pk, participant__status=ParticipantStatus.JOINING).first()
    if invitation is None or by != LinkHolder(Invitation._meta.label_lower, invitation.pk, AGREE):
        raise PermissionDenied
    return None, [(Side.EXPERT, invitation.participant)]


def require_writable(exchange: Exchange) -> None:
    """Raise `ValidationError` when the exchange is over: what was agreed stays as it is."""
    if exchange.status not in WRITABLE:
        raise ValidationError(_("This exchange is over. The terms of reference stay as they are."))
