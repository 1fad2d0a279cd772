"""Simulation on whole tables: estimates and payments to the cent for millions of rows (numpy and narwhals).

A table is a pandas or polars data frame, a pyarrow table or record batch, or a mapping of columns (numpy arrays,
`columns.Fixed`, lists); what comes back is of the same kind.

`run` says what scenarios change, `sweep` what each value of a parameter costs; `population` makes tables to try with.
"""

try:
    from afas.columns import Fixed
    from afas.simulation._batches import Batches, NoSparkType
    from afas.simulation._calibration import Calibration, Margin, Margins, calibrated
    from afas.simulation._cases import NoSuchRow
    from afas.simulation._cash import cash_by_month
    from afas.simulation._differences import Difference
    from afas.simulation._distribution import Interval, Intervals, Transitions
    from afas.simulation._estimates import Estimator, check_table, estimate_table
    from afas.simulation._explained import ExplainedRow
    from afas.simulation._faults import FaultTable, FaultyTable
    from afas.simulation._kernels import batches, payments_batches, scenario_batches
    from afas.simulation._outcomes import Outcome
    from afas.simulation._parquet import parquet
    from afas.simulation._parts import OtherParts
    from afas.simulation._payments import payments_table
    from afas.simulation._progress import Cancelled, following
    from afas.simulation._reform import run
    from afas.simulation._results import Results, Step
    from afas.simulation._row import explain_row
    from afas.simulation._scenario_reading import read_scenario, read_scenarios
    from afas.simulation._scenarios import NamedFormula, Relative, Scenario
    from afas.simulation._summaries import GroupLine, Groups, Share, Shares, Tally
    from afas.simulation._sweeps import Curve, Grid, Point, grid, sweep
    from afas.simulation._uprating import uprated
    from afas.simulation.synthetic import People, people, population, population_blocks
except ImportError as absent:
    if absent.name not in ("narwhals", "numpy"):
        raise
    _MESSAGE = f'afas.simulation needs {absent.name}, which is not installed: pip install "afas[simulation]"'
    raise ImportError(_MESSAGE, name=absent.name) from absent

__all__ = [
    "Batches", "Calibration", "Cancelled", "Curve", "Difference", "Estimator", "ExplainedRow", "FaultTable",
    "FaultyTable", "Fixed", "Grid", "GroupLine", "Groups", "Interval", "Intervals", "Margin", "Margins",
    "NamedFormula", "NoSparkType", "NoSuchRow", "OtherParts", "Outcome", "People", "Point", "Relative", "Results",
    "Scenario", "Share", "Shares", "Step", "Tally", "Transitions", "batches", "calibrated", "cash_by_month",
    "check_table", "estimate_table", "explain_row", "following", "grid", "parquet", "payments_batches",
    "payments_table", "people", "population", "population_blocks", "read_scenario", "read_scenarios", "run",
    "scenario_batches", "sweep", "uprated",
]  # fmt: skip
