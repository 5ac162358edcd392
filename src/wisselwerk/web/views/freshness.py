"""The pages behind the links that keep profiles fresh: is it still right, and do you want to stay. No signing in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from wisselwerk.experts.actions import confirm_by_link, erase_by_link, pause_by_link, stay_by_link
from wisselwerk.experts.actions.freshness import read_question
from wisselwerk.experts.enums import ExpertStatus
from wisselwerk.experts.freshness import Question, is_answered
from wisselwerk.web.link_pages import closed_link, link_page
from wisselwerk.web.views.experts import names_of


@link_page
def still_right(request: HttpRequest, token: str) -> HttpResponse:
    """What the profile says, and one button. Once it was pressed, the page says so."""
    try:
        if request.method == "POST":
            confirm_by_link(token=token)
            return redirect("web:profile-still-right", token)
        expert = read_question(token, Question.STILL_RIGHT)
    except ValidationError as error:
        return closed_link(request, error)
    context = {
        "expert": expert,
        "themes": names_of(expert.themes.all()),
        "is_answered": is_answered(expert, Question.STILL_RIGHT),
    }
    return render(request, "freshness/still_right.html", context)


@link_page
def stay(request: HttpRequest, token: str) -> HttpResponse:
    """Stay, pause, or (on the next page) be removed."""
    try:
        if request.method == "POST":
            (pause_by_link if request.POST.get("answer") == "pause" else stay_by_link)(token=token)
            return redirect("web:profile-stay", token)
        expert = read_question(token, Question.STAY)
    except ValidationError as error:
        return closed_link(request, error)
    context = {
        "expert": expert,
        "token": token,
        "is_answered": is_answered(expert, Question.STAY),
        "is_paused": expert.status == ExpertStatus.PAUSED,
    }
    return render(request, "freshness/stay.html", context)


@link_page
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once more, and erases."""
    try:
        if request.method == "POST":
            erase_by_link(token=token)
            return render(request, "registration/refused.html")
        expert = read_question(token, Question.STAY)
    except ValidationError as error:
        return closed_link(request, error)
    return render(request, "freshness/erase.html", {"expert": expert, "token": token})


urlpatterns = [
    path("mijn-profiel/klopt-nog/<str:token>", still_right, name="profile-still-right"),
    path("mijn-profiel/blijven/<str:token>", stay, name="profile-stay"),
    path("mijn-profiel/blijven/<str:token>/verwijderen", erase, name="profile-stay-erase"),
]
