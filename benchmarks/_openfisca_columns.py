"""Two rights, two advances and the balance on OpenFisca-core: the peer of `bench_columns`."""

from collections.abc import Callable, Mapping
from typing import Any

from openfisca_core.model_api import max_, min_
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks._openfisca import CENTRE

INPUTS = ("hours", "expenses", "share", "actual_hours", "actual_expenses", "actual_share", "previous")
OUTPUTS = ("forecast", "actual", "advance_1", "advance_2", "balance")


def _right(hours: Any, expenses: Any, share: Any) -> Any:
    return (min_(expenses, hours * 1.97) * 0.30 * share).round(2)


RULES: Mapping[str, Callable[[Callable[[str], Any]], Any]] = {
    "forecast": lambda of: _right(of("hours"), of("expenses"), of("share")),
    "actual": lambda of: _right(of("actual_hours"), of("actual_expenses"), of("actual_share")),
    "advance_1": lambda of: (of("forecast") * 0.40).round(2),
    "advance_2": lambda of: max_(min_(of("forecast") * 0.30, of("previous") * 0.70 - of("advance_1")), 0).round(2),
    "balance": lambda of: of("actual") - of("advance_1") - of("advance_2"),
}


def _variable(name: str) -> type[Variable]:
    shared = {"value_type": float, "entity": CENTRE, "definition_period": DateUnit.YEAR, "label": name}
    if name in RULES:

        def formula(centre: Any, period: Any) -> Any:
            return RULES[name](lambda other: centre(other, period))

        shared["formula"] = formula
    return type(name, (Variable,), shared)


def system() -> TaxBenefitSystem:
    made = TaxBenefitSystem([CENTRE])
    made.add_variables(*(_variable(name) for name in (*INPUTS, *OUTPUTS)))
    return made


def amounts(rules: TaxBenefitSystem, columns: Mapping[str, Any], size: int) -> list[Any]:
    """From columns of floats to the five amounts."""
    simulation = SimulationBuilder().build_default_simulation(rules, size)
    for name in INPUTS:
        simulation.set_input(name, "2023", columns[name])
    return [simulation.calculate(name, "2023") for name in OUTPUTS]
