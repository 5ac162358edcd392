"""Pairs of acts on the same thing at the same moment. Each prepares its own exchange; see `robustness.races`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from cast import Cast
from wisselwerk.exchanges import actions as a
from wisselwerk.exchanges.links import open_link, token_for
from wisselwerk.exchanges.models import (
    AdvanceConsent,
    EmployerConsent,
    Exchange,
    GoDecision,
    Invitation,
    LocalContext,
    PeopleApproval,
    TermsAgreement,
    TermsVersion,
)
from wisselwerk.exchanges.states import STEPS, missing
from wisselwerk.jobs.actions import tick
from wisselwerk.mail.models import Message
from wisselwerk.organisations.models import Country

Act = Callable[[], Any]
Contest = Callable[[], tuple[Act, Act, Callable[[], Any]]]


def contests(cast: Cast) -> dict[str, Contest]:
    """Every contest by its name: a function that prepares it and gives the two acts and a look at what is stored."""
    found = Contests(cast)
    names = (name for name in vars(Contests) if not name.startswith("_"))
    return {name: getattr(found, name) for name in names}


class Contests:
    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._bob = cast.expert(cast.bob)
        self._dana = cast.expert(cast.user("dana"))

    def accept_and_decline(self) -> tuple[Act, Act, Callable[[], Any]]:
        invitation = self._invited()
        by_link, holder = open_link(Invitation, "answer", token_for(invitation, "answer"))
        return (
            lambda: a.accept(by=holder, invitation=by_link),
            lambda: a.decline(by=self._cast.bob, invitation=invitation, reason="time"),
            lambda: (
                Invitation.objects.get(pk=invitation.pk).status == "accepted",
                invitation.exchange.participants.count(),
            ),
        )

    def accept_twice(self) -> tuple[Act, Act, Callable[[], Any]]:
        invitation = self._invited()

        def accept() -> None:
            a.accept(by=self._cast.bob, invitation=Invitation.objects.get(pk=invitation.pk))

        return accept, accept, lambda: invitation.exchange.participants.count()

    def accept_and_withdraw(self) -> tuple[Act, Act, Callable[[], Any]]:
        invitation = self._invited()
        return (
            lambda: a.accept(by=self._cast.bob, invitation=invitation),
            lambda: a.withdraw_invitation(
                by=self._cast.alice, invitation=Invitation.objects.get(pk=invitation.pk), reason="Anders opgelost"
            ),
            lambda: (
                Invitation.objects.get(pk=invitation.pk).status == "accepted",
                invitation.exchange.participants.count(),
            ),
        )

    def consent_and_refuse(self) -> tuple[Act, Act, Callable[[], Any]]:
        exchange = self._ready(status="forming", consent="asked")
        consent = EmployerConsent.objects.get(participant__exchange=exchange)
        by_link, holder = open_link(EmployerConsent, "answer", token_for(consent, "answer"))
        data = a.ConsentData(**{name: getattr(consent, name) for name in a.ConsentData.__dataclass_fields__})
        return (
            lambda: a.answer_consent(by=holder, consent=by_link, data=data, name="Rik", function="Secretaris"),
            lambda: a.refuse_consent(
                by=self._cast.employer, consent=consent, reason="Te druk", name="Rik", function="Secretaris"
            ),
            lambda: EmployerConsent.objects.get(pk=consent.pk).status in {"given", "refused"},
        )

    def revoke_and_declare_ready(self) -> tuple[Act, Act, Callable[[], Any]]:
        exchange = self._ready(status="preparing")
        consent = EmployerConsent.objects.get(participant__exchange=exchange)
        return (
            lambda: a.revoke_consent(by=self._cast.employer, consent=consent, reason="Ziekte"),
            lambda: a.move_on(by=self._cast.alice, exchange=exchange, step="declare_ready"),
            lambda: self._is_sound(exchange),
        )

    def new_advice_and_go(self) -> tuple[Act, Act, Callable[[], Any]]:
        exchange = self._ready(status="preparing", go=False)
        country = Country.objects.get(pk="RW")
        newest = country.travel_advice.first()
        return (
            lambda: a.note_travel_advice(
                by=self._cast.alice, country=country, level="red", text="Niet reizen.", source="",
                issued_on=timezone.localdate(),
            ),
            lambda: a.sign_off(
                by=self._cast.country_team, exchange=exchange, decision="go", reason="",
                seen_advice=newest.pk if newest else None,
            ),
            lambda: not exchange.go_decisions.filter(asked_again_at=None).exclude(advice__level="red").exists(),
        )  # fmt: skip

    def confirm_twice(self) -> tuple[Act, Act, Callable[[], Any]]:
        exchange = self._ready(status="forming", terms=False)

        def confirm() -> None:
            a.move_on(by=self._cast.alice, exchange=Exchange.objects.get(pk=exchange.pk), step="confirm")

        return confirm, confirm, lambda: exchange.terms.count()

    def join_and_confirm(self) -> tuple[Act, Act, Callable[[], Any]]:
        """Whoever joins as it is confirmed either belongs to what was approved, or the exchange lacks an approval."""
        exchange = self._ready(status="forming")
        invitation = self._invited(exchange, self._dana)
        return (
            lambda: a.accept(by=self._dana.user, invitation=invitation),
            lambda: a.move_on(by=self._cast.alice, exchange=exchange, step="confirm"),
            lambda: (
                exchange.participants.joining().count(),
                Invitation.objects.get(pk=invitation.pk).status in {"accepted", "withdrawn"},
            ),
        )

    def edit_terms_together(self) -> tuple[Act, Act, Callable[[], Any]]:
        exchange = self._ready(status="preparing")

        def edit(user: Any, words: str) -> Act:
            return lambda: a.edit_terms(
                by=user, exchange=exchange, texts={"nl": {"purpose": words}}, seen_number=1, note=""
            )

        return edit(self._cast.alice, "Zo."), edit(self._cast.partner, "Zus."), lambda: exchange.terms.count()

    def agree_and_edit(self) -> tuple[Act, Act, Callable[[], Any]]:
        """Nobody agrees to a text they have not seen."""
        exchange = self._ready(status="preparing")
        version = exchange.terms.get()
        version.agreements.filter(side="officer").delete()
        return (
            lambda: a.agree_terms(by=self._cast.alice, version=version),
            lambda: a.edit_terms(
                by=self._cast.partner, exchange=exchange, texts={"nl": {"purpose": "Zus."}}, seen_number=1
            ),
            lambda: TermsVersion.objects.get(exchange=exchange, number=2).agreements.count(),
        )

    def change_together(self) -> tuple[Act, Act, Callable[[], Any]]:
        exchange = self._ready(status="preparing")

        def change(title: str) -> Act:
            data = a.ExchangeData(title=title, partner=exchange.partner, forms=["visit"], country=exchange.country)
            return lambda: a.update_exchange(
                by=self._cast.alice, exchange=exchange, data=data, officer=self._cast.alice, seen=exchange.version
            )

        return change("Eén"), change("Twee"), lambda: Exchange.objects.get(pk=exchange.pk).version

    def reschedule_and_cancel(self) -> tuple[Act, Act, Callable[[], Any]]:
        exchange = self._ready(status="preparing")
        assert exchange.start is not None
        later = exchange.start + dt.timedelta(days=7)
        return (
            lambda: a.reschedule(
                by=self._cast.alice, exchange=exchange, start=later, end=later + dt.timedelta(days=4),
                reason="Feestdag", seen=exchange.version,
            ),
            lambda: a.move_on(
                by=self._cast.alice, exchange=exchange, step="cancel", reason="Verkiezingen", seen=exchange.version
            ),
            lambda: Exchange.objects.get(pk=exchange.pk).version,
        )  # fmt: skip

    def write_context_together(self) -> tuple[Act, Act, Callable[[], Any]]:
        exchange = self._ready(status="preparing")

        def write(text: str) -> Act:
            return lambda: a.write_local_context(
                by=self._cast.country_team, exchange=exchange, text=text, language="fr", seen=0
            )

        return write("Un."), write("Deux."), lambda: LocalContext.objects.filter(exchange=exchange).count()

    def draw_the_last_hours(self) -> tuple[Act, Act, Callable[[], Any]]:
        exchange = self._cast.exchange()
        people = [self._cast.participant(exchange, expert=one) for one in (self._bob, self._dana)]
        assert exchange.start is not None
        assert exchange.end is not None
        advance = AdvanceConsent.objects.create(
            organisation=self._cast.municipality, hours_per_year=60, valid_until=exchange.end + dt.timedelta(days=300)
        )
        data = a.ConsentData(hours=40, period_start=exchange.start, period_end=exchange.end, valid_until=exchange.end)

        def draw(number: int) -> Act:
            return lambda: a.draw_advance_consent(
                by=self._cast.alice, participant=people[number], advance=advance, data=data
            )

        return draw(0), draw(1), lambda: sum(advance.drawn.filter(status="given").values_list("hours", flat=True))

    def two_ticks(self) -> tuple[Act, Act, Callable[[], Any]]:
        """Two hosts run the jobs at the same moment: everybody is reminded once."""
        invitation = self._invited()
        Invitation.objects.filter(pk=invitation.pk).update(
            sent_at=timezone.now() - dt.timedelta(days=9), expires_at=timezone.now() + dt.timedelta(days=1)
        )
        Message.objects.all().delete()

        def remind() -> None:
            tick(only=["exchanges.remind_invited"], due_or_not=True)

        return remind, remind, lambda: Message.objects.filter(about_id=str(invitation.pk)).count()

    # ── what they need ───────────────────────────────────────────────────────────────────────────────────────────────

    def _invited(self, exchange: Exchange | None = None, person: Any = None) -> Invitation:
        return a.invite(
            by=self._cast.alice,
            to=exchange or self._cast.exchange(),
            invitee=a.Invitee(profile_id=(person or self._bob).profile_id),
            answer_before=timezone.localdate() + dt.timedelta(days=9),
            overlap_accepted=True,
        )

    def _ready(self, *, status: str, go: bool = True, terms: bool = True, consent: str = "given") -> Exchange:
        """An exchange of Bob for which nothing is missing, but for what is left out."""
        exchange = self._cast.exchange(status=status)
        self._cast.session(exchange)
        bob = self._cast.participant(exchange, expert=self._bob)
        PeopleApproval.objects.create(exchange=exchange, participants=[bob.pk])
        self._cast.consent(bob, status=consent)
        if terms:
            version = TermsVersion.objects.create(exchange=exchange, number=1, texts={"nl": {"purpose": "Eerst."}})
            for side, person in (("officer", None), ("partner", None), ("expert", bob)):
                TermsAgreement.objects.create(version=version, side=side, participant=person)
        if go:
            GoDecision.objects.create(exchange=exchange, decision="go")
        return exchange

    @staticmethod
    def _is_sound(exchange: Exchange) -> bool:
        """An exchange that is ready lacks nothing."""
        exchange = Exchange.objects.get(pk=exchange.pk)
        return exchange.status != "ready" or not missing(exchange, STEPS["declare_ready"])
