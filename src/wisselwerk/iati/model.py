"""What an IATI activity says, as plain frozen data.

Codes stay the codes of the IATI code lists (https://iatistandard.org/en/iati-standard/203/codelists/); an empty string
means that the file does not say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

# Language tag in lower case -> text. "" is the language of a text for which the file names none. The tags are those of
# the file, right or wrong; several texts in one language stand below each other.
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Description:
    """`type` is of the code list DescriptionType: 1 general, 2 objectives, 3 target groups, 4 other."""

    type: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as a file names it: `ref` is its identifier, `type` of the code list OrganisationType."""

    ref: str
    names: Texts
    type: str = ""


@dataclass(frozen=True, slots=True)
class Participation:
    """`role` is of the code list OrganisationRole: 1 funding, 2 accountable, 3 extending, 4 implementing."""

    organisation: Organisation
    role: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Country:
    """A recipient country (ISO 3166-1 alpha-2, and XK for Kosovo)."""

    code: str
    percentage: Decimal | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Region:
    """A recipient region; `vocabulary` is of the code list RegionVocabulary: 1 is OECD DAC."""

    code: str
    vocabulary: str = "1"
    percentage: Decimal | None = None
    names: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sector:
    """`vocabulary` is of the code list SectorVocabulary: 1 is OECD DAC purpose codes, 2 OECD DAC categories."""

    code: str
    vocabulary: str = "1"
    percentage: Decimal | None = None
    names: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sdg:
    """A goal ("6") or target ("6.1") the activity names, as a tag or as a sector."""

    code: str
    percentage: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """`type` 1 is original, 2 revised; `status` 1 is indicative, 2 committed."""

    start: date
    end: date
    amount: Decimal
    currency: str
    type: str = "1"
    status: str = "1"
    value_date: date | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another activity; `type` is of the code list RelatedActivityType: 1 parent, 2 child, 3 sibling and so on."""

    identifier: str
    type: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of a file.

    `digest` is equal for two readings when the activity stands there in the same words, whatever the file around it.
    `status` is of the code list ActivityStatus. `dates` go by the code list ActivityDateType: 1 planned start, 2 actual
    start, 3 planned end, 4 actual end. Countries and sectors that stand in the transactions alone are in `countries`
    and `sectors` too, without percentages.
    """

    identifier: str
    titles: Texts = field(default_factory=dict)
    descriptions: tuple[Description, ...] = ()
    reporting_organisation: Organisation | None = None
    participations: tuple[Participation, ...] = ()
    status: str = ""
    dates: Mapping[str, date] = field(default_factory=dict)
    countries: tuple[Country, ...] = ()
    regions: tuple[Region, ...] = ()
    sectors: tuple[Sector, ...] = ()
    sdgs: tuple[Sdg, ...] = ()
    budgets: tuple[Budget, ...] = ()
    related: tuple[Related, ...] = ()
    default_language: str = ""
    default_currency: str = ""
    hierarchy: int = 1
    digest: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    def related_as(self, type_: str) -> tuple[str, ...]:
        """The identifiers of the related activities of one type."""
        return tuple(related.identifier for related in self.related if related.type == type_)
