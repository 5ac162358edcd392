"""Keeping profiles and offers fresh, by asking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.queries import with_role
from wisselwerk.experts.actions.freshness import question_token
from wisselwerk.experts.actions.lifecycle import set_status
from wisselwerk.experts.enums import ExpertStatus, Purpose
from wisselwerk.experts.freshness import Question, Step, step_due, unconfirmed, unconfirmed_offers
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.experts.queries import standing_consents
from wisselwerk.jobs.registry import job
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.trail.actions import log_action

DAILY = dt.timedelta(days=1)


@job("experts.keep_fresh", every=DAILY)
def keep_fresh(now: dt.datetime) -> Mapping[str, int]:
    """Ask who did not confirm their profile for long whether it is right; later whether they stay; in the end pause."""
    counts = {"asked": 0, "asked whether to stay": 0, "paused": 0}
    for expert in list(unconfirmed(now)):
        if step_due(expert, now) is None:
            continue
        with transaction.atomic():
            again = unconfirmed(now).filter(pk=expert.pk).select_related("user", "organisation")
            locked = again.select_for_update(of=("self",)).first()
            if locked is None:
                continue
            match step_due(locked, now):
                case Step.ASK_STILL_RIGHT:
                    _ask_still_right(locked, now)
                    counts["asked"] += 1
                case Step.ASK_STAY:
                    _ask_stay(locked, now)
                    counts["asked whether to stay"] += 1
                case Step.PAUSE:
                    _pause(locked)
                    counts["paused"] += 1
    return counts


@job("experts.keep_offers_fresh", every=DAILY)
def keep_offers_fresh(now: dt.datetime) -> Mapping[str, int]:
    """Ask the coordinators of a municipality whether its offer still stands, once after it was last confirmed."""
    asked = 0
    for offer in unconfirmed_offers(now).select_related("organisation"):
        with transaction.atomic():
            asked += _ask_offer(offer)
    return {"asked": asked}


def _ask_still_right(expert: Expert, now: dt.datetime) -> None:
    expert.asked_at = now
    expert.save(update_fields=["asked_at"])
    _tell(expert, "profile_still_right", Question.STILL_RIGHT)
    log_action("experts.ask_still_right", expert, by=None)


def _ask_stay(expert: Expert, now: dt.datetime) -> None:
    expert.removal_asked_at = now
    expert.save(update_fields=["removal_asked_at"])
    _tell(expert, "profile_stay", Question.STAY)
    log_action("experts.ask_stay", expert, by=None)


def _pause(expert: Expert) -> None:
    set_status(expert, ExpertStatus.PAUSED)
    _tell(expert, "profile_paused", Question.STAY)
    if expert.organisation is not None and Purpose.MATCHING in standing_consents(expert):
        for user in with_role(Role.COORDINATOR, organisation=expert.organisation):
            send(
                "colleague_paused",
                to=Recipient.of(user),
                about=expert,
                context={"name": expert.name, "expert": expert.pk},
                can_wait=True,
            )
    log_action("experts.pause_unanswered", expert, by=None)


def _tell(expert: Expert, template: str, question: Question) -> None:
    send(
        template,
        to=Recipient.of(expert.user) if expert.user else Recipient(expert.email, expert.language),
        about=expert,
        context={
            "name": expert.name,
            "confirmed_on": expert.confirmed_at.date().isoformat() if expert.confirmed_at else "",
            "token": question_token(expert, question),
        },
    )


def _ask_offer(offer: MunicipalOffer) -> int:
    confirmed_on = offer.confirmed_at.date().isoformat()
    sent = [
        send(
            "offer_still_stands",
            to=Recipient.of(user),
            about=offer,
            context={
                "title": offer.title,
                "municipality": offer.organisation.name,
                "offer": offer.pk,
                "confirmed_on": confirmed_on,
            },
            key=f"offer:{offer.pk}:{confirmed_on}:{user.email}",
            can_wait=True,
        )
        for user in with_role(Role.COORDINATOR, organisation=offer.organisation)
    ]
    return int(any(sent))
