"""Every write, asked for by somebody who may not: refused, with nothing written. And by who may: in the log.

The actions are found by looking: a function in an `actions` module (or in `transfer`) that takes `by`. One that is not
in `CASES` fails the test: whoever adds one says here how it is called and who may.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import wisselwerk
from cast import Cast
from exchanges import (
    cases_consents,
    cases_conversation,
    cases_costs,
    cases_invitations,
    cases_lessons,
    cases_outcomes,
    cases_partners,
    cases_preparation,
    cases_sessions,
    cases_terms,
)
from exchanges.cases_conversation import plan
from organisations.test_tooi import municipality, write
from wisselwerk import iati
from wisselwerk.accounts import actions as accounts
from wisselwerk.accounts.models import User
from wisselwerk.experts import actions as experts
from wisselwerk.jobs.actions import run_job
from wisselwerk.mail import actions as mail
from wisselwerk.needs import actions as needs
from wisselwerk.needs import queries
from wisselwerk.organisations import actions as organisations
from wisselwerk.programmes import actions as programmes
from wisselwerk.programmes.models import Programme, Project
from wisselwerk.trail.models import ActionEntry, ProcessingEntry
from wisselwerk.transfer import runs
from wisselwerk.transfer.experts import import_experts
from wisselwerk.transfer.iati import import_iati
from wisselwerk.transfer.models import ImportRun, ImportStatus

pytestmark = pytest.mark.django_db

Call = tuple[Callable[..., Any], User, dict[str, Any]]
Case = Callable[[Cast, Path], Call]

PROFILE = experts.ProfileData(name="Bob", headline="Beheerder", text="Verving lichtmasten.")
OFFER = experts.OfferData(title="Verlichting", text="Wij beheren verlichting.", themes=["street-lighting"])
EXPERTS_FILE = "naam;e-mail;functie;omschrijving\nEva;eva@example.org;Adviseur;Verving lichtmasten.\n"
IATI_FILE = """<iati-activities version="2.03"><iati-activity><iati-identifier>XX-1-A</iati-identifier>
<reporting-org ref="XX-1" type="21"><narrative>Agency</narrative></reporting-org><title><narrative>Lights</narrative>
</title><activity-status code="2"/></iati-activity></iati-activities>"""


def need_data(cast: Cast) -> needs.NeedData:
    return needs.NeedData(
        title="Éclairage", text="Moins de pannes de lampadaires.", language="fr", organisation=cast.partner_government
    )


def run(cast: Cast, status: str) -> ImportRun:
    file = SimpleUploadedFile("experts.csv", EXPERTS_FILE.encode())
    return ImportRun.objects.create(
        kind="experts", file=file, file_name="experts.csv", status=status, started_by=cast.alice
    )


def shortlist(cast: Cast) -> Any:
    cast.expert()
    return needs.make_shortlist(by=cast.alice, need=cast.need())


def chosen(cast: Cast) -> Any:
    expert = cast.expert()
    return needs.choose(by=cast.alice, need=cast.need(), profile_id=expert.profile_id, reason="Past goed.")


def ranking(cast: Cast) -> dict[str, Any]:
    cast.expert()
    need = cast.need()
    asked = queries.asked(need, None)
    return {"need": need, "asked": asked, "ranking": queries.rank_asked(asked, need_id=need.pk, top=5)}


def file_of(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def activity() -> iati.Activity:
    return iati.Activity(
        identifier="XX-1-A",
        digest="1",
        titles={"en": "Lights"},
        reporting_organisation=iati.Organisation("XX-1", {"en": "Ministry"}, "10"),
        status="2",
    )


def draft_need(cast: Cast) -> Any:
    return needs.save_draft(by=cast.partner, data=need_data(cast))


def closed_need(cast: Cast) -> Any:
    need = cast.need()
    needs.close_need(by=cast.alice, need=need)
    return need


def message_given_up(cast: Cast) -> Any:
    message = mail.send("plain", to=mail.Recipient.of(cast.bob), context={"subject": "x", "text": "x"})
    assert message
    message.status = "failed"
    message.save()
    return message


def make_a_profile(cast: Cast) -> None:
    cast.expert(cast.charlie)


def block(cast: Cast) -> None:
    cast.charlie.is_active = False
    cast.charlie.save()


CASES: dict[str, Case] = {
    "accounts.create_user": lambda c, _p: (accounts.create_user, c.administrator, {"email": "new@example.org"}),
    "accounts.invite_user": lambda c, _p: (
        accounts.invite_user, c.administrator, {"email": "new@example.org", "name": "New", "language": "nl"},
    ),
    "accounts.grant_role": lambda c, _p: (
        accounts.grant_role, c.administrator, {"user": c.charlie, "role": "officer", "organisation": c.agency},
    ),
    "accounts.revoke_role": lambda c, _p: (
        accounts.revoke_role, c.administrator, {"membership": c.alice.memberships.get(), "on": timezone.localdate()},
    ),
    "accounts.set_active": lambda c, _p: (accounts.set_active, c.administrator, {"user": c.bob, "active": False}),
    "organisations.create_organisation": lambda c, _p: (
        organisations.create_organisation, c.alice, {"kind": "institution", "name": "New", "country_id": "NL"},
    ),
    "organisations.update_organisation": lambda c, _p: (
        organisations.update_organisation, c.alice, {"organisation": c.partner_government, "place": "Gisenyi"},
    ),
    "organisations.update_municipalities": lambda c, p: (
        organisations.update_municipalities, c.administrator, {"register": write(p, [municipality("0344", "Utrecht")])},
    ),
    "organisations.note_travel_advice": lambda c, _p: (
        organisations.note_travel_advice, c.country_team, cases_preparation.advice(c),
    ),
    "organisations.check_travel_advice": lambda c, _p: (
        organisations.check_travel_advice,
        c.country_team,
        {"advice": organisations.note_travel_advice(by=None, **cases_preparation.advice(c))},
    ),
    "experts.invite_to_claim": lambda c, _p: (
        experts.invite_to_claim, c.alice, {"expert": c.expert(email="sanne@example.org")},
    ),
    "experts.give_consent": lambda c, _p: (
        experts.give_consent, c.bob, {"expert": c.expert(c.bob, consents=()), "purpose": "matching"},
    ),
    "experts.withdraw_consent": lambda c, _p: (
        experts.withdraw_consent, c.bob, {"expert": c.expert(c.bob), "purpose": "matching"},
    ),
    "experts.confirm_profile": lambda c, _p: (experts.confirm_profile, c.bob, {"expert": c.expert(c.bob)}),
    "experts.pause_expert": lambda c, _p: (experts.pause_expert, c.bob, {"expert": c.expert(c.bob)}),
    "experts.resume_expert": lambda c, _p: (experts.resume_expert, c.bob, {"expert": c.expert(c.bob, status="paused")}),
    "experts.erase_expert": lambda c, _p: (experts.erase_expert, c.bob, {"expert": c.expert(c.bob)}),
    "experts.export_expert": lambda c, _p: (experts.export_expert, c.bob, {"expert": c.expert(c.bob)}),
    "experts.update_profile": lambda c, _p: (
        experts.update_profile, c.bob, {"expert": c.expert(c.bob), "data": PROFILE},
    ),
    "experts.create_own_profile": lambda c, _p: (experts.create_own_profile, c.bob, {"data": PROFILE, "purposes": []}),
    "experts.save_imported_expert": lambda c, _p: (
        experts.save_imported_expert, c.alice,
        {"import_key": "f:1", "email": "", "data": PROFILE, "consented_on": None},
    ),
    "experts.create_offer": lambda c, _p: (
        experts.create_offer, c.coordinator, {"organisation": c.municipality, "data": OFFER},
    ),
    "experts.update_offer": lambda c, _p: (experts.update_offer, c.coordinator, {"offer": c.offer(), "data": OFFER}),
    "experts.confirm_offer": lambda c, _p: (experts.confirm_offer, c.coordinator, {"offer": c.offer()}),
    "experts.withdraw_offer": lambda c, _p: (experts.withdraw_offer, c.coordinator, {"offer": c.offer()}),
    "programmes.create_programme": lambda c, _p: (programmes.create_programme, c.alice, {"names": {"en": "New"}}),
    "programmes.update_programme": lambda c, _p: (
        programmes.update_programme, c.alice,
        {"programme": Programme.objects.create(slug="x", names={"en": "x"}), "names": {"en": "New"}},
    ),
    "programmes.create_project": lambda c, _p: (programmes.create_project, c.alice, {"titles": {"en": "New"}}),
    "programmes.update_project": lambda c, _p: (
        programmes.update_project, c.alice,
        {"project": Project.objects.create(titles={"en": "x"}), "titles": {"en": "New"}},
    ),
    "programmes.save_activity": lambda c, _p: (programmes.save_activity, c.alice, {"activity": activity()}),
    "programmes.save_activities": lambda c, _p: (programmes.save_activities, c.alice, {"activities": [activity()]}),
    "programmes.link_programmes": lambda c, _p: (programmes.link_programmes, c.alice, {}),
    "needs.submit_need": lambda c, _p: (needs.submit_need, c.partner, {"data": need_data(c)}),
    "needs.save_draft": lambda c, _p: (needs.save_draft, c.partner, {"data": need_data(c)}),
    "needs.submit_draft": lambda c, _p: (needs.submit_draft, c.partner, {"need": draft_need(c)}),
    "needs.update_need": lambda c, _p: (needs.update_need, c.partner, {"need": c.need(), "data": need_data(c)}),
    "needs.set_theme": lambda c, _p: (
        needs.set_theme, c.partner, {"need": c.need(), "concept": "parks", "state": "confirmed"},
    ),
    "needs.close_need": lambda c, _p: (needs.close_need, c.partner, {"need": c.need()}),
    "needs.reopen_need": lambda c, _p: (needs.reopen_need, c.partner, {"need": closed_need(c)}),
    "needs.make_shortlist": lambda c, _p: (needs.make_shortlist, c.alice, {"need": c.need()}),
    "needs.record_shortlist": lambda c, _p: (needs.record_shortlist, c.alice, ranking(c)),
    "needs.open_shortlist": lambda c, _p: (needs.open_shortlist, c.alice, {"shortlist": shortlist(c)}),
    "needs.export_shortlist": lambda c, _p: (needs.export_shortlist, c.alice, {"shortlist": shortlist(c)}),
    "needs.show_people": lambda c, _p: (needs.show_people, c.alice, {"people": [c.expert()], "activity": "search"}),
    "needs.choose": lambda c, _p: (
        needs.choose, c.alice, {"need": c.need(), "profile_id": c.expert().profile_id, "reason": "Past goed."},
    ),
    "needs.attach_file": lambda c, _p: (needs.attach_file, c.partner, {"need": c.need(), "file": plan()}),
    "needs.remove_attachment": lambda c, _p: (
        needs.remove_attachment, c.partner,
        {"attachment": needs.attach_file(by=c.alice, need=c.need(), file=plan())},
    ),
    "needs.ask_clarification": lambda c, _p: (
        needs.ask_clarification, c.alice, {"need": c.need(), "question": "Combien de lampadaires ?"},
    ),
    "needs.clarify": lambda c, _p: (
        needs.clarify, c.partner,
        {
            "clarification": needs.ask_clarification(by=c.alice, need=c.need(), question="Combien ?"),
            "answer": "Environ 400.",
        },
    ),
    "needs.withdraw_choice": lambda c, _p: (needs.withdraw_choice, c.alice, {"choice": chosen(c)}),
    "jobs.run_job": lambda c, _p: (run_job, c.administrator, {"name": "mail.forget"}),
    "mail.retry_message": lambda c, _p: (mail.retry_message, c.administrator, {"message": message_given_up(c)}),
    "mail.set_rhythm": lambda c, _p: (mail.set_rhythm, c.bob, {"rhythm": "daily"}),
    "transfer.import_experts": lambda c, p: (
        import_experts, c.alice, {"path": file_of(p, "experts.csv", EXPERTS_FILE)},
    ),
    "transfer.import_iati": lambda c, p: (import_iati, c.alice, {"paths": [file_of(p, "a.xml", IATI_FILE)]}),
    "transfer.start_check": lambda c, _p: (
        runs.start_check, c.alice,
        {"kind": "experts", "file": SimpleUploadedFile("e.csv", EXPERTS_FILE.encode()), "language": "nl"},
    ),
    "transfer.start_import": lambda c, _p: (
        runs.start_import, c.alice, {"run": run(c, ImportStatus.CHECKED), "keep_good": True},
    ),
    "transfer.cancel_run": lambda c, _p: (runs.cancel_run, c.alice, {"run": run(c, ImportStatus.CHECKED)}),
}  # fmt: skip
for part in (
    cases_invitations,
    cases_partners,
    cases_consents,
    cases_sessions,
    cases_costs,
    cases_conversation,
    cases_terms,
    cases_preparation,
    cases_outcomes,
    cases_lessons,
):
    CASES |= part.CASES

# Reads that are logged as a look at people's data, not as a change.
LOOKS = {"exchanges.open_proposal", "needs.open_shortlist", "needs.show_people"}
# Nothing to change in what the test gives it; it has tests of its own.
SOMETIMES_SILENT = {"programmes.link_programmes"}
# Anybody with an account may; refused to somebody who has a profile already, or who is blocked.
FOR_EVERYBODY: dict[str, Callable[[Cast], None]] = {
    "experts.create_own_profile": make_a_profile,
    "exchanges.renew_calendar_feed": block,
    "mail.set_rhythm": block,
}


def found_actions() -> Iterator[str]:
    """Every public function with `by` in an actions module, and in `transfer` in any module."""
    for module in pkgutil.walk_packages(wisselwerk.__path__, "wisselwerk."):
        _root, app, *rest = module.name.split(".")
        if app in {"trail", "web", "cli"} or (app != "transfer" and rest[:1] != ["actions"]) or "migrations" in rest:
            continue
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            own = function.__module__ == module.name and not name.startswith("_")
            if own and "by" in inspect.signature(function).parameters:
                yield f"{app}.{name}"


def everything_stored() -> str:
    """All rows of all tables as text, so that nothing can be written unseen."""
    return json.dumps(
        {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()},
        default=str,
    )


def test_every_action_is_tried_here() -> None:
    assert set(found_actions()) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_somebody_who_may_not_is_refused_and_nothing_is_written(cast: Cast, tmp_path: Path, name: str) -> None:
    action, _allowed, values = CASES[name](cast, tmp_path)
    if name in FOR_EVERYBODY:
        FOR_EVERYBODY[name](cast)
    before = everything_stored()
    with pytest.raises(PermissionDenied):
        action(by=cast.charlie, **values)
    assert everything_stored() == before


@pytest.mark.parametrize("name", CASES)
def test_who_may_leaves_an_entry_in_the_log(cast: Cast, tmp_path: Path, name: str) -> None:
    action, allowed, values = CASES[name](cast, tmp_path)
    log = ProcessingEntry if name in LOOKS else ActionEntry
    newest = log.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    action(by=allowed, **values)
    entries = list(log.objects.filter(pk__gt=newest))
    if name in SOMETIMES_SILENT:
        return
    assert entries, f"{name} left nothing in the log"
    gone = not User.objects.filter(pk=allowed.pk).exists()
    assert {entry.actor for entry in entries} == {None if gone else allowed}
