"""The pages, grouped by what they are about. Each view module lists its own."""

from __future__ import annotations

from wisselwerk.web.views import (
    administration,
    experts,
    home,
    imports,
    needs,
    offers,
    organisations,
    profile,
    programmes,
    registration,
    search,
    shortlist,
)

urlpatterns = [
    *home.urlpatterns,
    *registration.urlpatterns,
    *profile.urlpatterns,
    *experts.urlpatterns,
    *offers.urlpatterns,
    *organisations.urlpatterns,
    *programmes.urlpatterns,
    *needs.urlpatterns,
    *shortlist.urlpatterns,
    *search.urlpatterns,
    *imports.urlpatterns,
    *administration.urlpatterns,
]
