"""Each control of each PS speaks above its threshold and not on it; each PS asks for what its table says.

A threshold has two figures, a quiet one and a loud one; a control that looks two ways has two thresholds. Each PS has
its tables `CONTROLS`, `SITES`, `KINDS`, `SINCE`, `FIELDS`, `CAF_GIVES` in its own test, written apart from the code.
"""

import importlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, getcontext, localcontext
from types import ModuleType

import pytest

from afas import estimate, ps
from afas.controls import Against, Finding, run
from afas.forms import DeclarationKind, FormCode, Giver
from afas.periods import FinancialYear


def table(code: str) -> ModuleType:
    return importlib.import_module(f"tests.test_ps_{code.lower()}")


ROWS = [(code, control) for code in ps.codes() for control in table(code).CONTROLS]


def findings(code: str, entries: dict[str, str], previous: dict[str, str] | None = None) -> dict[str, Finding]:
    service = ps.get(code)
    figures = {field.name: Decimal(entries.get(field.name, "0")) for field in service.fields}
    before = {name: Decimal(figure) for name, figure in (previous or {}).items()}
    return {finding.code: finding for finding in run(service.controls, figures, before)}


@pytest.mark.parametrize("code", ps.codes())
def test_every_control_is_in_the_table_of_its_ps(code: str) -> None:
    assert [control.code for control in ps.get(code).controls if control.code not in table(code).CONTROLS] == []


@pytest.mark.parametrize(("code", "control"), ROWS)
def test_a_control_speaks_above_its_threshold_and_not_on_it(code: str, control: str) -> None:
    row = table(code).CONTROLS[control]
    if isinstance(row, str):  # a figure against last year's: at most a tenth more or less
        for now, speaks in (("1100", False), ("1100.01", True), ("900", False), ("899.99", True)):
            assert (control in findings(code, {row: now}, {row: "1000"})) is speaks, now
        assert control not in findings(code, {row: "5000"})  # nothing to compare with
        finding = findings(code, {row: "0"}, {row: "1000"})[control]
        assert finding.severity == "TO_JUSTIFY"
    else:
        severity, *sides = row
        for quiet, loud in zip(sides[::2], sides[1::2], strict=True):
            assert control not in findings(code, quiet)
            finding = findings(code, loud)[control]
            assert finding.severity == severity
    assert all(finding.text(locale) for locale in ("fr", "en"))


class Read(dict[str, Decimal]):
    """Figures that keep the names of those that were asked for."""

    def __init__(self, figures: dict[str, Decimal]) -> None:
        super().__init__(figures)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Decimal:
        self.names.add(name)
        return super().__getitem__(name)


def sides(row: tuple[str, *tuple[dict[str, str], ...]] | str) -> Iterator[dict[str, str]]:
    yield from [{row: "1100"}] if isinstance(row, str) else row[1:]


@pytest.mark.parametrize(("code", "control"), ROWS)
def test_a_control_names_the_figures_that_it_looks_at_and_waits_for_each_of_them(code: str, control: str) -> None:
    """A justification lasts as long as they do not change: one that is left out would let it last too long."""
    service = ps.get(code)
    (checked,) = [one for one in service.controls if one.code == control]
    looked_at: set[str] = set()
    for entries in sides(table(code).CONTROLS[control]):
        figures = Read({field.name: Decimal(entries.get(field.name, "0")) for field in service.fields})
        checked.check(figures, {})
        looked_at |= figures.names
        for name in checked.reads:
            assert checked.find({one: figure for one, figure in figures.items() if one != name}, {}) is None
    assert looked_at == set(checked.reads)
    assert (checked.by_site, checked.kinds, checked.against) == (False, None, Against.PREVIOUS)


@pytest.mark.parametrize("code", ps.codes())
def test_a_finding_says_what_was_found_and_what_is_allowed(code: str) -> None:
    """The first loud figures of each control, in words."""
    rows = {control: row for control, row in table(code).CONTROLS.items() if not isinstance(row, str)}
    said = {control: findings(code, row[2])[control].text("en") for control, row in rows.items()}
    assert said == table(code).SAID


@pytest.mark.parametrize("digits", [1, 60])
@pytest.mark.parametrize(("code", "control"), ROWS)
def test_law_1_a_control_says_the_same_in_any_decimal_context(code: str, control: str, digits: int) -> None:
    row = table(code).CONTROLS[control]
    sides = (
        [({row: now}, {row: "1000"}) for now in ("1100", "1100.01")]
        if isinstance(row, str)
        else [(side, None) for side in row[1:]]
    )
    for entries, previous in sides:
        expected = findings(code, entries, previous)
        with localcontext() as context:
            context.prec = digits
            assert findings(code, entries, previous) == expected
            assert getcontext().prec == digits, "the caller's context is left as it was"


@pytest.mark.parametrize("code", ps.codes())
def test_law_8_a_control_takes_figures_of_any_size(code: str) -> None:
    """The most digits that a figure has before its point, over the least that one has after it."""
    service = ps.get(code)
    for rank in range(len(service.fields)):
        figures = {
            field.name: Decimal("9" * 30) if place != rank else Decimal(f"1e-{30}")
            for place, field in enumerate(service.fields)
        }
        run(service.controls, figures, dict.fromkeys(figures, Decimal(f"1e-{30}")))


@pytest.mark.parametrize("code", ps.codes())
def test_a_ps_takes_the_kinds_of_its_table_from_the_year_it_says(code: str) -> None:
    service, expected = ps.get(code), table(code)
    for kind in DeclarationKind:
        first = expected.SINCE.get(kind.value)
        for year in (2022, 2023, 2024, 2026):
            taken = kind.value in expected.KINDS and (first is None or year >= first)
            assert service.takes(kind, year) is taken, f"{kind} {year}"


@pytest.mark.parametrize("code", ps.codes())
def test_activity_data_is_entered_by_site_where_the_table_says_so(code: str) -> None:
    service, expected = ps.get(code), table(code)
    assert service.sites is expected.SITES
    assert {field.by_site for field in service.form(FormCode.ACTIVITY)} <= {expected.SITES}  # all of them, or none
    assert not any(field.by_site for field in service.form(FormCode.FINANCIAL))


@pytest.mark.parametrize("code", ps.codes())
def test_a_ps_asks_for_the_figures_of_its_table(code: str) -> None:
    """Each in its unit, on its form, to be filled in or not; never below zero, without a bound, in every year."""
    service, expected = ps.get(code), table(code)
    assert [
        (field.name, field.unit.name, field.form.value, None if field.default is None else str(field.default))
        for field in service.fields
    ] == expected.FIELDS
    for field in service.fields:
        assert field.low == 0
        assert (field.high, field.kinds, field.since, field.until, field.section) == (None,) * 5


@pytest.mark.parametrize("code", ps.codes())
def test_the_caf_gives_the_figures_of_the_table_and_from_the_day_it_says(code: str) -> None:
    service, expected = ps.get(code), table(code)
    given = {field.name: field.given_since for field in service.fields if field.giver is Giver.CAF}
    assert given == {name: day and date.fromisoformat(day) for name, day in expected.CAF_GIVES.items()}
    assert {field.given_since for field in service.fields if field.giver is Giver.PARTNER} <= {None}


@pytest.mark.parametrize("code", ps.codes())
def test_a_declaration_asks_for_the_figure_of_a_part_from_the_year_of_its_first_formula(code: str) -> None:
    """Of the partner, or of the Caf from the day of the table; whatever the kind of declaration."""
    service, expected = ps.get(code), table(code)
    first = {asked_by: min(starts) for _, asked_by, starts in expected.FORMULAS if asked_by}
    for year in range(2003, 2028):
        when = FinancialYear(year, service.school_year)
        end = f"{year + 1}-09-01" if service.school_year else f"{year + 1}-01-01"
        asked = [name for name, *_ in expected.FIELDS if first.get(name, "") < end]
        caf = [
            name for name in asked if name in expected.CAF_GIVES and (expected.CAF_GIVES[name] or "") <= f"{year}-01-01"
        ]
        for kind in (None, *DeclarationKind):
            assert [field.name for field in service.asks(kind, when, Giver.CAF)] == caf
            assert [field.name for field in service.asks(kind, when)] == [name for name in asked if name not in caf]


EXAMPLES = {
    "EAJE": (2023, "161291.60"),  # 110 %: 40,000 h x 8.95 x 0.66 = 236,280, less 70,000, x 0.97
    "ALSH": (2023, "2188.07"),  # 7,293.55 x 0.30 = 2,188.065
    "RPE": (2023, "37410.00"),  # 1.5 x 58,000 x 0.43
    "LAEP": (2023, "300.00"),  # 100 h x 10 x 0.30
    "CLAS": (2004, "1679.70"),  # 5,599 x 0.30
    "PS_JEUNES": (2023, "499.99"),  # 999.98 x 0.50
    "MEDIATION_FAMILIALE": (2020, "54250.00"),  # 75,000 x 0.75, less 3,000 / 1.5
    "ESPACE_RENCONTRE": (2023, "599.99"),  # 999.99 x 0.60 = 599.994
    "AAD": (2023, "700.00"),  # 900, less 200
    "AGC": (2024, "424.00"),  # 1,000 x 0.424
    "ACF": (2024, "636.00"),  # 1,000 x 0.636
    "CTG": (2023, "999.99"),  # 1,999.98 x 0.5
    "FJT": (2024, "317.97"),  # 999.90 x 0.318 = 317.968
    "EVS": (2024, "636.00"),  # 1,000 x 0.636
}
ALIASES = {"RPE": ("RAM",), "PS_JEUNES": ("PS JEUNES",), "MEDIATION_FAMILIALE": ("MEDIATION FAM",)}


@pytest.mark.parametrize("code", ps.codes())
def test_every_ps_has_an_example_worked_by_hand(code: str) -> None:
    example = ps.get(code).example
    assert example is not None
    amount = estimate(code, example.entries, example.year, example.parameters).amount
    assert (example.year, str(amount)) == EXAMPLES[code]


@pytest.mark.parametrize("code", ps.codes())
def test_a_ps_has_its_names_its_sort_of_year_and_a_figure_to_show_where_nobody_read_one(code: str) -> None:
    service = ps.get(code)
    assert service.aliases == ALIASES.get(code, ())
    assert service.school_year is (code == "CLAS")
    unread = {parameter.name for parameter in service.parameters if not parameter.values}
    assert unread <= service.illustrative.keys() <= service.by_name.keys()
