"""Invented exchanges in every state, lived through by the people one can sign in as.

Every step is taken by the action and the person that would take it. An exchange that lies in the past is lived through
with dates to come, and dated back before it begins.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from wisselwerk.exchanges import actions
from wisselwerk.exchanges.enums import Side
from wisselwerk.exchanges.models import (
    AdvanceConsent,
    Exchange,
)
from wisselwerk.mail.enums import MessageStatus
from wisselwerk.mail.models import Message
from wisselwerk.programmes.models import Programme
from wisselwerk.transfer.demo.steps import DAY, Cast, again, date_back

HOUR_IN_KIND = Decimal("65.00")


def load_exchanges() -> int:
    """Load the invented exchanges; again changes nothing. Returns how many there are."""
    if not Exchange.objects.filter(is_invented=True).exists():
        Programme.objects.filter(in_kind_rate=None).update(in_kind_rate=HOUR_IN_KIND)
        _Stories().tell()
        # What they would have been told is no news any more.
        Message.objects.exclude(status=MessageStatus.SENT).update(status=MessageStatus.SENT, sent_at=timezone.now())
    return Exchange.objects.filter(is_invented=True).count()


class _Stories(Cast):
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
        exchange = self.plan("Lumière dans le quartier du marché", ["visit", "coaching_remote"], starts_in=95, days=5)
        self.invite(exchange, self.noor, "Jouw ervaring met de markt past hier precies bij.")
        yes = self.join(exchange, self.officials[0])
        self.ask_consent(yes)
        question = self.invite(exchange, self.officials[2])
        actions.ask_about_invitation(by=None, invitation=question, text="Kan ik een dag later aankomen?")

    def in_preparation(self) -> None:
        """Two civil servants and an alderman go to Rubavu; terms and checklist are being worked on."""
        exchange = self.confirmed(
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
        self.write_context(exchange)
        for item in exchange.checklist.filter(done_at=None).order_by("pk")[:4]:
            actions.tick_item(by=self.officer, item=item)
        actions.write_remark(
            by=self.partner, exchange=exchange, text="Bonjour à tous, le maire vous recevra le premier matin."
        )
        actions.write_remark(by=self.user_of(self.noor), exchange=exchange, text="Dank u wel! Wij kijken ernaar uit.")

    def ready(self) -> None:
        """A webinar for Saida with three speakers of three municipalities; nothing is missing."""
        speakers = [self.noor, self.officials[2], self.officials[3]]
        exchange = self.confirmed(
            "ندوة: خدمات البلدية للجميع", ["webinar"], speakers, starts_in=12, days=1, partner=self.partner_ar
        )
        self.make_ready(exchange)

    def under_way(self) -> None:
        """Three talks online; the first was held."""
        exchange = self.confirmed(
            "Entretien de l’éclairage public", ["coaching_remote"], [self.officials[0]], starts_in=30, days=30, weekly=3
        )
        self.make_ready(exchange)
        date_back(exchange, days=38)
        actions.move_on(by=self.officer, exchange=again(exchange), step="start")
        first = exchange.sessions.earliest("start")
        actions.hold_session(by=self.officer, session=first, audience_size=6)

    def ended(self) -> None:
        """A visit that is over; some evaluations are in."""
        exchange = self.over("Gestion des déchets du marché", ["visit"], [self.noor, self.officials[1]], ended=6)
        self.evaluate(exchange, Side.PARTNER, "Un plan de collecte pour le marché.", "fr")

    def closed(self) -> None:
        """A visit with an alderman of four months ago: evaluated, published, accounted for, and followed up."""
        people = [self.noor, self.alderman]
        exchange = self.over("Budget participatif dans trois quartiers", ["visit"], people, ended=125)
        self.evaluate(exchange, Side.PARTNER, "Une méthode que nous pouvons reprendre nous-mêmes.", "fr")
        self.evaluate(exchange, Side.COUNTRY_TEAM, "Een goed voorbereid bezoek.", "nl")
        for participant in exchange.participants.joining():
            self.evaluate(exchange, Side.EXPERT, "Drie bijeenkomsten en een handleiding.", "nl", participant)
            actions.confirm_planned_hours(by=self.officer, participant=participant)
        self.account_for(exchange)
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
        actions.move_on(by=self.officer, exchange=again(exchange), step="close")
        first = exchange.follow_ups.get(months=3)
        actions.report_follow_up(
            by=self.partner,
            follow_up=first,
            state="in_use",
            text="Le deuxième tour a commencé, avec six quartiers.",
            language="fr",
        )

    def cancelled(self) -> None:
        exchange = self.plan("Atelier sur les archives communales", ["round_table"], starts_in=70, days=2)
        self.join(exchange, self.officials[1])
        actions.move_on(
            by=self.officer,
            exchange=again(exchange),
            step="cancel",
            reason="Les élections locales tombent la même semaine. Nous nous reparlons en automne.",
        )
