"""Every page of the site at the width of a desk, of a phone and of paper: nothing is cut, nothing is missing.

Part of `python -m website.browser`: a page is opened once, and looked at three times.
"""

from pathlib import Path
from typing import Any

__all__ = ["WIDTHS", "everywhere", "folded"]

WIDTHS = {"desk": (1440, "screen"), "phone": (390, "screen"), "paper": (718, "print")}
"""Pixels in CSS; paper is A4 within margins of a centimetre."""

_CUT = """
([width, paper]) => {
  const cut = [];
  const root = document.documentElement;
  if (root.scrollWidth > width) cut.push(`the page is ${root.scrollWidth} px wide`);
  for (const one of document.querySelectorAll("article *")) {
    const box = one.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue; // said aloud, not shown
    const style = getComputedStyle(one);
    const hides = style.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
    const words = `<${one.localName}> ${one.textContent.trim().slice(0, 40)}`;
    const wide = paper || one.localName === "table" || one.querySelector(":scope > table, :scope > .md-typeset__table");
    if (hides && wide) {
      cut.push(`${one.scrollWidth - one.clientWidth} px hidden: ${words}`);
    }
    if (paper && box.right > width + 1) cut.push(`ends at ${Math.round(box.right)}: ${words}`);
  }
  const closed = [...document.querySelectorAll("article details")].filter((one) => {
    const last = one.lastElementChild?.getBoundingClientRect();
    return paper && !last?.height;
  });
  return cut.slice(0, 3).concat(closed.slice(0, 1).map((one) => `folded on paper: ${one.textContent.slice(0, 40)}`));
}
"""


def folded(check: Any) -> None:
    """What is folded is opened by a link to it, and on paper; paper leaves the screen as it was."""
    context = check.context({"width": WIDTHS["desk"][0], "height": 900})
    page = check.open(context, "reference/ps/EAJE.html")
    inside = page.eval_on_selector("article details [id^=figure-]", "one => one.id")
    closed = "document.querySelectorAll('article details:not([open])').length"
    many = page.evaluate(closed)
    page.evaluate("place => { location.hash = place; }", inside)
    page.wait_for_function(f"{closed} < {many}")
    seen = page.eval_on_selector(f"#{inside}", "one => one.parentElement.getBoundingClientRect().top")
    check.expect(0 <= seen < 900, f"a link to #{inside} leaves it at {seen} px")
    left = page.evaluate(closed)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    check.expect(page.evaluate(closed) == 0, "paper leaves something folded")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    check.expect(page.evaluate(closed) == left, "after printing, the screen is not as it was")
    context.close()


def everywhere(check: Any, site: Path) -> None:
    """Each page, at each width; a request that fails and a message of error are faults."""
    context = check.context({"width": WIDTHS["desk"][0], "height": 900})
    page = context.new_page()
    place = ""
    page.on("console", lambda said: check.expect(said.type != "error", f"{place}: {said.text}"))
    page.on("pageerror", lambda error: check.expect(False, f"{place}: {error}"))
    page.on("response", lambda got: check.expect(got.status < 400, f"{place}: {got.url} answers {got.status}"))
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    for place in pages:
        page.goto(check.root + place)
        for name, (width, media) in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(media=media)
            cut = page.evaluate(_CUT, [width, media == "print"])
            check.expect(not cut, f"{place} ({name}): {'; '.join(cut)}")
    context.close()
    print(f"nothing cut: {len(pages)} pages, each on {', '.join(WIDTHS)}")
