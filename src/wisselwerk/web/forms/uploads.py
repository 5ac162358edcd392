"""Fields that take files which people add, checked by their content (wisselwerk.files)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from wisselwerk.files import ACCEPT, LARGEST, check_file

# What to say below the control: a lazy text, which is a string to Django.
ALLOWED: Final = cast(
    "str",
    format_lazy(
        gettext_lazy("Office documents, PDF, text or pictures, at most {largest} each."),
        largest=lazy(filesizeformat, str)(LARGEST),
    ),
)


class FilesInput(forms.ClearableFileInput):
    """The browser's own control, for several files at once."""

    template_name = "django/forms/widgets/input.html"
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ACCEPT, "multiple": True})


class FilesField(forms.FileField):
    """Several files; its value is a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The files. Raises `ValidationError` with every file that is not taken, and why."""
        files: Sequence[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        errors: list[forms.ValidationError] = []
        for file in files:
            try:
                check_file(file)
            except forms.ValidationError as error:
                errors.append(error)
        if errors:
            raise forms.ValidationError(errors)
        return list(files)


class FilesForm(forms.Form):
    """Files to add, for a page on which nothing else is asked."""

    uploads = FilesField(label=gettext_lazy("Add files"), help_text=ALLOWED)
