"""The employer's consent: asked, answered, taken back, given in advance, and what happens when nobody answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cast import Cast
from exchanges.cases_consents import SIGNED, advance, advance_terms, asked, bob_of, terms
from wisselwerk.exchanges.actions import (
    answer_consent,
    ask_consent,
    draw_advance_consent,
    give_advance_consent,
    refuse_consent,
    revoke_advance_consent,
    revoke_consent,
)
from wisselwerk.exchanges.actions.consenting import ANSWER
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import ConsentStatus, ExchangeStatus
from wisselwerk.exchanges.links import open_link, token_for
from wisselwerk.exchanges.models import EmployerConsent, Exchange, Participant
from wisselwerk.exchanges.queries.consents import (
    advances_visible_to,
    balances,
    consents_visible_to,
    hours_left,
    people_and_consents,
)
from wisselwerk.exchanges.states import STEPS, missing
from wisselwerk.exchanges.tasks.consents import end_consents, remind_consents
from wisselwerk.mail.models import Message
from wisselwerk.mail.rendering import words_of

pytestmark = pytest.mark.django_db

RIK: dict[str, Any] = {"name": "Rik", "email": "rik@example.org"}


def sent() -> set[tuple[str, str]]:
    """(template, to) of every message, each of which can be drawn."""
    for message in Message.objects.all():
        assert "{" not in words_of(message).text
    return set(Message.objects.values_list("template", "to"))


def ready(cast: Cast) -> Participant:
    """Bob in an exchange that lacks nothing but what the tests take away."""
    exchange = cast.exchange(status=ExchangeStatus.READY)
    bob = cast.participant(exchange, cast.bob)
    cast.session(exchange)
    return bob


class TestAsking:
    def test_rik_gets_a_message_with_a_link_for_just_this(self, cast: Cast) -> None:
        bob = bob_of(cast)
        consent = ask_consent(by=cast.alice, participant=bob, data=terms(bob), **RIK)
        assert sent() == {("consent", "rik@example.org")}
        text = words_of(Message.objects.get()).text
        assert "/toestemming/" in text
        assert "Bob" in text
        found, holder = open_link(EmployerConsent, ANSWER, token_for(consent, ANSWER))
        assert answer_consent(by=holder, consent=found, data=terms(bob), **SIGNED).stands
        with pytest.raises(PermissionDenied):
            revoke_consent(by=holder, consent=cast.consent(bob_of(cast, expert=cast.expert())), reason="…")

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"hours": 0}, "hours"),
            ({"period_end": dt.date(2020, 1, 1)}, "period_end"),
            ({"valid_until": timezone.localdate()}, "valid_until"),
            ({"costs_borne_by": "shared"}, "conditions"),
            ({"role": "nobody"}, "role"),
        ],
    )
    def test_what_can_not_be_is_refused_by_field(self, cast: Cast, changed: dict[str, Any], field: str) -> None:
        bob = bob_of(cast)
        with pytest.raises(ValidationError) as error:
            ask_consent(by=cast.alice, participant=bob, data=terms(bob, **changed), **RIK)
        assert set(error.value.message_dict) == {field}

    def test_for_somebody_in_office_only_the_college_can_consent(self, cast: Cast) -> None:
        bob = bob_of(cast, kind="administrator")
        with pytest.raises(ValidationError) as error:
            ask_consent(by=cast.alice, participant=bob, data=terms(bob, role="secretary"), **RIK)
        assert set(error.value.message_dict) == {"role"}
        assert ask_consent(by=cast.alice, participant=bob, data=terms(bob, role="college"), **RIK).role == "college"

    def test_nobody_consents_for_themselves(self, cast: Cast) -> None:
        bob = cast.participant(cast.exchange(), cast.employer)
        with pytest.raises(ValidationError):
            ask_consent(by=cast.alice, participant=bob, data=terms(bob), name="Bob", email=cast.employer.email)
        consent = cast.consent(bob, status="asked")
        with pytest.raises(ValidationError):
            answer_consent(by=cast.employer, consent=consent, data=terms(bob), **SIGNED)

    def test_asking_somebody_else_makes_the_first_link_worthless(self, cast: Cast) -> None:
        consent = asked(cast)
        bob, token = consent.participant, token_for(consent, ANSWER)
        with pytest.raises(Conflict):  # she did not see that Rik is asked already
            ask_consent(by=cast.alice, participant=bob, data=terms(bob), name="Lena", email="lena@example.org")
        ask_consent(
            by=cast.alice, participant=bob, data=terms(bob), name="Lena", email="lena@example.org", instead_of=consent
        )
        consent.refresh_from_db()
        assert consent.status == ConsentStatus.WITHDRAWN
        with pytest.raises(ValidationError):
            open_link(EmployerConsent, ANSWER, token)


class TestAnswering:
    def test_officer_and_participant_hear_of_it_and_the_exchange_can_go_on(self, cast: Cast) -> None:
        consent = asked(cast)
        answer_consent(by=cast.employer, consent=consent, data=terms(consent.participant), **SIGNED)
        assert sent() == {("consent_answered", cast.alice.email), ("consent_answered", cast.bob.email)}
        lacking = {one.code for one in missing(consent.participant.exchange, STEPS["confirm"])}
        assert "consent" not in lacking

    def test_what_was_changed_stays_visible_beside_what_was_asked(self, cast: Cast) -> None:
        consent = asked(cast)
        data = replace(
            terms(consent.participant, valid_until=consent.valid_until), hours=24, conditions="Niet in maart."
        )
        consent = answer_consent(by=cast.employer, consent=consent, data=data, **SIGNED)
        consent.refresh_from_db()
        assert consent.changes == {"hours": 40, "conditions": ""}
        assert (consent.hours, consent.conditions) == (24, "Niet in maart.")

    def test_one_answer_wins(self, cast: Cast) -> None:
        consent = asked(cast)
        refuse_consent(by=cast.employer, consent=consent, reason="Te druk.", **SIGNED)
        with pytest.raises(Conflict):
            answer_consent(by=cast.employer, consent=consent, data=terms(consent.participant), **SIGNED)
        consent.refresh_from_db()
        assert consent.status == ConsentStatus.REFUSED
        assert ("consent_answered", cast.alice.email) in sent()

    def test_an_answer_has_a_name_a_function_and_a_refusal_a_reason(self, cast: Cast) -> None:
        consent = asked(cast)
        with pytest.raises(ValidationError) as error:
            answer_consent(by=cast.employer, consent=consent, data=terms(consent.participant), name="", function=" ")
        assert set(error.value.message_dict) == {"name", "function"}
        with pytest.raises(ValidationError):
            refuse_consent(by=cast.employer, consent=consent, reason=" ", **SIGNED)

    def test_nothing_is_answered_for_somebody_who_left(self, cast: Cast) -> None:
        consent = asked(cast)
        Participant.objects.update(status="withdrawn")
        with pytest.raises(Conflict):
            answer_consent(by=cast.employer, consent=consent, data=terms(consent.participant), **SIGNED)


class TestTakingBack:
    def test_a_ready_exchange_falls_back_and_the_partner_hears_without_the_reason(self, cast: Cast) -> None:
        bob = ready(cast)
        revoke_consent(by=cast.employer, consent=cast.consent(bob), reason="Er is niemand die het overneemt.")
        assert Exchange.objects.get().status == ExchangeStatus.PREPARING
        told = {(template, to) for template, to in sent() if template.startswith("consent_")}
        assert told == {
            ("consent_revoked", cast.alice.email),
            ("consent_revoked", cast.bob.email),
            ("consent_revoked_partner", cast.partner.email),
        }
        assert "overneemt" not in words_of(Message.objects.get(to=cast.partner.email)).text
        assert "overneemt" in words_of(Message.objects.get(to=cast.bob.email)).text

    def test_when_it_is_over_nothing_can_be_taken_back(self, cast: Cast) -> None:
        consent = cast.consent(bob_of(cast))
        Exchange.objects.update(status=ExchangeStatus.ENDED)
        with pytest.raises(Conflict):
            revoke_consent(by=cast.employer, consent=consent, reason="Ziekte")


class TestInAdvance:
    def test_hours_are_drawn_and_never_more_than_there_are(self, cast: Cast) -> None:
        given, bob, dana = advance(cast), bob_of(cast), cast.participant(cast.exchange())
        year = terms(bob).period_start.year
        consent = draw_advance_consent(by=cast.alice, participant=bob, advance=given, data=terms(bob, hours=70))
        assert (consent.stands, consent.drawn_from, consent.answered_name) == (True, given, "Employer")
        assert hours_left(given, year) == 30
        with pytest.raises(ValidationError) as error:
            draw_advance_consent(by=cast.alice, participant=dana, advance=given, data=terms(dana, hours=31))
        assert set(error.value.message_dict) == {"hours"}
        draw_advance_consent(by=cast.alice, participant=dana, advance=given, data=terms(dana, hours=30))
        assert ("consent_drawn", cast.employer.email) in sent()
        revoke_consent(by=cast.employer, consent=consent, reason="Ziekte")
        assert hours_left(given, year) == 70
        assert [one.used for one in balances([given])[given.pk] if one.year == year] == [30]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"themes": ["waste"]},
            {"valid_until": timezone.localdate() + dt.timedelta(days=61)},
            {"revoked_at": timezone.now()},
            {"organisation": "other"},
        ],
    )
    def test_it_holds_for_its_own_people_themes_and_time_only(self, cast: Cast, wrong: dict[str, Any]) -> None:
        if "organisation" in wrong:
            wrong = {"organisation": cast.other_municipality}
        given, bob = advance(cast, **wrong), bob_of(cast)
        with pytest.raises(ValidationError):
            draw_advance_consent(by=cast.alice, participant=bob, advance=given, data=terms(bob))
        assert people_and_consents(bob.exchange)[0].advances == []

    def test_a_wider_theme_covers_a_narrower_one_and_no_theme_covers_all(self, cast: Cast) -> None:
        bob = bob_of(cast)
        for themes in (["public-space"], []):
            given = advance(cast, themes=themes)
            assert (given, 100) in people_and_consents(bob.exchange)[0].advances, themes

    def test_nobody_in_office_travels_on_it(self, cast: Cast) -> None:
        given, bob = advance(cast), bob_of(cast, kind="administrator")
        with pytest.raises(ValidationError):
            draw_advance_consent(by=cast.alice, participant=bob, advance=given, data=terms(bob))

    def test_the_employer_gives_and_revokes_it(self, cast: Cast) -> None:
        data = advance_terms(themes=["street-lighting", "street-lighting"], conditions=" Niet in de zomer ")
        given = give_advance_consent(by=cast.employer, organisation=cast.municipality, data=data)
        assert (given.themes, given.conditions) == (["street-lighting"], "Niet in de zomer")
        with pytest.raises(ValidationError) as error:
            give_advance_consent(
                by=cast.employer, organisation=cast.municipality, data=advance_terms(themes=["magic"], hours_per_year=0)
            )
        assert set(error.value.message_dict) == {"themes", "hours_per_year"}
        revoke_advance_consent(by=cast.employer, advance=given)
        with pytest.raises(Conflict):
            revoke_advance_consent(by=cast.employer, advance=given)


class TestJobs:
    def test_rik_is_reminded_twice_and_then_the_officer_hears_each_once(self, cast: Cast) -> None:
        consent, now = asked(cast), timezone.now()
        told = []
        for days in (6, 7, 8, 14, 15, 21, 22):
            for _again in range(2):
                counts = remind_consents(now + dt.timedelta(days=days))
                told += [(days, name) for name, count in counts.items() if count]
        assert told == [(7, "reminded"), (14, "reminded"), (21, "officer told")]
        assert sent() == {("consent_reminder", "rik@example.org"), ("consent_unanswered", cast.alice.email)}
        refuse_consent(by=cast.employer, consent=consent, reason="Te druk", **SIGNED)
        assert remind_consents(now + dt.timedelta(days=40)) == {"reminded": 0, "officer told": 0}

    def test_a_consent_that_ends_too_soon_is_told_of_and_lets_a_ready_exchange_fall_back(self, cast: Cast) -> None:
        bob, now = ready(cast), timezone.now()
        today = timezone.localdate(now)
        consent = cast.consent(bob, valid_until=today + dt.timedelta(days=40))
        assert end_consents(now) == {"end soon": 0, "ended": 0}
        for _again in range(2):
            end_consents(now + dt.timedelta(days=10))
        assert sent() == {("consent_ends", cast.alice.email)}
        assert Exchange.objects.get().status == ExchangeStatus.READY
        EmployerConsent.objects.update(valid_until=today - dt.timedelta(days=1))
        assert end_consents(now) == {"end soon": 0, "ended": 1}
        assert end_consents(now) == {"end soon": 0, "ended": 0}
        assert Exchange.objects.get().status == ExchangeStatus.PREPARING
        consent.refresh_from_db()
        assert not consent.stands

    def test_a_consent_that_outlives_the_exchange_may_end(self, cast: Cast) -> None:
        consent = cast.consent(bob_of(cast))
        later = timezone.now() + dt.timedelta(days=58)
        assert consent.valid_until == consent.participant.exchange.end
        assert end_consents(later) == {"end soon": 0, "ended": 0}


class TestWhoSees:
    def test_the_lists_hold_what_the_rules_allow_for_everybody(self, cast: Cast) -> None:
        cast.consent(bob_of(cast))
        cast.consent(cast.participant(cast.exchange(), expert=cast.expert(organisation=cast.other_municipality)))
        advance(cast)
        advance(cast, organisation=cast.other_municipality)
        for user in (cast.alice, cast.bob, cast.charlie, cast.coordinator, cast.employer, cast.partner):
            for name, listed, model in (
                ("view_consent", consents_visible_to(user), EmployerConsent),
                ("view_advance_consent", advances_visible_to(user), type(advance(cast))),
            ):
                allowed = {one for one in model.objects.all() if user.has_perm(f"exchanges.{name}", one)}
                assert set(listed.all()) == allowed, (user, name)
