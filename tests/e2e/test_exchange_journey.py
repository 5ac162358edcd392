"""From need to follow-up in a real browser, by each role in turn: a visit by three people, and a webinar by three.

Those without an account do their part by the links in their messages. Clicks and fields are counted: see
`benchmarks/clicks.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from e2e import journey
from e2e.people import Company, Person
from e2e.running import DEMO_EMAILS, Site

pytestmark = pytest.mark.browser

Report = Callable[[str, object], None]

TODAY = dt.date.today()
NOOR, SURIYA, KWAME, ALDERMAN = "Noor Verbeek", "Suriya Kalpoe", "Kwame Agyeman", "Wilco Ribbens"
EXPERT_CLICKS, OFFICER_CLICKS = 12, 40  # at the most
LESSON_OF_THE_PARTNER = ("Dessiner le marché avec les commerçantes", "Elles savent qui vend quoi, et où l'on passe.")
LESSON_FOR_HOME = ("Teken de markt samen met wie er staat", "Zij weten wie waar staat, en waar iedereen langskomt.")
LESSON_FROM_SAIDA = ("اسألوا الباعة أولا", "من يبيع في السوق يعرف أين يمر الناس وأين تقف العربات.")


def test_two_civil_servants_and_an_alderman_visit_a_district_and_it_is_followed_for_a_year(
    browser: Browser, site: Site, record_property: Report
) -> None:
    first = TODAY + dt.timedelta(days=150)
    question = journey.Question(
        "Un marché en ordre",
        "Notre marché central déborde dans les rues. Les commerçantes n'ont pas de place fixe, les droits de place sont"
        " perçus au hasard et le conseil hésite. Nous voulons un plan des étals fait avec les commerçantes, un"
        " règlement du marché et une économie locale qui profite à tous.",
        "visit",
        first,
        first + dt.timedelta(days=4),
        "fr",
    )
    with Company(browser, site) as company:
        partner = company.add("partner government", DEMO_EMAILS["partner"], language="fr")
        officer = company.add("programme officer", DEMO_EMAILS["officer"])
        noor = company.add("expert", DEMO_EMAILS["expert"], language="ar")
        suriya = company.add("expert without an account", journey.email_of(site, SURIYA), account=False)
        alderman = company.add("alderman without an account", journey.email_of(site, ALDERMAN), account=False)
        secretary = company.add("municipal secretary, by link", DEMO_EMAILS["secretary"], language="ar", account=False)
        manager = company.add("manager, by link", "manager@polderdijk.example", account=False)
        college = company.add("executive (college), by link", "college@brugwijk.example", account=False)
        team = company.add("country team", DEMO_EMAILS["team"], language="fr")
        travellers = (noor, suriya, alderman)

        need = journey.ask(partner, question)
        journey.find(officer, need)
        for name in (NOOR, SURIYA, ALDERMAN):
            journey.choose(officer, name)
        exchange = journey.invite(officer)
        for person in travellers:
            journey.accept(person)
        officer.comes_back_to(exchange)
        journey.plan_session(officer, "09:00", "16:00", place="Rubavu")
        journey.ask_partner(officer)
        partner.opens_message("/voorstel")
        give_preference(partner)
        journey.approve(partner)
        journey.ask_employers(officer, [("Ans Mulder", manager.email), ("Bestuurssecretariaat", college.email)])
        journey.consent(secretary, "Gemeentesecretaris")
        journey.consent(manager, "Afdelingshoofd")
        journey.consent(college, "Bestuurssecretaris")
        officer.comes_back_to(exchange)
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
        officer.comes_back_to(f"{exchange}/voorbereiding")
        journey.tick_the_rest(officer)
        journey.move(officer, exchange, "declare_ready")

        journey.let_days_pass(site, exchange, 156)  # it began, and ended the day before yesterday
        journey.evaluate(partner, "Un plan des étals et un règlement.", LESSON_OF_THE_PARTNER)
        journey.evaluate(noor, "Een plan voor de kramen.")
        journey.evaluate(suriya, "Een plan voor de kramen.", LESSON_FOR_HOME)
        journey.evaluate(alderman, "Een verordening die de raad kan vaststellen.")
        journey.evaluate(team, "Une visite bien préparée.")
        officer.comes_back_to(f"{exchange}/uren-en-kosten")
        journey.confirm_hours(officer)
        record_cost(officer)
        decide_on_the_trip(
            officer, report="Wij spraken met de marktvrouwen en de raad, en vernieuwen onze verordening."
        )
        officer.follows("main a[href*='/uitwisselingen/']")
        for title, _text in (LESSON_OF_THE_PARTNER, LESSON_FOR_HOME):
            journey.publish(officer, title)
            officer.follows("main a[href$='/resultaat']")
        journey.move(officer, exchange, "close")
        for person, name in zip(travellers, (NOOR, SURIYA, ALDERMAN), strict=True):
            journey.download_certificate(person, name)

        journey.follow_for_a_year(partner, exchange, "Le conseil a adopté le règlement du marché.")
        officer.sees(exchange, "ar")
        record_property("A visit by two civil servants and an alderman", company.table())
        assert max(person.clicks for person in travellers) <= EXPERT_CLICKS
        assert_employers_need_one_page(secretary, manager, college)


def test_three_speakers_of_three_municipalities_give_a_webinar(
    browser: Browser, site: Site, record_property: Report
) -> None:
    day = TODAY + dt.timedelta(days=170)
    question = journey.Question(
        "أسواق منظمة",
        "نريد ندوة عن الأسواق الشعبية: كيف ننظم الأكشاك والرسوم مع التجار، وكيف ندعم الاقتصاد المحلي وأصحاب المحلات"
        " الصغيرة، وكيف تعمل البلديات مع أصحاب البسطات.",
        "webinar",
        day,
        day,
        "en",
    )
    with Company(browser, site) as company:
        partner = company.add("partner government", DEMO_EMAILS["partner.ar"], language="ar")
        officer = company.add("programme officer", DEMO_EMAILS["officer"])
        noor = company.add("expert", DEMO_EMAILS["expert"])
        suriya = company.add("expert without an account", journey.email_of(site, SURIYA), account=False)
        kwame = company.add("expert without an account, too", journey.email_of(site, KWAME), account=False)
        secretary = company.add("municipal secretary, by link", DEMO_EMAILS["secretary"], account=False)
        manager = company.add("manager, by link", "manager@polderdijk.example", account=False)
        other_manager = company.add("another manager, by link", "manager@waalrade.example", account=False)
        speakers = (noor, suriya, kwame)

        need = journey.ask(partner, question)
        journey.find(officer, need)
        for name in (NOOR, SURIYA, KWAME):
            journey.choose(officer, name)
        exchange = journey.invite(officer)
        for person in speakers:
            journey.accept(person)
        officer.comes_back_to(exchange)
        journey.plan_session(officer, "10:00", "12:00", link="https://meet.example.org/markten")
        journey.ask_partner(officer)
        partner.opens_message("/voorstel")
        journey.approve(partner)
        journey.ask_employers(officer, [("Ans Mulder", manager.email), ("Jos Blok", other_manager.email)])
        for employer in (secretary, manager, other_manager):
            journey.consent(employer, "Afdelingshoofd")
        officer.comes_back_to(exchange)
        journey.move(officer, exchange, "confirm")

        for person in (partner, noor):
            person.opens_message(exchange)
            person.follows("/opdracht")
            journey.agree(person)
            person.follows("/voorbereiding")
            journey.tick_own(person)
        for person in (suriya, kwame):
            journey.agree_by_link(person)
        officer.follows("/opdracht")
        journey.agree(officer)
        officer.follows("/voorbereiding")
        journey.tick_the_rest(officer)
        journey.move(officer, exchange, "declare_ready")

        journey.let_days_pass(site, exchange, 172)  # it was the day before yesterday
        journey.evaluate(partner, "ثلاث محاضرات وأسئلة كثيرة.", LESSON_FROM_SAIDA)
        for person in speakers:
            journey.evaluate(person, "Drie verhalen en veel vragen.")
        officer.comes_back_to(f"{exchange}/uren-en-kosten")
        journey.confirm_hours(officer)
        journey.publish(officer, LESSON_FROM_SAIDA[0])
        officer.follows("main a[href$='/resultaat']")
        journey.move(officer, exchange, "close")
        for person, name in zip(speakers, (NOOR, SURIYA, KWAME), strict=True):
            journey.download_certificate(person, name)

        journey.follow_for_a_year(partner, exchange, "صارت للباعة أماكن ثابتة.")
        partner.sees(exchange, "nl")
        record_property("A webinar with three speakers of three municipalities", company.table())
        assert max(person.clicks for person in speakers) <= EXPERT_CLICKS
        assert officer.clicks <= OFFICER_CLICKS
        assert_employers_need_one_page(secretary, manager, other_manager)


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


def record_cost(officer: Person) -> None:
    """What the journey cost, and who paid it."""
    officer.follows("/kosten/nieuw")
    officer.fills("kind", "travel")
    officer.fills("actual", "3740")
    officer.fills("other_payer", "Ministerie van Buitenlandse Zaken")
    officer.sends("main form .utrecht-button-group")


def assert_employers_need_one_page(*employers: Person) -> None:
    for employer in employers:
        assert employer.pages == 1, f"{employer.role} needs {employer.pages} pages"
