"""Certificates: to download, to check by their code, and to revoke."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wisselwerk.accounts.rules import require
from wisselwerk.exchanges.actions import renew_certificate, revoke_certificate
from wisselwerk.exchanges.models import Certificate
from wisselwerk.exchanges.queries.outcomes import certificate_with_code
from wisselwerk.transfer.certificate import certificate_pdf, spaced
from wisselwerk.transfer.pdf import pdf_response
from wisselwerk.web import words
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.exchange_page import frame
from wisselwerk.web.forms.outcomes import CodeForm
from wisselwerk.web.link_pages import link_page
from wisselwerk.web.themes import page_language


@login_required
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate as a PDF in the language of the reader."""
    found = _certificate(pk)
    require(signed_in_user(request), "exchanges.view_certificate", found)
    return _download(found)


@link_page
@require_safe
def certificate_with(request: HttpRequest, code: str) -> HttpResponse:
    """The same for whoever holds its code: somebody without an account, or who has it on paper."""
    found = certificate_with_code(code)
    if found is None:
        raise Http404
    return _download(found)


@link_page
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whether a certificate is genuine, for everybody who knows its code."""
    if request.method == "POST":
        form = CodeForm(request.POST)
        if form.is_valid():
            return redirect("web:verify", "".join(form.cleaned_data["code"].split()))
        return render(request, "certificates/verify.html", {"form": form})
    context: dict[str, object] = {"form": CodeForm(initial={"code": code})}
    if code:
        found = certificate_with_code(code)
        context |= {"state": _state(found), "certificate": found}
        if found:
            exchange = found.participant.exchange
            period = words.period(exchange.start, exchange.end)
            context |= {"exchange": exchange, "period": period, "spaced": spaced(found.code)}
    return render(request, "certificates/verify.html", context)


@login_required
def certificate_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a certificate, or issue it again."""
    user, found = signed_in_user(request), _certificate(pk)
    require(user, "exchanges.issue_certificate", found)
    exchange = found.participant.exchange
    if request.method == "POST":
        try:
            if request.POST.get("do") == "revoke":
                revoke_certificate(by=user, certificate=found)
                messages.success(request, _("The certificate is revoked, and the person is told."))
            else:
                renew_certificate(by=user, certificate=found)
                messages.success(request, _("The certificate is issued again, and the person is told."))
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return redirect("web:exchange-outcomes", exchange.pk)
    return render(request, "certificates/change.html", {**frame(user, exchange, "outcomes"), "certificate": found})


def _certificate(pk: int) -> Certificate:
    found = Certificate.objects.select_related(
        "participant__expert", "participant__organisation", "participant__exchange__partner"
    )
    return get_object_or_404(found, pk=pk)


def _download(certificate: Certificate) -> HttpResponse:
    """The PDF, as long as it is genuine."""
    if _state(certificate) != "genuine":
        raise Http404
    return pdf_response(certificate_pdf(certificate, language=page_language()), name=_("certificate"))


def _state(certificate: Certificate | None) -> str:
    """What the check says: "genuine", "revoked", "erased" or "unknown"."""
    if certificate is None:
        return "unknown"
    if not certificate.name or not certificate.participant.name:
        return "erased"
    return "revoked" if certificate.revoked_at else "genuine"


urlpatterns = [
    path("certificaten/<int:pk>.pdf", certificate, name="certificate"),
    path("certificaten/<int:pk>", certificate_change, name="certificate-change"),
    path("controle", verify, name="verify"),
    path("controle/<str:code>.pdf", certificate_with, name="certificate-with-code"),
    path("controle/<str:code>", verify, name="verify"),
]
