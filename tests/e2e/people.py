"""People at work in the browser: each counts the clicks and the fields that their part takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page

from e2e.running import Site, sign_in


@dataclass
class Person:
    """Somebody at a browser of their own. `role` is under what their clicks and fields are counted."""

    role: str
    page: Page
    site: Site
    language: str = "nl"
    clicks: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    def opens(self, address: str) -> None:
        """Follow a link in a message (a click), or go to a path of the site in the person's language (none)."""
        if address.startswith("http"):
            self.clicks[self.role] += 1
            self.page.goto(address)
        else:
            prefix = "" if self.language == "nl" else f"/{self.language}"
            self.page.goto(f"{self.site.url}{prefix}{address}")
        self._fits()

    def clicks_on(self, what: Locator | str) -> None:
        """Click one thing; the page that comes must be one, and fit."""
        self.clicks[self.role] += 1
        (self.page.locator(what) if isinstance(what, str) else what).first.click()
        self.page.wait_for_load_state()
        self._fits()

    def fills(self, name: str, value: str) -> None:
        """Fill in the field with this name."""
        self.fields[self.role] += 1
        control = self.page.locator(f"[name='{name}']").first
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)

    def ticks(self, name: str, value: str = "") -> None:
        """Tick a box or choose a radio button: a click."""
        self.clicks[self.role] += 1
        selector = f"[name='{name}']" + (f"[value='{value}']" if value else "")
        self.page.locator(selector).first.check()

    def sends(self, form: str = "main form") -> None:
        """Press the button of a form. `form` is a selector of it, or of the button itself."""
        button = self.page.locator(form).locator("[type=submit], button:not([type])").first
        self.clicks_on(button if button.count() else form)

    def reads(self, text: str) -> None:
        """See a text on the page."""
        self.page.get_by_text(text).first.wait_for()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def _fits(self) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"
        assert self.page.locator("h1").count() == 1, f"{self.page.url} has no title: {self.page.content()[:500]}"


@contextmanager
def at_work(browser: Browser, site: Site, role: str, email: str = "", language: str = "nl") -> Iterator[Person]:
    """Somebody in a browser of their own, signed in when `email` is given (signing in is not counted)."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    if email:
        sign_in(page, site, email)
    try:
        yield Person(role, page, site, language)
    finally:
        context.close()
