"""What is wrong with a file or an activity, in words that can be translated afterwards.

The texts are marked with `_` for extraction; an edge of the application translates `template` and fills in `values`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_ = str  # marks a text for translation


class Severity(StrEnum):
    """An error leaves a whole activity or file out; after a warning, one value is missing or doubtful."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, in which activity, and what."""

    template: str
    values: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int | None = None
    column: int | None = None
    identifier: str = ""
    severity: Severity = Severity.WARNING

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.template % self.values

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        activity = f"{self.identifier}: " if self.identifier else ""
        return f"{place}: {self.severity}: {activity}{self.message}"


Report = Callable[[Problem], None]


class IatiError(ValueError):
    """A file as a whole can't be read. `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


# Of the file
BAD_XML: Final = _("the file is not well-formed XML: %(reason)s")
BAD_GZIP: Final = _("the file can't be unpacked: %(reason)s")
NO_FILE: Final = _("the file can't be opened: %(reason)s")
NOT_ACTIVITIES: Final = _("this is not a file of IATI activities: it starts with <%(element)s>")
DOCTYPE: Final = _("the file has a document type declaration: IATI files need none, and it is not safe to read")
OLD_VERSION: Final = _("version %(version)s is not supported: convert the file to 2.03")
NO_VERSION: Final = _("the file does not say which version of IATI it follows: read as 2.03")
UNKNOWN_VERSION: Final = _("version %(version)s is not known: read as 2.03")
STRAY_ELEMENT: Final = _("<%(element)s> does not belong here and was not read")

# Of an activity that is left out
NO_IDENTIFIER: Final = _("the activity has no identifier")
LONG_IDENTIFIER: Final = _("the identifier is longer than %(limit)s characters")
SEVERAL_IDENTIFIERS: Final = _("the activity has several identifiers: the first one was used")
TWICE_SAME: Final = _("the activity stands there twice, in the same words: read once")
TWICE_DIFFERENT: Final = _("the activity stands there twice, in different words: the first one counts")

# Of a value
SPACES: Final = _("“%(value)s” has spaces around or inside it")
NO_TITLE: Final = _("the activity has no title")
EMPTY_DESCRIPTION: Final = _("a description has no text")
TEXT_OUTSIDE: Final = _("the text of <%(element)s> does not stand in <narrative>: read all the same")
BAD_CODE: Final = _("%(field)s “%(value)s” is not a code of the list: left out")
MISSING: Final = _("%(field)s is missing")
BAD_DATE: Final = _("%(field)s “%(value)s” is not a date (year-month-day): left out")
BAD_NUMBER: Final = _("%(field)s “%(value)s” is not a number: left out")
BIG_NUMBER: Final = _("%(field)s “%(value)s” is too large: left out")
BAD_PERCENTAGE: Final = _("%(field)s “%(value)s” does not lie between 0 and 100: left out")
TWICE: Final = _("%(field)s %(value)s stands there twice: the first one was kept")
ADDED_UP: Final = _("%(field)s %(value)s stands there twice: the percentages were added up")
NOT_HUNDRED: Final = _("the percentages of %(field)s add up to %(value)s, not to 100")
REVERSED_PERIOD: Final = _("%(field)s ends on %(end)s, before it starts on %(start)s")
NO_ORGANISATION: Final = _("%(field)s names nobody: left out")
NOT_A_REF: Final = _("“%(value)s” is not an identifier of an organisation: the organisation was taken by its name")
NO_CURRENCY: Final = _("a budget has no currency, and the activity has no default currency: left out")
BAD_BUDGET: Final = _("a budget was left out, because a part of it is missing or can't be read")
ONLY_IN_TRANSACTIONS: Final = _("%(field)s stands in the transactions alone: read from there")
