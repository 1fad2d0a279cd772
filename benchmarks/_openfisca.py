"""The rule of ALSH on OpenFisca-core: the peer of `bench_estimate`."""

from openfisca_core.entities import Entity
from openfisca_core.model_api import min_
from openfisca_core.parameters import Parameter, ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

CENTRE = Entity("centre", "centres", "Leisure centre", "")


class attended_hours(Variable):  # noqa: N801 - OpenFisca names a variable after its class
    value_type, entity, definition_period, label = float, CENTRE, DateUnit.YEAR, "Attended hours"


class expenses(Variable):  # noqa: N801
    value_type, entity, definition_period, label = float, CENTRE, DateUnit.YEAR, "Expenses"


class general_scheme_share(Variable):  # noqa: N801
    value_type, entity, definition_period, label = float, CENTRE, DateUnit.YEAR, "Share under the general scheme"


class right(Variable):  # noqa: N801
    value_type, entity, definition_period, label = float, CENTRE, DateUnit.YEAR, "Right to the PS"

    def formula(centre, period, parameters):  # type: ignore[no-untyped-def] # noqa: N805 - OpenFisca's signature
        scale = parameters(period).alsh
        cost = min_(centre("expenses", period), centre("attended_hours", period) * scale.ceiling)
        return (cost * scale.rate * centre("general_scheme_share", period)).round(2)


def system() -> TaxBenefitSystem:
    made = TaxBenefitSystem([CENTRE])
    made.add_variables(attended_hours, expenses, general_scheme_share, right)
    alsh = ParameterNode("alsh", data={})
    for name, value in (("rate", 0.30), ("ceiling", 1.97)):
        alsh.add_child(name, Parameter(f"alsh.{name}", {"values": {"2007-01-01": {"value": value}}}))
    made.parameters = ParameterNode("", data={})
    made.parameters.add_child("alsh", alsh)
    return made


def estimate(rules: TaxBenefitSystem, entries: dict[str, str], trace: bool) -> float:
    """From raw entries to the amount."""
    simulation = SimulationBuilder().build_default_simulation(rules, 1)
    simulation.trace = trace
    for name, figure in entries.items():
        simulation.set_input(name, "2023", [float(figure)])
    return float(simulation.calculate("right", "2023")[0])
