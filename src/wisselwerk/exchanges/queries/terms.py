"""Questions about terms of reference: the newest version, who agreed to it, what changed, and for whom it waits."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import Membership, User
from wisselwerk.exchanges.enums import ExchangeStatus, Side
from wisselwerk.exchanges.models import Exchange, Participant, TermsAgreement, TermsVersion
from wisselwerk.exchanges.terms import sections_for, shown_name

# While these last the terms can be written and agreed to.
WRITABLE: Final = frozenset(
    {ExchangeStatus.FORMING, ExchangeStatus.PREPARING, ExchangeStatus.READY, ExchangeStatus.UNDER_WAY}
)
ASKED: Final = WRITABLE - {ExchangeStatus.FORMING}

# A word goes with the space behind it, so that what is compared is words alone.
_WORDS: Final = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who has to agree, and when they did; `participant` is empty for the partner and the agency."""

    side: str
    label: str
    participant: int | None = None
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed ("same"), came ("added") or went ("removed")."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One section, in one language, that is not the same in two versions."""

    heading: str | Promise
    language: str
    pieces: Sequence[Piece]


def parties_of(exchange: Exchange, version: TermsVersion | None) -> list[Party]:
    """Everybody who has to agree: partner, agency, and each participant. In three queries.

    Those who agreed to this version have the moment at which they did.
    """
    agreed = {(one.side, one.participant_id): one.at for one in version.agreements.all()} if version else {}
    people = exchange.participants.joining().select_related("organisation").order_by("pk")
    return [
        Party(Side.PARTNER, exchange.partner.name, None, agreed.get((Side.PARTNER, None))),
        Party(Side.OFFICER, _("The agency"), None, agreed.get((Side.OFFICER, None))),
        *(Party(Side.EXPERT, shown_name(one), one.pk, agreed.get((Side.EXPERT, one.pk))) for one in people),
    ]


def sides_of(user: User, exchange: Exchange) -> list[tuple[str, Participant | None]]:
    """For whom somebody can agree: themselves as a participant, the partner government, the agency."""
    sides: list[tuple[str, Participant | None]] = [
        (Side.EXPERT, one) for one in exchange.participants.joining().of_user(user)
    ]
    if user.has_role(Role.PARTNER, in_organisation=exchange.partner_id):
        sides.append((Side.PARTNER, None))
    if user.has_role(Role.OFFICER):
        sides.append((Side.OFFICER, None))
    return sides


def authors_of(exchange: Exchange, versions: Sequence[TermsVersion]) -> dict[int, str]:
    """Who made each version (by its key), as everybody in the exchange may know them. In two queries.

    A participant who did not agree to be named goes by their role.
    """
    people = list(exchange.participants.select_related("expert", "organisation"))
    accounts = {one.expert.user_id: one for one in people if one.expert is not None}
    addresses = {one.email: one for one in people if one.expert is None}
    partners = set(
        Membership.objects.filter(role=Role.PARTNER, organisation=exchange.partner).values_list("user", flat=True)
    )
    names: dict[int, str] = {}
    for version in versions:
        maker = version.made_by
        person = (accounts.get(maker.pk) or addresses.get(maker.email)) if maker else None
        if person is not None:
            names[version.pk] = shown_name(person)
        elif maker is not None and maker.pk in partners:
            names[version.pk] = exchange.partner.name
        else:
            names[version.pk] = _("The agency")
    return names


def differences(exchange: Exchange, old: TermsVersion, new: TermsVersion) -> list[Difference]:
    """What changed from one version to another, word by word, in the order of the sections."""
    found = []
    languages = list(dict.fromkeys([*old.texts, *new.texts]))
    for section in sections_for(exchange.forms, {"old": _keys(old), "new": _keys(new)}):
        for language in languages:
            before = old.texts.get(language, {}).get(section.key, "")
            after = new.texts.get(language, {}).get(section.key, "")
            if before != after:
                found.append(Difference(section.heading, language, compare_words(before, after)))
    return found


def compare_words(before: str, after: str) -> list[Piece]:
    """Both texts as one: the words that stayed, went and came, in the order of reading."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[old_from:old_to])))
            continue
        if old_from < old_to:
            pieces.append(Piece("removed", "".join(old[old_from:old_to])))
        if new_from < new_to:
            pieces.append(Piece("added", "".join(new[new_from:new_to])))
    return pieces


def waiting_for(user: User) -> QuerySet[TermsVersion]:
    """The newest terms to which `user` still has to agree, of the exchange that begins first in front."""
    newest = TermsVersion.objects.filter(exchange=OuterRef("exchange")).order_by("-number").values("pk")[:1]
    agreed = TermsAgreement.objects.filter(version=OuterRef("pk"))
    by_them = TermsAgreement.objects.filter(version=OuterRef(OuterRef("pk")), participant=OuterRef("pk"))
    theirs = Participant.objects.joining().of_user(user).filter(exchange=OuterRef("exchange"))
    waits = Q(Exists(theirs.exclude(Exists(by_them))))
    roles: dict[str, list[int]] = {}
    for role, organisation in user.current_roles:
        roles.setdefault(role, []).append(organisation)
    if partners := roles.get(Role.PARTNER):
        waits |= Q(exchange__partner__in=partners) & ~Q(Exists(agreed.filter(side=Side.PARTNER)))
    if Role.OFFICER in roles:
        own = Q(exchange__officer=user) | Q(exchange__officer=None)
        waits |= own & ~Q(Exists(agreed.filter(side=Side.OFFICER)))
    found = TermsVersion.objects.filter(waits, pk=Subquery(newest), exchange__status__in=ASKED)
    return (
        found.select_related("exchange__partner").prefetch_related("agreements").order_by("exchange__start", "exchange")
    )


def _keys(version: TermsVersion) -> dict[str, str]:
    return {key: text for by_key in version.texts.values() for key, text in by_key.items() if text}
