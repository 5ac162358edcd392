"""The checklist: which lines there are, who does them, and who is reminded."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cast import Cast
from wisselwerk.accounts.enums import Role
from wisselwerk.exchanges.actions import add_item, change_item, remove_item, skip_item, tick_item, untick_item
from wisselwerk.exchanges.actions.answering import accept
from wisselwerk.exchanges.actions.preparing import make_checklist, shift_checklist
from wisselwerk.exchanges.checklist import LINES, SAFETY
from wisselwerk.exchanges.enums import ExchangeStatus, Side
from wisselwerk.exchanges.models import ChecklistItem, Exchange, Invitation
from wisselwerk.exchanges.queries.preparation import Stand, checklist_of, own_open_lines, travelling
from wisselwerk.exchanges.states import checklist_done
from wisselwerk.exchanges.tasks.preparation import remind_checklist
from wisselwerk.experts.enums import Form
from wisselwerk.mail.models import Message
from wisselwerk.mail.rendering import words_of
from wisselwerk.organisations.enums import OrganisationKind

pytestmark = pytest.mark.django_db


def codes(exchange: Exchange) -> set[str]:
    return set(exchange.checklist.values_list("code", flat=True))


def days_ahead(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


class TestLines:
    def test_codes_are_used_once_and_every_form_has_lines(self) -> None:
        assert len({line.code for line in LINES}) == len(LINES)
        assert {line.code for line in LINES} >= SAFETY
        for form in Form:
            assert [line for line in LINES if form in line.forms]

    def test_a_visit_far_away_asks_each_traveller_for_papers(self, cast: Cast) -> None:
        exchange = cast.exchange()
        bob, dana = cast.participant(exchange, cast.bob), cast.participant(exchange, email="dana@example.org")
        make_checklist(exchange)
        visas = exchange.checklist.filter(code="visa")
        assert {one.participant for one in visas} == {bob, dana}
        assert exchange.checklist.get(code="tickets").participant is None
        assert not codes(exchange) & {"equipment", "guest-visa", "college-decision", "interpreter"}

    def test_within_europe_nobody_needs_a_visa(self, cast: Cast) -> None:
        exchange = cast.exchange(country_id="PL")
        cast.participant(exchange, cast.bob)
        make_checklist(exchange)
        assert not codes(exchange) & {"visa", "vaccination", "invitation-letter"}
        assert "passport" in codes(exchange)

    def test_a_webinar_asks_for_equipment_and_an_audience(self, cast: Cast) -> None:
        exchange = cast.exchange(forms=["webinar"])
        cast.participant(exchange, cast.bob)
        make_checklist(exchange)
        assert codes(exchange) == {
            "kick-off",
            "accessibility",
            "materials",
            "promotion",
            "equipment",
            "connection",
        }

    def test_a_mixture_has_the_lines_of_all_its_forms_once(self, cast: Cast) -> None:
        exchange = cast.exchange(forms=["webinar", "visit", "study_visit"])
        cast.participant(exchange, cast.bob)
        make_checklist(exchange)
        assert codes(exchange) >= {"equipment", "visa", "guest-visa"}
        assert exchange.checklist.filter(code="kick-off").count() == 1

    def test_somebody_in_office_has_the_trip_decided_and_others_do_not(self, cast: Cast) -> None:
        exchange = cast.exchange()
        cast.participant(exchange, cast.bob)
        alderman = cast.participant(exchange, email="wethouder@example.org", kind="administrator")
        make_checklist(exchange)
        assert exchange.checklist.get(code="college-decision").participant == alderman

    def test_an_interpreter_is_needed_when_nobody_speaks_the_partners_language(self, cast: Cast) -> None:
        exchange = cast.exchange(language="ar", forms=["webinar"])
        cast.participant(exchange, cast.bob)  # Dutch and French
        make_checklist(exchange)
        assert "interpreter" in codes(exchange)

    def test_again_adds_only_what_is_missing(self, cast: Cast) -> None:
        exchange = cast.exchange()
        cast.participant(exchange, cast.bob)
        first = make_checklist(exchange)
        done = exchange.checklist.get(code="visa")
        tick_item(by=cast.bob, item=done)
        assert make_checklist(exchange) == 0
        cast.participant(exchange, email="dana@example.org")
        added = make_checklist(exchange)
        assert 0 < added < first
        done.refresh_from_db()
        assert done.is_settled

    def test_nobody_is_late_with_a_list_that_was_just_made(self, cast: Cast) -> None:
        exchange = cast.exchange(start=days_ahead(10), end=days_ahead(12))
        cast.participant(exchange, cast.bob)
        make_checklist(exchange)
        due = set(exchange.checklist.values_list("due_on", flat=True))
        assert min(due) == days_ahead(3)
        assert max(due) <= days_ahead(10)

    def test_open_lines_move_along_with_the_dates(self, cast: Cast) -> None:
        exchange = cast.exchange()
        cast.participant(exchange, cast.bob)
        make_checklist(exchange)
        before = exchange.checklist.get(code="visa").due_on
        assert before is not None
        shift_checklist(exchange, by_days=14)
        assert exchange.checklist.get(code="visa").due_on == before + dt.timedelta(days=14)


class TestDoing:
    @pytest.fixture
    def exchange(self, cast: Cast) -> Exchange:
        exchange = cast.exchange(status=ExchangeStatus.PREPARING)
        cast.participant(exchange, cast.bob)
        make_checklist(exchange)
        return exchange

    def test_everybody_ticks_their_own_lines_and_the_officer_all(self, cast: Cast, exchange: Exchange) -> None:
        rwanda = cast.organisation("Team", kind=OrganisationKind.COUNTRY_TEAM, country_id="RW")
        people = [cast.alice, cast.bob, cast.partner, cast.country_team, cast.charlie, cast.other_partner]
        people += [cast.coordinator, cast.user("jean", Role.COUNTRY_TEAM, rwanda)]
        for user in people:
            stand = Stand.of(user, exchange)
            for item in exchange.checklist.all():
                assert stand.may_tick(item) == user.has_perm("exchanges.tick_item", item), (user, item)
        assert {item.owner for item in checklist_of(exchange, cast.partner).mine} == {Side.PARTNER}
        assert {item.code for item in checklist_of(exchange, cast.bob).mine} >= {"visa", "kick-off"}

    def test_what_somebody_arranges_personally_is_not_for_the_partner(self, cast: Cast, exchange: Exchange) -> None:
        seen = checklist_of(exchange, cast.partner)
        shown = [*seen.mine, *(item for lines in seen.others.values() for item in lines)]
        assert all(item.participant is None for item in shown)
        assert seen.hidden_total == exchange.checklist.exclude(participant=None).count()
        assert checklist_of(exchange, cast.country_team).hidden_total == 0

    def test_somebody_who_joins_later_gets_lines_too(self, cast: Cast, exchange: Exchange) -> None:
        dana = Invitation.objects.create(
            exchange=exchange, name="Dana", email=cast.charlie.email, expires_at=timezone.now() + dt.timedelta(days=3)
        )
        person = accept(by=cast.charlie, invitation=dana)
        assert person.checklist.filter(code="visa").exists()

    def test_two_people_tick_the_same_line_and_the_first_stays(self, cast: Cast, exchange: Exchange) -> None:
        item = exchange.checklist.get(code="visa")
        tick_item(by=cast.bob, item=item)
        tick_item(by=cast.alice, item=item)
        item.refresh_from_db()
        assert item.done_by == cast.bob

    def test_an_open_line_takes_a_ready_exchange_back_to_preparation(self, cast: Cast, exchange: Exchange) -> None:
        exchange.checklist.update(done_at=timezone.now())
        Exchange.objects.update(status=ExchangeStatus.READY)
        untick_item(by=cast.bob, item=exchange.checklist.get(code="visa"))
        exchange.refresh_from_db()
        assert exchange.status == ExchangeStatus.PREPARING

    def test_a_line_that_is_not_needed_says_why_and_does_not_hold_up(self, cast: Cast, exchange: Exchange) -> None:
        exchange.checklist.exclude(code="visa").update(done_at=timezone.now())
        item = exchange.checklist.get(code="visa")
        with pytest.raises(ValidationError):
            skip_item(by=cast.alice, item=item, because=" ")
        skip_item(by=cast.alice, item=item, because="Heeft de Rwandese nationaliteit")
        assert list(checklist_done(exchange)) == []
        with pytest.raises(PermissionDenied):
            skip_item(by=cast.bob, item=item, because="Geen zin")

    def test_lines_of_somebody_who_left_do_not_hold_up(self, cast: Cast, exchange: Exchange) -> None:
        exchange.checklist.filter(participant=None).update(done_at=timezone.now())
        assert list(checklist_done(exchange))
        exchange.participants.update(status="withdrawn")
        assert list(checklist_done(exchange)) == []

    def test_own_lines_come_and_go_and_those_of_the_list_stay(self, cast: Cast, exchange: Exchange) -> None:
        item = add_item(by=cast.alice, exchange=exchange, title=" Geschenk ", owner="officer")
        assert item.title == "Geschenk"
        change_item(by=cast.alice, item=item, owner="partner", due_on=days_ahead(3), note="Klein")
        item.refresh_from_db()
        assert (item.owner, item.due_on, item.note) == ("partner", days_ahead(3), "Klein")
        remove_item(by=cast.alice, item=item)
        assert not ChecklistItem.objects.filter(pk=item.pk).exists()
        with pytest.raises(ValidationError):
            remove_item(by=cast.alice, item=exchange.checklist.get(code="visa"))
        stranger = cast.participant(cast.exchange(), email="x@example.org")
        with pytest.raises(ValidationError):
            add_item(by=cast.alice, exchange=exchange, title="Iets", owner="expert", participant=stranger)

    def test_the_list_of_an_exchange_that_is_over_stays_as_it_is(self, cast: Cast, exchange: Exchange) -> None:
        Exchange.objects.update(status=ExchangeStatus.CANCELLED)
        with pytest.raises(ValidationError):
            tick_item(by=cast.bob, item=exchange.checklist.get(code="visa"))

    def test_what_waits_is_counted_by_exchange(self, cast: Cast, exchange: Exchange) -> None:
        for user, side in ((cast.partner, Side.PARTNER), (cast.country_team, Side.COUNTRY_TEAM)):
            rows = list(own_open_lines(user))
            assert [row["lines"] for row in rows] == [exchange.checklist.filter(owner=side).count()]
        assert [row["exchange"] for row in own_open_lines(cast.bob)] == [exchange.pk]
        assert not own_open_lines(cast.charlie).exists()
        assert not own_open_lines(cast.other_partner).exists()


class TestReminders:
    @pytest.fixture
    def exchange(self, cast: Cast) -> Exchange:
        """Bob has a visa to get within three days; the partner is five days late with the programme."""
        exchange = cast.exchange(status=ExchangeStatus.PREPARING, title="Verlichting", language="nl")
        bob = cast.participant(exchange, cast.bob)
        for code, owner, days in (("visa", "expert", 3), ("programme", "partner", -5), ("tickets", "officer", 20)):
            ChecklistItem.objects.create(
                exchange=exchange,
                code=code,
                owner=owner,
                due_on=days_ahead(days),
                participant=bob if owner == "expert" else None,
            )
        return exchange

    def test_owners_hear_once_and_the_officer_of_what_is_late(self, cast: Cast, exchange: Exchange) -> None:
        now = timezone.now()
        assert remind_checklist(now) == {"reminded": 2, "officers_told": 1}
        assert remind_checklist(now) == {"reminded": 0, "officers_told": 0}
        assert remind_checklist(now + dt.timedelta(days=1)) == {"reminded": 0, "officers_told": 0}
        assert set(Message.objects.values_list("template", "to")) == {
            ("checklist", cast.bob.email),
            ("checklist", cast.partner.email),
            ("checklist_late", cast.alice.email),
        }
        assert "late" in words_of(Message.objects.get(to=cast.partner.email)).text
        assert "•" in words_of(Message.objects.get(to=cast.alice.email)).text

    def test_one_message_holds_the_lines_of_all_exchanges(self, cast: Cast, exchange: Exchange) -> None:
        second = cast.exchange(status=ExchangeStatus.READY, title="Markten")
        bob = cast.participant(second, cast.bob)
        due = days_ahead(1)
        ChecklistItem.objects.create(exchange=second, participant=bob, title="Geld", owner="expert", due_on=due)
        remind_checklist(timezone.now())
        words = words_of(Message.objects.get(to=cast.bob.email))
        assert "Verlichting" in words.text
        assert "Markten" in words.text
        assert "Geld" in words.text

    def test_they_hear_again_after_some_days_while_it_is_open(self, cast: Cast, exchange: Exchange) -> None:
        now = timezone.now()
        remind_checklist(now)
        tick_item(by=cast.bob, item=exchange.checklist.get(code="visa"))
        assert remind_checklist(now + dt.timedelta(days=4))["reminded"] == 1  # the partner, not Bob
        assert Message.objects.filter(to=cast.bob.email).count() == 1

    def test_nothing_is_asked_before_and_after_the_preparation(self, cast: Cast, exchange: Exchange) -> None:
        Exchange.objects.update(status=ExchangeStatus.UNDER_WAY)
        assert remind_checklist(timezone.now()) == {"reminded": 0, "officers_told": 0}


def test_the_database_finds_the_same_journeys_as_the_model(cast: Cast) -> None:
    every = [cast.exchange(forms=[form]) for form in Form]
    assert set(travelling(Exchange.objects.all())) == {one for one in every if one.has_travel}
