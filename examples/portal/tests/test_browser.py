"""A campaign in a headless Chromium: screens wide and narrow, axe-core on each page, one script on the recapitulative.

axe-core comes from the npm registry (`make` fetches it); `PICTURES=folder` keeps a picture of each page.
"""

import os
import shutil
from pathlib import Path
from typing import Any
from unittest import mock

import attrs
from django.test import LiveServerTestCase, override_settings, tag
from playwright.sync_api import Page, expect, sync_playwright

import afas
from afas import exchange
from afas.reference import Reference
from afas.text import Euros, figure
from afas.workflow import estimate_of
from examples.portal import demo, store
from examples.portal.live import document
from examples.portal.tests.base import declaration, row

AXE = Path(os.environ.get("AXE", ".venv/made/npm/axe-core/axe.min.js"))
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
WHY = "Ouverture de 4 salles à Pasteur : 12 000 heures de plus"


@tag("browser")
@override_settings(STATIC_URL="/static/", MEDIA_URL="/media/")  # the live server asks for them; the portal has none
class InABrowser(LiveServerTestCase):
    """Amel, Bruno, Chloé and the Caf, each in a window of their own."""

    def setUp(self) -> None:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright has a loop of its own in this thread
        demo.load()
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        assert chromium, "no Chromium on this machine (on Debian or Ubuntu: apt-get install chromium)"
        playwright = sync_playwright().start()
        self.addCleanup(playwright.stop)
        self.chromium = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        self.addCleanup(self.chromium.close)
        self.axe = AXE.read_text(encoding="utf-8") if AXE.is_file() else ""
        assert self.axe, f"no axe-core at {AXE}: AXE=path/to/axe.min.js names it"
        self.wrong: list[str] = []

    def window(self, person: str, size: Any = WIDE) -> Page:
        """Somebody signs in."""
        page = self.chromium.new_context(viewport=size, locale="fr-FR").new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        page.goto(f"{self.live_server_url}/sign-in/")
        page.check(f"#p-{person}")
        page.click("main button")
        return page

    def look(self, page: Page, name: str) -> None:
        """No fault of accessibility that is serious, nothing wider than the screen; a picture where one is asked."""
        page.evaluate(self.axe)
        found = page.evaluate("axe.run()")["violations"]
        serious = [one for one in found if one["impact"] in ("serious", "critical")]
        assert not serious, (name, [(one["id"], [node["html"] for node in one["nodes"]]) for one in serious])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        if os.environ.get("PICTURES"):
            page.screenshot(path=f"{os.environ['PICTURES']}/{page.evaluate('innerWidth')}-{name}.png", full_page=True)

    def fill(self, page: Page, number: int, place: str, **values: str) -> None:
        """A form, from the list to its check."""
        page.goto(f"{self.live_server_url}/declarations/{number}/form/{place}/")
        for name, value in values.items():
            page.fill(f"#field-{name}", value)
        page.click("button[name=check]")
        assert page.locator(".success").count() == 1, page.inner_text("main")

    def take(self, page: Page, number: int, action: str, **said: str) -> None:
        """An action, on its own page."""
        page.goto(f"{self.live_server_url}/declarations/{number}/do/{action}/")
        for name, value in said.items():
            page.fill(f"[name='{name}']", value)
        page.click("main form button")
        assert page.locator(".success").count() == 1, page.inner_text("main")

    def send(self, amel: Page, number: int, size: str) -> None:
        """Justify, validate, sign by ticking the box, transmit."""
        for finding in declaration(number).findings():
            if finding.key not in declaration(number).justifications:
                self.take(amel, number, "JUSTIFY", words=WHY)
        self.take(amel, number, "VALIDATE")
        self.look(amel, f"recap-{size}")
        amel.check("#certified")
        amel.click("form:has(#certified) button")
        self.take(amel, number, "TRANSMIT")
        self.look(amel, f"transmitted-{size}")

    def test_a_campaign(self) -> None:
        """Two sites, a refusal and its revision, the acceptance, a payment due."""
        centre = row("A1")
        bruno, chloe, amel, caf = (self.window(one) for one in ("bruno", "chloe", "amel", "CAF"))
        self.look(amel, "home")
        amel.click("text=Déclarer")
        self.look(amel, "list")
        amel.click("details.menu >> nth=0")
        self.look(amel, "menu")
        self.fill(bruno, centre, "activity/S1", attended_hours="12 500")
        self.fill(chloe, centre, "activity/S2", attended_hours="19 500")
        self.fill(amel, centre, "financial", expenses="60000")
        self.send(amel, centre, "first")
        with amel.expect_download() as download:
            amel.click("text=Télécharger le PDF")
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
        caf.click("text=Déclarations à traiter")
        self.look(caf, "queue")
        self.take(caf, centre, "REFUSE", reason="Heures de Pasteur à revoir")
        amel.goto(f"{self.live_server_url}/declarations/{centre}/do/SEND_BACK/")
        amel.select_option("#on", "activity|S2")
        amel.click("main form button")
        self.fill(chloe, centre, "activity/S2", attended_hours="9 500")
        self.send(amel, centre, "second")
        self.take(caf, centre, "ACCEPT")
        amel.click("text=Paiements")
        assert "1er acompte" in amel.inner_text("main") or "acompte" in amel.inner_text("main")
        self.look(amel, "payments")
        assert declaration(centre).status.value == "ACCEPTED"
        assert not self.wrong, self.wrong

    def test_the_amount_follows_what_is_typed_and_the_server_judges_it(self) -> None:
        """In the page at once, then by the server; its amount counts, and rules that have changed are told."""
        centre = row("A1")
        bruno, chloe, amel = (self.window(one) for one in ("bruno", "chloe", "amel"))
        self.fill(bruno, centre, "activity/S1", attended_hours="12 500")
        self.fill(chloe, centre, "activity/S2", attended_hours="9 500")
        self.fill(amel, centre, "financial", expenses="60000")
        amel.goto(f"{self.live_server_url}/declarations/{centre}/recap/")
        verdict = amel.locator("#live-verdict")
        held = estimate_of(declaration(centre), scale=store.scale())
        expect(verdict).to_have_text(f"Confirmé par le serveur : {figure(Euros(held.amount), 'fr')}")
        self.look(amel, "live")
        amel.fill("#field-attended_hours", "1 000")
        amel.fill("#field-expenses", "12 500,5 €")
        other = afas.estimate(
            "ALSH",
            {**held.entries, "attended_hours": "1000", "expenses": "12500.5"},
            held.year,
            held.scale.values,
            kind=held.kind,
        )
        shown = figure(Euros(other.amount), "fr")
        expect(amel.locator("#live-amount")).to_have_text(f"Avec ces chiffres : {shown}")
        expect(verdict).to_have_text(f"Confirmé par le serveur : {shown}")
        amel.fill("#field-expenses", "1.234")
        expect(amel.locator("#field-expenses-fault")).to_contain_text("deux façons")
        expect(verdict).to_have_text("")
        self.look(amel, "live-fault")
        digest = document("ALSH")["digest"]
        with mock.patch.dict(document("ALSH"), digest="0" * 64):  # the server has moved on to other rules
            amel.fill("#field-expenses", "12500")
            expect(verdict).to_contain_text("Les règles ont changé")
        assert document("ALSH")["digest"] == digest
        amel.route(
            "**/estimate/", lambda route: route.fulfill(json={"shown": "1,00 €", "as_shown": False, "same_rules": True})
        )
        amel.fill("#field-expenses", "12501")
        expect(verdict).to_have_text("Le serveur trouve 1,00 € : c’est ce montant qui compte.")
        amel.unroute("**/estimate/")
        amel.route("**/estimate/", lambda route: route.abort())
        amel.fill("#field-expenses", "12502")
        expect(verdict).to_contain_text("ne répond pas")
        assert estimate_of(declaration(centre), scale=store.scale()) == held, "what was tried was kept"
        self.wrong = [said for said in self.wrong if "ERR_FAILED" not in said]  # the answer that the test withheld
        assert not self.wrong, self.wrong

    def test_what_happens_on_the_way(self) -> None:
        """A role handed over midway, a site that the Caf's snapshot no longer has, a declaration the Caf cancels."""
        centre, creche = row("A1"), row("A2")
        denise, bruno, chloe, amel, caf = (self.window(one) for one in ("denise", "bruno", "chloe", "amel", "CAF"))
        denise.click("text=Administration des profils")
        for name, value in {"change": "transfer", "role": "ACTIVITY_DATA", "person": "chloe", "where": "S2"}.items():
            denise.select_option(f"#c-{name}", value)
        denise.select_option("#c-taker", "bruno")
        denise.fill("#c-start", "2023-01-18")
        denise.click("section[aria-labelledby=change] button")
        assert denise.locator(".success").count() == 1, denise.inner_text("main")
        amel.goto(f"{self.live_server_url}/")
        amel.fill("#day", "2023-01-18")
        amel.click("form.box button")
        self.fill(bruno, centre, "activity/S2", attended_hours="9 500")
        assert chloe.goto(f"{self.live_server_url}/declarations/{centre}/form/activity/S2/").status == 404  # type: ignore[union-attr]
        known = store.book().reference
        left = [attrs.evolve(one, sites=one.sites[1:]) if one.id == "A1" else one for one in known.activities]
        newer = Reference.of(left, known.persons, known.partners, known.agreements)
        caf.click("text=Charger un document")
        document: Any = {
            "name": "donnees.json",
            "mimeType": "application/json",
            "buffer": exchange.dumps(newer).encode(),
        }
        caf.set_input_files("#document", document)
        caf.click("main form button")
        assert caf.locator(".success").count() == 1, caf.inner_text("main")
        assert bruno.goto(f"{self.live_server_url}/declarations/{centre}/form/activity/S1/").status == 404  # type: ignore[union-attr]
        self.fill(amel, centre, "activity/S1", attended_hours="12 500")
        self.take(caf, creche, "CANCEL", reason="Ouverte par erreur")
        amel.goto(f"{self.live_server_url}/declarations/?status=CANCELLED")
        assert "Annulée Caf" in amel.inner_text("main")
        self.look(amel, "cancelled")
        assert not [one for one in self.wrong if "404" not in one], self.wrong

    def test_the_pages_on_a_desk_and_on_a_phone(self) -> None:
        """Each kind of page, for whoever it is for."""
        centre, relay = row("A1"), row("A3")
        pages = {
            "amel": ["", "declarations/", f"declarations/{centre}/", f"declarations/{centre}/do/SEND_BACK/",
                     f"declarations/{relay}/recap/", "payments/", "contacts/"],
            "bruno": [f"declarations/{centre}/form/activity/S1/"],
            "denise": ["profiles/"],
            "CAF": ["caf/", f"declarations/{relay}/do/REFUSE/", "profiles/"],
        }  # fmt: skip
        for size in (WIDE, NARROW):
            for person, paths in pages.items():
                page = self.window(person, size)
                for path in paths:
                    page.goto(f"{self.live_server_url}/{path}")
                    self.look(page, f"{person}-{path.replace('/', '_') or 'home'}")
                page.context.close()
        assert not self.wrong, self.wrong
