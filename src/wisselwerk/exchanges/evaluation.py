"""The questions of the evaluation, by side. Answers are stored under the keys; the words may change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.exchanges.enums import Side

TEXT: Final = "text"
SCALE: Final = "scale"
CHOICE: Final = "choice"
LONGEST_ANSWER: Final = 5_000


class Score(models.TextChoices):
    """A scale of five in words."""

    ONE = "1", gettext_lazy("Not at all")
    TWO = "2", gettext_lazy("A little")
    THREE = "3", gettext_lazy("Fairly")
    FOUR = "4", gettext_lazy("Well")
    FIVE = "5", gettext_lazy("Very well")


class Again(models.TextChoices):
    YES = "yes", gettext_lazy("Yes")
    PERHAPS = "perhaps", gettext_lazy("Perhaps")
    NO = "no", gettext_lazy("No")


@dataclass(frozen=True, slots=True)
class Question:
    """`label` is how it is asked, `topic` what it is called where the sides stand beside each other."""

    key: str
    kind: str
    label: str | Promise
    topic: str | Promise
    is_required: bool = False

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The answers one can choose from; none for a question that is answered in words."""
        offered = {SCALE: Score.choices, CHOICE: Again.choices}.get(self.kind, [])
        return [(value, str(label)) for value, label in offered]


_DELIVERED = Question(
    "delivered", TEXT, gettext_lazy("What was delivered?"), gettext_lazy("What was delivered"), is_required=True
)
_USEFUL = Question(
    "useful", SCALE, gettext_lazy("Did it help with the question?"), gettext_lazy("Helped with the question"), True
)
_PREPARED = Question("prepared", SCALE, gettext_lazy("Was it prepared well?"), gettext_lazy("Prepared well"))
_DIFFERENT = Question(
    "different", TEXT, gettext_lazy("What should be different next time?"), gettext_lazy("What should be different")
)
_AGAIN = Question("again", CHOICE, gettext_lazy("Would you do it again?"), gettext_lazy("Would do it again"))
_USE = gettext_lazy("What the partner does with it")

QUESTIONS: Final[Mapping[str, tuple[Question, ...]]] = {
    Side.EXPERT: (
        _DELIVERED,
        _USEFUL,
        _PREPARED,
        Question("home", TEXT, gettext_lazy("What do you take home?"), gettext_lazy("What the expert takes home")),
        _DIFFERENT,
        _AGAIN,
    ),
    Side.PARTNER: (
        _DELIVERED,
        _USEFUL,
        _PREPARED,
        Question("use", TEXT, gettext_lazy("What will you do with it?"), _USE),
        _DIFFERENT,
        _AGAIN,
    ),
    Side.COUNTRY_TEAM: (
        _DELIVERED,
        _USEFUL,
        _PREPARED,
        Question("use", TEXT, gettext_lazy("What do you expect the partner to do with it?"), _USE),
        _DIFFERENT,
        _AGAIN,
    ),
}


def all_questions(sides: Iterable[str]) -> list[Question]:
    """The questions that any of the sides answers, each once, in an order that suits all."""
    found: dict[str, Question] = {}
    for number in range(max(map(len, QUESTIONS.values()))):
        for side in sides:
            question = QUESTIONS[side][number]
            found.setdefault(question.key, question)
    return list(found.values())


def checked_answers(side: str, given: Mapping[str, str]) -> dict[str, str]:
    """The answers that belong to the questions of this side, without space around them and without empty ones.

    Raises `ValidationError` by question: one that must be answered and is not, an answer that can't be chosen, or one
    that is too long.
    """
    answers, errors = {}, {}
    for question in QUESTIONS[side]:
        answer = given.get(question.key, "").strip()
        if not answer and question.is_required:
            errors[question.key] = _("Please answer this question.")
        elif answer and question.choices and answer not in {value for value, _label in question.choices}:
            errors[question.key] = _("Choose one of the answers.")
        elif len(answer) > LONGEST_ANSWER:
            errors[question.key] = _("This is too long: at most {count} characters.").format(count=LONGEST_ANSWER)
        elif answer:
            answers[question.key] = answer
    if errors:
        raise ValidationError(errors)
    return answers
