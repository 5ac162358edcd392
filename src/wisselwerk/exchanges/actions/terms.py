"""Terms of reference: beginning them from the template, and agreeing to a version."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.models import Exchange, TermsAgreement, TermsVersion
from wisselwerk.exchanges.queries.terms import WRITABLE, sides_of
from wisselwerk.exchanges.states import terms_agreed
from wisselwerk.exchanges.terms import starting_texts
from wisselwerk.trail.actions import log_action


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
def agree_terms(*, by: User, version: TermsVersion) -> list[TermsAgreement]:
    """Agree to a version, for each side on which `by` stands. Whoever agreed already does not do so again.

    Returns the agreements that were made. When it was the last one needed, everybody is told. Raises
    `PermissionDenied`, `Conflict` when there is a newer version, or `ValidationError` when the exchange is over.
    """
    require(by, "exchanges.agree_terms", version.exchange)
    exchange = locked(version.exchange)
    require_writable(exchange)
    if exchange.terms.latest("number") != version:
        raise Conflict(
            _("The text was changed in the meantime. Read the newest version, and agree to that."), code="conflict"
        )
    made = []
    for side, participant in sides_of(by, exchange):
        agreement, is_new = TermsAgreement.objects.get_or_create(
            version=version, side=side, participant=participant, defaults={"by": by}
        )
        if is_new:
            made.append(agreement)
    if made:
        log_action("exchanges.agree_terms", exchange, by=by, details={"version": version.number})
        if not list(terms_agreed(exchange)) and exchange.participants.joining().exists():
            audience.tell(
                audience.everybody(exchange),
                "terms_agreed",
                about=exchange,
                can_wait=True,
                context={"exchange": exchange.pk, "title": exchange.title, "number": version.number},
            )
    return made


def require_writable(exchange: Exchange) -> None:
    """Raise `ValidationError` when the exchange is over: what was agreed stays as it is."""
    if exchange.status not in WRITABLE:
        raise ValidationError(_("This exchange is over. The terms of reference stay as they are."))
