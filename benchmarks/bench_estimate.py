"""One ALSH estimate, from raw entries to the amount; and the same with its explanation."""

import afas
from benchmarks import Row, timed

ENTRIES = {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "0.99"}
TIMES = 2_000


def main() -> list[Row]:
    def alone() -> object:
        return afas.estimate("ALSH", ENTRIES, 2023, parameters={"ceiling": "1.97"})

    def explained() -> object:
        return afas.explain(afas.estimate("ALSH", ENTRIES, 2023, parameters={"ceiling": "1.97"}))

    return [Row("estimate", timed(alone, TIMES)), Row("estimate and explain", timed(explained, TIMES))]
