"""Finding a project by what is typed: there may be thousands, too many for a list to choose from."""

from __future__ import annotations

from django.db.models import QuerySet

from wisselwerk.programmes.enums import ProjectStatus
from wisselwerk.programmes.models import Project
from wisselwerk.programmes.texts import searchable

_BETWEEN = " · "


def project_label(project: Project) -> str:
    """The title in the language of the page, with the IATI identifier by which it is told from another one."""
    return _BETWEEN.join(filter(None, [str(project), project.iati_identifier]))


def project_suggestions(words: str, *, count: int = 30) -> list[Project]:
    """Projects that have all of `words` in a title or description; without words those that are being carried out."""
    projects = Project.objects.all()
    if not words.strip():
        projects = projects.filter(status=ProjectStatus.IMPLEMENTATION)
    return list(_having(projects, words)[:count])


def find_project(words: str) -> Project | None:
    """The one project that `words` name: its label, identifier or title, or else the only one that has the words.

    None when no project or more than one does.
    """
    identifier = words.rpartition(_BETWEEN)[2].strip()
    found = Project.objects.filter(iati_identifier=identifier).first() if identifier else None
    if found:
        return found
    wanted = searchable([words])
    near = list(_having(Project.objects.all(), words)[:200]) if wanted else []
    exact = [project for project in near if wanted in {searchable([title]) for title in project.titles.values()}]
    candidates = exact or near
    return candidates[0] if len(candidates) == 1 else None


def _having(projects: QuerySet[Project], words: str) -> QuerySet[Project]:
    for word in searchable([words]).split():
        projects = projects.filter(search_text__contains=word)
    return projects
