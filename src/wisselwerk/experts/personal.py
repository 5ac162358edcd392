"""The messages to a person, by their profile: those to the address of the profile."""

from __future__ import annotations

from wisselwerk.experts.index import split_ids
from wisselwerk.experts.models import Expert
from wisselwerk.mail.personal import erase_messages_to, messages_to


def messages_of(profile_id: str) -> list[dict[str, str]]:
    """What is kept of the messages to a person, as plain data."""
    email = _address(profile_id)
    return messages_to(email) if email else []


def erase_messages_of(profile_id: str) -> None:
    """Erase the messages to a person, as far as their account does not need them."""
    if email := _address(profile_id):
        erase_messages_to(email)


def _address(profile_id: str) -> str:
    found = Expert.objects.filter(pk__in=split_ids([profile_id])["expert"]).values_list("email", flat=True).first()
    return found or ""
