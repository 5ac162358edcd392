"""Where a profile stands: can it be found, if not why not, and what would help."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselwerk.experts.enums import ExpertStatus, Freshness, Purpose
from wisselwerk.experts.models import Expert
from wisselwerk.experts.queries import standing_consents


class Obstacle(models.TextChoices):
    """Why somebody can't be found."""

    EMAIL = "email", _("Your e-mail address is not confirmed yet.")
    CONSENT = "consent", _("You have not agreed to be found for questions of partner municipalities.")
    PAUSED = "paused", _("You paused your profile.")


class Wish(models.TextChoices):
    """What would make a profile better, the most useful first."""

    CONFIRM = "confirm", _("Confirm that your profile is still right")
    THEMES = "themes", _("Choose your themes")
    LANGUAGES = "languages", _("Say in which languages you can work")
    AVAILABILITY = "availability", _("Say when you have time")


@dataclass(frozen=True, slots=True)
class ProfileState:
    """`obstacles` say why not; without any the person can be found. `wishes` are about the profile itself."""

    obstacles: tuple[Obstacle, ...]
    wishes: tuple[Wish, ...]

    @property
    def is_findable(self) -> bool:
        return not self.obstacles


def state_of(expert: Expert) -> ProfileState:
    """What stands in the way of being found, and what is missing or old in the profile."""
    obstacles = {
        Obstacle.EMAIL: expert.status == ExpertStatus.DRAFT,
        Obstacle.CONSENT: Purpose.MATCHING not in standing_consents(expert),
        Obstacle.PAUSED: expert.status == ExpertStatus.PAUSED,
    }
    wishes = {
        Wish.CONFIRM: expert.freshness != Freshness.FRESH,
        Wish.THEMES: not expert.themes.all(),
        Wish.LANGUAGES: not expert.languages,
        Wish.AVAILABILITY: not any(period.end >= timezone.localdate() for period in expert.availabilities.all()),
    }
    return ProfileState(
        tuple(obstacle for obstacle, there in obstacles.items() if there),
        tuple(wish for wish, there in wishes.items() if there),
    )
