"""The forms of an exchange: the filters of the list, what it is, other dates, cancelling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import Membership, User
from wisselwerk.exchanges.actions import ExchangeData
from wisselwerk.exchanges.conflicts import Conflict
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import Exchange
from wisselwerk.exchanges.queries import exchanges as queries
from wisselwerk.exchanges.queries.exchanges import ExchangeFilter
from wisselwerk.experts.enums import Form
from wisselwerk.programmes.models import Project
from wisselwerk.web import words
from wisselwerk.web.forms.needs import DayInput
from wisselwerk.web.forms.projects import Filters
from wisselwerk.web.lookups import find_project, project_label

SORTS = (
    ("first", gettext_lazy("First to begin")),
    ("last", gettext_lazy("Last to begin")),
    ("changed", gettext_lazy("Changed last")),
    ("title", gettext_lazy("Title")),
    ("partner", gettext_lazy("Partner government")),
)


class ExchangeFilters(Filters):
    """What the list can be narrowed to; it offers only what the exchanges of this user have."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    form = forms.ChoiceField(label=gettext_lazy("Form of exchange"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    programme = forms.TypedChoiceField(label=gettext_lazy("Programme"), required=False, coerce=int, empty_value=None)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DayInput())
    mine = forms.ChoiceField(label=gettext_lazy("Whose"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False, choices=SORTS)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("status", [("open", _("All that are not closed")), *ExchangeStatus.choices])
        self.offer("form", Form.choices)
        self.offer("country", ((one.pk, one) for one in queries.countries_in_use(user)), by_name=True)
        self.offer("programme", ((str(one.pk), one) for one in queries.programmes_in_use(user)), by_name=True)
        self.offer("mine", [("1", _("Mine"))])

    @property
    def labels(self) -> list[tuple[str, str, object]]:
        """The filters in use, the days of the period among them."""
        labels = super().labels
        for name, text in (("since", _("from {day}")), ("until", _("until {day}"))):
            if day := self.cleaned_data.get(name):
                labels.append((name, self.data[name], text.format(day=words.day(day))))
        return labels

    @property
    def wanted(self) -> ExchangeFilter:
        """What was asked for; a choice that is not offered filters nothing."""
        self.is_valid()
        given = self.cleaned_data
        return ExchangeFilter(
            text=self.data.get("q", ""),
            status=given.get("status", ""),
            form=given.get("form", ""),
            country=given.get("country", ""),
            programme=given.get("programme"),
            since=given.get("since"),
            until=given.get("until"),
            mine=bool(given.get("mine")),
            sort=given.get("sort") or "first",
        )


class ExchangeForm(forms.Form):
    """What an exchange is. Its dates are changed on a page of their own, because everybody is told."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"}))
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        help_text=gettext_lazy("What should be different afterwards, and for whom?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of title and purpose"), choices=settings.LANGUAGES)
    exchange_forms = forms.MultipleChoiceField(
        label=gettext_lazy("Forms of exchange"),
        help_text=gettext_lazy("More than one when they are combined: three meetings online, then a visit."),
        choices=Form.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    project = forms.CharField(
        label=gettext_lazy("Project"),
        required=False,
        widget=forms.TextInput(attrs={"list": "project-options", "dir": "auto", "autocomplete": "off"}),
    )
    officer = forms.ModelChoiceField(label=gettext_lazy("Programme officer"), queryset=User.objects.none())
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, exchange: Exchange) -> None:
        initial = {name: getattr(exchange, name) for name in ("title", "purpose", "language", "officer")}
        initial |= {
            "exchange_forms": exchange.forms,
            "project": project_label(exchange.project) if exchange.project else "",
            "seen": exchange.version,
        }
        super().__init__(data, initial=initial)
        self.exchange = exchange
        officers = Membership.objects.current().filter(role=Role.OFFICER)
        people = self.fields["officer"]
        assert isinstance(people, forms.ModelChoiceField)
        people.queryset = User.objects.filter(pk__in=officers.values("user"), is_active=True).order_by("name")

    def clean_project(self) -> Project | None:
        typed: str = self.cleaned_data["project"].strip()
        if not typed:
            return None
        if self.exchange.project and typed == project_label(self.exchange.project):
            return self.exchange.project
        found = find_project(typed)
        if found is None:
            raise forms.ValidationError(
                _("Not exactly one project was found. Choose from the list, or give its IATI identifier.")
            )
        return found

    def exchange_data(self) -> ExchangeData:
        """What an action gets. Call it only when the form is valid."""
        given, exchange = self.cleaned_data, self.exchange
        # A form that was there keeps its place in the order; a new one comes after them.
        kept = [one for one in exchange.forms if one in given["exchange_forms"]]
        return ExchangeData(
            title=given["title"],
            purpose=given["purpose"],
            language=given["language"],
            forms=[*kept, *(one for one in given["exchange_forms"] if one not in kept)],
            partner=exchange.partner,
            country=exchange.country,
            project=given["project"],
            themes=exchange.themes,
        )


class ReasonForm(forms.Form):
    """Why it is cancelled, the exchange or one session of it."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Everybody concerned gets to read this."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, exchange: Exchange, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"seen": exchange.version, **(initial or {})})


class RescheduleForm(ReasonForm):
    """Other dates for the whole exchange."""

    start = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    end = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())
    field_order = ("start", "end", "reason", "seen")

    def __init__(self, data: Any = None, *, exchange: Exchange) -> None:
        super().__init__(data, exchange=exchange, initial={"start": exchange.start, "end": exchange.end})


def done(form: Any, exchange: Exchange, action: Callable[[dict[str, Any]], object]) -> bool:
    """Whether a form was sent and its action was done. Otherwise it says what is wrong, and keeps what was typed.

    After a conflict the form is about the exchange as it is now: whoever sends it again has seen that.
    """
    if not form.is_bound or not form.is_valid():
        return False
    try:
        action(dict(form.cleaned_data))
    except ValidationError as error:
        if isinstance(error, Conflict):
            exchange.refresh_from_db()
            form.data = form.data.copy()
            form.data["seen"] = exchange.version
        known = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
        form.add_error(None, error if known or not hasattr(error, "error_dict") else error.messages)
        return False
    return True
