"""All addresses of the site. Pages carry their language in the path, except in Dutch."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from wisselwerk.web import routes

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    *i18n_patterns(
        path("", include((routes.urlpatterns, "web"))),
        path("account/", include("allauth.urls")),
        prefix_default_language=False,
    ),
]
