"""Exchanges: which ones somebody may see, the list with its filters, and what happened in one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Case, Count, Exists, F, OrderBy, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, When

from wisselwerk.accounts.enums import Role
from wisselwerk.accounts.models import User
from wisselwerk.exchanges.enums import ExchangeStatus, ParticipantStatus, SessionStatus
from wisselwerk.exchanges.models import Evaluation, Exchange, HourLine, Participant, Session, Shift
from wisselwerk.experts.enums import Form
from wisselwerk.organisations.enums import OrganisationKind
from wisselwerk.organisations.models import Country
from wisselwerk.programmes.enums import ParticipationRole
from wisselwerk.programmes.models import Programme
from wisselwerk.programmes.texts import searchable

SORTS: Final[Mapping[str, tuple[OrderBy | str, ...]]] = {
    "first": ("is_over", F("start").asc(nulls_first=True), "-id"),
    "last": (F("start").desc(nulls_last=True), "-id"),
    "changed": ("-changed_at", "-id"),
    "title": ("title", "-id"),
    "partner": ("partner__name", "-id"),
}
# Past these an exchange asks nothing any more; the list shows it when it is asked for.
OVER: Final = (ExchangeStatus.CLOSED, ExchangeStatus.CANCELLED)
# An exchange that begins within this time should be ready, or nearly so.
SOON: Final = dt.timedelta(days=14)
# Forms for a public that is counted afterwards.
PUBLIC_FORMS: Final = (Form.WEBINAR, Form.ROUND_TABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFilter:
    """What the list can be narrowed to. `status` is one state, or "open" for all that are not closed or cancelled.

    `since` and `until` leave those that take place, at least in part, in that period.
    """

    text: str = ""
    status: str = ""
    form: str = ""
    country: str = ""
    programme: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    mine: bool = False
    sort: str = "first"


def exchanges_visible_to(user: User) -> QuerySet[Exchange]:
    """The same as the rule `exchanges.view_exchange`, for many at once."""
    found = Exchange.objects.select_related("partner", "country", "need", "project__programme", "officer")
    if user.has_role(Role.OFFICER):
        return found
    roles: dict[str, list[int]] = {}
    for role, organisation in user.current_roles:
        roles.setdefault(role, []).append(organisation)
    own = Participant.objects.joining().of_user(user).values("exchange")
    allowed = Q(pk__in=own) | Q(partner__in=roles.get(Role.PARTNER, []))
    spared = [*roles.get(Role.COORDINATOR, []), *roles.get(Role.EMPLOYER, [])]
    if spared:
        joining = Participant.objects.filter(organisation__in=spared, status=ParticipantStatus.JOINING)
        allowed |= Q(pk__in=joining.values("exchange"))
    if teams := roles.get(Role.COUNTRY_TEAM):
        memberships = user.memberships.current().filter(role=Role.COUNTRY_TEAM, organisation__in=teams)
        if memberships.filter(organisation__kind=OrganisationKind.AGENCY).exists():
            return found
        allowed |= Q(country__in=memberships.values("organisation__country"))
    return found.filter(allowed)


def find_exchanges(user: User, wanted: ExchangeFilter) -> QuerySet[Exchange]:
    """The exchanges that `user` may see and that meet the filter, each with `people`: how many take part.

    In the order "first" those that are closed or cancelled come last.
    """
    found = exchanges_visible_to(user)
    for word in wanted.text.split():
        found = found.filter(Q(search_text__contains=searchable([word])) | Q(partner__name__icontains=word))
    if wanted.status == "open":
        found = found.exclude(status__in=OVER)
    elif wanted.status:
        found = found.filter(status=wanted.status)
    if wanted.form:
        # The values of forms do not contain one another within quotes: a search that every database can do.
        found = found.filter(forms__icontains=f'"{wanted.form}"')
    if wanted.country:
        found = found.filter(country=wanted.country)
    if wanted.programme:
        found = found.filter(project__programme=wanted.programme)
    if wanted.since:
        found = found.filter(Q(end__gte=wanted.since) | Q(end=None, start__gte=wanted.since))
    if wanted.until:
        found = found.filter(start__lte=wanted.until)
    if wanted.mine:
        own = Participant.objects.joining().of_user(user).values("exchange")
        found = found.filter(Q(officer=user) | Q(pk__in=own))
    people = Count("participants", filter=Q(participants__status=ParticipantStatus.JOINING), distinct=True)
    is_over = Case(When(status__in=OVER, then=1), default=0)
    return found.annotate(people=people, is_over=is_over).order_by(*SORTS.get(wanted.sort, SORTS["first"]))


def with_sums(exchanges: QuerySet[Exchange]) -> QuerySet[Exchange]:
    """The same with what a spreadsheet adds: municipalities, and `session_count`, `audience`, hours planned and actual.

    `spared_by` holds the participants with their employers.
    """
    sessions = Session.objects.filter(exchange=OuterRef("pk")).exclude(status=SessionStatus.CANCELLED).order_by()
    hours = HourLine.objects.filter(participant__exchange=OuterRef("pk")).order_by()
    employers = Participant.objects.joining().select_related("organisation")
    return exchanges.annotate(
        session_count=_of(sessions.values("exchange").annotate(value=Count("pk"))),
        audience=_of(sessions.values("exchange").annotate(value=Sum("audience"))),
        hours_planned=_of(hours.values("participant__exchange").annotate(value=Sum("planned"))),
        hours_actual=_of(hours.values("participant__exchange").annotate(value=Sum("actual"))),
    ).prefetch_related(Prefetch("participants", queryset=employers, to_attr="spared_by"))


def countries_in_use(user: User) -> QuerySet[Country]:
    """The countries of the exchanges in the list of `user`."""
    return Country.objects.filter(pk__in=exchanges_visible_to(user).order_by().values("country"))


def programmes_in_use(user: User) -> QuerySet[Programme]:
    """The programmes of the exchanges in the list of `user`."""
    visible = exchanges_visible_to(user).order_by().values("project__programme")
    return Programme.objects.filter(pk__in=visible)


def has_exchanges(user: User) -> bool:
    """Whether there is a list of exchanges for `user`: by a role of theirs, or because they take part in one."""
    roles = (Role.OFFICER, Role.PARTNER, Role.COUNTRY_TEAM, Role.COORDINATOR, Role.EMPLOYER)
    return user.has_role(*roles) or Participant.objects.joining().of_user(user).exists()


def shifts_of(exchange: Exchange) -> list[Shift]:
    """How its dates changed, newest first, with who did it."""
    return list(exchange.shifts.select_related("session", "by"))


def programme_of(exchange: Exchange) -> list[Session]:
    """Its sessions in order, cancelled ones included, each with its speakers. In two queries."""
    speakers = Prefetch("speakers__participant", queryset=Participant.objects.select_related("expert"))
    return list(exchange.sessions.prefetch_related(speakers))


def funders_of(exchange: Exchange) -> list[str]:
    """The names of who pay for its project; of its programme when the project names nobody."""
    project = exchange.project
    if project is None:
        return []
    paying = project.participations.filter(role=ParticipationRole.FUNDING).order_by("pk")
    names = list(paying.values_list("organisation__name", flat=True))
    if not names and project.programme is not None:
        names = list(project.programme.funders.order_by("name").values_list("name", flat=True))
    return list(dict.fromkeys(names))


def hours_of(people: QuerySet[Participant]) -> dict[int, tuple[Decimal | None, Decimal | None]]:
    """By key of each person with hours: planned and actual."""
    summed = people.order_by("pk").annotate(planned=Sum("hours__planned"), actual=Sum("hours__actual"))
    return {pk: (planned, actual) for pk, planned, actual in summed.values_list("pk", "planned", "actual")}


def begins_soon(user: User, today: dt.date) -> QuerySet[Exchange]:
    """Of which `user` is the officer, and that begin soon while they are not ready."""
    before = [ExchangeStatus.FORMING, ExchangeStatus.PREPARING]
    return Exchange.objects.filter(officer=user, status__in=before, start__lte=today + SOON).order_by("start", "pk")


def without_officer() -> QuerySet[Exchange]:
    """Those of which nobody is the officer any more."""
    return Exchange.objects.filter(officer=None).exclude(status__in=OVER).order_by("start", "pk")


def to_close(user: User) -> QuerySet[Exchange]:
    """Of which `user` is the officer, that are over, and for which no evaluation is awaited."""
    awaited = Evaluation.objects.filter(exchange=OuterRef("pk"), given_at=None)
    ended = Exchange.objects.filter(officer=user, status=ExchangeStatus.ENDED)
    return ended.filter(~Exists(awaited)).order_by("ended_at", "pk")


def without_audience(user: User) -> QuerySet[Session]:
    """Held sessions for a public, of exchanges of which `user` is the officer, without how many people came."""
    held = Session.objects.filter(status=SessionStatus.HELD, audience=None, form__in=PUBLIC_FORMS)
    running = [ExchangeStatus.UNDER_WAY, ExchangeStatus.ENDED]
    own = held.filter(exchange__officer=user, exchange__status__in=running)
    return own.select_related("exchange").order_by("end", "pk")


def _of(values: QuerySet[Any, Any]) -> Subquery:
    return Subquery(values.values("value")[:1])
