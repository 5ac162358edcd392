"""Expertise that a municipality offers by theme, without naming a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.experts.actions.changes import note_change
from wisselwerk.experts.enums import ThemeSource
from wisselwerk.experts.models import MunicipalOffer, ProfileTheme
from wisselwerk.organisations.models import Organisation
from wisselwerk.trail.actions import log_action


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferData:
    """An offer as a form gives it. `languages` maps a language code to a CEFR level or ""."""

    title: str
    text: str
    language: str = "nl"
    themes: Collection[str] = ()
    removed_themes: Collection[str] = ()
    forms: Sequence[str] = ()
    languages: Mapping[str, str] | None = None
    people: int | None = None
    hours_per_year: int | None = None
    valid_until: dt.date | None = None


@transaction.atomic
def create_offer(
    *, by: User | None, organisation: Organisation, data: OfferData, invented: bool = False
) -> MunicipalOffer:
    """A municipality offers expertise. Raises `PermissionDenied`, or `ValidationError` without a theme."""
    offer = MunicipalOffer(organisation=organisation, is_invented=invented)
    require(by, "experts.change_offer", offer)
    _write_offer(offer, data)
    log_action("experts.create_offer", offer, by=by)
    return offer


@transaction.atomic
def update_offer(*, by: User | None, offer: MunicipalOffer, data: OfferData) -> MunicipalOffer:
    """Change an offer; it is then as fresh as today.

    Raises `PermissionDenied`, or `ValidationError` without a theme.
    """
    require(by, "experts.change_offer", offer)
    offer.confirmed_at = timezone.now()
    _write_offer(offer, data)
    log_action("experts.update_offer", offer, by=by)
    return offer


@transaction.atomic
def confirm_offer(*, by: User | None, offer: MunicipalOffer) -> None:
    """The municipality says that the offer (still or again) stands.

    Raises `PermissionDenied`, or `ValidationError` when the date until which it stood has passed.
    """
    require(by, "experts.change_offer", offer)
    if offer.has_lapsed:
        raise ValidationError(_("The date until which this offer stood has passed. Change that date first."))
    offer.confirmed_at, offer.is_active = timezone.now(), True
    offer.save(update_fields=["confirmed_at", "is_active"])
    note_change(offer)
    log_action("experts.confirm_offer", offer, by=by)


@transaction.atomic
def withdraw_offer(*, by: User | None, offer: MunicipalOffer) -> None:
    """The offer is not found any more; it can be confirmed again later. Raises `PermissionDenied`."""
    require(by, "experts.change_offer", offer)
    offer.is_active = False
    offer.save(update_fields=["is_active"])
    note_change(offer)
    log_action("experts.withdraw_offer", offer, by=by)


def _write_offer(offer: MunicipalOffer, data: OfferData) -> None:
    if not data.themes:
        raise ValidationError({"themes": _("Choose at least one theme.")})
    for field in fields(data):
        if field.name not in {"themes", "removed_themes"}:
            setattr(offer, field.name, getattr(data, field.name))
    offer.forms, offer.languages = list(data.forms), dict(data.languages or {})
    offer.save()
    offer.themes.all().delete()
    sources = dict.fromkeys(data.removed_themes, ThemeSource.REMOVED)
    sources |= dict.fromkeys(data.themes, ThemeSource.CONFIRMED)
    ProfileTheme.objects.bulk_create(
        ProfileTheme(offer=offer, concept=concept, source=source) for concept, source in sources.items()
    )
    note_change(offer)
