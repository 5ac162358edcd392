"""The people of the invented exchanges, and the steps that they take in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from wisselwerk.accounts.models import User
from wisselwerk.exchanges import actions
from wisselwerk.exchanges.actions.trips import dossier_of
from wisselwerk.exchanges.enums import Side
from wisselwerk.exchanges.models import (
    EmployerConsent,
    Evaluation,
    Exchange,
    FollowUp,
    Invitation,
    LocalContext,
    Participant,
    Session,
    TermsVersion,
)
from wisselwerk.experts.models import Expert
from wisselwerk.needs.models import Need
from wisselwerk.organisations.models import Country, Organisation

DAY = dt.timedelta(days=1)


class Cast:
    """Who takes the steps: the people one can sign in as, and their colleagues."""

    def __init__(self) -> None:
        self.officer = _user("officer")
        self.coordinator, self.secretary = _user("coordinator"), _user("secretary")
        self.partner, self.partner_ar, self.team = _user("partner"), _user("partner.ar"), _user("team")
        noor = Expert.objects.get(user__email="expert@demo.example")
        assert noor.organisation is not None
        self.noor, self.municipality = noor, noor.organisation
        colleagues = Expert.objects.findable().filter(is_invented=True, user=None).exclude(email="").order_by("pk")
        here = colleagues.filter(organisation=self.municipality)
        elsewhere = colleagues.exclude(organisation=self.municipality)
        self.officials = [*here.filter(kind="official")[:2], *elsewhere.filter(kind="official")[:4]]
        alderman = colleagues.filter(kind="administrator").first()
        assert alderman is not None
        self.alderman = alderman
        self.rwanda = Country.objects.get(pk="RW")
        self.today = timezone.localdate()

    def plan(
        self,
        title: str,
        forms: Sequence[str],
        *,
        starts_in: int,
        days: int,
        weekly: int = 1,
        partner: User | None = None,
    ) -> Exchange:
        government = _government(partner or self.partner)
        need = Need.objects.filter(title=title, organisation=government).first()
        data = actions.ExchangeData(
            title=title,
            purpose=need.text if need else "",
            language=(partner or self.partner).language,
            forms=forms,
            partner=government,
            country=government.country,
            project=need.project if need else Need.objects.exclude(project=None).earliest("pk").project,
            need=need,
            themes=["street-lighting"],
        )
        exchange = actions.plan_exchange(by=self.officer, data=data, invented=True)
        first = dt.datetime.combine(self.today + starts_in * DAY, dt.time(9))
        online = forms[0] in {"webinar", "coaching_remote"}
        length = dt.timedelta(hours=2) if online else (days - 1) * DAY + dt.timedelta(hours=8)
        actions.add_session(
            by=self.officer,
            exchange=exchange,
            repeat_weekly=weekly,
            data=actions.SessionData(
                form=forms[0],
                start=first,
                end=first + length,
                time_zone="Asia/Beirut" if partner else "Africa/Kigali",
                place="" if online else government.place or government.name,
                link="https://meet.example.org/wisselwerk" if online else "",
            ),
        )
        return again(exchange)

    def invite(self, exchange: Exchange, expert: Expert, text: str = "") -> Invitation:
        return actions.invite(
            by=self.officer,
            to=again(exchange),
            invitee=actions.Invitee(profile_id=expert.profile_id, text=text),
            answer_before=self.today + 10 * DAY,
            overlap_accepted=True,
        )

    def join(self, exchange: Exchange, expert: Expert) -> Participant:
        invitation = self.invite(exchange, expert)
        shown = ["name", "employer", "headline", "experience", "languages"]
        return actions.accept(by=None, invitation=invitation, shown=shown, may_be_named=expert == self.noor)

    def ask_consent(self, participant: Participant) -> EmployerConsent:
        exchange = again(participant.exchange)
        assert exchange.start is not None
        assert exchange.end is not None
        return actions.ask_consent(
            by=self.officer,
            participant=participant,
            name=str(self.secretary),
            email=self.secretary.email,
            data=actions.ConsentData(
                role="college" if participant.is_administrator else "secretary",
                hours=40 if exchange.has_travel else 8,
                period_start=exchange.start,
                period_end=exchange.end,
                valid_until=exchange.end + 120 * DAY,
            ),
        )

    def confirmed(self, title: str, forms: Sequence[str], people: Collection[Expert], **plan: Any) -> Exchange:
        exchange = self.plan(title, forms, **plan)
        for expert in people:
            participant = self.join(exchange, expert)
            consent = self.ask_consent(participant)
            asked = {name: getattr(consent, name) for name in actions.ConsentData.__dataclass_fields__}
            actions.answer_consent(
                by=None,
                consent=consent,
                data=actions.ConsentData(**asked),
                name=str(self.secretary),
                function="Gemeentesecretaris",
            )
            if participant.is_administrator and exchange.has_travel:
                self.decide_trip(participant)
        actions.approve_people(by=plan.get("partner") or self.partner, exchange=again(exchange))
        actions.move_on(by=self.officer, exchange=again(exchange), step="confirm")
        return again(exchange)

    def decide_trip(self, participant: Participant, report: str = "") -> None:
        actions.update_dossier(
            by=self.officer,
            dossier=dossier_of(participant),
            data=actions.TripData(
                purpose="Bestuurders spreken over meebeslissen door inwoners.",
                policy_interest="Onze raad wil in twee wijken met een buurtbudget beginnen.",
                delegation="Twee ambtenaren",
                costs=Decimal("1450.00"),
                paid_by="Ministerie van Buitenlandse Zaken (programma)",
                decided_on=self.today,
                decision_reference="B&W 2026-114",
                report=report,
            ),
        )

    def write_context(self, exchange: Exchange) -> LocalContext:
        return actions.write_local_context(
            by=self.team,
            exchange=again(exchange),
            text="Rubavu ligt aan het Kivumeer, tegen de grens met Goma. Handen schudden hoort erbij; wie te laat komt,"
            " belt. Op zaterdagochtend is er umuganda: dan werkt iedereen mee in de wijk en rijdt er niets.",
            language="nl",
            emergency_contact="Jean Habimana, +250 788 000 000",
        )

    def make_ready(self, exchange: Exchange) -> None:
        if exchange.has_travel:
            self.write_context(exchange)
            advice = self.rwanda.travel_advice.latest("noted_at", "pk")
            actions.sign_off(
                by=self.team,
                exchange=again(exchange),
                decision="go",
                reason="",
                seen_advice=advice.pk,
            )
        newest: TermsVersion = exchange.terms.latest("number")
        newest.agreements.create(side=Side.OFFICER, by=self.officer)
        newest.agreements.create(side=Side.PARTNER, by=self.partner)
        for participant in exchange.participants.joining():
            newest.agreements.create(side=Side.EXPERT, participant=participant)
        for item in exchange.checklist.filter(done_at=None):
            actions.tick_item(by=self.officer, item=item)
        actions.move_on(by=self.officer, exchange=again(exchange), step="declare_ready")

    def over(self, title: str, forms: Sequence[str], people: Collection[Expert], *, ended: int) -> Exchange:
        """An exchange of five days that ended so many days ago."""
        exchange = self.confirmed(title, forms, people, starts_in=30, days=5)
        self.make_ready(exchange)
        date_back(exchange, days=35 + ended)
        actions.move_on(by=self.officer, exchange=again(exchange), step="start")
        actions.move_on(by=self.officer, exchange=again(exchange), step="finish")
        Exchange.objects.filter(pk=exchange.pk).update(ended_at=timezone.now() - ended * DAY)
        for follow_up in exchange.follow_ups.all():
            FollowUp.objects.filter(pk=follow_up.pk).update(due_on=follow_up.due_on - ended * DAY)
        return again(exchange)

    def evaluate(
        self, exchange: Exchange, side: Side, words: str, language: str, participant: Participant | None = None
    ) -> Evaluation:
        evaluation = exchange.evaluations.get(side=side, participant=participant)
        answers = {"delivered": words, "useful": "5", "prepared": "4", "again": "yes"}
        return actions.give_evaluation(by=None, evaluation=evaluation, answers=answers, language=language)

    def account_for(self, exchange: Exchange) -> None:
        funder = Organisation.objects.get(iati_identifier="XM-DAC-7")
        for kind, amount in (("travel", "1870.00"), ("stay", "960.00"), ("interpreting", "240.00")):
            cost = actions.CostData(kind=kind, planned=Decimal(amount), actual=Decimal(amount), payer=funder)
            actions.record_cost(by=self.officer, exchange=exchange, data=cost)
        local = actions.CostData(
            kind="venue",
            actual=Decimal(310000),
            currency="RWF",
            rate=Decimal("0.00062"),
            rate_on=self.today - 120 * DAY,
            payer=exchange.partner,
        )
        actions.record_cost(by=self.officer, exchange=exchange, data=local)
        for participant in exchange.participants.joining().filter(kind="administrator"):
            self.decide_trip(participant, report="Wij spraken met drie wijken en met de raad. In het voorjaar beginnen"
                              " wij in twee wijken met een buurtbudget.")  # fmt: skip

    def user_of(self, expert: Expert) -> User:
        assert expert.user is not None
        return expert.user


def _user(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def _government(partner: User) -> Organisation:
    return partner.memberships.select_related("organisation__country").get(role="partner").organisation


def again(exchange: Exchange) -> Exchange:
    """The exchange as it is stored now."""
    return Exchange.objects.select_related("partner", "country", "need", "project__programme", "officer").get(
        pk=exchange.pk
    )


def date_back(exchange: Exchange, *, days: int) -> None:
    """Let all of it have been so many days earlier."""
    shift = days * DAY
    exchange = again(exchange)
    assert exchange.start is not None
    assert exchange.end is not None
    Exchange.objects.filter(pk=exchange.pk).update(
        start=exchange.start - shift, end=exchange.end - shift, created_at=exchange.created_at - shift
    )
    for session in exchange.sessions.all():
        Session.objects.filter(pk=session.pk).update(start=session.start - shift, end=session.end - shift)
    for consent in EmployerConsent.objects.filter(participant__exchange=exchange):
        EmployerConsent.objects.filter(pk=consent.pk).update(
            period_start=consent.period_start - shift, period_end=consent.period_end - shift
        )
