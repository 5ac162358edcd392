"""Everything that is kept of one person in exchanges, to hand over or to erase."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet

from wisselwerk.exchanges.models import (
    Certificate,
    EmployerConsent,
    Evaluation,
    HourLine,
    Invitation,
    LessonQuote,
    Participant,
    Remark,
    TripDossier,
)
from wisselwerk.experts.models import Expert


def invitations_about(profile_id: str) -> QuerySet[Invitation]:
    """The invitations of a person, also those sent to the address before there was a profile."""
    return Invitation.objects.filter(_is(profile_id), offer=None)


def participations_of(profile_id: str) -> QuerySet[Participant]:
    """Where a person takes or took part."""
    return Participant.objects.filter(_is(profile_id))


def remarks_by(profile_id: str) -> QuerySet[Remark]:
    """What a person said in the exchanges in which they took part."""
    return Remark.objects.filter(
        author__expert__in=Expert.objects.filter(pk=_pk(profile_id)),
        exchange__in=participations_of(profile_id).values("exchange"),
    )


def quotes_of(profile_id: str) -> QuerySet[LessonQuote]:
    """Where a person is quoted in a lesson."""
    email = _email(profile_id)
    return LessonQuote.objects.filter(email__iexact=email) if email else LessonQuote.objects.none()


def everything_about(profile_id: str) -> dict[str, list[dict[str, Any]]]:
    """All of it as plain data, for the export of a person's data."""
    people = participations_of(profile_id)
    invitations = invitations_about(profile_id).select_related("exchange").prefetch_related("remarks")
    return {
        "invitations": [
            _row(one, *_INVITATION) | {"exchange": one.exchange.title, "remarks": [_row(each, *_SAID)
             for each in one.remarks.all()]} for one in invitations
        ],
        "participations": [
            _row(one, *_PARTICIPANT) | {"exchange": one.exchange.title, "employer": one.employer}
            for one in people.select_related("exchange", "organisation")
        ],
        "employers_consents": _rows(EmployerConsent.objects.filter(participant__in=people), *_CONSENT),
        "trips": _rows(TripDossier.objects.filter(participant__in=people), *_TRIP),
        "hours": _rows(HourLine.objects.filter(participant__in=people), "what", "planned", "actual", "in_kind"),
        "evaluations": _rows(Evaluation.objects.filter(participant__in=people), "answers", "asked_at", "given_at"),
        "messages": _rows(remarks_by(profile_id), "text", "at"),
        "quotes": _rows(quotes_of(profile_id), "words", "asked_at", "agreed_at", "refused_at"),
        "certificates": _rows(Certificate.objects.filter(participant__in=people), "code", "name", "hours", "issued_at"),
    }  # fmt: skip


_SAID = ("text", "at", "from_agency")
_INVITATION = (
    "name", "email", "language", "part", "text", "start", "end", "status", "sent_at", "answered_at", "answer",
    "reason", "proposed_start", "proposed_end",
)  # fmt: skip
_PARTICIPANT = (
    "name", "email", "language", "kind", "part", "shown", "may_be_named", "status", "opinion", "opinion_text",
    "joined_at", "withdrawn_because",
)  # fmt: skip
_CONSENT = (
    "role", "hours", "replacement", "costs_borne_by", "period_start", "period_end", "conditions", "valid_until",
    "status", "asked_at", "answered_at", "reason",
)  # fmt: skip
_TRIP = ("purpose", "policy_interest", "delegation", "costs", "paid_by", "decided_on", "report", "reported_on")


def _rows(found: QuerySet[Any], *names: str) -> list[dict[str, Any]]:
    return [_row(one, *names) for one in found.order_by("pk")]


def _row(thing: Model, *names: str) -> dict[str, Any]:
    return {name: _plain(getattr(thing, name)) for name in names}


def _plain(value: Any) -> Any:
    """A value as JSON has it; days, moments and amounts as text."""
    if value is None or isinstance(value, bool | int | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _is(profile_id: str) -> Q:
    email = _email(profile_id)
    own = Q(expert=_pk(profile_id))
    return own | Q(expert=None, email__iexact=email) if email else own


def _email(profile_id: str) -> str:
    return Expert.objects.filter(pk=_pk(profile_id)).values_list("email", flat=True).first() or ""


def _pk(profile_id: str) -> int:
    return int(profile_id.partition(":")[2])
