"""Makes programmes of activities that have parts, and puts the parts under them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from django.db import transaction

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.programmes.actions.programmes import ProgrammeFields, free_slug, write_programme
from wisselwerk.programmes.enums import DescriptionType, ParticipationRole, RelationType
from wisselwerk.programmes.models import Programme, Project, ProjectRelation
from wisselwerk.trail.actions import log_action

AT_ONCE: Final = 500


@transaction.atomic
def link_programmes(*, by: User | None) -> int:
    """Bring the programmes in line with the parents and children that the activities name; again changes nothing.

    An activity that has parts here and is no part itself is a programme: it is kept as one, beside its project. Its
    parts, and theirs, become projects of it. So do the parts of a programme that people made and gave the identifier
    of the activity. Projects that have a programme keep it; programmes that people made keep their texts.
    Returns the number of projects that got a programme. Raises `PermissionDenied`.
    """
    require(by, "programmes.import_projects")
    parts = _parts_by_whole()
    is_part = {part for parts_of_one in parts.values() for part in parts_of_one}
    programmes = {
        programme.iati_identifier: programme
        for programme in Programme.objects.exclude(iati_identifier="").order_by("-pk")
    }
    for root in _projects(parts.keys() - is_part):
        identifier = str(root.iati_identifier)
        programme = programmes.get(identifier)
        if programme is None or programme.import_digest not in {"", root.import_digest}:
            programmes[identifier] = _write(programme or Programme(slug=free_slug(identifier)), root, by)
    homeless = dict(Project.objects.filter(programme=None).values_list("iati_identifier", "pk"))
    moved = []
    for identifier, programme in programmes.items():
        members = (homeless.pop(member, None) for member in (identifier, *_descendants(identifier, parts)))
        moved += [Project(pk=pk, programme=programme) for pk in members if pk]
    Project.objects.bulk_update(moved, ["programme"], batch_size=AT_ONCE)
    return len(moved)


def _projects(identifiers: Iterable[str]) -> Iterator[Project]:
    """The projects of these activities, in as many queries as a database that limits their length needs."""
    waiting = sorted(identifiers)
    for start in range(0, len(waiting), AT_ONCE):
        found = Project.objects.filter(iati_identifier__in=waiting[start : start + AT_ONCE])
        yield from found.prefetch_related("sdgs", "countries__country", "participations__organisation")


def _parts_by_whole() -> dict[str, set[str]]:
    """For each identifier that is named as a whole, the identifiers of our projects that are parts of it."""
    here = set(Project.objects.exclude(iati_identifier=None).values_list("iati_identifier", flat=True))
    parts: defaultdict[str, set[str]] = defaultdict(set)
    relations = ProjectRelation.objects.filter(kind__in=[RelationType.PARENT, RelationType.CHILD])
    rows = relations.values_list("project__iati_identifier", "kind", "identifier")
    for own, kind, other in rows.iterator():
        whole, part = (other, own) if kind == RelationType.PARENT else (own, other)
        if whole and part and part in here and whole != part:
            parts[whole].add(part)
    return parts


def _descendants(identifier: str, parts: dict[str, set[str]]) -> Iterable[str]:
    """The parts, the parts of those, and so on; a circle in the file ends where it began."""
    found: set[str] = set()
    waiting = [identifier]
    while waiting:
        for part in parts.get(waiting.pop(), ()):
            if part not in found:
                found.add(part)
                waiting.append(part)
    return found


def _write(programme: Programme, project: Project, by: User | None) -> Programme:
    is_new = programme.pk is None
    general = [given for given in project.descriptions if given["type"] == DescriptionType.GENERAL]
    programme.import_digest = project.import_digest
    fields: ProgrammeFields = {
        "names": project.titles if any(project.titles.values()) else {"": str(project.iati_identifier)},
        "descriptions": general[0]["texts"] if general else {},
        "start": project.start,
        "end": project.end,
        "iati_identifier": str(project.iati_identifier),
        "countries": [share.country for share in project.countries.all()],
        "funders": [
            participation.organisation
            for participation in project.participations.all()
            if participation.role == ParticipationRole.FUNDING
        ],
        "sdgs": [sdg.code for sdg in project.sdgs.all()],
    }
    write_programme(programme, fields)
    verb = "create" if is_new else "update"
    log_action(f"programmes.{verb}_programme", programme, by=by, details={"source": "iati"})
    return programme
