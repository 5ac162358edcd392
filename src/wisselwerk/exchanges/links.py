"""Signed links for people without an account: each names one thing, for one purpose, and ends.

A link carries the key and the nonce of its row. A new nonce makes the links that were sent before worthless; the state
of the row says whether there is still something to answer. Opening a link changes nothing: only sending its form does.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require

VALID_FOR: Final = dt.timedelta(days=400)  # the last follow-up is asked a year later; most things end much sooner

M = TypeVar("M", bound=models.Model)


def token_for(thing: models.Model, purpose: str) -> str:
    """The token of a link with which whoever holds it may do `purpose` with `thing`, which has a `nonce`."""
    return signing.dumps([thing.pk, _nonce(thing)], salt=_salt(type(thing), purpose))


def read_token(model: type[M], purpose: str, token: str, *, valid_for: dt.timedelta = VALID_FOR) -> M:
    """What a link is about. Raises `ValidationError` with code "expired", "bad" or "used" when it does not work."""
    try:
        pk, nonce = signing.loads(token, salt=_salt(model, purpose), max_age=valid_for)
    except signing.SignatureExpired:
        raise ValidationError(_("This link is too old. Ask for a new one."), code="expired") from None
    except (signing.BadSignature, ValueError, TypeError):
        raise ValidationError(_("This link is not right. Did you copy all of it?"), code="bad") from None
    thing = model._default_manager.filter(pk=pk, nonce=nonce).first()
    if thing is None:
        raise ValidationError(_("This link is no longer in use."), code="used")
    return thing


def _salt(model: type[models.Model], purpose: str) -> str:
    return f"wisselwerk.{model._meta.label_lower}.{purpose}"


def _nonce(thing: Any) -> str:
    nonce: str = thing.nonce
    return nonce


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Somebody without an account who came by a signed link, for one thing with one row. Only `open_link` makes it."""

    kind: str
    pk: int
    purpose: str


Actor = User | LinkHolder | None


def open_link(model: type[M], purpose: str, token: str, *, valid_for: dt.timedelta = VALID_FOR) -> tuple[M, LinkHolder]:
    """What a link is about, and who came by it. Raises as `read_token` does."""
    thing = read_token(model, purpose, token, valid_for=valid_for)
    return thing, LinkHolder(model._meta.label_lower, thing.pk, purpose)


def require_link_or(by: Actor, permission: str, thing: models.Model, *, purpose: str) -> User | None:
    """Let pass whoever came by a link for just this, or has the permission; returns the user for the log, if any.

    Raises `PermissionDenied`.
    """
    if isinstance(by, LinkHolder):
        if by != LinkHolder(type(thing)._meta.label_lower, thing.pk, purpose):
            raise PermissionDenied(_("You are not allowed to do this."))
        return None
    require(by, permission, thing)
    return by
