"""Seven columns in, five out (two rights, two advances, the balance), beside floats, OpenFisca-core and a copy.

`python -m benchmarks.bench_columns --full` goes on to 10^7 rows and tells nanoseconds a row, memory, and wrong rows.
"""

import sys
import tracemalloc
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np

from afas import ps
from afas.arithmetic import cents, least, not_below_zero
from afas.columns import Fixed, run
from afas.numbers import Symbols, Traced, Tracer
from afas.packs import illustrative_pack
from benchmarks import Row, _openfisca_columns, in_turn

PLACES = {"hours": 2, "expenses": 2, "share": 4, "previous": 2}
TERMS = {"first": Decimal("0.40"), "second": Decimal("0.30"), "cap": Decimal("0.70")}
FIGURES = {"rate": Decimal("0.30"), "ceiling": Decimal("1.97"), **TERMS}
ALSH = ps.get("ALSH").formulas[0].right


def unnamed(name: str, number: Any) -> Any:  # noqa: ARG001 - no steps are kept
    return number


def five(d: Any, p: Any) -> dict[str, Any]:
    """The formula of ALSH twice, then the payments."""
    forecast = ALSH(_declared(d.hours, d.expenses, d.share), p, unnamed)
    actual = ALSH(_declared(d.actual_hours, d.actual_expenses, d.actual_share), p, unnamed)
    first = cents(forecast * p.first)
    second = cents(not_below_zero(least(forecast * p.second, d.previous * p.cap - first)))
    return {
        "forecast": forecast,
        "actual": actual,
        "advance_1": first,
        "advance_2": second,
        "balance": actual - first - second,
    }


def _declared(hours: Any, expenses: Any, share: Any) -> Any:
    return SimpleNamespace(attended_hours=hours, expenses=expenses, general_scheme_share=share)


def declared(size: int) -> dict[str, Fixed]:
    rng = np.random.default_rng(92)
    highest = {"hours": 12_000_000, "expenses": 30_000_000, "share": 10_001, "previous": 9_000_000}
    made = {}
    for name in _openfisca_columns.INPUTS:
        kind = name.removeprefix("actual_")
        made[name] = Fixed(rng.integers(0, highest[kind], size), PLACES[kind])
    return made


def in_floats(columns: Mapping[str, Any]) -> list[Any]:
    """As an analyst writes it with numpy."""

    def rounded(amount: Any) -> Any:
        return np.floor(amount * 100 + 0.5) / 100

    c = SimpleNamespace(**columns)
    forecast = rounded(np.minimum(c.expenses, c.hours * 1.97) * 0.30 * c.share)
    actual = rounded(np.minimum(c.actual_expenses, c.actual_hours * 1.97) * 0.30 * c.actual_share)
    first = rounded(forecast * 0.40)
    second = rounded(np.maximum(np.minimum(forecast * 0.30, c.previous * 0.70 - first), 0))
    return [forecast, actual, first, second, actual - first - second]


def sized(size: int, times: int) -> dict[str, float]:
    data = declared(size)
    floats = {name: one.units / 10**one.decimals for name, one in data.items()}
    rules, source = _openfisca_columns.system(), np.ones(6 * size)
    target = source.copy()
    runs = {
        "numpy float64 (wrong on some rows)": lambda: in_floats(floats),
        "afas: columns.run, exact": lambda: run(five, data, FIGURES),
        "OpenFisca-core, float32": lambda: _openfisca_columns.amounts(rules, floats, size),
        "a copy of as many bytes": lambda: np.copyto(target, source),
    }
    return in_turn(runs, times)


def operations() -> dict[str, float]:
    """The right to ALSH and to EAJE (quotient, slope) on 10^6 rows, over the operations of each formula."""
    size, rng = 1_000_000, np.random.default_rng(94)
    runs, counts = {}, {}
    for name, on in (("ALSH", date(2023, 1, 1)), ("EAJE", date(2025, 1, 1))):
        service = ps.get(name)
        formula = service.formula(on)
        assert formula is not None  # noqa: S101
        pack = illustrative_pack().of(name)
        figures = {one: (service.by_name[one].at(on) or pack[one][0]).value for one in formula.uses}
        hours = rng.integers(100_000, 12_000_000, size)
        data = {
            "attended_hours": Fixed(hours, 2),
            "billed_hours": Fixed(hours * rng.integers(95, 130, size) // 100, 2),
            "entitled_hours": Fixed(hours * rng.integers(80, 101, size) // 100, 2),
            "meals_and_nappies": Fixed(rng.integers(0, 2, size)),
            "expenses": Fixed(hours * rng.integers(1, 15, size), 2),
            "family_participations": Fixed(hours * rng.integers(1, 4, size), 2),
            "general_scheme_share": Fixed(rng.integers(5_000, 10_001, size), 4),
        }
        wanted = {field.name for field in service.fields} & set(data)
        given = {one: data[one] for one in wanted}
        runs[name] = _right_of(formula.right, given, figures)
        tree = formula.right(Symbols("data"), Symbols("parameters"), Tracer())
        counts[name] = _operations(tree, set())
    return {name: seconds / counts[name] for name, seconds in in_turn(runs, 5).items()}


def _right_of(right: Any, data: Mapping[str, Fixed], figures: Mapping[str, Decimal]) -> Callable[[], object]:
    return lambda: run(lambda d, p: {"right": right(d, p, unnamed)}, data, figures)


def _operations(node: Traced, seen: set[int]) -> int:
    """The operations of a formula, each once; naming a step is none."""
    if id(node) in seen:
        return 0
    seen.add(id(node))
    own = node.op not in ("given", "step") and any(arg.op != "given" or "data" in arg.name for arg in node.args)
    return own + sum(_operations(arg, seen) for arg in node.args)


def main() -> list[Row]:
    size = 1_000_000
    rows = [Row(f"{name}, {size:,} rows", seconds) for name, seconds in sized(size, 7).items()]
    each = operations()
    rows.append(Row("afas: ALSH right, one operation on 1,000,000 rows", each["ALSH"]))
    rows.append(Row("afas: EAJE right with its slope, one operation", each["EAJE"]))
    return rows


def full() -> None:
    """The whole table, from 10^4 to 10^7 rows."""
    sizes = (10_000, 100_000, 1_000_000, 10_000_000)
    table = [sized(size, 9 if size < 10_000_000 else 3) for size in sizes]
    print(f"{'ns a row':<36}" + "".join(f"{size:>12,}" for size in sizes))
    for name in table[0]:
        print(
            f"{name:<36}" + "".join(f"{row[name] / size * 1e9:12.1f}" for row, size in zip(table, sizes, strict=True))
        )
    each = operations()
    print(f"one operation, 10^6 rows: ALSH {each['ALSH'] * 1e3:.2f} ns a row, EAJE {each['EAJE'] * 1e3:.2f} ns a row")
    data = declared(sizes[-1])
    tracemalloc.start()
    made = run(five, data, FIGURES)
    print(f"most memory above the input at 10^7: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB")
    tracemalloc.stop()
    floats = in_floats({name: one.units / 10**one.decimals for name, one in data.items()})
    wrong = sum(np.rint(one * 100) != exact for one, exact in zip(floats, made.values(), strict=True)) > 0
    print(f"rows on which numpy float64 is a cent off: {wrong.mean():.1%}")


if __name__ == "__main__":
    full() if "--full" in sys.argv else print(*main(), sep="\n")
