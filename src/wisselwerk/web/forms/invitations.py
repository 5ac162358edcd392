"""The answers to an invitation: one small form for each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.exchanges.enums import DeclineReason, ShownField
from wisselwerk.exchanges.models import Invitation
from wisselwerk.exchanges.queries.invitations import colleagues
from wisselwerk.experts.enums import ExpertKind, Purpose
from wisselwerk.experts.models import Expert
from wisselwerk.experts.queries import standing_consents
from wisselwerk.web.forms.choosing import find_employer
from wisselwerk.web.forms.needs import DayInput
from wisselwerk.web.themes import page_language

# Without a profile there is nothing else to show.
WITHOUT_PROFILE = (ShownField.NAME, ShownField.EMPLOYER)


def _words(label: Any, *, help_text: Any = "", required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=5_000, widget=widget)


class AcceptForm(forms.Form):
    """Yes: and what may be shown to whom."""

    shown = forms.MultipleChoiceField(
        label=gettext_lazy("What may we show to the partner who asks?"),
        help_text=gettext_lazy("The partner sees this before anything is confirmed. What is not ticked stays with us."),
        choices=ShownField.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    may_be_named = forms.BooleanField(
        label=gettext_lazy("My name may be in the public report of this exchange"), required=False
    )
    kind = forms.ChoiceField(label=gettext_lazy("I am"), choices=ExpertKind.choices, widget=forms.RadioSelect)
    employer = forms.CharField(
        label=gettext_lazy("My municipality or other employer"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "list": "employers", "autocomplete": "organization"}),
    )
    elsewhere = forms.BooleanField(label=gettext_lazy("I do not work for a Dutch municipality"), required=False)
    words = _words(gettext_lazy("Do you want to say something with it?"))

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        expert = invitation.expert
        consents = standing_consents(expert) if expert is not None else {}
        fields = list(ShownField) if expert is not None else list(WITHOUT_PROFILE)
        super().__init__(
            data,
            initial={
                "shown": [field.value for field in fields] if Purpose.PROPOSE in consents else [],
                "may_be_named": Purpose.PUBLICITY in consents,
                "kind": ExpertKind.OFFICIAL.value,
            },
        )
        shown = self.fields["shown"]
        assert isinstance(shown, forms.MultipleChoiceField)
        shown.choices = [(field.value, field.label) for field in fields]
        # A profile says who somebody is; a municipality that put a colleague forward said where they work.
        if expert is not None:
            del self.fields["kind"]
        if expert is not None or invitation.put_forward_for_id is not None:
            del self.fields["employer"], self.fields["elsewhere"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("employer"):
            try:
                given["organisation"] = find_employer(given["employer"], elsewhere=bool(given.get("elsewhere")))
            except forms.ValidationError as error:
                self.add_error("employer", error)
        return given

    def answer(self) -> dict[str, Any]:
        """What the action gets. Call it only when the form is valid."""
        given = self.cleaned_data
        return {
            "shown": given["shown"],
            "may_be_named": given["may_be_named"],
            "words": given["words"],
            "kind": given.get("kind", ""),
            "employer": given.get("organisation"),
            "other_employer": given.get("employer", ""),
        }


class QuestionForm(forms.Form):
    """A question first."""

    text = _words(gettext_lazy("Your question"), required=True)


class DatesForm(forms.Form):
    """Yes, but at another time."""

    start = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    end = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())
    words = _words(gettext_lazy("Do you want to say something with it?"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = given.get("start"), given.get("end")
        if start and end and end < start:
            self.add_error("end", _("The period ends before it starts."))
        if start and start < timezone.localdate():
            self.add_error("start", _("This day has passed."))
        return given


class NotNowForm(forms.Form):
    """Not this time."""

    words = _words(gettext_lazy("Do you want to say something with it?"))


class DeclineForm(forms.Form):
    """No, and why."""

    reason = forms.ChoiceField(label=gettext_lazy("Why not?"), choices=DeclineReason.choices, widget=forms.RadioSelect)
    words = _words(gettext_lazy("Do you want to say something with it?"))


class LeaveForm(forms.Form):
    """Not after all."""

    reason = _words(gettext_lazy("Why"), help_text=gettext_lazy("The programme officer reads this."), required=True)


class ForwardForm(forms.Form):
    """A municipality names a colleague: somebody with a profile, or a name and an address."""

    expert = forms.ModelChoiceField(
        label=gettext_lazy("A colleague with a profile"),
        queryset=Expert.objects.none(),
        required=False,
        empty_label=gettext_lazy("Somebody else"),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES, required=False)
    words = _words(gettext_lazy("Do you want to say something to the programme officer?"))

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        super().__init__(data, initial={"language": page_language()})
        assert invitation.offer is not None
        field = self.fields["expert"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues(invitation.offer.organisation)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("expert") and "expert" not in self.errors:
            for name, text in (
                ("name", _("Choose a colleague, or give the name.")),
                ("email", _("Give the e-mail address of your colleague.")),
            ):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, text)
        given["language"] = given.get("language") or page_language()
        return given
