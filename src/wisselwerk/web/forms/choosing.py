"""What people choose from in forms: languages, and an employer by its name."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wisselwerk.languages import LANGUAGES
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Organisation
from wisselwerk.thesaurus.normal import label_key
from wisselwerk.web.themes import page_language

FIRST_LANGUAGES: tuple[str, ...] = LANGUAGES
# Others in which partner governments work, from ISO 639-1 (Papiamento has a code of three letters only).
OTHER_LANGUAGES = (
    "am",
    "bn",
    "de",
    "es",
    "id",
    "ka",
    "lg",
    "om",
    "pap",
    "pt",
    "rn",
    "ro",
    "ru",
    "rw",
    "so",
    "sq",
    "sr",
    "sw",
    "ti",
    "tr",
    "uk",
    "vi",
)


def language_names(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Languages with their names in the language of the page (Unicode CLDR), by name unless they are the site's own."""
    codes = tuple(codes)
    names = Locale.parse(page_language()).languages
    pairs = [(code, str(names.get(code, code))) for code in codes]
    return pairs if codes == FIRST_LANGUAGES else sorted(pairs, key=lambda pair: label_key(pair[1], page_language()))


def municipality_names() -> list[str]:
    """The municipalities of today: suggestions for the box with the employer."""
    return list(Organisation.objects.municipalities().current().values_list("name", flat=True))


def find_employer(name: str, *, elsewhere: bool) -> Organisation | None:
    """The organisation that somebody names as their employer.

    None with `elsewhere` for one that is not known here. Raises `ValidationError` for a municipality that is not known
    or does not exist any more.
    """
    wanted = label_key(name, "nl").removeprefix("gemeente ")
    if elsewhere:
        others = Organisation.objects.current().exclude(
            kind__in=[OrganisationKind.PARTNER_GOVERNMENT, OrganisationKind.COUNTRY_TEAM]
        )
        return next(
            (one for one in others.filter(name__istartswith=name[:1]) if label_key(one.name, "nl") == wanted), None
        )
    municipalities = [one for one in Organisation.objects.municipalities() if label_key(one.name, "nl") == wanted]
    current = [one for one in municipalities if not one.has_ended]
    if current:
        return current[0]
    successors = [str(after) for one in municipalities for after in one.successors.all()]
    if successors:
        raise ValidationError(
            _("This municipality is now part of %(names)s. Choose that one."), params={"names": ", ".join(successors)}
        )
    raise ValidationError(
        _("We know no municipality with this name. You work somewhere else? Then tick the box below.")
    )
