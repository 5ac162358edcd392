"""The filters of plain search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.experts.enums import CefrLevel, ExpertKind, Form
from wisselwerk.needs.searching import Wanted
from wisselwerk.web.forms.choosing import FIRST_LANGUAGES, OTHER_LANGUAGES, language_names
from wisselwerk.web.forms.needs import DayInput
from wisselwerk.web.themes import theme_choices, theme_name
from wisselwerk.web.words import first_upper, language_word, period

KINDS = (
    ("person", gettext_lazy("People")),
    *((f"person {kind.value}", kind.label) for kind in ExpertKind),
    ("offer", gettext_lazy("Offers of municipalities")),
)


class SearchForm(forms.Form):
    """What people and offers can be narrowed to; the words themselves are in the search box."""

    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("From level"), required=False)
    form = forms.ChoiceField(label=gettext_lazy("Form of exchange"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    place = forms.CharField(label=gettext_lazy("Municipality or province"), required=False, max_length=100)
    start = forms.DateField(label=gettext_lazy("Has time from"), required=False, widget=DayInput())
    end = forms.DateField(label=gettext_lazy("until"), required=False, widget=DayInput())

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.labels: dict[str, dict[str, str]] = {}
        languages = [*language_names(FIRST_LANGUAGES), *language_names(OTHER_LANGUAGES)]
        self._choices("theme", theme_choices())
        self._choices("language", [(code, first_upper(name)) for code, name in languages])
        self._choices("level", [(level.value, level.label) for level in CefrLevel])
        self._choices("form", list(Form.choices))
        self._choices("kind", list(KINDS))

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]
        self.labels[name] = {str(value): str(label) for value, label in choices}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = given.get("start"), given.get("end")
        if start and end and end < start:
            self.add_error("end", _("The period ends before it starts."))
        return given

    def wanted(self, words: str) -> Wanted:
        """What to look for; what can't be read is passed over. A period of which one day is given is that day."""
        self.is_valid()
        given = self.cleaned_data
        kind, _blank, role = str(given.get("kind") or "").partition(" ")
        start, end = given.get("start"), given.get("end")
        return Wanted(
            words=words,
            theme=given.get("theme") or "",
            language=given.get("language") or "",
            level=given.get("level") or "",
            form=given.get("form") or "",
            kind=kind,
            role=role,
            place=given.get("place") or "",
            start=start or end,
            end=end or start,
        )

    @property
    def more_in_use(self) -> bool:
        """Whether one of the filters that are folded away is in use, or is not right."""
        return any(self[name].value() or self[name].errors for name in ("form", "place", "start", "end"))

    def in_use(self) -> list[tuple[str, str, str]]:
        """The filters in use, for the row of links that take each away."""
        self.is_valid()
        given, found = self.cleaned_data, []
        for name in ("theme", "form", "kind"):
            if value := given.get(name):
                found.append((name, value, theme_name(value) if name == "theme" else self.labels[name][value]))
        if code := given.get("language"):
            found.append(("language", code, first_upper(language_word(code))))
        if level := given.get("level"):
            found.append(("level", level, _("from {level}").format(level=level)))
        if place := given.get("place"):
            found.append(("place", place, place))
        for name in ("start", "end"):
            if date := given.get(name):
                dates = (date, None) if name == "start" else (None, date)
                found.append((name, date.isoformat(), period(*dates)))
        return found
