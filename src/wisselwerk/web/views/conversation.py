"""Messages and files of an exchange."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import add_document, remove_document, write_remark
from wisselwerk.exchanges.models import Document, Exchange
from wisselwerk.exchanges.queries.conversation import documents_of, page_of, remarks_of, voices_of
from wisselwerk.files import download
from wisselwerk.web.exchange_page import frame, visible_exchange
from wisselwerk.web.forms.conversation import RemarkForm
from wisselwerk.web.forms.uploads import FilesForm

PER_PAGE: Final = 50


@login_required
def remarks(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What was said, the newest last: without `?page=` the last page, with `?bericht=` the page of that message."""
    user, exchange = _circle(request, pk)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            written = write_remark(by=user, exchange=exchange, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(f"{reverse('web:exchange-remarks', args=[exchange.pk])}#bericht-{written.pk}")
    return _page(request, user, exchange, form=form)


@login_required
@require_POST
def document_new(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Share files."""
    user, exchange = _circle(request, pk)
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            with transaction.atomic():  # all of them or none
                for file in form.cleaned_data["uploads"]:
                    add_document(by=user, exchange=exchange, file=file)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your files are shared."))
            return redirect(f"{reverse('web:exchange-remarks', args=[exchange.pk])}#files")
    return _page(request, user, exchange, files=form)


@login_required
@require_safe
def document(request: HttpRequest, pk: int, document: int) -> HttpResponseBase:
    """Download a file."""
    _user, exchange = _circle(request, pk)
    found = _document(exchange, document)
    return download(found.file, found.name)


@login_required
def document_remove(request: HttpRequest, pk: int, document: int) -> HttpResponseBase:
    """Ask first, then take a file away."""
    user, exchange = _circle(request, pk)
    require(user, "exchanges.remove_document", exchange)
    found = _document(exchange, document)
    if request.method == "POST":
        remove_document(by=user, document=found)
        messages.success(request, _("The file is removed."))
        return redirect("web:exchange-remarks", exchange.pk)
    return render(request, "exchanges/remarks/remove.html", {**frame(user, exchange, "remarks"), "document": found})


def _circle(request: HttpRequest, pk: int) -> tuple[User, Exchange]:
    """The exchange, for those who make it together."""
    user, exchange = visible_exchange(request, pk)
    require(user, "exchanges.read_remarks", exchange)
    return user, exchange


def _document(exchange: Exchange, pk: int) -> Document:
    return get_object_or_404(exchange.documents.select_related("exchange"), pk=pk)


def _page(
    request: HttpRequest,
    user: User,
    exchange: Exchange,
    *,
    form: RemarkForm | None = None,
    files: FilesForm | None = None,
) -> HttpResponseBase:
    said = remarks_of(exchange)
    paginator = Paginator(said, PER_PAGE)
    asked = request.GET.get("bericht", "")
    number = page_of(said, int(asked), PER_PAGE) if asked.isascii() and asked.isdigit() else request.GET.get("page")
    page = paginator.get_page(number or paginator.num_pages)
    documents = list(documents_of(exchange))
    authors = {one.pk: one for one in [*(each.author for each in page), *(each.added_by for each in documents)] if one}
    voices = voices_of(exchange, authors.values(), reader=user)
    context = {
        **frame(user, exchange, "remarks"),
        "page": page,
        "remarks": [(one, voices.get(one.author_id or 0), one.author_id == user.pk) for one in page],
        "documents": [(one, voices.get(one.added_by_id or 0)) for one in documents],
        "may_write": user.has_perm("exchanges.write_remark", exchange),
        "may_remove": user.has_perm("exchanges.remove_document", exchange),
        "form": form or RemarkForm(),
        "files": files or FilesForm(),
    }
    return render(request, "exchanges/remarks/remarks.html", context)


urlpatterns = [
    path("uitwisselingen/<int:pk>/gesprek", remarks, name="exchange-remarks"),
    path("uitwisselingen/<int:pk>/gesprek/bestanden", document_new, name="document-new"),
    path("uitwisselingen/<int:pk>/gesprek/bestanden/<int:document>", document, name="document"),
    path("uitwisselingen/<int:pk>/gesprek/bestanden/<int:document>/weg", document_remove, name="document-remove"),
]
