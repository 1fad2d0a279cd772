"""What a reader of the simulator meets, tried in the browser: called by `website.browser`.

The worked case of each PS; faults in words beside their fields; marks of illustrative figures; the address, a file of
figures, two cases side by side, the other language; the time to the first result. The rest is in
`website.simulator_uses`.
"""

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLong

import afas
from afas.parameters import illustrative
from afas.text import Euros, figure
from website.simulator import address
from website.simulator_uses import uses
from website.worked import WORKED

if TYPE_CHECKING:
    from website.browser import Check

__all__ = ["first_result", "simulator"]

DESK: Any = {"width": 1280, "height": 900}
PHONE: Any = {"width": 390, "height": 844}
SLOW: Any = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
MOST_SECONDS = 3.0
TRIES = 6
_SHOWN = """() => new Promise((shown) => requestAnimationFrame(() => shown(Math.max(
  performance.getEntriesByName("afas-result")[0].startTime,
  performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0))))"""


def simulator(check: "Check", place: str, locale: str) -> None:
    """All of it, in one language."""
    context = check.context(DESK)
    page = check.open(context, place)
    page.wait_for_selector("#afas-simulator[data-ready=true]")
    _reached(check, page, place)
    for code in ("ALSH", *(code for code in afas.ps.codes() if code != "ALSH")):
        page.select_option("#simulator-ps", code)
        page.click("[data-part=example]")
        _expect_amount(check, page, f"{place}: {code}", figure(Euros(_worked_amount(code)), locale), locale)
        if code == "ALSH":
            focus = page.evaluate("document.activeElement.tagName")
            check.expect(focus == "H2", f"{place}: the result does not take the focus")
            check.expect(page.locator(".steps li").count() > 1, f"{place}: no step is shown")
            check.picture(page, f"simulator-{locale}-full")
    check.axe_on(page, f"{place} with a result")
    _faults(check, page, place, locale)
    _marks(check, page, place, locale)
    _compared(check, page, place, locale)
    _brought(check, page, place, locale)
    _other_language(check, page, place, locale)
    context.close()
    uses(check, place, locale)
    phone = check.context(PHONE)
    page = check.open(phone, place + address("EAJE"))
    page.wait_for_selector("[data-part=result] h2")
    wide = page.evaluate("document.documentElement.scrollWidth")
    check.expect(wide <= PHONE["width"], f"{place}: {wide} px wide on a phone, a result shown")
    check.picture(page, f"simulator-{locale}-phone-full")
    phone.close()


def first_result(check: "Check", place: str) -> None:
    """From an empty cache, on a slow line and a slow processor: a link with a case, to its amount.

    The best of several, until one is short enough: what else the machine does meanwhile only adds to it.
    """
    tries: list[tuple[float, float]] = []
    while len(tries) < TRIES and not any(seconds <= MOST_SECONDS for seconds, _ in tries):
        tries.append(_one_result(check, place))
    seconds = min(tries, key=lambda one: one[0])
    shown = ", ".join(f"{one:.1f}" for one, _ in tries)
    print(f"simulator: first result after {shown} s on 1.6 Mbit/s, a processor 4 times slower, {seconds[1]:.0f} kB")
    words = f"{place}: first result after {seconds[0]:.1f} s at best, more than {MOST_SECONDS} s"
    check.expect(seconds[0] <= MOST_SECONDS, words)


def _one_result(check: "Check", place: str) -> tuple[float, float]:
    """Seconds by the clock of the page, from the link to the frame that shows the amount; kilobytes."""
    context = check.context(DESK)
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    client.send("Network.emulateNetworkConditions", SLOW)
    client.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    sizes: dict[str, float] = {}
    client.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(check.root + place + address("ALSH"), wait_until="commit")
    page.wait_for_selector("[data-part=result] h2", timeout=60_000)
    seconds = page.evaluate(_SHOWN) / 1000
    context.close()
    return seconds, sum(sizes.values()) / 1000


def _worked_amount(code: str) -> Any:
    case = WORKED[code]
    year = afas.FinancialYear(case.year, afas.ps.get(code).school_year)
    return afas.estimate(code, case.entries, year, illustrative(case.parameters, year.period.start)).amount


def _expect_amount(check: "Check", page: Page, words: str, shown: str, locale: str) -> None:
    try:
        page.wait_for_function(
            "wanted => document.querySelector('[data-part=result] h2')?.textContent.endsWith(wanted)",
            arg=f" {shown}",
            timeout=20_000,
        )
    except TooLong:
        check.expect(False, f"{words} shows {page.text_content('[data-part=result]')!r} for {shown} ({locale})")
        return
    check.expect(True, words)


def _reached(check: "Check", page: Page, place: str) -> None:
    """How many times Tab is pressed from the top of the page to the first field, and from the link to the content."""
    count = 0
    while count < 40 and page.evaluate("document.activeElement.id") != "simulator-ps":
        page.keyboard.press("Tab")
        count += 1
    print(f"{place}: the first field after {count} presses of Tab")
    check.expect(count <= 15, f"{place}: {count} presses of Tab to the first field")


def _open(check: "Check", page: Page, place: str, words: str) -> None:
    page.goto("about:blank")
    page.goto(check.root + place + words)
    page.wait_for_selector("#afas-simulator[data-ready=true]")


def _faults(check: "Check", page: Page, place: str, locale: str) -> None:
    """By keyboard: wrong entries, their faults in words beside the fields, a link to each; a year without rules."""
    _open(check, page, place, "#ps=RPE&year=2023")
    page.fill("#simulator-entries-animator_fte", "un")
    page.fill("#simulator-entries-expenses", "1.234" if locale == "fr" else "1,23")
    page.press("#simulator-entries-expenses", "Enter")
    page.wait_for_selector("#simulator-entries-expenses[aria-invalid=true]")
    for name in ("entries-animator_fte", "entries-expenses", "parameters-ceiling"):
        said = page.text_content(f"#simulator-{name}-fault") or ""
        described = page.get_attribute(f"#simulator-{name}", "aria-describedby") or ""
        check.expect(len(said) > 5 and f"{name}-fault" in described, f"{place}: no fault beside {name}")
    listed = page.text_content("[data-part=result]") or ""
    names = ("entries.", "parameters", "animator_fte", "Decimal", "True", "None", "{", "undefined")
    check.expect(not any(name in listed for name in names), f"{place}: names of code in {listed!r}")
    page.click("[data-part=result] li:first-child a")
    check.expect(
        page.evaluate("document.activeElement.id") == "simulator-entries-animator_fte",
        f"{place}: the link of a fault does not lead to its field",
    )
    check.axe_on(page, f"{place} with faults")
    check.picture(page, f"simulator-{locale}-faults-full")
    page.fill("#simulator-entries-animator_fte", "1,5" if locale == "fr" else "1.5")
    page.fill("#simulator-entries-expenses", "90 000 €" if locale == "fr" else "€90,000")
    shown = page.text_content("#simulator-entries-expenses-read") or ""
    check.expect("000,00" in shown or "000.00" in shown, f"{place}: 90 000 is read back as {shown!r}")
    page.fill("#simulator-parameters-ceiling", "58000")
    page.press("#simulator-parameters-ceiling", "Enter")
    _expect_amount(check, page, place, figure(Euros(Decimal("37410.00")), locale), locale)  # 43% of 1.5 x 58,000
    check.expect(page.locator("[aria-invalid=true]").count() == 0, f"{place}: a fault stays when it is mended")
    page.fill("#simulator-year", "1950")
    page.click("[data-part=estimate]")
    check.expect(
        page.locator("[data-part=result] li").count() == 1, f"{place}: a year before any rule is told more than once"
    )


def _marks(check: "Check", page: Page, place: str, locale: str) -> None:
    """The mark of an illustrative figure goes with its value, and only with it; an edit makes the result stale."""
    _open(check, page, place, address("EAJE"))
    first = page.locator("[name^='parameters.ceiling']").first
    marked = ".read.illustrative"
    count = page.locator(marked).count()
    check.expect(count == len(WORKED["EAJE"].parameters), f"{place}: {count} illustrative figures are marked")
    value = first.input_value()
    first.fill(value + "0")  # 9.70 and 9.700 are one value
    check.expect(page.locator(marked).count() == count, f"{place}: the mark is lost though the value stays")
    check.expect(page.locator(".stale .staleness").count() == 1, f"{place}: an edit does not make the result stale")
    page.reload()
    page.wait_for_selector("[data-part=result] h2")
    check.expect(page.locator(marked).count() == count, f"{place}: the mark does not survive a reload")
    first.fill("9,75" if locale == "fr" else "9.75")
    check.expect(page.locator(marked).count() == count - 1, f"{place}: the mark stays on a figure of the reader")
    page.click("[data-part=estimate]")
    check.expect(
        page.locator("[data-part=result] .warning").count() == 1, f"{place}: five illustrative figures, no warning"
    )
    check.expect(page.locator(".stale").count() == 0, f"{place}: a new result is stale")


def _compared(check: "Check", page: Page, place: str, locale: str) -> None:
    """Two cases side by side, each change with its own effect: by hand, 30% of 1,000 hours at 2 EUR more is 600."""
    _open(
        check,
        page,
        place,
        "#ps=ALSH&year=2023&e.attended_hours=1000&e.expenses=90000&e.general_scheme_share=1&p.ceiling=2",
    )
    page.click("[data-part=keep]")
    page.fill("#simulator-entries-attended_hours", "2000")
    page.click("[data-part=estimate]")
    text = page.text_content("[data-part=compared]") or ""
    for wanted in (figure(Euros(Decimal("600.00")), locale), figure(Euros(Decimal("1200.00")), locale)):
        check.expect(wanted in text, f"{place}: {wanted} is not in the comparison: {text!r}")
    check.axe_on(page, f"{place} with two cases")
    check.picture(page, f"simulator-{locale}-compared-full")
    page.reload()
    page.wait_for_selector("[data-part=compared] table")
    check.expect(
        text == page.text_content("[data-part=compared]"), f"{place}: the comparison does not survive a reload"
    )


def _brought(check: "Check", page: Page, place: str, locale: str) -> None:
    """Figures of a file, with their source; a file that is wrong changes nothing."""
    _open(check, page, place, "#ps=LAEP&year=2027&e.opening_hours=60&e.organisation_hours=40&e.expenses=100000")
    source = {"title": "Barème 2027 (exemple)", "publisher": "Caf de démonstration"}
    pack: dict[str, Any] = {
        "source": source,
        "start": "2027-01-01",
        "end": "2028-01-01",
        "values": {"LAEP": {"ceiling": "10"}},
    }
    for text, works in (("{", False), (json.dumps({**pack, "source": None}), False), (json.dumps(pack), True)):
        page.set_input_files(
            "#simulator-pack", {"name": "p.json", "mimeType": "application/json", "buffer": text.encode()}
        )
        page.wait_for_function("() => document.querySelector('[data-part=told]').textContent.length > 5")
        page.wait_for_timeout(500)  # what is read takes the place of a figure after it is told; a busy machine waits
        held = page.input_value("#simulator-parameters-ceiling")
        check.expect((held == "10") is works, f"{place}: after {text[:30]} the ceiling is {held!r}")
    page.click("[data-part=estimate]")
    _expect_amount(
        check, page, f"{place}: a pack", figure(Euros(Decimal("300.00")), locale), locale
    )  # 30% of 100 h at 10
    check.expect(
        source["title"] in (page.text_content("[data-part=result]") or ""), f"{place}: the file’s source is not shown"
    )


def _other_language(check: "Check", page: Page, place: str, locale: str) -> None:
    """The other language keeps the case."""
    _open(check, page, place, address("CLAS"))
    other = "en" if locale == "fr" else "fr"
    page.click(".afas-language a")
    page.wait_for_selector(f"#afas-simulator[data-locale={other}][data-ready=true]")
    _expect_amount(check, page, f"{place} in {other}", figure(Euros(_worked_amount("CLAS")), other), other)
