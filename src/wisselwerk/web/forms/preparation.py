"""The forms of the preparation: lines of the checklist, the local context, go or no go, the travel advice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from wisselwerk.exchanges.enums import Decision, Side
from wisselwerk.exchanges.models import ChecklistItem, Exchange, LocalContext, Participant
from wisselwerk.organisations.enums import AdviceLevel
from wisselwerk.organisations.models import TravelAdvice
from wisselwerk.web.forms.needs import DayInput


class ItemForm(forms.Form):
    """Change a line: who does it, before when, and a note."""

    owner = forms.ChoiceField(label=gettext_lazy("Who does it"), choices=Side.choices)
    due_on = forms.DateField(label=gettext_lazy("Before"), required=False, widget=DayInput())
    note = forms.CharField(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("Everybody who sees the line reads it."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, item: ChecklistItem | None = None, **kwargs: Any) -> None:
        if item is not None:
            kwargs["initial"] = {"owner": item.owner, "due_on": item.due_on, "note": item.note}
        super().__init__(*args, **kwargs)


class NewItemForm(ItemForm):
    """Add a line."""

    title = forms.CharField(
        label=gettext_lazy("What must be done"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    participant = forms.ModelChoiceField(
        label=gettext_lazy("For whom"),
        queryset=Participant.objects.none(),
        required=False,
        empty_label=gettext_lazy("For the whole exchange"),
    )
    is_required = forms.BooleanField(label=gettext_lazy("Must be done before one can go"), required=False)
    field_order = ("title", "participant", "owner", "due_on", "is_required", "note")

    def __init__(self, *args: Any, exchange: Exchange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["participant"]
        assert isinstance(people, forms.ModelChoiceField)
        people.queryset = exchange.participants.joining()


class SkipForm(forms.Form):
    """Say that a line is not needed."""

    because = forms.CharField(
        label=gettext_lazy("Not needed, because"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class LocalContextForm(forms.Form):
    """What one must know of the place. `context` is what there is; `start` a text of another exchange to begin with."""

    text = forms.CharField(
        label=gettext_lazy("Local context"),
        help_text=gettext_lazy(
            "The government and how it decides, who is who, what is sensitive, customs, safety, transport, clothes."
        ),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of this text"), choices=settings.LANGUAGES)
    emergency_contact = forms.CharField(
        label=gettext_lazy("Whom to call in an emergency"),
        help_text=gettext_lazy("Name and number, day and night. It comes in the briefing pack."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, context: LocalContext | None, start: LocalContext | None = None, **kwargs: Any
    ) -> None:
        source = context or start
        initial: dict[str, Any] = {"seen": context.version if context else 0, "language": "en"}
        if source is not None:
            initial |= {
                "text": source.text,
                "language": source.language,
                "emergency_contact": source.emergency_contact,
            }
        super().__init__(*args, **kwargs | {"initial": initial})


class SignOffForm(forms.Form):
    """Go or no go, on the travel advice that was on the page."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"), choices=Decision.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Why, and under which conditions"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    seen_advice = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TravelAdviceForm(forms.Form):
    """What the travel advice for a country says now."""

    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=AdviceLevel.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("What it says"),
        help_text=gettext_lazy("In short: which regions, which risks, what is advised."),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    source = forms.URLField(label=gettext_lazy("Where it stands"), required=False, assume_scheme="https")
    issued_on = forms.DateField(label=gettext_lazy("Date of the advice"), widget=DayInput())

    def __init__(self, *args: Any, advice: TravelAdvice | None, **kwargs: Any) -> None:
        names = ("level", "text", "source", "issued_on")
        initial = {name: getattr(advice, name) for name in names} if advice else {"issued_on": timezone.localdate()}
        super().__init__(*args, **kwargs | {"initial": initial})
