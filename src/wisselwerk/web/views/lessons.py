"""Lessons: public to read; in the workspace to write, to quote somebody in, and to publish."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import (
    answer_quote,
    ask_quote,
    publish_lesson,
    remove_quote,
    return_lesson,
    submit_lesson,
    update_lesson,
    withdraw_lesson,
    write_lesson,
)
from wisselwerk.exchanges.actions.quotes import ANSWER_QUOTE
from wisselwerk.exchanges.enums import LessonStatus
from wisselwerk.exchanges.links import open_link
from wisselwerk.exchanges.models import Exchange, Lesson, LessonQuote
from wisselwerk.exchanges.queries.lessons import (
    find_lessons,
    lesson_homes,
    lessons_to_moderate,
    offered,
    public_names,
    published_lessons,
)
from wisselwerk.web import words
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.exchange_page import visible_exchange
from wisselwerk.web.forms.lessons import LessonFilters, LessonForm, ModerationForm, QuoteForm
from wisselwerk.web.lesson_cards import LESSON_TONES, goal_words, home_of, lesson_cards, theme_words
from wisselwerk.web.link_pages import closed_link, link_page
from wisselwerk.web.themes import page_language, theme_names

PER_PAGE: Final = 12


@require_safe
def lessons(request: HttpRequest) -> HttpResponse:
    """What others learned, for everybody."""
    form = LessonFilters(request.GET, offered=offered())
    page = Paginator(find_lessons(form.wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "cards": lesson_cards(page),
        "may_moderate": request.user.has_perm("exchanges.moderate_lesson"),
    }
    return render(request, "lessons/list.html", context)


@require_safe
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """One lesson, with that of the other side; one that is not published only for those who may see it."""
    found = _lesson(pk)
    user = request.user
    if not user.has_perm("exchanges.view_lesson", found):
        raise Http404
    quotes = list(found.quotes.all())
    exchange = found.exchange
    is_public = found.status == LessonStatus.PUBLISHED
    context = {
        "lesson": found,
        "exchange": exchange,
        "home": home_of(found),
        "period": words.period(exchange.start, exchange.end),
        "themes": [(concept, name) for concept, name in zip(found.themes, theme_words(found), strict=True)],
        "goals": list(zip(sorted(found.sdgs, key=int), goal_words(found), strict=True)),
        "quotes": [one for one in quotes if one.agreed_at],
        "others": lesson_cards(published_lessons().filter(exchange=exchange).exclude(pk=found.pk)),
        "names": public_names(exchange),
        "tone": LESSON_TONES[found.status],
        "is_public": is_public,
        "may_change": user.has_perm("exchanges.change_lesson", found),
        "may_view_exchange": user.has_perm("exchanges.view_exchange", exchange),
        "can_submit": found.status in {LessonStatus.DRAFT, LessonStatus.RETURNED},
    }
    if user.has_perm("exchanges.moderate_lesson", found) and found.status in {
        LessonStatus.SUBMITTED,
        LessonStatus.PUBLISHED,
    }:
        context["moderation"] = _moderation(found)
    return render(request, "lessons/lesson.html", context)


@login_required
def lesson_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a lesson of an exchange."""
    user, exchange = visible_exchange(request, pk)
    require(user, "exchanges.write_lesson", exchange)
    homes = lesson_homes(user, exchange)
    if not homes:
        raise PermissionDenied
    if request.method != "POST":
        return _form_page(request, LessonForm.new(exchange, homes), exchange)
    form = LessonForm(request.POST, homes=homes, text="")
    if request.POST.get("go") == "add":
        return _form_page(request, _with_theme(form), exchange)
    if form.is_valid():
        side, organisation = form.chosen_home()
        try:
            written = write_lesson(by=user, exchange=exchange, side=side, organisation=organisation, data=form.lesson())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, user, written)
    return _form_page(request, form, exchange)


@login_required
def lesson_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a lesson, and the quotes in it."""
    user, found = _own_lesson(request, pk)
    if request.method != "POST":
        return _form_page(request, LessonForm.of(found), found.exchange, found)
    form = LessonForm(request.POST, homes=None, text="")
    if request.POST.get("go") == "add":
        return _form_page(request, _with_theme(form), found.exchange, found)
    if form.is_valid():
        try:
            changed = update_lesson(by=user, lesson=found, data=form.lesson(), seen=form.cleaned_data["seen_version"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, user, changed)
    return _form_page(request, form, found.exchange, found)


def _with_theme(form: LessonForm) -> LessonForm:
    return form.only_about("add_theme") if "add_theme" in form.errors else form.again()


def _saved(request: HttpRequest, user: User, lesson: Lesson) -> HttpResponse:
    if request.POST.get("go") == "submit" and lesson.status in {LessonStatus.DRAFT, LessonStatus.RETURNED}:
        submit_lesson(by=user, lesson=lesson)
        messages.success(request, _("Thank you. The editor looks at the lesson, and you hear from us."))
    else:
        messages.success(request, _("The lesson is saved."))
    return redirect("web:lesson", lesson.pk)


def _form_page(
    request: HttpRequest,
    form: LessonForm,
    exchange: Exchange,
    lesson: Lesson | None = None,
    quote_form: QuoteForm | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "exchange": exchange,
        "lesson": lesson,
        "quotes": list(lesson.quotes.all()) if lesson else [],
        "quote_form": quote_form or QuoteForm(initial={"language": page_language()}),
        "theme_names": theme_names(),
        "can_submit": lesson is None or lesson.status in {LessonStatus.DRAFT, LessonStatus.RETURNED},
    }
    return render(request, "lessons/edit.html", context)


@login_required
@require_POST
def lesson_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a lesson to the editor, or take it back."""
    user, found = _own_lesson(request, pk)
    try:
        if request.POST.get("do") == "withdraw":
            withdraw_lesson(by=user, lesson=found)
            messages.success(request, _("The lesson is a draft again: nobody else reads it."))
        else:
            submit_lesson(by=user, lesson=found)
            messages.success(request, _("Thank you. The editor looks at the lesson, and you hear from us."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("web:lesson", pk)


@login_required
@require_safe
def lessons_moderate(request: HttpRequest) -> HttpResponse:
    """What waits for the editor."""
    require(signed_in_user(request), "exchanges.moderate_lesson")
    page = Paginator(lessons_to_moderate(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, home_of(one), [quote for quote in one.quotes.all() if not quote.agreed_at]) for one in page]
    return render(request, "lessons/moderate.html", {"page": page, "rows": rows})


@login_required
@require_POST
def lesson_moderate(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a lesson, or send it back."""
    user, found = signed_in_user(request), _lesson(pk)
    require(user, "exchanges.moderate_lesson", found)
    form = ModerationForm(request.POST)
    if form.is_valid():
        note, version = form.cleaned_data["note"], form.cleaned_data["version"]
        try:
            if request.POST.get("do") == "publish":
                publish_lesson(by=user, lesson=found, note=note, seen=version)
                messages.success(request, _("The lesson is published, and the author is told."))
            else:
                return_lesson(by=user, lesson=found, note=note, seen=version)
                messages.success(request, _("The lesson is sent back, and the author is told."))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("web:lesson", pk)
    return render(request, "lessons/moderation.html", {"lesson": found, "form": form, "home": home_of(found)})


@login_required
@require_POST
def quote_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Quote somebody in a lesson: they are asked whether they agree."""
    user, found = _own_lesson(request, pk)
    form = QuoteForm(request.POST)
    if form.is_valid():
        try:
            ask_quote(by=user, lesson=found, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("We sent a message to ask whether they agree."))
            return redirect("web:lesson-edit", pk)
    return _form_page(request, LessonForm.of(found), found.exchange, found, form)


@login_required
@require_POST
def quote_remove(request: HttpRequest, pk: int, quote_pk: int) -> HttpResponse:
    user, found = _own_lesson(request, pk)
    remove_quote(by=user, quote=get_object_or_404(found.quotes, pk=quote_pk))
    messages.success(request, _("The quote is removed."))
    return redirect("web:lesson-edit", pk)


@link_page
def quote_link(request: HttpRequest, token: str) -> HttpResponse:
    """Agree to be quoted, or refuse. Opening the page answers nothing."""
    try:
        quote, holder = open_link(LessonQuote, ANSWER_QUOTE, token)
    except ValidationError as error:
        return closed_link(request, error)
    if request.method == "POST" and request.POST.get("answer") in {"yes", "no"}:
        user = request.user
        by = user if isinstance(user, User) and user.has_perm("exchanges.answer_quote", quote) else holder
        answer_quote(by=by, quote=quote, agrees=request.POST["answer"] == "yes")
        messages.success(request, _("Thank you for your answer."))
        return redirect(request.path)
    return render(request, "lessons/quote.html", {"quote": quote, "lesson": quote.lesson})


def _moderation(lesson: Lesson) -> ModerationForm:
    return ModerationForm(initial={"version": lesson.version})


def _lesson(pk: int) -> Lesson:
    found = Lesson.objects.select_related("exchange__partner", "exchange__country", "organisation", "written_by")
    return get_object_or_404(found.prefetch_related("quotes"), pk=pk)


def _own_lesson(request: HttpRequest, pk: int) -> tuple[User, Lesson]:
    """A lesson that the signed-in user may change. Raises `Http404` or `PermissionDenied`."""
    user, found = signed_in_user(request), _lesson(pk)
    if not user.has_perm("exchanges.view_lesson", found):
        raise Http404
    require(user, "exchanges.change_lesson", found)
    return user, found


urlpatterns = [
    path("lessen", lessons, name="lessons"),
    path("lessen/redactie", lessons_moderate, name="lessons-moderate"),
    path("lessen/<int:pk>", lesson, name="lesson"),
    path("lessen/<int:pk>/wijzigen", lesson_edit, name="lesson-edit"),
    path("lessen/<int:pk>/status", lesson_status, name="lesson-status"),
    path("lessen/<int:pk>/redactie", lesson_moderate, name="lesson-moderate"),
    path("lessen/<int:pk>/citaat", quote_new, name="quote-new"),
    path("lessen/<int:pk>/citaat/<int:quote_pk>/weg", quote_remove, name="quote-remove"),
    path("uitwisselingen/<int:pk>/resultaat/les", lesson_new, name="lesson-new"),
    path("q/<str:token>", quote_link, name="quote-link"),
]
