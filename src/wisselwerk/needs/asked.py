"""What a need asks, as frozen data: read from the database for a new ranking, or back from a stored shortlist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wisselwerk import matching
from wisselwerk.needs.enums import ThemeState
from wisselwerk.needs.models import Need, NeedTheme

# Keys of must-haves that have no value of their own.
KIND = "kind"
PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Asked:
    """A need at one moment. `required` names which of its `wishes` are must-haves, by key.

    A key is "language:fr", "form:visit", "kind" (civil servant or administrator) or "period".
    """

    title: str
    text: str
    language: str
    themes: tuple[str, ...] = ()
    removed_themes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    flexible_days: int = 0
    working_days: int | None = None
    people: int = 1
    expert_kind: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)
    nice: str = ""
    country: str = ""
    required: tuple[str, ...] = ()

    @property
    def full_text(self) -> str:
        """What matching reads, and what the places of recognised words refer to."""
        return f"{self.title}\n\n{self.text}"

    @property
    def text_start(self) -> int:
        """Where the question itself begins in `full_text`."""
        return len(self.full_text) - len(self.text)

    @property
    def period(self) -> matching.Period | None:
        """The period asked for, widened by the days that it may shift."""
        if self.period_start is None or self.period_end is None:
            return None
        margin = dt.timedelta(days=self.flexible_days)
        return matching.Period(self.period_start - margin, self.period_end + margin)

    def wishes(self) -> tuple[matching.Condition, ...]:
        """Everything asked that can be made a must-have."""
        return (
            *(matching.Condition("language", code, level) for code, level in self.languages.items()),
            *(matching.Condition("form", form) for form in self.forms),
            *((matching.Condition("role", self.expert_kind),) if self.expert_kind else ()),
            *((matching.Condition("available"),) if self.period else ()),
        )

    def requiring(self, keys: frozenset[str]) -> Asked:
        """The same need with other must-haves; keys of what is not asked are left out."""
        return replace(self, required=tuple(key for wish in self.wishes() if (key := key_of(wish)) in keys))

    def as_matching_need(self, need_id: object) -> matching.Need:
        """The need as the matching library reads it."""
        return matching.Need(
            id=str(need_id),
            text=self.full_text,
            lang=self.language,
            themes=self.themes,
            removed_themes=self.removed_themes,
            must=matching.Must(
                languages={
                    code: level for code, level in self.languages.items() if f"language:{code}" in self.required
                },
                forms=tuple(form for form in self.forms if f"form:{form}" in self.required),
                roles=_roles(self.expert_kind) if KIND in self.required else (),
                available=PERIOD in self.required and self.period is not None,
            ),
            nice=matching.Must(languages=dict(self.languages), roles=_roles(self.expert_kind)),
            period=self.period,
            forms=self.forms,
            countries=(self.country,) if self.country else (),
        )


def key_of(condition: matching.Condition) -> str:
    """The key by which a must-have is switched on and off."""
    match condition.kind:
        case "role":
            return KIND
        case "available":
            return PERIOD
        case _:
            return f"{condition.kind}:{condition.value}"


def asked_by(need: Need) -> Asked:
    """What `need` asks now, with its own must-haves switched on."""
    must, themes = need.must, list(NeedTheme.objects.filter(need=need))  # never those that were read before a change
    keys = {f"language:{code}" for code in must.get("languages", {})}
    keys |= {f"form:{form}" for form in need.forms} if must.get("forms") else set()
    keys |= {key for key in (KIND, PERIOD) if must.get(key)}
    return Asked(
        title=need.title,
        text=need.text,
        language=need.language,
        themes=tuple(theme.concept for theme in themes if theme.state == ThemeState.CONFIRMED),
        removed_themes=tuple(theme.concept for theme in themes if theme.state == ThemeState.REMOVED),
        forms=tuple(need.forms),
        period_start=need.period_start,
        period_end=need.period_end,
        flexible_days=need.flexible_days,
        working_days=need.working_days,
        people=need.people,
        expert_kind=need.expert_kind,
        languages={**need.languages, **must.get("languages", {})},
        nice=need.nice,
        country=need.country_id or "",
    ).requiring(frozenset(keys))


def _roles(kind: str) -> tuple[matching.Role, ...]:
    match kind:
        case "official":
            return ("official",)
        case "administrator":
            return ("administrator",)
        case _:
            return ()
