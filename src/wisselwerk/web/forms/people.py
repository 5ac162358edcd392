"""The filters of the lists of experts and offers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.experts.enums import ExpertKind, Form, Freshness
from wisselwerk.experts.search import ExpertSearch, OfferSearch, Order
from wisselwerk.languages import CEFR_LEVELS
from wisselwerk.organisations.models import Organisation
from wisselwerk.web.forms.choosing import FIRST_LANGUAGES, OTHER_LANGUAGES, language_names
from wisselwerk.web.themes import theme_choices


class FilterForm(forms.Form):
    """Filters that are all optional; a value that does not exist counts as none."""

    def values(self) -> dict[str, Any]:
        """What was chosen and is right."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}

    def labels(self) -> list[tuple[str, str, str]]:
        """The filters in use, as `active_filters` shows them: parameter, value, words."""
        labels = []
        for name in self.values():
            field = self.fields[name]
            value = str(self.data.get(name))
            if isinstance(field, forms.BooleanField):
                words = str(field.label)
            elif isinstance(field, forms.ChoiceField):
                words = self._words(field, value)
            else:
                words = str(self.cleaned_data[name])
            labels.append((name, value, words))
        return labels

    @staticmethod
    def _words(field: forms.ChoiceField, value: str) -> str:
        choices: Any = field.choices  # pairs, or pairs of a group's name and its pairs
        for key, label in choices:
            if isinstance(label, (list, tuple)):
                inside = dict(label)
                if value in inside:
                    return str(inside[value])
            elif str(key) == value:
                return str(label)
        return value


def _choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


class ExpertFilterForm(FilterForm):
    q = forms.CharField(required=False, max_length=200)
    theme = _choice(gettext_lazy("Theme"))
    language = _choice(gettext_lazy("Language"))
    level = _choice(gettext_lazy("At least level"))
    form = _choice(gettext_lazy("Form of exchange"))
    kind = _choice(gettext_lazy("Civil servant or administrator"))
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Employer"), queryset=Organisation.objects.none(), required=False
    )
    freshness = _choice(gettext_lazy("Freshness"))
    order = forms.ChoiceField(label=gettext_lazy("Order"), choices=Order.choices, required=False)

    def __init__(self, *args: Any, employers: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        choices: dict[str, Any] = {
            "theme": theme_choices(),
            "language": [*language_names(FIRST_LANGUAGES), *language_names(OTHER_LANGUAGES)],
            "level": [(level, level) for level in CEFR_LEVELS],
            "form": Form.choices,
            "kind": ExpertKind.choices,
            "freshness": Freshness.choices,
        }
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [every, *values]
        organisation = self.fields["organisation"]
        assert isinstance(organisation, forms.ModelChoiceField)
        organisation.queryset, organisation.empty_label = employers, _("All")

    def search(self) -> ExpertSearch:
        """What the filters ask."""
        values = self.values()
        organisation = values.pop("organisation", None)
        return ExpertSearch(words=values.pop("q", ""), organisation=organisation and organisation.pk, **values)

    def labels(self) -> list[tuple[str, str, str]]:
        return [label for label in super().labels() if label[0] not in {"q", "order"}]


class OfferFilterForm(FilterForm):
    q = forms.CharField(required=False, max_length=200)
    theme = _choice(gettext_lazy("Theme"))
    form = _choice(gettext_lazy("Form of exchange"))
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"), queryset=Organisation.objects.none(), required=False
    )
    findable_only = forms.BooleanField(label=gettext_lazy("Only offers that stand now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        choices: dict[str, Any] = {"theme": theme_choices(), "form": Form.choices}
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [every, *values]
        organisation = self.fields["organisation"]
        assert isinstance(organisation, forms.ModelChoiceField)
        organisation.queryset = Organisation.objects.filter(offers__isnull=False).distinct()
        organisation.empty_label = _("All")

    def search(self) -> OfferSearch:
        """What the filters ask."""
        values = self.values()
        organisation = values.pop("organisation", None)
        return OfferSearch(words=values.pop("q", ""), organisation=organisation and organisation.pk, **values)

    def labels(self) -> list[tuple[str, str, str]]:
        return [label for label in super().labels() if label[0] != "q"]
