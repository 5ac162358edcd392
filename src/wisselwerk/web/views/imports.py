"""Imports in the browser: choose a file, look at what would happen, import, see what happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from babel.lists import format_list
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh
from django_htmx.middleware import HtmxDetails

from wisselwerk.accounts.models import User
from wisselwerk.organisations.models import Country
from wisselwerk.programmes.texts import in_language
from wisselwerk.transfer.experts import expert_template
from wisselwerk.transfer.experts.columns import BY_ID
from wisselwerk.transfer.models import ImportKind, ImportRun, ImportStatus
from wisselwerk.transfer.queries import importable_by, runs_visible_to
from wisselwerk.transfer.runs import cancel_run, progress_of, start_check, start_import
from wisselwerk.transfer.spreadsheets import XLSX_TYPE, spreadsheet_response
from wisselwerk.transfer.summary import OUTCOMES, reason_of
from wisselwerk.transfer.uploads import LARGEST
from wisselwerk.web.access import signed_in_user
from wisselwerk.web.themes import page_language, theme_name

RUNS_PER_PAGE: Final = 25
PROBLEMS_PER_PAGE: Final = 50
# What a form takes besides the file itself.
FORM_ROOM: Final = 1024 * 1024

OUTCOME_WORDS: Final = {
    "created": gettext_lazy("New"),
    "updated": gettext_lazy("Changed"),
    "unchanged": gettext_lazy("Unchanged"),
    "kept": gettext_lazy("Kept by the person"),
    "faulty": gettext_lazy("With faults"),
    "skipped": gettext_lazy("Example, skipped"),
}
SEVERITY_WORDS: Final = {
    "error": gettext_lazy("Fault"),
    "warning": gettext_lazy("Warning"),
    "note": gettext_lazy("Note"),
}
SEVERITY_TONES: Final = {"error": "error", "warning": "warning", "note": ""}
STATUS_TONES: Final = {
    ImportStatus.CHECKING: "",
    ImportStatus.CHECKED: "warm",
    ImportStatus.IMPORTING: "",
    ImportStatus.DONE: "success",
    ImportStatus.CANCELLED: "",
    ImportStatus.FAILED: "error",
}


class HtmxRequest(HttpRequest):
    """What the middleware of django-htmx makes of a request."""

    htmx: HtmxDetails


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What do you want to import?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.xml,.gz"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, kinds: list[ImportKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, file = self.fields["kind"], self.fields["file"]
        assert isinstance(kind, forms.ChoiceField)  # as above
        kind.choices = [(kind.value, kind.label) for kind in kinds]
        file.help_text = _("Spreadsheets: .xlsx or .csv, at most {spreadsheet}. IATI: .xml, at most {iati}.").format(
            spreadsheet=filesizeformat(LARGEST[ImportKind.EXPERTS]), iati=filesizeformat(LARGEST[ImportKind.IATI])
        )


@login_required
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """The imports of the past weeks."""
    user = _importer(request)
    page = Paginator(runs_visible_to(user), RUNS_PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"run": run, "tone": STATUS_TONES[ImportStatus(run.status)]} for run in page]
    return render(request, "imports/list.html", {"page": page, "rows": rows})


# Who may not upload, or uploads something far too large, is told so before the file is read. Django's own check of the
# form's token reads the whole body first; so it is done afterwards here.
@csrf_exempt
@login_required
def import_new(request: HttpRequest) -> HttpResponse:
    """Choose a file."""
    user = _importer(request)
    kinds = importable_by(user)
    if int(request.headers.get("Content-Length") or 0) > max(LARGEST[kind] for kind in kinds) + FORM_ROOM:
        form = UploadForm(kinds=kinds)
        return render(request, "imports/new.html", {"form": form, "too_large": True}, status=413)
    return _take_upload(request)


@csrf_protect
def _take_upload(request: HttpRequest) -> HttpResponse:
    user = _importer(request)
    kinds = importable_by(user)
    if request.method != "POST":
        wanted = request.GET.get("kind")
        form = UploadForm(kinds=kinds, initial={"kind": wanted if wanted in kinds else kinds[0]})
        return render(request, "imports/new.html", {"form": form})
    form = UploadForm(request.POST, request.FILES, kinds=kinds)
    if form.is_valid():
        data = form.cleaned_data
        try:
            run = start_check(by=user, kind=data["kind"], file=data["file"], language=page_language())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("web:import-run", run.pk)
    return render(request, "imports/new.html", {"form": form})


@login_required
def import_run(request: HtmxRequest, pk: int) -> HttpResponse:
    """One import: how far it is, what it would do, or what it did."""
    user = _importer(request)
    run = get_object_or_404(runs_visible_to(user), pk=pk)
    if request.method == "POST":
        return _decide(request, user, run)
    if (form := request.GET.get("export")) in {"xlsx", "csv"} and run.report:
        return spreadsheet_response(form, f"import-{run.pk}", _report_header(), _report_rows(run))
    if request.htmx and not run.is_busy:  # the page was waiting for this
        return HttpResponseClientRefresh()
    done, total = progress_of(run) if run.is_busy else (0, None)
    context: dict[str, Any] = {"run": run, "tone": STATUS_TONES[ImportStatus(run.status)], "done": done, "total": total}
    if request.htmx:
        return render(request, "imports/busy.html", context)
    if run.report and not run.is_busy:
        context |= _report_context(request, run)
    return render(request, "imports/run.html", context)


@login_required
@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """The spreadsheet to fill in."""
    _importer(request)
    response = HttpResponse(expert_template(), content_type=XLSX_TYPE)
    response["Content-Disposition"] = 'attachment; filename="wisselwerk-experts.xlsx"'
    return response


def _importer(request: HttpRequest) -> User:
    """The user, who may import something. Raises `PermissionDenied`."""
    user = signed_in_user(request)
    if not importable_by(user):
        raise PermissionDenied
    return user


def _decide(request: HttpRequest, user: User, run: ImportRun) -> HttpResponse:
    decision = request.POST.get("decision")
    try:
        if decision == "cancel":
            cancel_run(by=user, run=run)
            messages.success(request, _("Nothing was imported. The file is removed."))
            return redirect("web:imports")
        if decision in {"all", "good"}:
            start_import(by=user, run=run, keep_good=decision == "good")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("web:import-run", run.pk)


def _report_context(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    report = run.report
    sample = _sample_experts if run.kind == ImportKind.EXPERTS else _sample_activities
    problems = Paginator(report["problems"], PROBLEMS_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "report": report,
        "is_experts": run.kind == ImportKind.EXPERTS,
        "counts": [(OUTCOME_WORDS[name], report["counts"][name]) for name in OUTCOMES if report["counts"][name]],
        "problem_page": problems,
        "problems": [
            problem
            | {
                "text": reason_of(problem),
                "word": SEVERITY_WORDS[problem["severity"]],
                "tone": SEVERITY_TONES[problem["severity"]],
            }
            for problem in problems
        ],
        "columns": [
            (heading, BY_ID[column].heading(page_language()) if column else "")
            for heading, column in report.get("columns", ())
        ],
        "sample": sample(report["sample"]),
    }


def _sample_experts(sample: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first rows of a spreadsheet, with the themes in the language of the page."""
    return [row | {"themes": [theme_name(concept) for concept in row["themes"]]} for row in sample]


def _sample_activities(sample: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The first activities of an IATI file, in the language of the page."""
    countries = Country.objects.in_bulk({code for row in sample for code in row["countries"]})
    return [
        {
            "title": in_language(row["titles"]) or row["identifier"],
            "identifier": row["identifier"],
            "countries": format_list(
                [str(countries.get(code, code)) for code in row["countries"]], locale=page_language()
            ),
            "word": str(OUTCOME_WORDS[row["outcome"]]),
        }
        for row in sample
    ]


def _report_header() -> list[str]:
    return [_("Row"), _("What happened"), _("Column"), _("Value"), _("Kind of remark"), _("Remark")]


def _report_rows(run: ImportRun) -> Iterator[list[object]]:
    """The report by row: every remark on a line of its own, then the rows without any."""
    outcomes = dict(run.report.get("rows", ()))
    for problem in run.report["problems"]:
        line = problem["line"]
        yield [
            line,
            OUTCOME_WORDS.get(outcomes.get(line, ""), ""),
            problem.get("identifier") or problem["column"],
            problem.get("value", ""),
            SEVERITY_WORDS[problem["severity"]],
            reason_of(problem),
        ]
    remarked = {problem["line"] for problem in run.report["problems"]}
    for line, outcome in outcomes.items():
        if line not in remarked:
            yield [line, OUTCOME_WORDS[outcome], "", "", "", ""]


urlpatterns = [
    path("importeren", imports, name="imports"),
    path("importeren/nieuw", import_new, name="import-new"),
    path("importeren/sjabloon", import_template, name="import-template"),
    path("importeren/<int:pk>", import_run, name="import-run"),
]
