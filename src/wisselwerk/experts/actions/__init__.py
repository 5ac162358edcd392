"""Every write to experts and offers."""

from wisselwerk.experts.actions.claims import claim_profile, invite_to_claim, read_invitation, refuse_claim
from wisselwerk.experts.actions.consents import give_consent, withdraw_consent
from wisselwerk.experts.actions.freshness import confirm_by_link, erase_by_link, pause_by_link, stay_by_link
from wisselwerk.experts.actions.lifecycle import (
    confirm_profile,
    erase_expert,
    export_expert,
    pause_expert,
    resume_expert,
)
from wisselwerk.experts.actions.offers import OfferData, confirm_offer, create_offer, update_offer, withdraw_offer
from wisselwerk.experts.actions.profiles import ExperienceData, ProfileData, save_imported_expert, update_profile
from wisselwerk.experts.actions.registration import (
    activate_expert,
    create_own_profile,
    follow_email,
    register_expert,
)

__all__ = [
    "ExperienceData",
    "OfferData",
    "ProfileData",
    "activate_expert",
    "claim_profile",
    "confirm_by_link",
    "confirm_offer",
    "confirm_profile",
    "create_offer",
    "create_own_profile",
    "erase_by_link",
    "erase_expert",
    "export_expert",
    "follow_email",
    "give_consent",
    "invite_to_claim",
    "pause_by_link",
    "pause_expert",
    "read_invitation",
    "refuse_claim",
    "register_expert",
    "resume_expert",
    "save_imported_expert",
    "stay_by_link",
    "update_offer",
    "update_profile",
    "withdraw_consent",
    "withdraw_offer",
]
