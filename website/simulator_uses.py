"""How the simulator is used, tried in the browser: called by `website.simulator_check`.

Cases typed, the keyboard alone, the page on paper, a link that is copied, files taken away, a page opened from a disk.
"""

import json
import shutil
import subprocess
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page

import afas
from afas.errors import Fault
from afas.quantities import Unit, read_flag
from afas.text import Euros, figure
from website import typed
from website.simulator import address

if TYPE_CHECKING:
    from website.browser import Check

__all__ = ["from_disk", "uses"]

DESK: Any = {"width": 1280, "height": 900}
_AMOUNT = "[data-part=result] h2"
_FILL = """async ([words, values]) => {
  const arrived = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
  location.hash = words;
  await arrived;
  for (const [id, value] of Object.entries(values)) {
    const control = document.getElementById(id);
    if (!control) return `no ${id}`;
    control.value = value;
    if (control.value !== value) return `${id} holds ${control.value}`;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.querySelector("[data-part=estimate]").click();
  return [
    document.querySelector("[data-part=result] h2").textContent,
    [...document.querySelectorAll("#afas-simulator [aria-invalid=true]")].map((control) => control.name),
  ];
}"""


def uses(check: "Check", place: str, locale: str) -> None:
    """All of them, in one language."""
    _typed(check, place, locale)
    _by_keyboard(check, place, locale)
    _taken_away(check, place, locale)


def _shown(amount: str | Decimal, locale: str) -> str:
    return figure(Euros(Decimal(amount)), locale)


def _answer(text: str, locale: str) -> str:
    """The choice of a list for a yes or a no that was typed; none where it is neither."""
    read = read_flag(text, "", locale=locale)
    return "" if isinstance(read, Fault) else "true" if read else "false"


def _typed(check: "Check", place: str, locale: str) -> None:
    """The kept cases of the language, each typed in the form: the amount of the library, or its faults by field."""
    context = check.context(DESK)
    page = check.open(context, place)
    page.wait_for_selector("#afas-simulator[data-ready=true]")
    cases = [case for case in json.loads(typed.KEPT.read_text(encoding="utf-8"))["cases"] if case["locale"] == locale]
    for case in cases:
        fields = {field.name: field for field in afas.ps.get(case["ps"]).fields}
        values = {
            f"simulator-entries-{name}": _answer(text, locale) if fields[name].unit is Unit.FLAG else text
            for name, text in case["entries"].items()
        }
        values |= {f"simulator-parameters-{name}": text for name, text in case["parameters"].items()}
        found = page.evaluate(_FILL, [f"ps={case['ps']}&year={case['year']}", values])
        words = f"{place}: {case}"
        if "amount" in case:
            check.expect(found[0].endswith(f" {_shown(case['amount'], locale)}"), f"{words} shows {found}")
        else:
            check.expect(sorted(found[1]) == sorted(path for path, _ in case["faults"]), f"{words} shows {found}")
    print(f"{place}: {len(cases)} cases typed")
    context.close()


def _by_keyboard(check: "Check", place: str, locale: str) -> None:
    """The whole of a case without a mouse: choose, type, estimate, unfold, keep, take away."""
    context = check.context(DESK)
    page = check.open(context, place)
    page.wait_for_selector("#afas-simulator[data-ready=true]")
    seen = _tab_to(page, "#simulator-ps")
    page.keyboard.type("LAEP")
    page.wait_for_selector("#simulator-entries-opening_hours")
    for field, text in (
        ("#simulator-year", "2023"),
        ("#simulator-entries-opening_hours", "60"),
        ("#simulator-entries-organisation_hours", "40"),
        ("#simulator-entries-expenses", "100000"),
        ("#simulator-parameters-ceiling", "10"),
    ):
        seen += _tab_to(page, field)
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_selector(_AMOUNT)
    shown = page.text_content(_AMOUNT) or ""
    check.expect(shown.endswith(f" {_shown('300', locale)}"), f"{place}: by keyboard, {shown}")  # 30% of 100 h at 10
    seen += _tab_to(page, "[data-part=result] summary")
    page.keyboard.press("Space")
    check.expect(
        not page.locator("[data-part=result] details").first.get_attribute("open"), f"{place}: Space folds nothing"
    )
    seen += _tab_to(page, "[data-part=keep]")
    page.keyboard.press("Enter")
    check.expect("with=" in page.url, f"{place}: a case is not kept by keyboard")
    seen += _tab_to(page, "[data-part=json]")
    with page.expect_download():
        page.keyboard.press("Enter")
    check.expect(all(seen), f"{place}: the focus is not to be seen on {seen.count(False)} of {len(seen)} stops")
    context.close()


_SEEN = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  return one === document.body || style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""


def _tab_to(page: Page, selector: str, most: int = 40) -> list[bool]:
    """Press Tab until it is reached; whether each stop shows that it has the focus, within the simulator."""
    seen = []
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#afas-simulator') !== null"):
            seen.append(page.evaluate(_SEEN))
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return seen
    message = f"{selector} is not reached by {most} presses of Tab"
    raise AssertionError(message)


def _taken_away(check: "Check", place: str, locale: str) -> None:
    """JSON, CSV and the receipt hold the amount, its figures and their marks; a link is copied; paper shows it all."""
    context = check.context(DESK)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=check.root.rstrip("/"))
    page = check.open(context, place + address("ALSH"))
    page.wait_for_selector(_AMOUNT)
    amount = "2188.07"
    shown, mark = _shown(amount, locale), "sans valeur officielle" if locale == "fr" else "not official"
    held = {kind: _download(page, kind) for kind in ("json", "csv", "receipt")}
    told = json.loads(held["json"])
    check.expect((told["amount"], told["illustrative"]) == (amount, True), f"{place}: JSON without {amount}")
    check.expect(shown in held["csv"] and mark in held["csv"], f"{place}: CSV without {shown} or its mark")
    receipt = context.new_page()
    receipt.set_content(held["receipt"])
    text = receipt.inner_text("body")
    for wanted in (shown, mark, told["rules"]["digest"][:12], page.url):
        check.expect(wanted in text, f"{place}: {wanted!r} is not on the receipt")
    check.expect(receipt.locator("script, button").count() == 0, f"{place}: the receipt holds more than text")
    check.picture(receipt, f"simulator-{locale}-receipt-full")
    receipt.close()
    page.click("[data-part=link]")
    page.wait_for_function("() => document.querySelector('[data-part=told]').textContent")
    check.expect(page.evaluate("navigator.clipboard.readText()") == page.url, f"{place}: the link is not copied")
    page.evaluate("window.print = () => { window.asked = true; }")
    page.click("[data-part=print]")
    check.expect(page.evaluate("window.asked === true"), f"{place}: nothing is printed")
    page.locator("[data-part=result] summary").first.click()  # folded: paper shows it all the same
    paper = _on_paper(page)
    check.expect(" ".join(shown.split()) in paper and mark in paper, f"{place}: {shown} or its mark is not on paper")
    rounded = "arrondi au centime" if locale == "fr" else "rounded to the cent"  # which stands in a step alone
    check.expect(rounded in paper, f"{place}: a folded step is not on paper")
    page.locator("#afas-simulator input[name^='entries.']").first.fill("9")
    stale = page.locator("[data-part=json]:disabled, [data-part=csv]:disabled, [data-part=receipt]:disabled").count()
    check.expect(stale == 3, f"{place}: files of a stale result can be taken")
    context.close()


def _download(page: Page, kind: str) -> str:
    with page.expect_download() as waited:
        page.click(f"[data-part={kind}]")
    return Path(str(waited.value.path())).read_text(encoding="utf-8")


def _on_paper(page: Page) -> str:
    """What the page prints, read back, on one line."""
    pdftotext = shutil.which("pdftotext")
    assert pdftotext is not None, "no pdftotext (on Debian or Ubuntu: apt-get install poppler-utils)"  # noqa: S101
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        page.pdf(path=file.name)
        read = subprocess.run([pdftotext, file.name, "-"], capture_output=True, check=True, text=True)  # noqa: S603
    return " ".join(read.stdout.split())


def from_disk(check: "Check", site: Path, place: str, locale: str) -> None:
    """The page opened from a disk, without a server: it computes, and its address keeps the case."""
    context = check.browser.new_context(viewport=DESK, locale="fr-FR")
    context.on(
        "request", lambda asked: check.expect(not asked.url.startswith("http"), f"{place}: asks for {asked.url}")
    )
    page = context.new_page()
    page.on("pageerror", lambda error: check.expect(False, f"{place} from a disk: {error}"))
    page.goto((site / place).resolve().as_uri() + address("ALSH"))
    page.wait_for_selector(_AMOUNT)
    wanted = _shown("2188.07", locale)
    check.expect(wanted in (page.text_content(_AMOUNT) or ""), f"{place} from a disk: not {wanted}")
    page.fill("#simulator-entries-expenses", "1000")
    page.click("[data-part=estimate]")
    shown = page.text_content(_AMOUNT)
    page.reload()
    page.wait_for_selector(_AMOUNT)
    check.expect(page.text_content(_AMOUNT) == shown, f"{place} from a disk: the address does not keep the case")
    context.close()
