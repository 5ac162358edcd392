"""Messages of the site: the outbox for the administrator, and for everybody how often they want to hear."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wisselwerk.mail.actions import retry_message, set_rhythm
from wisselwerk.mail.enums import MessageStatus
from wisselwerk.mail.models import Message
from wisselwerk.mail.queries import counts_by_status, find_messages, rhythm_of
from wisselwerk.mail.rendering import shown_words
from wisselwerk.web.forms.mail import MessageFilterForm, RhythmForm
from wisselwerk.web.views.experts import signed_in
from wisselwerk.web.views.profile import person

PAGE = 25
TONES = {MessageStatus.SENT: "success", MessageStatus.FAILED: "error", MessageStatus.HELD: ""}


def tone_of(message: Message) -> str:
    """The colour of a message's status: one that failed and is tried again warns."""
    return TONES.get(MessageStatus(message.status), "warning" if message.is_failing else "brand")


@login_required
@never_cache
def message_list(request: HttpRequest) -> HttpResponse:
    """The outbox, newest first."""
    signed_in(request, "mail.view_messages")
    form = MessageFilterForm(request.GET)
    values = form.values()
    found = find_messages(status=values.get("status", ""), text=values.get("q", ""))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(message, shown_words(message), tone_of(message)) for message in page],
        "counts": [
            (status, MessageStatus(status).label, number) for status, number in sorted(counts_by_status().items())
        ],
        "labels": [label for label in form.labels() if label[0] != "q"],
    }
    return render(request, "mail_admin/messages.html", context)


@login_required
@never_cache
def message_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What one message says, without the links, which are for its reader alone; and how its delivery went."""
    by = signed_in(request, "mail.view_messages")
    message = get_object_or_404(Message, pk=pk)
    context = {
        "message": message,
        "tone": tone_of(message),
        "words": shown_words(message),
        "may_retry": by.has_perm("mail.retry_message", message)
        and message.status in {MessageStatus.WAITING, MessageStatus.FAILED}
        and not message.is_forgotten,
    }
    return render(request, "mail_admin/message.html", context)


@require_POST
@login_required
def retry(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Try a message again now."""
    by = signed_in(request, "mail.retry_message")
    try:
        retry_message(by=by, message=get_object_or_404(Message, pk=pk))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The message is being sent again. Look at its status in a minute."))
    return redirect("web:message", pk)


@login_required
@never_cache
def preference(request: HttpRequest) -> HttpResponseBase:
    """How often somebody wants to hear of what can wait."""
    user = person(request)
    form = RhythmForm(request.POST if request.method == "POST" else None, initial={"rhythm": rhythm_of(user)})
    if request.method == "POST" and form.is_valid():
        set_rhythm(by=user, rhythm=form.cleaned_data["rhythm"])
        messages.success(request, _("Your choice was saved."))
        return redirect("web:mail-preference")
    return render(request, "mail_admin/preference.html", {"form": form})


urlpatterns = [
    path("beheer/berichten", message_list, name="messages"),
    path("beheer/berichten/<int:pk>", message_page, name="message"),
    path("beheer/berichten/<int:pk>/opnieuw", retry, name="message-retry"),
    path("account/berichten", preference, name="mail-preference"),
]
