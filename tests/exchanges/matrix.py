"""The rows of the permission matrix that are about exchanges, and one thing of each kind to ask them about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from cast import Cast
from wisselwerk.exchanges.models import (
    AdvanceConsent,
    Certificate,
    ChecklistItem,
    Evaluation,
    Exchange,
    Invitation,
    Lesson,
    LessonQuote,
    Participant,
    TripDossier,
)

OFFICER = {"officer"}
# Who belongs to an exchange of their own; "other" is an exchange with which the agency alone has to do, and the team
# that covers every country.
CIRCLE = {"own": {"expert", "partner", "country_team"}, "other": {"officer", "country_team"}, "none": OFFICER}
MAKERS = {"own": {"expert", "partner"}, "other": OFFICER, "none": OFFICER}
OFFICER_ONLY: dict[str, set[str]] = {"own": set(), "other": OFFICER, "none": OFFICER}

Rows = dict[str, dict[str, Any]]


def table(everybody: frozenset[str], signed_in: frozenset[str]) -> Rows:
    """Permission → whose thing → who is allowed."""
    return {
        "exchanges.list_exchanges": {"none": signed_in},
        "exchanges.use_calendar": {"none": signed_in},
        "exchanges.view_trips": {"none": everybody},
        "exchanges.plan_exchange": {"none": OFFICER},
        "exchanges.export_exchanges": {"none": OFFICER},
        "exchanges.view_exchange": CIRCLE | {"own": {*CIRCLE["own"], "coordinator", "employer"}},
        "exchanges.change_exchange": OFFICER_ONLY,
        "exchanges.move_on": OFFICER_ONLY,
        "exchanges.invite": OFFICER_ONLY,
        "exchanges.change_invitation": OFFICER_ONLY,
        "exchanges.view_invitation": {
            "own": {"expert"},
            "own offer": {"coordinator"},
            "other": OFFICER,
            "none": OFFICER,
        },
        "exchanges.answer_invitation": {"own": {"expert"}, "own offer": {"coordinator"}, "other": set(), "none": set()},
        "exchanges.put_forward": {"own": set(), "own offer": {"coordinator"}, "other": set(), "none": set()},
        "exchanges.leave": {"own": {"expert"}, "other": OFFICER, "none": OFFICER},
        "exchanges.view_people": {"own": {"partner"}, "other": OFFICER, "none": OFFICER},
        "exchanges.give_opinion": {"own": {"partner"}, "other": set(), "none": set()},
        "exchanges.approve_people": {"own": {"partner"}, "other": OFFICER, "none": OFFICER},
        "exchanges.ask_consent": OFFICER_ONLY,
        "exchanges.view_consent": {"own": {"expert", "coordinator", "employer"}, "other": OFFICER, "none": OFFICER},
        "exchanges.answer_consent": {"own": {"employer"}, "other": set(), "none": set()},
        "exchanges.revoke_consent": {"own": {"employer"}, "other": set(), "none": set()},
        "exchanges.list_advance_consents": {"none": {"officer", "employer", "coordinator"}},
        "exchanges.view_advance_consent": {"own": {"coordinator", "employer"}, "other": OFFICER, "none": OFFICER},
        "exchanges.give_advance_consent": {"own": {"employer"}, "other": set(), "none": set()},
        "exchanges.revoke_advance_consent": {"own": {"employer"}, "other": set(), "none": set()},
        "exchanges.view_dossier": {"own": {"expert", "coordinator", "employer"}, "other": OFFICER, "none": OFFICER},
        "exchanges.change_dossier": {"own": {"expert", "coordinator", "employer"}, "other": OFFICER, "none": OFFICER},
        "exchanges.view_terms": CIRCLE,
        "exchanges.edit_terms": MAKERS,
        "exchanges.agree_terms": MAKERS,
        "exchanges.view_preparation": CIRCLE,
        "exchanges.change_checklist": OFFICER_ONLY,
        "exchanges.tick_item": {
            "own": {"expert", "partner", "country_team"},
            "somebody else's": set(),
            "other": OFFICER,
            "none": OFFICER,
        },
        "exchanges.write_local_context": {"own": {"country_team"}, "other": {"country_team"}, "none": set()},
        "exchanges.sign_off": {"own": {"country_team"}, "other": {"country_team"}, "none": set()},
        "exchanges.view_costs": {"own": {"expert", "coordinator", "employer"}, "other": OFFICER, "none": OFFICER},
        "exchanges.record_costs": OFFICER_ONLY,
        "exchanges.record_hours": {"own": {"expert"}, "other": OFFICER, "none": OFFICER},
        "exchanges.read_remarks": CIRCLE,
        "exchanges.write_remark": CIRCLE,
        "exchanges.add_document": CIRCLE,
        "exchanges.remove_document": OFFICER_ONLY,
        "exchanges.evaluate": {
            "own": {"expert", "partner", "country_team"},
            "somebody else's": set(),
            "other": set(),
            "none": set(),
        },
        "exchanges.view_evaluations": {
            "own": {"country_team"},
            "other": {"officer", "country_team"},
            "none": OFFICER,
        },
        "exchanges.report_follow_up": MAKERS,
        "exchanges.write_lesson": MAKERS | {"own": {"expert", "partner", "coordinator", "employer"}},
        "exchanges.view_lesson": {
            "own": {"expert", "partner", "coordinator"},
            "other": OFFICER,
            "public": everybody,
            "none": OFFICER,
        },
        "exchanges.change_lesson": {"own": {"coordinator"}, "other": OFFICER, "public": OFFICER, "none": OFFICER},
        "exchanges.moderate_lesson": {"own": set(), "other": OFFICER, "public": OFFICER, "none": OFFICER},
        "exchanges.answer_quote": {"own": {"expert"}, "other": set(), "none": set()},
        "exchanges.issue_certificate": {"own": set(), "other": OFFICER, "none": OFFICER},
        "exchanges.view_certificate": {"own": {"expert"}, "other": OFFICER, "none": OFFICER},
    }


# What a permission is asked about; an exchange for all that are not named.
KINDS = {
    "invitation": ("view_invitation", "answer_invitation", "put_forward"),
    "consent": ("view_consent", "answer_consent", "revoke_consent"),
    "advance": ("view_advance_consent", "revoke_advance_consent"),
    "municipality": ("give_advance_consent",),
    "dossier": ("view_dossier", "change_dossier"),
    "participant": ("record_hours", "leave"),
    "item": ("tick_item",),
    "evaluation": ("evaluate",),
    "lesson": ("view_lesson", "change_lesson", "moderate_lesson"),
    "quote": ("answer_quote",),
    "certificate": ("issue_certificate", "view_certificate"),
}


def kind_of(permission: str) -> str:
    """The kind of thing that an `exchanges` permission is about: a key of `targets`."""
    name = permission.removeprefix("exchanges.")
    return next((f"exchanges.{kind}" for kind, names in KINDS.items() if name in names), "exchanges.exchange")


Target = Callable[[str], Any]


def targets(cast: Cast, bob: Any) -> dict[str, dict[str, Target]]:
    """One exchange in which everybody of the cast has a part, and one in which nobody has."""
    ours = cast.exchange()
    person = cast.participant(ours, expert=bob, organisation=cast.municipality, kind="administrator")
    theirs = cast.exchange(partner=cast.other_government, country_id="UG")
    stranger = cast.participant(
        theirs, expert=cast.expert(organisation=cast.other_municipality, email="stranger@example.org")
    )
    of_municipality = {"coordinator", "employer"}

    def own(thing: Any, *roles: str) -> Target:
        return dict.fromkeys(roles, thing).get

    def any_role(thing: Any) -> Target:
        return lambda _role: thing

    def in_both(kind: str, make: Callable[[Participant], Any], *roles: str) -> dict[str, dict[str, Target]]:
        return {f"exchanges.{kind}": {"own": own(make(person), *roles), "other": any_role(make(stranger))}}

    evaluations, items = _by_side(Evaluation, ours, person), _by_side(ChecklistItem, ours, person)
    lesson = _lesson(ours, written_by=cast.coordinator)
    return {
        "exchanges.exchange": {
            "own": own(ours, "expert", "partner", "country_team", *of_municipality),
            "other": any_role(theirs),
        },
        "exchanges.invitation": {
            "own": own(_invitation(ours, expert=bob), "expert"),
            "own offer": own(_invitation(ours, offer=cast.offer(), email="coordinator@example.org"), "coordinator"),
            "other": any_role(_invitation(theirs, expert=stranger.expert)),
        },
        **in_both("consent", lambda one: cast.consent(one), "expert", *of_municipality),
        **in_both("dossier", lambda one: TripDossier.objects.create(participant=one), "expert", *of_municipality),
        **in_both("participant", lambda one: one, "expert"),
        **in_both("certificate", lambda one: Certificate.objects.create(participant=one, name=one.name), "expert"),
        "exchanges.advance": {
            "own": own(_advance(cast.municipality), *of_municipality),
            "other": any_role(_advance(cast.other_municipality)),
        },
        "exchanges.municipality": {
            "own": own(cast.municipality, "employer", "coordinator"),
            "other": any_role(cast.other_municipality),
        },
        "exchanges.item": {
            "own": items.get,
            "somebody else's": {"expert": items["partner"], "partner": items["expert"]}.get,
            "other": any_role(_by_side(ChecklistItem, theirs, stranger)["expert"]),
        },
        "exchanges.evaluation": {
            "own": evaluations.get,
            "somebody else's": {"expert": evaluations["partner"], "partner": evaluations["expert"]}.get,
            "other": any_role(_by_side(Evaluation, theirs, stranger)["expert"]),
        },
        "exchanges.lesson": {
            "own": own(lesson, "expert", "partner", "coordinator"),
            "other": any_role(_lesson(theirs)),
            "public": any_role(_lesson(theirs, status="published")),
        },
        "exchanges.quote": {
            "own": any_role(LessonQuote.objects.create(lesson=lesson, name=bob.name, email=bob.email)),
            "other": any_role(LessonQuote.objects.create(lesson=lesson, name="Eva", email="eva@example.org")),
        },
    }


def _invitation(exchange: Exchange, **fields: Any) -> Invitation:
    expert = fields.get("expert")
    fields = {"name": "Somebody", "email": expert.email if expert else "", "expires_at": timezone.now()} | fields
    return Invitation.objects.create(exchange=exchange, **fields)


def _advance(municipality: Any) -> AdvanceConsent:
    return AdvanceConsent.objects.create(
        organisation=municipality, hours_per_year=100, valid_until=timezone.localdate() + dt.timedelta(days=365)
    )


def _lesson(exchange: Exchange, **fields: Any) -> Lesson:
    return Lesson.objects.create(
        exchange=exchange, side="partner", title="Moins de pannes", text="…", language="fr", **fields
    )


def _by_side(model: Any, exchange: Exchange, person: Participant) -> dict[str, Any]:
    """One evaluation, or line of the checklist, for each side that has one."""
    if model is Evaluation:
        shared: dict[str, Any] = {"exchange": exchange, "due_on": timezone.localdate()}
        name = "side"
    else:
        shared, name = {"exchange": exchange, "title": "Iets"}, "owner"
    return {
        "expert": model.objects.create(**shared, **{name: "expert"}, participant=person),
        "partner": model.objects.create(**shared, **{name: "partner"}),
        "country_team": model.objects.create(**shared, **{name: "country_team"}),
    }
