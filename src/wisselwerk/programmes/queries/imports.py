"""What an import needs to know before it writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from wisselwerk.iati import Activity, Problem, problems
from wisselwerk.programmes.enums import Outcome
from wisselwerk.programmes.models import Project


def projects_by_identifier(identifiers: Iterable[str]) -> dict[str, Project]:
    """The projects that we have of these activities."""
    found = Project.objects.filter(iati_identifier__in=list(identifiers))
    return {str(project.iati_identifier): project for project in found}


def outcome_of(activity: Activity, stored_digest: str | None) -> Outcome:
    """What saving `activity` would do to the project that has this digest (None: there is no project)."""
    if stored_digest is None:
        return Outcome.CREATED
    return Outcome.UNCHANGED if stored_digest == activity.digest else Outcome.UPDATED


def outcomes(activities: Sequence[Activity]) -> list[Outcome]:
    """What saving each of these activities would do now, in one query."""
    identifiers = [activity.identifier for activity in activities]
    rows = Project.objects.filter(iati_identifier__in=identifiers).values_list("iati_identifier", "import_digest")
    digests: dict[str | None, str] = dict(rows)
    return [outcome_of(activity, digests.get(activity.identifier)) for activity in activities]


def unknown_countries(activity: Activity, known: Collection[str], *, file: str = "") -> Iterator[Problem]:
    """A problem for each recipient country whose code is not among `known`."""
    for country in activity.countries:
        if country.code not in known:
            yield Problem(
                problems.BAD_CODE,
                {"field": "recipient-country/@code", "value": country.code},
                file=file,
                line=country.line or activity.line,
                identifier=activity.identifier,
            )
