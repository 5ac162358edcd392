"""The forms about the account of an expert: consents, password, taking over an imported profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.accounts.models import User
from wisselwerk.experts.consent import EXPLANATIONS
from wisselwerk.experts.enums import Purpose


class ConsentsForm(forms.Form):
    """A yes or no to each purpose; nothing is ticked beforehand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose in Purpose:
            self.fields[f"consent_{purpose}"] = forms.BooleanField(
                label=purpose.label, help_text=str(EXPLANATIONS[purpose]), required=False
            )

    def purposes(self) -> list[str]:
        """The purposes that a valid form says yes to."""
        return [str(purpose) for purpose in Purpose if self.cleaned_data[f"consent_{purpose}"]]

    def consent_fields(self) -> list[forms.BoundField]:
        return [self[f"consent_{purpose}"] for purpose in Purpose]


class OwnProfileForm(ConsentsForm):
    """The last step for somebody who has an account already."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )


class AccountForm(OwnProfileForm):
    """The last step of registering: consents and the account."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("We send a message to it, to be sure that it is yours."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        help_text=gettext_lazy("At least 12 signs. A sentence is easy to remember and hard to guess."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    # People don't see this box; programs that fill in every box do.
    website = forms.CharField(label=gettext_lazy("Leave this empty"), required=False, widget=forms.TextInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_password(self, User(email=cleaned.get("email", ""), name=cleaned.get("name", "")))
        return cleaned

    @property
    def is_filled_in_by_a_program(self) -> bool:
        return bool(self.cleaned_data["website"])


class ClaimForm(ConsentsForm):
    """For somebody who was invited: consents and, without an account, a password."""

    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        help_text=gettext_lazy("At least 12 signs. A sentence is easy to remember and hard to guess."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, has_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if has_account:
            del self.fields["password"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_password(self, self.user)
        return cleaned


class PasswordForm(forms.Form):
    """The password once more, before something that can't be undone."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("This is not your password."))
        return password


def check_password(form: forms.Form, user: User) -> None:
    """Add what is wrong with the chosen password to the form."""
    if password := form.cleaned_data.get("password"):
        try:
            validate_password(password, user)
        except ValidationError as error:
            form.add_error("password", error)
