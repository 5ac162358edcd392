"""Questions about needs and shortlists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from wisselwerk import matching
from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.experts import index
from wisselwerk.experts.models import Expert, MunicipalOffer, ProfileChange
from wisselwerk.experts.queries import by_profile_id
from wisselwerk.experts.themes import vocabulary, with_narrower
from wisselwerk.needs.asked import Asked, asked_by
from wisselwerk.needs.enums import NeedStatus, ThemeState
from wisselwerk.needs.models import Choice, Clarification, Need, NeedAttachment, NeedTheme, Shortlist
from wisselwerk.needs.passages import Passage, from_data
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Country, Organisation
from wisselwerk.programmes.texts import searchable

SORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "newest": ("-created_at", "-id"),
    "oldest": ("created_at", "id"),
    "title": ("title", "id"),
    "organisation": ("organisation__name", "-created_at", "-id"),
    "period": ("period_start", "-created_at", "-id"),
}


def needs_visible_to(user: User) -> QuerySet[Need]:
    """The needs that `user` may list: officers all, a partner government its own."""
    confirmed = Prefetch("themes", queryset=NeedTheme.objects.order_by("id"))
    needs = Need.objects.select_related("organisation", "country", "project__programme").prefetch_related(confirmed)
    if user.has_role(Role.OFFICER):
        return needs
    own = [organisation_id for role, organisation_id in user.current_roles if role == Role.PARTNER]
    return needs.filter(organisation__in=own)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFilter:
    """What the list of needs can be narrowed to. `theme` holds for the themes below it as well."""

    text: str = ""
    status: str = ""
    country: str = ""
    theme: str = ""
    project: int | None = None
    language: str = ""
    sort: str = "newest"


def find_needs(user: User, wanted: NeedFilter) -> QuerySet[Need]:
    """The needs that `user` may list and that meet the filter, each with `shortlist_count`."""
    needs = needs_visible_to(user)
    for word in wanted.text.split():
        needs = needs.filter(Q(search_text__contains=searchable([word])) | Q(organisation__name__icontains=word))
    if wanted.theme:
        themes = NeedTheme.objects.filter(concept__in=with_narrower(wanted.theme), state=ThemeState.CONFIRMED)
        needs = needs.filter(pk__in=themes.values("need"))
    exact = {"status": wanted.status, "country": wanted.country, "project": wanted.project, "language": wanted.language}
    needs = needs.filter(**{name: value for name, value in exact.items() if value})
    return needs.annotate(shortlist_count=Count("shortlists", distinct=True)).order_by(
        *SORTS.get(wanted.sort, SORTS["newest"])
    )


def themes_in_use(user: User) -> list[str]:
    """The themes that the needs in the list of `user` have."""
    visible = needs_visible_to(user).order_by().values("pk")
    themes = NeedTheme.objects.filter(need__in=visible, state=ThemeState.CONFIRMED)
    return list(themes.order_by("concept").values_list("concept", flat=True).distinct())


def countries_in_use(user: User) -> QuerySet[Country]:
    """The countries that the needs in the list of `user` are about."""
    return Country.objects.filter(pk__in=needs_visible_to(user).order_by().values("country"))


def askers(user: User) -> QuerySet[Organisation]:
    """The organisations for which `user` may submit a need: an officer for all partners, a partner for its own."""
    organisations = Organisation.objects.current().select_related("country")
    if user.has_role(Role.OFFICER):
        kinds = [OrganisationKind.PARTNER_GOVERNMENT, OrganisationKind.INSTITUTION, OrganisationKind.COUNTRY_TEAM]
        return organisations.filter(kind__in=kinds)
    own = [organisation_id for role, organisation_id in user.current_roles if role == Role.PARTNER]
    return organisations.filter(pk__in=own)


def rank(need: Need, *, top: int, required: frozenset[str] | None = None) -> matching.Ranking:
    """The people and offers that fit a need best, with reasons. Reads only; `record_shortlist` keeps what is shown.

    `required` names the must-haves by key (see `Asked`); None takes those of the need.
    """
    return rank_asked(asked(need, required), need_id=need.pk, top=top)


def asked(need: Need, required: frozenset[str] | None = None) -> Asked:
    """What a need asks now, with its own must-haves or with others."""
    found = asked_by(need)
    return found if required is None else found.requiring(required)


def rank_asked(wanted: Asked, *, need_id: object, top: int) -> matching.Ranking:
    """The ranking for what was asked, on today's profiles."""
    return index.current().rank(wanted.as_matching_need(need_id), top=top, today=timezone.localdate())


def attachments_of(need: Need) -> QuerySet[NeedAttachment]:
    """The files that go with a need, the first one first."""
    return need.attachments.select_related("added_by")


def clarifications_of(need: Need) -> QuerySet[Clarification]:
    """What was unclear about a need and what was answered, in the order in which it was asked."""
    return need.clarifications.select_related("asked_by", "answered_by")


def unanswered(user: User) -> QuerySet[Clarification]:
    """What a partner is asked about its needs and has not answered, the oldest first."""
    own = [organisation_id for role, organisation_id in user.current_roles if role == Role.PARTNER]
    waiting = Clarification.objects.filter(answered_at=None, need__organisation__in=own)
    return waiting.exclude(need__status=NeedStatus.CLOSED).select_related("need").order_by("asked_at", "pk")


def answered(user: User, *, since: dt.datetime) -> QuerySet[Clarification]:
    """What others answered to `user` of late, about needs for which nobody was looked for after that."""
    looked = Shortlist.objects.filter(need=OuterRef("need"), made_at__gte=OuterRef("answered_at"))
    found = Clarification.objects.filter(~Exists(looked), asked_by=user, answered_at__gte=since)
    return (
        found.exclude(answered_by=user)
        .exclude(need__status=NeedStatus.CLOSED)
        .select_related("need__organisation")
        .order_by("answered_at", "pk")
    )


def shortlists_of(need: Need) -> QuerySet[Shortlist]:
    """Every ranking that was shown for a need, newest first, with how many choices made on it stand."""
    standing = Count("choices", filter=Q(choices__withdrawn_at=None))
    found = need.shortlists.select_related("made_by").defer("ranking", "quotes").annotate(chosen=standing)
    return found.order_by("-made_at", "-id")  # a query that counts does not keep the order of the model


@dataclass(frozen=True, slots=True)
class Shown:
    """A candidate of a stored shortlist. `profile` is None for someone who may no longer be shown."""

    candidate: matching.Candidate
    profile: Expert | MunicipalOffer | None
    language: str
    passages: tuple[Passage, ...]
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A stored shortlist, read back: what was asked, what was ranked, and the people as they are known now."""

    asked: Asked
    ranking: matching.Ranking
    shown: tuple[Shown, ...]

    @property
    def people(self) -> list[Expert | MunicipalOffer]:
        """Those who may still be shown."""
        return [one.profile for one in self.shown if one.profile is not None]


def opened(shortlist: Shortlist) -> Opened:
    """A stored shortlist as it was, with today's names of those who may still be found."""
    ranking = matching.from_dict(matching.Ranking, shortlist.ranking)
    profiles = by_profile_id([candidate.profile for candidate in ranking.candidates])
    choices = standing_choices(shortlist.need_id)
    shown = []
    for candidate in ranking.candidates:
        quoted = shortlist.quotes.get(candidate.profile, {})
        shown.append(
            Shown(
                candidate,
                profiles.get(candidate.profile),
                quoted.get("language", ""),
                from_data(quoted.get("passages", ())),
                choices.get(candidate.profile),
            )
        )
    return Opened(matching.from_dict(Asked, shortlist.inputs), ranking, tuple(shown))


def standing_choices(need_id: int) -> dict[str, Choice]:
    """The choices for a need that were not withdrawn, by profile id."""
    choices = Choice.objects.filter(need=need_id, withdrawn_at=None).select_related("chosen_by")
    return {choice.profile_id: choice for choice in choices}


def choices_of(need: Need) -> list[tuple[Choice, Expert | MunicipalOffer | None]]:
    """Every choice for a need, withdrawn ones included, with whom it was about if they may still be shown."""
    choices = list(need.choices.select_related("chosen_by"))
    profiles = by_profile_id([choice.profile_id for choice in choices])
    return [(choice, profiles.get(choice.profile_id)) for choice in choices]


@dataclass(frozen=True, slots=True)
class Changes:
    """What became different since a shortlist was made."""

    newer: Shortlist | None
    need: bool
    people: bool
    version: bool

    def __bool__(self) -> bool:
        return self.need or self.people or self.version


def changes_since(shortlist: Shortlist, was_asked: Asked) -> Changes:
    """Whether the same question would be answered by other people, another need or another version today.

    Other must-haves alone are no change: they were chosen for this shortlist.
    """
    newer = shortlist.need.shortlists.filter(pk__gt=shortlist.pk).only("pk", "need_id", "made_at").first()
    return Changes(
        newer=newer,
        need=asked(shortlist.need, frozenset()) != was_asked.requiring(frozenset()),
        people=ProfileChange.objects.filter(at__gt=shortlist.made_at).exists(),
        version=shortlist.version != matching.version(vocabulary()),
    )


def profiles_shown(profile_ids: Iterable[str]) -> dict[str, Expert | MunicipalOffer]:
    """The people and offers behind profile ids as they come from an address; ids that make no sense are passed over."""
    return by_profile_id([one for one in dict.fromkeys(profile_ids) if _is_profile_id(one)])


def _is_profile_id(value: str) -> bool:
    kind, _colon, key = value.partition(":")
    return kind in {"expert", "offer"} and key.isascii() and key.isdigit() and len(key) < 18


def choices_about(profile_id: str) -> list[dict[str, Any]]:
    """What was chosen about a person, for the export of their data."""
    return [
        {
            "need": choice.need.title,
            "reason": choice.reason,
            "on": choice.chosen_at.isoformat(),
            "withdrawn": choice.withdrawn_at.isoformat() if choice.withdrawn_at else None,
        }
        for choice in Choice.objects.filter(profile_id=profile_id).select_related("need")
    ]
