"""Invented exchanges in every state, lived through by the people one can sign in as.

Every step is taken by the action and the person that would take it. An exchange that lies in the past is lived through
with dates to come, and dated back before it begins.
"""

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
    AdvanceConsent,
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
from wisselwerk.mail.enums import MessageStatus
from wisselwerk.mail.models import Message
from wisselwerk.needs.models import Need
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.models import Programme

HOUR_IN_KIND = Decimal("65.00")
DAY = dt.timedelta(days=1)


def load_exchanges() -> int:
    """Load the invented exchanges; again changes nothing. Returns how many there are."""
    if not Exchange.objects.filter(is_invented=True).exists():
        Programme.objects.filter(in_kind_rate=None).update(in_kind_rate=HOUR_IN_KIND)
        _Stories().tell()
        # What they would have been told is no news any more.
        Message.objects.exclude(status=MessageStatus.SENT).update(status=MessageStatus.SENT, sent_at=timezone.now())
    return Exchange.objects.filter(is_invented=True).count()


class _Stories:
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

    def tell(self) -> None:
        actions.note_travel_advice(
            by=self.team,
            country=self.rwanda,
            level="yellow",
            text="Let op in de grensstreek met Congo.",
            source="https://www.nederlandwereldwijd.nl/reisadvies/rwanda",
            issued_on=self.today - 20 * DAY,
        )
        AdvanceConsent.objects.get_or_create(
            organisation=self.municipality,
            is_invented=True,
            defaults={
                "themes": ["street-lighting", "public-space"],
                "hours_per_year": 120,
                "valid_from": self.today,
                "valid_until": self.today + 500 * DAY,
                "given_by": self.secretary,
                "conditions": "Niet in juli en augustus.",
            },
        )
        self.still_looking()
        self.in_preparation()
        self.ready()
        self.under_way()
        self.ended()
        self.closed()
        self.cancelled()

    def still_looking(self) -> None:
        """Somebody was invited and has not answered; somebody else said yes and has a question to the employer."""
        exchange = self._plan("Lumière dans le quartier du marché", ["visit", "coaching_remote"], starts_in=95, days=5)
        self._invite(exchange, self.noor, "Jouw ervaring met de markt past hier precies bij.")
        yes = self._join(exchange, self.officials[0])
        self._ask_consent(yes)
        question = self._invite(exchange, self.officials[2])
        actions.ask_about_invitation(by=None, invitation=question, text="Kan ik een dag later aankomen?")

    def in_preparation(self) -> None:
        """Two civil servants and an alderman go to Rubavu; terms and checklist are being worked on."""
        exchange = self._confirmed(
            "Un marché propre et sûr", ["visit"], [self.noor, self.officials[0], self.alderman], starts_in=45, days=5
        )
        actions.edit_terms(
            by=self.partner,
            exchange=exchange,
            texts={"fr": {"purpose": "Un marché propre, éclairé et bien géré, où les commerçantes restent le soir."}},
            seen_number=1,
            note="Objectif précisé",
        )
        actions.agree_terms(by=self.partner, version=exchange.terms.latest("number"))
        self._write_context(exchange)
        for item in exchange.checklist.filter(done_at=None).order_by("pk")[:4]:
            actions.tick_item(by=self.officer, item=item)
        actions.write_remark(
            by=self.partner, exchange=exchange, text="Bonjour à tous, le maire vous recevra le premier matin."
        )
        actions.write_remark(by=self._user_of(self.noor), exchange=exchange, text="Dank u wel! Wij kijken ernaar uit.")

    def ready(self) -> None:
        """A webinar for Saida with three speakers of three municipalities; nothing is missing."""
        speakers = [self.noor, self.officials[2], self.officials[3]]
        exchange = self._confirmed(
            "ندوة: خدمات البلدية للجميع", ["webinar"], speakers, starts_in=12, days=1, partner=self.partner_ar
        )
        self._make_ready(exchange)

    def under_way(self) -> None:
        """Three talks online; the first was held."""
        exchange = self._confirmed(
            "Entretien de l’éclairage public", ["coaching_remote"], [self.officials[0]], starts_in=30, days=30, weekly=3
        )
        self._make_ready(exchange)
        _date_back(exchange, days=38)
        actions.move_on(by=self.officer, exchange=_again(exchange), step="start")
        first = exchange.sessions.earliest("start")
        actions.hold_session(by=self.officer, session=first, audience_size=6)

    def ended(self) -> None:
        """A visit that is over; some evaluations are in."""
        exchange = self._over("Gestion des déchets du marché", ["visit"], [self.noor, self.officials[1]], ended=6)
        self._evaluate(exchange, Side.PARTNER, "Un plan de collecte pour le marché.", "fr")

    def closed(self) -> None:
        """A visit with an alderman of four months ago: evaluated, published, accounted for, and followed up."""
        people = [self.noor, self.alderman]
        exchange = self._over("Budget participatif dans trois quartiers", ["visit"], people, ended=125)
        self._evaluate(exchange, Side.PARTNER, "Une méthode que nous pouvons reprendre nous-mêmes.", "fr")
        self._evaluate(exchange, Side.COUNTRY_TEAM, "Een goed voorbereid bezoek.", "nl")
        for participant in exchange.participants.joining():
            self._evaluate(exchange, Side.EXPERT, "Drie bijeenkomsten en een handleiding.", "nl", participant)
            actions.confirm_planned_hours(by=self.officer, participant=participant)
        self._account_for(exchange)
        for side, title, text, language in (
            (
                "partner",
                "Commencer petit, avec trois quartiers",
                "Nous avons choisi trois quartiers et un petit budget. Les habitants ont vu le résultat en six mois, et"
                " le conseil a voulu continuer.",
                "fr",
            ),
            (
                "municipality",
                "Vraag eerst wie er niet komt",
                "In Rubavu gaat iemand vooraf langs de deuren van wie nooit naar een bijeenkomst komt. Dat doen wij nu"
                " ook: de opkomst in de wijk is verdubbeld.",
                "nl",
            ),
        ):
            lesson = actions.write_lesson(
                by=self.officer,
                exchange=exchange,
                side=side,
                organisation=self.municipality if side == "municipality" else None,
                data=actions.LessonData(
                    title=title, text=text, language=language, themes=["democracy"], sdgs=["11", "16"]
                ),
            )
            actions.submit_lesson(by=self.officer, lesson=lesson)
            actions.publish_lesson(by=self.officer, lesson=lesson)
        exchange.lessons.update(is_invented=True)
        actions.move_on(by=self.officer, exchange=_again(exchange), step="close")
        first = exchange.follow_ups.get(months=3)
        actions.report_follow_up(
            by=self.partner,
            follow_up=first,
            state="in_use",
            text="Le deuxième tour a commencé, avec six quartiers.",
            language="fr",
        )

    def cancelled(self) -> None:
        exchange = self._plan("Atelier sur les archives communales", ["round_table"], starts_in=70, days=2)
        self._join(exchange, self.officials[1])
        actions.move_on(
            by=self.officer,
            exchange=_again(exchange),
            step="cancel",
            reason="Les élections locales tombent la même semaine. Nous nous reparlons en automne.",
        )

    # ── what they are made of ────────────────────────────────────────────────────────────────────────────────────────

    def _plan(
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
        return _again(exchange)

    def _invite(self, exchange: Exchange, expert: Expert, text: str = "") -> Invitation:
        return actions.invite(
            by=self.officer,
            to=_again(exchange),
            invitee=actions.Invitee(profile_id=expert.profile_id, text=text),
            answer_before=self.today + 10 * DAY,
            overlap_accepted=True,
        )

    def _join(self, exchange: Exchange, expert: Expert) -> Participant:
        invitation = self._invite(exchange, expert)
        shown = ["name", "employer", "headline", "experience", "languages"]
        return actions.accept(by=None, invitation=invitation, shown=shown, may_be_named=expert == self.noor)

    def _ask_consent(self, participant: Participant) -> EmployerConsent:
        exchange = _again(participant.exchange)
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

    def _confirmed(self, title: str, forms: Sequence[str], people: Collection[Expert], **plan: Any) -> Exchange:
        exchange = self._plan(title, forms, **plan)
        for expert in people:
            participant = self._join(exchange, expert)
            consent = self._ask_consent(participant)
            asked = {name: getattr(consent, name) for name in actions.ConsentData.__dataclass_fields__}
            actions.answer_consent(
                by=None,
                consent=consent,
                data=actions.ConsentData(**asked),
                name=str(self.secretary),
                function="Gemeentesecretaris",
            )
            if participant.is_administrator and exchange.has_travel:
                self._decide_trip(participant)
        actions.approve_people(by=plan.get("partner") or self.partner, exchange=_again(exchange))
        actions.move_on(by=self.officer, exchange=_again(exchange), step="confirm")
        return _again(exchange)

    def _decide_trip(self, participant: Participant, report: str = "") -> None:
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

    def _write_context(self, exchange: Exchange) -> LocalContext:
        return actions.write_local_context(
            by=self.team,
            exchange=_again(exchange),
            text="Rubavu ligt aan het Kivumeer, tegen de grens met Goma. Handen schudden hoort erbij; wie te laat komt,"
            " belt. Op zaterdagochtend is er umuganda: dan werkt iedereen mee in de wijk en rijdt er niets.",
            language="nl",
            emergency_contact="Jean Habimana, +250 788 000 000",
        )

    def _make_ready(self, exchange: Exchange) -> None:
        if exchange.has_travel:
            self._write_context(exchange)
            advice = self.rwanda.travel_advice.latest("noted_at", "pk")
            actions.sign_off(
                by=self.team,
                exchange=_again(exchange),
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
        actions.move_on(by=self.officer, exchange=_again(exchange), step="declare_ready")

    def _over(self, title: str, forms: Sequence[str], people: Collection[Expert], *, ended: int) -> Exchange:
        """An exchange of five days that ended so many days ago."""
        exchange = self._confirmed(title, forms, people, starts_in=30, days=5)
        self._make_ready(exchange)
        _date_back(exchange, days=35 + ended)
        actions.move_on(by=self.officer, exchange=_again(exchange), step="start")
        actions.move_on(by=self.officer, exchange=_again(exchange), step="finish")
        Exchange.objects.filter(pk=exchange.pk).update(ended_at=timezone.now() - ended * DAY)
        for follow_up in exchange.follow_ups.all():
            FollowUp.objects.filter(pk=follow_up.pk).update(due_on=follow_up.due_on - ended * DAY)
        return _again(exchange)

    def _evaluate(
        self, exchange: Exchange, side: Side, words: str, language: str, participant: Participant | None = None
    ) -> Evaluation:
        evaluation = exchange.evaluations.get(side=side, participant=participant)
        answers = {"delivered": words, "useful": "5", "prepared": "4", "again": "yes"}
        return actions.give_evaluation(by=None, evaluation=evaluation, answers=answers, language=language)

    def _account_for(self, exchange: Exchange) -> None:
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
            self._decide_trip(participant, report="Wij spraken met drie wijken en met de raad. In het voorjaar beginnen"
                              " wij in twee wijken met een buurtbudget.")  # fmt: skip

    def _user_of(self, expert: Expert) -> User:
        assert expert.user is not None
        return expert.user


def _user(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def _government(partner: User) -> Organisation:
    return partner.memberships.select_related("organisation__country").get(role="partner").organisation


def _again(exchange: Exchange) -> Exchange:
    """The exchange as it is stored now."""
    return Exchange.objects.select_related("partner", "country", "need", "project__programme", "officer").get(
        pk=exchange.pk
    )


def _date_back(exchange: Exchange, *, days: int) -> None:
    """Let all of it have been so many days earlier."""
    shift = days * DAY
    exchange = _again(exchange)
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
