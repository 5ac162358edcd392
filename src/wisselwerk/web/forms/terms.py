"""The form in which terms of reference are written: one box for each section in each language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.exchanges.models import TermsVersion
from wisselwerk.exchanges.terms import sections_for, tidy
from wisselwerk.web.words import first_upper, language_word


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One section in the form: its heading, and a box for each language that is shown."""

    heading: str | Promise
    boxes: Sequence[BoundField]


class TermsForm(forms.Form):
    """`version` is the newest one; `languages` are those that are shown. What is not shown stays as it is."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("What did you change?"),
        help_text=gettext_lazy("In a few words, for the others."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, version: TermsVersion, languages: Sequence[str]) -> None:
        super().__init__(data, initial={"seen": version.number})
        self.languages = languages
        self.sections = sections_for(version.exchange.forms, version.texts)
        for section in self.sections:
            for language in languages:
                self.fields[_name(language, section.key)] = forms.CharField(
                    label=_("{heading}, in {language}").format(
                        heading=section.heading, language=language_word(language)
                    ),
                    required=False,
                    max_length=10_000,
                    initial=version.texts.get(language, {}).get(section.key, ""),
                    widget=forms.Textarea(
                        attrs={"rows": 8, "lang": language, "dir": "rtl" if language == "ar" else "ltr"}
                    ),
                )

    def rows(self) -> Iterator[SectionRow]:
        for section in self.sections:
            yield SectionRow(section.heading, [self[_name(language, section.key)] for language in self.languages])

    def language_names(self) -> list[str]:
        return [first_upper(language_word(language)) for language in self.languages]

    def texts(self) -> dict[str, dict[str, str]]:
        """What was typed. Call it only when the form is valid."""
        return {
            language: {section.key: self.cleaned_data[_name(language, section.key)] for section in self.sections}
            for language in self.languages
        }

    def on_newest(self, newest: TermsVersion, seen: TermsVersion | None) -> None:
        """Put what was typed on top of the newest version, to be looked at and saved once more.

        Boxes that were left as they were in the version `seen` take over what the newest one says.
        """
        typed = {name: self.data.get(name, "") for name in self.fields}
        typed["seen"] = newest.number
        if seen is not None:
            for language, text_by_key in self.texts().items():
                for key, text in text_by_key.items():
                    if tidy(text) == seen.texts.get(language, {}).get(key, ""):
                        typed[_name(language, key)] = newest.texts.get(language, {}).get(key, "")
        self.data = typed


class CompareForm(forms.Form):
    """Which two versions are put beside each other; of nonsense in the address the newest two are taken."""

    van = forms.TypedChoiceField(label=gettext_lazy("From version"), coerce=int)
    tot = forms.TypedChoiceField(label=gettext_lazy("To version"), coerce=int)

    def __init__(self, data: Any, *, numbers: Sequence[int]) -> None:
        newest = numbers[0]
        earlier = numbers[1] if len(numbers) > 1 else newest
        super().__init__({"van": data.get("van", earlier), "tot": data.get("tot", newest)})
        for field in (self.fields["van"], self.fields["tot"]):
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(number, str(number)) for number in numbers]
        if not self.is_valid():
            self.data = {"van": earlier, "tot": newest}
            self.full_clean()


def _name(language: str, key: str) -> str:
    return f"text_{language}_{key}"
