"""What a PS answers of itself: the rules of a day, what it asks, its figures by name, its formula in words."""

import copy
import pickle
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from afas import ps
from afas.arithmetic import Data, Step, cents
from afas.controls import Control
from afas.errors import InvalidInput
from afas.forms import DeclarationKind, Field, FormCode, Giver
from afas.numbers import Symbols
from afas.parameters import Parameter
from afas.periods import FinancialYear
from afas.ps import PS, Constraint, Formula, NotOfThisPS, Part, Rules, UnknownPS
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

SOURCE = Source("Règlement du jardin partagé", "Commune inventée", date(2026, 1, 1))


def right(d: Data, p: Data, step: Step) -> Any:
    return step("right", cents(d.expenses * p.rate))


def bonus(d: Data, p: Data, step: Step) -> Any:
    return step("bonus", cents(d.plots * p.plot))


def both(name: str) -> Text:
    return Text(fr=f"{name} (fr)", en=f"{name} (en)")


def formula(start: str, of: Any = right, uses: tuple[str, ...] = ("rate",)) -> Formula:
    return Formula(date.fromisoformat(start), of, uses, SOURCE)


FIRST, SECOND = formula("2023-01-01"), formula("2024-01-01")
BONUS, HIGHER = formula("2023-09-01", bonus, ("plot",)), formula("2025-01-01", bonus, ("plot", "rate"))
PLOTS = Field("plots", Unit.COUNT, both("Plots"), FormCode.ACTIVITY, default=Decimal(0))
EXPENSES = Field("expenses", Unit.EUR, both("Expenses"), FormCode.FINANCIAL)
GARDEN = PS(
    code="GARDEN",
    text=both("Garden"),
    fields=(PLOTS, EXPENSES),
    parameters=(
        Parameter("rate", Unit.RATIO, both("Rate")),
        Parameter("floor", Unit.EUR, both("Floor")),
        Parameter("plot", Unit.EUR, both("A plot")),
    ),
    formulas=(FIRST, SECOND),
    steps={"right": both("Right"), "bonus": both("Bonus")},
    step_units={"bonus": Unit.EUR_PER_PLACE},
    parts=(Part("bonus", "plots", (BONUS, HIGHER)),),
    constraints=(
        Constraint("floor", "plot", SOURCE, both("Why"), since=date(2024, 1, 1)),
        Constraint("rate", "plot", SOURCE, both("Why"), strict=True),
    ),
)


def test_a_ps_that_says_no_more_has_all_the_kinds_and_nothing_else() -> None:
    plain = PS("PLAIN", both("Plain"), (EXPENSES,), (), (FIRST,), {})
    assert (plain.kinds, plain.sites, plain.school_year) == (tuple(DeclarationKind), False, False)
    assert (plain.controls, plain.aliases, plain.parts, plain.constraints) == ((), (), (), ())
    assert (plain.step_units, plain.since, plain.illustrative, plain.by_name) == ({}, {}, {}, {})
    assert (plain.example, plain.purpose) == (None, None)
    control = Control("C", ps.get("PS_JEUNES").controls[0].severity, both("Odd"), lambda figures, previous: None)  # noqa: ARG005
    assert (control.reads, control.by_site, control.kinds, control.threshold) == ((), False, None, None)


@pytest.mark.parametrize(
    ("on", "until", "expected"),
    [
        ("2022-12-31", None, None),  # before the first formula
        ("2022-12-31", "2024-01-01", None),
        ("2023-01-01", None, Rules(FIRST, (), GARDEN.parts)),  # the part has not started
        ("2023-01-01", "2023-09-01", Rules(FIRST, (), GARDEN.parts)),
        ("2023-01-01", "2023-09-02", Rules(FIRST, (("bonus", BONUS),))),  # it starts before then
        ("2023-08-31", None, Rules(FIRST, (), GARDEN.parts)),
        ("2023-09-01", None, Rules(FIRST, (("bonus", BONUS),))),
        ("2023-12-31", None, Rules(FIRST, (("bonus", BONUS),))),
        ("2024-01-01", None, Rules(SECOND, (("bonus", BONUS),))),
        ("2024-12-31", "2026-01-01", Rules(SECOND, (("bonus", BONUS),))),
        ("2025-01-01", None, Rules(SECOND, (("bonus", HIGHER),))),
    ],
)
def test_the_rules_of_a_day_are_the_formulas_in_force(on: str, until: str | None, expected: Rules | None) -> None:
    """Those of the parts that are declared; a part that starts before `until` counts with its first formula."""
    day, end = date.fromisoformat(on), None if until is None else date.fromisoformat(until)
    assert GARDEN.rules({"plots": Decimal(1)}, on=day, until=end) == expected
    for nothing in ({"plots": Decimal(0)}, {}):
        assert GARDEN.rules(nothing, on=day, until=end) == (None if expected is None else Rules(expected.formula))
    assert GARDEN.formula(day) == (None if expected is None else expected.formula)


def test_rules_read_each_parameter_once_on_their_day_or_on_the_first_of_a_part() -> None:
    rules = GARDEN.rules({"plots": 1}, on=date(2023, 1, 1), until=date(2024, 1, 1))
    later = GARDEN.rules({"plots": 1}, on=date(2026, 1, 1))
    assert rules is not None
    assert later is not None
    assert (rules.uses, later.uses) == (("rate", "plot"), ("rate", "plot"))
    assert Rules(FIRST).uses == ("rate",)
    assert rules.days(date(2023, 1, 1)) == {"rate": date(2023, 1, 1), "plot": date(2023, 9, 1)}
    assert later.days(date(2026, 1, 1)) == {"rate": date(2026, 1, 1), "plot": date(2026, 1, 1)}
    said: list[str] = []

    def step(name: str, number: Any) -> Any:
        said.append(name)
        return number

    data, parameters = Symbols("data"), Symbols("parameters")
    assert [*rules.amounts(data, parameters, step)] == said == ["right", "bonus"]
    said.clear()
    rules.right(data, parameters, step)
    assert said == ["right", "bonus", "total"]
    said.clear()
    Rules(FIRST).right(data, parameters, step)
    assert said == ["right"]  # alone, it is the total


def test_the_figure_of_a_part_is_asked_for_once_the_year_has_one_of_its_days() -> None:
    partly = attrs.evolve(
        GARDEN, fields=(PLOTS, attrs.evolve(EXPENSES, giver=Giver.CAF, kinds=frozenset({DeclarationKind.ACTUAL})))
    )
    asked = {
        (year, kind, giver): [field.name for field in partly.asks(kind, FinancialYear(year), giver)]
        for year in (2022, 2023)
        for kind in (DeclarationKind.FORECAST, DeclarationKind.ACTUAL)
        for giver in Giver
    }
    assert {key: names for key, names in asked.items() if names} == {
        (2023, DeclarationKind.FORECAST, Giver.PARTNER): ["plots"],
        (2023, DeclarationKind.ACTUAL, Giver.PARTNER): ["plots"],
        (2022, DeclarationKind.ACTUAL, Giver.CAF): ["expenses"],
        (2023, DeclarationKind.ACTUAL, Giver.CAF): ["expenses"],
    }
    assert [field.name for field in GARDEN.asks(None, FinancialYear(2022))] == ["expenses"]
    assert GARDEN.form(FormCode.ACTIVITY) == GARDEN.form("activity") == (PLOTS,)
    assert GARDEN.form("financial") == (EXPENSES,)


@pytest.mark.parametrize(
    ("figures", "on", "broken"),
    [
        ({"floor": "2", "plot": "1"}, None, ["at.floor"]),
        ({"floor": "2", "plot": "1"}, date(2023, 12, 31), []),
        ({"floor": "2", "plot": "1"}, date(2024, 1, 1), ["at.floor"]),
        ({"floor": "1", "plot": "1"}, None, []),
        ({"rate": "1", "plot": "1"}, None, ["at.rate"]),  # not even equal
        ({"rate": "0.99", "plot": "1"}, None, []),
        ({"rate": "2", "floor": "2", "plot": "1"}, None, ["at.floor", "at.rate"]),
        ({"floor": "2"}, None, []),  # nothing to compare with
        ({"plot": "2"}, None, []),
    ],
)
def test_a_constraint_is_judged_where_both_figures_are_there_and_from_its_day(
    figures: dict[str, str], on: date | None, broken: list[str]
) -> None:
    found = GARDEN.broken({name: Decimal(figure) for name, figure in figures.items()}, on=on, path="at")
    assert [fault.path for fault in found] == broken


def test_a_constraint_that_is_broken_is_told_in_words() -> None:
    figures = {"rate": Decimal("0.5"), "floor": Decimal(2), "plot": Decimal("0.25")}
    assert [(fault.path, fault.text("en")) for fault in GARDEN.broken(figures)] == [
        (
            "parameters.floor",
            "parameters.floor: “Floor (en)” (€2.00) must be at most “A plot (en)” (€0.25): Why (en) (Commune inventée)",
        ),
        (
            "parameters.rate",
            "parameters.rate: “Rate (en)” (50%) must be below “A plot (en)” (€0.25): Why (en) (Commune inventée)",
        ),
    ]


def test_a_figure_is_found_by_its_name_and_a_name_that_is_none_is_told() -> None:
    assert GARDEN.parameter("plot").name == "plot"
    assert GARDEN.field("plots") is PLOTS
    assert GARDEN.named("data.plots") is PLOTS
    assert GARDEN.named("parameters.plot") is GARDEN.parameters[2]
    assert (GARDEN.named("data.plot"), GARDEN.named("parameters.plots")) == (None, None)
    for find, known in ((GARDEN.parameter, ("rate", "floor", "plot")), (GARDEN.field, ("plots", "expenses"))):
        with pytest.raises(NotOfThisPS) as caught:
            find("plotz")
        assert (caught.value.ps, caught.value.found, caught.value.known) == ("GARDEN", "plotz", known)
        assert f"did you mean “{(find.__name__ == 'field' and 'plots') or 'plot'}”" in caught.value.text("en")


def test_labels_and_units_of_steps_have_a_default() -> None:
    assert (GARDEN.label("bonus").en, GARDEN.label("other"), GARDEN.unit("bonus"), GARDEN.unit("right")) == (
        "Bonus (en)",
        Text(fr="other", en="other"),
        Unit.EUR_PER_PLACE,
        Unit.EUR,
    )
    assert GARDEN.label("total").en == "Right, all parts included"
    assert attrs.evolve(GARDEN, steps={"total": both("All")}).label("total").en == "All (en)"


def test_the_formula_is_printed_from_the_code_that_computes() -> None:
    """The last one where no day is named, with every part; a name that nobody gave stands for itself."""
    product = "{} = rounded to the cent of ({} × {})"
    lines = [product.format(*names) for names in (
        ("Right (en)", "Expenses (en)", "Rate (en)"), ("Bonus (en)", "Plots (en)", "A plot (en)"),
    )]  # fmt: skip
    assert GARDEN.words(locale="en").splitlines() == lines
    assert GARDEN.words(on=date(2023, 8, 31), locale="en").splitlines() == lines[:1]
    assert GARDEN.words(on=date(2023, 9, 1), locale="en") == GARDEN.words(locale="en")
    assert GARDEN.words().startswith("Right (fr) = ")
    assert [step.name for step in GARDEN.symbols()] == ["right", "bonus"]
    for ask in (GARDEN.words, GARDEN.latex):
        with pytest.raises(LookupError, match="GARDEN has no formula on 2022-12-31; the first starts on 2023-01-01"):
            ask(on=date(2022, 12, 31))
    unnamed = attrs.evolve(GARDEN, parts=(), parameters=())
    assert unnamed.words(locale="en") == "Right (en) = rounded to the cent of (Expenses (en) × parameters.rate)"


def test_a_ps_of_the_registry_is_copied_as_itself_and_one_of_the_caller_whole() -> None:
    own = attrs.evolve(GARDEN, controls=ps.get("RPE").controls[:1])
    for service in (own, attrs.evolve(ps.get("ALSH"), aliases=("MINE",))):
        for again in (copy.deepcopy(service), pickle.loads(pickle.dumps(service))):  # noqa: S301 - our own bytes
            assert again is not service
            assert again == service
            assert hash(again) == hash(service)
    for again in (copy.deepcopy(ps.get("ALSH")), pickle.loads(pickle.dumps(ps.get("ALSH")))):  # noqa: S301
        assert again is ps.get("ALSH")
    assert isinstance(hash(ps.get("ALSH").example), int)


@pytest.mark.parametrize(
    ("kind", "year", "taken"),
    [
        (DeclarationKind.FORECAST, 2023, False),
        (DeclarationKind.FORECAST, 2024, True),
        (DeclarationKind.ACTUAL, 1900, True),
        (DeclarationKind.UPDATE_JUNE, 2024, False),
    ],
)
def test_a_kind_is_taken_from_the_year_that_a_source_states(kind: DeclarationKind, year: int, taken: bool) -> None:
    kinds = (DeclarationKind.FORECAST, DeclarationKind.ACTUAL)
    service = attrs.evolve(GARDEN, kinds=kinds, since={DeclarationKind.FORECAST: 2024})
    assert service.takes(kind, year) is taken


def test_a_code_is_found_under_any_of_its_names_and_one_that_is_none_is_told() -> None:
    names = {alias: ps.get(alias).code for code in ps.codes() for alias in ps.get(code).aliases}
    assert names == {"RAM": "RPE", "PS JEUNES": "PS_JEUNES", "MEDIATION FAM": "MEDIATION_FAMILIALE"}
    assert [ps.code_of(name) for name in ("RAM", "RPE", "MINE")] == ["RPE", "RPE", "MINE"]
    assert (ps.registered(ps.get("RAM")), ps.registered(attrs.evolve(ps.get("RPE"))), ps.registered(GARDEN)) == (
        True,
        False,
        False,
    )
    with pytest.raises(UnknownPS) as caught:
        ps.get("ALHS")
    assert (caught.value.found, caught.value.known) == ("ALHS", ps.codes())
    assert caught.value.text("en").startswith("Unknown PS “ALHS” (did you mean ALSH?); known: EAJE, ALSH, ")
    with pytest.raises(UnknownPS) as caught:
        ps.get("?")
    assert caught.value.text("en").startswith("Unknown PS “?”; known: EAJE")


def test_a_year_a_part_or_a_kind_without_a_rule_is_told_with_its_path() -> None:
    when = FinancialYear(2023)
    assert [(fault.path, fault.code) for fault in ps.not_in_force(GARDEN, when, None, None)] == [
        ("year", "no-formula-at")
    ]
    missing = Rules(FIRST, (), GARDEN.parts)
    kinds = attrs.evolve(GARDEN, kinds=(DeclarationKind.ACTUAL,), since={DeclarationKind.ACTUAL: 2024})
    faults = ps.not_in_force(kinds, when, DeclarationKind.ACTUAL, missing)
    assert [(fault.path, fault.code, fault.text("en")) for fault in faults] == [
        (
            "entries.plots",
            "no-part-at",
            "entries.plots: “Bonus (en)” has no formula known before 1 September 2023: leave this figure at zero",
        ),
        (
            "kind",
            "kind-not-taken",
            "kind: AFAS does not take the “Actual” declaration 2023 of this PS; taken: Actual from 2024",
        ),
    ]
    assert ps.not_in_force(kinds, FinancialYear(2024), DeclarationKind.ACTUAL, Rules(FIRST)) == []
    forecast = ps.not_in_force(
        attrs.evolve(kinds, since={}), FinancialYear(2024), DeclarationKind.FORECAST, Rules(FIRST)
    )
    assert [fault.text("en") for fault in forecast] == [
        "kind: AFAS does not take the “Forecast” declaration 2024 of this PS; taken: Actual"
    ]


def test_a_year_is_a_whole_number_civil_or_school() -> None:
    assert ps.financial_year(2023, GARDEN) == FinancialYear(2023)
    assert ps.financial_year(2023, ps.get("CLAS")) == FinancialYear(2023, school=True)
    for year in (True, False, "2023", None, 1899, 2201):
        with pytest.raises(InvalidInput) as caught:
            ps.financial_year(year, GARDEN)
        assert [(fault.path, fault.code) for fault in caught.value.faults] == [("year", "not-a-year")]
        assert caught.value.subject.en == "GARDEN estimate"
