"""The forms of the programme: a session, and how many people it reached."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.accounts.models import User
from wisselwerk.exchanges.actions import SessionData
from wisselwerk.exchanges.actions.scheduling import MOST_REPEATS, TOLD
from wisselwerk.exchanges.models import Exchange, Participant, Session
from wisselwerk.exchanges.queries.people import name_for
from wisselwerk.experts.enums import Form
from wisselwerk.web.forms.needs import DayInput
from wisselwerk.web.moments import AT_HOME, zone_choices, zones_of


class ClockInput(forms.TimeInput):
    """The browser's own clock; hours and minutes, whatever the language of the page."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PeopleField(forms.ModelMultipleChoiceField[Participant]):
    """People who take part, called as whoever fills in the form knows them."""

    user: User

    def label_from_instance(self, obj: Participant) -> str:
        return name_for(self.user, obj)


class SessionForm(forms.Form):
    """A session: new when `session` is None. Days and hours are those of the clock at the place."""

    form = forms.ChoiceField(label=gettext_lazy("Form of exchange"), choices=Form.choices)
    title = forms.CharField(
        label=gettext_lazy("Subject"), required=False, max_length=150, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    begins = forms.TimeField(label=gettext_lazy("Begins at"), widget=ClockInput())
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Only when it takes more than one day, such as a visit."),
        required=False,
        widget=DayInput(),
    )
    ends = forms.TimeField(label=gettext_lazy("Ends at"), widget=ClockInput())
    time_zone = forms.ChoiceField(
        label=gettext_lazy("On the clock of"),
        help_text=gettext_lazy("The place where it is. Everybody sees the hours of the Netherlands beside it."),
    )
    place = forms.CharField(
        label=gettext_lazy("Place"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    link = forms.URLField(label=gettext_lazy("Link to join"), required=False, max_length=500, assume_scheme="https")
    speakers = PeopleField(
        label=gettext_lazy("Who contribute"),
        help_text=gettext_lazy("Nobody ticked: everybody who takes part."),
        queryset=Participant.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    repeat_weekly = forms.IntegerField(
        label=gettext_lazy("How many weeks in a row"),
        help_text=gettext_lazy("The same day and hour each week. 1 is only this once."),
        min_value=1,
        max_value=MOST_REPEATS,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "ww-input--short"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it moves"),
        help_text=gettext_lazy("Needed for another day or hour: everybody concerned gets to read it."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, user: User, exchange: Exchange, session: Session | None, like: Session | None = None
    ) -> None:
        super().__init__(data, initial={"seen": exchange.version, **_initial(exchange, session or like)})
        first = [zone for zone in (self.initial["time_zone"], *zones_of(exchange.country), AT_HOME) if zone]
        zones, people = self.fields["time_zone"], self.fields["speakers"]
        assert isinstance(zones, forms.ChoiceField)
        assert isinstance(people, PeopleField)
        zones.choices = zone_choices(first)
        people.user = user
        people.queryset = exchange.participants.joining().select_related("expert").order_by("pk")
        if session is not None or not exchange.participants.joining().exists():
            self.fields.pop("repeat_weekly" if session is not None else "speakers")
        if session is None or exchange.status not in TOLD:
            self.fields.pop("reason")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        day, last = given.get("day"), given.get("last_day")
        begins, ends = given.get("begins"), given.get("ends")
        if day and last and last < day:
            self.add_error("last_day", _("The last day is before the first."))
        elif day and begins and ends and (last or day) == day and ends <= begins:
            self.add_error("ends", _("The session ends before it begins."))
        return given

    def session_data(self) -> SessionData:
        """What an action gets. Call it only when the form is valid."""
        given = self.cleaned_data
        return SessionData(
            form=given["form"],
            start=dt.datetime.combine(given["day"], given["begins"]),
            end=dt.datetime.combine(given["last_day"] or given["day"], given["ends"]),
            time_zone=given["time_zone"],
            title=given["title"].strip(),
            place=given["place"].strip(),
            link=given["link"],
            speakers=list(given.get("speakers", ())),
        )


class HeldForm(forms.Form):
    """A session was held: how many people it reached."""

    audience_size = forms.IntegerField(
        label=gettext_lazy("How many people came"),
        help_text=gettext_lazy("A good guess will do. Leave it empty when it is not for a public."),
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "ww-input--short"}),
    )


def _initial(exchange: Exchange, session: Session | None) -> dict[str, Any]:
    """The form as it opens: a session as it is, or for a new one what the exchange says already."""
    if session is None:
        zones = zones_of(exchange.country)
        form = exchange.forms[0] if exchange.forms else Form.WEBINAR
        return {
            "form": form,
            "day": exchange.start,
            "last_day": exchange.end if exchange.end != exchange.start and form == Form.VISIT else None,
            "time_zone": AT_HOME if form == Form.STUDY_VISIT or not zones else zones[0],
        }
    start, end = (timezone.localtime(one, ZoneInfo(session.time_zone)) for one in (session.start, session.end))
    return {
        **{name: getattr(session, name) for name in ("form", "title", "time_zone", "place", "link")},
        "day": start.date(),
        "begins": start.time(),
        "last_day": end.date() if end.date() != start.date() else None,
        "ends": end.time(),
        "speakers": [one.participant_id for one in session.speakers.all()],
    }
