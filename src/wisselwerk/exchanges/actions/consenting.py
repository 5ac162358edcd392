"""The employer's consent for one person: asked by the officer, answered by the employer with or without an account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.moving import fall_back
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.enums import ConsentRole, ConsentStatus, CostsBorneBy, ExchangeStatus, ParticipantStatus
from wisselwerk.exchanges.links import Actor, LinkHolder, require_link_or, token_for
from wisselwerk.exchanges.models import EmployerConsent, Exchange, Participant
from wisselwerk.exchanges.models.invitations import new_nonce
from wisselwerk.exchanges.rules import is_person
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.trail.actions import log_action

ANSWER: Final = "answer"  # purpose of the signed link, with which a consent can also be revoked
MOST_HOURS: Final = 5_000
TERMS: Final = (
    "role",
    "hours",
    "period_start",
    "period_end",
    "valid_until",
    "costs_borne_by",
    "replacement",
    "conditions",
)
# In these states of the exchange an employer's consent is needed.
NEEDED: Final = frozenset(
    {ExchangeStatus.FORMING, ExchangeStatus.PREPARING, ExchangeStatus.READY, ExchangeStatus.UNDER_WAY}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentData:
    """What a consent is about: as the officer asks it, or as the employer gives it. `role` is a `ConsentRole`."""

    hours: int
    period_start: dt.date
    period_end: dt.date
    valid_until: dt.date
    costs_borne_by: str = CostsBorneBy.PROGRAMME
    replacement: str = ""
    conditions: str = ""
    role: str = ConsentRole.MANAGER

    def check(self, participant: Participant) -> None:
        """Raise `ValidationError` by field."""
        errors = {}
        if self.role not in ConsentRole.values:
            errors["role"] = _("Choose on whose behalf they consent.")
        elif participant.is_administrator and self.role != ConsentRole.COLLEGE:
            errors["role"] = _("Only the municipal executive (college) can consent for an elected administrator.")
        if not 0 < self.hours <= MOST_HOURS:
            errors["hours"] = _("Give a number of hours between 1 and {most}.").format(most=MOST_HOURS)
        if self.period_end < self.period_start:
            errors["period_end"] = _("The period ends before it starts.")
        elif self.valid_until < self.period_end:
            errors["valid_until"] = _("The consent must stand at least until the end of the period.")
        elif self.valid_until < timezone.localdate():
            errors["valid_until"] = _("This day has passed.")
        if self.costs_borne_by not in CostsBorneBy.values:
            errors["costs_borne_by"] = _("Choose who bears the costs.")
        elif self.costs_borne_by == CostsBorneBy.SHARED and not self.conditions.strip():
            errors["conditions"] = _("Describe how the costs are shared.")
        if errors:
            raise ValidationError(errors)

    def put_into(self, consent: EmployerConsent) -> None:
        for name in TERMS:
            setattr(consent, name, _plain(getattr(self, name)))


@transaction.atomic
def ask_consent(
    *,
    by: User | None,
    participant: Participant,
    data: ConsentData,
    name: str,
    email: str,
    language: str = "nl",
    instead_of: EmployerConsent | None = None,
) -> EmployerConsent:
    """Ask somebody at the employer of a participant for consent; they get a message with a link to answer by.

    `language` is that of the message, for who has no account. `instead_of` is the consent that was asked or given
    before: it ends, and its link with it. Raises `PermissionDenied`, `Conflict` when another one was asked meanwhile,
    or `ValidationError` by field.
    """
    require(by, "exchanges.ask_consent", participant.exchange)
    exchange, participant = lock_joining(participant)
    data.check(participant)
    _check_person(participant, name, email)
    end_current(participant, instead_of, actor=by)
    consent = EmployerConsent(
        participant=participant,
        asked_name=name.strip(),
        asked_email=email.strip().lower(),
        language=language,
        asked_by=by,
    )
    data.put_into(consent)
    consent.save()
    log_action("exchanges.ask_consent", consent, by=by, details={"role": consent.role})
    send("consent", to=asked_person(consent), about=consent, context=words_of(consent, link=True))
    if instead_of is not None:
        fall_back(exchange, actor=by)
    return consent


@transaction.atomic
def answer_consent(
    *, by: Actor, consent: EmployerConsent, data: ConsentData, name: str, function: str
) -> EmployerConsent:
    """The employer consents, perhaps to something else than was asked; what differs is kept in `changes`.

    Raises `PermissionDenied`, `Conflict` when it was answered or withdrawn meanwhile, or `ValidationError` by field.
    """
    user, _exchange, consent = _answering(by, consent)
    data.check(consent.participant)
    _sign(consent, user, name, function)
    consent.changes = {
        field: _json(getattr(consent, field))
        for field in TERMS
        if _plain(getattr(data, field)) != getattr(consent, field)
    }
    data.put_into(consent)
    consent.status = ConsentStatus.GIVEN
    consent.save()
    log_action(
        "exchanges.answer_consent",
        consent,
        by=user,
        details={"link": isinstance(by, LinkHolder), "changed": sorted(consent.changes)},
    )
    _tell_both("consent_answered", consent, user, status="given", changed=bool(consent.changes))
    return consent


@transaction.atomic
def refuse_consent(*, by: Actor, consent: EmployerConsent, reason: str, name: str, function: str) -> EmployerConsent:
    """The employer does not consent, and says why. Raises as `answer_consent` does."""
    user, _exchange, consent = _answering(by, consent)
    if not reason.strip():
        raise ValidationError({"reason": _("Say in a few words why.")})
    _sign(consent, user, name, function)
    consent.status, consent.reason = ConsentStatus.REFUSED, reason.strip()
    consent.save()
    log_action("exchanges.refuse_consent", consent, by=user, details={"link": isinstance(by, LinkHolder)})
    _tell_both("consent_answered", consent, user, status="refused", reason=consent.reason)
    return consent


@transaction.atomic
def revoke_consent(*, by: Actor, consent: EmployerConsent, reason: str) -> EmployerConsent:
    """The employer takes a consent back; an exchange that was ready goes back to preparation.

    Officer and participant hear why, the partner only that something must be arranged anew. Raises
    `PermissionDenied`, `Conflict` when it does not stand or the exchange is over, or `ValidationError` by field.
    """
    user = require_link_or(by, "exchanges.revoke_consent", consent, purpose=ANSWER)
    exchange = locked(consent.participant.exchange)
    consent = locked(consent)
    if consent.status != ConsentStatus.GIVEN:
        raise _answered(consent)
    if exchange.status not in NEEDED:
        raise Conflict(_("The exchange is over: the consent can't be taken back any more."), code="conflict")
    if not reason.strip():
        raise ValidationError({"reason": _("Say in a few words why.")})
    consent.status, consent.reason = ConsentStatus.REVOKED, reason.strip()
    consent.save(update_fields=["status", "reason"])
    log_action("exchanges.revoke_consent", consent, by=user, details={"link": isinstance(by, LinkHolder)})
    _tell_both("consent_revoked", consent, user, reason=consent.reason)
    audience.tell(
        audience.partners(exchange),
        "consent_revoked_partner",
        about=exchange,
        context={"title": exchange.title, "exchange": exchange.pk},
    )
    fall_back(exchange, actor=user)
    return consent


# ── shared with consents drawn in advance, and with the reminders ────────────────────────────────────────────────────


def lock_joining(participant: Participant) -> tuple[Exchange, Participant]:
    """Lock an exchange and somebody in it for whom a consent can be arranged. Raises `Conflict`."""
    exchange = locked(participant.exchange)
    participant = locked(participant)
    if exchange.status not in NEEDED or participant.status != ParticipantStatus.JOINING:
        raise Conflict(_("No consent is needed here any more."), code="conflict")
    return exchange, participant


def end_current(participant: Participant, seen: EmployerConsent | None, *, actor: User | None) -> None:
    """End the consent that was asked or given until now, if it is the one that was seen. Raises `Conflict`."""
    current = participant.employer_consents.filter(status__in=[ConsentStatus.ASKED, ConsentStatus.GIVEN]).first()
    if current != seen:
        raise Conflict(_("Somebody else asked for this consent in the meantime."), code="conflict")
    if current is not None:
        current.status, current.nonce = ConsentStatus.WITHDRAWN, new_nonce()
        current.save(update_fields=["status", "nonce"])
        log_action("exchanges.end_consent", current, by=actor)


def asked_person(consent: EmployerConsent) -> Recipient:
    """Where the question goes: to the account with that address, if there is one."""
    user = User.objects.filter(email=consent.asked_email, is_active=True).first()
    return Recipient.of(user) if user else Recipient(consent.asked_email, consent.language)


def words_of(consent: EmployerConsent, *, link: bool = False) -> dict[str, Any]:
    """What the messages about a consent say; the `link` only in what goes to the employer."""
    participant = consent.participant
    exchange = participant.exchange
    words = {
        "title": exchange.title,
        "exchange": exchange.pk,
        "name": participant.name,
        "employer": participant.employer,
        "partner": exchange.partner.name,
        "hours": consent.hours,
        "start": consent.period_start.isoformat(),
        "end": consent.period_end.isoformat(),
        "valid_until": consent.valid_until.isoformat(),
        "asked_name": consent.asked_name,
        "consent": consent.pk,
    }
    return words | {"token": token_for(consent, ANSWER)} if link else words


def _answering(by: Actor, consent: EmployerConsent) -> tuple[User | None, Exchange, EmployerConsent]:
    user = require_link_or(by, "exchanges.answer_consent", consent, purpose=ANSWER)
    if user is not None and is_person(user, consent.participant):
        raise ValidationError(_("Nobody consents for themselves: somebody else at your employer does."))
    exchange, _participant = lock_joining(consent.participant)
    consent = locked(consent)
    if consent.status != ConsentStatus.ASKED:
        raise _answered(consent)
    return user, exchange, consent


def _answered(consent: EmployerConsent) -> Conflict:
    return Conflict(
        _("This can't be done any more. The state of the consent is: {state}.").format(
            state=consent.get_status_display()
        ),
        code="conflict",
    )


def _check_person(participant: Participant, name: str, email: str) -> None:
    errors = {}
    if not name.strip():
        errors["name"] = _("Give the name of whom we ask.")
    try:
        validate_email(email.strip())
    except ValidationError as error:
        errors["email"] = error.messages[0]
    else:
        own = {participant.email, audience.person(participant).email}
        if email.strip().lower() in {one.lower() for one in own if one}:
            errors["email"] = _("This is the address of the participant. Nobody consents for themselves.")
    if errors:
        raise ValidationError(errors)


def _sign(consent: EmployerConsent, user: User | None, name: str, function: str) -> None:
    errors = {}
    if not name.strip():
        errors["name"] = _("Give your name.")
    if not function.strip():
        errors["function"] = _("Give your function.")
    if errors:
        raise ValidationError(errors)
    consent.answered_name, consent.answered_function = name.strip(), function.strip()
    consent.answered_by, consent.answered_at = user, timezone.now()


def _tell_both(template: str, consent: EmployerConsent, user: User | None, **words: Any) -> None:
    """Tell officer and participant, each with the page that is theirs."""
    exchange = consent.participant.exchange
    context = words_of(consent) | words
    audience.tell(
        audience.officers(exchange), template, about=consent, but=user, context=context | {"for_officer": True}
    )
    audience.tell(
        [audience.person(consent.participant)], template, about=consent, context=context | {"for_officer": False}
    )


def _plain(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
