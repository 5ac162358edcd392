"""Files that go with a need, and what is unclear about it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import Membership, User
from wisselwerk.accounts.rules import require
from wisselwerk.files import MOST, take_in
from wisselwerk.mail.actions import Recipient, send
from wisselwerk.needs.models import Clarification, Need, NeedAttachment
from wisselwerk.trail.actions import log_action


@transaction.atomic
def attach_file(*, by: User | None, need: Need, file: UploadedFile[Any]) -> NeedAttachment:
    """Add a file to a need. Raises `PermissionDenied`, or `ValidationError` for a kind, size or number too many."""
    require(by, "needs.attach_file", need)
    need = Need.objects.select_for_update().get(pk=need.pk)
    if need.attachments.count() >= MOST:
        raise ValidationError(_("There are {most} files already: that is the most.").format(most=MOST))
    name = take_in(file)
    attachment = NeedAttachment.objects.create(need=need, file=file, name=name, size=file.size or 0, added_by=by)
    log_action("needs.attach_file", need, by=by, details={"attachment": attachment.pk})
    return attachment


@transaction.atomic
def remove_attachment(*, by: User | None, attachment: NeedAttachment) -> None:
    """Take a file away, for good. Raises `PermissionDenied`."""
    require(by, "needs.attach_file", attachment.need)
    log_action("needs.remove_attachment", attachment.need, by=by, details={"attachment": attachment.pk})
    stored, storage = str(attachment.file.name), attachment.file.storage
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(stored))


@transaction.atomic
def ask_clarification(*, by: User | None, need: Need, question: str) -> Clarification:
    """Ask those who need something what is unclear; they get mail. Raises `PermissionDenied`, or `ValidationError`."""
    require(by, "needs.ask_clarification", need)
    if not question.strip():
        raise ValidationError({"question": _("Write what is unclear.")})
    asked = Clarification.objects.create(need=need, question=question.strip(), asked_by=by)
    log_action("needs.ask_clarification", need, by=by, details={"clarification": asked.pk})
    for one in partners_of(need):
        context = _words(need) | {"question": asked.question, "has_account": one.user is not None}
        send("clarification", to=one, about=need, context=context)
    return asked


@transaction.atomic
def clarify(*, by: User | None, clarification: Clarification, answer: str) -> Clarification:
    """Answer what was unclear; whoever asked gets mail. Raises `PermissionDenied`, or `ValidationError`.

    An officer may write down an answer that came by another way.
    """
    require(by, "needs.clarify", clarification.need)
    row = Clarification.objects.select_for_update().get(pk=clarification.pk)
    if row.answered_at is not None:
        raise ValidationError(_("This question was answered in the meantime."), code="conflict")
    if not answer.strip():
        raise ValidationError({"answer": _("Write your answer.")})
    row.answer, row.answered_by, row.answered_at = answer.strip(), by, timezone.now()
    row.save()
    log_action("needs.clarify", row.need, by=by, details={"clarification": row.pk})
    if row.asked_by is not None and row.asked_by != by:
        send(
            "clarified",
            to=Recipient.of(row.asked_by),
            about=row.need,
            context=_words(row.need) | {"answer": row.answer},
        )
    return row


def partners_of(need: Need) -> list[Recipient]:
    """Who answers for a need: the people of the government with an account, and who is named as responsible."""
    members = Membership.objects.current().filter(role=Role.PARTNER, organisation=need.organisation_id).values("user")
    found = {user.email: Recipient.of(user) for user in User.objects.filter(pk__in=members, is_active=True)}
    if need.responsible_email:
        found.setdefault(need.responsible_email, Recipient(need.responsible_email, need.language))
    return list(found.values())


def _words(need: Need) -> dict[str, object]:
    return {"need": need.pk, "title": need.title}
