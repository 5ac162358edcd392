"""What stays of a person who was erased: that somebody stood there, never who or with which words."""

from __future__ import annotations

from django.db import transaction

from wisselwerk.needs.models import Choice, Shortlist


@transaction.atomic
def erase_person(profile_id: str) -> None:
    """Take a person's own words, and words about them, out of every shortlist and choice.

    Rank, score and the points of each part stay, so that the record of what was shown stays whole.
    """
    for shortlist in Shortlist.objects.filter(ranking__icontains=f'"{profile_id}"').select_for_update():
        for candidate in shortlist.ranking["candidates"]:
            if candidate["profile"] == profile_id:
                candidate["reasons"] = [
                    {"part": reason["part"], "contribution": reason["contribution"], "theme": reason["theme"]}
                    for reason in candidate["reasons"]
                ]
                candidate["gaps"] = []
        shortlist.quotes.pop(profile_id, None)
        shortlist.save(update_fields=["ranking", "quotes"])
    Choice.objects.filter(profile_id=profile_id).update(reason="", searched="")
