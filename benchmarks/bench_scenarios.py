"""10^6 synthetic ALSH declarations: estimated, then a scenario with its split, groups, and a sweep of ten values."""

import afas
from afas import simulation
from benchmarks import Row, timed

ROWS, TIMES = 1_000_000, 2
PACK = afas.illustrative_pack()
ONE = {"name": "one", "parameters": {"ALSH": {"ceiling": "+2 %"}}}
TWO = {"name": "two", "parameters": {"ALSH": {"ceiling": "+2 %", "rate": "0.31"}}}


def main() -> list[Row]:
    table = simulation.population(ROWS, seed=1, ps="ALSH")
    outcome = simulation.run(PACK, [ONE], table)["one"]
    values = [f"+{percent} %" for percent in range(10)]

    def swept() -> object:
        return simulation.sweep("ALSH", table, "ceiling", values, parameters=PACK)

    return [
        Row("afas: estimate_table", timed(lambda: simulation.estimate_table("ALSH", table, 2023, PACK), TIMES)),
        Row("afas: the population itself", timed(lambda: simulation.population(ROWS, seed=1, ps="ALSH"), TIMES)),
        Row("afas: run, one change", timed(lambda: simulation.run(PACK, [ONE], table, "ALSH", 2023), TIMES)),
        Row("afas: run, two changes, shared", timed(lambda: simulation.run(PACK, [TWO], table, "ALSH", 2023), TIMES)),
        Row("afas: groups by Caf", timed(lambda: outcome.by("caf"), TIMES)),
        Row("afas: sweep of ten values", timed(swept, TIMES)),
    ]
