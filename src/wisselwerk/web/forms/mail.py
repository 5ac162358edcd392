"""The forms about messages: finding one, and how often one wants to hear."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.mail.enums import MessageStatus, Rhythm
from wisselwerk.web.forms.people import FilterForm


class MessageFilterForm(FilterForm):
    q = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"] = forms.ChoiceField(
            label=_("Status"), required=False, choices=[("", _("All")), *MessageStatus.choices]
        )


class RhythmForm(forms.Form):
    rhythm = forms.ChoiceField(
        label=gettext_lazy("When do you want to get messages that can wait?"),
        help_text=gettext_lazy("What is urgent, such as an invitation or a change of dates, always comes at once."),
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
    )
