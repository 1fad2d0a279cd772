"""The analyst's questions: each figure made again apart, with fractions, row by row."""

from collections import defaultdict
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
from afas.columns import Fixed
from afas.errors import InvalidInput
from afas.simulation import calibrated, check_table, grid, run, sweep, uprated
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
    made = {"mapping": dict, "pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.table}[kind]
    return made(columns)


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


def test_a_weight_is_there_and_is_not_below_zero() -> None:
    for bad, code in ((Decimal(-1), "weight-below-zero"), (None, "no-figures")):
        table = {**TABLE, "weight": [bad, *TABLE["weight"][1:]]}
        with pytest.raises(InvalidInput) as raised:
            run(CEILING, [REFORM], table, "ALSH", 2023, weights="weight")
        assert [one.code for one in raised.value.faults] == [code]


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
    for asked, code in (
        ({"town": {"NANTERRE": "400"}}, "no-total"),
        ({"town": {**town, "PARIS": "3"}}, "no-rows-of"),
        ({"town": town, "kind": {"a": "1", "b": "1", "c": "1"}}, "not-reached"),
    ):
        with pytest.raises(InvalidInput) as raised:
            calibrated(TABLE, asked, name="new", rounds=20)
        assert code in {one.code for one in raised.value.faults}


@pytest.mark.parametrize("kind", ["mapping", "pandas", "polars", "arrow"])
def test_rows_written_twice_are_told(kind: str) -> None:
    columns = {"id": ["A", "B", "A", "A"], "site": [1, 1, 1, 2], "animator_fte": [1] * 4, "expenses": ["1"] * 4}
    make: Any = {"mapping": dict, "pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.table}[kind]
    found = check_table("RPE", make(columns), 2023, parameters={"ceiling": "60000"}, unique=["id", "site"])
    assert found.columns()["row"] == [2]
    assert found.columns()["code"] == ["repeated-row"]
    assert [one.fields["row"] for one in found] == [0]
