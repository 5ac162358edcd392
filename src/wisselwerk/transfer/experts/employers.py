"""Finds the municipality that a name in a spreadsheet means."""

from __future__ import annotations

import re
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Organisation
from wisselwerk.transfer.experts.columns import normal
from wisselwerk.transfer.experts.report import ValueFault
from wisselwerk.transfer.experts.values import did_you_mean

_OF_A_MUNICIPALITY: Final = re.compile(r"^\s*(?:gemeente|gem\.|municipality of|municipality)\s+", re.IGNORECASE)
_CODE: Final = re.compile(r"^(?:gm)?\s*(\d{1,4})$", re.IGNORECASE)
# Names in daily use that differ from the official ones.
_DAILY_NAMES: Final = {
    "denhaag": "GM0518",
    "thehague": "GM0518",
    "denbosch": "GM0796",
}


class Employers:
    """All municipalities and other organisations in the Netherlands, ready to be found by name or CBS code.

    Reads them once, in three queries; make one for each import.
    """

    def __init__(self) -> None:
        self._by_code: dict[str, Organisation] = {}
        self._by_name: dict[str, list[Organisation]] = {}
        self._names: dict[str, str] = {}
        self._today = timezone.localdate()
        organisations = Organisation.objects.filter(Q(kind=OrganisationKind.MUNICIPALITY) | Q(country="NL"))
        for organisation in organisations.prefetch_related("successors").order_by("pk"):
            if organisation.cbs_code:
                self._by_code[organisation.cbs_code] = organisation
            # "Bergen" is found as well as "Bergen (L.)": `normal` leaves out what is in brackets.
            for name in {normal(organisation.name), _letters(organisation.name)}:
                self._by_name.setdefault(name, []).append(organisation)
            if not self._ended(organisation):
                self._names[normal(organisation.name)] = organisation.name

    def find(self, text: str) -> tuple[Organisation, str]:
        """The organisation, and a note for the reader ("" if there is nothing to say).

        A municipality that ended is taken for its successor, if there is one alone. Raises `ValueFault` when the name
        is not known or can mean more than one.
        """
        if (code := _CODE.match(text)) is not None:
            known = self._by_code.get(f"GM{int(code[1]):04}")
            if known is None:
                raise ValueFault(_("There is no municipality with the CBS code “{value}”.").format(value=text))
            return self._today_of([known], text)
        name = _OF_A_MUNICIPALITY.sub("", text)
        if (daily := self._by_code.get(_DAILY_NAMES.get(normal(name), ""))) is not None:
            return self._today_of([daily], text)
        candidates = self._by_name.get(_letters(name)) or self._by_name.get(normal(name))
        if not candidates:
            raise ValueFault(
                _("“{value}” is not a municipality that we know.").format(value=text)
                + did_you_mean(normal(name), self._names)
            )
        return self._today_of(candidates, text)

    def _today_of(self, candidates: list[Organisation], text: str) -> tuple[Organisation, str]:
        """The one of today: the one that exists, or the only successor of those that ended."""
        current = [candidate for candidate in candidates if not self._ended(candidate)]
        municipalities = [candidate for candidate in current if candidate.kind == OrganisationKind.MUNICIPALITY]
        real = [candidate for candidate in municipalities or current if not candidate.is_invented]
        found = real or municipalities or current
        if not found:
            found = list({heir.pk: heir for candidate in candidates for heir in self._heirs(candidate)}.values())
        if len(found) != 1:
            if not found:
                raise ValueFault(_("“{value}” is a municipality that ended, without a successor.").format(value=text))
            options = ", ".join(f"“{option.name}” ({option.cbs_code or option.place})" for option in found)
            raise ValueFault(
                _("“{value}” can be {options}. Write the name in full or the CBS code.").format(
                    value=text, options=options
                )
            )
        if current:
            return found[0], ""
        note = _("“{value}” became part of {successor}. The profile is stored there.")
        return found[0], note.format(value=text, successor=found[0].name)

    def _heirs(self, ended: Organisation) -> list[Organisation]:
        """Those of today that took over, through any number of mergers."""
        heirs: list[Organisation] = []
        for successor in ended.successors.all():
            # The successor with its own successors, as read at the start.
            known = self._by_code.get(successor.cbs_code or "", successor)
            heirs.extend(self._heirs(known) if self._ended(known) else [known])
        return heirs

    def _ended(self, organisation: Organisation) -> bool:
        return organisation.ended_on is not None and organisation.ended_on < self._today


def _letters(name: str) -> str:
    """Like `normal`, but what is in brackets counts: it tells Bergen (L.) from Bergen (NH.)."""
    return normal(name.replace("(", " ").replace(")", " "))
