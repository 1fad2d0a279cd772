"""One ALSH estimate, from raw entries to the amount; with its explanation; the same rule on OpenFisca-core."""

import afas
from afas.estimation import Estimate
from benchmarks import Row, _openfisca, worked

ENTRIES = {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "0.99"}
TIMES = 200


def main() -> list[Row]:
    rules = _openfisca.system()

    def alone() -> Estimate:
        return afas.estimate("ALSH", ENTRIES, 2023, parameters={"ceiling": "1.97"})

    def explained() -> object:
        return afas.explain(alone())

    def told() -> object:
        return afas.explain(alone()).to_markdown()

    def peer() -> float:
        return _openfisca.estimate(rules, ENTRIES, trace=False)

    def peer_traced() -> float:
        return _openfisca.estimate(rules, ENTRIES, trace=True)

    if abs(peer() - float(alone().amount)) > 0.01:
        message = "the peer computes another rule"
        raise ValueError(message)
    return [
        Row("afas: estimate", worked(alone, TIMES)),
        Row("afas: estimate and explain", worked(explained, TIMES)),
        Row("afas: the same, written in French", worked(told, 50)),
        Row("OpenFisca-core: calculate", worked(peer, TIMES)),
        Row("OpenFisca-core: calculate with its tracer", worked(peer_traced, TIMES)),
    ]
