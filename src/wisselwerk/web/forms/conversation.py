"""What people say to one another in an exchange."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class RemarkForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy("Everybody in this exchange can read it, and gets it by mail."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
