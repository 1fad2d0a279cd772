"""Law 1 through every door of a table: 0 cents differ from fractions, on random rows and on ties.

The full size (10^6 rows and 10^5 ties a PS) is `python -m assurance.doors`, of `make assurance`.
"""

import decimal
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

import afas
from afas.charts._style import compact, count_shown, share_of
from afas.columns import Fixed
from assurance import doors
from assurance.doors import DOORS, Exactly, differences

CODES = afas.ps.codes()


@pytest.mark.parametrize("code", CODES)
def test_law_1_through_every_door(code: str) -> None:
    rows, ties, told = differences(code, 300, 300, seed=5)
    assert (rows, ties, told) == (300, 300, [])


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
def test_law_1_through_every_door_at_length(code: str) -> None:
    """More rows than two blocks of each thread's cache."""
    rows, ties, told = differences(code, 70_000, 5_000, seed=6)
    assert (rows, ties, told) == (70_000, 5_000, [])


def test_a_tie_is_rounded_away_from_zero_by_hand() -> None:
    """ALSH on decimals: the least of expenses and hours x ceiling, x 30 %, x the share; half a cent goes up."""
    exactly = Exactly.of("ALSH")
    rows, cents = exactly.ties(np.random.default_rng(1), 50)
    rate, ceiling = exactly.figures["rate"], exactly.figures["ceiling"]
    for rank, found in enumerate(cents):
        hours, expenses, share = (rows[name].take(slice(rank, rank + 1)).to_decimals()[0] for name in
                                  ("attended_hours", "expenses", "general_scheme_share"))  # fmt: skip
        exact = min(expenses, hours * ceiling) * rate * share * 100
        assert exact % 1 * 2 == 1
        assert found == int(exact) + 1


def test_a_door_that_loses_a_cent_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    estimated = Exactly.estimated

    def a_cent_less(self, door, rows):  # type: ignore[no-untyped-def]
        found = estimated(self, door, rows)
        return [(found[0] or 0) - 1, *found[1:]] if door is DOORS["polars"] else found

    monkeypatch.setattr(doors.Exactly, "estimated", a_cent_less)
    assert [one.partition(" instead")[0].rpartition(":")[0] for one in differences("RPE", 3, 3, 1)[2]] == [
        "RPE, polars: row 0",
        "RPE, polars: tie 0",
    ]


NARROW = decimal.Context(prec=3, rounding=decimal.ROUND_DOWN, traps=[decimal.Inexact, decimal.Rounded])
"""A decimal context of a caller's own, in which no amount can be written."""


@pytest.mark.parametrize("code", ["ALSH", "RPE"])
def test_law_1_through_every_door_in_any_decimal_context(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    estimate_table = afas.simulation.estimate_table

    def narrow(*given: Any, **more: Any) -> Any:
        with decimal.localcontext(NARROW):
            return estimate_table(*given, **more)

    monkeypatch.setattr(afas.simulation, "estimate_table", narrow)
    assert differences(code, 40, 40, seed=7) == (40, 40, [])


def test_law_1_columns_and_tables_of_decimals_keep_their_digits_in_any_decimal_context() -> None:
    # the least of 4,981.25 h x 1.97 = 9,813.0625 and 7,293.55, x 30 % = 2,188.065
    table = {"attended_hours": ["4981.25"], "expenses": [Decimal("7293.55")], "general_scheme_share": ["1"]}
    with decimal.localcontext(NARROW):
        made = afas.simulation.estimate_table("ALSH", table, 2023, {"ceiling": "1.97"})["amount"]
        kept = Fixed.of(["12345.67", "1E+3", "-0.125"])
        told = [column.to_decimals() for column in (made, kept)]
    assert [[str(figure) for figure in column] for column in told] == [["2188.07"], ["12345.670", "1000.000", "-0.125"]]


def test_law_1_a_scenario_a_population_and_a_picture_keep_their_digits_in_any_decimal_context() -> None:
    def made() -> list[Any]:
        more = afas.simulation.Relative(Decimal("0.01234"))
        drawn = afas.simulation.population(8, seed=3, ps=["EAJE", "RPE"], backend="pandas").astype(str)
        amount = Decimal("-12345678.91")
        shown = (
            compact(amount, "en", amount),
            share_of(Decimal(1), Decimal("0.8"), "en"),
            count_shown(Decimal("12345.6"), "en"),
        )
        return [more.of(Decimal("1.97")), str(more), *shown, drawn.to_dict("list")]

    known = made()
    # 1.97 x 1.01234; 12.34…M; 1 is 125 % of 0.8
    assert known[:-1] == [Decimal("1.9943098"), "+1.234 %", "-€12.35M", "+125%", "12,346"]
    with decimal.localcontext(NARROW):
        assert made() == known
