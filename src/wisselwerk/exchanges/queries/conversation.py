"""What people say to one another in an exchange, and under which name the others know them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import Membership, User
from wisselwerk.exchanges.enums import ShownField
from wisselwerk.exchanges.models import Document, Exchange, Participant, Remark
from wisselwerk.exchanges.queries.people import name_for, name_for_all


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who says something: a name that the reader may know, and what they are in the exchange."""

    name: str
    role: str


def remarks_of(exchange: Exchange) -> QuerySet[Remark]:
    """Everything that was said, the oldest first."""
    return exchange.remarks.select_related("author")


def page_of(remarks: QuerySet[Remark], pk: int, size: int) -> int:
    """On which page of `size` messages one of them is: the last page when there is no such message."""
    found = remarks.filter(pk=pk).first()
    before = remarks.filter(Q(at__lt=found.at) | Q(at=found.at, pk__lt=found.pk)) if found else remarks
    return before.count() // size + 1


def documents_of(exchange: Exchange) -> QuerySet[Document]:
    """The files that were shared, the newest first."""
    return exchange.documents.select_related("added_by")


def voices_of(exchange: Exchange, authors: Collection[User], *, reader: User | None) -> dict[int, Voice]:
    """How each author (by key) is called for `reader`; None stands for everybody in the exchange. In two queries.

    A participant who did not agree to be named goes by what they are.
    """
    people = list(exchange.participants.select_related("expert", "organisation"))
    by_account = {one.expert.user_id: one for one in people if one.expert is not None}
    by_address = {one.email: one for one in people if one.expert is None}
    members = set(Membership.objects.filter(user__in=authors).values_list("user", "role", "organisation"))
    roles = {(user, role) for user, role, _organisation in members}
    voices = {}
    for author in authors:
        person = by_account.get(author.pk) or by_address.get(author.email)
        if person is not None:
            voices[author.pk] = Voice(_name(person, reader), _part(person))
        elif (author.pk, Role.PARTNER, exchange.partner_id) in members:
            voices[author.pk] = Voice(str(author), exchange.partner.name)
        else:
            role = next((one for one in (Role.OFFICER, Role.COUNTRY_TEAM) if (author.pk, one) in roles), None)
            voices[author.pk] = Voice(str(author), str(role.label) if role else "")
    return voices


def voice_for_all(exchange: Exchange, author: User) -> Voice:
    """How an author is called for everybody in the exchange."""
    return voices_of(exchange, [author], reader=None)[author.pk]


def _name(person: Participant, reader: User | None) -> str:
    return name_for_all(person) if reader is None else name_for(reader, person)


def _part(person: Participant) -> str:
    employer = person.employer if ShownField.EMPLOYER in person.shown else ""
    return " · ".join(filter(None, [person.part, employer]))
