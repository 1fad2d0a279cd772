"""A PS of one's own invention needs no registry: it is handed to `estimate`."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from afas import estimate, explain, ps
from afas.arithmetic import Data, Step, cents, least
from afas.forms import Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.ps import PS, Formula
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

SOURCE = Source("Règlement du jardin partagé", "Commune inventée", date(2026, 1, 1))


def right(d: Data, p: Data, step: Step) -> Any:
    return step("right", cents(least(d.expenses, p.ceiling) * p.rate))


def parameter(name: str, unit: Unit, value: str) -> Parameter:
    held = ParameterValue(date(2023, 1, 1), None, Decimal(value), SOURCE)
    return Parameter(name, unit, Text(fr=name, en=name), (held,))


SERVICE = PS(
    code="JARDIN",
    text=Text(fr="Jardin partagé", en="Shared garden"),
    fields=(Field("expenses", Unit.EUR, Text(fr="Charges", en="Expenses"), FormCode.FINANCIAL),),
    parameters=(parameter("rate", Unit.RATIO, "0.5"), parameter("ceiling", Unit.EUR, "100")),
    formulas=(Formula(date(2023, 1, 1), right, ("rate", "ceiling"), SOURCE),),
    steps={"right": Text(fr="Droit", en="Right")},
)


def test_estimated_and_explained() -> None:
    made = estimate(SERVICE, {"expenses": "120"}, year=2023)
    assert made.amount == Decimal("50.00")
    assert explain(made).amount == made.amount
    assert "Jardin" not in repr(made)
    assert SOURCE.cite() in explain(made).to_markdown()
    with pytest.raises(ps.UnknownPS):
        ps.get("JARDIN")


FILE = """
from afas.arithmetic import cents
from afas.ps import PS, Formula
from tests.test_ps_invented import SERVICE as GARDEN

SERVICE = PS("JARDIN", GARDEN.text, GARDEN.fields, GARDEN.parameters, GARDEN.formulas, GARDEN.steps)
"""


def test_one_file_in_the_folder_is_found_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "jardin.py").write_text(FILE, encoding="utf-8")
    before = ps.codes()
    monkeypatch.setattr(ps, "__path__", [*ps.__path__, str(tmp_path)])
    monkeypatch.setattr(ps, "_found", {})
    assert ps.codes() == (*before, "JARDIN")
    assert estimate("JARDIN", {"expenses": "120"}, year=2023).amount == Decimal("50.00")
    del sys.modules["afas.ps.jardin"]


def test_every_file_of_the_folder_is_a_ps() -> None:
    (folder,) = ps.__path__
    names = {path.stem for path in Path(folder).glob("[!_]*.py")}
    assert len(ps.codes()) == len(names)
