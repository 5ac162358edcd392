"""What came of exchanges: the evaluations side by side, and what waits for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import ExchangeStatus, Side
from wisselwerk.exchanges.evaluation import SCALE, Question, all_questions
from wisselwerk.exchanges.models import Certificate, Evaluation, Exchange, FollowUp, Participant
from wisselwerk.organisations.enums import OrganisationKind

# The order in which the sides stand beside each other.
SIDES: Final = (Side.EXPERT, Side.PARTNER, Side.COUNTRY_TEAM)
UNANSWERED_AFTER: Final = dt.timedelta(days=30)  # a follow-up that nobody reported is the officer's to go after


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer: in their own words (with their language), or as one of the choices; `share` 0–100 on a scale."""

    text: str
    language: str
    share: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One question with each evaluation and its answer; None where that side is not asked, or did not answer it."""

    question: Question
    cells: list[tuple[Evaluation, Cell | None]]


def evaluations_of(exchange: Exchange) -> list[Evaluation]:
    """All evaluations of an exchange, by side."""
    found = exchange.evaluations.select_related("participant").order_by("id")
    return sorted(found, key=lambda one: SIDES.index(Side(one.side)))


def side_by_side(evaluations: Sequence[Evaluation]) -> list[Row]:
    """The questions of the sides of `evaluations`, each with their answers in that order."""
    questions = all_questions(dict.fromkeys(one.side for one in evaluations))
    return [Row(question, [(one, _cell(question, one)) for one in evaluations]) for question in questions]


def own_evaluations(user: User) -> QuerySet[Evaluation]:
    """What `user` is asked to evaluate: as `exchanges.evaluate`, for many at once."""
    of_person = Q(participant__in=Participant.objects.joining().of_user(user))
    partners = [pk for role, pk in user.current_roles if role == Role.PARTNER]
    wanted = of_person | Q(side=Side.PARTNER, exchange__partner__in=partners)
    if user.has_role(Role.COUNTRY_TEAM):
        teams = user.memberships.current().filter(role=Role.COUNTRY_TEAM)
        team = Q(side=Side.COUNTRY_TEAM)
        if not teams.filter(organisation__kind=OrganisationKind.AGENCY).exists():
            team &= Q(exchange__country__in=teams.values("organisation__country"))
        wanted |= team
    return Evaluation.objects.filter(wanted).select_related("exchange__partner", "participant")


def evaluations_to_give(user: User) -> QuerySet[Evaluation]:
    """What `user` still has to evaluate, the oldest first."""
    waiting = own_evaluations(user).filter(given_at=None, exchange__status=ExchangeStatus.ENDED)
    return waiting.order_by("due_on", "pk")


def follow_ups_to_report(user: User, today: dt.date) -> QuerySet[FollowUp]:
    """Of which the partner of `user` should now say what became of it, the oldest first."""
    partners = [pk for role, pk in user.current_roles if role == Role.PARTNER]
    due = FollowUp.objects.filter(given_at=None, due_on__lte=today, exchange__partner__in=partners)
    return due.select_related("exchange").order_by("due_on", "pk")


def follow_ups_unanswered(user: User, today: dt.date) -> QuerySet[FollowUp]:
    """Those of the exchanges of this officer that nobody reported in time."""
    late = FollowUp.objects.filter(given_at=None, due_on__lte=today - UNANSWERED_AFTER, exchange__officer=user)
    return late.select_related("exchange__partner").order_by("due_on", "pk")


def certificates_of(exchange: Exchange, user: User) -> list[Certificate]:
    """The certificates of an exchange: their own, and all of them for an officer."""
    found = Certificate.objects.filter(participant__exchange=exchange).select_related("participant").order_by("pk")
    if not user.has_role(Role.OFFICER):
        found = found.filter(participant__in=exchange.participants.joining().of_user(user))
    return list(found)


def certificate_with_code(typed: str) -> Certificate | None:
    """The certificate with a code as somebody types it over: capitals, spaces and hyphens make no difference."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    found = Certificate.objects.select_related("participant__exchange__partner", "participant__exchange__country")
    return found.filter(code=code).first()


def _cell(question: Question, evaluation: Evaluation) -> Cell | None:
    answer = evaluation.answers.get(question.key)
    if not answer:
        return None
    if not question.choices:
        return Cell(answer, evaluation.language, None)
    words = str(dict(question.choices).get(answer, answer))
    return Cell(words, "", (int(answer) - 1) * 25 if question.kind == SCALE else None)
