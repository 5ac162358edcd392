"""Who may see and do what in an exchange.

Most rules ask about the exchange; those about one person's thing (an invitation, a consent, an evaluation) ask about
that thing. Whoever comes by a signed link has no account: the actions that take a token check the link instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.rules import is_coordinator, is_employer, is_officer
from wisselwerk.exchanges.enums import LessonStatus, ParticipantStatus, Side
from wisselwerk.organisations.enums import OrganisationKind

if TYPE_CHECKING:
    from wisselwerk.accounts.models import User
    from wisselwerk.exchanges.models import (
        AdvanceConsent,
        Certificate,
        ChecklistItem,
        EmployerConsent,
        Evaluation,
        Exchange,
        Invitation,
        Lesson,
        LessonQuote,
        Participant,
        TripDossier,
    )
    from wisselwerk.organisations.models import Country, Organisation


# ── what somebody is to an exchange ──────────────────────────────────────────────────────────────────────────────────


@rules.predicate
def takes_part(user: User, exchange: Exchange | None) -> bool:
    return user.is_authenticated and exchange is not None and exchange.participants.joining().of_user(user).exists()


@rules.predicate
def asks_it(user: User, exchange: Exchange | None) -> bool:
    """A member of the partner government."""
    return (
        user.is_authenticated
        and exchange is not None
        and user.has_role(Role.PARTNER, in_organisation=exchange.partner_id)
    )


def covers(user: User, country: Country | None) -> bool:
    """Whether `user` is in the country team of `country`. A team at the agency itself is there for every country."""
    if not user.has_role(Role.COUNTRY_TEAM):
        return False
    teams = user.memberships.current().filter(role=Role.COUNTRY_TEAM)
    if teams.filter(organisation__kind=OrganisationKind.AGENCY).exists():
        return True
    return country is not None and teams.filter(organisation__country=country).exists()


@rules.predicate
def is_its_country_team(user: User, exchange: Exchange | None) -> bool:
    return user.is_authenticated and exchange is not None and covers(user, exchange.country)


@rules.predicate
def spares_somebody(user: User, exchange: Exchange | None) -> bool:
    """Coordinator or employer at a municipality of which somebody takes part."""
    if not user.is_authenticated or exchange is None:
        return False
    at = [pk for role, pk in user.current_roles if role in {Role.COORDINATOR, Role.EMPLOYER}]
    return bool(at) and exchange.participants.joining().filter(organisation__in=at).exists()


# ── what somebody is to a thing in it ────────────────────────────────────────────────────────────────────────────────


def is_person(user: User, participant: Participant | None) -> bool:
    """Whether this participant is `user`: by profile, or by the address with which they sign in."""
    if not user.is_authenticated or participant is None or participant.status != ParticipantStatus.JOINING:
        return False
    if participant.expert is not None:
        return participant.expert.user_id == user.pk
    return participant.email == user.email


@rules.predicate
def is_invited(user: User, invitation: Invitation | None) -> bool:
    """The person, or for a municipality's offer its coordinator."""
    if not user.is_authenticated or invitation is None:
        return False
    if invitation.offer is not None:
        return user.has_role(Role.COORDINATOR, in_organisation=invitation.offer.organisation_id)
    if invitation.expert is not None:
        return invitation.expert.user_id == user.pk
    return invitation.email == user.email


@rules.predicate
def coordinates_the_offer(user: User, invitation: Invitation | None) -> bool:
    return (
        user.is_authenticated
        and invitation is not None
        and invitation.offer is not None
        and user.has_role(Role.COORDINATOR, in_organisation=invitation.offer.organisation_id)
    )


@rules.predicate
def decides_for_the_employer(user: User, consent: EmployerConsent | None) -> bool:
    """Manager, secretary or executive of the municipality where the participant works."""
    if not user.is_authenticated or consent is None or consent.participant.organisation_id is None:
        return False
    return user.has_role(Role.EMPLOYER, in_organisation=consent.participant.organisation_id)


@rules.predicate
def coordinates_the_participant(user: User, consent: EmployerConsent | None) -> bool:
    if not user.is_authenticated or consent is None or consent.participant.organisation_id is None:
        return False
    return user.has_role(Role.COORDINATOR, in_organisation=consent.participant.organisation_id)


@rules.predicate
def consent_is_about(user: User, consent: EmployerConsent | None) -> bool:
    return consent is not None and is_person(user, consent.participant)


@rules.predicate
def is_employer_of(user: User, organisation: Organisation | None) -> bool:
    return (
        user.is_authenticated
        and organisation is not None
        and user.has_role(Role.EMPLOYER, in_organisation=organisation.pk)
    )


@rules.predicate
def gave_it_for_own_municipality(user: User, advance: AdvanceConsent | None) -> bool:
    return (
        user.is_authenticated
        and advance is not None
        and user.has_role(Role.EMPLOYER, in_organisation=advance.organisation_id)
    )


@rules.predicate
def coordinates_its_municipality(user: User, advance: AdvanceConsent | None) -> bool:
    return (
        user.is_authenticated
        and advance is not None
        and user.has_role(Role.COORDINATOR, in_organisation=advance.organisation_id)
    )


@rules.predicate
def travels_on_it(user: User, dossier: TripDossier | None) -> bool:
    return dossier is not None and is_person(user, dossier.participant)


@rules.predicate
def dossier_of_own_municipality(user: User, dossier: TripDossier | None) -> bool:
    if not user.is_authenticated or dossier is None or dossier.participant.organisation_id is None:
        return False
    return user.has_role(Role.COORDINATOR, Role.EMPLOYER, in_organisation=dossier.participant.organisation_id)


@rules.predicate
def item_is_theirs(user: User, item: ChecklistItem | None) -> bool:
    """Whoever has to do a line of the checklist; a person's own lines are theirs whoever owns them."""
    if item is None:
        return False
    if item.participant is not None and item.owner in {Side.EXPERT, Side.EMPLOYER}:
        return is_person(user, item.participant)
    return bool(
        (item.owner == Side.COUNTRY_TEAM and is_its_country_team.test(user, item.exchange))
        or (item.owner == Side.PARTNER and asks_it.test(user, item.exchange))
        or (item.owner == Side.EXPERT and takes_part.test(user, item.exchange))
    )


@rules.predicate
def is_that_participant(user: User, participant: Participant | None) -> bool:
    return is_person(user, participant)


@rules.predicate
def evaluates_for_that_side(user: User, evaluation: Evaluation | None) -> bool:
    if evaluation is None:
        return False
    if evaluation.participant is not None:
        return is_person(user, evaluation.participant)
    return bool(
        (evaluation.side == Side.PARTNER and asks_it.test(user, evaluation.exchange))
        or (evaluation.side == Side.COUNTRY_TEAM and is_its_country_team.test(user, evaluation.exchange))
    )


@rules.predicate
def wrote_the_lesson(user: User, lesson: Lesson | None) -> bool:
    return user.is_authenticated and lesson is not None and lesson.written_by_id == user.pk


@rules.predicate
def lesson_is_public(user: User, lesson: Lesson | None) -> bool:
    return lesson is not None and lesson.status == LessonStatus.PUBLISHED


@rules.predicate
def lesson_is_of_their_exchange(user: User, lesson: Lesson | None) -> bool:
    return lesson is not None and bool(takes_part.test(user, lesson.exchange) or asks_it.test(user, lesson.exchange))


@rules.predicate
def is_quoted(user: User, quote: LessonQuote | None) -> bool:
    return user.is_authenticated and quote is not None and quote.email == user.email


@rules.predicate
def certificate_is_theirs(user: User, certificate: Certificate | None) -> bool:
    return certificate is not None and is_person(user, certificate.participant)


# Those who make an exchange together.
circle = is_officer | takes_part | asks_it | is_its_country_team

rules.add_perm("exchanges.list_exchanges", rules.is_authenticated)
rules.add_perm("exchanges.view_exchange", circle | spares_somebody)
rules.add_perm("exchanges.plan_exchange", is_officer)
rules.add_perm("exchanges.change_exchange", is_officer)
rules.add_perm("exchanges.move_on", is_officer)
rules.add_perm("exchanges.export_exchanges", is_officer)

rules.add_perm("exchanges.invite", is_officer)
rules.add_perm("exchanges.view_invitation", is_officer | is_invited)
rules.add_perm("exchanges.change_invitation", is_officer)
rules.add_perm("exchanges.answer_invitation", is_invited)
rules.add_perm("exchanges.put_forward", coordinates_the_offer)

rules.add_perm("exchanges.leave", is_officer | is_that_participant)

rules.add_perm("exchanges.view_people", is_officer | asks_it)
rules.add_perm("exchanges.give_opinion", asks_it)
rules.add_perm("exchanges.approve_people", is_officer | asks_it)

rules.add_perm("exchanges.ask_consent", is_officer)
rules.add_perm(
    "exchanges.view_consent", is_officer | decides_for_the_employer | coordinates_the_participant | consent_is_about
)
rules.add_perm("exchanges.answer_consent", decides_for_the_employer)
rules.add_perm("exchanges.revoke_consent", decides_for_the_employer)
rules.add_perm("exchanges.list_advance_consents", is_officer | is_employer | is_coordinator)
rules.add_perm(
    "exchanges.view_advance_consent", is_officer | gave_it_for_own_municipality | coordinates_its_municipality
)
rules.add_perm("exchanges.give_advance_consent", is_employer_of)
rules.add_perm("exchanges.revoke_advance_consent", gave_it_for_own_municipality)
rules.add_perm("exchanges.view_dossier", is_officer | travels_on_it | dossier_of_own_municipality)
rules.add_perm("exchanges.change_dossier", is_officer | travels_on_it | dossier_of_own_municipality)
rules.add_perm("exchanges.view_trips", rules.always_allow)

rules.add_perm("exchanges.view_terms", circle)
rules.add_perm("exchanges.edit_terms", is_officer | takes_part | asks_it)
rules.add_perm("exchanges.agree_terms", is_officer | takes_part | asks_it)

rules.add_perm("exchanges.view_preparation", circle)
rules.add_perm("exchanges.change_checklist", is_officer)
rules.add_perm("exchanges.tick_item", is_officer | item_is_theirs)
rules.add_perm("exchanges.write_local_context", is_its_country_team)
rules.add_perm("exchanges.sign_off", is_its_country_team)

rules.add_perm("exchanges.view_costs", is_officer | takes_part | spares_somebody)
rules.add_perm("exchanges.record_costs", is_officer)
rules.add_perm("exchanges.record_hours", is_officer | is_that_participant)

rules.add_perm("exchanges.read_remarks", circle)
rules.add_perm("exchanges.write_remark", circle)
rules.add_perm("exchanges.add_document", circle)
rules.add_perm("exchanges.remove_document", is_officer)

rules.add_perm("exchanges.evaluate", evaluates_for_that_side)
rules.add_perm("exchanges.view_evaluations", is_officer | is_its_country_team)
rules.add_perm("exchanges.report_follow_up", is_officer | takes_part | asks_it)
rules.add_perm("exchanges.write_lesson", is_officer | takes_part | asks_it | spares_somebody)
rules.add_perm("exchanges.view_lesson", lesson_is_public | is_officer | wrote_the_lesson | lesson_is_of_their_exchange)
rules.add_perm("exchanges.change_lesson", is_officer | wrote_the_lesson)
rules.add_perm("exchanges.moderate_lesson", is_officer)
rules.add_perm("exchanges.answer_quote", is_quoted)
rules.add_perm("exchanges.issue_certificate", is_officer)
rules.add_perm("exchanges.view_certificate", is_officer | certificate_is_theirs)
rules.add_perm("exchanges.use_calendar", rules.is_authenticated)
