"""The public home page, the pages about this site, and the to-do list of the workspace."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from wisselwerk.accounts.models import User
from wisselwerk.web import overview, todo
from wisselwerk.web.worldmap import world_map


def home(request: HttpRequest) -> HttpResponse:
    chart = world_map()
    user = request.user
    context = {
        # A visitor may have an account and signs in first; who is signed in and may not ask gets no such button.
        "may_ask": not user.is_authenticated or user.has_perm("needs.submit_need"),
        "figures": overview.figures(),
        "places": overview.places(),
        "projects": overview.recent_projects(today=timezone.localdate()),
        "chart": chart,
        "home_at": chart.place(overview.HOME_COUNTRY),
    }
    return render(request, "home/home.html", context)


@login_required
def today(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # for the type checker: login_required lets nobody else in
    day = timezone.localdate()
    context = {"day": day, "tasks": todo.tasks_for(user, today=day), "needs": todo.own_needs(user)}
    return render(request, "home/today.html", context)


def how_matching_works(request: HttpRequest) -> HttpResponse:
    return render(
        request, "home/how_matching_works.html", {"parts": overview.score_parts(), "version": overview.score_version()}
    )


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "home/privacy.html")


urlpatterns = [
    path("", home, name="home"),
    path("vandaag", today, name="today"),
    path("hoe-werkt-het", how_matching_works, name="how-matching-works"),
    path("toegankelijkheid", accessibility, name="accessibility"),
    path("privacy", privacy, name="privacy"),
]
