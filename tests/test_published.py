"""Amounts that public pages print, against those of the library: one line of `tests/published/*.csv` each."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

import afas
from afas.errors import AfasError
from afas.participations import tariff

HOME = Path(__file__).parent / "published"
HEADS = ["case", "ps", "year", "entries", "figures", "result", "amount", "tolerance", "refused", "source", "why"]
FILES = sorted(HOME.glob("*.csv"))


class Example(NamedTuple):
    """A line of a file, its cells by the names of the heads."""

    case: str
    ps: str
    year: str
    entries: str
    figures: str
    result: str
    amount: str
    tolerance: str
    refused: str
    source: str
    why: str


def lines(path: Path) -> list[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        heads, *rows = csv.reader(file)
    assert heads == HEADS, path.name
    return [Example(*row) for row in rows]


EVERY = [example for path in FILES for example in lines(path)]
WITH_AMOUNT = [example for example in EVERY if example.amount]


def named(cell: str) -> dict[str, str]:
    """`a=1|b=2` by name."""
    pairs = [pair.split("=", 1) for pair in cell.split("|") if pair]
    assert len({name for name, _ in pairs}) == len(pairs), cell
    return {name: value for name, value in pairs}  # noqa: C416 - pairs are lists


def computed(example: Example) -> Decimal:
    entries, figures = named(example.entries), named(example.figures)
    if example.ps == "PARTICIPATIONS":
        made = tariff(entries, on=date.fromisoformat(example.year), parameters=figures, replacing=tuple(figures))
        return {"hourly": made.hourly, "participation": made.participation}[example.result]
    right = afas.estimate(example.ps, entries, int(example.year), parameters=figures, replacing=tuple(figures))
    return {"amount": right.amount, **right.parts}[example.result]


def label(example: Example) -> str:
    return f"{example.ps} {example.year} {example.case}"


@pytest.mark.parametrize("example", WITH_AMOUNT, ids=map(label, WITH_AMOUNT))
def test_a_published_amount_comes_out(example: Example) -> None:
    if example.refused:
        with pytest.raises(AfasError) as refused:
            computed(example)
        assert {f"{fault.path}:{fault.code}" for fault in refused.value.faults} == {*example.refused.split("|")}
    else:
        found, published = computed(example), Decimal(example.amount)
        assert abs(found - published) <= Decimal(example.tolerance), f"{found}, published {published}"


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_line_says_where_it_comes_from_and_why_it_is_not_exact(path: Path) -> None:
    examples = lines(path)
    assert examples
    for example in examples:
        assert example.ps == path.stem
        if not example.amount:
            assert example.why
            assert len(examples) == 1, "an example was found: take this line away"
            continue
        assert example.source, example.case
        assert bool(example.refused) == (not example.tolerance), example.case
        if example.refused or Decimal(example.tolerance):
            assert example.why, example.case


def test_every_ps_has_its_file() -> None:
    assert {path.stem for path in FILES} == {*afas.ps.codes(), "PARTICIPATIONS"}


@pytest.mark.parametrize("wrong", [("amount", "1"), ("refused", "parameters.rate:no-value-at")])
def test_an_amount_that_does_not_come_out_is_told(wrong: tuple[str, str]) -> None:
    """What is printed is compared: another amount, or a refusal that does not come, fails."""
    right = next(example for example in WITH_AMOUNT if example.ps == "FJT")
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test_a_published_amount_comes_out(right._replace(**dict([wrong])))
