"""Putting trips of administrators in the public register."""

from __future__ import annotations

from django.utils import timezone

from wisselwerk.exchanges.enums import ParticipantStatus
from wisselwerk.exchanges.models import Exchange, TripDossier


def register_trips(exchange: Exchange) -> None:
    """Put the trips that are decided in the public register. Called by `move_on` when an exchange is confirmed."""
    TripDossier.objects.filter(
        participant__exchange=exchange,
        participant__status=ParticipantStatus.JOINING,
        decided_on__isnull=False,
        registered_at=None,
    ).update(registered_at=timezone.now())
