"""What the site does by itself, for the administrator: when each job last ran, how that went, and running one now."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wisselwerk.jobs.actions import run_job
from wisselwerk.jobs.queries import job_rows
from wisselwerk.web.jobwords import how_often, job_words
from wisselwerk.web.views.experts import signed_in


@login_required
@never_cache
def job_list(request: HttpRequest) -> HttpResponse:
    """All jobs with their last run."""
    by = signed_in(request, "jobs.view_jobs")
    rows = job_rows()
    context = {
        "rows": [(row, job_words(row.job.name), how_often(row.job.every)) for row in rows],
        "nobody_runs_them": all(row.is_overdue for row in rows),
        "may_run": by.has_perm("jobs.run_job"),
    }
    return render(request, "jobs/jobs.html", context)


@require_POST
@login_required
def run(request: HttpRequest, name: str) -> HttpResponseBase:
    """Run one job now, and say how that went."""
    by = signed_in(request, "jobs.run_job")
    try:
        outcome = run_job(by=by, name=name)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if outcome.error:
            messages.error(request, _("The job failed: {error}").format(error=outcome.error))
        else:
            messages.success(request, _("Done: {job}").format(job=job_words(name)))
    return redirect("web:jobs")


urlpatterns = [
    path("beheer/taken", job_list, name="jobs"),
    path("beheer/taken/<str:name>", run, name="job-run"),
]
