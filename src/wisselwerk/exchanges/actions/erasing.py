"""What stays of a person who was erased: that somebody of a municipality took part, with hours and costs."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.moving import fall_back
from wisselwerk.exchanges.actions.people import LEAVING, take_out
from wisselwerk.exchanges.conflicts import locked
from wisselwerk.exchanges.enums import InvitationStatus, ParticipantStatus
from wisselwerk.exchanges.evaluation import QUESTIONS
from wisselwerk.exchanges.models import (
    Certificate,
    CostLine,
    EmployerConsent,
    Evaluation,
    Exchange,
    Invitation,
    InvitationRemark,
    Participant,
    TripDossier,
)
from wisselwerk.exchanges.queries import personal
from wisselwerk.exchanges.queries.invitations import OPEN
from wisselwerk.mail.actions import forget_about
from wisselwerk.trail.actions import log_action


@transaction.atomic
def erase_person(profile_id: str) -> None:
    """Take name, address and free words of a person out of every exchange.

    They leave what is still to come, and the officers hear that somebody did, not who. Hours, costs, municipality and
    the choices from a list in evaluations stay; so does what the executive decided about the trip of an administrator.
    """
    people = list(personal.participations_of(profile_id).select_related("exchange").order_by("exchange", "pk"))
    invitations = list(personal.invitations_about(profile_id))
    # Before their people and invitations, as the actions of an exchange do.
    for key in sorted({one.exchange_id for one in people} | {one.exchange_id for one in invitations}):
        locked(Exchange(pk=key))
    personal.remarks_by(profile_id).update(text="")
    personal.quotes_of(profile_id).delete()
    for invitation in invitations:
        _empty_invitation(invitation)
    for person in people:
        _empty_participant(person)
    for person in people:
        _leave(person)
    forget_about(invitations)


def _leave(person: Participant) -> None:
    exchange = locked(person.exchange)
    if person.status != ParticipantStatus.JOINING or exchange.status not in LEAVING:
        return
    take_out(person)
    log_action("exchanges.withdraw_participation", person, by=None, details={"exchange": exchange.pk})
    context = {"exchange": exchange.pk, "title": exchange.title, "name": ""}
    audience.tell(audience.officers(exchange), "participant_left", about=person, context=context)
    fall_back(exchange, actor=None)


def _empty_invitation(invitation: Invitation) -> None:
    invitation.name = invitation.email = invitation.part = invitation.text = ""
    invitation.answer = invitation.reason = ""
    invitation.expert = None
    if invitation.status in OPEN:
        invitation.status = InvitationStatus.WITHDRAWN
    invitation.outcome_told_at = invitation.outcome_told_at or timezone.now()
    invitation.save()
    InvitationRemark.objects.filter(invitation=invitation).update(text="")


def _empty_participant(person: Participant) -> None:
    person.name = person.email = person.other_employer = person.part = ""
    person.opinion_text = person.withdrawn_because = ""
    person.shown, person.may_be_named, person.expert = [], False, None
    person.save()
    person.hours.update(what="")
    person.checklist.update(note="", not_needed_because="")
    CostLine.objects.filter(participant=person).update(what="")
    consents = EmployerConsent.objects.filter(participant=person)
    consents.update(replacement="", conditions="", reason="", changes={})
    trips = TripDossier.objects.filter(participant=person)
    trips.update(delegation="", report="")
    certificates = Certificate.objects.filter(participant=person)
    certificates.update(name="", revoked_at=timezone.now())
    for evaluation in Evaluation.objects.filter(participant=person):
        chosen = {question.key for question in QUESTIONS[evaluation.side] if question.choices}
        evaluation.answers = {key: value for key, value in evaluation.answers.items() if key in chosen}
        evaluation.save(update_fields=["answers"])
        forget_about([evaluation])
    forget_about([person, *consents, *trips, *certificates])
