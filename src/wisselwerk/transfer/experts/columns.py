"""The columns of the spreadsheet, and the names by which they are recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.transfer.experts.report import FileFault, Problem, Severity

_IN_BRACKETS: Final = re.compile(r"\([^)]*\)")
_NOT_A_LETTER: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading in Dutch and English, other names that people use for it, and what goes in."""

    id: str
    nl: str
    en: str
    synonyms: tuple[str, ...] = ()
    required: bool = False

    def heading(self, lang: str) -> str:
        """The heading in the template: Dutch in Dutch, English in every other language."""
        return self.nl if lang == "nl" else self.en


COLUMNS: Final = (
    Column(
        "key",
        "Sleutel",
        "Key",
        ("id", "kenmerk", "nummer", "number", "referentie", "reference", "personeelsnummer", "employee number"),
    ),
    Column("name", "Naam", "Name", ("volledige naam", "full name", "expert", "medewerker", "employee"), required=True),
    Column("first_name", "Voornaam", "First name", ("roepnaam", "given name")),
    Column("infix", "Tussenvoegsel", "Infix", ("tussenvoegsels", "voorvoegsel", "prefix")),
    Column("last_name", "Achternaam", "Last name", ("surname", "family name")),
    Column("email", "E-mail", "E-mail", ("e-mailadres", "mail", "mailadres", "e-mail address", "mail address")),
    Column(
        "kind",
        "Soort",
        "Kind",
        ("ambtenaar of bestuurder", "official or administrator", "civil servant or administrator", "type"),
    ),
    Column(
        "organisation",
        "Gemeente",
        "Municipality",
        ("werkgever", "employer", "organisatie", "organisation", "organization", "naam gemeente"),
    ),
    Column("other_employer", "Andere werkgever", "Other employer", ("andere organisatie", "other organisation")),
    Column(
        "headline",
        "Functie",
        "Job title",
        ("headline", "functietitel", "functienaam", "function", "position", "what you do, in a few words"),
        required=True,
    ),
    Column(
        "text",
        "Omschrijving",
        "Description",
        (
            "wat heb je gedaan",
            "wat heeft u gedaan",
            "what have you done",
            "what you have done",
            "beschrijving",
            "toelichting",
            "ervaring",
            "werkervaring",
            "experience",
            "work experience",
        ),
        required=True,
    ),
    Column(
        "language",
        "Taal van de omschrijving",
        "Language of the description",
        ("taal", "language", "taal omschrijving", "text language"),
    ),
    Column("themes", "Thema's", "Themes", ("thema", "theme", "onderwerpen", "onderwerp", "topics", "subjects")),
    Column(
        "languages",
        "Talen",
        "Languages",
        ("werktalen", "working languages", "talenkennis", "language skills", "spreekt"),
    ),
    Column("forms", "Vormen", "Forms", ("vormen van uitwisseling", "forms of exchange", "uitwisselingsvormen")),
    Column("availability", "Beschikbaar", "Available", ("beschikbaarheid", "availability", "periodes", "periods")),
    Column("visibility", "Zichtbaarheid", "Visibility", ("zichtbaar voor", "visible to")),
    Column(
        "consented_on",
        "Toestemming",
        "Consent",
        ("datum toestemming", "toestemming op", "datum van toestemming", "consent date", "consented on"),
    ),
)
BY_ID: Final = {column.id: column for column in COLUMNS}

EXPLANATIONS: Final = {
    "key": gettext_lazy("Your own key for this person. Without one, the e-mail address is the key. The same key in a"
                        " later file updates the profile."),
    "name": gettext_lazy("First and last name. Instead of this column you can use the columns first name, infix and"
                         " last name."),
    "first_name": gettext_lazy("Only if there is no column with the full name."),
    "infix": gettext_lazy("Only if there is no column with the full name."),
    "last_name": gettext_lazy("Only if there is no column with the full name."),
    "email": gettext_lazy("Needed if there is no key. With this address the person can take over the profile later."),
    "kind": gettext_lazy("Empty means civil servant."),
    "organisation": gettext_lazy("The name or the CBS code of the municipality."),
    "other_employer": gettext_lazy("Only for people who do not work for a municipality."),
    "headline": gettext_lazy("What the person does, in at most 150 signs."),
    "text": gettext_lazy("What the person has done, in their own words. This is what we match with."),
    "language": gettext_lazy("The language of the description. Empty: we find out from the text."),
    "themes": gettext_lazy("Names of themes, in any of the four languages, separated by ; The sheet with themes lists"
                           " them all."),
    "languages": gettext_lazy("Languages with their level (A1 to C2), separated by ;"),
    "forms": gettext_lazy("Forms of exchange, separated by ;"),
    "availability": gettext_lazy("Periods with a first and a last day, separated by ;"),
    "visibility": gettext_lazy("Who may see the profile. Empty means the agency only."),
    "consented_on": gettext_lazy("The day on which the person agreed to be found. Without it the profile is stored, but"
                                 " nobody finds it until the person agrees."),
}  # fmt: skip


def normal(text: str) -> str:
    """The form in which headings and values are compared: without case, accents, blanks, signs and (remarks)."""
    plain = unicodedata.normalize("NFKD", _IN_BRACKETS.sub("", text)).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _NOT_A_LETTER.sub("", plain)


_BY_NAME: Final = {
    normal(name): column for column in COLUMNS for name in (column.id, column.nl, column.en, *column.synonyms)
}


def find_column(heading: str) -> Column | None:
    """The column that a heading stands for, in Dutch or English; None for an unknown one."""
    return _BY_NAME.get(normal(heading))


@dataclass(frozen=True, slots=True)
class Headings:
    """Which position in a row holds which column, and how the file calls it."""

    all: tuple[str, ...]
    positions: dict[str, int]
    names: dict[str, str]
    problems: tuple[Problem, ...]

    def name(self, column_id: str) -> str:
        """What the file calls the column."""
        return self.names.get(column_id, column_id)


def match_headings(headings: Sequence[str]) -> Headings:
    """Recognise the columns of a file. Unknown ones are reported and ignored.

    Raises `FileFault` when a required column is missing or two headings stand for the same column; the text lists what
    was found.
    """
    positions: dict[str, int] = {}
    names: dict[str, str] = {}
    problems: list[Problem] = []
    for position, heading in enumerate(headings):
        if not heading.strip():
            continue
        column = find_column(heading)
        if column is None:
            reason = _("This column is not known. What is in it is not imported.")
            problems.append(Problem(reason, column=heading, severity=Severity.WARNING))
        elif column.id in positions:
            raise FileFault(
                _("The columns “{first}” and “{second}” mean the same. Remove one of them.").format(
                    first=names[column.id], second=heading
                )
            )
        else:
            positions[column.id], names[column.id] = position, heading
    _require_columns(positions, headings)
    return Headings(tuple(heading.strip() for heading in headings), positions, names, tuple(problems))


def _require_columns(positions: dict[str, int], headings: Sequence[str]) -> None:
    missing = [column for column in COLUMNS if column.required and column.id not in positions]
    if "last_name" in positions:
        missing = [column for column in missing if column.id != "name"]
    wanted = [f"{column.nl} / {column.en}" for column in missing]
    if "key" not in positions and "email" not in positions:
        wanted.append(f"{BY_ID['email'].nl} / {BY_ID['email'].en}")
    if wanted:
        raise FileFault(
            _("These columns are missing: {missing}. Found: {found}.").format(
                missing=", ".join(wanted),
                found=", ".join(f"“{heading}”" for heading in headings if heading.strip()) or _("no headings at all"),
            )
        )
