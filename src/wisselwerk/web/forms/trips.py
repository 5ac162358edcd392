"""The form of a trip's dossier, and the filters of the public register."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from wisselwerk.exchanges.actions import TripData
from wisselwerk.exchanges.models import TripDossier
from wisselwerk.exchanges.queries.trips import TripFilter, municipalities_in_register, years_in_register
from wisselwerk.web.forms.needs import DayInput
from wisselwerk.web.forms.projects import Filters

LONGEST: Final = 10_000


def _text(label: Any, rows: int = 3, help_text: Any = "", required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=LONGEST, widget=widget)


class TripForm(forms.Form):
    """Why somebody in office travels, what it costs, what was decided, and afterwards the report."""

    SHOWN: ClassVar = (
        "purpose",
        "policy_interest",
        "delegation",
        "costs",
        "paid_by",
        "decided_on",
        "decision_reference",
        "report",
    )

    purpose = _text(_("What is the trip for?"), help_text=_("Everybody can read this. Name no people."), required=True)
    policy_interest = _text(
        _("What is the interest for the municipality?"),
        help_text=_("Of which policy, plan or decision of the council is it a part? Everybody can read this."),
    )
    delegation = _text(
        _("Who travel along?"), rows=2, help_text=_("Names and functions. This is not in the public register.")
    )
    costs = forms.DecimalField(
        label=_("What does the trip cost? (euro)"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "ww-input--short", "step": "0.01"}),
    )
    paid_by = forms.CharField(
        label=_("Who pays?"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    decided_on = forms.DateField(
        label=_("Day of the decision"),
        required=False,
        widget=DayInput(),
    )
    decision_reference = forms.CharField(
        label=_("Number of the decision"), required=False, max_length=100, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    report = _text(
        _("Report of the trip"),
        rows=8,
        help_text=_("What was seen and agreed, and what does the municipality do with it? Everybody can read this."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, dossier: TripDossier, may_report: bool) -> None:
        initial = {name: getattr(dossier, name) for name in self.SHOWN} | {"seen": dossier.version}
        super().__init__(data, initial=initial)
        if not may_report:
            del self.fields["report"]

    def trip(self) -> TripData:
        """The dossier of a valid form."""
        return TripData(**{name: self.cleaned_data[name] for name in self.SHOWN if name in self.cleaned_data})


class TripFilters(Filters):
    """What the register can be narrowed down to: only what is there."""

    municipality = forms.TypedChoiceField(label=_("Municipality"), required=False, coerce=int, empty_value=None)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("municipality", ((str(one.pk), one.name) for one in municipalities_in_register()))
        self.offer("year", ((str(year), str(year)) for year in years_in_register()))

    @property
    def wanted(self) -> TripFilter:
        """What was asked for; a choice that is not offered filters nothing."""
        self.is_valid()
        given = self.cleaned_data
        return TripFilter(words=self.data.get("q", ""), municipality=given.get("municipality"), year=given.get("year"))
