"""From need to follow-up in a real browser, by each role in turn: a visit by three people, and a webinar by three.

Those without an account do their part by the links in their messages. Clicks and fields are counted: see
`benchmarks/clicks.py`.
"""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser

from e2e import journey
from e2e.people import Company, Person
from e2e.running import DEMO_EMAILS, Site

pytestmark = pytest.mark.browser

TODAY = dt.date.today()
NOOR, SURIYA, KWAME, ALDERMAN = "Noor Verbeek", "Suriya Kalpoe", "Kwame Agyeman", "Wilco Ribbens"
AFTER = (3, 6, 12)  # months


def test_two_civil_servants_and_an_alderman_visit_a_district_and_it_is_followed_for_a_year(
    browser: Browser, site: Site
) -> None:
    first = TODAY + dt.timedelta(days=150)
    question = journey.Question(
        "Un marché en ordre",
        "Notre marché central déborde dans les rues. Les commerçantes n'ont pas de place fixe, les droits de place sont"
        " perçus au hasard et le conseil hésite. Nous voulons un plan des étals fait avec les commerçantes, un règlement"
        " du marché et une économie locale qui profite à tous.",
        "visit",
        first,
        first + dt.timedelta(days=4),
        "fr",
    )
    with Company(browser, site) as company:
        partner = company.add("partner government", DEMO_EMAILS["partner"], language="fr")
        officer = company.add("programme officer", DEMO_EMAILS["officer"])
        noor = company.add("expert with an account", DEMO_EMAILS["expert"], language="ar")
        suriya = company.add("expert by link", journey.email_of(site, SURIYA), account=False)
        alderman = company.add("alderman by link", journey.email_of(site, ALDERMAN), account=False)
        secretary = company.add("municipal secretary, by link", DEMO_EMAILS["secretary"], language="ar", account=False)
        manager = company.add("manager, by link", "manager@polderdijk.example", account=False)
        college = company.add("executive (college), by link", "college@brugwijk.example", account=False)
        team = company.add("country team", DEMO_EMAILS["team"], language="fr")

        need = journey.ask(partner, question)
        journey.find(officer, need)
        for name in (NOOR, SURIYA, ALDERMAN):
            journey.choose(officer, name)
        exchange = journey.invite(officer)
        for person in (noor, suriya, alderman):
            journey.accept(person)
        officer.opens(exchange)
        journey.plan_session(officer, "09:00", "16:00", place="Rubavu")
        journey.ask_partner(officer)
        partner.opens_message("/voorstel")
        give_preference(partner)
        partner.sends("main form[action$='/voorstel/akkoord']")
        journey.ask_employers(officer, [("Ans Mulder", manager.email), ("Bestuurssecretariaat", college.email)])
        journey.consent(secretary, "Gemeentesecretaris")
        journey.consent(manager, "Afdelingshoofd")
        journey.consent(college, "Bestuurssecretaris")
        decide_on_the_trip(officer)
        journey.move(officer, exchange, "confirm")

        partner.opens_message(exchange)
        partner.follows("/opdracht")
        partner.follows("/opdracht/wijzigen")
        partner.fills("text_fr_purpose", "Un règlement du marché que le conseil adopte, écrit avec les commerçantes.")
        partner.sends("main form .utrecht-button-group")
        journey.agree(partner)
        noor.opens_message("/opdracht")
        journey.agree(noor)
        journey.agree_by_link(suriya)
        journey.agree_by_link(alderman)
        officer.follows("/opdracht")
        journey.agree(officer)

        prepare_as_country_team(team, exchange)
        for person in (partner, noor):
            person.follows("/voorbereiding")
            journey.tick_own(person)
        officer.follows("/voorbereiding")
        journey.tick_the_rest(officer)
        officer.sees(exchange, "ar")
        officer.opens(f"{exchange}/voorbereiding")
        journey.move(officer, exchange, "declare_ready")
        print(company.table("x"))


def give_preference(partner: Person) -> None:
    """The partner says of the first person on the page that they prefer them."""
    form = "article details:has(form[action*='/voorstel/'])"
    partner.clicks_on(f"{form} summary")
    partner.ticks(partner.names_of(f"{form} input[value=preferred]")[0], "preferred")
    partner.fills(partner.names_of(f"{form} textarea")[0], "Elle connaît les marchés.")
    partner.sends(f"{form} form")


def decide_on_the_trip(officer: Person, report: str = "") -> None:
    """The dossier of the alderman: purpose and decision before the trip, the report after it."""
    officer.follows("/toestemming")
    officer.follows("main a[href*='/reizen/']")
    if report:
        officer.fills("report", report)
    else:
        officer.fills("purpose", "Bestuurders spreken over een marktverordening.")
        officer.fills("policy_interest", "Onze raad vernieuwt de marktverordening.")
        officer.fills("costs", "1450")
        officer.fills("paid_by", "Het programma")
        officer.fills("decided_on", TODAY.isoformat())
        officer.fills("decision_reference", "B&W 2026-114")
    officer.sends("main form .utrecht-button-group")


def prepare_as_country_team(team: Person, exchange: str) -> None:
    """Local context, the travel advice, go, and what the team does itself."""
    team.opens_message(exchange)
    team.follows("/plaats")
    team.fills("text", "Le marché se trouve près de la frontière. On se serre la main; qui est en retard appelle.")
    team.fills("language", "fr")
    team.fills("emergency_contact", "Jean Habimana, +250 788 000 000")
    team.sends("main form .utrecht-button-group")
    team.follows("/reisadviezen/RW")
    team.sends("button[name=do][value=check]")
    team.opens(f"{exchange}/voorbereiding")
    team.follows("/besluit")
    team.ticks("decision", "go")
    team.sends("main form .utrecht-button-group")
    journey.tick_own(team)
