"""Questions about imports."""

from __future__ import annotations

from django.db.models import QuerySet

from wisselwerk.accounts.models import User
from wisselwerk.transfer.models import ImportKind, ImportRun
from wisselwerk.transfer.rules import PERMISSIONS


def importable_by(user: User) -> list[ImportKind]:
    """The kinds of file that `user` may import."""
    return [kind for kind, permission in PERMISSIONS.items() if user.has_perm(permission)]


def runs_visible_to(user: User) -> QuerySet[ImportRun]:
    """The imports that `user` may see: those of the kinds that they may do themselves, whoever started them."""
    return ImportRun.objects.filter(kind__in=importable_by(user)).select_related("started_by")
