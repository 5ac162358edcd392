"""Take pictures of pages at several widths and in several languages, to look at them with one's own eyes.

    python tools/screenshots.py http://localhost:8000 --out shots --login officer@demo.example:secret / /vandaag

A path is written as in Dutch; the other languages get their prefix. Also says which pages are wider than the window.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

WIDTHS = (360, 768, 1440)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="address of the site, e.g. http://localhost:8000")
    parser.add_argument("paths", nargs="+", help="paths, as in Dutch")
    parser.add_argument("--out", type=Path, default=Path("test-results/screenshots"))
    parser.add_argument("--login", metavar="EMAIL:PASSWORD", help="sign in first")
    parser.add_argument("--languages", default="nl,ar")
    parser.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
    parser.add_argument("--no-javascript", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    wide = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        context = browser.new_context(java_script_enabled=not options.no_javascript)
        if options.login:
            sign_in(context, options.base, *options.login.split(":", 1))
        for width in map(int, options.widths.split(",")):
            for language in options.languages.split(","):
                for path in options.paths:
                    wide += take(context, options.base, path, language, width, options.out)
        browser.close()
    return 1 if wide else 0


def sign_in(context: BrowserContext, base: str, email: str, password: str) -> None:
    """Sign in through the form, as a person does."""
    page = context.new_page()
    page.goto(f"{base}/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("form:has([type=password]) [type=submit]")
    page.wait_for_load_state()
    if "/login" in page.url:
        sys.exit(f"could not sign in as {email}")
    page.close()


def take(context: BrowserContext, base: str, path: str, language: str, width: int, out: Path) -> bool:
    """Take one picture. Returns whether the page is wider than the window."""
    page: Page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    prefix = "" if language == "nl" else f"/{language}"
    response = page.goto(f"{base}{prefix}{path}")
    page.wait_for_load_state("networkidle")
    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home"
    page.screenshot(path=out / f"{name}-{language}-{width}.png", full_page=True)
    too_wide = bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
    status = response.status if response else "?"
    print(f"{status} {language} {width:>5} {path}{'  WIDER THAN THE WINDOW' if too_wide else ''}")
    for fault in faults:
        print(f"      {fault}")
    page.close()
    return too_wide


if __name__ == "__main__":
    sys.exit(main())
