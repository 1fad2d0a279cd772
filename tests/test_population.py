"""The synthetic population: the same on every machine, of every PS, with rows on bounds and on half-cents."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import afas
from afas import ps, simulation
from afas.errors import InvalidInput
from afas.numbers import Tracer, traced
from afas.parameters import Pack
from afas.simulation import people, population, population_blocks

PACK = afas.illustrative_pack()
CODES = [code for code in ps.codes() if code != "FJT"]  # the rate of FJT is known from 2024 on


def digest(table: pa.Table) -> str:
    text = "\n".join(",".join(map(str, row.values())) for row in table.to_pylist())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_law_the_same_seed_gives_the_same_table() -> None:
    assert population(1000, seed=7).equals(population(1000, seed=7))
    assert not population(1000, seed=7).equals(population(1000, seed=8))
    # A stream of Philox and whole numbers: what one machine made, every machine makes.
    assert digest(population(50, seed=7, ps="AGC")) == "9a05bc74aecb0623"


@cache
def at_once(size: int) -> pa.Table:
    return population(size, seed=3, ps=["ALSH", "RPE"], kinds=("FORECAST", "ACTUAL"))


@pytest.mark.parametrize("block", [1, 9_999, 65_536, 100_000])
def test_law_blocks_are_the_table(block: int) -> None:
    size = 70_000 if block > 1 else 20
    whole = at_once(size)
    blocks = population_blocks(size, seed=3, ps=["ALSH", "RPE"], kinds=("FORECAST", "ACTUAL"), block=block)
    assert pa.concat_tables(list(blocks)).combine_chunks().equals(whole.combine_chunks())


@pytest.mark.parametrize("backend", ["pandas", "polars", "numpy"])
def test_every_kind_of_table_has_the_same_rights(backend: str) -> None:
    arrow = simulation.estimate_table("ps", population(200, seed=2), "year", PACK)
    other = simulation.estimate_table("ps", population(200, seed=2, backend=backend), "year", PACK)
    amounts = other["amount"].to_decimals() if backend == "numpy" else list(other["amount"])
    assert amounts == arrow["amount"].to_pylist()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("year", [2023, 2026])
def test_every_row_can_be_estimated(code: str, year: int) -> None:
    table = population(2000, seed=5, ps=code, year=year, kinds=("FORECAST", "ACTUAL"))
    rights = simulation.estimate_table(code, table, year, PACK)["amount"].to_pylist()
    assert len(rights) == 4000
    assert sum(one > 0 for one in rights) > 3000


@pytest.mark.parametrize("code", ["ALSH", "RPE", "LAEP", "CLAS", "AGC"])
def test_both_sides_of_the_ceiling_and_the_ceiling_itself_occur(code: str) -> None:
    table = population(2000, seed=5, ps=code)
    outcome = simulation.run(PACK, [{"name": "x", "parameters": {code: {"ceiling": "+1 %"}}}], table)["x"]
    assert 400 < outcome.winners.count < 1600
    raised, lowered = (
        simulation.run(PACK, [{"name": "x", "parameters": {code: {"ceiling": change}}}], table)["x"].difference
        for change in ("+0.01 %", "-0.01 %")
    )
    assert (
        np.count_nonzero((raised == 0) & (lowered < 0)) > 10
    )  # on the ceiling: lowering it costs, raising it does not


@pytest.mark.parametrize("code", ["ALSH", "RPE", "EAJE"])
def test_some_rights_end_on_half_a_cent(code: str) -> None:
    service = ps.get(code)
    ties = 0
    for row in population(2000, seed=5, ps=code).to_pylist():
        entries = {field.name: Decimal(row[field.name]) for field in service.fields}
        made = afas.estimate(code, entries, 2023, PACK)
        right = made.formulas.formula.right(traced("data", entries), traced("parameters", made.figures), Tracer())
        while right.op != "cents":
            right = right.args[0]
        ties += (Fraction(right.args[0].value) * 100) % 1 == Fraction(1, 2)
    assert ties > 5


def test_a_small_one_as_objects_has_the_ids_and_figures_of_the_table() -> None:
    made = people(60, seed=9, kind="FORECAST")
    table = population(60, seed=9, kinds=("FORECAST",)).to_pylist()
    assert [(one.id, one.ps, one.partner, one.commune) for one in made.activities] == [
        (row["activity"], row["ps"], row["partner"], row["commune"]) for row in table
    ]
    for row in table:
        entries = made.entries[row["activity"]]
        assert entries == {name: row[name] for name in entries}
        assert afas.estimate(row["ps"], entries, 2023, PACK).amount >= 0
    assert all(len(one.siret) == 14 for one in made.reference.partners)
    assert any(len(one.sites) > 1 for one in made.activities)


def test_its_people_can_open_and_fill_declarations() -> None:
    made = people(20, seed=9, ps="ALSH", kind="FORECAST")
    calendar = afas.calendars.get(caf="92", year=2023)
    (first, *others) = afas.open_declarations(calendar, made.activities, on=date(2023, 1, 10))
    assert len(others) == 19
    amel = next(iter(made.roles.holders(afas.Role.APPROVER, first.activity, date(2023, 1, 10))))
    entries = {name: str(made.entries[first.activity.id][name]) for name in ("expenses", "general_scheme_share")}
    done = afas.apply(
        first,
        afas.Enter("financial", values=entries),
        by=amel,
        roles=made.roles,
        at=datetime(2023, 1, 10, 9, tzinfo=UTC),
    )
    assert done.declaration.version == 1


@pytest.mark.parametrize(
    ("given", "code"), [({"size": -1}, "not-a-size"), ({"size": 3, "backend": "excel"}, "unknown-backend")]
)
def test_what_cannot_be_made_is_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        population(seed=1, **given)
    assert raised.value.faults[0].code == code


def test_an_empty_population_has_its_columns() -> None:
    assert population(0, seed=1, ps="RPE").column_names == population(1, seed=1, ps="RPE").column_names


def test_figures_of_the_caller_move_the_expenses() -> None:
    dear = afas.read_pack({"source": {"title": "x", "publisher": "y"}, "start": "2023-01-01",
                           "values": {"RPE": {"ceiling": "600000"}}})  # fmt: skip
    assert isinstance(dear, Pack)
    usual, raised = (
        sum(population(100, seed=1, ps="RPE", parameters=one)["expenses"].to_pylist()) for one in (None, dear)
    )
    assert raised > 5 * usual
