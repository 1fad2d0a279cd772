"""One ALSH estimate, from raw entries to the amount; with its explanation; the same rule on OpenFisca-core."""

import afas
from afas.estimation import Estimate
from benchmarks import Row, _openfisca, timed

ENTRIES = {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "0.99"}
TIMES = 2_000


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
        Row("afas: estimate", timed(alone, TIMES)),
        Row("afas: estimate and explain", timed(explained, TIMES)),
        Row("afas: the same, written in French", timed(told, 200)),
        Row("OpenFisca-core: calculate", timed(peer, TIMES)),
        Row("OpenFisca-core: calculate with its tracer", timed(peer_traced, TIMES)),
    ]
