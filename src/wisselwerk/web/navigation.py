"""The entries of the site's menu: one list, from which each visitor sees what they can use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.queries.exchanges import has_exchanges


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: where it leads, and for whom it is there."""

    label: str | Promise
    url_name: str
    shown_to: Callable[[User], bool] = lambda _user: True


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is drawn on one page."""

    label: str
    url: str
    is_current: bool


PUBLIC: tuple[Entry, ...] = (
    Entry(_("Programmes"), "web:programmes"),
    Entry(_("Projects"), "web:projects"),
    Entry(_("Lessons"), "web:lessons"),
    Entry(_("How matching works"), "web:how-matching-works"),
    Entry(_("Share your expertise"), "web:register"),
)

WORKSPACE: tuple[Entry, ...] = (
    Entry(_("Today"), "web:today"),
    Entry(_("My profile"), "web:profile", lambda user: hasattr(user, "expert")),
    Entry(_("Needs"), "web:needs", lambda user: user.has_perm("needs.list_needs")),
    Entry(_("Exchanges"), "web:exchanges", has_exchanges),
    Entry(_("Consents"), "web:consents", lambda user: user.has_role(Role.EMPLOYER, Role.COORDINATOR)),
    Entry(_("People"), "web:experts", lambda user: user.has_role(Role.OFFICER, Role.COORDINATOR)),
    Entry(_("Offers"), "web:offers", lambda user: user.has_role(Role.OFFICER, Role.COORDINATOR)),
    Entry(
        _("Organisations"),
        "web:organisations",
        lambda user: user.has_role(Role.OFFICER, Role.COORDINATOR, Role.ADMINISTRATOR),
    ),
    Entry(_("Projects"), "web:projects"),
    Entry(
        _("Imports"),
        "web:imports",
        lambda user: user.has_perm("programmes.import_projects") or user.has_perm("experts.import_experts"),
    ),
    Entry(_("Administration"), "web:administration", lambda user: user.has_perm("accounts.view_users")),
)


def menu(request: HttpRequest) -> list[Link]:
    """The links for this visitor, in order; the one that holds the present page is marked as current.

    An entry whose page this site does not have is left out.
    """
    user = getattr(request, "user", None)  # a request may be refused before we know who it is from
    entries = [entry for entry in WORKSPACE if entry.shown_to(user)] if isinstance(user, User) else list(PUBLIC)
    urls = [(entry, url) for entry in entries if (url := existing_url(entry.url_name))]
    here = request.path
    inside = [url for _entry, url in urls if here == url or here.startswith(f"{url}/")]
    current = max(inside, key=len, default=None)
    return [Link(str(entry.label), url, url == current) for entry, url in urls]


def existing_url(url_name: str, *args: object) -> str | None:
    """The address of a page, or None when there is no such page."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return None
