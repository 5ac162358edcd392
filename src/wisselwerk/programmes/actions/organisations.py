"""Finds the organisations that a file names, and adds those that are not there yet: never the same one twice."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from wisselwerk import iati
from wisselwerk.accounts.models import User
from wisselwerk.organisations.actions import create_organisation, update_organisation
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Organisation
from wisselwerk.programmes.enums import ParticipationRole
from wisselwerk.programmes.texts import searchable

# IATI codelist OrganisationType.
LOCAL_GOVERNMENT: Final = "11"


class OrganisationBook:
    """All organisations by identifier and by name, read once and kept up to date during an import.

    An organisation is recognised by its IATI identifier, whose capitals don't matter; without one, by its name.
    Dutch municipalities are recognised by identifier alone, because many places carry the name of one; invented
    organisations are never recognised.
    """

    def __init__(self, *, by: User | None) -> None:
        self._by = by
        self._by_ref: dict[str, int] = {}
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        self._without_ref: set[int] = set()
        rows = Organisation.objects.filter(is_invented=False).order_by("pk")
        for pk, kind, name, ref in rows.values_list("pk", "kind", "name", "iati_identifier"):
            self._enter(pk, name if kind != OrganisationKind.MUNICIPALITY else "", ref)

    def find_or_add(self, named: iati.Organisation, *, role: str = "") -> int:
        """The key of the organisation that a file names.

        It is added when it is new; `role` is the part it plays in the activity. One that was known by name only gets
        the identifier. Raises `PermissionDenied` when `by` may not add or change organisations.
        """
        name = first_name(named)
        if named.ref and (pk := self._by_ref.get(named.ref.casefold())):
            return pk
        if pk := self._known_by_name(name, named.ref):
            if named.ref:
                organisation = Organisation.objects.get(pk=pk)
                update_organisation(by=self._by, organisation=organisation, iati_identifier=named.ref)
                self._by_ref[named.ref.casefold()] = pk
                self._without_ref.discard(pk)
            return pk
        organisation = create_organisation(by=self._by, kind=kind_of(named, role), name=name, iati_identifier=named.ref)
        self._enter(organisation.pk, name, named.ref)
        return organisation.pk

    def _known_by_name(self, name: str, ref: str) -> int | None:
        named_so = self._by_name.get(searchable([name]), [])
        # With an identifier it can't be one that has another; without, the one without is the better guess.
        nameless = [pk for pk in named_so if pk in self._without_ref]
        if nameless:
            return nameless[0]
        return named_so[0] if len(named_so) == 1 and not ref else None

    def _enter(self, pk: int, name: str, ref: str) -> None:
        if name:
            self._by_name[searchable([name])].append(pk)
        if ref:
            self._by_ref[ref.casefold()] = pk
        else:
            self._without_ref.add(pk)


def first_name(named: iati.Organisation) -> str:
    """What to call an organisation: the first name that is given, else its identifier."""
    given = next(iter(named.names.values()), "") or named.ref
    return given.split("\n", 1)[0][:300]


def kind_of(named: iati.Organisation, role: str) -> str:
    """The kind of a new organisation: local governments are partners, who pays is a funder, the rest institutions."""
    if named.type == LOCAL_GOVERNMENT:
        return OrganisationKind.PARTNER_GOVERNMENT
    if role == ParticipationRole.FUNDING:
        return OrganisationKind.FUNDER
    return OrganisationKind.INSTITUTION
