"""What a reader sees, tried in a headless Chromium: `python -m website.browser SITE PACKAGES [PICTURES]`.

The site is served from this machine to this machine, every request elsewhere is refused and counted as a fault. It
looks at: the simulator (see `website.simulator_check`), the search, the ways to fifteen answers (`website.readers`),
axe-core on thirty pages, light and dark, wide and as narrow as a phone, and every page on a desk, a phone and paper
(`website.pages_check`).
"""

import shutil
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, sync_playwright

from website.pages_check import everywhere, folded
from website.readers import follow
from website.search_check import WANTED
from website.simulator_check import first_result, simulator
from website.simulator_uses import from_disk

__all__ = ["chromium", "run", "served"]

PAGES = (
    "index.html",
    "gestionnaire/index.html",
    "gestionnaire/refused.html",
    "gestionnaire/dates.html",
    "gestionnaire/advance.html",
    "gestionnaire/contact.html",
    "caf/index.html",
    "gestionnaire/late.html",
    "en/manager/dates.html",
    "questions.html",
    "simulator.html",
    "tutorials/first-campaign.html",
    "tutorials/first-simulation.html",
    "notebooks/a_reform.html",
    "how-to/supply-figures.html",
    "how-to/embed-fastapi.html",
    "how-to/simulate-reform.html",
    "how-to/print-receipt.html",
    "explanation/payments.html",
    "explanation/unsourced.html",
    "reference/ps/ALSH.html",
    "reference/ps/index.html",
    "reference/calendars.html",
    "reference/lifecycle.html",
    "reference/errors.html",
    "reference/glossary.html",
    "en/index.html",
    "en/simulator.html",
    "en/reference/api/payments.html",
    "en/reference/ps/EAJE.html",
)
SERIOUS = ("serious", "critical")
PHONE: Any = {"width": 390, "height": 740}
DESK: Any = {"width": 1280, "height": 900}


class _Quiet(SimpleHTTPRequestHandler):
    scripts = "'self'"

    def end_headers(self) -> None:
        """Allow no script within a page: that of the simulator’s pages is a promise to those who serve them."""
        policy = f"script-src {self.scripts}; connect-src 'self'; frame-src 'none'"
        self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the standard library
        """Say nothing."""


class _Compiling(_Quiet):
    scripts = "'self' 'unsafe-eval'"


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a reader who leaves before the page has come."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(site: Path, *, compiles: bool = False) -> Iterator[str]:
    """The site on a free port of this machine; `compiles`: its scripts make code, as validators of JSON Schema do."""
    handler = partial(_Compiling if compiles else _Quiet, directory=str(site))
    server = _Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()


def chromium(playwright: Playwright) -> Browser:
    """The Chromium of the machine, without a window."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        sys.exit("no Chromium on this machine (on Debian or Ubuntu: apt-get install chromium)")
    return playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])


class Expectations:
    """What was looked at, counted, and the faults found, told as they are found."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.seen = 0

    def expect(self, holds: bool, words: str) -> None:
        """Count, and keep what does not hold."""
        self.seen += 1
        if not holds:
            self.faults.append(words)
            print(f"FAULT {words}")


class Check(Expectations):
    """A browser on the site, and the faults found there."""

    def __init__(self, browser: Browser, root: str, axe: Path, pictures: Path | None) -> None:
        super().__init__()
        self.browser, self.root, self.pictures = browser, root, pictures
        self.axe = axe.read_text(encoding="utf-8")

    def context(self, viewport: Any, scheme: Any = "light") -> BrowserContext:
        """A fresh reader, to whom nothing outside the site is served."""
        context = self.browser.new_context(viewport=viewport, color_scheme=scheme, locale="fr-FR")
        context.route("**/*", self._only_here)
        return context

    def _only_here(self, route: Route) -> None:
        if route.request.url.startswith((self.root, "data:", "blob:")):
            route.continue_()
        else:
            self.expect(False, f"asks for {route.request.url}, outside the site")
            route.abort()

    def open(self, context: BrowserContext, place: str) -> Page:
        """A page, whose errors are faults."""
        page = context.new_page()
        page.on("console", lambda said: self.expect("Content Security" not in said.text, f"{place}: {said.text}"))
        page.on("pageerror", lambda error: self.expect(False, f"{place}: {error}"))
        page.goto(self.root + place)
        return page

    def picture(self, page: Page, name: str) -> None:
        """Keep a picture, for people to look at."""
        if self.pictures is not None:
            page.screenshot(path=self.pictures / f"{name}.png", full_page="full" in name)

    def search(self) -> None:
        """What readers ask is answered in the field, first by the page wanted, in the language of the page."""
        context = self.context(DESK)
        for home, queries in (("index.html", WANTED["fr"]), ("en/index.html", WANTED["en"])):
            page = self.open(context, home)
            for query, wanted in queries.items():
                page.fill("[data-afas-search]", query)
                page.wait_for_timeout(60)
                page.wait_for_selector("[data-afas-results] a", timeout=20_000)
                first = page.eval_on_selector("[data-afas-results] a", "link => link.href")
                self.expect(first.removeprefix(self.root).partition("#")[0] == wanted, f"search: {query} gives {first}")
            self.picture(page, f"search-{home.replace('/', '-')}")
            page.press("[data-afas-search]", "Enter")
            page.wait_for_url(first)
        context.close()

    def axe_on(self, page: Page, words: str) -> list[str]:
        """What axe-core finds on a page as it stands; none of it may be serious.

        The theme's button to the top is left out: it fades in and out as a page scrolls, and is pale meanwhile.
        """
        page.evaluate(self.axe)
        found = page.evaluate("axe.run({exclude: ['.md-top']})")["violations"]
        for one in found:
            nodes = "; ".join(node["html"][:120] for node in one["nodes"][:3])
            said = f"{words}: {one['id']} ({one['impact']}), {one['help']}: {nodes}"
            self.expect(one["impact"] not in SERIOUS, said)
        return [one["id"] for one in found]

    def accessible(self) -> None:
        """axe-core on the main pages, light and dark; no page wider than the screen of a phone."""
        kinds: Counter[str] = Counter()
        for scheme, viewport in (("light", DESK), ("dark", PHONE)):
            context = self.context(viewport, scheme)
            for place in PAGES:
                page = self.open(context, place)
                if "simulator" in place:
                    page.wait_for_selector("#afas-simulator[data-ready=true]", timeout=120_000)
                kinds.update(self.axe_on(page, f"{place} ({scheme})"))
                wide = page.evaluate("document.documentElement.scrollWidth")
                self.expect(wide <= viewport["width"], f"{place}: {wide} px wide on a screen of {viewport['width']}")
                self.picture(page, f"{scheme}-{place.replace('/', '-').removesuffix('.html')}")
                page.close()
            context.close()
        print(f"axe-core: {len(PAGES)} pages, light and dark; rules not held: {dict(kinds) or 'none'}")


def run(site: Path, packages: Path, pictures: Path | None = None) -> int:
    """Try it all; the number of faults."""
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
    with served(site) as root, sync_playwright() as playwright:
        browser = chromium(playwright)
        check = Check(browser, root, packages / "axe-core" / "axe.min.js", pictures)
        for place, locale in (("simulator.html", "fr"), ("en/simulator.html", "en")):
            simulator(check, place, locale)
            from_disk(check, site, place, locale)
            first_result(check, place)
        check.search()
        follow(check)
        check.accessible()
        folded(check)
        everywhere(check, site)
        browser.close()
    print(f"{check.seen - len(check.faults)} passed, {len(check.faults)} failed")
    return len(check.faults)


if __name__ == "__main__":
    sys.exit(bool(run(*(Path(one) for one in sys.argv[1:]))))
