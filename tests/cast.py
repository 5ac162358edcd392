"""The people of the tests.

Alice is the programme officer, Bob the expert, Charlie somebody who may see nothing of theirs. The others hold one
role each; `other_*` hold the same role elsewhere.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from wisselwerk.accounts.actions import create_user, grant_role
from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import ShownField
from wisselwerk.exchanges.models import EmployerConsent, Exchange, Participant, Session
from wisselwerk.experts.enums import ExpertStatus, Purpose
from wisselwerk.experts.models import ConsentRecord, Expert, MunicipalOffer, ProfileChange, ProfileTheme
from wisselwerk.needs.actions import NeedData, submit_need
from wisselwerk.needs.models import Need
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Organisation

PASSWORD = "correct horse battery"


class Cast:
    """Users and organisations that stand ready; every method makes one thing more."""

    def __init__(self) -> None:
        self.agency = self.organisation("Agency", kind=OrganisationKind.AGENCY)
        self.municipality = self.organisation("Proefdam")
        self.other_municipality = self.organisation("Oefenburg")
        self.partner_government = self.organisation("Rubavu", kind=OrganisationKind.PARTNER_GOVERNMENT, country_id="RW")
        self.other_government = self.organisation("Gulu", kind=OrganisationKind.PARTNER_GOVERNMENT, country_id="UG")
        self.alice = self.user("alice", Role.OFFICER, self.agency)
        self.bob = self.user("bob")
        self.charlie = self.user("charlie")
        self.coordinator = self.user("coordinator", Role.COORDINATOR, self.municipality)
        self.other_coordinator = self.user("other.coordinator", Role.COORDINATOR, self.other_municipality)
        self.employer = self.user("employer", Role.EMPLOYER, self.municipality)
        self.country_team = self.user("team", Role.COUNTRY_TEAM, self.agency)
        self.partner = self.user("partner", Role.PARTNER, self.partner_government)
        self.other_partner = self.user("other.partner", Role.PARTNER, self.other_government)
        self.administrator = self.user("administrator", Role.ADMINISTRATOR, self.agency)
        self.privacy_officer = self.user("privacy", Role.PRIVACY_OFFICER, self.agency)

    def organisation(
        self, name: str, kind: str = OrganisationKind.MUNICIPALITY, country_id: str = "NL", **fields: Any
    ) -> Organisation:
        return Organisation.objects.create(name=name, kind=kind, country_id=country_id, **fields)

    def user(self, name: str, role: str | None = None, organisation: Organisation | None = None) -> User:
        user = create_user(by=None, email=f"{name}@example.org", name=name.title(), password=PASSWORD, verified=True)
        if role and organisation:
            grant_role(by=None, user=user, role=role, organisation=organisation)
        return user

    def expert(
        self,
        user: User | None = None,
        *,
        headline: str = "Beheerder openbare verlichting",
        text: str = "Verving in vier jaar alle lichtmasten door dimbare led en schreef het verlichtingsplan.",
        themes: tuple[str, ...] = ("street-lighting",),
        consents: tuple[str, ...] = (Purpose.MATCHING, Purpose.PROPOSE),
        **fields: Any,
    ) -> Expert:
        """An expert who can be found, unless `consents` or `status` say otherwise."""
        fields = {
            "name": user.name if user else f"Expert {Expert.objects.count() + 1}",
            "email": user.email if user else "",
            "organisation": self.municipality,
            "status": ExpertStatus.ACTIVE,
            "forms": ["visit", "webinar"],
            "languages": {"nl": "C2", "fr": "B2"},
            "confirmed_at": timezone.now(),
        } | fields
        expert = Expert.objects.create(user=user, headline=headline, text=text, **fields)
        ProfileTheme.objects.bulk_create(ProfileTheme(expert=expert, concept=concept) for concept in themes)
        ConsentRecord.objects.bulk_create(
            ConsentRecord(expert=expert, purpose=purpose, text_version="test") for purpose in consents
        )
        ProfileChange.objects.create(profile_id=expert.profile_id)
        return expert

    def offer(self, **fields: Any) -> MunicipalOffer:
        fields = {
            "organisation": self.municipality,
            "title": "Openbare ruimte en verlichting",
            "text": "Zes collega's werken aan straatverlichting en beheer van de openbare ruimte.",
            "hours_per_year": 40,
            "forms": ["visit"],
            "languages": {"nl": "C2", "en": "B2"},
        } | fields
        offer = MunicipalOffer.objects.create(**fields)
        ProfileTheme.objects.create(offer=offer, concept="street-lighting")
        ProfileChange.objects.create(profile_id=offer.profile_id)
        return offer

    def need(self, **fields: Any) -> Need:
        data: dict[str, Any] = {
            "title": "Éclairage du quartier du marché",
            "text": "Notre district cherche un appui pour l'éclairage public : moins de pannes de lampadaires.",
            "language": "fr",
            "organisation": self.partner_government,
            "themes": ["street-lighting"],
            "forms": ["visit"],
            "period_start": dt.date(2027, 3, 1),
            "period_end": dt.date(2027, 3, 14),
        } | fields
        return submit_need(by=None, data=NeedData(**data))

    def exchange(self, **fields: Any) -> Exchange:
        """A visit of five days in which nobody takes part yet, looking for people."""
        fields = {
            "title": "Éclairage du quartier du marché",
            "language": "fr",
            "forms": ["visit"],
            "partner": self.partner_government,
            "country_id": "RW",
            "themes": ["street-lighting"],
            "start": timezone.localdate() + dt.timedelta(days=60),
            "end": timezone.localdate() + dt.timedelta(days=64),
            "officer": self.alice,
        } | fields
        return Exchange.objects.create(**fields)

    def participant(self, exchange: Exchange, user: User | None = None, **fields: Any) -> Participant:
        """Somebody of the own municipality who takes part, and may be shown in whole to the partner."""
        expert = fields.pop("expert", None) or getattr(user, "expert", None) or self.expert(user)
        fields = {
            "expert": expert,
            "name": expert.name,
            "email": expert.email,
            "organisation": expert.organisation,
            "kind": expert.kind,
            "shown": [field.value for field in ShownField],
        } | fields
        return Participant.objects.create(exchange=exchange, **fields)

    def session(self, exchange: Exchange, **fields: Any) -> Session:
        """The whole of the exchange as one session, from nine to five."""
        first, last = exchange.start or timezone.localdate(), exchange.end or timezone.localdate()
        fields = {
            "form": exchange.forms[0],
            "start": timezone.make_aware(dt.datetime.combine(first, dt.time(9))),
            "end": timezone.make_aware(dt.datetime.combine(last, dt.time(17))),
            "time_zone": "Africa/Kigali",
            "place": "Rubavu",
        } | fields
        return Session.objects.create(exchange=exchange, **fields)

    def consent(self, participant: Participant, **fields: Any) -> EmployerConsent:
        """The employer's consent as it was given; `status` may say that it was only asked."""
        exchange = participant.exchange
        fields = {
            "hours": 40,
            "period_start": exchange.start,
            "period_end": exchange.end,
            "valid_until": exchange.end,
            "status": "given",
            "asked_email": self.employer.email,
            "answered_at": timezone.now(),
        } | fields
        return EmployerConsent.objects.create(participant=participant, **fields)
