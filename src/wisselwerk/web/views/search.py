"""Plain search: "search yourself", beside a need or without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.needs import queries
from wisselwerk.needs.actions import show_people
from wisselwerk.needs.models import Choice, Need, Shortlist
from wisselwerk.needs.searching import PER_PAGE, Hit, search
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.candidates import MOST_COMPARED, Face, compare_query, face_of, read_compared, toggled
from wisselwerk.web.forms.search import SearchForm
from wisselwerk.web.words import first_upper, language_level


@dataclass(frozen=True, slots=True)
class Result:
    """A hit as a card."""

    face: Face
    hit: Hit
    languages: str
    choice: Choice | None
    compared: bool
    compare_href: str

    @property
    def anchor(self) -> str:
        """The id of the card on the page."""
        return self.face.profile_id.replace(":", "-")


@login_required
@require_GET
def search_people(request: HttpRequest) -> HttpResponse:
    """The people and offers that have the words and meet the filters; with a need they can be compared and chosen."""
    user = signed_in_user(request)
    require(user, "experts.search_experts")
    need, shortlist = _context(request, user)
    form, typed = SearchForm(request.GET), request.GET.get("q", "")
    number = request.GET.get("page", "1")
    results = search(form.wanted(typed), page=max(1, int(number)) if number.isdecimal() else 1)
    show_people(by=user, people=[hit.profile for hit in results.hits], activity="search", need=need)
    compared = read_compared(request.GET.getlist("compare"))
    choices = queries.standing_choices(need.pk) if need else {}
    context = {
        "form": form,
        "words": typed,
        "results": [_result(request, hit, compared, choices) for hit in results.hits],
        "count": results.count,
        "is_cut": results.is_cut,
        "page": Paginator(range(results.count), PER_PAGE).get_page(results.page),
        "in_use": form.in_use(),
        "need": need,
        "shortlist": shortlist,
        "compared": compared,
        "full": len(compared) >= MOST_COMPARED,
        "choosing": request.GET.get("choose", ""),
        "back": _without_choice(request),
        **_links(need, shortlist, compared),
    }
    return render(request, "search/search.html", context)


def _context(request: HttpRequest, user: User) -> tuple[Need | None, Shortlist | None]:
    """The need for which somebody searches, and the shortlist that they come from (or else its newest)."""
    number = request.GET.get("need", "")
    if not number.isdecimal():
        return None, None
    need = get_object_or_404(queries.needs_visible_to(user), pk=number)
    require(user, "needs.view_shortlist", need)
    wanted = request.GET.get("shortlist", "")
    lists = queries.shortlists_of(need)
    return need, get_object_or_404(lists, pk=wanted) if wanted.isdecimal() else lists.first()


def _result(request: HttpRequest, hit: Hit, compared: list[str], choices: dict[str, Choice]) -> Result:
    face = face_of(hit.profile, hit.headline)
    spoken = [language_level(code, level) for code, level in hit.profile.languages.items()]
    query = request.GET.copy()
    query.setlist("compare", toggled(compared, face.profile_id))
    query.pop("choose", None)
    return Result(
        face,
        hit,
        first_upper(" · ".join(spoken)),
        choices.get(face.profile_id),
        face.profile_id in compared,
        f"?{query.urlencode(safe=':')}#{face.profile_id.replace(':', '-')}",
    )


def _without_choice(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("choose", None)
    return f"{request.path}?{query.urlencode(safe=':')}"


def _links(need: Need | None, shortlist: Shortlist | None, compared: list[str]) -> dict[str, Any]:
    """The other two views of the same people, when there is a shortlist to go back to."""
    if need is None or shortlist is None:
        return {}
    here, query = (need.pk, shortlist.pk), compare_query(compared)
    return {
        "proposal_href": reverse("web:stored-shortlist", args=here) + query,
        "compare_href": reverse("web:compare", args=here) + query,
        "search_href": reverse("web:search") + compare_query(compared, need=need.pk, shortlist=shortlist.pk),
    }


urlpatterns = [path("mensen/zoeken", search_people, name="search")]
