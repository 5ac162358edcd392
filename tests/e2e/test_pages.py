"""Every page that a role can reach, found by following the links: no accessibility fault, nothing too wide."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from django.utils import translation
from lxml import html
from playwright.sync_api import Browser, Page

from e2e.running import DEMO_EMAILS, Site, sign_in

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1440)
# WCAG 2.0–2.2 A and AA, and what axe calls good practice.
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
FILES = ("csv", "xlsx", "json", "pdf")


def page_name(url: str) -> str | None:
    """The name of the page behind an address; None for files and for what is no page of this site."""
    path = urlsplit(url).path
    try:
        # The addresses are the Dutch ones, whatever language an earlier test left behind.
        with translation.override("nl"):
            match = resolve(path)
    except Resolver404:
        return None
    return match.view_name


def reachable(page: Page, site: Site, start: str) -> dict[str, str]:
    """One address for each page that can be reached by links from `start`, by name of the page."""
    found: dict[str, str] = {}
    waiting = deque([urljoin(site.url, start)])
    while waiting:
        url = waiting.popleft()
        name = page_name(url)
        if name is None or name in found:
            continue
        response = page.request.get(url)
        if "text/html" not in response.headers.get("content-type", ""):
            found[name] = ""  # a file
            continue
        assert response.ok, f"{url} answers {response.status}"
        found[name] = url
        links = html.document_fromstring(response.body(), base_url=url).xpath("//a/@href")
        addresses = (urljoin(url, href) for href in links)
        waiting.extend(one for one in addresses if one.startswith(site.url) and urlsplit(one).path != "/i18n/")
    return {name: url for name, url in found.items() if url}


@pytest.fixture(scope="session")
def claim(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str], bool]:
    """Says of a page whether nobody looked at it before, in this process or the one beside it.

    One role a page is enough, save for the to-do list.
    """
    own = tmp_path_factory.getbasetemp()
    claims = (own if worker_id == "master" else own.parent) / "pages-looked-at"
    claims.mkdir(exist_ok=True)

    def is_first(name: str) -> bool:
        try:
            (claims / name.replace(":", "-")).touch(exist_ok=False)
        except FileExistsError:
            return name == "web:today"
        return True

    return is_first


@pytest.mark.parametrize("who", ["nobody", *DEMO_EMAILS])
def test_every_page_within_reach_is_accessible_and_fits(
    who: str, browser: Browser, site: Site, claim: Callable[[str], bool]
) -> None:
    context = browser.new_context()
    page = context.new_page()
    if who != "nobody":
        sign_in(page, site, DEMO_EMAILS[who])
    pages = reachable(page, site, "/" if who == "nobody" else "/vandaag")
    assert "web:home" in pages
    faults: list[str] = []
    for name, url in pages.items():
        if not claim(name):
            continue
        path = urlsplit(url)
        for prefix in ("", "/ar"):
            address = f"{site.url}{prefix}{path.path}" + (f"?{path.query}" if path.query else "")
            page.goto(address)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if wide > 0:
                    faults.append(f"{name} {prefix or '/nl'} {width}: {wide} px too wide")
                if width == 768:  # between the two it is the same markup in one of the two layouts
                    continue
                for violation in Axe().run(page, options=AXE_OPTIONS).response["violations"]:
                    nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
                    faults.append(f"{name} {prefix or '/nl'} {width}: {violation['id']}: {nodes}")
    context.close()
    assert not faults, "\n".join(faults)
