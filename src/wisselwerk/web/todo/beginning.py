"""What waits before there is an exchange: accounts, profiles, needs, offers, imports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.experts.enums import ExpertStatus, Purpose
from wisselwerk.experts.models import Expert
from wisselwerk.experts.queries import coordinated_by, offers_visible_to
from wisselwerk.languages import isolated
from wisselwerk.needs.enums import NeedStatus
from wisselwerk.needs.models import Choice, Need, Shortlist
from wisselwerk.needs.queries import needs_visible_to
from wisselwerk.transfer.models import ImportRun, ImportStatus
from wisselwerk.web.todo.task import SHOWN, Task, link

FRESH = dt.timedelta(days=183)  # a profile is asked after when it was last confirmed half a year ago
OFFER_ENDS_SOON = dt.timedelta(days=60)
OWN_NEEDS_SHOWN = 6


def of_account(user: User) -> Iterator[Task]:
    if EmailAddress.objects.filter(user=user, verified=False).exists():
        yield Task(
            _("Confirm your e-mail address"),
            _("We sent you a message with a link. Did you not get it? We can send it again."),
            _("See your addresses"),
            link("account_email"),
            "late",
        )


def of_expert(user: User, today: dt.date) -> Iterator[Task]:
    expert = Expert.objects.filter(user=user).exclude(status=ExpertStatus.ERASED).first()
    if expert is None:
        return
    profile = link("web:profile")
    if expert.status == ExpertStatus.DRAFT:
        yield Task(
            _("Finish your profile"),
            _("You can't be found yet: something is still missing."),
            _("Go to my profile"),
            profile,
            "late",
        )
        return
    if not expert.consents.filter(purpose=Purpose.MATCHING, withdrawn_at=None).exists():
        yield Task(
            _("You can't be found"),
            _("We only look for you in answer to questions when you allow it."),
            _("Look at what you allow"),
            profile,
        )
    if expert.confirmed_at is None or timezone.localdate(expert.confirmed_at) < today - FRESH:
        yield Task(
            _("Is your profile still right?"),
            _("It was last confirmed more than half a year ago. Confirming takes one click."),
            _("Look at my profile"),
            profile,
            "late",
        )
    if not expert.availabilities.filter(end__gte=today).exists():
        yield Task(
            _("Say when you have time"),
            _("Your profile names no period in which you can take part."),
            _("Add a period"),
            profile,
        )


def of_officer(user: User) -> Iterator[Task]:
    if not user.has_role(Role.OFFICER):
        return
    needs = Need.objects.select_related("organisation__country").order_by("created_at")
    fresh = needs.filter(status=NeedStatus.SUBMITTED).exclude(Exists(Shortlist.objects.filter(need=OuterRef("pk"))))
    more = fresh.count() - SHOWN
    for need in fresh[:SHOWN]:
        yield Task(
            need.title,
            _("{organisation} asks. Nobody has looked for people yet.").format(
                organisation=isolated(need.organisation)
            ),
            _("Look for people"),
            link("web:shortlist", need.pk, otherwise="web:needs"),
            "new",
            need.language,
        )
    if more > 0:
        yield Task(
            ngettext("{count} more new question", "{count} more new questions", more).format(count=more),
            _("The oldest ones are shown above."),
            _("See all questions"),
            link("web:needs"),
            "new",
        )
    chosen = Choice.objects.filter(need=OuterRef("pk"), withdrawn_at=None)
    for need in needs.filter(status=NeedStatus.MATCHING).exclude(Exists(chosen))[:SHOWN]:
        yield Task(
            need.title,
            _("{organisation} asks. There is a shortlist, but nobody was chosen yet.").format(
                organisation=isolated(need.organisation)
            ),
            _("Open the shortlist"),
            link("web:shortlist", need.pk, otherwise="web:needs"),
            "",
            need.language,
        )


def of_coordinator(user: User, today: dt.date) -> Iterator[Task]:
    if not user.has_role(Role.COORDINATOR):
        return
    own = coordinated_by(user)
    offers = offers_visible_to(user).filter(organisation__in=own)
    for offer in offers.filter(is_active=True, valid_until__lt=today + OFFER_ENDS_SOON).order_by("valid_until"):
        ended = offer.valid_until is not None and offer.valid_until < today
        yield Task(
            offer.title,
            _("This offer of {municipality} has ended. Does it still stand?").format(
                municipality=isolated(offer.organisation)
            )
            if ended
            else _("This offer of {municipality} ends soon. Does it stand for longer?").format(
                municipality=isolated(offer.organisation)
            ),
            _("Look at the offer"),
            link("web:offer-edit", offer.pk, otherwise="web:offers"),
            "late" if ended else "",
            offer.language,
        )
    if not offers.exists():
        yield Task(
            _("Offer what your municipality is good at"),
            _("Name a theme and the hours you have for it. You decide later which colleague goes."),
            _("Make an offer"),
            link("web:offer-new", otherwise="web:offers"),
            "new",
        )
    half_a_year_ago = timezone.now() - FRESH
    stale = (
        Expert.objects.filter(organisation__in=own, status=ExpertStatus.ACTIVE)
        .filter(Q(confirmed_at=None) | Q(confirmed_at__lt=half_a_year_ago))
        .count()
    )
    if stale:
        yield Task(
            ngettext("{count} colleague has an old profile", "{count} colleagues have an old profile", stale).format(
                count=stale
            ),
            _("It was not confirmed for half a year. A word from you often helps."),
            _("See your colleagues"),
            link("web:experts"),
        )


def of_partner(user: User) -> Iterator[Task]:
    if not user.has_role(Role.PARTNER):
        return
    needs = needs_visible_to(user)
    for need in needs.filter(status=NeedStatus.DRAFT)[:SHOWN]:
        yield Task(
            need.title,
            _("This question is a draft. It is sent when you submit it."),
            _("Finish the question"),
            link("web:need-edit", need.pk, otherwise="web:needs"),
            "",
            need.language,
        )
    if not needs.exists():
        yield Task(
            _("Ask your first question"),
            _("Write it in your own words and your own language. We look for colleagues who did that work."),
            _("Ask a question"),
            link("web:need-new", otherwise="web:needs"),
            "new",
        )


def of_importer(user: User) -> Iterator[Task]:
    if not (user.has_perm("programmes.import_projects") or user.has_perm("experts.import_experts")):
        return
    for run in ImportRun.objects.filter(started_by=user, status=ImportStatus.CHECKED)[:SHOWN]:
        yield Task(
            run.file_name,
            _("The file was checked. Nothing is stored until you say so."),
            _("See the preview"),
            link("web:import-run", run.pk, otherwise="web:imports"),
        )


def own_needs(user: User) -> list[Need]:
    """The open questions of the partner governments of `user`, newest first."""
    if not user.has_role(Role.PARTNER):
        return []
    return list(needs_visible_to(user).exclude(status=NeedStatus.CLOSED)[:OWN_NEEDS_SHOWN])
