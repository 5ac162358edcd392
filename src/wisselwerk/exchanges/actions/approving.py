"""What the partner says of the people who are proposed to it."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.enums import Opinion, ParticipantStatus
from wisselwerk.exchanges.models import Exchange, Participant, PeopleApproval
from wisselwerk.exchanges.queries.people import BEFORE_THE_START, Proposal, proposal_of
from wisselwerk.exchanges.rules import asks_it
from wisselwerk.trail.actions import log_action, log_processing


@transaction.atomic
def open_proposal(*, by: User | None, exchange: Exchange) -> Proposal:
    """Who come, as the partner may see them. That somebody looked at them is kept. Raises `PermissionDenied`."""
    require(by, "exchanges.view_people", exchange)
    proposal = proposal_of(exchange)
    shown = Participant.objects.filter(pk__in=[one.pk for one in proposal.people]).select_related("expert")
    log_processing(
        "exchanges.view_people",
        [one.expert or one for one in shown],
        by=by,
        purpose=f"exchange:{exchange.pk}",
    )
    return proposal


@transaction.atomic
def ask_approval(*, by: User | None, exchange: Exchange) -> None:
    """Ask the partner to look at the people who said yes.

    Raises `PermissionDenied`, `Conflict` when the exchange has gone on, or `ValidationError`.
    """
    require(by, "exchanges.change_exchange", exchange)
    exchange = _before_the_start(exchange)
    if not exchange.participants.joining().exists():
        raise ValidationError(_("Nobody has said yes yet."))
    partners = audience.partners(exchange)
    if not partners:
        raise ValidationError(_("The partner has nobody here to ask. Record the approval when you hear it."))
    for one in partners:
        context = _words(exchange) | {"has_account": one.user is not None}
        audience.tell([one], "people_proposed", about=exchange, context=context)
    log_action("exchanges.ask_approval", exchange, by=by)


@transaction.atomic
def give_opinion(*, by: User | None, participant: Participant, opinion: str, words: str = "") -> Participant:
    """The partner says what it thinks of one person, before it approves. The officer is told.

    Raises `PermissionDenied`, `Conflict` when the exchange has gone on or the person left, or `ValidationError`.
    """
    require(by, "exchanges.give_opinion", participant.exchange)
    exchange = _before_the_start(participant.exchange)
    participant = locked(participant)
    if participant.status != ParticipantStatus.JOINING:
        raise Conflict(_("This person does not take part any more."), code="conflict")
    if opinion not in Opinion.values:
        raise ValidationError({"opinion": _("Choose what fits best.")})
    participant.opinion, participant.opinion_text = opinion, words.strip()
    participant.save(update_fields=["opinion", "opinion_text"])
    log_action("exchanges.give_opinion", participant, by=by, details={"opinion": str(opinion)})
    context = _words(exchange) | {"name": participant.name, "opinion": str(opinion), "words": participant.opinion_text}
    audience.tell(audience.officers(exchange), "opinion", about=exchange, but=by, context=context, can_wait=True)
    return participant


@transaction.atomic
def approve_people(
    *, by: User | None, exchange: Exchange, seen: Collection[int] | None = None, note: str = ""
) -> PeopleApproval:
    """The partner approves who come; or the officer writes down that it did, and in `note` how that is known.

    `seen` are the keys of the people on the page: who approves must have seen everybody. Raises `PermissionDenied`,
    `Conflict` when the people are others by now, or `ValidationError`.
    """
    require(by, "exchanges.approve_people", exchange)
    exchange = _before_the_start(exchange)
    people = sorted(exchange.participants.joining().values_list("pk", flat=True))
    if not people:
        raise ValidationError(_("Nobody has said yes yet."))
    if seen is not None and sorted(seen) != people:
        raise Conflict(
            _("The people changed in the meantime. Look at who come now, and approve again."), code="conflict"
        )
    if by is not None and not asks_it.test(by, exchange) and not note.strip():
        raise ValidationError({"note": _("Say how you know: a call, a message, and of which day.")})
    approval = PeopleApproval.objects.create(exchange=exchange, participants=people, by=by, note=note.strip())
    log_action("exchanges.approve_people", exchange, by=by, details={"people": people})
    audience.tell(audience.officers(exchange), "people_approved", about=exchange, but=by, context=_words(exchange))
    return approval


def _before_the_start(exchange: Exchange) -> Exchange:
    exchange = locked(exchange)
    if exchange.status not in BEFORE_THE_START:
        raise Conflict(_("The exchange has begun or is over."), code="conflict")
    return exchange


def _words(exchange: Exchange) -> dict[str, object]:
    return {"exchange": exchange.pk, "title": exchange.title, "partner": exchange.partner.name}
