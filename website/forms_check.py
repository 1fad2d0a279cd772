"""The schemas of the forms, tried by a front end: `python -m website.forms_check NODE_MODULES [PICTURES]`.

react-jsonschema-form makes a form of each, in a headless Chromium; what is typed in it is submitted, and
read by the library, when it is right; it is stopped beside its field when it is wrong. The page knows no PS.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import attrs
from playwright.sync_api import Page, sync_playwright

import afas
from afas.exchange import forms_schema
from afas.forms import FormCode, read_entries
from afas.text import LOCALES
from website.browser import Expectations, chromium, served

__all__ = ["run"]

HERE: Final = Path(__file__).parent / "forms"


@attrs.frozen
class Case:
    """A declaration, what is typed in it by place, and what is wrong for each of some places."""

    declaration: afas.Declaration
    right: Mapping[tuple[str, ...], str | bool]
    wrong: Mapping[tuple[str, ...], str]


def _opened(ps: str, *sites: str) -> afas.Declaration:
    places = tuple(afas.Site(f"S{rank}", name) for rank, name in enumerate(sites, start=1))
    activity = afas.Activity("A1", "P1", ps, "Activité d’essai", "NANTERRE", places)
    calendar = afas.calendars.get("92", 2023)
    opened = (date(2022, 12, 18), date(2023, 6, 18), date(2023, 9, 18), date(2023, 7, 15), date(2023, 11, 1))
    found = [one for on in opened for one in afas.open_declarations(calendar, [activity], on=on)]
    return found[0]


def cases() -> Iterator[Case]:
    """By site (ALSH), with flags and bonuses (EAJE), in whole numbers (CLAS)."""
    financial: dict[tuple[str, ...], str | bool] = {
        ("financial", "expenses"): "60500.55",
    }
    hours: dict[tuple[str, ...], str | bool] = {
        ("activity", site, "attended_hours"): "12500.5" for site in ("S1", "S2")
    }
    by_site = _opened("ALSH", "École Balzac", "École Pasteur")
    wrong = {("activity", "S2", "attended_hours"): "12 500", ("financial", "expenses"): "-0.01"}
    yield Case(by_site, {**hours, **financial}, wrong)
    creche: dict[tuple[str, ...], str | bool] = {
        ("activity", "entitled_hours"): "41000",
        ("activity", "billed_hours"): "40000",
        ("activity", "attended_hours"): "38000.25",
        ("activity", "meals_and_nappies"): True,
        ("activity", "places"): "20",
        ("activity", "social_mix"): True,
        ("financial", "family_participations"): "52000.10",
        **financial,
    }
    wrong = {("activity", "places"): "20.5", ("activity", "billed_hours"): "-1", ("financial", "expenses"): "1e6"}
    yield Case(_opened("EAJE"), creche, wrong)
    groups: dict[tuple[str, ...], str | bool] = {
        ("activity", "groups"): "3",
        ("activity", "children"): "30",
        ("financial", "expenses"): "5599",
    }
    yield Case(_opened("CLAS"), groups, {("activity", "groups"): "2.5", ("activity", "children"): "trente"})


def bundled(packages: Path, into: Path) -> None:
    """The page, in one script."""
    esbuild = packages.resolve() / ".bin" / "esbuild"
    settings = ["--bundle", "--minify", "--jsx=automatic", "--loader:.jsx=jsx", "--log-level=warning"]
    shutil.copy(HERE / "page.jsx", packages.parent / "page.jsx")  # beside the packages, where it finds them
    command = [str(esbuild), "page.jsx", *settings, f"--outfile={into.resolve() / 'page.js'}"]
    subprocess.run(command, check=True, cwd=packages.parent)  # noqa: S603 - our own command
    shutil.copy(HERE / "index.html", into)


class _Forms(Expectations):
    """One page, and the faults found on it."""

    def __init__(self, page: Page, pictures: Path | None) -> None:
        super().__init__()
        self.page, self.pictures = page, pictures
        page.on("pageerror", lambda error: self.expect(False, str(error)))
        page.on("console", lambda said: self.expect(said.type != "error", said.text))

    def fill(self, place: tuple[str, ...], typed: str | bool) -> None:
        """By keyboard; a box is ticked."""
        box = self.page.locator(f"[id='root_{'_'.join(place)}']")
        if isinstance(typed, bool):
            box.set_checked(typed)
        else:
            box.fill(typed)

    def submit(self) -> Any:
        """What came of it: the data, or None where it was refused."""
        self.page.evaluate("window.submitted = window.refused = null")
        self.page.click("button[type=submit]")
        self.page.wait_for_function("window.submitted || window.refused")
        return self.page.evaluate("window.submitted")

    def tried(self, case: Case, locale: str) -> None:
        """The schema makes a form with our titles; it takes what is right, and stops each thing that is wrong."""
        name = f"{case.declaration.service.code} ({locale})"
        schema = forms_schema(case.declaration, locale)
        self.page.evaluate("([schema, locale]) => window.show(schema, locale, undefined)", [schema, locale])
        self.page.wait_for_selector("button[type=submit]")
        shown = self.page.inner_text("form")
        for code, site in case.declaration.forms:
            for field in case.declaration.fields(code):
                self.expect(field.text(locale) in shown, f"{name}: no “{field.text(locale)}” for {site or code}")
        self.expect(self.submit() is None, f"{name}: an empty form is taken")
        for place, typed in case.right.items():
            self.fill(place, typed)
        data = self.submit()
        self.expect(data is not None, f"{name}: refused: {self.page.evaluate('window.refused')}")
        self._read(case, data or {}, name)
        for place, typed in case.wrong.items():
            self.fill(place, typed)
            self.expect(self.submit() is None, f"{name}: {typed} is taken for {place}")
            said = dict(self.page.evaluate("window.refused") or ())
            words = said.get("." + ".".join(place), "")
            self.expect(len(said) == 1 and len(words) > 10, f"{name}: {place} says {said}")
            self._picture(f"form-{case.declaration.service.code}-{locale}-{place[-1]}")
            self.fill(place, case.right[place])
        self.expect(self.submit() == data, f"{name}: the mended form is not what it was")

    def _read(self, case: Case, data: Mapping[str, Any], name: str) -> None:
        for code, site in case.declaration.forms:
            entered = data.get(code.value, {}) if site is None else data.get(code.value, {}).get(site, {})
            figures, faults = read_entries(case.declaration.fields(FormCode(code)), entered)
            self.expect(not faults and bool(figures), f"{name}: the library refuses {entered}: {faults}")

    def _picture(self, name: str) -> None:
        if self.pictures is not None:
            self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)


def run(packages: Path, pictures: Path | None = None) -> int:
    """Try every case in both languages; the number of faults."""
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bundled(packages, Path(folder))
        with served(Path(folder), compiles=True) as root:
            browser = chromium(playwright)
            page = browser.new_page()
            page.goto(root + "index.html")
            forms = _Forms(page, pictures)
            for case in cases():
                for locale in LOCALES:
                    forms.tried(case, locale)
            browser.close()
    version = json.loads((packages / "@rjsf" / "core" / "package.json").read_text(encoding="utf-8"))["version"]
    print(
        f"forms by react-jsonschema-form {version}: {forms.seen - len(forms.faults)} passed, {len(forms.faults)} failed"
    )
    return len(forms.faults)


if __name__ == "__main__":
    sys.exit(bool(run(*(Path(one) for one in sys.argv[1:]))))
