"""An analyst's whole job on a dirty French CSV; every sum made again apart, with fractions, from its text."""

import csv
import io
import random
import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import afas
from afas.simulation import check_table, estimate_table, run

ROWS = 1500
HEAD = ("id", "ps", "exercice", "caf", "attended_hours", "expenses", "general_scheme_share", "animator_fte", "poids")
BAD = ("n.c.", "-12", "1.234", "12,5,3", "#REF!", "  ", "1e5", "")
SCALE = afas.read_pack(
    {
        "source": {"title": "Barème (exemple)", "publisher": "essai"},
        "start": "2022-01-01",
        "end": "2025-01-01",
        "values": {"ALSH": {"ceiling": "2"}, "RPE": {"ceiling": "60000"}},
    }
)
STEPS = [
    {"name": "1", "parameters": {"ALSH": {"ceiling": "+2 %"}}},
    {"name": "2", "parameters": {"ALSH": {"ceiling": "+2 %", "rate": "0.31"}, "RPE": {"rate": "0.42"}}},
]
FIGURES = (  # ceiling and rate of ALSH, ceiling and rate of RPE: before, after the first step, after the second
    ("2", "0.30", "60000", "0.43"),
    ("2.04", "0.30", "60000", "0.43"),
    ("2.04", "0.31", "60000", "0.42"),
)


def written(units: int, places: int, space: str) -> str:
    """As a French spreadsheet writes a figure."""
    whole, decimals = divmod(units, 10**places)
    shown = f"{whole:,}".replace(",", space)
    return f"{shown},{decimals:0{places}d}" if places else shown


def dirty() -> str:
    """Blank and wrong cells, repeated rows, thousands set apart in three ways."""
    draw, lines = random.Random(5), [";".join(HEAD)]  # noqa: S311 - no secret
    for rank in range(ROWS):
        if rank and draw.random() < 0.01:
            lines.append(lines[-1])
            continue
        space = draw.choice(["", " ", "\u202f"])
        relay, hours = draw.random() < 0.3, draw.randrange(60_000)
        cells = {
            "id": f"D{rank}", "ps": "RPE" if relay else "ALSH", "exercice": str(draw.choice([2022, 2023, 2024])),
            "caf": draw.choice(["92", "59", ""]), "poids": written(draw.randrange(4000), 3, ""),
            "expenses": written(draw.randrange(20_000_000), 2, space),
        }  # fmt: skip
        if relay:
            cells |= {"animator_fte": written(draw.randrange(1, 60), 1, "")}
        else:
            cells |= {
                "attended_hours": written(hours, 0, space), "general_scheme_share": written(draw.randrange(1001), 3, "")
            }  # fmt: skip
        if draw.random() < 0.03:
            cells[draw.choice(["expenses", "poids"])] = draw.choice(BAD)
        lines.append(";".join(cells.get(name, "") for name in HEAD))
    return "\n".join(lines) + "\n"


CSV = dirty()


def figure(text: str) -> Any:
    """Its own reader of figures: digits in threes or not, then decimals after a comma."""
    found = re.fullmatch(r"(\d{1,3}(?:[ \u202f]\d{3})+|\d+)(?:,(\d+))?", text.strip())
    return Fraction(re.sub(r"[ \u202f]", "", found[1]) + "." + (found[2] or "0")) if found else None


def right(line: dict[str, str], figures: tuple[str, str, str, str]) -> Any:
    """In cents, half up; None where a cell is wrong."""
    ceiling, rate, relay_ceiling, relay_rate = map(Fraction, figures)
    expenses, fte, hours, share = (
        figure(line[name]) for name in ("expenses", "animator_fte", "attended_hours", "general_scheme_share")
    )
    if line["ps"] == "RPE":
        exact = None if expenses is None or fte is None else min(expenses, fte * relay_ceiling) * relay_rate
    else:
        missing = expenses is None or hours is None or share is None
        exact = None if missing else min(expenses, hours * ceiling) * rate * share
    return None if exact is None else Fraction((exact * 100 + Fraction(1, 2)).__floor__())


LINES = list({line["id"]: line for line in csv.DictReader(io.StringIO(CSV), delimiter=";")}.values())
RIGHTS = [[right(line, figures) for figures in FIGURES] for line in LINES]
WEIGHTS = [figure(line["poids"]) for line in LINES]
KEPT = [row for row, rights in enumerate(RIGHTS) if None not in rights and WEIGHTS[row] is not None]


def weighed(first: int, then: int, keep: Any = lambda _: True) -> Fraction:
    """In euros."""
    kept = [row for row in KEPT if keep(LINES[row])]
    return sum((WEIGHTS[row] * (RIGHTS[row][then] - RIGHTS[row][first]) for row in kept), Fraction(0)) / 100


READ: dict[str, Any] = {
    "polars": lambda text: pl.read_csv(text.encode(), separator=";", infer_schema=False),
    "pandas": lambda text: pd.read_csv(io.StringIO(text), sep=";", dtype=str),
    "arrow": lambda text: pa.Table.from_pylist([*csv.DictReader(io.StringIO(text), delimiter=";")]),
    "mapping": lambda text: {
        name: [line[name] for line in csv.DictReader(io.StringIO(text), delimiter=";")] for name in HEAD
    },
}


def listed(column: Any) -> list[Any]:
    """A column of any kind of table; what stands for nothing is no `Decimal`."""
    if hasattr(column, "units"):
        cents = column.units.filled(-1).tolist()
        return [None if one < 0 else Decimal(one) / 100 for one in cents]
    return list(column.to_pylist() if hasattr(column, "to_pylist") else column)


@pytest.mark.parametrize("kind", READ)
def test_every_sum_of_a_dirty_csv_is_that_of_fractions(kind: str) -> None:
    found = check_table("ps", READ[kind](CSV), "exercice", SCALE, locale="fr", unique=["id"])
    twice = set(found.rows("repeated-row").tolist())
    assert len(twice) == CSV.count("\n") - 1 - len(LINES)
    kept = [line for rank, line in enumerate(CSV.splitlines()[1:]) if rank not in twice]
    table = READ[kind]("\n".join([";".join(HEAD), *kept]) + "\n")

    estimated = estimate_table("ps", table, "exercice", SCALE, faults="report", locale="fr")["amount"]
    cents = [int(one * 100) if isinstance(one, Decimal) else -1 for one in listed(estimated)]
    assert cents == [-1 if rights[0] is None else int(rights[0]) for rights in RIGHTS]

    results = run(SCALE, STEPS, table, "ps", "exercice", locale="fr", faults="report", weights="poids")
    first, second = results
    assert results.left_out == len(LINES) - len(KEPT) > 0
    for one, rank in ((first, 1), (second, 2)):
        assert Fraction(one.cost) == weighed(0, rank)
        assert Fraction(one.winners.sum) + Fraction(one.losers.sum) == weighed(0, rank)
        assert sum(Fraction(part.amount) for part in one.contributions) == weighed(0, rank)
    assert Fraction(results.step("1", "2").cost) == weighed(1, 2)
    sums: dict[tuple[str, str | None], Fraction] = defaultdict(Fraction)
    for row in KEPT:
        line = LINES[row]
        sums[line["ps"], line["caf"] or None] += WEIGHTS[row] * (RIGHTS[row][2] - RIGHTS[row][0]) / 100
    groups = second.by("ps", "caf")
    assert {key: Fraction(groups[key].difference) for key in sums} == dict(sums)
    edges = (Fraction(10_000), Fraction(100_000))
    for band, group in enumerate(second.by("expenses", edges=["10 000", "100 000,00"])):
        mine = weighed(0, 2, lambda one, band=band: sum(figure(one["expenses"]) >= edge for edge in edges) == band)
        assert Fraction(group.difference) == mine
    row = KEPT[3]
    story = second.explain_row(row)
    assert [Fraction(side.amount) * 100 for side in (story.before, story.after)] == [RIGHTS[row][0], RIGHTS[row][2]]
