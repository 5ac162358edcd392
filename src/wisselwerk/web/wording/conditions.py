"""Must-haves in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.experts.enums import ExpertKind, Form
from wisselwerk.matching import Condition
from wisselwerk.web.themes import theme_name
from wisselwerk.web.words import all_of, first_upper, language_word


def form_name(value: str) -> str:
    """The name of a form of exchange; a value that is not known any more is shown as it is."""
    return str(Form(value).label) if value in Form.values else value


def condition_name(condition: Condition, *, dates: str = "") -> str:
    """A must-have as a short label: "French from B1". `dates` says the period, which a condition does not hold."""
    match condition.kind:
        case "language" if condition.level:
            return _("{language} from {level}").format(
                language=first_upper(language_word(condition.value)), level=condition.level
            )
        case "language":
            return first_upper(language_word(condition.value))
        case "form":
            return form_name(condition.value)
        case "role":
            return all_of([str(ExpertKind(value).label) for value in condition.value.split()])
        case "kind":
            return all_of([str(_KINDS[value]) for value in condition.value.split()])
        case "available":
            return dates or _("Has time in the period")
        case "theme":
            return theme_name(condition.value)


_KINDS: Final[Mapping[str, str | Promise]] = {
    "person": gettext_lazy("Person"),
    "offer": gettext_lazy("Offer of a municipality"),
}
