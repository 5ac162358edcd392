"""What the partner says of the people who are proposed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.exchanges.enums import Opinion
from wisselwerk.exchanges.queries.people import ProposedPerson


class OpinionForm(forms.Form):
    """What the partner thinks of one person."""

    opinion = forms.ChoiceField(
        label=gettext_lazy("What do you think?"), choices=Opinion.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("Your remark"),
        help_text=gettext_lazy("Only the programme officer reads this."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, person: ProposedPerson) -> None:
        super().__init__(
            data, prefix=f"p{person.pk}", initial={"opinion": person.opinion, "words": person.opinion_text}
        )


class ApprovalForm(forms.Form):
    """Approve everybody on the page; an officer says how they know that the partner does."""

    seen = forms.CharField(widget=forms.HiddenInput)  # the keys of the people on the page: "12,15"
    note = forms.CharField(
        label=gettext_lazy("How do you know?"),
        help_text=gettext_lazy("For example: a call with the mayor on 3 March."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, by_officer: bool) -> None:
        super().__init__(data)
        if not by_officer:
            del self.fields["note"]

    def clean_seen(self) -> list[int]:
        try:
            return [int(key) for key in self.cleaned_data["seen"].split(",")]
        except ValueError:
            raise forms.ValidationError(_("Open the page again, and look at who come.")) from None
