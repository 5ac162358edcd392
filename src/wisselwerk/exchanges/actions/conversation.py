"""Messages and files on the page of an exchange."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.models import Document, Exchange, Remark
from wisselwerk.exchanges.queries.conversation import voice_for_all
from wisselwerk.files import take_in
from wisselwerk.trail.actions import log_action


@transaction.atomic
def write_remark(*, by: User, exchange: Exchange, text: str) -> Remark:
    """Say something to everybody in the exchange; the others get mail. Raises `PermissionDenied`, `ValidationError`."""
    require(by, "exchanges.write_remark", exchange)
    if not text.strip():
        raise ValidationError({"text": _("Write your message first.")})
    remark = Remark.objects.create(exchange=exchange, author=by, text=text.strip())
    log_action("exchanges.write_remark", exchange, by=by, details={"remark": remark.pk})
    _tell_the_others("remark", exchange, by, {"remark": remark.pk, "text": remark.text})
    return remark


@transaction.atomic
def add_document(*, by: User | None, exchange: Exchange, file: UploadedFile[Any]) -> Document:
    """Share a file with everybody in the exchange; the others get mail.

    Raises `PermissionDenied`, or `ValidationError` for a kind or size that is not taken.
    """
    require(by, "exchanges.add_document", exchange)
    name = take_in(file)
    document = Document.objects.create(exchange=exchange, file=file, name=name, size=file.size or 0, added_by=by)
    log_action("exchanges.add_document", exchange, by=by, details={"document": document.pk})
    _tell_the_others("document", exchange, by, {"name": name})
    return document


@transaction.atomic
def remove_document(*, by: User | None, document: Document) -> None:
    """Take a shared file away, for good. Raises `PermissionDenied`."""
    require(by, "exchanges.remove_document", document.exchange)
    log_action("exchanges.remove_document", document.exchange, by=by, details={"document": document.pk})
    stored, storage = str(document.file.name), document.file.storage
    document.delete()
    transaction.on_commit(lambda: storage.delete(stored))


def _tell_the_others(template: str, exchange: Exchange, by: User | None, words: dict[str, object]) -> None:
    """Each in their own language; the author goes by the name under which everybody in the exchange may know them."""
    author = voice_for_all(exchange, by).name if by else ""
    context = {"exchange": exchange.pk, "title": exchange.title, "author": author} | words
    for one in audience.everybody(exchange):
        given = context | {"has_account": one.user is not None}
        audience.tell([one], template, about=exchange, but=by, context=given, can_wait=True)
