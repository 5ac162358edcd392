"""The officer's forms: an exchange without a need, inviting people, and what to do with an invitation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.exchanges.actions import ExchangeData, Invitee
from wisselwerk.exchanges.models import Exchange, Invitation
from wisselwerk.exchanges.queries import invitations as queries
from wisselwerk.exchanges.queries.invitations import Overlap
from wisselwerk.experts.enums import Form
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.languages import isolated
from wisselwerk.needs.models import Need
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Organisation
from wisselwerk.web import words
from wisselwerk.web.candidates import Face, face_of
from wisselwerk.web.forms.exchanges import ExchangeForm
from wisselwerk.web.forms.needs import DayInput
from wisselwerk.web.themes import page_language

DAYS_TO_ANSWER: Final = 10
BY_HAND: Final = "hand"


class NewExchangeForm(ExchangeForm):
    """An exchange that does not come from a need."""

    partner = forms.ModelChoiceField(
        label=gettext_lazy("Partner government"),
        queryset=Organisation.objects.none(),
        empty_label=gettext_lazy("Choose…"),
    )
    start = forms.DateField(label=gettext_lazy("First day"), required=False, widget=DayInput())
    end = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DayInput())
    field_order = ("title", "partner", "exchange_forms", "start", "end", "purpose", "project", "language")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, exchange=Exchange(language=page_language()))
        del self.fields["officer"], self.fields["seen"]
        partner = self.fields["partner"]
        assert isinstance(partner, forms.ModelChoiceField)
        governments = Organisation.objects.current().filter(kind=OrganisationKind.PARTNER_GOVERNMENT)
        partner.queryset = governments.select_related("country").order_by("name")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        _check_days(self, given.get("start"), given.get("end"))
        return given

    def exchange_data(self) -> ExchangeData:
        """What an action gets. Call it only when the form is valid."""
        given = self.cleaned_data
        return ExchangeData(
            title=given["title"],
            purpose=given["purpose"],
            language=given["language"],
            forms=given["exchange_forms"],
            partner=given["partner"],
            country=given["partner"].country,
            project=given["project"],
            start=given["start"],
            end=given["end"],
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be invited: whether they can be, and on which days they are asked or expected already."""

    key: str
    face: Face
    language: str
    why_not: str
    overlaps: tuple[str, ...]
    tick: BoundField
    part: BoundField
    anyway: BoundField


class InviteForm(forms.Form):
    """Invite the people who were chosen for a need, or somebody by name and address.

    Without an `exchange` it says what the exchange becomes that begins with it.
    """

    title = forms.CharField(
        label=gettext_lazy("Title of the exchange"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    exchange_forms = forms.MultipleChoiceField(
        label=gettext_lazy("Forms of exchange"), choices=Form.choices, widget=forms.CheckboxSelectMultiple
    )
    start = forms.DateField(label=gettext_lazy("First day"), required=False, widget=DayInput())
    end = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DayInput())
    answer_before = forms.DateField(
        label=gettext_lazy("Answer before"),
        help_text=gettext_lazy("We remind them halfway, and two days before."),
        widget=DayInput(),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES, required=False)
    newest = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, need: Need | None, exchange: Exchange | None, newest: int | None = None
    ) -> None:
        base = exchange or (ExchangeData.of(need) if need else None)
        assert base is not None
        initial: dict[str, Any] = {
            "title": base.title,
            "exchange_forms": base.forms,
            "start": base.start,
            "end": base.end,
            "answer_before": timezone.localdate() + dt.timedelta(days=DAYS_TO_ANSWER),
            "language": page_language(),
            "newest": newest,
        }
        super().__init__(data, initial=initial)
        self.need, self.exchange = need, exchange
        if exchange is not None:
            del self.fields["title"], self.fields["exchange_forms"]
        chosen = queries.chosen_for(need) if need else []
        self._profiles = dict(chosen)
        self._standing = queries.standing_in(exchange) if exchange else set()
        self._findable = queries.findable_of(self._profiles.values())
        offers = [one for one in self._profiles.values() if isinstance(one, MunicipalOffer)]
        self._coordinated = queries.with_coordinator(offers) if offers else set()
        self.languages = sorted({_language(one) for one in self._profiles.values()})
        for language, text in queries.ready_made_texts(base.title, dict(settings.LANGUAGES)).items():
            self.fields[f"text_{language}"] = forms.CharField(
                label=_("Text in {language}").format(language=words.language_word(language)),
                required=False,
                initial=text,
                max_length=5_000,
                widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "lang": language}),
            )
        for key in [*self._profiles, BY_HAND]:
            self._add_row(key)

    def _add_row(self, key: str) -> None:
        if key != BY_HAND:
            name = face_of(self._profiles[key]).name
            self.fields[f"tick-{key}"] = forms.BooleanField(
                label=name, required=False, initial=not self._why_not(key), disabled=bool(self._why_not(key))
            )
        self.fields[f"part-{key}"] = forms.CharField(
            label=_("Part in the exchange"),
            required=False,
            max_length=150,
            widget=forms.TextInput(attrs={"dir": "auto", "list": "parts"}),
        )
        self.fields[f"anyway-{key}"] = forms.BooleanField(label=_("Invite anyway"), required=False)

    def _why_not(self, key: str) -> str:
        profile = self._profiles[key]
        if key in self._standing:
            return _("Is invited already, or takes part.")
        if key not in self._findable:
            return _("Can't be invited: may not be found (any more).")
        if isinstance(profile, MunicipalOffer) and profile.organisation_id not in self._coordinated:
            return _("Can't be invited: nobody coordinates here for this municipality.")
        if isinstance(profile, Expert) and not profile.email:
            return _("Can't be invited: there is no e-mail address in the profile.")
        return ""

    def rows(self) -> list[Candidate]:
        """Everybody who was chosen, in the order of the choices."""
        start, end = self._days()
        experts = [one for one in self._profiles.values() if isinstance(one, Expert)]
        people = [(one.pk, one.email) for one in experts]
        found = queries.overlaps(people, start=start, end=end, but=self.exchange)
        overlaps = {expert.profile_id: each for expert, each in zip(experts, found, strict=True)}
        return [
            Candidate(
                key,
                face_of(profile),
                _language(profile),
                self._why_not(key),
                _in_words(overlaps.get(key, [])),
                self[f"tick-{key}"],
                self[f"part-{key}"],
                self[f"anyway-{key}"],
            )
            for key, profile in self._profiles.items()
        ]

    def texts(self) -> list[BoundField]:
        """The texts in the languages that occur."""
        return [self[f"text_{language}"] for language in self.languages]

    def other_texts(self) -> list[BoundField]:
        """The texts in the other languages, for somebody whose address is typed in."""
        others = [code for code, _name in settings.LANGUAGES if code not in self.languages]
        return [self[f"text_{language}"] for language in others]

    @property
    def by_hand(self) -> list[BoundField]:
        return [self["name"], self["email"], self["language"], self[f"part-{BY_HAND}"]]

    @property
    def hand_is_open(self) -> bool:
        """Whether the part for somebody by name is shown at once."""
        return not self._profiles or bool(self.is_bound and (self.data.get("name") or self.data.get("email")))

    @property
    def hand_anyway(self) -> BoundField | None:
        """The tick for somebody by name who is asked elsewhere; only once that was found."""
        field = self[f"anyway-{BY_HAND}"]
        return field if field.errors or (self.is_bound and field.data) else None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = given.get("start"), given.get("end")
        _check_days(self, start, end)
        if given.get("email") and not given.get("name"):
            self.add_error("name", _("Give the name of who is invited."))
        if given.get("name") and not given.get("email") and "email" not in self.errors:
            self.add_error("email", _("Give the e-mail address of who is invited."))
        ticked = [key for key in self._profiles if given.get(f"tick-{key}")]
        if not ticked and not given.get("email") and not self.errors:
            raise ValidationError(_("Tick at least one person, or give a name and an e-mail address."))
        self._check_overlaps(given, ticked, start, end)
        return given

    def _check_overlaps(
        self, given: dict[str, Any], ticked: Sequence[str], start: dt.date | None, end: dt.date | None
    ) -> None:
        people = [(key, profile) for key in ticked if isinstance(profile := self._profiles[key], Expert)]
        asked: list[tuple[str, str, tuple[int | None, str]]] = [
            (key, str(profile), (profile.pk, profile.email)) for key, profile in people
        ]
        if given.get("email"):
            asked.append((BY_HAND, given.get("name", ""), (None, given["email"])))
        found = queries.overlaps([person for _key, _name, person in asked], start=start, end=end, but=self.exchange)
        for (key, name, _person), days in zip(asked, found, strict=True):
            if days and not given.get(f"anyway-{key}"):
                text = _("{name} is asked or expected elsewhere in these days. Tick this to invite anyway.")
                self.add_error(f"anyway-{key}", text.format(name=isolated(name)))

    def _days(self) -> tuple[dt.date | None, dt.date | None]:
        """The days as they are on the page: as typed, if that is a day."""
        if not self.is_bound:
            return self.initial["start"], self.initial["end"]
        self.is_valid()
        return self.cleaned_data.get("start"), self.cleaned_data.get("end")

    def exchange_data(self) -> ExchangeData:
        """What the exchange becomes that begins with it. Call it only when the form is valid."""
        assert self.need is not None
        given, base = self.cleaned_data, ExchangeData.of(self.need)
        return ExchangeData(
            title=given["title"],
            purpose=base.purpose,
            language=base.language,
            forms=[
                *(one for one in base.forms if one in given["exchange_forms"]),
                *(one for one in given["exchange_forms"] if one not in base.forms),
            ],
            partner=base.partner,
            country=base.country,
            project=base.project,
            need=base.need,
            themes=base.themes,
            start=given["start"],
            end=given["end"],
        )

    def invitees(self) -> Iterator[tuple[Invitee, bool]]:
        """Whom to invite, and whether also when they are asked elsewhere. Call it only when the form is valid."""
        given = self.cleaned_data
        for key, profile in self._profiles.items():
            if given[f"tick-{key}"]:
                text = given[f"text_{_language(profile)}"]
                yield Invitee(profile_id=key, part=given[f"part-{key}"], text=text), given[f"anyway-{key}"]
        if given["email"]:
            language = given["language"] or page_language()
            hand = Invitee(
                name=given["name"],
                email=given["email"],
                language=language,
                part=given[f"part-{BY_HAND}"],
                text=given[f"text_{language}"],
            )
            yield hand, given[f"anyway-{BY_HAND}"]


class ReplyForm(forms.Form):
    """The answer to a question about an invitation."""

    text = forms.CharField(
        label=gettext_lazy("Your message"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        super().__init__(data, prefix=f"reply{invitation.pk}")


class AgainForm(forms.Form):
    """Send an invitation anew: with more time, or with other dates."""

    answer_before = forms.DateField(label=gettext_lazy("Answer before"), widget=DayInput())
    start = forms.DateField(label=gettext_lazy("First day"), required=False, widget=DayInput())
    end = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DayInput())

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        soon = timezone.localdate() + dt.timedelta(days=DAYS_TO_ANSWER)
        initial = {
            "answer_before": max(soon, timezone.localdate(invitation.expires_at)),
            "start": invitation.proposed_start or invitation.start,
            "end": invitation.proposed_end or invitation.end,
        }
        super().__init__(data, prefix=f"again{invitation.pk}", initial=initial)


class WithdrawForm(forms.Form):
    """Why an invitation is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("They get to read this."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        super().__init__(data, prefix=f"withdraw{invitation.pk}")


def _check_days(form: forms.Form, start: dt.date | None, end: dt.date | None) -> None:
    if {"start", "end"} & set(form.errors):
        return
    if (start is None) != (end is None):
        form.add_error("start" if start is None else "end", _("Fill in both days, or neither."))
    elif start and end and end < start:
        form.add_error("end", _("The period ends before it starts."))
    elif end and end < timezone.localdate():
        form.add_error("end", _("This day is in the past."))


def _language(profile: Expert | MunicipalOffer) -> str:
    if isinstance(profile, Expert) and profile.user is not None:
        return str(profile.user.language)
    return profile.language


def _in_words(overlaps: Iterable[Overlap]) -> tuple[str, ...]:
    return tuple(
        (_("Takes part elsewhere: {period}") if one.accepted else _("Is asked elsewhere: {period}")).format(
            period=words.period(one.start, one.end)
        )
        for one in overlaps
    )
