"""The forms of the administration: users, roles, the two logs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.accounts.enums import Role
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Organisation
from wisselwerk.trail.queries import known_actions, known_activities
from wisselwerk.web.forms.people import FilterForm
from wisselwerk.web.logwords import action_words, activity_words

# Where a role can be held. A role of the agency at another organisation would open everything to it.
KINDS: dict[str, tuple[str, ...]] = {
    Role.OFFICER: (OrganisationKind.AGENCY,),
    Role.ADMINISTRATOR: (OrganisationKind.AGENCY,),
    Role.PRIVACY_OFFICER: (OrganisationKind.AGENCY,),
    Role.COORDINATOR: (OrganisationKind.MUNICIPALITY,),
    Role.EMPLOYER: (OrganisationKind.MUNICIPALITY, OrganisationKind.INSTITUTION),
    Role.COUNTRY_TEAM: (OrganisationKind.COUNTRY_TEAM, OrganisationKind.AGENCY),
    Role.PARTNER: (OrganisationKind.PARTNER_GOVERNMENT,),
}
SUGGESTED = 1_500


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def organisation_label(organisation: Organisation) -> str:
    """A name by which an organisation is told from another one with the same name."""
    parts = [organisation.name, str(organisation.get_kind_display()), str(organisation.country or "")]
    return " · ".join(filter(None, parts))


def role_organisations() -> list[str]:
    """What the box for the organisation suggests: those at which a role can be held."""
    kinds = {kind for kinds in KINDS.values() for kind in kinds}
    found = Organisation.objects.current().filter(kind__in=kinds).select_related("country")
    return [organisation_label(organisation) for organisation in found[:SUGGESTED]]


class UserFilterForm(FilterForm):
    q = forms.CharField(required=False, max_length=200)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Signing in"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), required=False, choices=[("", _("All")), *Role.choices]
        )
        self.fields["state"] = forms.ChoiceField(
            label=_("Signing in"),
            required=False,
            choices=[("", _("All")), ("active", _("Allowed")), ("inactive", _("Blocked"))],
        )


class InviteUserForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=gettext_lazy("Language of the message"), choices=settings.LANGUAGES)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        help_text=gettext_lazy("Type a few letters and choose."),
        max_length=500,
        widget=forms.TextInput(attrs={"list": "organisation-names", "autocomplete": "off"}),
    )
    until = _day(gettext_lazy("Until (empty: no end)"))

    def clean_organisation(self) -> Organisation:
        words: str = self.cleaned_data["organisation"].strip()
        named = Organisation.objects.current().filter(name__iexact=words.split(" · ")[0]).select_related("country")
        exact = [organisation for organisation in named if organisation_label(organisation) == words]
        found = exact or list(named)
        if not found:
            raise ValidationError(_("There is no organisation with this name."))
        if len(found) > 1:
            raise ValidationError(_("There is more than one organisation with this name. Choose one from the list."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        organisation, role = cleaned.get("organisation"), cleaned.get("role")
        if organisation and role and organisation.kind not in KINDS[role]:
            kinds = ", ".join(str(OrganisationKind(kind).label) for kind in KINDS[role])
            self.add_error("organisation", _("This role belongs to: {kinds}.").format(kinds=kinds))
        until = cleaned.get("until")
        if until and until < timezone.localdate():
            self.add_error("until", _("This day has passed."))
        return cleaned


class LogFilterForm(FilterForm):
    """Who, what, when."""

    q = forms.CharField(required=False, max_length=200)
    what = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    target = forms.CharField(label=gettext_lazy("On what"), required=False, max_length=100)
    since = _day(gettext_lazy("From"))
    until = _day(gettext_lazy("Until"))


class ActionFilterForm(LogFilterForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = sorted(((action, action_words(action)) for action in known_actions()), key=lambda pair: pair[1])
        self.fields["what"] = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("All")), *choices])
        self.fields["target"].label = _("On what, for example needs.need 12")


class ProcessingFilterForm(LogFilterForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = sorted(((name, activity_words(name)) for name in known_activities()), key=lambda pair: pair[1])
        self.fields["what"] = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("All")), *choices])
        self.fields["target"].label = _("Whose data, for example expert:12")
