"""Certificates for those who took part."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.models import Certificate, Exchange, Participant
from wisselwerk.exchanges.models.outcomes import certificate_code
from wisselwerk.trail.actions import log_action


def issue_certificates(exchange: Exchange) -> None:
    """Give everybody who took part a certificate. Called by `move_on`."""
    for participant in exchange.participants.joining().filter(certificate=None).select_related("expert__user"):
        certificate = Certificate.objects.create(
            participant=participant, name=participant.name, hours=hours_of(participant)
        )
        _tell(certificate, "certificate")


@transaction.atomic
def revoke_certificate(*, by: User | None, certificate: Certificate) -> Certificate:
    """From now on the check says that it was revoked, and its holder is told.

    Raises `PermissionDenied`, or `Conflict` when it was revoked already.
    """
    require(by, "exchanges.issue_certificate", certificate)
    certificate = locked(certificate)
    if certificate.revoked_at is not None:
        raise Conflict(_("This certificate was revoked already."), code="conflict")
    certificate.revoked_at = timezone.now()
    certificate.save(update_fields=["revoked_at"])
    log_action("exchanges.revoke_certificate", certificate, by=by)
    _tell(certificate, "certificate_revoked")
    return certificate


@transaction.atomic
def renew_certificate(*, by: User | None, certificate: Certificate) -> Certificate:
    """Issue it again, with the name and the hours as they are now, under a new code; the old code means nothing more.

    Raises `PermissionDenied` or `Conflict`.
    """
    require(by, "exchanges.issue_certificate", certificate)
    certificate = locked(certificate)
    participant = certificate.participant
    certificate.code, certificate.issued_at, certificate.revoked_at = certificate_code(), timezone.now(), None
    certificate.name, certificate.hours = participant.name, hours_of(participant)
    certificate.save()
    log_action("exchanges.renew_certificate", certificate, by=by)
    _tell(certificate, "certificate")
    return certificate


def hours_of(participant: Participant) -> Decimal | None:
    """The hours that somebody really spent; None when none are recorded."""
    total: Decimal | None = participant.hours.aggregate(total=Sum("actual"))["total"]
    return total


def _tell(certificate: Certificate, template: str) -> None:
    participant = certificate.participant
    recipient = audience.person(participant)
    audience.tell(
        [recipient],
        template,
        about=certificate,
        context={
            "certificate": certificate.pk,
            "code": certificate.code,
            "title": participant.exchange.title,
            "has_account": recipient.user is not None,
        },
    )
