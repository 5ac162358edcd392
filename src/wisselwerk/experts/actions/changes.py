"""The outbox of the index: written in the same transaction as the change, read by the index when it catches up."""

from __future__ import annotations

from wisselwerk.experts.models import Expert, MunicipalOffer, ProfileChange


def note_change(profile: Expert | MunicipalOffer) -> None:
    """Tell every index that this profile must be read again."""
    ProfileChange.objects.create(profile_id=profile.profile_id)
