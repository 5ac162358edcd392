"""The forms with which an expert describes themselves: for registering step by step, and for changing one part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.experts.actions import ExperienceData, ProfileData
from wisselwerk.experts.enums import CefrLevel, ExpertKind, Form, Visibility
from wisselwerk.experts.themes import recognise, vocabulary
from wisselwerk.organisations.models import Country
from wisselwerk.web.forms.choosing import FIRST_LANGUAGES, OTHER_LANGUAGES, find_employer, language_names
from wisselwerk.web.themes import find_theme, page_language, theme_name

TEXT_LIMIT = 6_000
TEXT_LEAST = 30
LIKELY_THEMES = 10
LANGUAGE_ROWS = 3
PERIOD_ROWS = 3


class PartForm(forms.Form):
    """A part of the profile: filled from it, and put back into it."""

    @classmethod
    def initial_of(cls, data: ProfileData) -> dict[str, Any]:
        """The values of this part as the form shows them."""
        raise NotImplementedError

    def put_into(self, data: ProfileData) -> ProfileData:
        """The profile with this part as the valid form has it."""
        raise NotImplementedError


class WorkForm(PartForm):
    """What somebody has done, and where they work."""

    text = forms.CharField(
        label=gettext_lazy("What have you done?"),
        help_text=gettext_lazy(
            "Tell it in your own words, in any of the four languages. What did you make, run or change? For whom, and "
            "what came of it? Papers and job titles matter less."
        ),
        min_length=TEXT_LEAST,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 9, "dir": "auto"}),
    )
    headline = forms.CharField(
        label=gettext_lazy("What you do, in a few words"),
        help_text=gettext_lazy("For example: manager of street lighting."),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    employer = forms.CharField(
        label=gettext_lazy("Your municipality"),
        help_text=gettext_lazy(
            "Type a few letters and choose. You work somewhere else? Give that name and tick the box."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "municipality-names", "autocomplete": "organization"}),
    )
    elsewhere = forms.BooleanField(label=gettext_lazy("I work for another organisation"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("You are"), choices=ExpertKind.choices, initial=ExpertKind.OFFICIAL, widget=forms.RadioSelect
    )

    @classmethod
    def initial_of(cls, data: ProfileData) -> dict[str, Any]:
        return {
            "text": data.text,
            "headline": data.headline,
            "employer": data.organisation.name if data.organisation else data.other_employer,
            "elsewhere": bool(data.other_employer),
            "kind": data.kind,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if name := cleaned.get("employer"):
            try:
                cleaned["organisation"] = find_employer(name, elsewhere=bool(cleaned.get("elsewhere")))
            except ValidationError as error:
                self.add_error("employer", error)
        return cleaned

    def put_into(self, data: ProfileData) -> ProfileData:
        values = self.cleaned_data
        return replace(
            data,
            text=values["text"],
            headline=values["headline"],
            language=recognise(f"{values['headline']}\n{values['text']}").language,
            kind=values["kind"],
            organisation=values["organisation"],
            other_employer="" if values["organisation"] else values["employer"],
        )


class NamedWorkForm(WorkForm):
    """The same for somebody who has a profile: with the name, which registering asks with the account."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    field_order = ["name"]

    @classmethod
    def initial_of(cls, data: ProfileData) -> dict[str, Any]:
        return {**super().initial_of(data), "name": data.name}

    def put_into(self, data: ProfileData) -> ProfileData:
        return replace(super().put_into(data), name=self.cleaned_data["name"])


class ThemesForm(PartForm):
    """Themes as checkboxes: those recognised in a text, those chosen before, and one that is added by name.

    `seen` holds what was shown, so that a theme without a tick is one that a person took away.
    """

    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "ww-themes"})
    )
    seen = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)
    add_theme = forms.CharField(
        label=gettext_lazy("Add a theme"),
        help_text=gettext_lazy("Type a few letters and choose, or use your own word for it."),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"list": "theme-names", "autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_text = bool(text.strip())
        recognised = recognise(text).themes[:LIKELY_THEMES] if self.has_text else ()
        # What words of the text made us think of each theme.
        self.quotes = {
            theme.concept: list(dict.fromkeys(span.text for span in theme.spans))[:3] for theme in recognised
        }
        known = self.sent("seen") + self.sent("themes")
        shown = dict.fromkeys([*self.quotes, *known])
        choices = [(concept, theme_name(concept)) for concept in shown if concept in vocabulary()]
        self.fields["themes"].choices = choices  # type: ignore[attr-defined]  # the field is a choice field
        self.fields["seen"].choices = choices  # type: ignore[attr-defined]
        # A theme that was not shown before is ticked: it takes one click to take it away.
        news = [concept for concept in self.quotes if concept not in known]
        self.initial["themes"] = [*self.sent("themes"), *news]
        self.initial["seen"] = [concept for concept, _name in choices]

    @classmethod
    def initial_of(cls, data: ProfileData) -> dict[str, Any]:
        return {"themes": list(data.themes), "seen": [*data.themes, *data.removed_themes]}

    def clean_add_theme(self) -> str:
        words: str = self.cleaned_data["add_theme"]
        if not words.strip():
            return ""
        concept = find_theme(words)
        if concept is None:
            raise ValidationError(_("We know no theme with this name. Try another word for it."))
        return concept

    def chosen(self) -> list[str]:
        """The themes with a tick and the one that was added, of a valid form."""
        added = self.cleaned_data["add_theme"]
        return list(dict.fromkeys([*self.cleaned_data["themes"], *([added] if added else [])]))

    def removed(self) -> list[str]:
        """The themes that were shown and have no tick, of a valid form."""
        chosen = self.chosen()
        return [concept for concept in self.cleaned_data["seen"] if concept not in chosen]

    def put_into(self, data: ProfileData) -> ProfileData:
        return replace(data, themes=self.chosen(), removed_themes=self.removed())

    def rows(self) -> Iterable[dict[str, Any]]:
        """Each theme with its checkbox and the words of the text that led to it."""
        for box in self["themes"]:
            yield {"box": box, "quotes": self.quotes.get(str(box.data["value"]), [])}

    def sent(self, name: str) -> list[str]:
        """The values of a field with several: those that were sent, or those to begin with."""
        values = self.data.getlist(name) if self.is_bound else self.initial.get(name, [])  # type: ignore[attr-defined]
        return [str(value) for value in values]


class LanguagesForm(PartForm):
    """The level of each working language, and the forms of exchange."""

    exchange_forms = forms.MultipleChoiceField(
        label=gettext_lazy("How would you like to take part?"),
        help_text=gettext_lazy("Leave all open if any form is fine."),
        required=False,
        choices=Form.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [("", _("Not a working language")), *CefrLevel.choices]
        for code, name in language_names(FIRST_LANGUAGES):
            self.fields[f"level_{code}"] = forms.ChoiceField(label=name, choices=levels, required=False)
        others = [("", _("Choose a language")), *language_names(OTHER_LANGUAGES)]
        for row in range(LANGUAGE_ROWS):
            self.fields[f"other_{row}"] = forms.ChoiceField(label=_("Other language"), choices=others, required=False)
            self.fields[f"other_level_{row}"] = forms.ChoiceField(label=_("Level"), choices=levels, required=False)

    @classmethod
    def initial_of(cls, data: ProfileData) -> dict[str, Any]:
        return {"exchange_forms": list(data.forms), **cls.initial_of_levels(data.languages or {})}

    @staticmethod
    def initial_of_levels(levels: Mapping[str, str]) -> dict[str, Any]:
        """Levels by language as the rows show them."""
        initial: dict[str, Any] = {}
        row = 0
        for code, level in levels.items():
            if code in FIRST_LANGUAGES:
                initial[f"level_{code}"] = level
            elif row < LANGUAGE_ROWS:
                initial |= {f"other_{row}": code, f"other_level_{row}": level}
                row += 1
        return initial

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in range(LANGUAGE_ROWS):
            if bool(cleaned.get(f"other_{row}")) != bool(cleaned.get(f"other_level_{row}")):
                missing = f"other_level_{row}" if cleaned.get(f"other_{row}") else f"other_{row}"
                self.add_error(missing, _("Choose both a language and a level."))
        return cleaned

    def put_into(self, data: ProfileData) -> ProfileData:
        return replace(data, languages=self.levels(), forms=self.cleaned_data["exchange_forms"])

    def levels(self) -> dict[str, str]:
        """The level of each language of a valid form."""
        values = self.cleaned_data
        levels = {code: values[f"level_{code}"] for code in FIRST_LANGUAGES}
        levels |= {values[f"other_{row}"]: values[f"other_level_{row}"] for row in range(LANGUAGE_ROWS)}
        return {code: level for code, level in levels.items() if level}

    def first_rows(self) -> list[forms.BoundField]:
        return [self[f"level_{code}"] for code in FIRST_LANGUAGES]

    @property
    def has_other_languages(self) -> bool:
        """Whether the rows for other languages must be open: filled in, or something is wrong with them."""
        return any(field.value() or field.errors for row in self.other_rows() for field in row)

    def other_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"other_{row}"], self[f"other_level_{row}"]) for row in range(LANGUAGE_ROWS)]


class PeriodsForm(PartForm):
    """When somebody can take part: a few periods."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        filled = sum(name.startswith("start_") and bool(value) for name, value in self.initial.items())
        self.count = max(PERIOD_ROWS, filled + 1)
        if self.is_bound:
            self.count = max(self.count, sum(name.startswith("start_") for name in self.data))
        for row in range(self.count):
            self.fields[f"start_{row}"] = _day(_("From"))
            self.fields[f"end_{row}"] = _day(_("Until"))

    @classmethod
    def initial_of(cls, data: ProfileData) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        for row, (start, end) in enumerate(sorted(data.availability)):
            initial |= {f"start_{row}": start, f"end_{row}": end}
        return initial

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in range(self.count):
            start, end = cleaned.get(f"start_{row}"), cleaned.get(f"end_{row}")
            if (start is None) != (end is None) and not self.errors.keys() & {f"start_{row}", f"end_{row}"}:
                self.add_error(f"end_{row}" if start else f"start_{row}", _("Give both the first and the last day."))
            elif start and end and end < start:
                self.add_error(f"end_{row}", _("This day is before the first day."))
        return cleaned

    def periods(self) -> list[tuple[dt.date, dt.date]]:
        """The periods of a valid form."""
        days = [(self.cleaned_data[f"start_{row}"], self.cleaned_data[f"end_{row}"]) for row in range(self.count)]
        return [(start, end) for start, end in days if start and end]

    def put_into(self, data: ProfileData) -> ProfileData:
        return replace(data, availability=self.periods())

    def period_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"start_{row}"], self[f"end_{row}"]) for row in range(self.count)]


class VisibilityForm(PartForm):
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see your profile?"),
        help_text=gettext_lazy(
            "The agency and the coordinator of your municipality see it only while you agree to be found."
        ),
        choices=Visibility.choices,
        initial=Visibility.AGENCY,
        widget=forms.RadioSelect,
    )

    @classmethod
    def initial_of(cls, data: ProfileData) -> dict[str, Any]:
        return {"visibility": data.visibility}

    def put_into(self, data: ProfileData) -> ProfileData:
        return replace(data, visibility=self.cleaned_data["visibility"])


class PracticeForm(LanguagesForm, PeriodsForm, VisibilityForm):
    """Languages, forms, periods and visibility together: one step of registering."""

    @classmethod
    def initial_of(cls, data: ProfileData) -> dict[str, Any]:
        parts = (LanguagesForm, PeriodsForm, VisibilityForm)
        return {name: value for part in parts for name, value in part.initial_of(data).items()}

    def put_into(self, data: ProfileData) -> ProfileData:
        for part in (LanguagesForm, PeriodsForm, VisibilityForm):
            data = part.put_into(self, data)
        return data


class ExperienceForm(forms.Form):
    """One thing done, apart from the general text."""

    text = forms.CharField(
        label=gettext_lazy("What did you do?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    country = forms.ModelChoiceField(label=gettext_lazy("Country"), queryset=Country.objects.all(), required=False)
    from_year = forms.IntegerField(label=gettext_lazy("From (year)"), required=False, min_value=1950, max_value=2100)
    to_year = forms.IntegerField(label=gettext_lazy("Until (year)"), required=False, min_value=1950, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Country.objects.order_by(f"name_{page_language()}")
        for name in ("from_year", "to_year"):
            self.fields[name].widget.attrs["class"] = "ww-input--short"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_year"), cleaned.get("to_year")
        if first and last and last < first:
            self.add_error("to_year", _("This year is before the first year."))
        return cleaned

    def data_of(self) -> ExperienceData:
        values = self.cleaned_data
        return ExperienceData(
            text=values["text"], country=values["country"], from_year=values["from_year"], to_year=values["to_year"]
        )


ExperienceFormSet = forms.formset_factory(ExperienceForm, extra=1, can_delete=True, max_num=30)


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
