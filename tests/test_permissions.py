"""Who may do what, written out: every permission, every role, and whose thing it is about.

A permission that is not in `TABLE` fails the test: whoever adds one writes its row here. Each row says for each kind of
target who is allowed; everybody who is not named is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from rules import has_perm
from rules.permissions import permissions

from cast import Cast
from exchanges import matrix
from wisselwerk.experts.enums import Purpose, Visibility

ROLES = (
    "anonymous",
    "charlie",
    "expert",
    "officer",
    "coordinator",
    "employer",
    "country_team",
    "partner",
    "administrator",
    "privacy_officer",
)
EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {"anonymous"}
NOBODY: frozenset[str] = frozenset()

Allowed = frozenset[str] | set[str]


def anything(allowed: Allowed) -> dict[str, Allowed]:
    """A permission that is not about one thing."""
    return {"none": allowed}


# Whose thing: "own" belongs to the one who asks or to their organisation, "other" to somebody else; for people also
# "hidden" (consents to nothing), "public" (chose to be seen by everybody), "draft" (did not finish); "withdrawn" is
# somebody else's offer that was taken back. "none": asked in general, about nothing.
TABLE: dict[str, dict[str, Allowed]] = {
    "accounts.view_users": anything({"administrator", "privacy_officer"}),
    "accounts.manage_users": anything({"administrator"}),
    "trail.view_actions": anything({"administrator", "privacy_officer"}),
    "trail.view_processing": anything({"privacy_officer"}),
    "organisations.view_organisations": anything(SIGNED_IN),
    "organisations.change_organisation": {
        "own": {"officer", "administrator"},
        "other": {"officer", "administrator"},
        "none": {"officer", "administrator"},
    },
    "organisations.update_municipalities": anything({"administrator"}),
    "organisations.view_travel_advice": anything(SIGNED_IN),
    "organisations.note_travel_advice": anything({"officer", "country_team", "administrator"}),
    "jobs.view_jobs": anything({"administrator"}),
    "jobs.run_job": anything({"administrator"}),
    "mail.view_messages": anything({"administrator"}),
    "mail.retry_message": anything({"administrator"}),
    "mail.set_rhythm": anything(SIGNED_IN),
    "experts.list_experts": anything({"officer", "coordinator"}),
    "experts.search_experts": anything({"officer"}),
    "experts.view_expert": {
        "own": {"expert", "coordinator"},
        "other": {"officer"},
        "hidden": NOBODY,
        "own hidden": {"expert"},
        "public": EVERYBODY,
        "draft": NOBODY,
        "none": NOBODY,
    },
    "experts.contact_expert": {
        "own": {"coordinator"},
        "other": {"officer"},
        "hidden": NOBODY,
        "own hidden": NOBODY,
        "public": {"officer"},
        "draft": NOBODY,
        "none": NOBODY,
    },
    "experts.create_own_profile": anything(SIGNED_IN - {"expert"}),
    "experts.change_expert": {"own": {"expert"}, "other": NOBODY, "public": NOBODY, "none": NOBODY},
    "experts.invite_expert": {"own": {"coordinator"}, "other": {"officer"}, "hidden": {"officer"}, "none": {"officer"}},
    "experts.erase_expert": {
        "own": {"expert"},
        "other": {"privacy_officer"},
        "public": {"privacy_officer"},
        "none": {"privacy_officer"},
    },
    "experts.export_expert": {
        "own": {"expert"},
        "other": {"privacy_officer"},
        "public": {"privacy_officer"},
        "none": {"privacy_officer"},
    },
    "experts.handle_requests": anything({"privacy_officer"}),
    "experts.import_experts": anything({"officer", "administrator"}),
    "experts.list_offers": anything(SIGNED_IN),
    "experts.view_offer": {
        "own": {"coordinator", "employer"},
        "other": SIGNED_IN,
        "withdrawn": {"officer"},
        "own withdrawn": {"coordinator"},
        "none": {"officer"},
    },
    "experts.offer_expertise": anything({"coordinator"}),
    "experts.change_offer": {"own": {"coordinator"}, "other": NOBODY, "none": NOBODY},
    "programmes.view_projects": anything(EVERYBODY),
    "programmes.change_project": anything({"officer"}),
    "programmes.import_projects": anything({"officer", "administrator"}),
    "needs.list_needs": anything({"officer", "partner"}),
    "needs.submit_need": anything({"officer", "partner"}),
    "needs.view_need": {"own": {"partner"}, "other": {"officer"}, "none": {"officer"}},
    "needs.change_need": {"own": {"partner"}, "other": {"officer"}, "none": {"officer"}},
    "needs.attach_file": {"own": {"partner"}, "other": {"officer"}, "none": {"officer"}},
    "needs.clarify": {"own": {"partner"}, "other": {"officer"}, "none": {"officer"}},
    "needs.ask_clarification": {"own": NOBODY, "other": {"officer"}, "none": {"officer"}},
    "needs.make_shortlist": {"own": NOBODY, "other": {"officer"}, "none": {"officer"}},
    "needs.view_shortlist": {"own": NOBODY, "other": {"officer"}, "none": {"officer"}},
    "needs.export_shortlist": {"own": NOBODY, "other": {"officer"}, "none": {"officer"}},
    "needs.choose": {"own": NOBODY, "other": {"officer"}, "none": {"officer"}},
}

TABLE |= matrix.table(EVERYBODY, SIGNED_IN)


class Scene:
    """One thing of each kind for each "whose", and the people who ask."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.people: dict[str, Any] = {
            "anonymous": AnonymousUser(),
            "charlie": cast.charlie,
            "expert": cast.bob,
            "officer": cast.alice,
            "coordinator": cast.coordinator,
            "employer": cast.employer,
            "country_team": cast.country_team,
            "partner": cast.partner,
            "administrator": cast.administrator,
            "privacy_officer": cast.privacy_officer,
        }
        elsewhere = cast.other_municipality
        bob, dana = cast.expert(cast.bob, organisation=None), cast.expert()
        # What belongs to whom; a role that is not named has nothing of its own of that kind.
        self.targets: dict[str, dict[str, Callable[[str], Any]]] = {
            "experts.offer": {
                "own": {"coordinator": cast.offer(), "employer": cast.offer()}.get,
                "other": self._same(cast.offer(organisation=elsewhere)),
                "withdrawn": self._same(cast.offer(organisation=elsewhere, is_active=False)),
                "own withdrawn": {"coordinator": cast.offer(is_active=False)}.get,
            },
            "experts.expert": {
                "own": {"expert": bob, "coordinator": dana, "employer": dana}.get,
                "other": self._same(cast.expert(organisation=elsewhere)),
                "hidden": self._same(cast.expert(organisation=elsewhere, consents=(Purpose.PUBLICITY,))),
                "own hidden": {"expert": self._hidden(bob), "coordinator": cast.expert(consents=())}.get,
                "public": self._same(cast.expert(organisation=elsewhere, visibility=Visibility.PUBLIC)),
                "draft": self._same(
                    cast.expert(organisation=elsewhere, visibility=Visibility.PUBLIC, status="draft", consents=())
                ),
            },
            "needs.need": {
                "own": {"partner": cast.need()}.get,
                "other": self._same(cast.need(organisation=cast.other_government)),
            },
            "organisations.organisation": {
                "own": {
                    "officer": cast.agency,
                    "administrator": cast.agency,
                    "coordinator": cast.municipality,
                    "employer": cast.municipality,
                    "partner": cast.partner_government,
                }.get,
                "other": self._same(elsewhere),
            },
            **matrix.targets(cast, bob),
        }

    @staticmethod
    def _same(thing: Any) -> Callable[[str], Any]:
        return lambda _role: thing

    @staticmethod
    def _hidden(bob: Any) -> Any:
        """Bob's own profile as it is when he consents to nothing."""
        copy = type(bob).objects.get(pk=bob.pk)
        copy.status = "draft"
        return copy

    def allowed(self, permission: str, whose: str) -> tuple[set[str], set[str]]:
        """Who is allowed, and about whom the question makes sense."""
        kind = self._kind(permission)
        asked = {
            role: None if whose == "none" else self.targets[kind][whose](role)
            for role in ROLES
            if whose == "none" or self.targets[kind][whose](role) is not None
        }
        return {role for role, target in asked.items() if has_perm(permission, self.people[role], target)}, set(asked)

    @staticmethod
    def _kind(permission: str) -> str:
        app, _dot, name = permission.partition(".")
        if app == "exchanges":
            return matrix.kind_of(permission)
        if app == "experts":
            return "experts.offer" if "offer" in name else "experts.expert"
        return {"needs": "needs.need", "organisations": "organisations.organisation"}.get(app, "")


def test_every_permission_has_a_row_and_every_row_a_permission() -> None:
    assert set(permissions) == set(TABLE)


@pytest.mark.django_db
@pytest.mark.parametrize("permission", TABLE)
def test_who_may(cast: Cast, permission: str) -> None:
    scene = Scene(cast)
    for whose, expected in TABLE[permission].items():
        allowed, asked = scene.allowed(permission, whose)
        assert allowed == set(expected) & asked, f"{permission} on {whose}"
        assert set(expected) <= asked or expected in (EVERYBODY, SIGNED_IN), f"{permission}: nobody asks for {whose}"


@pytest.mark.django_db
def test_somebody_who_is_blocked_has_no_role_left_on_the_site(client: Any, cast: Cast) -> None:
    client.force_login(cast.alice)
    cast.alice.is_active = False
    cast.alice.save()
    assert client.get("/mensen").status_code == 302


@pytest.mark.django_db
def test_a_role_that_ended_gives_nothing(cast: Cast) -> None:
    cast.alice.memberships.update(since="2020-01-01", until="2020-12-31")
    alice = type(cast.alice).objects.get(pk=cast.alice.pk)
    granted = {permission for permission in permissions if has_perm(permission, alice)}
    assert granted == {permission for permission in permissions if has_perm(permission, cast.charlie)}
