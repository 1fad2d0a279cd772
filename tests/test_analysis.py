"""The analyst's questions: each figure made again apart, with fractions, row by row."""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import afas
from afas import simulation
from afas.arithmetic import cents
from afas.columns import Fixed
from afas.errors import InvalidInput
from afas.parameters import FOR_SHOW
from afas.ps import Formula
from afas.simulation import NamedFormula, calibrated, check_table, grid, run, sweep, uprated
from afas.simulation._sums import Weights, total, totals

CEILING = {"ceiling": "2"}
REFORM = {"name": "réforme", "parameters": {"ALSH": {"ceiling": "-10 %", "rate": "0.32"}}}
ROWS = 60


def declared(kind: str = "mapping") -> Any:
    """Rows of two towns and two kinds, with weights of three decimals: the same on every machine."""
    rng = np.random.default_rng(7)
    columns: dict[str, list[Any]] = {
        "town": [str(one) for one in rng.choice(["COLOMBES", "NANTERRE"], ROWS)],
        "kind": [str(one) for one in rng.choice(["a", "b", "c"], ROWS)],
        "weight": [Decimal(int(one)).scaleb(-3) for one in rng.integers(0, 9_000, ROWS)],
        "attended_hours": [Decimal(int(one)) for one in rng.integers(0, 5_000, ROWS)],
        "expenses": [Decimal(int(one)).scaleb(-2) for one in rng.integers(0, 1_500_000, ROWS)],
        "general_scheme_share": [Decimal(1)] * ROWS,
    }
    return made_as(kind, columns)


def made_as(kind: str, columns: dict[str, Any]) -> Any:
    """A table of a kind."""
    made: Any = {"mapping": dict, "pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.table}[kind]
    return made(columns)


def cells(table: Any, column: str) -> list[Any]:
    """A column of a table of any kind."""
    found = table[column]
    return list(found.to_pylist() if hasattr(found, "to_pylist") else found)


def half_up(exact: Fraction) -> Fraction:
    """To the cent; what is rounded is not below zero."""
    return Fraction((2 * 100 * exact.numerator + exact.denominator) // (2 * exact.denominator), 100)


def right(row: dict[str, Any], ceiling: Fraction, rate: Fraction) -> Fraction:
    hours, expenses = Fraction(row["attended_hours"]), Fraction(row["expenses"])
    return half_up(min(expenses, hours * ceiling) * rate)


TABLE = declared()
LINES = [dict(zip(TABLE, one, strict=True)) for one in zip(*TABLE.values(), strict=True)]
BEFORE = [right(one, Fraction(2), Fraction(30, 100)) for one in LINES]
AFTER = [right(one, Fraction(2) * Fraction(90, 100), Fraction(32, 100)) for one in LINES]
MOVED = [after - before for before, after in zip(BEFORE, AFTER, strict=True)]
WEIGHTS = [Fraction(one["weight"]) for one in LINES]


def weighed(values: list[Fraction], keep: Any = lambda _: True) -> Fraction:
    return sum((w * v for w, v, line in zip(WEIGHTS, values, LINES, strict=True) if keep(line)), Fraction(0))


def outcome(kind: str = "mapping", **options: Any) -> simulation.Outcome:
    return run(CEILING, [REFORM], declared(kind), "ALSH", 2023, weights="weight", **options)["réforme"]


# ------------------------------------------------------------ weights


@pytest.mark.parametrize("kind", ["mapping", "pandas", "polars", "arrow"])
def test_every_sum_is_weighted(kind: str) -> None:
    made = outcome(kind)
    assert Fraction(made.budget_before) == weighed(BEFORE)
    assert Fraction(made.budget_after) == weighed(AFTER)
    assert Fraction(made.cost) == weighed(MOVED)
    assert Fraction(made.count) == sum(WEIGHTS)
    for tally, sign in ((made.winners, 1), (made.losers, -1)):
        rows = [(w, one) for w, one in zip(WEIGHTS, MOVED, strict=True) if one * sign > 0]
        count, whole = sum(w for w, _ in rows), sum(w * one for w, one in rows)
        assert Fraction(tally.count) == count
        assert Fraction(tally.sum) == whole
        assert tally.mean is not None
        mean = Fraction(whole) / count
        assert Fraction(tally.mean) == (half_up(mean) if sign > 0 else -half_up(-mean))
    assert Fraction(made.unchanged) == sum(w for w, one in zip(WEIGHTS, MOVED, strict=True) if not one)
    assert sum(Fraction(one.amount) for one in made.contributions) == weighed(MOVED)


def test_whole_weights_keep_cents_and_no_weights_count_once() -> None:
    table = {**TABLE, "twice": [2] * ROWS}
    once, twice = (run(CEILING, [REFORM], table, "ALSH", 2023, weights=one)["réforme"] for one in (None, "twice"))
    assert str(twice.cost) == str(2 * once.cost)
    assert twice.winners.count == 2 * once.winners.count
    assert twice.winners.mean == once.winners.mean


def test_weighted_quantiles_are_those_of_rows_written_as_often() -> None:
    table = {**TABLE, "times": [int(one * 10) for one in TABLE["weight"]]}
    made = run(CEILING, [REFORM], table, "ALSH", 2023, weights="times")["réforme"]
    written = sorted(one for one, times in zip(MOVED, table["times"], strict=True) for _ in range(times))
    for share in ("0.1", "0.5", "0.9", "1"):
        rank = -(-Fraction(share) * len(written) // 1)  # the smallest that at least this share do not exceed
        assert [Fraction(one) for one in made.quantiles(share)] == [written[int(max(rank, 1)) - 1]]


@pytest.mark.parametrize("kind", ["mapping", "pandas", "polars", "arrow"])
@pytest.mark.parametrize(
    ("bad", "code"),
    [("-1,5", "too-low"), ("", "missing-field"), ("n.c.", "not-a-number"), ("1.234", "ambiguous-number")],
)
def test_a_row_without_a_weight_is_told_and_left_out(kind: str, bad: str, code: str) -> None:
    words = [f"{one:f}".replace(".", ",") for one in TABLE["weight"]]
    table = made_as(kind, {**TABLE, "weight": [words[0], bad, *words[2:]]})
    with pytest.raises(simulation.FaultyTable) as raised:
        run(CEILING, [REFORM], table, "ALSH", 2023, weights="weight", locale="fr")
    assert [(one.path, one.code) for one in raised.value.faults] == [("rows[1].weight", code)]
    results = run(CEILING, [REFORM], table, "ALSH", 2023, weights="weight", locale="fr", faults="report")
    made = results["réforme"]
    assert made.left_out == 1
    assert Fraction(made.cost) == weighed(MOVED) - WEIGHTS[1] * MOVED[1]
    assert results.faults.rows().tolist() == [1]
    assert cells(made.by("town").table(), "rows") == [
        sum(one["town"] == town for row, one in enumerate(LINES) if row != 1) for town in ("COLOMBES", "NANTERRE")
    ]


def test_weights_of_floats_say_of_how_many_decimals() -> None:
    table = {**TABLE, "weight": np.array([float(one) for one in TABLE["weight"]])}
    with pytest.raises(InvalidInput) as raised:
        run(CEILING, [REFORM], table, "ALSH", 2023, weights="weight")
    assert [one.code for one in raised.value.faults] == ["floats-refused"]
    made = run(CEILING, [REFORM], table, "ALSH", 2023, weights="weight", decimals={"weight": 3})["réforme"]
    assert Fraction(made.cost) == weighed(MOVED)


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.integers(-(2**60), 2**60), st.integers(0, 2**50), st.integers(0, 2)), min_size=1, max_size=9)
)
def test_weighted_sums_are_exact_however_large(rows: list[tuple[int, int, int]]) -> None:
    cents, weights, codes = (np.array(one, np.int64) for one in zip(*rows, strict=True))
    assert total(cents, weights) == sum(a * w for a, w, _ in rows)
    assert totals(codes, cents, 3, weights) == [sum(a * w for a, w, one in rows if one == code) for code in range(3)]
    assert Fraction(Weights(Fixed(weights, 4)).euros(cents)) == Fraction(sum(a * w for a, w, _ in rows), 10**6)


# ------------------------------------------------------------ groups, tiles, transitions


@pytest.mark.parametrize("kind", ["mapping", "pandas", "polars", "arrow"])
def test_groups_of_several_keys_with_gains_and_losses(kind: str) -> None:
    groups = outcome(kind).by("town", "kind")
    assert len(groups.lines) == len({(one["town"], one["kind"]) for one in LINES})
    for line in groups:
        town, sort = line.keys
        mine = [(w, b, a) for w, b, a, one in zip(WEIGHTS, BEFORE, AFTER, LINES, strict=True)
                if (one["town"], one["kind"]) == (town, sort)]  # fmt: skip
        assert line.rows == len(mine)
        assert Fraction(line.count) == sum(w for w, _, _ in mine)
        assert Fraction(line.before) == sum(w * b for w, b, _ in mine)
        assert Fraction(line.difference) == sum(w * (a - b) for w, b, a in mine)
        assert Fraction(line.gains) == sum(w * (a - b) for w, b, a in mine if a > b)
        assert Fraction(line.losses) == sum(w * (a - b) for w, b, a in mine if a < b)
        assert Fraction(line.winners) == sum(w for w, b, a in mine if a > b)
    assert groups["NANTERRE", "a"].keys == ("NANTERRE", "a")
    made = groups.table()
    assert type(made) is type(declared(kind))
    names = list(made) if isinstance(made, dict) else list(getattr(made, "column_names", made.columns))
    assert names[:4] == ["town", "kind", "rows", "count"]


def test_bands_of_one_key_and_values_of_another() -> None:
    groups = outcome().by("town", "expenses", edges={"expenses": ["5000", "10000"]})
    counts: dict[tuple[str, int], int] = defaultdict(int)
    for one in LINES:
        counts[one["town"], sum(one["expenses"] >= edge for edge in (5000, 10000))] += 1
    assert sorted(line.rows for line in groups) == sorted(counts.values())
    with pytest.raises(InvalidInput):
        outcome().by("town", "kind", edges=["1"])


def test_a_tile_ends_at_the_quantile_of_its_share() -> None:
    made = outcome()
    tiles = made.tiles(4)
    ends = [Fraction(one) for one in made.quantiles("0.25", "0.5", "0.75", of="before")]
    for rank, line in enumerate(tiles):
        mine = [at for at, one in enumerate(BEFORE) if sum(one > end for end in ends) == rank]
        assert Fraction(line.before) == sum(WEIGHTS[at] * BEFORE[at] for at in mine)
        assert line.rows == len(mine)
    assert sum(Fraction(line.difference) for line in tiles) == weighed(MOVED)


def test_transitions_count_every_row_once() -> None:
    edges = [Decimal(500), Decimal(2000)]
    made = outcome().transitions(edges)
    for rank, line in enumerate(made.counts):
        for other, count in enumerate(line):
            expected = sum(
                w
                for w, b, a in zip(WEIGHTS, BEFORE, AFTER, strict=True)
                if (sum(b >= edge for edge in edges), sum(a >= edge for edge in edges)) == (rank, other)
            )
            assert Fraction(count) == expected
    assert sum(Fraction(one) for one in outcome().transitions().table()["count"]) == sum(WEIGHTS)


# ------------------------------------------------------------ intervals


def test_replicate_weights_give_the_sums_of_their_own_weights() -> None:
    table = {**TABLE, **{f"r{rank}": [Decimal((row * rank) % 7) for row in range(ROWS)] for rank in range(1, 5)}}
    made = run(CEILING, [REFORM], table, "ALSH", 2023)["réforme"].interval(weights=["r1", "r2", "r3", "r4"])
    expected = [
        sum((Fraction(w) * one for w, one in zip(table[f"r{rank}"], MOVED, strict=True)), Fraction(0))
        for rank in range(1, 5)
    ]
    assert [Fraction(one) for one in made.values] == expected
    assert (Fraction(made.low), Fraction(made.high)) == (min(expected), max(expected))  # nothing beyond, of four
    assert Fraction(made.value) == sum(MOVED)


def test_draws_are_seeded_and_stand_around_the_sum() -> None:
    one, again, other = (outcome().interval(draws=200, seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one.values != other.values
    assert one.low < one.value < one.high
    ordered = sorted(one.values)
    assert (one.low, one.high) == (ordered[5], ordered[194])  # 2.5 % of 200 on each side
    with pytest.raises(InvalidInput):
        outcome().interval(level="95")


# ------------------------------------------------------------ two years, uprating, answers, two parameters


def test_another_legislation_on_the_same_rows() -> None:
    pack = afas.illustrative_pack()
    columns = ("attended_hours", "expenses", "general_scheme_share")
    table = {name: TABLE[name] for name in columns}
    scenario = {"name": "2024", "legislation": 2024}
    made = run(pack, [scenario], table, "ALSH", 2022, policy="carry_forward")["2024"]
    for side, year in (("before", 2022), ("after", 2024)):
        rights = simulation.estimate_table("ALSH", table, year, pack, "carry_forward")["amount"].units
        assert getattr(made, side).tolist() == rights.tolist()
    assert sum(made.split.values()) == made.cost
    assert simulation.read_scenario(simulation.read_scenario(scenario).to_json()).legislation == 2024
    with pytest.raises(InvalidInput) as raised:
        simulation.read_scenario({"name": "x", "legislation": "soon"})
    assert [one.path for one in raised.value.faults] == ["legislation"]


def test_the_split_tells_rules_from_figures() -> None:
    assert outcome().split == {"figures": outcome().cost}


def no_ceiling(d: Any, p: Any, step: Any) -> Any:
    """The right without its ceiling."""
    return step("right", cents(d.expenses * p.rate))


RELAXED = {"name": "sans plafond, 50 %", "parameters": {"RPE": {"rate": "0.50"}}, "formulas": {"RPE": "no-ceiling"}}
SUPPLIED = {"no-ceiling": NamedFormula(Formula(date(2023, 1, 1), no_ceiling, ("rate",), FOR_SHOW))}
ONE_RELAY = {"animator_fte": [1], "expenses": [100_000]}
# before: min(100,000; 1 x 60,000) x 43 % = 25,800; after: 100,000 x 50 % = 50,000, so 24,200 more
# figures first: min(100,000; 60,000) x 50 % = 30,000, so figures bring 4,200 and the rule 20,000
# rule first: 100,000 x 43 % = 43,000, so the rule brings 17,200 and figures 7,000
# the mean of both orders: figures (4,200 + 7,000) / 2 = 5,600, the rule (20,000 + 17,200) / 2 = 18,600


@pytest.mark.parametrize(
    ("split", "figures", "rule", "said"),
    [(["figures", "rule"], "4200.00", "20000.00", "d’abord les chiffres, puis la règle"),
     (["rule", "figures"], "7000.00", "17200.00", "d’abord la règle, puis les chiffres"),
     (True, "5600.00", "18600.00", "moyenne sur tous les ordres")],
)  # fmt: skip
def test_the_order_of_a_split_is_asked_for_and_said(split: Any, figures: str, rule: str, said: str) -> None:
    table, ceiling = {**ONE_RELAY, "poids": ["2.5"]}, {"ceiling": "60000"}
    for weights, times in ((None, 1), ("poids", Decimal("2.5"))):
        made = run(ceiling, [RELAXED], table, "RPE", 2023, formulas=SUPPLIED, split=split, weights=weights)
        one = made["sans plafond, 50 %"]
        assert one.cost == 24_200 * times
        assert one.split == {"figures": Decimal(figures) * times, "rule": Decimal(rule) * times}
        assert said in one.to_text("fr")
        assert said in one.contributions.to_text("fr")


@pytest.mark.parametrize("split", ["rule", ["rule"], ["rule", "rule"], ["figures", "rules"], None, 3])
def test_an_order_that_is_none_is_refused(split: Any) -> None:
    with pytest.raises(InvalidInput) as raised:
        run({"ceiling": "60000"}, [RELAXED], ONE_RELAY, "RPE", 2023, formulas=SUPPLIED, split=split)
    assert [one.code for one in raised.value.faults] == ["not-an-order"]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10**7)), min_size=1, max_size=6),
    st.sampled_from([True, ("figures", "rule"), ("rule", "figures")]),
)
def test_a_split_adds_up_on_every_row_in_every_order(rows: list[tuple[int, int]], split: Any) -> None:
    table = {"animator_fte": [Decimal(a).scaleb(-1) for a, _ in rows], "expenses": [Decimal(b) / 100 for _, b in rows]}
    scenario = {**RELAXED, "parameters": {"RPE": {"rate": "0.47"}}}
    (made,) = run({"ceiling": "60000"}, [scenario], table, "RPE", 2023, formulas=SUPPLIED, split=split)
    assert sum(made.shares.values(), np.zeros(len(rows), np.int64)).tolist() == made.difference.tolist()
    assert sum(made.split.values()) == made.cost


def test_eaje_of_two_years_splits_the_new_rule_from_the_new_figures() -> None:
    """Up to 2024 the ceiling goes by tiers of the billing rate, from 2025 on by a slope: another formula."""
    pack = afas.illustrative_pack()
    table = simulation.population(200, seed=2, ps=["EAJE"], year=2024, backend="polars", parameters=pack)
    orders: list[Any] = [True, ["figures", "rule"], ["rule", "figures"]]
    for split in orders:
        scenario = {"name": "2025", "legislation": 2025, "parameters": {"EAJE": {"rate": "0.65"}}}
        (made,) = run(pack, [scenario], table, "EAJE", 2024, policy="carry_forward", split=split)
        assert set(made.split) == {"figures", "rule"}
        assert sum(made.split.values()) == made.cost
    alone = run(pack, [{"name": "2025", "legislation": 2025}], table, "EAJE", 2024, policy="carry_forward")["2025"]
    then = simulation.estimate_table("EAJE", table, 2025, pack, "carry_forward")["amount"].to_list()
    assert [Decimal(one) / 100 for one in alone.after.tolist()] == then


def test_rows_that_another_law_does_not_know_are_told_and_left_out() -> None:
    """Pedagogical days are paid from 2024 on: a row that declares some has no right under the law of 2023."""
    pack = afas.illustrative_pack()
    table = simulation.population(20, seed=2, ps=["EAJE"], year=2024, backend="numpy", parameters=pack)
    table = {name: column for name, column in table.items() if name != "preparation"}
    table["pedagogical_days"] = [3, *[0] * 19]
    asked: dict[str, Any] = {"policy": "carry_forward"}
    made = run(pack, [{"name": "2023", "legislation": 2023}], table, "EAJE", 2024, faults="report", **asked)["2023"]
    assert [(one.path, one.code) for one in made.faults][:1] == [("rows[0].pedagogical_days", "no-part-at")]
    assert made.wrong[0]
    assert made.before[0] == made.after[0] == 0
    with pytest.raises(simulation.FaultyTable):
        run(pack, [{"name": "2023", "legislation": 2023}], table, "EAJE", 2024, **asked)
    none = run(pack, [{"name": "1990", "legislation": 1990}], table, "EAJE", 2024, faults="report", **asked)["1990"]
    assert none.left_out == 20
    assert "20 lignes ne sont pas comptées" in none.to_text("fr").replace("\xa0", " ")


# ------------------------------------------------------------ from one step to the next


@pytest.mark.parametrize("kind", ["mapping", "pandas", "polars", "arrow"])
def test_a_step_is_what_the_second_scenario_adds_to_the_first(kind: str) -> None:
    first = {"name": "1", "parameters": {"ALSH": {"ceiling": "-10 %"}}}
    results = run(CEILING, [first, REFORM], declared(kind), "ALSH", 2023, weights="weight")
    middle = [right(one, Fraction(180, 100), Fraction(30, 100)) for one in LINES]
    step = results.step("1", "réforme")
    assert Fraction(step.cost) == weighed(AFTER) - weighed(middle)
    assert results["1"].cost + step.cost == results["réforme"].cost
    risen = [w for w, a, b in zip(WEIGHTS, middle, AFTER, strict=True) if b > a]
    assert Fraction(step.winners.count) == sum(risen)
    assert "1 → réforme" in step.to_text("fr")
    made = results.table()
    assert cells(made, "scenario") == ["1", "réforme"]
    assert [Fraction(one) for one in cells(made, "difference")] == [Fraction(one.cost) for one in results]
    assert cells(made, "left_out") == [0, 0]
    with pytest.raises(InvalidInput):
        results.step("1", "2")


def test_two_scenarios_of_one_name_are_refused() -> None:
    with pytest.raises(InvalidInput) as raised:
        run(CEILING, [REFORM, REFORM], TABLE, "ALSH", 2023)
    assert [(one.path, one.code) for one in raised.value.faults] == [("scenarios[1].name", "name-used-twice")]


# ------------------------------------------------------------ one row explained


def test_a_row_is_explained_on_both_sides() -> None:
    table = {**TABLE, "expenses": [f"{one:f}".replace(".", ",") for one in TABLE["expenses"]]}
    made = run(CEILING, [REFORM], table, "ALSH", 2023, locale="fr")["réforme"]
    for row in (0, 7, ROWS - 1):
        story = made.explain_row(row)
        assert (story.before.amount * 100, story.after.amount * 100) == (
            Decimal(int(made.before[row])),
            Decimal(int(made.after[row])),
        )
        assert story.comparison.amount * 100 == int(made.difference[row])
        parts = {one.name: one.amount * 100 for one in story.comparison.contributions}
        moved = {name: int(cents[row]) for (_, name), cents in made.shares.items()}
        assert {name: parts.get(name, 0) for name in moved} == moved
    words = made.explain_row(7).to_markdown("fr")
    assert words.startswith("### Ligne 7, « réforme »")
    assert "scénario, « réforme »" in words  # where the figures after come from
    for bad in (ROWS, -1, "x", True, 1.5):
        with pytest.raises(simulation.NoSuchRow) as raised:
            made.explain_row(bad)  # type: ignore[arg-type]
        assert isinstance(raised.value, IndexError)


@pytest.mark.parametrize("code", afas.ps.codes())
def test_each_row_of_each_ps_is_explained_as_it_was_computed(code: str) -> None:
    pack, service = afas.illustrative_pack(), afas.ps.get(code)
    risen = {name: "+3 %" for name, one in service.by_name.items() if one.unit.value.startswith("EUR")}
    table = simulation.population(3, seed=3, ps=[code], year=2024, backend="polars", parameters=pack)
    (made,) = run(pack, [{"name": "+3 %", "parameters": {code: risen}}], table, code, 2024, policy="carry_forward")
    for row in range(3):
        story = made.explain_row(row)
        assert story.before.amount * 100 == Decimal(int(made.before[row]))
        assert story.after.amount * 100 == Decimal(int(made.after[row]))
        parts = {one.name: one.amount for one in story.comparison.contributions}
        moved = {name: Decimal(int(cents[row])) / 100 for (_, name), cents in made.shares.items() if cents[row]}
        assert {name: amount for name, amount in parts.items() if amount} == moved


def test_a_row_is_explained_under_another_law_another_formula_and_an_answer() -> None:
    pack = afas.illustrative_pack()
    table = simulation.population(30, seed=2, ps=["EAJE"], year=2024, backend="polars", parameters=pack)
    scenario = {"name": "2025", "legislation": 2025}
    (made,) = run(pack, [scenario], table, "EAJE", 2024, policy="carry_forward")
    story = made.explain_row(3)
    assert (story.before.estimate.year.year, story.after.estimate.year.year) == (2024, 2025)
    assert (story.before.amount * 100, story.after.amount * 100) == (
        Decimal(int(made.before[3])),
        Decimal(int(made.after[3])),
    )
    (made,) = run(
        {"ceiling": "60000"}, [RELAXED], ONE_RELAY, "RPE", 2023, formulas=SUPPLIED,
        answers={"moins de dépenses": lambda _: {**ONE_RELAY, "expenses": [90_000]}},
    )  # fmt: skip
    story = made.explain_row(0)
    assert (story.before.amount, story.after.amount) == (Decimal("25800.00"), Decimal("45000.00"))
    assert {one.kind for one in story.comparison.contributions} == {"input", "parameter", "rule"}
    assert made.answers == ("moins de dépenses",)
    assert "Avec ce que font les gestionnaires : moins de dépenses." in made.to_text("fr")


def test_a_row_at_fault_is_not_explained() -> None:
    table = {**TABLE, "attended_hours": [-1, *TABLE["attended_hours"][1:]]}
    made = run(CEILING, [REFORM], table, "ALSH", 2023, faults="report")["réforme"]
    with pytest.raises(simulation.FaultyTable) as raised:
        made.explain_row(0)
    assert [one.path for one in raised.value.faults] == ["rows[0].attended_hours"]


# ------------------------------------------------------------ what a French table writes


@pytest.mark.parametrize("kind", ["mapping", "pandas", "polars", "arrow"])
def test_columns_that_are_asked_for_are_read_as_the_table_writes_them(kind: str) -> None:
    words = {name: [f"{one:,f}".replace(",", " ").replace(".", ",") for one in TABLE[name]] for name in
             ("weight", "attended_hours", "expenses")}  # fmt: skip
    words["other"] = [*words["weight"][:-1], ""]
    french = made_as(kind, {**TABLE, **words})
    made = run(CEILING, [REFORM], french, "ALSH", 2023, weights="weight", locale="fr")["réforme"]
    plain = outcome(kind)
    edges = ["5 000", "10 000,00"]
    assert made.by("expenses", edges=edges).lines == plain.by("expenses", edges=["5000", "10000"]).lines
    assert made.tiles(4, "expenses").lines == plain.tiles(4, "expenses").lines
    assert made.interval(weights=["weight"]).values == (plain.cost,)
    with pytest.raises(InvalidInput) as raised:
        made.tiles(4, "other")
    assert [(one.path, one.code) for one in raised.value.faults] == [(f"rows[{ROWS - 1}].other", "empty-cell")]


def test_cells_of_rows_that_are_not_counted_refuse_nothing() -> None:
    table = {**TABLE, "expenses": ["n.c.", *TABLE["expenses"][1:]]}
    made = run(CEILING, [REFORM], table, "ALSH", 2023, faults="report")["réforme"]
    assert sum(line.rows for line in made.by("expenses", edges=["5000"])) == ROWS - 1
    assert sum(line.rows for line in made.tiles(3, "expenses")) == ROWS - 1
    assert made.by("town").left_out == made.tiles().left_out == made.interval(draws=2).left_out == 1
    for view in (made, made.by("town"), made.tiles(), made.transitions(), made.interval(draws=2),
                 made.intervals("town", draws=2), made.contributions):  # fmt: skip
        assert "1\xa0ligne n’est pas comptée" in view.to_text("fr")


def test_blank_cells_are_one_group() -> None:
    table = {**TABLE, "town": ["", "  ", None, *TABLE["town"][3:]]}
    made = run(CEILING, [REFORM], table, "ALSH", 2023)["réforme"].by("town")
    assert made[None].rows == 3


def test_uprating_keeps_empty_cells_and_tells_bad_ones() -> None:
    table = {"expenses": ["1 000,00", "", "n.c.", "0,33"]}
    with pytest.raises(simulation.FaultyTable) as raised:
        uprated(table, {"expenses": "+2,5 %"}, locale="fr")
    assert [(one.path, one.code) for one in raised.value.faults] == [("rows[2].expenses", "not-a-number")]
    made = uprated(table, {"expenses": "+2,5 %"}, locale="fr", faults="report")["expenses"]
    assert [None if np.ma.getmaskarray(made.units)[row] else int(made.units[row]) for row in range(4)] == [
        102_500, None, None, 34
    ]  # fmt: skip
    for bad in ({"expences": "+2 %"}, {"expenses": "2 %"}, "+2 %", {"expenses": None}):
        with pytest.raises(InvalidInput):
            uprated(table, bad)  # type: ignore[arg-type]
    huge = {"expenses": [Decimal(10**15 - 1)]}
    with pytest.raises(simulation.FaultyTable) as raised:
        uprated(huge, {"expenses": "+999900 %"})
    assert [one.code for one in raised.value.faults] == ["amount-too-large"]


# ------------------------------------------------------------ uncertainty by group


def test_the_intervals_of_groups_are_those_of_their_rows() -> None:
    names = [f"r{rank}" for rank in range(1, 5)]
    table = {**TABLE, **{name: [Decimal((row * int(name[1])) % 7) for row in range(ROWS)] for name in names}}
    made = run(CEILING, [REFORM], table, "ALSH", 2023)["réforme"].intervals("town", of="before", weights=names)
    for (town,), one in made:
        sums = [
            sum(Fraction(w) * b for w, b, line in zip(table[name], BEFORE, LINES, strict=True) if line["town"] == town)
            for name in names
        ]
        assert [Fraction(value) for value in one.values] == sums
    drawn = outcome().intervals("town", draws=20, seed=3)
    whole = outcome().interval(draws=20, seed=3)
    assert tuple(map(sum, zip(*(one.values for _, one in drawn), strict=True))) == whole.values  # the same draws
    assert cells(drawn.table(), "group") == ["COLOMBES", "NANTERRE"]
    assert cells(whole.table(), "replicates") == [20]


@pytest.mark.parametrize(
    "option", [{"level": "95"}, {"level": "x"}, {"draws": 0}, {"draws": "x"}, {"seed": -1}, {"of": "budget"}]
)
def test_odd_options_of_an_interval_are_told(option: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as raised:
        outcome().interval(**option)
    assert [one.path for one in raised.value.faults] == [*option]


@pytest.mark.parametrize("count", [0, -1, "x", 1.5, True])
def test_odd_numbers_of_tiles_are_told(count: Any) -> None:
    for ask in (outcome().tiles, lambda tiles: outcome().transitions(tiles=tiles)):
        with pytest.raises(InvalidInput) as raised:
            ask(count)
        assert [one.code for one in raised.value.faults] == ["not-a-count"]


def test_uprating_is_exact_before_its_rounding() -> None:
    made = uprated(TABLE, {"expenses": "+2,35 %"})["expenses"].to_decimals()
    expected = [half_up(Fraction(one) * Fraction(10235, 10000)) for one in TABLE["expenses"]]
    assert [Fraction(one) for one in made] == expected
    for bad in ("2 %", "x", "-200 %"):
        with pytest.raises(InvalidInput):
            uprated(TABLE, {"expenses": bad})


def test_what_those_concerned_do_differently_is_a_part_of_the_difference() -> None:
    def fewer_hours(made: simulation.Outcome) -> dict[str, Any]:
        """Those that lose open a tenth of their hours less."""
        hours = [
            one * Decimal("0.9") if cents < 0 else one
            for one, cents in zip(TABLE["attended_hours"], made.difference.tolist(), strict=True)
        ]
        return {**TABLE, "attended_hours": hours}

    plain, made = outcome(), outcome(answers={"moins d’heures": fewer_hours})
    last = [
        right({**one, "attended_hours": Fraction(one["attended_hours"]) * (Fraction(9, 10) if moved < 0 else 1)},
              Fraction(180, 100), Fraction(32, 100))
        for one, moved in zip(LINES, MOVED, strict=True)
    ]  # fmt: skip
    assert Fraction(made.budget_after) == weighed(last)
    assert Fraction(made.split["answer"]) == weighed(last) - weighed(AFTER)
    assert made.split["figures"] == plain.cost
    assert sum(Fraction(one) for one in made.split.values()) == Fraction(made.cost)
    assert "effect_answer_moins d’heures" in made.table()
    with pytest.raises(InvalidInput) as raised:
        outcome(answers={"x": lambda _: {name: column[1:] for name, column in TABLE.items()}})
    assert [one.code for one in raised.value.faults] == ["rows-changed"]


@pytest.mark.parametrize("kind", ["mapping", "pandas", "polars", "arrow"])
def test_a_grid_is_a_run_for_each_pair(kind: str) -> None:
    values = {"ceiling": ["2", "1.90"], "rate": ["0.30", "0.32"]}
    made = grid("ALSH", declared(kind), values, 2023, CEILING, weights="weight")
    expected = [
        weighed([right(one, Fraction(ceiling), Fraction(rate)) for one in LINES])
        for ceiling in values["ceiling"]
        for rate in values["rate"]
    ]
    assert [Fraction(one.amount) for one in made.points] == expected
    assert type(made.table()) is type(declared(kind))
    curve = sweep("ALSH", declared(kind), "rate", ["0.30", "0.32"], 2023, CEILING, weights="weight")
    assert [Fraction(one.amount) for one in curve.points] == expected[:2]
    with pytest.raises(InvalidInput):
        grid("ALSH", TABLE, {"ceiling": ["2"]}, 2023, CEILING)


# ------------------------------------------------------------ calibration, rows written twice


def test_calibrated_weights_reach_the_published_totals() -> None:
    asked = {"town": {"NANTERRE": "400", "COLOMBES": "200.5"}, "kind": {"a": "150", "b": "250.5", "c": "200"}}
    made = calibrated(TABLE, asked, weights="weight", name="new", tolerance="0.0001")
    new = [Fraction(one) for one in made.table["new"].to_decimals()]
    for margin in made.margins:
        reached = sum(w for w, one in zip(new, LINES, strict=True) if one[margin.column] == margin.group)
        assert Fraction(margin.reached) == reached
        assert Fraction(asked[margin.column][margin.group]) == Fraction(margin.asked)
        assert abs(reached - Fraction(margin.asked)) < Fraction(2, 10_000)
    ratios = defaultdict(set)  # one factor for all the rows of one town and kind
    for w, one, old in zip(new, LINES, WEIGHTS, strict=True):
        if old > 1:
            ratios[one["town"], one["kind"]].add(Decimal(float(w / old)).quantize(Decimal("0.001"), ROUND_HALF_UP))
    assert all(len(one) <= 2 for one in ratios.values())


def test_totals_that_cannot_be_reached_are_told() -> None:
    town = {"NANTERRE": "400", "COLOMBES": "200"}
    asked: Any
    for asked, code in (
        ({"town": {"NANTERRE": "400"}}, "no-total"),
        ({"town": {**town, "PARIS": "3"}}, "no-rows-of"),
        ({"town": town, "kind": {"a": "1", "b": "1", "c": "1"}}, "different-sums"),
        ({"town": {**town, "COLOMBES": "-3"}}, "too-low"),
        ({"town": "400"}, "not-totals"),
        ({"toen": town}, "no-column"),
        (None, "not-totals"),
    ):
        with pytest.raises(InvalidInput) as raised:
            calibrated(TABLE, asked, name="new", rounds=20)
        assert code in {one.code for one in raised.value.faults}


def test_margins_that_contradict_each_other_cell_by_cell_are_told() -> None:
    table = {"town": ["A", "B"], "kind": ["x", "y"]}  # the rows of A are those of x
    with pytest.raises(InvalidInput) as raised:
        calibrated(table, {"town": {"A": 1, "B": 3}, "kind": {"x": 2, "y": 2}}, rounds=20)
    assert {one.code for one in raised.value.faults} == {"not-reached"}
    assert {one.fields["gap"] for one in raised.value.faults} == {Decimal(1)}


@pytest.mark.parametrize(
    ("option", "code"),
    [({"tolerance": "x"}, "not-a-number"), ({"places": -1}, "not-a-count"), ({"rounds": 0}, "not-a-count"),
     ({"places": 18}, "weights-too-large"), ({"weights": "town"}, "faulty-table"), ({"name": "town"}, "column-taken")],
)  # fmt: skip
def test_odd_options_of_a_calibration_are_told(option: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        calibrated(TABLE, {"town": {"NANTERRE": "400", "COLOMBES": "200"}}, **{"name": "new", **option})
    assert code in {raised.value.code, *(one.code for one in raised.value.faults)}


@pytest.mark.parametrize("kind", ["mapping", "pandas", "polars", "arrow"])
def test_the_totals_of_a_calibration_are_a_table(kind: str) -> None:
    made = calibrated(declared(kind), {"town": {"NANTERRE": "1 400,5", "COLOMBES": "200"}}, name="new", locale="fr")
    assert cells(made.margins.table(), "group") == ["COLOMBES", "NANTERRE"]
    assert cells(made.margins.table(), "asked") == [Decimal(200), Decimal("1400.5")]
    assert [one.asked for one in made.margins] == [Decimal(200), Decimal("1400.5")]


@pytest.mark.parametrize("kind", ["mapping", "pandas", "polars", "arrow"])
def test_rows_written_twice_are_told(kind: str) -> None:
    columns = {"id": ["A", "B", "A", "A"], "site": [1, 1, 1, 2], "animator_fte": [1] * 4, "expenses": ["1"] * 4}
    make: Any = {"mapping": dict, "pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.table}[kind]
    found = check_table("RPE", make(columns), 2023, parameters={"ceiling": "60000"}, unique=["id", "site"])
    assert found.columns()["row"] == [2]
    assert found.columns()["code"] == ["repeated-row"]
    assert [one.fields["row"] for one in found] == [0]
    assert cells(found.table(), "found") == ["A · 1"]
    assert type(found.table()) is type(make(columns))


@pytest.mark.parametrize("kind", ["mapping", "pandas", "polars", "arrow"])
def test_a_table_without_faults_has_the_same_columns(kind: str) -> None:
    sound = check_table("ALSH", declared(kind), 2023, CEILING).table()
    bad = check_table("ALSH", made_as(kind, {**TABLE, "attended_hours": [-1] * ROWS}), 2023, CEILING).table()
    names = ["row", "field", "code", "found", "text"]
    assert [[*getattr(one, "column_names", getattr(one, "columns", one))] for one in (sound, bad)] == [names] * 2
    if kind == "polars":
        assert sound.schema == bad.schema
    if kind == "arrow":
        assert sound.schema == bad.schema
    if kind == "pandas":
        assert sound.dtypes.tolist() == bad.dtypes.tolist()
