"""People at work in the browser: each counts the clicks and the fields that their part takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page

from e2e.running import Site, sign_in


@dataclass
class Person:
    """Somebody at a browser of their own. What they click and fill in is counted under their `role`."""

    role: str
    page: Page
    site: Site
    email: str = ""
    language: str = "nl"
    clicks: int = 0
    fields: int = 0
    addresses: set[str] = field(default_factory=set)

    def opens(self, path: str) -> None:
        """Begin at a page of the site, in the person's language. That is no click: they have it open."""
        self.page.goto(self._address(path))
        self._fits()

    def comes_back_to(self, path: str) -> None:
        """Go to a page on another day, from the to-do list or a list of exchanges: a click."""
        self.clicks += 1
        self.opens(path)

    def opens_message(self, path: str) -> None:
        """Click the link in the newest message to this person whose address ends with `path` (and a token)."""
        self.clicks += 1
        self.page.goto(self._address(self.site.newest_link(self.email, path)))
        self._fits()

    def downloads_from_message(self, path: str) -> bytes:
        """Click such a link to a file; gives the file."""
        self.clicks += 1
        return self.gets(self._address(self.site.newest_link(self.email, path)))

    def gets(self, address: str) -> bytes:
        """A file of the site as this person gets it."""
        response = self.page.request.get(address)
        assert response.ok, f"{self.role} gets {response.status} from {address}"
        return response.body()

    def follows(self, what: str) -> None:
        """Click a link; what comes is a page that fits. `what` is how its address ends, or a selector."""
        self._goes_on(self.page.locator(f"a[href$='{what}']:visible" if what.startswith("/") else what).first)

    def clicks_on(self, what: str) -> None:
        """Click something that opens on the page itself."""
        self.clicks += 1
        self.page.locator(what).first.click()

    def fills(self, name: str, value: str, within: str = "main") -> None:
        """Fill in the field with this name, or choose from it."""
        self.fields += 1
        control = self.page.locator(within).locator(f"[name='{name}']").first
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)

    def ticks(self, name: str, value: str = "") -> None:
        """Tick a box or choose a radio button: a click."""
        self.clicks += 1
        self.page.locator(f"main [name='{name}']" + (f"[value='{value}']" if value else "")).first.check()

    def sends(self, form: str = "main form") -> None:
        """Press the first button of a form, or the button itself when `form` is the selector of one."""
        button = self.page.locator(form).locator("button[type=submit]:visible").first
        self._goes_on(button if button.count() else self.page.locator(form).first)

    def names_of(self, fields: str) -> list[str]:
        """The names of fields on the page."""
        return [str(one.get_attribute("name")) for one in self.page.locator(fields).all()]

    def value_of(self, name: str) -> str:
        """What is in a field already."""
        return self.page.locator(f"main [name='{name}']").first.input_value()

    def sees(self, path: str, language: str) -> None:
        """Look at a page in another language: it fits, and runs in the right direction."""
        prefix = "" if language == "nl" else f"/{language}"
        self.page.goto(f"{self.site.url}{prefix}{path}")
        self._fits()
        assert self.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")

    @property
    def pages(self) -> int:
        """How many pages they were on."""
        return len(self.addresses)

    @property
    def path(self) -> str:
        """Where they are, without the language."""
        path = urlsplit(self.page.url).path
        return path if self.language == "nl" else path.removeprefix(f"/{self.language}")

    def _goes_on(self, what: Locator) -> None:
        self.clicks += 1
        with self.page.expect_navigation():
            what.click()
        self._fits()

    def _address(self, address: str) -> str:
        """The same page in the language of this person."""
        parts = urlsplit(address)
        path = parts.path
        for language in ("en", "fr", "ar"):
            path = path.removeprefix(f"/{language}") if path.startswith(f"/{language}/") else path
        prefix = "" if self.language == "nl" else f"/{self.language}"
        return f"{self.site.url}{prefix}{path}" + (f"?{parts.query}" if parts.query else "")

    def _fits(self) -> None:
        self.addresses.add(self.path)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"
        assert self.page.locator("h1").count() == 1, f"{self.page.url} has no title"
        wrong = self.page.locator("main .ww-error-summary, main [aria-invalid=true]")
        assert not wrong.count(), f"{self.role} can't go on at {self.page.url}: {wrong.first.inner_text()}"


@dataclass
class Company:
    """All who are at work in one story."""

    browser: Browser
    site: Site
    people: list[Person] = field(default_factory=list)

    def add(self, role: str, email: str, *, language: str = "nl", account: bool = True) -> Person:
        """Somebody in a browser of their own; with an account they are signed in, which is not counted."""
        page = self.browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        if account:
            sign_in(page, self.site, email)
        person = Person(role, page, self.site, email, language)
        self.people.append(person)
        return person

    def table(self) -> str:
        """What it took each of them."""
        width = max(len(one.role) for one in self.people)
        rows = [f"{one.role:{width}}  {one.clicks:6}  {one.fields:6}  {one.pages:6}" for one in self.people]
        return "\n".join([f"{'':{width}}  clicks  fields   pages", *rows])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        for person in self.people:
            person.page.context.close()
