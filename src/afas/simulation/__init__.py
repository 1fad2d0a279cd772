"""Simulation on whole tables: estimates and payments to the cent for millions of rows (numpy and narwhals).

A table is a pandas or polars data frame, a pyarrow table or record batch, or a mapping of columns (numpy arrays,
`columns.Fixed`, lists); what comes back is of the same kind.

Imports: text, errors, periods, quantities, forms, parameters, estimation, ps (the registry), columns.
"""

try:
    from afas.columns import Fixed
    from afas.simulation._batches import Batches, NoSparkType, batches
    from afas.simulation._cash import cash_by_month
    from afas.simulation._estimates import check_table, estimate_table
    from afas.simulation._faults import FaultTable, FaultyTable
    from afas.simulation._payments import payments_table
except ImportError as absent:
    if absent.name not in ("narwhals", "numpy"):
        raise
    _MESSAGE = f'afas.simulation needs {absent.name}, which is not installed: pip install "afas[simulation]"'
    raise ImportError(_MESSAGE, name=absent.name) from absent

__all__ = [
    "Batches", "FaultTable", "FaultyTable", "Fixed", "NoSparkType", "batches", "cash_by_month", "check_table",
    "estimate_table", "payments_table",
]  # fmt: skip
