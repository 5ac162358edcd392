"""Users, roles, the two logs and requests about personal data, in the browser."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast
from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.experts.enums import ExpertStatus
from wisselwerk.experts.looks import note_look
from wisselwerk.trail.models import ProcessingEntry
from wisselwerk.web.logwords import ACTIONS, ACTIVITIES

pytestmark = pytest.mark.django_db

PEOPLE = (
    "alice",
    "bob",
    "charlie",
    "coordinator",
    "employer",
    "partner",
    "country_team",
    "administrator",
    "privacy_officer",
)
PAGES = {
    "/beheer": {"administrator", "privacy_officer"},
    "/beheer/gebruikers/nieuw": {"administrator"},
    "/beheer/logboek": {"administrator", "privacy_officer"},
    "/beheer/verwerkingen": {"privacy_officer"},
    "/beheer/betrokkenen": {"privacy_officer"},
}


@pytest.mark.parametrize("path", PAGES)
def test_who_opens_which_page(signed_in: Any, cast: Cast, path: str) -> None:
    opened = {name for name in PEOPLE if signed_in(getattr(cast, name)).get(path).status_code == 200}
    assert opened == PAGES[path]


def test_the_privacy_officer_sees_users_and_changes_none(signed_in: Any, cast: Cast) -> None:
    client = signed_in(cast.privacy_officer)
    page = client.get(f"/en/beheer/gebruikers/{cast.alice.pk}").content.decode()
    assert "Give a role" not in page
    grant = {"role": Role.OFFICER, "organisation": "Agency"}
    assert client.post(f"/beheer/gebruikers/{cast.charlie.pk}", grant).status_code == 403
    assert client.post(f"/beheer/gebruikers/{cast.charlie.pk}/aanmelden-toestaan", {"active": "no"}).status_code == 403
    assert client.post(f"/beheer/gebruikers/{cast.charlie.pk}/opnieuw-uitnodigen").status_code == 403
    membership = cast.alice.memberships.get()
    url = f"/beheer/gebruikers/{cast.alice.pk}/rollen/{membership.pk}/beeindigen"
    assert client.post(url).status_code == 403
    assert not User.objects.get(pk=cast.charlie.pk).memberships.exists()


def test_from_invitation_to_first_sign_in(signed_in: Any, cast: Cast, delivered: Any) -> None:
    client = signed_in(cast.administrator)
    response = client.post("/beheer/gebruikers/nieuw", {"name": "Nieuw", "email": "new@example.org", "language": "fr"})
    user = User.objects.get(email="new@example.org")
    assert response.url == f"/beheer/gebruikers/{user.pk}"
    client.post(response.url, {"role": Role.OFFICER, "organisation": "Agency"})
    [message] = delivered()
    link = re.search(r"https?://[^/]+(/fr/account/password/reset/key/\S+)", str(message.body))
    assert link
    visitor = Client()
    form = visitor.get(link[1], follow=True)
    chosen = {"password1": "een goede lange zin", "password2": "een goede lange zin"}
    visitor.post(form.redirect_chain[-1][0], chosen)
    visitor.post("/account/login/", {"login": "new@example.org", "password": "een goede lange zin"})
    assert visitor.get("/mensen").status_code == 200
    assert Client().get(link[1], follow=True).status_code == 200


def test_an_address_that_is_taken_is_said_so(signed_in: Any, cast: Cast, delivered: Any) -> None:
    sent = {"name": "Bob", "email": "BOB@example.org", "language": "nl"}
    response = signed_in(cast.administrator).post("/beheer/gebruikers/nieuw", sent)
    assert "email" in response.context["form"].errors
    assert not delivered()


def test_the_invitation_is_sent_again_only_to_who_never_signed_in(signed_in: Any, cast: Cast, delivered: Any) -> None:
    client = signed_in(cast.administrator)
    assert client.post(f"/beheer/gebruikers/{cast.charlie.pk}/opnieuw-uitnodigen").status_code == 302
    assert client.post(f"/beheer/gebruikers/{cast.administrator.pk}/opnieuw-uitnodigen").status_code == 404
    assert len(delivered()) == 1


@pytest.mark.parametrize(
    ("role", "organisation", "given"),
    [
        ("coordinator", "Proefdam", True),
        ("coordinator", "Proefdam · Gemeente · Nederland", True),
        ("coordinator", "Agency", False),
        ("officer", "Proefdam", False),
        ("administrator", "Rubavu", False),
        ("partner", "Rubavu", True),
        ("partner", "Nergens", False),
        ("no_such_role", "Agency", False),
    ],
)
def test_a_role_is_given_where_it_belongs(
    signed_in: Any, cast: Cast, role: str, organisation: str, given: bool
) -> None:
    client = signed_in(cast.administrator)
    page = client.get(f"/beheer/gebruikers/{cast.charlie.pk}")
    if "·" in organisation:
        organisation = next(name for name in page.context["organisation_names"] if name.startswith("Proefdam"))
    client.post(f"/beheer/gebruikers/{cast.charlie.pk}", {"role": role, "organisation": organisation})
    assert User.objects.get(pk=cast.charlie.pk).memberships.exists() == given


def test_a_name_that_two_organisations_have_is_not_guessed(signed_in: Any, cast: Cast) -> None:
    cast.organisation("Rubavu", kind="partner_government", country_id="UG")
    response = signed_in(cast.administrator).post(
        f"/beheer/gebruikers/{cast.charlie.pk}", {"role": "partner", "organisation": "Rubavu"}
    )
    assert "organisation" in response.context["form"].errors


def test_a_role_ends_at_once_and_the_last_administrator_stays(signed_in: Any, cast: Cast) -> None:
    client = signed_in(cast.administrator)
    membership = cast.alice.memberships.get()
    client.post(f"/beheer/gebruikers/{cast.alice.pk}/rollen/{membership.pk}/beeindigen")
    assert not User.objects.get(pk=cast.alice.pk).current_roles
    own = cast.administrator.memberships.get()
    page = client.post(f"/en/beheer/gebruikers/{cast.administrator.pk}/rollen/{own.pk}/beeindigen", follow=True)
    assert "Somebody must be able to administer" in page.content.decode()
    client.post(f"/beheer/gebruikers/{cast.administrator.pk}/aanmelden-toestaan", {"active": "no"})
    assert User.objects.get(pk=cast.administrator.pk).is_active
    other = f"/beheer/gebruikers/{cast.alice.pk}/rollen/{own.pk}/beeindigen"
    assert client.post(other).status_code == 404


def test_a_blocked_account_is_out_at_once(signed_in: Any, cast: Cast) -> None:
    visitor = Client()
    visitor.force_login(cast.alice)
    assert visitor.get("/mensen").status_code == 200
    signed_in(cast.administrator).post(f"/beheer/gebruikers/{cast.alice.pk}/aanmelden-toestaan", {"active": "no"})
    assert visitor.get("/mensen").status_code == 302


def test_the_action_log_with_its_filters(signed_in: Any, cast: Cast) -> None:
    client = signed_in(cast.administrator)
    everything = client.get("/beheer/logboek").context["page"].paginator.count
    some = client.get("/beheer/logboek?what=accounts.grant_role").context["page"].paginator.count
    assert 0 < some < everything
    assert client.get("/beheer/logboek?q=alice").context["page"].paginator.count == 0
    assert client.get("/beheer/logboek?since=2100-01-01").context["page"].paginator.count == 0
    assert client.get("/beheer/logboek?what=x&since=y").context["page"].paginator.count == everything


def test_the_processing_log_with_its_filters(signed_in: Any, cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    note_look(expert, by=cast.alice, purpose="need:1")
    client = signed_in(cast.privacy_officer)
    page = client.get(f"/en/beheer/verwerkingen?q=alice&target={expert.profile_id}")
    assert "Profile looked at" in page.content.decode()
    assert page.context["page"].paginator.count == 1
    assert client.get("/beheer/verwerkingen?target=expert:0").context["page"].paginator.count == 0


@pytest.mark.parametrize(("path", "number"), [("/beheer", 10), ("/beheer/logboek", 10)])
def test_lists_take_the_same_queries_however_long(signed_in: Any, cast: Cast, path: str, number: int) -> None:
    client = signed_in(cast.administrator)
    counts = []
    for round_ in range(2):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
        cast.user(f"more{round_}", Role.OFFICER, cast.agency)
    assert counts == [number, number]


def test_a_request_for_data_and_for_erasure(signed_in: Any, cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    client = signed_in(cast.privacy_officer)
    assert "bob@example.org" not in client.get("/beheer/betrokkenen").content.decode()
    assert "bob@example.org" in client.get("/beheer/betrokkenen?q=bob").content.decode()
    assert ProcessingEntry.objects.get().activity == "experts.handle_request"
    data = json.loads(client.post(f"/beheer/betrokkenen/{expert.pk}/gegevens").content)
    assert data["profile"]["email"] == "bob@example.org"
    client.get(f"/beheer/betrokkenen/{expert.pk}/verwijderen")
    expert.refresh_from_db()
    assert expert.status == ExpertStatus.ACTIVE
    client.post(f"/beheer/betrokkenen/{expert.pk}/verwijderen")
    expert.refresh_from_db()
    assert expert.status == ExpertStatus.ERASED
    assert client.get(f"/beheer/betrokkenen/{expert.pk}/verwijderen").status_code == 404


def test_nobody_else_handles_requests(signed_in: Any, cast: Cast) -> None:
    expert = cast.expert(cast.bob)
    for person in (cast.charlie, cast.alice, cast.administrator, cast.coordinator):
        client = signed_in(person)
        assert client.post(f"/beheer/betrokkenen/{expert.pk}/gegevens").status_code == 403
        assert client.post(f"/beheer/betrokkenen/{expert.pk}/verwijderen").status_code == 403


def test_every_entry_of_the_logs_has_words() -> None:
    """An action or activity that is logged somewhere must be readable here."""
    from pathlib import Path

    import wisselwerk

    source = "\n".join(path.read_text("utf-8") for path in Path(wisselwerk.__file__).parent.rglob("*.py"))
    logged = set(re.findall(r'log_action\(\s*"([a-z_.]+)"', source))
    used = set(re.findall(r'log_processing\(\s*"([a-z_.]+)"', source))
    assert logged <= set(ACTIONS), logged - set(ACTIONS)
    assert used <= set(ACTIVITIES), used - set(ACTIVITIES)
    assert {f"needs.{activity}" for activity in ("search", "compare", "choices")} <= set(ACTIVITIES)
