"""The filters of the list of needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.accounts.models import User
from wisselwerk.needs import queries
from wisselwerk.needs.enums import NeedStatus
from wisselwerk.needs.queries import NeedFilter
from wisselwerk.programmes.models import Project
from wisselwerk.web.themes import theme_choices, theme_name

SORTS = (
    ("newest", gettext_lazy("Newest first")),
    ("oldest", gettext_lazy("Oldest first")),
    ("title", gettext_lazy("Title")),
    ("organisation", gettext_lazy("Who asks")),
    ("period", gettext_lazy("Period")),
)


class NeedFilterForm(forms.Form):
    """What the list can be narrowed to; it offers only what the needs of this user have."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False, choices=SORTS)

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        self.labels: dict[str, dict[str, str]] = {}
        countries = sorted((str(country), country.pk) for country in queries.countries_in_use(user))
        projects = Project.objects.filter(needs__in=queries.needs_visible_to(user).order_by().values("pk")).distinct()
        self._choices("status", NeedStatus.choices)
        self._choices("country", [(code, name) for name, code in countries])
        self._choices("theme", theme_choices(queries.themes_in_use(user)))
        self._choices("project", [(str(project.pk), str(project)) for project in projects])
        self._choices("language", list(settings.LANGUAGES))

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]
        self.labels[name] = {str(value): str(label) for value, label in choices}

    def filter(self, text: str) -> NeedFilter:
        """What to look for; a choice that the list does not offer is passed over."""
        self.is_valid()
        given = self.cleaned_data
        return NeedFilter(
            text=text,
            status=given.get("status", ""),
            country=given.get("country", ""),
            theme=given.get("theme", ""),
            project=int(given["project"]) if given.get("project") else None,
            language=given.get("language", ""),
            sort=given.get("sort") or "newest",
        )

    def in_use(self) -> list[tuple[str, str, str]]:
        """The filters in use, for the row of links that take each away."""
        self.is_valid()
        found = []
        for name in ("status", "country", "theme", "project", "language"):
            value = self.cleaned_data.get(name)
            if value:
                found.append((name, value, theme_name(value) if name == "theme" else self.labels[name][value]))
        return found
