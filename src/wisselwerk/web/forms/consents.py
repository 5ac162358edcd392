"""The forms of employers' consents: asking, answering, taking back, and consenting in advance."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk.exchanges.actions import AdvanceData, ConsentData
from wisselwerk.exchanges.actions.consenting import TERMS
from wisselwerk.exchanges.enums import ConsentRole, CostsBorneBy
from wisselwerk.exchanges.models import EmployerConsent, Participant
from wisselwerk.exchanges.queries.consents import PersonConsent, UsualTerms
from wisselwerk.organisations.models import Organisation
from wisselwerk.web.forms.experts import ThemesForm
from wisselwerk.web.forms.needs import DayInput

SHORT: Final = {"class": "ww-input--short"}


def _text(label: Any, *, rows: int = 2, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=5_000, widget=widget)


class TermsForm(forms.Form):
    """What a consent is about."""

    role = forms.ChoiceField(label=_("On behalf of"), choices=ConsentRole.choices)
    hours = forms.IntegerField(
        label=_("Hours of work"), min_value=1, max_value=5_000, widget=forms.NumberInput(attrs=SHORT)
    )
    period_start = forms.DateField(label=_("From"), widget=DayInput())
    period_end = forms.DateField(label=_("Until"), widget=DayInput())
    valid_until = forms.DateField(
        label=_("The consent stands until"),
        help_text=_("Also when the dates shift within this time."),
        widget=DayInput(),
    )
    costs_borne_by = forms.ChoiceField(label=_("Who bears the costs?"), choices=CostsBorneBy.choices)
    replacement = _text(_("Who takes over the work meanwhile?"))
    conditions = _text(_("Conditions"))

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if participant.is_administrator:
            field = self.fields["role"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(ConsentRole.COLLEGE.value, ConsentRole.COLLEGE.label)]

    def terms(self) -> ConsentData:
        """What a valid form says."""
        return ConsentData(**{name: self.cleaned_data[name] for name in TERMS})


class AskForm(TermsForm):
    """The question to one employer; there is one such form for each person on the page."""

    ask = forms.BooleanField(label=_("Ask this employer now"), required=False, initial=True)
    name = forms.CharField(
        label=_("Whom do we ask?"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of the message"), choices=settings.LANGUAGES, initial="nl")

    def __init__(self, data: Any = None, *, entry: PersonConsent, usual: UsualTerms, is_ticked: bool = True) -> None:
        participant, before = entry.participant, entry.current
        initial: dict[str, Any] = {name: getattr(usual, name) for name in UsualTerms.__dataclass_fields__}
        initial |= {"ask": is_ticked, "role": ConsentRole.MANAGER.value, "costs_borne_by": CostsBorneBy.PROGRAMME.value}
        if participant.is_administrator:
            initial["role"] = ConsentRole.COLLEGE.value
        if before is not None:
            initial |= {name: getattr(before, name) for name in TERMS if name != "role"}
        if before is not None and before.stands and before.asked_email:
            initial |= {"name": before.asked_name, "email": before.asked_email, "language": before.language}
        elif before is None and entry.employers:
            first = entry.employers[0]
            initial |= {"name": first.name, "email": first.email, "language": first.language}
        super().__init__(data, participant=participant, initial=initial, prefix=f"p{participant.pk}")
        self.fields["email"].widget.attrs["list"] = f"employers-{participant.pk}"

    @property
    def is_ticked(self) -> bool:
        """Whether this one is to be asked, of a form that was sent."""
        return bool(self["ask"].value())

    def without_whom(self) -> AskForm:
        """The form of which the person to ask is not needed: the consent was given in advance."""
        self.fields["name"].required = self.fields["email"].required = False
        return self

    def whom(self) -> dict[str, str]:
        """Who is asked, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "language")}


class AnswerForm(TermsForm):
    """The employer's answer. Of a refusal only the reason counts, with who gives it."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"})
    )
    function = forms.CharField(
        label=_("Your function"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization-title"}),
    )
    reason = _text(_("Why not?"), help_text=_("The programme officer and your colleague read it."))

    def __init__(self, data: Any = None, *, consent: EmployerConsent, name: str = "") -> None:
        initial = {field: getattr(consent, field) for field in TERMS} | {"name": consent.asked_name or name}
        super().__init__(data, participant=consent.participant, initial=initial)
        if self.is_refusal:
            for field in TERMS:
                self.fields[field].required = False
            self.fields["reason"].required = True

    @property
    def is_refusal(self) -> bool:
        return self.is_bound and self.data.get("do") == "refuse"

    def signature(self) -> dict[str, str]:
        """Who answers, of a valid form."""
        return {"name": self.cleaned_data["name"], "function": self.cleaned_data["function"]}


class RevokeForm(forms.Form):
    """Why a consent is taken back."""

    reason = forms.CharField(
        label=_("Why do you take the consent back?"),
        help_text=_("The programme officer and your colleague read it; the partner does not."),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class AdvanceForm(ThemesForm):
    """What a municipality consents to beforehand."""

    NAMES: ClassVar = ("hours_per_year", "valid_from", "valid_until", "costs_borne_by", "conditions")

    organisation = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Organisation.objects.none(), empty_label=None
    )
    hours_per_year = forms.IntegerField(
        label=_("How many hours a year, for all together?"),
        min_value=1,
        max_value=5_000,
        widget=forms.NumberInput(attrs=SHORT),
    )
    valid_from = forms.DateField(label=_("From"), widget=DayInput())
    valid_until = forms.DateField(label=_("Until"), widget=DayInput())
    costs_borne_by = forms.ChoiceField(label=_("Who bears the costs?"), choices=CostsBorneBy.choices)
    conditions = _text(_("Conditions"), rows=3)

    def __init__(self, *args: Any, municipalities: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipalities = municipalities
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = municipalities

    @classmethod
    def new(cls, municipalities: QuerySet[Organisation]) -> AdvanceForm:
        """An empty form, for a year from today."""
        today = timezone.localdate()
        initial = {"valid_from": today, "valid_until": today + dt.timedelta(days=365)}
        return cls(initial=initial | {"organisation": municipalities.first()}, municipalities=municipalities)

    def again(self) -> AdvanceForm:
        """The form with what was sent and, ticked, the theme that was added; without remarks."""
        initial = {
            name: field.widget.value_from_datadict(self.data, self.files, name) for name, field in self.fields.items()
        }
        if added := self.cleaned_data.get("add_theme"):
            initial |= {"themes": [*initial["themes"], added], "seen": [*initial["seen"], added], "add_theme": ""}
        return AdvanceForm(initial=initial, municipalities=self.municipalities)

    def only_about(self, name: str) -> AdvanceForm:
        """The form with the remarks about one field alone: for a button that does not save."""
        for other in [other for other in self.errors if other != name]:
            del self.errors[other]
        return self

    def advance(self) -> AdvanceData:
        """What a valid form says."""
        return AdvanceData(**{name: self.cleaned_data[name] for name in self.NAMES}, themes=self.chosen())
