"""The forms of what came of an exchange: evaluation, follow-up, and checking a certificate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.exchanges.actions import LessonData
from wisselwerk.exchanges.actions.outcomes import stamp
from wisselwerk.exchanges.enums import FollowUpState, Side
from wisselwerk.exchanges.evaluation import LONGEST_ANSWER, QUESTIONS, TEXT
from wisselwerk.exchanges.models import Evaluation, FollowUp
from wisselwerk.experts.themes import recognise
from wisselwerk.web.themes import page_language


class EvaluationForm(forms.Form):
    """The questions of one side and, if that side takes a lesson along, room to write it down."""

    lesson_title = forms.CharField(
        label=gettext_lazy("The lesson in one sentence"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    lesson_text = forms.CharField(
        label=gettext_lazy("What should others know about it?"),
        help_text=gettext_lazy("Everybody can read it once the editor has looked at it. Name no people."),
        required=False,
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, evaluation: Evaluation) -> None:
        super().__init__(data, initial={**evaluation.answers, "seen": stamp(evaluation)})
        self.questions = QUESTIONS[evaluation.side]
        if evaluation.side == Side.COUNTRY_TEAM:
            del self.fields["lesson_title"], self.fields["lesson_text"]
        for question in self.questions:
            self.fields[question.key] = (
                forms.CharField(
                    label=str(question.label),
                    required=question.is_required,
                    max_length=LONGEST_ANSWER,
                    widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
                )
                if question.kind == TEXT
                else forms.ChoiceField(
                    label=str(question.label),
                    required=question.is_required,
                    choices=question.choices,
                    widget=forms.RadioSelect,
                )
            )

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[question.key] for question in self.questions]

    @property
    def asks_lesson(self) -> bool:
        return "lesson_title" in self.fields

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        title, text = given.get("lesson_title"), given.get("lesson_text")
        if bool(title) != bool(text) and not {"lesson_title", "lesson_text"} & set(self.errors):
            self.add_error("lesson_text" if title else "lesson_title", _("Fill in both, or neither."))
        return given

    def answers(self) -> dict[str, str]:
        """The answers of a valid form."""
        return {question.key: self.cleaned_data[question.key] for question in self.questions}

    def answers_language(self) -> str:
        """The language in which the answers of a valid form are written."""
        words = "\n".join(self.cleaned_data[one.key] for one in self.questions if one.kind == TEXT)
        return language_of(words)

    def lesson(self) -> LessonData | None:
        """The lesson of a valid form, if there is one."""
        title, text = self.cleaned_data.get("lesson_title"), self.cleaned_data.get("lesson_text")
        if not title or not text:
            return None
        return LessonData(title=title, text=text, language=language_of(f"{title}\n{text}"))


class FollowUpForm(forms.Form):
    """How it stands, some months later."""

    state = forms.ChoiceField(
        label=gettext_lazy("How does it stand?"), choices=FollowUpState.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("What became of it?"),
        help_text=gettext_lazy("What do you do differently now? What stands in the way? A few words are enough."),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, follow_up: FollowUp) -> None:
        now = {"state": follow_up.state, "text": follow_up.text, "seen": stamp(follow_up)}
        super().__init__(data, initial=now)


class CodeForm(forms.Form):
    """The code of a certificate, typed over from paper."""

    code = forms.CharField(
        label=gettext_lazy("Code on the certificate"),
        help_text=gettext_lazy("Sixteen letters and digits. Spaces and capitals make no difference."),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )


def language_of(words: str) -> str:
    """The language of what somebody wrote; that of the page when there are no words to tell it by."""
    return recognise(words).language if words.strip() else page_language()
