"""Pages for whoever comes by a signed link: nobody else should find, keep or pass on their address."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


def link_page(view: View) -> View:
    """A view of which the address is a secret: not for search engines, not kept, not told to other sites."""

    @never_cache
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        # Not "no-referrer": a browser then names no origin for a form, and what was sent is refused as forged.
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded


def closed_link(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What somebody sees whose link does not work: why, and what they can do."""
    return render(request, "registration/claim_closed.html", {"reason": error.messages[0]}, status=410)
