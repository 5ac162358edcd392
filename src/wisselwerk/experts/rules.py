"""Who may see and change profiles and offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.rules import is_administrator, is_coordinator, is_officer, is_privacy_officer
from wisselwerk.experts.enums import ExpertStatus, Purpose, Visibility

if TYPE_CHECKING:
    from wisselwerk.accounts.models import User
    from wisselwerk.experts.models import Expert, MunicipalOffer


@rules.predicate
def is_the_expert(user: User, expert: Expert | None) -> bool:
    return user.is_authenticated and expert is not None and expert.user_id == user.pk


@rules.predicate
def has_no_profile(user: User) -> bool:
    return user.is_authenticated and not hasattr(user, "expert")


@rules.predicate
def coordinates_the_employer(user: User, expert: Expert | None) -> bool:
    """The coordinator of the expert's own municipality."""
    return (
        user.is_authenticated
        and expert is not None
        and expert.organisation_id is not None
        and user.has_role(Role.COORDINATOR, in_organisation=expert.organisation_id)
    )


@rules.predicate
def consents_to_be_found(user: User, expert: Expert | None) -> bool:
    """Agency and coordinator see a person only while that person's consent to be found stands."""
    return expert is not None and (
        expert.status in {ExpertStatus.ACTIVE, ExpertStatus.PAUSED}
        and expert.consents.filter(purpose=Purpose.MATCHING, withdrawn_at=None).exists()
    )


@rules.predicate
def is_public(user: User, expert: Expert | None) -> bool:
    return expert is not None and expert.visibility == Visibility.PUBLIC and expert.status == ExpertStatus.ACTIVE


@rules.predicate
def coordinates_the_offerer(user: User, offer: MunicipalOffer | None) -> bool:
    return (
        user.is_authenticated
        and offer is not None
        and user.has_role(Role.COORDINATOR, in_organisation=offer.organisation_id)
    )


@rules.predicate
def is_active_offer(user: User, offer: MunicipalOffer | None) -> bool:
    return user.is_authenticated and offer is not None and offer.is_active


rules.add_perm("experts.list_experts", is_officer | is_coordinator)
rules.add_perm("experts.search_experts", is_officer)
rules.add_perm(
    "experts.view_expert", is_the_expert | is_public | ((is_officer | coordinates_the_employer) & consents_to_be_found)
)
rules.add_perm("experts.contact_expert", (is_officer | coordinates_the_employer) & consents_to_be_found)
rules.add_perm("experts.create_own_profile", has_no_profile)
rules.add_perm("experts.change_expert", is_the_expert)
rules.add_perm("experts.invite_expert", is_officer | coordinates_the_employer)
rules.add_perm("experts.erase_expert", is_the_expert | is_privacy_officer)
rules.add_perm("experts.export_expert", is_the_expert | is_privacy_officer)
rules.add_perm("experts.handle_requests", is_privacy_officer)
rules.add_perm("experts.import_experts", is_officer | is_administrator)
rules.add_perm("experts.list_offers", rules.is_authenticated)
rules.add_perm("experts.view_offer", is_active_offer | is_officer | coordinates_the_offerer)
rules.add_perm("experts.offer_expertise", is_coordinator)
rules.add_perm("experts.change_offer", coordinates_the_offerer)
