"""Loads the demonstration through the same actions that people use; loading again changes nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from typing import Any

import yaml
from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from wisselwerk.accounts.actions import create_user, grant_role
from wisselwerk.accounts.models import User
from wisselwerk.experts import index
from wisselwerk.experts.actions import ProfileData, activate_expert, create_offer, register_expert, save_imported_expert
from wisselwerk.experts.actions.offers import OfferData
from wisselwerk.experts.actions.profiles import ExperienceData
from wisselwerk.experts.enums import Purpose
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.needs.actions import NeedData, submit_need
from wisselwerk.needs.models import Need
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.actions import create_programme, create_project
from wisselwerk.programmes.models import Programme, Project
from wisselwerk.transfer.demo import accounts
from wisselwerk.transfer.demo.exchanges import load_exchanges

Progress = Callable[[str], None]


def load_demo(*, progress: Progress) -> None:
    """Load programmes, organisations, people, offers, needs and sign-ins. `progress` gets a line for each step done."""
    programmes, needs, offers = _yaml("programmes"), _yaml("needs")["needs"], _yaml("offers")["offers"]
    with transaction.atomic():
        organisations = {entry["key"]: _organisation(entry) for entry in programmes["organisations"]}
        projects = _load_programmes(programmes, organisations)
        progress(f"{Programme.objects.count()} programmes, {Project.objects.count()} projects")
        for row in _experts():
            _load_expert(row)
        for entry in offers:
            _load_offer(entry)
        for entry in needs:
            _load_need(entry, organisations, projects)
        progress(f"{len(needs)} needs in four languages")
        for account in accounts.ACCOUNTS:
            _load_account(account, organisations)
        progress(f"{Expert.objects.filter(is_invented=True).count()} invented experts, {len(offers)} municipal offers")
        progress(f"{load_exchanges()} exchanges, from looking for people to closed")
    progress(f"{index.reindex()} profiles in the search index")


def _yaml(name: str) -> Any:
    return yaml.safe_load((resources.files(__package__) / "data" / f"{name}.yaml").read_text("utf-8"))


def _experts() -> Iterator[dict[str, Any]]:
    for file in sorted((resources.files(__package__) / "data").iterdir(), key=lambda entry: entry.name):
        if file.name.startswith("experts_"):
            yield from map(json.loads, file.read_text("utf-8").splitlines())


@cache
def _country(code: str) -> Country:
    return Country.objects.get(pk=code)


def _organisation(entry: dict[str, Any]) -> Organisation:
    organisation, _created = Organisation.objects.get_or_create(
        kind=entry["kind"],
        name=entry["name"],
        country=_country(entry["country"]),
        defaults={
            "place": entry.get("place", ""),
            "website": entry.get("website", ""),
            "iati_identifier": entry.get("iati", ""),
            "is_invented": entry.get("invented", False),
        },
    )
    return organisation


def _municipality(name: str) -> Organisation:
    """An invented municipality: no CBS code, marked as invented."""
    municipality, _created = Organisation.objects.get_or_create(
        kind=OrganisationKind.MUNICIPALITY, name=name, is_invented=True, defaults={"country": _country("NL")}
    )
    return municipality


def _load_programmes(data: dict[str, Any], organisations: dict[str, Organisation]) -> dict[str, Project]:
    def organisation(key: str) -> Organisation:
        return organisations[key] if key in organisations else Organisation.objects.get(cbs_code=key)

    programmes: dict[str, Programme] = {}
    for entry in data["programmes"]:
        programme = Programme.objects.filter(slug=entry["slug"]).first()
        programmes[entry["slug"]] = programme or create_programme(
            by=None,
            slug=entry["slug"],
            names=entry["names"],
            descriptions=entry["descriptions"],
            start=entry["start"],
            end=entry["end"],
            countries=[_country(code) for code in entry["countries"]],
            funders=[organisation(key) for key in entry["funders"]],
            sdgs=entry["sdgs"],
        )
    projects: dict[str, Project] = {}
    for entry in data["projects"]:
        programme = programmes[entry["programme"]]
        known = programme.projects.filter(titles=entry["titles"]).first()
        projects[entry["key"]] = known or create_project(
            by=None,
            programme=programme,
            titles=entry["titles"],
            descriptions=[{"type": "1", "texts": entry["descriptions"]}],
            status=entry.get("status", "2"),
            start=entry["start"],
            end=entry["end"],
            countries=[_country(code) for code in entry["countries"]],
            funders=[organisation(key) for key in entry["funders"]],
            implementers=[organisation(key) for key in entry["implementing"]],
            sectors=entry["sectors"],
            sdgs=entry["sdgs"],
            themes=entry.get("themes", []),
            is_invented=entry.get("invented", False),
        )
    return projects


def _load_expert(row: dict[str, Any]) -> None:
    save_imported_expert(
        by=None,
        import_key=f"demo:{row['key']}",
        email=f"{row['key']}@experts.example",
        consented_on=dt.date.fromisoformat(row["confirmed"]),
        invented=True,
        data=_profile(row),
    )


def _profile(row: dict[str, Any]) -> ProfileData:
    return ProfileData(
        name=row["name"],
        headline=row["headline"],
        text=row["text"],
        language=row.get("language", "nl"),
        kind=row["kind"],
        organisation=_municipality(row["municipality"]),
        themes=row["themes"],
        forms=row["forms"],
        languages=row["languages"],
        availability=[(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) for start, end in row["availability"]],
        experiences=[
            ExperienceData(
                text=item["text"],
                country=_country(item["country"]) if item.get("country") else None,
                from_year=item.get("from_year"),
                to_year=item.get("to_year"),
            )
            for item in row.get("experiences", [])
        ],
        visibility=row.get("visibility", "partner"),
    )


def _load_offer(entry: dict[str, Any]) -> None:
    municipality = _municipality(entry["municipality"])
    if MunicipalOffer.objects.filter(organisation=municipality, title=entry["title"]).exists():
        return
    create_offer(
        by=None,
        organisation=municipality,
        invented=True,
        data=OfferData(
            title=entry["title"],
            text=entry["text"],
            themes=entry["themes"],
            forms=entry["forms"],
            languages=entry["languages"],
            people=entry["people"],
            hours_per_year=entry["hours"],
            valid_until=entry["until"],
        ),
    )


def _load_need(entry: dict[str, Any], organisations: dict[str, Organisation], projects: dict[str, Project]) -> None:
    organisation = organisations[entry["by"]]
    if Need.objects.filter(organisation=organisation, title=entry["title"]).exists():
        return
    submit_need(
        by=None,
        invented=True,
        data=NeedData(
            title=entry["title"],
            text=entry["text"],
            language=entry["lang"],
            organisation=organisation,
            country=organisation.country,
            project=projects[entry["project"]] if entry["project"] else None,
            themes=entry["themes"],
            forms=entry["forms"],
            period_start=entry["period"][0],
            period_end=entry["period"][1],
            people=entry["people"],
            working_days=entry["days"],
            languages=entry["languages"],
            must=entry["must"],
        ),
    )


def _load_account(account: accounts.DemoAccount, organisations: dict[str, Organisation]) -> None:
    if User.objects.filter(email=account.email).exists():
        return
    if account.role is None:
        _load_signed_in_expert(account)
        return
    user = create_user(
        by=None,
        email=account.email,
        name=account.name,
        password=accounts.PASSWORD,
        language=account.language,
        verified=True,
    )
    organisation = organisations.get(account.organisation) or _municipality(account.organisation)
    grant_role(by=None, user=user, role=account.role, organisation=organisation)


def _load_signed_in_expert(account: accounts.DemoAccount) -> None:
    """The expert one can sign in as went through registration like anybody else."""
    expert = register_expert(
        email=account.email,
        password=accounts.PASSWORD,
        site_language=account.language,
        purposes=[Purpose.MATCHING, Purpose.PROPOSE, Purpose.MAILING],
        data=ProfileData(
            name=account.name,
            headline="Beleidsadviseur lokale economie en markten",
            text="Ik maakte van onze weekmarkt weer een plek waar mensen graag komen: nieuwe indeling, vaste en losse"
            " standplaatsen, marktgeld met pin en een eerlijke wachtlijst. Daarna begeleidde ik ondernemers in de"
            " binnenstad bij een gezamenlijk fonds. In Benin hielp ik een stad om marktgelden zonder contant geld te"
            " innen. Ik leerde dat je eerst met de koopvrouwen moet praten en dan pas met de wethouder.",
            organisation=_municipality(account.organisation),
            themes=["economy"],
            forms=["visit", "coaching_remote", "webinar"],
            languages={"nl": "C2", "fr": "B2", "en": "C1"},
            availability=[(dt.date(2027, 5, 3), dt.date(2027, 6, 25))],
            visibility="partner",
        ),
    )
    Expert.objects.filter(pk=expert.pk).update(is_invented=True, confirmed_at=timezone.now())
    assert expert.user is not None  # registration made the account
    EmailAddress.objects.filter(user=expert.user).update(verified=True)
    activate_expert(user=expert.user)
