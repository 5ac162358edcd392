"""The filters of the lists of projects and programmes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wisselwerk.programmes.enums import ProjectStatus
from wisselwerk.programmes.queries import programmes, projects
from wisselwerk.programmes.queries.projects import ENDING, NEWEST, OLDEST, ProjectFilter
from wisselwerk.web.projects import goal_name, sector_name

ANY = ("", _("All"))
ORDER_WORDS = {NEWEST: _("Newest first"), OLDEST: _("Oldest first"), ENDING: _("Ending first")}


class Filters(forms.Form):
    """A form whose choices come from the database, and that says which are in use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words: dict[str, dict[str, str]] = {}

    def offer(self, name: str, choices: Iterable[tuple[str, Any]], *, by_name: bool = False) -> None:
        """Give a field its choices: those listed, in their order or in that of their names."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # for the type checker: such a form has no other fields
        words = {value: str(text) for value, text in choices}
        offered = sorted(words.items(), key=lambda choice: choice[1].casefold()) if by_name else list(words.items())
        field.choices = [ANY, *offered]
        self._words[name] = words

    @property
    def labels(self) -> list[tuple[str, str, object]]:
        """The filters in use: (query parameter, value, what to call it)."""
        self.is_valid()
        words = self.data.get("q", "")
        labels: list[tuple[str, str, object]] = [("q", words, f"“{words.strip()}”")] if words.strip() else []
        for name, texts in self._words.items():
            value = str(self.cleaned_data.get(name) or "")
            if value:
                labels.append((name, value, texts[value]))
        return labels


class ProjectFilters(Filters):
    """What the list of projects can be narrowed down to: only what is there."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    funder = forms.TypedChoiceField(label=_("Funder"), required=False, coerce=int, empty_value=None)
    status = forms.ChoiceField(label=_("State"), required=False)
    sdg = forms.TypedChoiceField(label=_("Global goal"), required=False, coerce=int, empty_value=None)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=list(ORDER_WORDS.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("country", ((country.pk, country) for country in projects.countries_of_projects()), by_name=True)
        self.offer("programme", ((each.slug, each) for each in projects.programmes_of_projects()), by_name=True)
        self.offer("funder", ((str(each.pk), each.name) for each in projects.funders_of_projects()))
        self.offer("status", ProjectStatus.choices)
        self.offer("sdg", ((str(goal), goal_name(str(goal))) for goal in projects.goals_of_projects()))
        self.offer("sector", ((code, sector_name(code)) for code in projects.sector_codes_of_projects()), by_name=True)

    @property
    def uses_more(self) -> bool:
        """Whether one of the filters is in use that are folded away at first."""
        return any(name in {"funder", "status", "sector"} for name, _value, _text in self.labels)

    @property
    def wanted(self) -> ProjectFilter:
        """What was asked for; a choice that is not offered filters nothing."""
        self.is_valid()
        given = self.cleaned_data
        return ProjectFilter(
            words=self.data.get("q", ""),
            country=given.get("country", ""),
            programme=given.get("programme", ""),
            funder=given.get("funder"),
            goal=given.get("sdg"),
            status=given.get("status", ""),
            sector=given.get("sector", ""),
            order=given.get("order", ""),
        )


class ProgrammeFilters(Filters):
    """What the list of programmes can be narrowed down to."""

    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("country", ((country.pk, country) for country in programmes.countries_of_programmes()), by_name=True)

    @property
    def country_code(self) -> str:
        self.is_valid()
        code: str = self.cleaned_data.get("country", "")
        return code
