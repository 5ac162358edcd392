"""Questions about users and their roles."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from wisselwerk.accounts.models import Membership, User


def users(*, text: str = "", role: str = "", active: bool | None = None) -> QuerySet[User]:
    """The accounts of the administration page with their current roles, by name."""
    found = User.objects.order_by("name", "email").prefetch_related(
        Prefetch(
            "memberships", queryset=Membership.objects.current().select_related("organisation"), to_attr="roles_now"
        )
    )
    if words := text.strip():
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if role:
        found = found.filter(pk__in=Membership.objects.current().filter(role=role).values("user"))
    if active is not None:
        found = found.filter(is_active=active)
    return found


def with_role(role: str, **where: Any) -> list[User]:
    """Who hold a role now and may sign in; `where` limits the membership (`organisation=…`)."""
    memberships = Membership.objects.current().filter(role=role, **where).values("user")
    return list(User.objects.filter(pk__in=memberships, is_active=True).order_by("pk"))


def memberships_of(user: User) -> QuerySet[Membership]:
    """All roles of a user, also those that ended, newest first."""
    return user.memberships.select_related("organisation").order_by("-since", "-pk")
