"""The actions and activities of the two logs in plain words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "accounts.create_user": _("Account made"),
    "accounts.grant_role": _("Role given"),
    "accounts.invite_user": _("User invited"),
    "accounts.revoke_role": _("Role ended"),
    "accounts.set_active": _("Account blocked or allowed again"),
    "experts.activate_expert": _("Expert's address confirmed"),
    "experts.claim_profile": _("Imported profile taken over"),
    "experts.confirm_offer": _("Offer confirmed"),
    "experts.confirm_profile": _("Profile confirmed"),
    "experts.create_offer": _("Offer made"),
    "experts.erase_expert": _("Expert erased"),
    "experts.export_expert": _("Data handed over"),
    "experts.follow_email": _("Expert's address changed"),
    "experts.give_consent": _("Consent given"),
    "experts.import_expert": _("Expert imported"),
    "experts.invite_to_claim": _("Invited to take over a profile"),
    "experts.pause_expert": _("Profile paused"),
    "experts.refuse_claim": _("Imported profile refused and erased"),
    "experts.register_expert": _("Expert registered"),
    "experts.resume_expert": _("Profile resumed"),
    "experts.update_offer": _("Offer changed"),
    "experts.update_profile": _("Profile changed"),
    "experts.withdraw_consent": _("Consent withdrawn"),
    "experts.withdraw_offer": _("Offer withdrawn"),
    "needs.choose": _("Candidate chosen"),
    "needs.close_need": _("Need closed"),
    "needs.export_shortlist": _("Shortlist downloaded"),
    "needs.make_shortlist": _("Shortlist made"),
    "needs.reopen_need": _("Need opened again"),
    "needs.save_draft": _("Need kept as a draft"),
    "needs.set_theme": _("Theme of a need set"),
    "needs.submit_need": _("Need submitted"),
    "needs.update_need": _("Need changed"),
    "needs.withdraw_choice": _("Choice withdrawn"),
    "organisations.add_municipality": _("Municipality added"),
    "organisations.create_organisation": _("Organisation added"),
    "organisations.update_municipality": _("Municipality updated from the register"),
    "organisations.update_organisation": _("Organisation changed"),
    "programmes.create_programme": _("Programme added"),
    "programmes.create_project": _("Project added"),
    "programmes.import_file": _("Projects imported from a file"),
    "programmes.update_programme": _("Programme changed"),
    "programmes.update_project": _("Project changed"),
    "transfer.cancel_run": _("Import cancelled"),
    "transfer.finish_import": _("Import finished"),
    "transfer.forget_run": _("Import file removed"),
    "transfer.start_check": _("Import file checked"),
    "transfer.start_import": _("Import started"),
}

# Looks in passing: a name among others in a list.
IN_PASSING = ("experts.list_experts", "needs.search", "organisations.show_people")

ACTIVITIES: dict[str, str | Promise] = {
    "experts.view_expert": _("Profile looked at"),
    "experts.view_public": _("Public profile looked at by a visitor"),
    "experts.list_experts": _("Shown in a list of people"),
    "experts.export_list": _("In a list of people that was downloaded"),
    "experts.handle_request": _("Looked up to answer a request about their data"),
    "needs.rank": _("Considered for a question"),
    "needs.view_shortlist": _("Shown on a shortlist"),
    "needs.export_shortlist": _("On a shortlist that was downloaded"),
    "needs.search": _("Shown in search results"),
    "needs.compare": _("Compared with others for a question"),
    "needs.choices": _("Shown among those chosen for a question"),
    "organisations.show_people": _("Shown on the page of their employer"),
}


def action_words(action: str) -> str:
    """What an action is called on the page; an unknown one by its code."""
    return str(ACTIONS.get(action, action))


def activity_words(activity: str) -> str:
    """What a processing activity is called on the page; an unknown one by its code."""
    return str(ACTIVITIES.get(activity, activity))
