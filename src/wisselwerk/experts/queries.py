"""Questions about experts and offers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.experts.enums import ExpertStatus, Purpose
from wisselwerk.experts.index import split_ids
from wisselwerk.experts.models import ConsentRecord, Expert, MunicipalOffer, ProfileTheme
from wisselwerk.organisations.models import Organisation
from wisselwerk.trail.personal import keepers
from wisselwerk.trail.queries import looks_at


def experts_visible_to(user: User) -> QuerySet[Expert]:
    """The experts whom `user` may list: officers all who can be found, coordinators those of their own municipality.

    Both only while the person's consent stands. The object-level twin of this query is the permission
    `experts.view_expert`.
    """
    experts = Expert.objects.select_related("organisation").prefetch_related("themes")
    if user.has_role(Role.OFFICER):
        return experts.findable()
    consent = ConsentRecord.objects.filter(expert=OuterRef("pk"), purpose=Purpose.MATCHING, withdrawn_at=None)
    return experts.filter(
        Exists(consent),
        organisation__in=coordinated_by(user),
        status__in=[ExpertStatus.ACTIVE, ExpertStatus.PAUSED],
    )


def unclaimed_visible_to(user: User) -> QuerySet[Expert]:
    """Imported people with an address and no account, to be asked to take over: officers all, coordinators their own.

    The object-level twin of this query is the permission `experts.invite_expert`.
    """
    experts = Expert.objects.select_related("organisation").filter(user=None).exclude(email="")
    return experts if user.has_role(Role.OFFICER) else experts.filter(organisation__in=coordinated_by(user))


def offers_visible_to(user: User) -> QuerySet[MunicipalOffer]:
    """Officers see all offers, others those that were not withdrawn and their own municipality's.

    The object-level twin of this query is the permission `experts.view_offer`.
    """
    offers = MunicipalOffer.objects.select_related("organisation").prefetch_related("themes")
    if user.has_role(Role.OFFICER):
        return offers
    return offers.filter(is_active=True) | offers.filter(organisation__in=coordinated_by(user))


def coordinated_by(user: User) -> QuerySet[Organisation]:
    """The municipalities for which `user` may offer expertise."""
    own = [organisation_id for role, organisation_id in user.current_roles if role == Role.COORDINATOR]
    return Organisation.objects.filter(pk__in=own)


def by_profile_id(profile_ids: list[str]) -> dict[str, Expert | MunicipalOffer]:
    """The people and offers behind profile ids, in at most five queries; who may no longer be found is missing."""
    keys = split_ids(profile_ids)
    themes = Prefetch("themes", queryset=ProfileTheme.objects.all())
    found: dict[str, Expert | MunicipalOffer] = {}
    if keys["expert"]:
        experts = Expert.objects.findable().filter(pk__in=keys["expert"])
        for expert in experts.select_related("organisation").prefetch_related(themes, "availabilities"):
            found[expert.profile_id] = expert
    if keys["offer"]:
        offers = MunicipalOffer.objects.findable().filter(pk__in=keys["offer"])
        for offer in offers.select_related("organisation").prefetch_related(themes):
            found[offer.profile_id] = offer
    return found


def standing_consents(expert: Expert) -> dict[str, dt.datetime]:
    """The purposes that a person agrees to now, each with when they said so."""
    return dict(expert.consents.filter(withdrawn_at=None).values_list("purpose", "given_at"))


def for_requests(text: str) -> QuerySet[Expert]:
    """The people whom the privacy officer may look for when someone asks for their data: by name, address or number."""
    experts = Expert.objects.select_related("organisation").exclude(status=ExpertStatus.ERASED)
    words = text.strip()
    if not words:
        return experts.none()
    found = experts.filter(name__icontains=words) | experts.filter(email__iexact=words)
    return found | experts.filter(pk=int(words)) if words.isascii() and words.isdigit() else found


def export_of(expert: Expert) -> dict[str, Any]:
    """Everything that is kept of a person, as plain data for a file of their own (GDPR, articles 15 and 20)."""
    user = expert.user
    return {
        "profile": {
            "number": expert.pk,
            "name": expert.name,
            "email": expert.email,
            "kind": expert.kind,
            "employer": expert.employer or None,
            "headline": expert.headline,
            "text": expert.text,
            "language": expert.language,
            "forms": expert.forms,
            "languages": expert.languages,
            "visibility": expert.visibility,
            "status": expert.status,
            "registered": expert.created_at.isoformat(),
            "confirmed": _written(expert.confirmed_at),
            "invited": _written(expert.invited_at),
            "asked_whether_right": _written(expert.asked_at),
            "asked_whether_to_stay": _written(expert.removal_asked_at),
            "imported_under": expert.import_key,
        },
        "account": user
        and {
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "joined": user.joined_at.isoformat(),
            "last_sign_in": _written(user.last_login),
            "roles": [
                {
                    "role": membership.role,
                    "organisation": membership.organisation.name,
                    "from": membership.since.isoformat(),
                    "until": _written(membership.until),
                }
                for membership in user.memberships.select_related("organisation")
            ],
        },
        "themes": list(expert.themes.values("concept", "source")),
        "experiences": list(expert.experiences.values("text", "country", "from_year", "to_year")),
        "availability": [
            {"from": period.start.isoformat(), "until": period.end.isoformat()}
            for period in expert.availabilities.all()
        ],
        "consents": [
            {
                "purpose": consent.purpose,
                "text": consent.text_version,
                "given": consent.given_at.isoformat(),
                "withdrawn": _written(consent.withdrawn_at),
            }
            for consent in expert.consents.all()
        ],
        "looked_at": [
            {"at": look.at.isoformat(), "activity": look.activity, "purpose": look.purpose} for look in looks_at(expert)
        ],
        **{keeper.name: keeper.export(expert.profile_id) for keeper in keepers()},
    }


def _written(moment: dt.date | None) -> str | None:
    return moment.isoformat() if moment else None
