"""The forms of hours and costs, and of what an hour in kind is worth in a programme."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from babel import Locale
from babel.core import get_global
from django import forms
from django.utils.translation import gettext_lazy as _

from wisselwerk.exchanges.actions import CostData, HoursData
from wisselwerk.exchanges.actions.costs import EURO, stamp
from wisselwerk.exchanges.enums import CostKind
from wisselwerk.exchanges.models import CostLine, Exchange, HourLine, Participant
from wisselwerk.exchanges.queries.costs import payers_of
from wisselwerk.organisations.models import Organisation
from wisselwerk.programmes.models import Programme
from wisselwerk.web.forms.needs import DayInput
from wisselwerk.web.words import page_locale

STEP: Final = {"class": "ww-input--short", "step": "0.01", "inputmode": "decimal"}


def current_currencies() -> set[str]:
    """The currencies (ISO 4217) with which one pays somewhere today (Unicode CLDR)."""
    territories = get_global("territory_currencies").values()
    return {code for used in territories for code, _start, end, is_tender in used if end is None and is_tender}


def currency_choices(exchange: Exchange) -> list[tuple[str, str]]:
    """The euro, the currency of the country of the exchange, the dollar, and then all others by name."""
    names = page_locale().currencies
    known = {code for code in current_currencies() if code in Locale("en").currencies}
    used = get_global("territory_currencies").get(exchange.country_id or "", ())
    local = [code for code, _start, end, is_tender in used if end is None and is_tender]
    first = list(dict.fromkeys([EURO, *local, "USD"]))
    rest = sorted(known - set(first), key=lambda code: str(names.get(code, code)).casefold())
    return [(code, f"{code} · {names.get(code, code)}") for code in [*first, *rest]]


def _amount(label: Any, digits: int = 12, places: int = 2) -> forms.DecimalField:
    widget = forms.NumberInput(attrs=STEP | {"step": "any" if places > 2 else "0.01"})
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=digits, decimal_places=places, widget=widget
    )


class HoursForm(forms.Form):
    """One line of hours."""

    what = forms.CharField(
        label=_("What for"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    planned = _amount(_("Planned hours"), digits=7)
    actual = _amount(_("Actual hours"), digits=7)
    in_kind = forms.BooleanField(
        label=_("Given by the employer"),
        help_text=_("Not ticked: the programme pays for these hours, and they are no contribution in kind."),
        required=False,
        initial=True,
    )

    def __init__(self, data: Any = None, *, line: HourLine | None = None, is_officer: bool) -> None:
        names = ("what", "planned", "actual", "in_kind")
        super().__init__(data, initial={name: getattr(line, name) for name in names} if line else {})
        if line is None or not line.session_id:
            self.fields["what"].required = line is None or bool(line.what)
        else:
            del self.fields["what"]
        if not is_officer:
            del self.fields["in_kind"]

    def hours(self) -> HoursData:
        """The line of a valid form."""
        return HoursData(**self.cleaned_data)


class CostForm(forms.Form):
    """One cost, with who pays it."""

    NAMES: ClassVar = (
        "kind",
        "what",
        "participant",
        "planned",
        "actual",
        "currency",
        "rate",
        "rate_on",
        "payer",
        "other_payer",
    )

    kind = forms.ChoiceField(label=_("Kind"), choices=CostKind.choices)
    what = forms.CharField(
        label=_("What"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    participant = forms.ModelChoiceField(
        label=_("For whom"),
        queryset=Participant.objects.none(),
        required=False,
        empty_label=_("For the whole exchange"),
    )
    planned = _amount(_("Planned"))
    actual = _amount(_("Actual"))
    currency = forms.ChoiceField(label=_("Currency"), initial=EURO)
    rate = _amount(_("Euro for one unit"), digits=16, places=8)
    rate_on = forms.DateField(label=_("Rate of"), required=False, widget=DayInput())
    payer = forms.ModelChoiceField(
        label=_("Who pays"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Not known yet, or somebody else"),
    )
    other_payer = forms.CharField(
        label=_("Somebody else who pays"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, exchange: Exchange, line: CostLine | None = None) -> None:
        initial = {name: getattr(line, name) for name in self.NAMES} | {"seen": stamp(line)} if line else {}
        if line is not None and line.currency == EURO:
            initial["rate"] = None
        super().__init__(data, initial=initial)
        currency, people, payers = (self.fields[name] for name in ("currency", "participant", "payer"))
        assert isinstance(currency, forms.ChoiceField)
        assert isinstance(people, forms.ModelChoiceField)
        assert isinstance(payers, forms.ModelChoiceField)
        currency.choices = currency_choices(exchange)
        people.queryset = exchange.participants.all()
        payers.queryset = payers_of(exchange)

    @property
    def is_foreign(self) -> bool:
        """Whether a rate is needed for what stands in the form."""
        return str(self["currency"].value() or EURO) != EURO

    def cost(self) -> CostData:
        """The cost of a valid form."""
        return CostData(**{name: self.cleaned_data[name] for name in self.NAMES})


class RateForm(forms.Form):
    """What an hour in kind is worth in a programme."""

    rate = forms.DecimalField(
        label=_("Value of an hour in kind (euro)"),
        help_text=_("Empty: hours that an employer gives are counted, and not valued."),
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
        widget=forms.NumberInput(attrs=STEP),
    )

    def __init__(self, data: Any = None, *, programme: Programme) -> None:
        super().__init__(data, initial={"rate": programme.in_kind_rate})
