"""The answers to the questions that keep profiles fresh, by the link in the message: no signing in.

A link names the profile and the address, is signed by this site for one question, and ends. Whoever opens it changes
nothing (mail systems open links too); only sending the form on the page does.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.experts.actions.changes import note_change
from wisselwerk.experts.actions.lifecycle import erase_with_account, set_status
from wisselwerk.experts.enums import ExpertStatus
from wisselwerk.experts.freshness import Question, is_answered
from wisselwerk.experts.models import Expert
from wisselwerk.trail.actions import log_action

VALID_FOR: Final = dt.timedelta(days=200)  # from the question whether to stay until after the pause


def question_token(expert: Expert, question: Question) -> str:
    """The token of the link with which this person answers `question`."""
    return signing.dumps([expert.pk, expert.email], salt=_salt(question))


def read_question(token: str, question: Question) -> Expert:
    """The profile that a link is about. Raises `ValidationError` when the link does not work (any more)."""
    try:
        pk, email = signing.loads(token, salt=_salt(question), max_age=VALID_FOR)
    except signing.SignatureExpired:
        raise ValidationError(_("This link is too old. Sign in to see your profile."), code="expired") from None
    except (signing.BadSignature, ValueError, TypeError):
        raise ValidationError(_("This link is not right. Did you copy all of it?"), code="bad") from None
    expert = Expert.objects.filter(pk=pk, email=email).exclude(status=ExpertStatus.ERASED).first()
    if expert is None:
        raise ValidationError(_("This link is no longer in use."), code="used")
    return expert


@transaction.atomic
def confirm_by_link(*, token: str) -> Expert:
    """The person says that the profile is still right; once that is said, again is no harm.

    Raises `ValidationError` when the link does not work.
    """
    expert = _locked(token, Question.STILL_RIGHT)
    if not is_answered(expert, Question.STILL_RIGHT):
        _confirm(expert)
        log_action("experts.confirm_by_link", expert, by=None)
    return expert


@transaction.atomic
def stay_by_link(*, token: str) -> Expert:
    """The person wants to stay, and the profile is right; who was paused can be found again.

    Raises `ValidationError` when the link does not work.
    """
    expert = _locked(token, Question.STAY)
    if not is_answered(expert, Question.STAY):
        if expert.status == ExpertStatus.PAUSED:
            set_status(expert, ExpertStatus.ACTIVE)
        _confirm(expert)
        log_action("experts.stay_by_link", expert, by=None)
    return expert


@transaction.atomic
def pause_by_link(*, token: str) -> Expert:
    """The person does not want to be found for now. Raises `ValidationError` when the link does not work."""
    expert = _unanswered(token)
    if expert.status == ExpertStatus.ACTIVE:
        set_status(expert, ExpertStatus.PAUSED)
        log_action("experts.pause_by_link", expert, by=None)
    return expert


@transaction.atomic
def erase_by_link(*, token: str) -> None:
    """The person wants to be removed: everything personal is erased, and the account unless it holds a role.

    Raises `ValidationError` when the link does not work.
    """
    erase_with_account(_unanswered(token), action="experts.erase_by_link", actor=None)


def _confirm(expert: Expert) -> None:
    expert.confirmed_at = timezone.now()
    expert.save(update_fields=["confirmed_at"])
    note_change(expert)


def _unanswered(token: str) -> Expert:
    """The profile, unless the person said since that they stay: an old message must not undo that."""
    expert = _locked(token, Question.STAY)
    if is_answered(expert, Question.STAY):
        raise ValidationError(_("You said already that you stay. Sign in to change that."), code="used")
    return expert


def _locked(token: str, question: Question) -> Expert:
    return Expert.objects.select_for_update().get(pk=read_question(token, question).pk)


def _salt(question: Question) -> str:
    return f"wisselwerk.experts.{question}"
