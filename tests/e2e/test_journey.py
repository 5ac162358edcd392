"""The main job in a real browser: somebody registers, a partner asks in Arabic, the officer finds and chooses."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.running import DEMO_EMAILS, Site, sign_in

pytestmark = pytest.mark.browser

PASSWORD = "een lang genoeg wachtwoord"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def person(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Somebody who is not signed in, with and without JavaScript."""
    context = browser.new_context(java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def submit(page: Page) -> None:
    """Press the main button of the main form."""
    page.locator("main form button.utrecht-button--primary-action[type=submit]:visible").first.click()


def register(page: Page, site: Site, name: str, email: str) -> None:
    page.goto(f"{site.url}/aanmelden")
    page.locator("textarea[name=text]").fill(
        "Ik legde met zeven dorpen een zandfilter aan voor het drinkwater, leidde pompbewakers op en regelde dat het"
        " waterschap elke maand een monster neemt. De kiosk waar mensen per jerrycan betalen werd een coöperatie."
    )
    page.locator("input[name=headline]").fill("Adviseur drinkwater en waterkiosken")
    page.locator("input[name=employer]").fill("Rheden")
    submit(page)
    expect(page.locator("input[name=themes]").first).to_be_checked()
    submit(page)
    page.locator("[name=level_ar]").select_option("B2")
    page.locator("[name=level_en]").select_option("C1")
    page.locator("input[name=exchange_forms][value=visit]").check()
    submit(page)
    page.locator("input[name=consent_matching]").check()
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    submit(page)
    page.wait_for_url("**/aanmelden/verstuurd")


def test_somebody_registers_confirms_the_address_and_is_found_by_the_next_shortlist(person: Page, site: Site) -> None:
    name = f"Sanne {uuid.uuid4().hex[:12]}"
    email = f"{name.replace(' ', '.').lower()}@example.org"
    register(person, site, name, email)
    link = site.newest_link(email)
    # A mail scanner opens the link: nothing must happen.
    assert person.request.get(link).ok
    officer = person.context.browser.new_context().new_page()
    sign_in(officer, site, DEMO_EMAILS["officer"])
    assert name not in names_on_new_shortlist(officer, site)
    # The person opens it and presses the button.
    person.goto(link)
    submit(person)
    assert name in names_on_new_shortlist(officer, site)
    officer.context.close()


def names_on_new_shortlist(officer: Page, site: Site) -> str:
    """Ask a question on drinking water in Arabic, and read the candidates."""
    officer.goto(f"{site.url}/vragen/nieuw")
    officer.locator("textarea[name=text]").fill(
        "القرى حول مدينتنا تشرب من مياه غير نظيفة. نريد مرشحات رملية بسيطة وتدريب من يحرس المضخة"
        " ونقاط بيع للمياه تديرها تعاونية، وفحصا شهريا للمياه."
    )
    officer.locator("input[name=title]").fill(f"مياه الشرب في القرى {uuid.uuid4().hex[:6]}")
    officer.locator("[name=organisation]").select_option(index=1)
    submit(officer)
    officer.wait_for_url(re.compile(r"/vragen/\d+$"))
    submit(officer)
    officer.wait_for_url(re.compile(r"/kandidaten/\d+$"))
    return officer.locator("main").inner_text()


def test_a_partner_asks_in_its_own_language_and_sees_only_its_own_needs(visitor: Page, site: Site) -> None:
    sign_in(visitor, site, DEMO_EMAILS["partner.ar"])
    visitor.goto(f"{site.url}/ar/vragen/nieuw")
    assert visitor.locator("html").get_attribute("dir") == "rtl"
    visitor.locator("textarea[name=text]").fill("نريد أن نتعلم كيف ننظم جمع القمامة من الأسواق وفصل بقايا الخضار.")
    # Themes appear while typing.
    expect(visitor.locator("#id_themes input[name=themes]").first).to_be_visible()
    visitor.locator("input[name=title]").fill("نفايات السوق")
    submit(visitor)
    visitor.wait_for_url(re.compile(r"/ar/vragen/\d+$"))
    visitor.goto(f"{site.url}/ar/vragen")
    main = visitor.locator("main").inner_text()
    assert "نفايات السوق" in main
    assert "Lumière" not in main, "another government's need is shown"
    assert visitor.request.get(f"{site.url}/mensen").status == 403
    assert visitor.request.get(f"{site.url}/vragen/1").status in {403, 404}


def test_the_officer_drops_a_must_have_compares_chooses_exports_and_reopens(
    visitor: Page, site: Site, tmp_path: Path
) -> None:
    sign_in(visitor, site, DEMO_EMAILS["officer"])
    visitor.goto(f"{site.url}/vragen/1")
    submit(visitor)
    visitor.wait_for_url(re.compile(r"/kandidaten/\d+$"))
    first = visitor.url
    names = visitor.locator("article h2, article h3").all_inner_texts()
    assert len(names) == 20
    assert visitor.locator("mark").count() > 20
    # Without the must-have on French, others come up; the first list is still there as it was.
    visitor.locator("button[name=toggle][aria-pressed=true]").first.click()
    visitor.wait_for_url(lambda url: url != first)
    visitor.goto(first)
    assert visitor.locator("article h2, article h3").all_inner_texts() == names
    # Two of them side by side.
    for number in range(2):
        toggle = visitor.locator("article").nth(number).locator("a.ww-compare-toggle")
        toggle.click()
        expect(toggle).to_have_attribute("aria-current", "true")
    visitor.locator("a[href*='/vergelijken']").first.click()
    visitor.wait_for_url("**/vergelijken*")
    first_name = visitor.locator("main table th a, main h2 a").first.inner_text()
    assert first_name in names[0]
    # A choice is kept, with its reason.
    visitor.goto(first)
    card = visitor.locator("article").first
    card.locator("details summary").first.click()
    card.locator("textarea[name=reason]").fill("Heeft precies dit gedaan.")
    card.locator("form:has(textarea[name=reason]) button[type=submit]").first.click()
    expect(visitor.locator("article.ww-result--chosen")).to_have_count(1)
    # The whole list as a spreadsheet.
    with visitor.expect_download() as download:
        visitor.locator("a[href*='bestand.xlsx']").first.click()
    download.value.save_as(tmp_path / "list.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    assert sheet is not None
    assert sheet.max_row >= 21


def test_search_yourself_finds_people_by_a_plain_word(visitor: Page, site: Site) -> None:
    sign_in(visitor, site, DEMO_EMAILS["officer"])
    visitor.goto(f"{site.url}/mensen/zoeken?q=riolering")
    assert visitor.locator("mark").first.inner_text().lower().startswith("riol")


def test_the_whole_way_to_a_shortlist_with_the_keyboard_alone(visitor: Page, site: Site) -> None:
    sign_in(visitor, site, DEMO_EMAILS["officer"])
    visitor.goto(f"{site.url}/vragen/2")
    visitor.keyboard.press("Tab")
    expect(visitor.locator(":focus")).to_have_attribute("href", "#main")
    visitor.keyboard.press("Enter")
    for _ in range(40):
        visitor.keyboard.press("Tab")
        if visitor.evaluate("document.activeElement.matches('main button.utrecht-button--primary-action')"):
            break
    visitor.keyboard.press("Enter")
    visitor.wait_for_url(re.compile(r"/kandidaten/\d+$"))
