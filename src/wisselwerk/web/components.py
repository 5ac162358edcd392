"""How form fields are drawn: label, help, error and control in one accessible block."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input

# The most specific widget comes first: a textarea's class must not be taken from a parent further down.
_WIDGET_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "utrecht-checkbox utrecht-checkbox--html-input"),
    (forms.RadioSelect, "utrecht-radio-button utrecht-radio-button--html-input"),
    (forms.CheckboxInput, "utrecht-checkbox utrecht-checkbox--html-input"),
    (forms.Textarea, "utrecht-textarea utrecht-textarea--html-textarea"),
    (forms.Select, "utrecht-select utrecht-select--html-select"),
    (forms.FileInput, "ww-file"),
    (Input, "utrecht-textbox utrecht-textbox--html-input"),
)


def widget_class(widget: forms.Widget) -> str:
    """The CSS classes of the control that `widget` draws; empty for one that has no look of its own."""
    return next((classes for kind, classes in _WIDGET_CLASSES if isinstance(widget, kind)), "")


class StyledBoundField(BoundField):
    """A field that gives its control the classes of the design system, and says what kind of control it is."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        own = widget.attrs.get("class", "")
        built["class"] = " ".join(filter(None, [widget_class(widget), own, built.get("class", "")]))
        if not built["class"]:
            del built["class"]
        # A hint inside the box goes away as soon as one types, and many take it for an answer. Help stays.
        built["placeholder"] = False
        return built

    @property
    def control(self) -> str:
        """ "options" for a group of radio buttons or checkboxes, "checkbox" for a single one, otherwise "box"."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "options"
        return "checkbox" if isinstance(widget, forms.CheckboxInput) else "box"


class FormRenderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = StyledBoundField
