"""The forms about organisations: the filters of the list, and adding or changing one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.organisations.queries import countries_in_use, namesakes
from wisselwerk.thesaurus.normal import label_key
from wisselwerk.web.themes import page_language

SORTS = [
    ("name", gettext_lazy("Name, A to Z")),
    ("-name", gettext_lazy("Name, Z to A")),
    ("kind", gettext_lazy("Kind")),
    ("country", gettext_lazy("Country")),
    ("-population", gettext_lazy("Most inhabitants first")),
    ("population", gettext_lazy("Fewest inhabitants first")),
]


class OrganisationFilters(forms.Form):
    """What the list is narrowed down to."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False, choices=SORTS)
    ended = forms.BooleanField(label=gettext_lazy("Those that ended too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, str(kind.label)) for kind in OrganisationKind]
        countries = country_names(countries_in_use())
        _offer(self, "kind", [("", _("Every kind")), *kinds])
        _offer(self, "country", [("", _("Every country")), *countries])
        self.names = {"kind": dict(kinds), "country": dict(countries)}  # what a chosen value is called

    def chosen(self) -> dict[str, Any]:
        """The filters that hold. A value that is not offered (any more) is left out: an old link keeps working."""
        self.is_valid()
        return self.cleaned_data


class OrganisationForm(forms.Form):
    """Add or change an organisation that is not a Dutch municipality."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=100, required=False)
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    about = forms.CharField(label=gettext_lazy("About"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    iati_identifier = forms.CharField(
        label=gettext_lazy("IATI identifier"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("The organisation's own identifier in IATI, for example XM-DAC-7."),
    )

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        if organisation is not None:
            kwargs.setdefault("initial", {name: getattr(organisation, name) for name in self.base_fields})
            kwargs["initial"]["country"] = organisation.country_id
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        kinds = [choice for choice in OrganisationKind.choices if choice[0] != OrganisationKind.MUNICIPALITY]
        _offer(self, "kind", kinds)
        _offer(self, "country", [("", _("No country")), *country_names(Country.objects.all())])

    def clean(self) -> dict[str, Any]:
        """The fields as the actions want them. Another organisation with this name in this country is a fault."""
        data = self.cleaned_data
        data["country"] = Country.objects.filter(pk=data.get("country") or None).first()
        double = namesakes(data.get("name", ""), data["country"]).first() if data.get("name") else None
        if double is not None and double != self.organisation:
            link = format_html('<a href="{}">{}</a>', reverse("web:organisation", args=[double.pk]), double)
            raise ValidationError({"name": format_html(_("There is one with this name already: {}."), link)})
        return data


class MunicipalityForm(forms.Form):
    """What may be changed of a municipality: the rest comes from the official register."""

    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    about = forms.CharField(label=gettext_lazy("About"), required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"website": organisation.website, "about": organisation.about})
        super().__init__(*args, **kwargs)


def country_names(countries: Iterable[Country]) -> list[tuple[str, str]]:
    """Countries as choices, in the alphabetical order of the language of the page."""
    lang = page_language()
    pairs = [(country.code, country.name_in(lang)) for country in countries]
    return sorted(pairs, key=lambda pair: label_key(pair[1], lang))


def _offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # as the class says
    field.choices = choices
