"""Who is asking: the signed-in user behind a request."""

from __future__ import annotations

from django.http import HttpRequest

from wisselwerk.accounts.models import User


def signed_in_user(request: HttpRequest) -> User:
    """The user of a page that `login_required` guards."""
    user = request.user
    assert isinstance(user, User)  # for the type checker: login_required lets nobody else in
    return user
