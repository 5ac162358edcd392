"""The steps of an exchange as people take them in the browser, and how its days come."""

from __future__ import annotations

import datetime as dt
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader

from e2e.people import Person
from e2e.running import Site

# How the addresses of the signed links begin.
LINK = {
    "invitation": "/u/",
    "consent": "/toestemming/",
    "terms": "/o/",
    "evaluation": "/e/",
    "follow-up": "/v/",
}


@dataclass(frozen=True)
class Question:
    """What a partner asks for, and when."""

    title: str
    text: str
    form: str
    start: dt.date
    end: dt.date
    language: str
    people: int = 3


# ── from the question to people who say yes ──────────────────────────────────────────────────────────────────────────


def ask(partner: Person, question: Question) -> str:
    """The partner writes the need; gives its path."""
    partner.opens("/vandaag")
    partner.follows("/vragen/nieuw")
    partner.fills("text", question.text)
    partner.page.locator("#id_themes input[name=themes]").first.wait_for()
    partner.fills("title", question.title)
    partner.ticks("exchange_forms", question.form)
    partner.fills("period_start", question.start.isoformat())
    partner.fills("period_end", question.end.isoformat())
    partner.fills("people", str(question.people))
    partner.fills(f"language_{question.language}", "B1")
    partner.sends("main form .utrecht-button-group")
    assert re.fullmatch(r"/vragen/\d+", partner.path)
    return partner.path


def find(officer: Person, need: str) -> None:
    """The officer goes from the list of needs to the shortlist of this one."""
    officer.opens("/vandaag")
    officer.follows("/vragen")
    officer.follows(need)
    officer.sends("main form[action$='/kandidaten']")


def choose(officer: Person, name: str) -> None:
    """The officer chooses somebody on the shortlist, and says why."""
    card = f"article:has(h3:has-text('{name}'))"
    officer.clicks_on(f"{card} .ww-choose summary")
    officer.fills("reason", "Heeft dit werk zelf gedaan.", within=card)
    officer.sends(f"{card} .ww-choose form")


def invite(officer: Person) -> str:
    """The exchange begins with the invitations to all who were chosen; gives its path."""
    officer.follows("/uitnodigen")
    officer.sends("main form.ww-form .utrecht-button-group")
    found = re.fullmatch(r"(/uitwisselingen/\d+)/mensen", officer.path)
    assert found
    return found[1]


def accept(person: Person) -> None:
    """Somebody answers the invitation by its link: yes."""
    person.opens_message(LINK["invitation"])
    person.sends("button[name=do][value=accept]")


def plan_session(officer: Person, begins: str, ends: str, **others: str) -> None:
    """The officer plans the one session, on the days of the exchange."""
    officer.follows("/programma")
    officer.follows("/programma/nieuw")
    for name, value in {"begins": begins, "ends": ends, **others}.items():
        officer.fills(name, value)
    officer.sends("main form .utrecht-button-group")


def ask_partner(officer: Person) -> None:
    """The officer asks the partner to look at the people."""
    officer.follows("/voorstel")
    officer.sends("main form[action$='/voorstel/vraag']")


def approve(partner: Person) -> None:
    """The partner, on the page with the people, approves who come."""
    partner.sends("main form[action$='/voorstel/akkoord']")


def ask_employers(officer: Person, asked: Sequence[tuple[str, str]]) -> None:
    """The officer asks all employers at once; `asked` are the name and address of those who are not known here."""
    officer.follows("/toestemming")
    empty = [name for name in officer.names_of("main input[name$=-email]") if not officer.value_of(name)]
    for name, (employer, email) in zip(empty, asked, strict=True):
        officer.fills(name.replace("-email", "-name"), employer)
        officer.fills(name, email)
    officer.sends("button[name=do][value=ask]")


def consent(employer: Person, function: str) -> None:
    """Manager, secretary or executive consents by the link, on one page."""
    employer.opens_message(LINK["consent"])
    employer.fills("function", function)
    employer.sends("button[name=do][value=consent]")


def move(officer: Person, exchange: str, step: str) -> None:
    """The officer takes the next step on the overview."""
    officer.follows(exchange)
    officer.sends(f"button[name=step][value={step}]")


# ── agreed and prepared ──────────────────────────────────────────────────────────────────────────────────────────────


def agree(person: Person) -> None:
    """Agree to the terms on the page where they are read."""
    person.sends("main form:has(input[name=number])")


def agree_by_link(person: Person) -> None:
    """Somebody without an account reads the terms by the link in the message, and agrees."""
    person.opens_message(LINK["terms"])
    agree(person)


def tick_own(person: Person) -> None:
    """Everything on the checklist that is this person's is done. They are on its page."""
    _tick(person, "main section.ww-card--tint")


def tick_the_rest(officer: Person) -> None:
    """The officer ticks what is left: their own, and what others told."""
    _tick(officer, "main")


def _tick(person: Person, part: str) -> None:
    """One by one where a line stands alone, otherwise all that stand together."""
    for form in ("form[action$='/alles-gedaan']", "form:has(button[value=tick])"):
        while person.page.locator(f"{part} {form}").count():
            person.sends(f"{part} {form}")


# ── afterwards ───────────────────────────────────────────────────────────────────────────────────────────────────────


def evaluate(person: Person, delivered: str, lesson: tuple[str, str] | None = None) -> None:
    """Answer what must be answered, by the link; and write down a lesson."""
    person.opens_message(LINK["evaluation"])
    person.fills("delivered", delivered)
    person.ticks("useful", "5")
    for name, text in zip(("lesson_title", "lesson_text"), lesson or (), strict=False):
        person.fills(name, text)
    person.sends("main form .utrecht-button-group")


def publish(officer: Person, lesson: str) -> None:
    """The officer, as editor, publishes a lesson of the exchange on whose pages they are."""
    officer.follows("/resultaat")
    officer.follows(f"main a:has-text('{lesson}')")
    officer.sends("button[name=do][value=publish]")


def follow_for_a_year(partner: Person, exchange: str, words: str) -> None:
    """After 3, 6 and 12 months the partner tells by the link how it stands."""
    for days, state in ((92, "busy"), (92, "busy"), (184, "in_use")):
        let_days_pass(partner.site, exchange, days)
        partner.opens_message(LINK["follow-up"])
        partner.ticks("state", state)
        partner.fills("text", words)
        partner.sends("main form .utrecht-button-group")
    partner.opens(f"{exchange}/resultaat")
    assert partner.page.locator(".ww-timeline__step--done").count() == 3


def confirm_hours(officer: Person) -> None:
    """All worked the hours that were planned."""
    officer.sends("main form[action$='/zoals-gepland']")


def download_certificate(person: Person, name: str) -> None:
    """Somebody downloads their certificate by the link in the message; a third party finds that it is genuine."""
    words = words_of_pdf(person.downloads_from_message(".pdf"))
    found = re.search(r"/controle/([0-9A-Z]+)", words)
    assert found, words
    stranger = person.page.context.browser.new_context().new_page()
    stranger.goto(f"{person.site.url}/controle/{found[1]}")
    assert name in stranger.locator("main").inner_text()
    assert stranger.locator(f"a[href$='/controle/{found[1]}.pdf']").count(), "it is not said to be genuine"
    stranger.context.close()


def words_of_pdf(pdf: bytes) -> str:
    """What a PDF says."""
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


# ── time goes by ─────────────────────────────────────────────────────────────────────────────────────────────────────


def let_days_pass(site: Site, exchange: str, days: int) -> None:
    """Everything about an exchange was so many days earlier."""
    pk, shift = int(exchange.rpartition("/")[2]), f"-{days} days"
    people = "SELECT id FROM exchanges_participant WHERE exchange_id = :pk"
    _execute(
        site,
        {"pk": pk, "shift": shift},
        "UPDATE exchanges_exchange SET start = date(start, :shift), end = date(end, :shift) WHERE id = :pk",
        "UPDATE exchanges_session SET start = datetime(start, :shift), end = datetime(end, :shift)"
        " WHERE exchange_id = :pk",
        "UPDATE exchanges_employerconsent SET period_start = date(period_start, :shift),"
        f" period_end = date(period_end, :shift) WHERE participant_id IN ({people})",
        "UPDATE exchanges_followup SET due_on = date(due_on, :shift) WHERE exchange_id = :pk",
    )
    tick(site)


def tick(site: Site) -> None:
    """The jobs run, as they do each minute."""
    environment = os.environ | {
        "WISSELWERK_DATA_DIR": str(site.data),
        "WISSELWERK_DEMO": "true",
        "WISSELWERK_BASE_URL": site.url,
        "WISSELWERK_TASK_QUEUE": "true",
        "DJANGO_SETTINGS_MODULE": "wisselwerk.settings",
    }
    subprocess.run(
        [sys.executable, "-m", "wisselwerk", "tick", "--all"], env=environment, check=True, capture_output=True
    )


def email_of(site: Site, name: str) -> str:
    """The address of somebody with a profile."""
    with closing(sqlite3.connect(site.data / "wisselwerk.sqlite3")) as database:
        (email,) = database.execute("SELECT email FROM experts_expert WHERE name = ?", [name]).fetchone()
    return str(email)


def _execute(site: Site, values: dict[str, object], *statements: str) -> None:
    with closing(sqlite3.connect(site.data / "wisselwerk.sqlite3", timeout=30)) as database, database:
        for statement in statements:
            database.execute(statement, values)
