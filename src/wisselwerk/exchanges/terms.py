"""The sections of terms of reference, by form of exchange, and the text with which each begins.

The words are gettext texts, so a template is there in every language of the site; what is known of the exchange is
filled in, and "…" stands where the people concerned have to write something themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from babel import Locale
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselwerk.exchanges.enums import ConsentStatus, CostsBorneBy, SessionStatus, ShownField
from wisselwerk.exchanges.models import EmployerConsent, Exchange, Participant, Session
from wisselwerk.exchanges.models.exchange import TRAVEL_FORMS
from wisselwerk.experts.enums import Form
from wisselwerk.languages import LANGUAGES, isolated

Texts = Mapping[str, Mapping[str, str]]  # language -> key of the section -> text

SESSIONS_NAMED: Final = 12


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an exchange when its terms begin."""

    exchange: Exchange
    people: list[Participant]
    consents: list[EmployerConsent]
    sessions: list[Session]

    @property
    def partner(self) -> str:
        return _named(self.exchange.partner)

    def has(self, *forms: Form) -> bool:
        return bool(set(forms) & set(self.exchange.forms))

    def period(self) -> str:
        """The dates in the language that is active; dots when there are none."""
        days = [date_format(day) for day in (self.exchange.start, self.exchange.end) if day]
        return " – ".join(dict.fromkeys(days)) or "…"


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the terms. `start` gives the first text in the active language; no `forms`: for every form."""

    key: str
    heading: str | Promise
    start: Callable[[Known], str]
    forms: frozenset[Form] | None = None


def sections_for(forms: Iterable[str], texts: Texts | None = None) -> list[Section]:
    """The sections of a form, or of a mixture of forms, in the order in which they are read.

    With `texts` also those that were written already, as the form may have changed since.
    """
    asked = set(forms)
    written = {key for by_key in (texts or {}).values() for key, text in by_key.items() if text}
    return [one for one in SECTIONS if one.forms is None or one.forms & asked or one.key in written]


def working_languages(exchange: Exchange) -> list[str]:
    """The language of the partner, then those of the people who take part (Dutch as long as nobody does)."""
    partner = exchange.need.language if exchange.need else exchange.language
    people = list(exchange.participants.joining().values_list("language", flat=True)) or ["nl"]
    return list(dict.fromkeys([partner, *people]))


def starting_texts(exchange: Exchange) -> dict[str, dict[str, str]]:
    """The template of the exchange's forms, filled in, in its working languages."""
    known = Known(
        exchange,
        list(exchange.participants.joining().select_related("organisation").order_by("pk")),
        list(EmployerConsent.objects.filter(participant__exchange=exchange, status=ConsentStatus.GIVEN).order_by("pk")),
        list(exchange.sessions.exclude(status=SessionStatus.CANCELLED)[:SESSIONS_NAMED]),
    )
    texts: dict[str, dict[str, str]] = {}
    for language in working_languages(exchange):
        with translation.override(language):
            texts[language] = {one.key: tidy(one.start(known)) for one in sections_for(exchange.forms)}
    return texts


def text_or_other(texts: Texts, key: str, language: str) -> tuple[str, str]:
    """A section in a language, or else in another one: the text and its language; two empty strings without any."""
    for code in dict.fromkeys([language, *LANGUAGES]):
        if text := texts.get(code, {}).get(key, ""):
            return text, code
    return "", ""


def shown_name(person: Participant) -> str:
    """How a participant is called for everybody in the exchange: by name only if they agreed to that, else by role."""
    if ShownField.NAME in person.shown and person.name:
        return person.name
    role = person.part or str(person.get_kind_display())
    if ShownField.EMPLOYER in person.shown and person.employer:
        return _("{role} at {employer}").format(role=role, employer=_named(person.employer))
    return role


def tidy(text: str) -> str:
    """A text as browsers and people type it, with one kind of line end and no space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _named(name: object) -> str:
    """A name within a sentence; where that runs from right to left it keeps its own direction."""
    return isolated(name) if translation.get_language_bidi() else str(name)


# ── how each section begins ──────────────────────────────────────────────────────────────────────────────────────────


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _background(known: Known) -> str:
    need = known.exchange.need
    if need and need.language == translation.get_language():
        return _("{partner} asks:").format(partner=known.partner) + "\n\n" + need.text
    title = _named(known.exchange.title)
    return (
        _("{partner} asks for help with this: “{title}”.").format(partner=known.partner, title=title)
        + "\n\n"
        + _("What happens now: …")
        + "\n"
        + _("What should be different: …")
    )


def _purpose(known: Known) -> str:
    if known.exchange.purpose and known.exchange.language == translation.get_language():
        return known.exchange.purpose
    return _("After this exchange {partner} can …").format(partner=known.partner)


def _results(known: Known) -> str:
    lines = []
    if known.has(Form.VISIT, Form.COACHING_ON_SITE):
        lines.append(_("a short report with what was seen and advised, discussed with {partner}"))
    if known.has(Form.STUDY_VISIT):
        lines.append(_("a plan of the visitors: what they will do at home"))
    if known.has(Form.WEBINAR, Form.ROUND_TABLE):
        lines.append(_("a presentation or conclusions that {partner} may keep and use"))
    if known.has(Form.COACHING_REMOTE, Form.COACHING_ON_SITE):
        lines.append(_("notes of each talk: what was agreed, and who does what"))
    if known.has(Form.PLACEMENT):
        lines.append(_("the work that was agreed, handed over to colleagues of {partner}"))
    return _("At the end there is:") + "\n" + _list(line.format(partner=known.partner) for line in [*lines, "…"])


def _programme(known: Known) -> str:
    if known.sessions:
        return _list(_session(one) for one in known.sessions)
    if known.exchange.has_travel or known.has(Form.STUDY_VISIT):
        return _list(
            [
                _("first day: getting to know each other and the situation"),
                _("the days after: looking, working and deciding together: …"),
                _("last day: conclusions, and who does what from now on"),
            ]
        )
    return _list([_("first meeting: …"), _("next meetings: …"), _("last meeting: conclusions, and who does what")])


def _session(one: Session) -> str:
    day = date_format(timezone.localdate(one.start))
    return ", ".join(filter(None, [day, str(one), one.place]))


def _who(known: Known) -> str:
    lines = [
        _("{partner}: has one contact person, brings the right colleagues together and gives the information needed.")
    ]
    experts = list(dict.fromkeys(_named(shown_name(person)) for person in known.people)) or [_("The expert")]
    does = _("{person}: prepares the work, shares what they know from practice and writes down what was agreed.")
    lines += [does.replace("{person}", person) for person in experts]
    lines.append(_("The agency: arranges what has to be arranged, helps when something gets stuck and keeps the file."))
    return _list(line.replace("{partner}", known.partner) for line in lines)


def _preparation(known: Known) -> str:
    lines = [
        _("one talk to get to know each other and to go through these terms"),
        _("{partner} sends the documents and figures that are needed: …").format(partner=known.partner),
        _("the expert reads the local context of the country team"),
    ]
    if known.exchange.has_travel:
        lines.append(_("visa, insurance, vaccinations and the safety talk are arranged as the checklist says"))
    return _("Before the start:") + "\n" + _list(lines)


def _language(known: Known) -> str:
    need = known.exchange.need
    codes = list(need.languages) if need and need.languages else [working_languages(known.exchange)[0]]
    names = Locale.parse(translation.get_language() or "nl").languages
    spoken = ", ".join(str(names.get(code, code)) for code in codes)
    return _("We work in: {languages}.").format(languages=spoken) + "\n" + _("Interpreting: …") + "\n" + _("Texts: …")


def _hours(known: Known) -> str:
    hours = sum(one.hours for one in known.consents) or "…"
    return (
        _("Period: {period}.").format(period=known.period())
        + "\n"
        + _("Working time of the experts: {hours} hours in all, preparation and report included.").format(hours=hours)
    )


def _costs(known: Known) -> str:
    borne = dict.fromkeys(one.get_costs_borne_by_display() for one in known.consents)
    labels = [str(label) for label in borne] or [str(CostsBorneBy.PROGRAMME.label)]
    return (
        ". ".join(labels)
        + ".\n"
        + _("Nobody asks for or accepts another payment or present. Costs that come up are discussed first.")
    )


def _safety(known: Known) -> str:
    return _(
        "Nobody travels before the country team has said that it is safe to go. It looks at the travel advice up to "
        "the day of departure. During the stay everybody follows what it says about safety. Anybody may stop when "
        "they do not feel safe."
    )


def _reception(known: Known) -> str:
    return _(
        "The Dutch municipality receives the visitors, has one contact person for them and shows also what did not "
        "work. Invitation letters are sent in time for the visa. Stay and meals: …"
    )


def _sessions(known: Known) -> str:
    return _(
        "{partner} invites the people who take part: …\nA test of picture and sound is done a day before. Nothing is "
        "recorded unless everybody who speaks agrees."
    ).format(partner=known.partner)


def _contact(known: Known) -> str:
    return _(
        "We talk every … weeks, for one hour. Between two talks questions can be sent; an answer comes within … "
        "working days. What is said in a talk stays between those who were there, unless they agree otherwise."
    )


def _workplace(known: Known) -> str:
    return _(
        "{partner} gives a place to work and a colleague who guides: …\nThe expert advises and works along, but takes "
        "no decisions in the name of {partner}."
    ).format(partner=known.partner)


def _data(known: Known) -> str:
    return _(
        "Personal data of residents and colleagues are shared only when the work can't be done without them. Photos "
        "are made and shown only of people who agree. Both sides may use what is made. Municipality, purpose, form, "
        "country, costs and result are made public when the exchange is over, unless safety asks to wait."
    )


def _follow_up(known: Known) -> str:
    return _(
        "Everybody evaluates at the end. After 3, 6 and 12 months {partner} tells what became of what was agreed. The "
        "municipality tells its own council and colleagues what it takes home."
    ).format(partner=known.partner)


SECTIONS: Final = (
    Section("background", gettext_lazy("Background and question"), _background),
    Section("purpose", gettext_lazy("Purpose"), _purpose),
    Section("results", gettext_lazy("What there will be at the end"), _results),
    Section("programme", gettext_lazy("Activities and programme"), _programme),
    Section("reception", gettext_lazy("Receiving the visitors"), _reception, frozenset({Form.STUDY_VISIT})),
    Section("sessions", gettext_lazy("Audience and technique"), _sessions, frozenset({Form.WEBINAR, Form.ROUND_TABLE})),
    Section(
        "contact",
        gettext_lazy("How we keep in touch"),
        _contact,
        frozenset({Form.COACHING_REMOTE, Form.COACHING_ON_SITE}),
    ),
    Section("workplace", gettext_lazy("Place of work and guidance"), _workplace, frozenset({Form.PLACEMENT})),
    Section("who", gettext_lazy("Who does what"), _who),
    Section("preparation", gettext_lazy("Preparing ourselves"), _preparation),
    Section("language", gettext_lazy("Language and interpreting"), _language),
    Section("hours", gettext_lazy("Hours and period"), _hours),
    Section("costs", gettext_lazy("Costs, and who pays"), _costs),
    Section("safety", gettext_lazy("Safety"), _safety, TRAVEL_FORMS),
    Section("data", gettext_lazy("Personal data, photos and publicity"), _data),
    Section("follow_up", gettext_lazy("Afterwards"), _follow_up),
)
