"""The whole life of one visit by two civil servants and an alderman, step by step, each as the one who takes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from cast import Cast
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.enums import ExchangeStatus, InvitationStatus
from wisselwerk.exchanges.links import open_link, token_for
from wisselwerk.exchanges.models import (
    EmployerConsent,
    Evaluation,
    Exchange,
    FollowUp,
    Invitation,
    Participant,
    Session,
    TripDossier,
)
from wisselwerk.jobs.actions import tick
from wisselwerk.mail.enums import MessageStatus
from wisselwerk.mail.models import Message
from wisselwerk.organisations.models import Country

Step = tuple[str, Callable[[], Any]]


class Journey:
    """Holds nothing but keys: a step reads what it needs anew, as a process that starts in the middle would."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.people = [
            cast.expert(cast.bob),
            cast.expert(cast.user("dana")),
            cast.expert(cast.user("eric"), kind="administrator"),
        ]
        self.need = cast.need()
        self.first_day = timezone.localdate() + dt.timedelta(days=40)

    def steps(self) -> Iterator[Step]:
        """Every step with its name, in order."""
        c, a = self.cast, actions
        yield "plan", lambda: a.plan_exchange(by=c.alice, data=a.ExchangeData.of(self.need))
        yield "dates", lambda: a.reschedule(
            by=c.alice, exchange=self.exchange, start=self.first_day, end=self.first_day + dt.timedelta(days=4),
            reason="Afgesproken",
        )  # fmt: skip
        for person in self.people:
            yield f"invite {person}", lambda person=person: a.invite(
                by=c.alice, to=self.exchange, invitee=a.Invitee(profile_id=person.profile_id),
                answer_before=timezone.localdate() + dt.timedelta(days=10),
            )  # fmt: skip
        yield "question", lambda: a.ask_about_invitation(by=c.bob, invitation=self._invitation(0), text="Hoe warm?")
        yield "reply", lambda: a.reply_about_invitation(by=c.alice, invitation=self._invitation(0), text="25 graden.")
        for number, person in enumerate(self.people):
            yield f"accept {person}", lambda number=number: self._accept(number)
        yield "session", lambda: a.add_session(by=c.alice, exchange=self.exchange, data=self._session())
        yield "opinion", lambda: a.give_opinion(by=c.partner, participant=self._person(0), opinion="preferred")
        yield "approve", lambda: a.approve_people(by=c.partner, exchange=self.exchange)
        for number, person in enumerate(self.people):
            yield f"ask employer of {person}", lambda number=number: self._ask_consent(number)
            yield f"consent for {person}", lambda number=number: self._consent(number)
        yield "decision", lambda: a.update_dossier(by=c.coordinator, dossier=self._dossier(), data=self._trip())
        yield "confirm", lambda: a.move_on(by=c.alice, exchange=self.exchange, step="confirm")
        yield (
            "terms",
            lambda: a.edit_terms(
                by=c.partner, exchange=self.exchange, texts={"fr": {"purpose": "Moins de pannes."}}, seen_number=1
            ),
        )
        for user in (c.alice, c.partner, *(person.user for person in self.people)):
            yield (
                f"{user} agrees",
                lambda user=user: a.agree_terms(by=user, version=self.exchange.terms.latest("number")),
            )
        yield (
            "context",
            lambda: a.write_local_context(
                by=c.country_team, exchange=self.exchange, text="La pluie commence en mars.", language="fr"
            ),
        )
        yield "advice", lambda: a.note_travel_advice(
            by=c.country_team, country=Country.objects.get(pk="RW"), level="yellow", text="Let op.", source="",
            issued_on=timezone.localdate(),
        )  # fmt: skip
        yield (
            "go",
            lambda: a.sign_off(
                by=c.country_team, exchange=self.exchange, decision="go", reason="", seen_advice=self._advice()
            ),
        )
        yield "tick", lambda: a.tick_item(by=c.alice, item=self.exchange.checklist.open().earliest("pk"))
        yield "the rest of the checklist", lambda: self.exchange.checklist.open().update(done_at=timezone.now())
        yield "ready", lambda: a.move_on(by=c.alice, exchange=self.exchange, step="declare_ready")
        yield "remark", lambda: a.write_remark(by=c.partner, exchange=self.exchange, text="À bientôt !")
        yield "revoke", lambda: a.revoke_consent(by=c.employer, consent=self._consent_of(0), reason="Ziekte")
        yield "ask again", lambda: self._ask_consent(0)
        yield "consent again", lambda: self._consent(0)
        yield "ready again", lambda: a.move_on(by=c.alice, exchange=self.exchange, step="declare_ready")
        yield "the day comes", self._travel_in_time
        yield "start", lambda: a.move_on(by=c.alice, exchange=self.exchange, step="start")
        yield "finish", lambda: a.move_on(by=c.alice, exchange=self.exchange, step="finish")
        for side in ("partner", "country_team", 0, 1, 2):
            yield f"evaluation of {side}", lambda side=side: self._evaluate(side)
        for number, person in enumerate(self.people):
            yield (
                f"hours of {person}",
                lambda number=number: a.confirm_planned_hours(by=c.alice, participant=self._person(number)),
            )
        yield "costs", lambda: a.record_cost(
            by=c.alice, exchange=self.exchange,
            data=a.CostData(kind="travel", actual=Decimal("2850.00"), payer=c.agency),
        )  # fmt: skip
        yield (
            "report",
            lambda: a.update_dossier(
                by=c.coordinator, dossier=self._dossier(), data=self._trip(report="Wij zagen hoe zij het doen.")
            ),
        )
        yield "close", lambda: a.move_on(by=c.alice, exchange=self.exchange, step="close")
        for months in (3, 6, 12):
            yield f"follow-up {months}", lambda months=months: a.report_follow_up(
                by=c.partner, follow_up=FollowUp.objects.get(months=months), state="in_use", text="Ça marche.",
                language="fr",
            )  # fmt: skip

    def check(self, name: str) -> None:
        """What must hold after every step, also after one whose process was killed as soon as it had been stored."""
        exchange = Exchange.objects.first()
        assert exchange is not None, name
        accepted = Invitation.objects.filter(status=InvitationStatus.ACCEPTED)
        assert accepted.filter(participant=None).count() == 0, f"{name}: accepted, but takes no part"
        assert accepted.count() == Participant.objects.count(), f"{name}: takes part without having accepted"
        answered = EmployerConsent.objects.filter(status="given")
        assert not answered.filter(answered_at=None).exists(), f"{name}: given, but never answered"
        if exchange.status not in {ExchangeStatus.FORMING, ExchangeStatus.CANCELLED}:
            assert exchange.terms.exists(), f"{name}: confirmed without terms"
            assert exchange.checklist.exists(), f"{name}: confirmed without a checklist"
        if exchange.status in {ExchangeStatus.ENDED, ExchangeStatus.CLOSED}:
            assert exchange.evaluations.count() == 5, f"{name}: ended, but not everybody is asked"
            assert exchange.follow_ups.count() == 3, f"{name}: ended without follow-ups"
        if exchange.status == ExchangeStatus.CLOSED:
            assert Participant.objects.filter(certificate=None).count() == 0, f"{name}: closed without certificates"

    def outcome(self) -> dict[str, Any]:
        """How it ended, after all the mail that waits was delivered."""
        later = timezone.now() + dt.timedelta(minutes=20)  # what a killed process had in hands is free again by then
        Message.objects.update(claimed_until=None)
        tick(now=later, only=["mail.deliver"], due_or_not=True)
        return {
            "status": self.exchange.status,
            "unsent": Message.objects.filter(status=MessageStatus.WAITING).count(),
            "sent": Message.objects.filter(status=MessageStatus.SENT).count(),
            "follow_ups": FollowUp.objects.exclude(given_at=None).count(),
        }

    @property
    def exchange(self) -> Exchange:
        return Exchange.objects.get()

    def _invitation(self, number: int) -> Invitation:
        return Invitation.objects.get(expert=self.people[number])

    def _person(self, number: int) -> Participant:
        return Participant.objects.get(expert=self.people[number])

    def _accept(self, number: int) -> None:
        """By the link in the message, without signing in."""
        token = token_for(self._invitation(number), "answer")
        invitation, holder = open_link(Invitation, "answer", token)
        actions.accept(by=holder, invitation=invitation, shown=["name", "headline"])

    def _ask_consent(self, number: int) -> None:
        person = self._person(number)
        role = "college" if person.is_administrator else "manager"
        data = actions.ConsentData(
            role=role,
            hours=40,
            period_start=self.first_day,
            period_end=self.first_day + dt.timedelta(days=4),
            valid_until=self.first_day + dt.timedelta(days=90),
        )
        actions.ask_consent(
            by=self.cast.alice, participant=person, data=data, name="Rik", email=f"rik{number}@example.org"
        )

    def _consent(self, number: int) -> None:
        consent = EmployerConsent.objects.get(participant=self._person(number), status="asked")
        found, holder = open_link(EmployerConsent, "answer", token_for(consent, "answer"))
        data = actions.ConsentData(
            **{name: getattr(consent, name) for name in actions.ConsentData.__dataclass_fields__}
        )
        actions.answer_consent(by=holder, consent=found, data=data, name="Rik", function="Secretaris")

    def _consent_of(self, number: int) -> EmployerConsent:
        return EmployerConsent.objects.get(participant=self._person(number), status="given")

    def _session(self) -> actions.SessionData:
        day = dt.datetime.combine(self.first_day, dt.time(9))
        return actions.SessionData(
            form="visit", start=day, end=day + dt.timedelta(days=4, hours=8), time_zone="Africa/Kigali", place="Rubavu"
        )

    def _dossier(self) -> TripDossier:
        from wisselwerk.exchanges.actions.trips import dossier_of

        return dossier_of(self._person(2))

    def _trip(self, report: str = "") -> actions.TripData:
        return actions.TripData(
            purpose="Verlichting", costs=Decimal(950), paid_by="Agency", decided_on=timezone.localdate(), report=report
        )

    def _advice(self) -> int | None:
        newest = Country.objects.get(pk="RW").travel_advice.first()
        return newest.pk if newest else None

    @transaction.atomic
    def _travel_in_time(self) -> None:
        """Six weeks go by: all dates are that much earlier."""
        shift = dt.timedelta(days=45)
        exchange = self.exchange
        assert exchange.start is not None
        assert exchange.end is not None
        Exchange.objects.update(start=exchange.start - shift, end=exchange.end - shift)
        for session in Session.objects.all():
            Session.objects.filter(pk=session.pk).update(start=session.start - shift, end=session.end - shift)
        for consent in EmployerConsent.objects.all():
            EmployerConsent.objects.filter(pk=consent.pk).update(
                period_start=consent.period_start - shift, period_end=consent.period_end - shift
            )

    def _evaluate(self, side: str | int) -> None:
        found = Evaluation.objects.filter(participant=self._person(side)) if isinstance(side, int) else None
        evaluation = (found or Evaluation.objects.filter(side=side, participant=None)).get()
        found_again, holder = open_link(Evaluation, "evaluate", token_for(evaluation, "evaluate"))
        actions.give_evaluation(
            by=holder, evaluation=found_again, answers={"delivered": "Een plan.", "useful": "5"}, language="nl"
        )
