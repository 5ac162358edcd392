"""The form for a need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.experts.enums import CefrLevel, Form
from wisselwerk.experts.themes import recognise, vocabulary
from wisselwerk.files import MOST
from wisselwerk.needs import queries
from wisselwerk.needs.actions import NeedData
from wisselwerk.needs.enums import ExpertKindAsked, NeedStatus, ThemeState
from wisselwerk.needs.models import Clarification, Need
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.models import Project
from wisselwerk.web.forms.choosing import FIRST_LANGUAGES, OTHER_LANGUAGES, language_names
from wisselwerk.web.forms.uploads import ALLOWED, FilesField
from wisselwerk.web.lookups import find_project, project_label
from wisselwerk.web.themes import find_theme, page_language
from wisselwerk.web.words import language_word


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """One working language in the form: its name, the field for the level and the one for "must"."""

    code: str
    name: str
    level: BoundField
    must: BoundField


class ClarificationForm(forms.Form):
    """What the agency wants to know before it looks for people."""

    question = forms.CharField(
        label=gettext_lazy("What is unclear?"),
        help_text=gettext_lazy("The partner gets your question by mail. Write it in their language if you can."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class AnswerForm(forms.Form):
    """The answer to one such question."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, asked: Clarification) -> None:
        super().__init__(data, prefix=f"c{asked.pk}")
        self.asked = asked


class DayInput(forms.DateInput):
    """The browser's own calendar; it takes and gives days as ISO 8601, whatever the language of the page."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class NeedForm(forms.Form):
    """A need as a person writes it. `user` decides for which organisations; `need` is the one that is changed.

    A `draft` may be incomplete: a title or a beginning of the question will do.
    """

    text = forms.CharField(
        label=gettext_lazy("What is the question?"),
        help_text=gettext_lazy(
            "In your own words: in Dutch, English, French or Arabic. What happens now, and what should be different?"
        ),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("A few words by which everyone knows this question."),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the question"), required=False)
    # Ticked themes; all that were on the page; those that a person added themselves.
    themes = forms.MultipleChoiceField(label=gettext_lazy("Themes"), required=False)
    seen = forms.MultipleChoiceField(required=False)
    added = forms.MultipleChoiceField(required=False)
    add_theme = forms.CharField(label=gettext_lazy("Add a theme"), required=False, max_length=200)
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Who asks?"), queryset=Organisation.objects.none(), empty_label=gettext_lazy("Choose…")
    )
    responsible_name = forms.CharField(
        label=gettext_lazy("Who is responsible?"),
        help_text=gettext_lazy("The person in your government who can tell us more."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    responsible_email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
    )
    country = forms.ModelChoiceField(
        label=gettext_lazy("Country of the work"),
        queryset=Country.objects.none(),
        required=False,
        empty_label=gettext_lazy("The country of who asks"),
    )
    project = forms.CharField(
        label=gettext_lazy("Project"),
        help_text=gettext_lazy("Type a part of the title, or the IATI identifier."),
        required=False,
        max_length=600,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "list": "project-options"}),
    )
    exchange_forms = forms.MultipleChoiceField(
        label=gettext_lazy("Form of exchange"),
        required=False,
        choices=Form.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    must_forms = forms.BooleanField(label=gettext_lazy("These forms are a must"), required=False)
    period_start = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    period_end = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DayInput())
    flexible_days = forms.IntegerField(
        label=gettext_lazy("May shift by (days)"), required=False, min_value=0, max_value=365
    )
    must_period = forms.BooleanField(label=gettext_lazy("Having time in this period is a must"), required=False)
    people = forms.IntegerField(label=gettext_lazy("Number of people"), initial=1, min_value=1, max_value=50)
    working_days = forms.IntegerField(label=gettext_lazy("Working days"), required=False, min_value=1, max_value=365)
    expert_kind = forms.ChoiceField(
        label=gettext_lazy("Civil servant or administrator"),
        required=False,
        choices=ExpertKindAsked.choices,
        widget=forms.RadioSelect,
    )
    must_kind = forms.BooleanField(label=gettext_lazy("This is a must"), required=False)
    nice = forms.CharField(
        label=gettext_lazy("Nice to have"),
        help_text=gettext_lazy("What would be welcome but is no condition."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    uploads = FilesField(label=gettext_lazy("Files"), help_text=ALLOWED, required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, user: User, need: Need | None = None, draft: bool = False
    ) -> None:
        super().__init__(data, files, initial=_initial(need) if need else _initial_of(user))
        self.need, self.draft = need, draft
        for name in ("text", "title", "people") if draft else ():
            self.fields[name].required = False
        askers = queries.askers(user)
        if need:
            askers = askers | Organisation.objects.select_related("country").filter(pk=need.organisation_id)
        self.askers = list(askers)
        others = [code for code, _name in language_names([*OTHER_LANGUAGES, *(need.languages if need else ())])]
        self.codes = list(dict.fromkeys([*FIRST_LANGUAGES, *others]))
        for code in self.codes:
            self._add_language(code)
        organisation, country = self.fields["organisation"], self.fields["country"]
        assert isinstance(organisation, forms.ModelChoiceField)
        assert isinstance(country, forms.ModelChoiceField)
        organisation.queryset = askers
        country.queryset = Country.objects.order_by(f"name_{page_language()}")
        if len(self.askers) == 1:
            # Whoever speaks for one government only has nothing to choose.
            organisation.initial, organisation.disabled = self.askers[0].pk, True
            self.initial["organisation"] = self.askers[0].pk
        self._choices("language", [("", _("Recognise it")), *settings.LANGUAGES])
        concepts = [(concept, concept) for concept in vocabulary().concepts]
        for name in ("themes", "seen", "added"):
            self._choices(name, concepts)

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _add_language(self, code: str) -> None:
        name = language_word(code)
        self.fields[f"language_{code}"] = forms.ChoiceField(
            label=_("{language}: from which level?").format(language=name),
            required=False,
            choices=[("", _("Not asked")), *CefrLevel.choices],
        )
        self.fields[f"language_{code}_must"] = forms.BooleanField(
            label=_("{language} is a must").format(language=name), required=False
        )

    @property
    def only_asker(self) -> Organisation | None:
        """The one organisation for which this person can ask; None when there is something to choose."""
        return self.askers[0] if len(self.askers) == 1 else None

    def language_rows(self) -> list[LanguageRow]:
        """The languages that are shown at once: the four of the site, and others that are asked for."""
        return [row for row in self._rows() if row.code in FIRST_LANGUAGES or _in_use(row)]

    def more_language_rows(self) -> list[LanguageRow]:
        """The other languages."""
        return [row for row in self._rows() if row.code not in FIRST_LANGUAGES and not _in_use(row)]

    def _rows(self) -> Iterator[LanguageRow]:
        for code in self.codes:
            yield LanguageRow(code, language_word(code), self[f"language_{code}"], self[f"language_{code}_must"])

    def without_errors(self) -> NeedForm:
        """The same form with what was typed, not judged yet: for a page that only helps while someone is typing."""
        self._errors = ErrorDict()
        return self

    def clean_add_theme(self) -> str:
        words: str = self.cleaned_data["add_theme"].strip()
        if not words:
            return ""
        found = find_theme(words)
        if found is None:
            raise forms.ValidationError(_("There is no theme by this name. Try another word, or choose from the list."))
        return found

    def clean_project(self) -> Project | None:
        words: str = self.cleaned_data["project"].strip()
        if not words:
            return None
        if self.need and self.need.project and words == project_label(self.need.project):
            return self.need.project
        found = find_project(words)
        if found is None:
            raise forms.ValidationError(
                _("Not exactly one project was found. Choose from the list, or give its IATI identifier.")
            )
        return found

    def clean_uploads(self) -> list[UploadedFile[Any]]:
        files: list[UploadedFile[Any]] = self.cleaned_data["uploads"]
        if len(files) + (self.need.attachments.count() if self.need else 0) > MOST:
            raise forms.ValidationError(
                _("A question can have %(most)s files. Choose the most important ones."), params={"most": MOST}
            )
        return files

    @property
    def loses_files(self) -> bool:
        """Whether files were chosen that the browser does not keep, because something else is not right yet."""
        return bool(self.files) and not self.has_error("uploads")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_period(given)
        if self.draft:
            if not given.get("title") and not given.get("text") and not self.errors:
                self.add_error("title", _("Write a title, or the beginning of your question."))
            return given
        self._check_whole(given)
        return given

    def _check_period(self, given: dict[str, Any]) -> None:
        start, end = given.get("period_start"), given.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The period ends before it starts."))
        elif end and end < timezone.localdate() and end != (self.need and self.need.period_end):
            self.add_error("period_end", _("This day is in the past."))

    def _check_whole(self, given: dict[str, Any]) -> None:
        start, end = given.get("period_start"), given.get("period_end")
        if (start is None) != (end is None) and not {"period_start", "period_end"} & set(self.errors):
            self.add_error("period_start" if start is None else "period_end", _("Fill in both days, or neither."))
        if given.get("must_period") and not (start or end) and not {"period_start", "period_end"} & set(self.errors):
            self.add_error("period_start", _("Say which period is a must."))
        if given.get("must_forms") and not given.get("exchange_forms"):
            self.add_error("exchange_forms", _("Say which forms are a must."))
        if given.get("must_kind") and not given.get("expert_kind"):
            self.add_error("expert_kind", _("Say which of the two is a must."))
        for code in self.codes:
            if given.get(f"language_{code}_must") and not given.get(f"language_{code}"):
                self.add_error(f"language_{code}", _("Choose the lowest level that will do."))

    def need_data(self) -> NeedData:
        """What an action gets. Call it only when the form is valid."""
        given = self.cleaned_data
        levels = {code: given[f"language_{code}"] for code in self.codes if given[f"language_{code}"]}
        themes = list(dict.fromkeys([*given["themes"], *filter(None, [given["add_theme"]])]))
        organisation: Organisation = given["organisation"]
        return NeedData(
            title=given["title"] or shortened(given["text"]),
            text=given["text"],
            language=given["language"] or recognise(given["text"] or given["title"]).language,
            organisation=organisation,
            country=given["country"] or organisation.country,
            project=given["project"],
            themes=themes,
            removed_themes=[concept for concept in given["seen"] if concept not in themes],
            forms=given["exchange_forms"],
            period_start=given["period_start"],
            period_end=given["period_end"],
            flexible_days=given["flexible_days"] or 0,
            working_days=given["working_days"],
            people=given["people"] or 1,
            expert_kind=given["expert_kind"],
            must={
                "languages": {code: level for code, level in levels.items() if given[f"language_{code}_must"]},
                "forms": given["must_forms"],
                "period": given["must_period"],
                "kind": given["must_kind"],
            },
            nice=given["nice"],
            languages=levels,
            responsible_name=given["responsible_name"],
            responsible_email=given["responsible_email"],
        )

    @property
    def is_draft(self) -> bool:
        """Whether saving as a draft makes sense: for a new need and for one that is a draft still."""
        return self.need is None or self.need.status == NeedStatus.DRAFT


def _in_use(row: LanguageRow) -> bool:
    return bool(row.level.value() or row.must.value() or row.level.errors)


def shortened(text: str) -> str:
    """The first words of a text: the title of a draft that has none yet."""
    return Truncator(Truncator(text).words(8, truncate="…")).chars(150)


def _initial_of(user: User) -> dict[str, Any]:
    """For a new need: whoever writes it for their own government is probably the one who knows."""
    if not user.has_role(Role.PARTNER):
        return {}
    return {"responsible_name": user.name, "responsible_email": user.email}


def _initial(need: Need) -> dict[str, Any]:
    states = {theme.concept: theme.state for theme in need.themes.all()}
    confirmed = [concept for concept, state in states.items() if state == ThemeState.CONFIRMED]
    required = need.must.get("languages", {})
    return {
        "text": need.text,
        "title": need.title,
        "language": need.language,
        "themes": confirmed,
        "seen": list(states),
        "added": confirmed,
        "organisation": need.organisation_id,
        "country": need.country_id,
        "project": project_label(need.project) if need.project else "",
        "exchange_forms": need.forms,
        "must_forms": need.must.get("forms", False),
        "period_start": need.period_start,
        "period_end": need.period_end,
        "flexible_days": need.flexible_days or None,
        "must_period": need.must.get("period", False),
        "people": need.people,
        "working_days": need.working_days,
        "expert_kind": need.expert_kind,
        "must_kind": need.must.get("kind", False),
        "nice": need.nice,
        "responsible_name": need.responsible_name,
        "responsible_email": need.responsible_email,
        **{f"language_{code}": level for code, level in {**need.languages, **required}.items()},
        **{f"language_{code}_must": True for code in required},
    }
