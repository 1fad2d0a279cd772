"""Scenarios on tables: read whole, exact on every row, adding up, and never half-given."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import afas
from afas import ps, simulation
from afas.arithmetic import cents
from afas.comparison import compare
from afas.errors import AfasError, InvalidInput
from afas.parameters import NoValueAt, Parameter, ParameterValue
from afas.ps import Formula
from afas.quantities import Unit
from afas.simulation import Cancelled, NamedFormula, Relative, Scenario, read_scenario, read_scenarios, run, sweep
from afas.sources import Source
from afas.text import Text

PACK = afas.illustrative_pack()
SHOW = Source(title="essai", publisher="afas", checked_on=date(2026, 11, 24))
ALSH: dict[str, list[Any]] = {
    "ps": ["ALSH"] * 3,
    "year": [2023] * 3,
    "commune": ["NANTERRE", "COLOMBES", "NANTERRE"],
    "attended_hours": ["1000", "1000", "0"],
    "expenses": ["9000", "1000", "500"],
    "general_scheme_share": ["1", "1", "1"],
}
CEILING = {"ceiling": "2"}
RISE = {"name": "+2 %", "parameters": {"ALSH": {"ceiling": "+2 %"}}}


# ------------------------------------------------------------ the scenario as data


def test_a_change_in_percent_is_exact() -> None:
    assert Relative(Decimal("0.02")).of(Decimal("1.97")) == Decimal("2.0094")  # 1.97 + 0.0394
    figure = Decimal("123456789012345.123456789012")  # more digits than the usual context keeps
    assert Fraction(Relative(Decimal("-0.000001")).of(figure)) == Fraction(figure) * Fraction(999_999, 1_000_000)


TERMS = {
    "advances": [
        {"rate": "0.40", "base": "forecast N", "on": "forecast validated"},
        {"rate": "0.30", "base": "forecast N", "from": "2023-10-02",
         "cap": {"rate": "0.70", "base": "actual N-1", "scope": "cumulative", "if": "gap over 0.10 not justified"}},
    ],
    "top_up_rate": "0.5",
}  # fmt: skip
WHOLE = {
    "name": "tout",
    "text": {"fr": "Tout à la fois", "en": "All at once"},
    "parameters": {
        "ALSH": {"ceiling": "-1.5 %", "rate": "0.31"},
        "FJT": {"ceiling": [{"value": "105000", "start": "2024-01-01", "end": "2025-01-01"}]},
    },
    "terms": TERMS,
    "formulas": {"RPE": "flat"},
}


def flat(d: Any, p: Any, step: Any) -> Any:
    return step("right", cents(d.animator_fte * p.flat))


FLAT = NamedFormula(
    Formula(date(2023, 1, 1), flat, ("flat",), SHOW),
    (
        Parameter(
            "flat",
            Unit.EUR_PER_FTE,
            Text(fr="Forfait", en="Flat sum"),
            (ParameterValue(date(2023, 1, 1), None, Decimal(20_000), SHOW),),
        ),
    ),
)


def test_a_scenario_comes_back_from_its_json() -> None:
    read = read_scenario(json.dumps(WHOLE), {"flat": FLAT})
    assert read_scenario(read.to_json(), {"flat": FLAT}) == read
    assert read.label("en") == "All at once"
    assert read.terms is not None
    assert read.terms.advances[1].from_day == date(2023, 10, 2)


@given(
    st.dictionaries(
        st.sampled_from(["rate", "ceiling"]),
        st.decimals(0, 1, places=4).map(lambda one: f"{one:f}") | st.integers(-100, 500).map(lambda one: f"{one:+d} %"),
    )
)
def test_figures_and_changes_come_back(figures: dict[str, str]) -> None:
    read = read_scenario({"name": "x", "parameters": {"ALSH": figures}})
    assert read_scenario(read.to_json()) == read


def test_every_fault_is_told_with_its_path() -> None:
    bad = [
        {
            "name": "a",
            "parameters": {
                "ALHS": {},
                "ALSH": {"ceilng": "1", "rate": "31", "ceiling": "-101 %"},
                "FJT": {"ceiling": [{"value": "1"}]},
            },
            "terms": {"advances": []},
            "formulas": {"RPE": "none", "ALSH": {"no_part": "flat"}},
            "foo": 1,
        },
        {"name": "a"},
        3,
    ]
    with pytest.raises(InvalidInput) as raised:
        read_scenarios(bad, {"flat": FLAT})  # type: ignore[arg-type] # 3 is no mapping
    assert {(one.path, one.code) for one in raised.value.faults} == {
        ("[0].foo", "unknown-key"),
        ("[0].formulas.RPE.right", "unknown-formula"),
        ("[0].formulas.ALSH.no_part", "unknown-part"),
        ("[0].parameters.ALHS", "unknown-key"),
        ("[0].parameters.ALSH.ceilng", "unknown-parameter"),
        ("[0].parameters.ALSH.rate", "not-a-ratio"),
        ("[0].parameters.ALSH.ceiling", "below-nothing"),
        ("[0].parameters.FJT.ceiling[0].start", "no-start"),
        ("[0].terms.advances", "unreadable"),
        ("[1].name", "name-used-twice"),
        ("[2]", "not-a-pack"),
        ("[2].name", "no-name"),
    }
    for locale in ("fr", "en"):
        assert "ceiling" in raised.value.text(locale)


KEYS = st.sampled_from(["name", "text", "parameters", "terms", "formulas", "ALSH", "x"])
PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=5)


@given(st.recursive(PLAIN, lambda one: st.lists(one, max_size=3) | st.dictionaries(KEYS, one)))
@example({"name": None, "text": False})
def test_whatever_comes_in_is_a_scenario_or_its_faults(raw: Any) -> None:
    try:
        read = read_scenario(raw)
    except AfasError as wrong:
        found = wrong.faults
    else:
        found = ()
        assert isinstance(read, Scenario)
    assert all(one.path for one in found)


def test_a_formula_that_reads_what_nobody_defines_is_refused() -> None:
    with pytest.raises(InvalidInput) as raised:
        read_scenario({"name": "x", "formulas": {"RPE": "flat"}}, {"flat": attrs.evolve(FLAT, parameters=())})
    assert [one.code for one in raised.value.faults] == ["formula-reads-unknown"]


# ------------------------------------------------------------ what they change


def test_a_rise_of_the_ceiling_worked_by_hand() -> None:
    # Before: min(9000, 1000 x 2) x 30 % = 600; 1000 x 30 % = 300 below the ceiling; no hours, nothing.
    # After: min(9000, 1000 x 2.04) x 30 % = 612; 300; 0.
    outcome = run(CEILING, [RISE], ALSH)["+2 %"]
    assert outcome.before.tolist() == [60000, 30000, 0]
    assert outcome.difference.tolist() == [1200, 0, 0]
    assert (outcome.cost, outcome.unchanged) == (Decimal("12.00"), 2)
    assert outcome.winners == simulation.Tally(1, Decimal("12.00"), Decimal("12.00"), Decimal("12.00"))
    assert outcome.losers == simulation.Tally(0, Decimal("0.00"))
    assert [(one.ps, one.name, one.amount) for one in outcome.contributions] == [("ALSH", "ceiling", Decimal("12.00"))]


def test_a_quantile_is_an_amount_that_some_row_has() -> None:
    outcome = run(CEILING, [RISE], ALSH)["+2 %"]
    assert outcome.quantiles("0", "0.5", "0.66", "0.67", "1", of="before") == tuple(
        Decimal(one)
        for one in ("0.00", "300.00", "300.00", "600.00", "600.00")  # of 3 rows: ranks 1, 2, 2, 3, 3
    )
    with pytest.raises(InvalidInput):
        outcome.quantiles("50")


def test_bands_hold_their_lower_edge() -> None:
    groups = run(CEILING, [RISE], ALSH)["+2 %"].by("expenses", edges=["500", "1000"])
    assert [(one.group, one.rows, one.difference) for one in groups] == [
        ("500 – 1000", 1, Decimal("0.00")),
        ("≥ 1000", 2, Decimal("12.00")),
    ]


def test_rows_without_the_figure_have_a_band_of_their_own() -> None:
    table = simulation.population(100, seed=1, ps=["ALSH", "RPE"])
    groups = run(PACK, [RISE], table)["+2 %"].by("attended_hours", edges=["10000"])
    assert groups["(vide)"].rows == table["ps"].to_pylist().count("RPE")
    assert sum(one.rows for one in groups) == 100


@pytest.mark.parametrize(
    ("column", "edges", "code"),
    [("comune", None, "no-column"), ("commune", ["1"], "not-a-number"), ("expenses", ["2", "1"], "not-ascending")],
)
def test_a_grouping_that_cannot_be_is_refused(column: str, edges: list[str] | None, code: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        run(CEILING, [RISE], ALSH)["+2 %"].by(column, edges=edges)
    assert raised.value.faults[0].code == code


def test_dated_values_change_the_years_they_cover() -> None:
    table = {name: column[:2] for name, column in ALSH.items()} | {"year": [2023, 2024], "expenses": ["9000", "9000"]}
    dated = [{"value": "3", "start": "2024-01-01", "end": "2025-01-01"}]
    outcome = run(CEILING, [{"name": "x", "parameters": {"ALSH": {"ceiling": dated}}}], table)["x"]
    assert outcome.difference.tolist() == [0, 30000]  # 1000 h x (3 - 2) x 30 %


def test_another_formula_brings_its_own_figures() -> None:
    table = {"animator_fte": ["1", "0.5"], "expenses": ["50000", "1000"]}
    given_ = [{"name": "flat", "formulas": {"RPE": "flat"}, "parameters": {"RPE": {"flat": "+10 %"}}}]
    outcome = run({"ceiling": "60000"}, given_, table, "RPE", 2023, formulas={"flat": FLAT})["flat"]
    # Before: 43 % of 50,000 and of 1,000. After: 22,000 for a post.
    assert outcome.before.tolist() == [2150000, 43000]
    assert outcome.after.tolist() == [2200000, 1100000]
    assert [(one.kind, one.name, one.amount) for one in outcome.contributions] == [
        ("rule", "formula", Decimal("11070.00"))
    ]


def test_a_figure_nobody_has_is_a_fault_of_its_rows() -> None:
    with pytest.raises(NoValueAt):
        run(None, [RISE], ALSH, "ALSH", 2023)  # no ceiling to start from
    lacking = attrs.evolve(FLAT, parameters=(attrs.evolve(FLAT.parameters[0], values=()),))
    table = {"animator_fte": ["1"], "expenses": ["50000"]}
    scenario = [{"name": "flat", "formulas": {"RPE": "flat"}}]
    with pytest.raises(simulation.FaultyTable) as raised:
        run({"ceiling": "60000"}, scenario, table, "RPE", 2023, formulas={"flat": lacking})
    assert raised.value.faults[0].code == "no-value-at"
    told = run({"ceiling": "60000"}, scenario, table, "RPE", 2023, formulas={"flat": lacking}, faults="report")
    assert (told["flat"].rows, len(told["flat"].faults), told["flat"].cost) == (0, 1, Decimal("0.00"))


def test_a_change_that_leaves_its_bounds_is_refused() -> None:
    with pytest.raises(InvalidInput) as raised:
        run(CEILING, [{"name": "x", "parameters": {"ALSH": {"rate": "+400 %"}}}], ALSH)
    assert [(one.path, one.code) for one in raised.value.faults] == [("parameters.ALSH.rate", "not-a-ratio")]


def test_rows_at_fault_are_counted_nowhere() -> None:
    table = ALSH | {"expenses": ["9000", "-1", "500"]}
    with pytest.raises(simulation.FaultyTable):
        run(CEILING, [RISE], table)
    results = run(CEILING, [RISE], table, faults="report")
    assert (len(results.faults), results["+2 %"].rows) == (1, 2)
    assert results["+2 %"].by("ps")["ALSH"].rows == 2
    assert "1 row is not counted" in results.to_markdown("en")


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, dict])
def test_the_same_kind_of_table_comes_out(kind: Callable[[Any], Any]) -> None:
    outcome = run(CEILING, [RISE], kind(ALSH))["+2 %"]
    made = outcome.table()
    assert type(made) is type(kind(ALSH))
    names = list(made) if kind is dict else list(made.columns)
    assert names[-4:] == ["before", "after", "difference", "effect_ceiling"]
    column = made["difference"]
    assert [str(one) for one in (column.to_decimals() if kind is dict else column)] == ["12.00", "0.00", "0.00"]


def test_results_are_read_in_both_languages() -> None:
    results = run(CEILING, [RISE], ALSH)
    assert "| +2 % | 3 | €900.00 | €912.00 | +€12.00 | 1 | 0 |" in results.to_markdown("en")
    assert "Gagnants" in results["+2 %"].to_markdown("fr")
    assert "<table>" in results._repr_html_()
    with pytest.raises(InvalidInput, match="did you mean"):
        results["+3 %"]


# ------------------------------------------------------------ laws


def many(code: str, year: int, rows: int, seed: int) -> Any:
    return simulation.population(rows, seed=seed, ps=code, year=year)


def known(code: str, year: int) -> list[str]:
    service = ps.get(code)
    formula = service.formula(date(year, 1, 1))
    assert formula is not None
    return list(formula.uses)


CODES = [code for code in ps.codes() if code != "FJT"]  # the rate of FJT is known from 2024 on


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("year", [2023, 2025])
def test_law_the_split_adds_up_and_is_that_of_compare(code: str, year: int) -> None:
    """On every row: the effects add up to the difference, and are those that `compare` gives for the case alone."""
    names = [name for name in known(code, year) if ps.get(code).parameter(name).unit is not Unit.FLAG][:4]
    changes = {name: ("-3 %", "+2 %", "-1 %", "+4 %")[rank] for rank, name in enumerate(names)}
    scenario = read_scenario({"name": "x", "parameters": {code: changes}})
    table = many(code, year, 40, seed=len(code))
    outcome = run(PACK, [scenario], table)["x"]
    assert sum(outcome.shares.values(), np.zeros(40, np.int64)).tolist() == outcome.difference.tolist()
    fields = [field.name for field in ps.get(code).fields]
    for rank, row in enumerate(table.to_pylist()):
        entries = {name: row[name] for name in fields}
        before = afas.estimate(code, entries, year, PACK)
        figures: dict[str, Any] = dict(before.scale.values)
        figures |= {
            name: scenario.figure(code, name, on=before.scale.on, before=held.value)
            for name, held in before.scale.values.items()
        }
        after = afas.estimate(code, entries, year, figures, replacing=ps.get(code).by_name)
        assert int(before.amount * 100) == outcome.before[rank]
        assert int(after.amount * 100) == outcome.after[rank]
        told = {(one.kind, one.name): int(one.amount * 100) for one in compare(before, after).contributions}
        mine = {key: int(cents_[rank]) for key, cents_ in outcome.shares.items() if cents_[rank] or key in told}
        assert mine == {key: amount for key, amount in told.items() if key in mine or amount}


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**64), st.integers(1, 300), st.sampled_from(["ps", "caf", "commune", "partner"]))
def test_law_groups_add_up(seed: int, size: int, column: str) -> None:
    table = simulation.population(size, seed=seed, ps=["ALSH", "RPE", "EAJE"])
    given_ = [{"name": "x", "parameters": {"ALSH": {"ceiling": "+2 %", "rate": "0.29"}, "RPE": {"rate": "0.42"}}}]
    outcome = run(PACK, given_, table)["x"]
    for groups in (outcome.by(column), outcome.by("before", edges=["100", "20000.01"]), outcome.by("year")):
        assert sum(one.rows for one in groups) == outcome.rows == size
        assert sum(one.difference for one in groups) == outcome.cost
        assert sum(one.winners for one in groups) == outcome.winners.count
    assert sum(one.amount for one in outcome.contributions) == outcome.cost
    assert outcome.winners.sum + outcome.losers.sum == outcome.cost
    assert outcome.winners.count + outcome.losers.count + outcome.unchanged == size
    assert int(outcome.difference.sum()) == int(outcome.cost * 100)


def test_a_sweep_is_a_run_for_each_value() -> None:
    table = many("ALSH", 2023, 500, seed=4)
    curve = sweep("ALSH", table, "ceiling", ["1.90", "+2 %"], parameters=PACK)
    for point, value in zip(curve.points, ("1.90", "+2 %"), strict=True):
        outcome = run(PACK, [{"name": "x", "parameters": {"ALSH": {"ceiling": value}}}], table)["x"]
        assert (point.amount, point.difference) == (outcome.budget_after, outcome.cost)
        assert (point.winners, point.losers) == (outcome.winners.count, outcome.losers.count)
    assert list(curve.table()["amount"].to_pylist()) == [point.amount for point in curve.points]
    assert "+2%" in curve.to_markdown("en")
    with pytest.raises(InvalidInput):
        sweep("ALSH", table, "celing", ["1"], parameters=PACK)
    with pytest.raises(InvalidInput):
        sweep("ALSH", table, "rate", ["31"], parameters=PACK)


# ------------------------------------------------------------ progress and cancelling


def test_progress_goes_up_to_the_total() -> None:
    seen: list[tuple[int, int]] = []
    run(PACK, [RISE], many("ALSH", 2023, 200_000, seed=1), progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1] >= 200_000
    assert len(seen) > 3


def test_a_false_or_an_error_cancels_and_gives_nothing() -> None:
    table = {name: list(column) for name, column in ALSH.items()}
    with pytest.raises(Cancelled) as raised:
        run(CEILING, [RISE], table, progress=lambda done, total: False)  # noqa: ARG005 - the shape of a callback
    assert raised.value.code == "cancelled"
    assert "nothing" in raised.value.text("en") or "no part" in raised.value.text("en")

    def breaks(done: int, total: int) -> None:
        raise ConnectionError(done, total)

    with pytest.raises(Cancelled) as raised:
        sweep("ALSH", table, "ceiling", ["1"], parameters=CEILING, progress=breaks)
    assert isinstance(raised.value.__cause__, ConnectionError)
    assert table == ALSH


def test_a_figure_that_only_another_part_read_before_is_the_rule_s() -> None:
    """A new formula of the PS reads a figure that only a bonus read before, and that changes: it adds up."""

    def by_hour(d: Any, p: Any, step: Any) -> Any:
        return step("right", cents(d.attended_hours * p.inclusive_complement_rate))

    service = ps.get("ALSH")
    named = NamedFormula(Formula(date(2025, 1, 1), by_hour, ("inclusive_complement_rate",), SHOW))
    entries = {"attended_hours": "100", "expenses": "100", "general_scheme_share": "1", "aeeh_hours": "10"}
    before = afas.estimate(service, entries, 2025, {"ceiling": "2"})
    changed = named.applied(service, "right")
    rise = {"inclusive_complement_rate": "5"}
    after = afas.estimate(changed, entries, 2025, rise, replacing=tuple(rise))
    # 100 h x 2 is above 100, so 30 and 10 x 3.90 = 39 before; 100 x 5 = 500 and 10 x 5 = 50 after.
    assert (before.amount, after.amount) == (Decimal("69.00"), Decimal("550.00"))
    told = {one.name: one.amount for one in compare(before, after).contributions}
    assert told == {"formula": Decimal("470.00"), "inclusive_complement_rate": Decimal("11.00")}
    scenario = {"name": "x", "formulas": {"ALSH": "h"}, "parameters": {"ALSH": {"inclusive_complement_rate": "5"}}}
    table = {name: [value] for name, value in entries.items()}
    outcome = run({"ceiling": "2"}, [scenario], table, "ALSH", 2025, formulas={"h": named})["x"]
    assert {one.name: one.amount for one in outcome.contributions} == told


def test_a_sum_beyond_64_bits_is_exact() -> None:
    """3 x 43 % of 9 x 10**14 euros is 38,700,000,000,000,000 cents a row: 240 rows are above 2**63 cents."""
    size = 240
    table = {"animator_fte": ["100000000000"] * size, "expenses": ["900000000000000"] * size, "town": ["A"] * size}
    made = run({"ceiling": "100000"}, [{"name": "x", "parameters": {"RPE": {"rate": "0.44"}}}], table, "RPE", 2023)
    before, after = size * Decimal("387000000000000.00"), size * Decimal("396000000000000.00")
    assert before * 100 > 2**63
    assert (made["x"].budget_before, made["x"].budget_after, made["x"].cost) == (before, after, after - before)
    assert made["x"].winners.sum == after - before
    assert [(line.before, line.after) for line in made["x"].by("town").lines] == [(before, after)]
    curve = sweep("RPE", table, "rate", ["0.44"], 2023, {"ceiling": "100000"})
    assert (curve.baseline, curve.points[0].amount) == (before, after)


def test_the_group_of_empty_cells_is_named_in_each_language() -> None:
    table = ALSH | {"commune": ["NANTERRE", None, None]}
    groups = run(CEILING, [RISE], table)["+2 %"].by("commune")
    assert [line.rows for line in groups] == [2, 1]
    assert groups[None].rows == 2
    assert "| (vide) | 2 |" in groups.to_markdown("fr")
    assert "| (empty) | 2 |" in groups.to_markdown("en")
    assert groups.table()["group"] == [None, "NANTERRE"]
