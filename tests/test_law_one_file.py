"""Adding a PS, with its example, its illustrative figures and its controls, is one file: nothing else knows it."""

import importlib
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import afas
from afas import estimate, explain, illustrative_pack, ps
from afas.controls import run
from afas.packs import left_open

FILE = '''
"""JARDIN: *jardin partagé*, invented."""

from datetime import date
from decimal import Decimal

from afas.arithmetic import cents, least
from afas.controls import Control, Severity
from afas.forms import Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.ps import PS, Constraint, Example, Formula
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

SOURCE = Source("Règlement du jardin partagé", "Commune inventée", date(2026, 1, 1))
PLOTS = Field("plots", Unit.COUNT, Text(fr="Parcelles", en="Plots"), FormCode.ACTIVITY)
EXPENSES = Field("expenses", Unit.EUR, Text(fr="Charges", en="Expenses"), FormCode.FINANCIAL)


def right(d, p, step):
    return step("right", cents(least(d.expenses, d.plots * p.ceiling) * p.rate))


def _none(figures, previous):
    return None if figures["plots"] else {}


SERVICE = PS(
    code="JARDIN",
    text=Text(fr="Jardin partagé", en="Shared garden"),
    fields=(PLOTS, EXPENSES),
    parameters=(
        Parameter("rate", Unit.RATIO, Text(fr="Taux", en="Rate"),
                  (ParameterValue(date(2023, 1, 1), None, Decimal("0.5"), SOURCE),)),
        Parameter("floor", Unit.EUR, Text(fr="Plancher", en="Floor"),
                  (ParameterValue(date(2023, 1, 1), None, Decimal("10"), SOURCE),)),
        Parameter("ceiling", Unit.EUR, Text(fr="Plafond par parcelle", en="Ceiling per plot")),
    ),
    formulas=(Formula(date(2023, 1, 1), right, ("rate", "floor", "ceiling"), SOURCE),),
    steps={"right": Text(fr="Droit", en="Right")},
    controls=(Control("JARDIN-01", Severity.BLOCKING, Text(fr="aucune parcelle", en="no plot"), _none, ("plots",)),),
    constraints=(Constraint("floor", "ceiling", SOURCE, Text(fr="un plancher", en="a floor")),),
    example=Example(2023, {"plots": "2", "expenses": "120"}, {"ceiling": "100"}),
    illustrative={"ceiling": "50"},
)
'''


@pytest.fixture
def with_a_garden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "jardin.py").write_text(FILE, encoding="utf-8")
    monkeypatch.setattr(ps, "__path__", [*ps.__path__, str(tmp_path)])
    monkeypatch.setattr(ps, "_found", {})
    yield
    del sys.modules["afas.ps.jardin"]


@pytest.mark.usefixtures("with_a_garden")
def test_a_ps_is_one_file() -> None:
    assert ps.codes()[-1] == "JARDIN"
    service = ps.get("JARDIN")
    assert service.example is not None
    made = estimate("JARDIN", service.example.entries, 2023, service.example.parameters)
    assert made.amount == explain(made).amount == Decimal("60.00")  # 120, under 2 x 100; half of it
    shown = estimate("JARDIN", service.example.entries, 2023, illustrative_pack())
    assert (shown.amount, shown.illustrative) == (Decimal("50.00"), True)  # 2 x 50; half of it
    assert [parameter.name for parameter in left_open("JARDIN", 2023)] == ["ceiling"]
    with pytest.raises(afas.errors.InvalidInput, match="at most"):
        estimate("JARDIN", service.example.entries, 2023, {"ceiling": "9"})
    (finding,) = run(service.controls, {"plots": Decimal(0), "expenses": Decimal(0)}, {})
    assert finding.code == "JARDIN-01"


@pytest.mark.usefixtures("with_a_garden")
def test_the_site_and_the_simulator_find_it() -> None:
    worked = importlib.reload(importlib.import_module("website.worked"))
    try:
        assert worked.WORKED["JARDIN"].entries == {"plots": "2", "expenses": "120"}
    finally:
        del worked.WORKED["JARDIN"]


@pytest.mark.parametrize("code", ps.codes())
def test_each_ps_brings_an_example_that_computes(code: str) -> None:
    example = ps.get(code).example
    assert example is not None
    made = estimate(code, example.entries, example.year, example.parameters)
    assert made.amount > 0
    assert explain(made).amount == made.amount
