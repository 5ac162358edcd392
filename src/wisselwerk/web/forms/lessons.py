"""The forms of lessons: writing one, quoting somebody, and narrowing the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.exchanges.actions import LessonData
from wisselwerk.exchanges.enums import LessonSide
from wisselwerk.exchanges.models import Exchange, Lesson
from wisselwerk.exchanges.queries.lessons import Home, LessonFilter, Offered, usual_goals
from wisselwerk.experts.themes import recognise
from wisselwerk.languages import isolated
from wisselwerk.thesaurus import codes
from wisselwerk.web.forms.experts import ThemesForm
from wisselwerk.web.forms.projects import Filters
from wisselwerk.web.projects import goal_name
from wisselwerk.web.themes import theme_choices


class LessonForm(ThemesForm):
    """A lesson as somebody writes it. `homes` are the sides to choose from; None for a lesson that has its side."""

    home = forms.ChoiceField(label=gettext_lazy("Whose lesson is it?"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=gettext_lazy("The lesson in one sentence"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    text = forms.CharField(
        label=gettext_lazy("What did you learn?"),
        help_text=gettext_lazy(
            "What was the matter, what did you do, what came of it, and what would you tell a colleague elsewhere? "
            "Name no people: those who may be named are quoted below the lesson, after they agreed."
        ),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the lesson"), required=False)
    sdgs = forms.MultipleChoiceField(
        label=gettext_lazy("Global goals"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, homes: list[Home] | None, text: str, **kwargs: Any) -> None:
        super().__init__(*args, text=text, **kwargs)
        self.homes, self.own_text = homes, text
        if homes is None:
            del self.fields["home"]
        else:
            self._choices("home", [(str(number), _home_words(one)) for number, one in enumerate(homes)])
        self._choices("language", [("", _("Recognise it")), *settings.LANGUAGES])
        self._choices("sdgs", [(goal, goal_name(goal)) for goal in codes.sdg() if "." not in goal])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @classmethod
    def new(cls, exchange: Exchange, homes: list[Home]) -> LessonForm:
        """An empty form, with the themes of the exchange and the goals of its project."""
        initial = {"themes": exchange.themes, "seen": exchange.themes, "sdgs": usual_goals(exchange)}
        return cls(initial={**initial, "home": "0"}, homes=homes, text="")

    @classmethod
    def of(cls, lesson: Lesson) -> LessonForm:
        """The form with a lesson as it is stored."""
        initial = {name: getattr(lesson, name) for name in ("title", "text", "language", "themes", "sdgs")}
        return cls(initial={**initial, "seen": lesson.themes, "seen_version": lesson.version}, homes=None, text="")

    def again(self) -> LessonForm:
        """The form with what was sent and, ticked, the theme that was added; without remarks."""
        initial = {
            name: field.widget.value_from_datadict(self.data, self.files, name) for name, field in self.fields.items()
        }
        if added := self.cleaned_data.get("add_theme"):
            initial |= {"themes": [*initial["themes"], added], "seen": [*initial["seen"], added], "add_theme": ""}
        return LessonForm(initial=initial, homes=self.homes, text=self.own_text)

    def only_about(self, name: str) -> LessonForm:
        """The form with the remarks about one field alone: for a button that does not save."""
        for other in [other for other in self.errors if other != name]:
            del self.errors[other]
        return self

    def chosen_home(self) -> Home:
        """Whose lesson it is, of a valid form with a choice."""
        assert self.homes is not None
        return self.homes[int(self.cleaned_data["home"])]

    def lesson(self) -> LessonData:
        """The lesson of a valid form."""
        given = self.cleaned_data
        return LessonData(
            title=given["title"],
            text=given["text"],
            language=given["language"] or recognise(f"{given['title']}\n{given['text']}").language,
            themes=self.chosen(),
            sdgs=given["sdgs"],
        )


class QuoteForm(forms.Form):
    """Somebody's words, and where they are asked whether they agree."""

    words = forms.CharField(
        label=gettext_lazy("What was said, word for word"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Who said it"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("We ask there whether they agree. Never published."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the message"), choices=settings.LANGUAGES)


class ModerationForm(forms.Form):
    """What the editor says to the author."""

    note = forms.CharField(
        label=gettext_lazy("Remark to the author"),
        help_text=gettext_lazy("Needed to send it back."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class LessonFilters(Filters):
    """What the list of lessons can be narrowed down to: only what there is."""

    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    sdg = forms.ChoiceField(label=gettext_lazy("Global goal"), required=False)
    side = forms.ChoiceField(label=gettext_lazy("Whose lesson"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = theme_choices(offered.themes)
        self.offer("theme", (choice for _group, choices in themes for choice in choices), by_name=True)
        self.offer("sdg", ((goal, goal_name(goal)) for goal in offered.goals))
        self.offer("side", LessonSide.choices)
        self.offer("country", ((country.pk, country) for country in offered.countries), by_name=True)

    @property
    def wanted(self) -> LessonFilter:
        """What was asked for; a choice that is not offered filters nothing."""
        self.is_valid()
        given = self.cleaned_data
        return LessonFilter(
            words=self.data.get("q", ""),
            theme=given.get("theme", ""),
            goal=given.get("sdg", ""),
            side=given.get("side", ""),
            country=given.get("country", ""),
        )


def _home_words(home: Home) -> str:
    side, organisation = home
    label = str(LessonSide(side).label)
    return f"{label} ({isolated(organisation.name)})" if organisation else label
