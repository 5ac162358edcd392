"""Programmes: made and changed by people, or made of an activity by an import."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.models import Programme
from wisselwerk.programmes.texts import in_language, searchable
from wisselwerk.thesaurus import codes
from wisselwerk.trail.actions import log_action


class ProgrammeFields(TypedDict, total=False):
    """What can be filled in about a programme. Texts go by language; `sdgs` are goals ("11") or targets ("11.6")."""

    slug: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    start: date | None
    end: date | None
    website: str
    iati_identifier: str
    countries: Collection[Country]
    funders: Collection[Organisation]
    sdgs: Collection[str]
    is_invented: bool


@transaction.atomic
def create_programme(*, by: User | None, **fields: Unpack[ProgrammeFields]) -> Programme:
    """Add a programme; without a slug it gets one from its name.

    Raises `PermissionDenied`, or `ValidationError` with what is wrong per field.
    """
    require(by, "programmes.change_project")
    programme = Programme()
    _check(fields)
    write_programme(programme, fields)
    log_action("programmes.create_programme", programme, by=by)
    return programme


@transaction.atomic
def update_programme(*, by: User | None, programme: Programme, **fields: Unpack[ProgrammeFields]) -> Programme:
    """Change what is given; from then on the programme is in the hands of people, and no import changes it.

    Raises `PermissionDenied`, or `ValidationError` with what is wrong per field.
    """
    require(by, "programmes.change_project", programme)
    programme.import_digest = ""
    _check(fields, programme)
    write_programme(programme, fields)
    log_action("programmes.update_programme", programme, by=by, details={"fields": sorted(fields)})
    return programme


@transaction.atomic
def set_in_kind_rate(*, by: User | None, programme: Programme, rate: Decimal | None) -> Programme:
    """Say what an hour that an employer gives in kind is worth in euro; None: such hours are counted, not valued.

    No file says this, so imports go on changing the rest. Raises `PermissionDenied` or `ValidationError`.
    """
    require(by, "programmes.change_project", programme)
    if rate is not None and not 0 <= rate < 1_000_000:
        raise ValidationError({"rate": _("This amount is not right.")})
    programme.in_kind_rate = rate
    programme.save(update_fields=["in_kind_rate"])
    log_action("programmes.set_in_kind_rate", programme, by=by, details={"rate": None if rate is None else str(rate)})
    return programme


def write_programme(programme: Programme, fields: ProgrammeFields) -> None:
    """Store what is given; permission, trail and transaction are with the caller. Raises `ValidationError`."""
    given = {name: value for name, value in fields.items() if name not in {"countries", "funders"}}
    if "sdgs" in fields:
        given["sdgs"] = list(fields["sdgs"])
    for name, value in given.items():
        setattr(programme, name, value)
    if not any(programme.names.values()):
        raise ValidationError({"names": _("Give the programme a name.")})
    programme.slug = programme.slug or free_slug(in_language(programme.names))
    programme.search_text = searchable(
        [programme.iati_identifier, *programme.names.values(), *programme.descriptions.values()]
    )
    programme.full_clean()
    programme.save()
    if "countries" in fields:
        programme.countries.set(fields["countries"])
    if "funders" in fields:
        programme.funders.set(fields["funders"])


def free_slug(name: str) -> str:
    """A slug for this name that no programme has yet."""
    slug = slugify(name.replace("/", "-"))[:180] or "programme"
    taken = set(Programme.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    number, candidate = 1, slug
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def check_period(start: date | None, end: date | None, field_name: str) -> None:
    """Raise `ValidationError` on `field_name` when the end lies before the start."""
    if start and end and end < start:
        raise ValidationError({field_name: _("The end lies before the start.")})


def check_sdgs(given: Iterable[str]) -> None:
    """Raise `ValidationError` on `sdgs` when there is no such goal or target."""
    if unknown := [code for code in given if code not in codes.sdg()]:
        raise ValidationError({"sdgs": _("There is no such goal: %(codes)s.") % {"codes": ", ".join(unknown)}})


def _check(fields: ProgrammeFields, programme: Programme | None = None) -> None:
    """What people may not fill in, though a file may say it."""
    start = fields.get("start", programme.start if programme else None)
    end = fields.get("end", programme.end if programme else None)
    check_period(start, end, "end")
    check_sdgs(fields.get("sdgs", ()))
