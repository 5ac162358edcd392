"""What an expert says about themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.experts.actions.changes import note_change
from wisselwerk.experts.consent import TEXT_VERSION
from wisselwerk.experts.enums import ExpertKind, ExpertStatus, Purpose, ThemeSource, Visibility
from wisselwerk.experts.models import Availability, ConsentRecord, Experience, Expert, ProfileTheme
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.trail.actions import log_action


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperienceData:
    """One thing done: the words, and if known where and when."""

    text: str
    country: Country | None = None
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileData:
    """The whole profile, as a form or a file row gives it. `languages` maps a code to a CEFR level or "".

    `other_employer` names an employer that is not among the organisations.
    """

    name: str
    headline: str
    text: str
    language: str = "nl"
    kind: str = ExpertKind.OFFICIAL
    organisation: Organisation | None = None
    other_employer: str = ""
    themes: Collection[str] = ()
    removed_themes: Collection[str] = ()
    forms: Sequence[str] = ()
    languages: Mapping[str, str] | None = None
    availability: Sequence[tuple[dt.date, dt.date]] = ()
    experiences: Sequence[ExperienceData] = ()
    visibility: str = Visibility.AGENCY

    @classmethod
    def of(cls, expert: Expert) -> ProfileData:
        """The profile as it is stored: the base for changing one part of it (`dataclasses.replace`)."""
        themes = dict(expert.themes.values_list("concept", "source"))
        return cls(
            name=expert.name,
            headline=expert.headline,
            text=expert.text,
            language=expert.language,
            kind=expert.kind,
            organisation=expert.organisation,
            other_employer=expert.other_employer,
            themes=[concept for concept, source in themes.items() if source == ThemeSource.CONFIRMED],
            removed_themes=[concept for concept, source in themes.items() if source == ThemeSource.REMOVED],
            forms=expert.forms,
            languages=expert.languages,
            availability=list(expert.availabilities.values_list("start", "end")),
            experiences=[
                ExperienceData(text=item.text, country=item.country, from_year=item.from_year, to_year=item.to_year)
                for item in expert.experiences.select_related("country")
            ],
            visibility=expert.visibility,
        )


@transaction.atomic
def update_profile(*, by: User | None, expert: Expert, data: ProfileData) -> Expert:
    """Change the profile; what it says is then as fresh as today. Raises `PermissionDenied`."""
    require(by, "experts.change_expert", expert)
    changed = write_profile(expert, data)
    expert.confirmed_at = timezone.now()
    expert.save(update_fields=["confirmed_at"])
    note_change(expert)
    if expert.user and expert.user.name != expert.name:
        expert.user.name = expert.name
        expert.user.save(update_fields=["name"])
    log_action("experts.update_profile", expert, by=by, details={"fields": changed})
    return expert


@transaction.atomic
def save_imported_expert(
    *,
    by: User | None,
    import_key: str,
    email: str,
    data: ProfileData,
    consented_on: dt.date | None,
    invented: bool = False,
) -> tuple[Expert, str]:
    """Write one row of a file, found back by `import_key`.

    Returns the expert and what happened: "created", "updated", "unchanged" or "kept", when the person took the profile
    into their own hands since, registered themselves, or had it erased (their own word wins over a file). Without
    `consented_on` the profile is stored but found by nobody until the person consents. Raises `PermissionDenied`.
    """
    require(by, "experts.import_experts")
    address = email.strip().lower()
    keys = [import_key, erased_key(import_key)]
    expert = Expert.objects.select_for_update().filter(import_key__in=keys).first()
    if expert is None and address:
        expert = Expert.objects.filter(email=address, user__isnull=False).first()
    if expert is not None and (expert.user_id is not None or expert.status == ExpertStatus.ERASED):
        return expert, "kept"
    outcome = "updated"
    if expert is None:
        expert = Expert.objects.create(import_key=import_key, email=address, is_invented=invented)
        outcome = "created"
    changed = write_profile(expert, data)
    if address and expert.email != address:
        expert.email = address
        expert.save(update_fields=["email"])
        changed.append("email")
    if consented_on and _note_import_consent(expert, consented_on):
        changed.append("consent")
    if outcome == "updated" and not changed:
        return expert, "unchanged"
    note_change(expert)
    log_action("experts.import_expert", expert, by=by, details={"fields": changed})
    return expert, outcome


def erased_key(import_key: str) -> str:
    """What is left of the key of an imported profile after erasure: enough to know it again, not to read it."""
    return "erased:" + salted_hmac("wisselwerk.experts.import_key", import_key, algorithm="sha256").hexdigest()


def write_profile(expert: Expert, data: ProfileData) -> list[str]:
    """Store every part that differs and return the names of the changed parts.

    The actions of this package call it, and then `note_change`.
    """
    plain = {
        field.name: getattr(data, field.name)
        for field in fields(data)
        if field.name not in {"themes", "removed_themes", "availability", "experiences"}
    }
    plain["forms"], plain["languages"] = list(data.forms), dict(data.languages or {})
    changed = [name for name, value in plain.items() if getattr(expert, name) != value]
    for name in changed:
        setattr(expert, name, plain[name])
    if changed:
        expert.save(update_fields=changed)
    if _replace_themes(expert, data):
        changed.append("themes")
    periods = sorted(data.availability)
    if periods != sorted(expert.availabilities.values_list("start", "end")):
        expert.availabilities.all().delete()
        Availability.objects.bulk_create(Availability(expert=expert, start=start, end=end) for start, end in periods)
        changed.append("availability")
    if _replace_experiences(expert, data.experiences):
        changed.append("experiences")
    return changed


def _note_import_consent(expert: Expert, consented_on: dt.date) -> bool:
    """Keep the consent that the file says was given; False when that was known already."""
    given_at = timezone.make_aware(dt.datetime.combine(consented_on, dt.time(12)))
    if expert.consents.filter(purpose=Purpose.MATCHING, withdrawn_at=None).exists():
        return False
    for purpose in (Purpose.MATCHING, Purpose.PROPOSE):
        ConsentRecord.objects.create(expert=expert, purpose=purpose, text_version=TEXT_VERSION, given_at=given_at)
    expert.status, expert.confirmed_at = ExpertStatus.ACTIVE, given_at
    expert.save(update_fields=["status", "confirmed_at"])
    return True


def _replace_themes(expert: Expert, data: ProfileData) -> bool:
    wanted = dict.fromkeys(data.removed_themes, str(ThemeSource.REMOVED))
    wanted |= dict.fromkeys(data.themes, str(ThemeSource.CONFIRMED))
    if wanted == dict(expert.themes.values_list("concept", "source")):
        return False
    expert.themes.all().delete()
    ProfileTheme.objects.bulk_create(
        ProfileTheme(expert=expert, concept=concept, source=source) for concept, source in wanted.items()
    )
    return True


def _replace_experiences(expert: Expert, experiences: Sequence[ExperienceData]) -> bool:
    def key(item: ExperienceData | Experience) -> tuple[object, ...]:
        return (item.text, item.country, item.from_year, item.to_year)

    stored = expert.experiences.select_related("country")
    if sorted(map(repr, map(key, stored))) == sorted(map(repr, map(key, experiences))):
        return False
    expert.experiences.all().delete()
    Experience.objects.bulk_create(
        Experience(expert=expert, text=item.text, country=item.country, from_year=item.from_year, to_year=item.to_year)
        for item in experiences
    )
    return True
