"""The form of a municipal offer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.experts.actions import OfferData
from wisselwerk.experts.enums import ThemeSource
from wisselwerk.experts.models import MunicipalOffer
from wisselwerk.experts.themes import recognise
from wisselwerk.organisations.models import Organisation
from wisselwerk.web.forms.experts import LanguagesForm, ThemesForm


class OfferForm(ThemesForm, LanguagesForm):
    """What a municipality offers, by theme; no person is named."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"), queryset=Organisation.objects.none(), empty_label=None
    )
    title = forms.CharField(
        label=gettext_lazy("What do you offer, in a few words?"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    text = forms.CharField(
        label=gettext_lazy("What can your municipality do for another one?"),
        help_text=gettext_lazy("What did you make, run or change? Name the work, not the colleagues who do it."),
        min_length=30,
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    people = forms.IntegerField(
        label=gettext_lazy("How many colleagues work on this?"), required=False, min_value=1, max_value=500
    )
    hours_per_year = forms.IntegerField(
        label=gettext_lazy("How many hours a year can you give?"), required=False, min_value=1, max_value=10_000
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Until when does this offer stand?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, municipalities: QuerySet[Organisation] | None, text: str, **kwargs: Any) -> None:
        """`municipalities` is what can be chosen from; None for an offer that exists, which stays where it is."""
        super().__init__(*args, text=text, **kwargs)
        self.municipalities, self.own_text = municipalities, text
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        if municipalities is None:
            del self.fields["organisation"]
        else:
            field.queryset = municipalities
        self.fields["exchange_forms"].label = _("In which forms can you help?")
        for name in ("people", "hours_per_year"):
            self.fields[name].widget.attrs["class"] = "ww-input--short"

    @classmethod
    def initial_of_offer(cls, offer: MunicipalOffer) -> dict[str, Any]:
        """The values of a stored offer as the form shows them."""
        themes = list(offer.themes.all())
        names = ("title", "text", "people", "hours_per_year", "valid_until")
        return {
            **{name: getattr(offer, name) for name in names},
            **LanguagesForm.initial_of_levels(offer.languages),
            "exchange_forms": list(offer.forms),
            "themes": [theme.concept for theme in themes if theme.source == ThemeSource.CONFIRMED],
            "seen": [theme.concept for theme in themes],
        }

    @property
    def unseen_themes(self) -> list[str]:
        """What is recognised in the text that was sent, but was not on the page yet."""
        return [concept for concept in self.quotes if concept not in self.sent("seen") + self.sent("themes")]

    def again(self) -> OfferForm:
        """The form with what was sent and, ticked, the themes that were not on the page yet; without remarks."""
        initial = {
            name: field.widget.value_from_datadict(self.data, self.files, name) for name, field in self.fields.items()
        }
        if added := self.cleaned_data.get("add_theme"):
            initial |= {"themes": [*initial["themes"], added], "seen": [*initial["seen"], added], "add_theme": ""}
        return OfferForm(initial=initial, municipalities=self.municipalities, text=self.own_text)

    def only_about(self, name: str) -> OfferForm:
        """The form with the remarks about one field alone: for a button that does not save."""
        for other in [other for other in self.errors if other != name]:
            del self.errors[other]
        return self

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.chosen() and not self.unseen_themes:
            self.add_error("themes", _("Choose at least one theme."))
        return cleaned

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This day has passed."))
        return day

    def offer(self) -> OfferData:
        """The offer of a valid form."""
        values = self.cleaned_data
        return OfferData(
            title=values["title"],
            text=values["text"],
            language=recognise(f"{values['title']}\n{values['text']}").language,
            themes=self.chosen(),
            removed_themes=self.removed(),
            forms=values["exchange_forms"],
            languages=self.levels(),
            people=values["people"],
            hours_per_year=values["hours_per_year"],
            valid_until=values["valid_until"],
        )
