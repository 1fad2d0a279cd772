"""Kernels that an engine may run on batches: estimates, payments, the changes of a scenario."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from afas import ps as registry
from afas.forms import DeclarationKind
from afas.parameters import Policy
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._batches import Batches
from afas.simulation._checks import Decimals, Parameters
from afas.simulation._estimates import Estimator
from afas.simulation._faults import FaultTable
from afas.simulation._payments import payments_table
from afas.simulation._reform import run
from afas.simulation._scenario_reading import read_scenario
from afas.simulation._scenarios import NamedFormula, Scenario
from afas.simulation._tables import Amounts, check_names
from afas.terms import PaymentTerms, TermsBook

__all__ = ["batches", "payments_batches", "scenario_batches"]


def _by_code(ps: str | PS) -> str | PS:
    """The code of a PS of the registry: the other machine has the same one."""
    if isinstance(ps, str) or ps.code not in registry.codes() or registry.get(ps.code) is not ps:
        return ps
    return ps.code


@attrs.frozen
class _Estimates:
    """As `Estimator`, by value."""

    ps: str | PS = attrs.field(converter=_by_code)
    year: int | str | FinancialYear
    parameters: Parameters | None
    asked: Mapping[str, Any]

    def started(self) -> Callable[[Any], Any]:
        return Estimator(self.ps, self.year, self.parameters, faults="report", **self.asked)


@attrs.frozen
class _Payments:
    """As `payments_table`, by value."""

    terms: PaymentTerms | TermsBook
    asked: Mapping[str, Any]

    def started(self) -> Callable[[Any], Any]:
        return lambda table: payments_table(self.terms, table, faults="report", **self.asked)


@attrs.frozen
class _Compared:
    """The arguments of `run` for one scenario, by value."""

    baseline: Parameters | None
    scenario: Scenario
    ps: str | PS = attrs.field(converter=_by_code)
    year: int | str | FinancialYear
    prefix: str
    asked: Mapping[str, Any]

    def started(self) -> Callable[[Any], Any]:
        def of(table: Any) -> Any:
            results = run(self.baseline, [self.scenario], table, self.ps, self.year, faults="report", **self.asked)
            outcome = results[self.scenario.name]
            amounts = {"before": outcome.before, "after": outcome.after, "difference": outcome.difference}
            check_names(outcome.native, [*(self.prefix + name for name in amounts), self.prefix + "faults"], False)
            empty = outcome.wrong if outcome.left_out else None
            faults = FaultTable((*results.faults.found, *outcome.faults.found)).by_row()
            return outcome.native.added(
                {self.prefix + name: Amounts(cents, empty) for name, cents in amounts.items()},
                {self.prefix + "faults": faults},
            )

        return of


def batches(
    ps: str | PS,
    year: int | str | FinancialYear,
    parameters: Parameters | None = None,
    policy: Policy = "strict",
    *,
    decimals: Decimals | None = None,
    parts: bool = False,
    name: str = "amount",
    kind: DeclarationKind | None = None,
    known_on: date | None = None,
    replacing: Collection[str] = (),
) -> Batches:
    """A kernel that estimates record batches, for an engine to run where it wants.

    The columns that come out are those that came in, then the amounts (decimals of two places, null on a row at
    fault), then `faults`: null, or why the row has no amount, as `field:code` separated by spaces.

    Args:
        ps: as in `estimate_table`: a code, a PS, or the name of a column. A PS outside the registry goes
            along by value, which takes an engine that pickles functions (Spark and Dask do, by cloudpickle).
        year: as in `estimate_table`.
        parameters: as in `estimate_table`.
        policy: as in `estimate`.
        decimals: as in `estimate_table`.
        parts: a column for each part of the right; fixed beforehand, since all batches have one schema.
        name: of the column of amounts.
        kind: as in `estimate`.
        known_on: as in `estimate`.
        replacing: as in `estimate_table`.

    >>> import pyarrow as pa
    >>> kernel = batches("RPE", 2023, parameters={"ceiling": "60000"})
    >>> batch = pa.RecordBatch.from_pydict({"animator_fte": [1, -1], "expenses": [43000, 43000]})
    >>> [amounts] = kernel([batch])
    >>> amounts["amount"].to_pylist(), amounts["faults"].to_pylist()
    ([Decimal('18490.00'), None], [None, 'animator_fte:too-low'])
    >>> kernel.ddl(batch.schema)
    '`animator_fte` bigint, `expenses` bigint, `amount` decimal(19,2), `faults` string'
    """
    asked = {
        "policy": policy, "decimals": decimals, "parts": parts, "name": name, "kind": kind, "known_on": known_on,
        "replacing": tuple(replacing),
    }  # fmt: skip
    return Batches(_Estimates(ps, year, parameters, asked))


def payments_batches(
    terms: PaymentTerms | TermsBook | Iterable[PaymentTerms],
    *,
    columns: Mapping[str, str] | None = None,
    updates: Sequence[str] = (),
    year: int | str | None = None,
    ps: str = "*",
    equipment: str = "existing",
    decimals: Decimals | None = None,
) -> Batches:
    """A kernel that computes payments, for an engine to run where it wants: the cents of `payments_table`.

    The columns that come out are those that came in, then one per movement (null on a row at fault), then `faults`.

    Args:
        terms: as in `payments_table`, like the arguments not named here.
        columns: as there.
        updates: the columns of updated forecast rights, in turn; those that are not named are not read.
        year: as there.
        ps: as there.
        equipment: as there.
        decimals: as there.

    >>> import pyarrow as pa
    >>> terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    >>> kernel = payments_batches(terms)
    >>> amounts = kernel.table(pa.table({"forecast": ["1000", "-1"], "actual": ["900", "1"]}))
    >>> amounts["balance"].to_pylist(), amounts["faults"].to_pylist()
    ([Decimal('500.00'), None], [None, 'forecast:too-low'])
    """
    asked = {
        "columns": dict(columns or {}), "updates": tuple(updates), "year": year, "ps": ps, "equipment": equipment,
        "decimals": decimals,
    }  # fmt: skip
    return Batches(_Payments(terms if isinstance(terms, PaymentTerms) else TermsBook.of(terms), asked))


def scenario_batches(
    baseline: Parameters | None,
    scenario: Scenario | Mapping[str, Any] | str,
    ps: str | PS = "ps",
    year: int | str | FinancialYear = "year",
    *,
    formulas: Mapping[str, NamedFormula] | None = None,
    policy: Policy = "strict",
    decimals: Decimals | None = None,
    kind: DeclarationKind | None = None,
    prefix: str = "",
) -> Batches:
    """A kernel that says what a scenario changes row by row, for an engine to run and to add up.

    The columns that come out are those that came in, then `before`, `after` and `difference` (null on a row that
    either side leaves out), then `faults`, all after `prefix`. Sums of `difference` are the `cost` of `run`, its rows
    above zero the `winners`.

    Args:
        baseline: as in `run`, like the arguments not named here.
        scenario: a scenario, as there.
        ps: as there.
        year: as there.
        formulas: as there; an engine takes along what pickles.
        policy: as there.
        decimals: as there.
        kind: as there.
        prefix: of the names of the columns that are added, so that several scenarios stand side by side.

    Raises:
        InvalidInput: the scenario cannot be read.

    >>> import pyarrow as pa
    >>> kernel = scenario_batches({"ceiling": "50000"}, {"name": "60,000", "parameters": {"RPE": {"ceiling": "60000"}}},
    ...                           "RPE", 2023)
    >>> changes = kernel.table(pa.table({"animator_fte": [1, -1], "expenses": [70000, 43000]}))
    >>> changes["difference"].to_pylist(), changes["faults"].to_pylist()
    ([Decimal('4300.00'), None], [None, 'animator_fte:too-low'])
    """
    named = dict(formulas or {})
    read = scenario if isinstance(scenario, Scenario) else read_scenario(scenario, named)
    asked = {"formulas": named, "policy": policy, "decimals": decimals, "kind": kind, "split": False}
    return Batches(_Compared(baseline, read, ps, year, prefix, asked))
