"""Every write to countries and organisations."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.languages import LANGUAGES
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Country, Organisation, TravelAdvice
from wisselwerk.organisations.queries import newest_advice
from wisselwerk.organisations.tooi import RegisteredMunicipality, read_register
from wisselwerk.trail.actions import log_action

# CLDR lists regions of its own besides the countries and territories of ISO 3166-1: the euro zone, the United Nations,
# pseudo-locales and islands with a reserved code. Kosovo (XK) stays: IATI files use it.
NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
# What the register says of a municipality; everything else may be changed by hand.
REGISTER_FACTS = {"kind", "name", "country", "cbs_code", "tooi_id", "province", "ended_on"}


@dataclass(frozen=True, slots=True)
class MunicipalityChanges:
    """What an update from the register did: names of the municipalities by outcome.

    `coming` are those that the register announces for a later day: they are added once they exist.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    ended: tuple[str, ...]
    unchanged: int
    coming: tuple[str, ...] = ()


@transaction.atomic
def load_reference_data() -> None:
    """Fill countries and municipalities from the data that come with the software; again changes nothing."""
    load_countries()
    load_municipalities()


@transaction.atomic
def load_countries() -> None:
    """Write the countries and territories of ISO 3166-1 with their names in the four languages (Unicode CLDR)."""
    territories = {lang: Locale(lang).territories for lang in LANGUAGES}
    known = [str(code) for code in territories["en"]]
    codes = [code for code in known if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES]
    Country.objects.bulk_create(
        [Country(code=code, **{f"name_{lang}": territories[lang][code] for lang in LANGUAGES}) for code in codes],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[f"name_{lang}" for lang in LANGUAGES],
    )


@transaction.atomic
def load_municipalities() -> None:
    """Write the Dutch municipalities, current and ended, from the list that comes with the software.

    What an operator updated from the register since is left alone: a municipality that exists here is not touched.
    """
    with (resources.files("wisselwerk.organisations") / "data/municipalities.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    present = set(Organisation.objects.municipalities().values_list("cbs_code", flat=True))
    Organisation.objects.bulk_create(
        Organisation(
            kind=OrganisationKind.MUNICIPALITY,
            name=row["name"],
            country_id="NL",
            cbs_code=row["cbs_code"],
            tooi_id=row["tooi_id"],
            province=row["province"],
            population=int(row["population"]) if row["population"] else None,
            population_year=int(row["population_year"]) if row["population_year"] else None,
            ended_on=row["ended_on"] or None,
        )
        for row in rows
        if row["cbs_code"] not in present
    )
    _link_successors((row["cbs_code"], row["successors"].split()) for row in rows if row["cbs_code"] not in present)


@transaction.atomic
def update_municipalities(*, by: User | None, register: Path) -> MunicipalityChanges:
    """Bring the municipalities up to date with the official TOOI register.

    New ones are added from their first day on, names and provinces corrected, those that ended get their last day and
    point to their successors. Nothing is deleted: experts, offers and exchanges of an ended municipality stay with it.
    Raises `PermissionDenied`, or `RegisterError` when the file is not the register.
    """
    require(by, "organisations.update_municipalities")
    listed = read_register(register)
    stored = {municipality.cbs_code: municipality for municipality in Organisation.objects.municipalities()}
    added: list[str] = []
    changed: list[str] = []
    ended: list[str] = []
    coming: list[str] = []
    unchanged = 0
    today = timezone.localdate()
    for entry in listed:
        municipality = stored.get(entry.cbs_code)
        if municipality is None:
            if entry.started_on is not None and entry.started_on > today:
                coming.append(entry.name)
                continue
            municipality = Organisation.objects.create(**_facts(entry), kind=OrganisationKind.MUNICIPALITY)
            added.append(municipality.name)
            log_action("organisations.add_municipality", municipality, by=by)
            continue
        differing = {name: value for name, value in _facts(entry).items() if getattr(municipality, name) != value}
        if not differing:
            unchanged += 1
            continue
        (ended if "ended_on" in differing and entry.ended_on else changed).append(entry.name)
        for name, value in differing.items():
            setattr(municipality, name, value)
        municipality.save(update_fields=list(differing))
        log_action("organisations.update_municipality", municipality, by=by, details={"fields": sorted(differing)})
    _link_successors((entry.cbs_code, entry.successors) for entry in listed)
    return MunicipalityChanges(tuple(added), tuple(changed), tuple(ended), unchanged, tuple(coming))


@transaction.atomic
def create_organisation(*, by: User | None, kind: str, name: str, **fields: Any) -> Organisation:
    """Add an organisation that is not a Dutch municipality (those come from the register).

    Raises `PermissionDenied`, or `ValidationError` with what is wrong per field.
    """
    require(by, "organisations.change_organisation")
    if kind == OrganisationKind.MUNICIPALITY and not fields.get("is_invented"):
        raise ValidationError({"kind": _("Dutch municipalities come from the official register.")})
    organisation = Organisation(kind=kind, name=name.strip(), **fields)
    organisation.full_clean()
    organisation.save()
    log_action("organisations.create_organisation", organisation, by=by)
    return organisation


@transaction.atomic
def update_organisation(*, by: User | None, organisation: Organisation, **fields: Any) -> Organisation:
    """Change an organisation; of a municipality only what does not come from the register.

    Raises `PermissionDenied`, or `ValidationError` with what is wrong per field.
    """
    require(by, "organisations.change_organisation", organisation)
    refused = REGISTER_FACTS & fields.keys() if organisation.kind == OrganisationKind.MUNICIPALITY else set()
    if fields.get("kind") == OrganisationKind.MUNICIPALITY:
        refused |= {"kind"}
    if refused:
        words = _("Dutch municipalities come from the official register.")
        raise ValidationError(dict.fromkeys(sorted(refused), words))
    for name, value in fields.items():
        setattr(organisation, name, value)
    organisation.full_clean()
    organisation.save(update_fields=list(fields))
    log_action("organisations.update_organisation", organisation, by=by, details={"fields": sorted(fields)})
    return organisation


@transaction.atomic
def note_travel_advice(
    *, by: User | None, country: Country, level: str, text: str, source: str, issued_on: dt.date
) -> TravelAdvice:
    """Note what the travel advice for a country says. When nothing changed it only counts as a check.

    `exchanges.actions.note_travel_advice` also sets going what a change means for who travels there. Raises
    `PermissionDenied`, or `ValidationError` with what is wrong per field.
    """
    require(by, "organisations.note_travel_advice")
    said = {"level": level, "text": text.strip(), "source": source, "issued_on": issued_on}
    newest = newest_advice(country)
    if newest is not None and all(getattr(newest, name) == value for name, value in said.items()):
        return check_travel_advice(by=by, advice=newest)
    if issued_on > timezone.localdate():
        raise ValidationError({"issued_on": _("This day is still to come.")})
    advice = TravelAdvice(country=country, noted_by=by, **said)
    advice.full_clean(exclude=["country", "noted_by"])
    advice.save()
    log_action("organisations.note_travel_advice", advice, by=by, details={"country": country.pk, "level": str(level)})
    return advice


@transaction.atomic
def check_travel_advice(*, by: User | None, advice: TravelAdvice) -> TravelAdvice:
    """Somebody looked, and the advice is still the same. Raises `PermissionDenied`, or `ValidationError` when a newer
    one was noted in the meantime.
    """
    require(by, "organisations.note_travel_advice")
    if newest_advice(advice.country) != advice:
        raise ValidationError(_("Another advice was noted in the meantime. Look at what it says."))
    advice.checked_at = timezone.now()
    advice.save(update_fields=["checked_at"])
    log_action("organisations.check_travel_advice", advice, by=by, details={"country": advice.country_id})
    return advice


def own_agency(*, name: str) -> Organisation:
    """The agency that runs this site, made on first use."""
    agency, created = Organisation.objects.get_or_create(
        kind=OrganisationKind.AGENCY, name=name, defaults={"country_id": "NL"}
    )
    if created:
        log_action("organisations.create_organisation", agency, by=None)
    return agency


def _facts(entry: RegisteredMunicipality) -> dict[str, Any]:
    return {
        "cbs_code": entry.cbs_code,
        "name": entry.name,
        "tooi_id": entry.tooi_id,
        "province": entry.province,
        "country_id": "NL",
        "ended_on": entry.ended_on,
    }


def _link_successors(links: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Let each municipality point to exactly these successors, as far as both are known here."""
    keys = dict(Organisation.objects.filter(cbs_code__isnull=False).values_list("cbs_code", "pk"))
    wanted = {
        keys[code]: {keys[name] for name in successors if name in keys} for code, successors in links if code in keys
    }
    through = Organisation.successors.through
    pairs = {(one, heir) for one, heirs in wanted.items() for heir in heirs}
    for link in through.objects.filter(from_organisation__in=wanted):
        pair = (link.from_organisation_id, link.to_organisation_id)
        if pair in pairs:
            pairs.remove(pair)
        else:
            link.delete()
    through.objects.bulk_create(
        through(from_organisation_id=one, to_organisation_id=heir) for one, heir in sorted(pairs)
    )
