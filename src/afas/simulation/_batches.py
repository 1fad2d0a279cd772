"""Estimates as a kernel over Arrow record batches, for an engine that runs on many machines: Spark, Dask.

The kernel is a value: it pickles, holds no table, and opens nothing. A row at fault is told in a column beside the
amounts, never raised: what one machine finds is not lost on the way to the others.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs
import narwhals as nw

from afas import ps as registry
from afas.errors import AfasError, error
from afas.forms import DeclarationKind
from afas.parameters import Policy
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._checks import Decimals, Parameters
from afas.simulation._estimates import Estimator
from afas.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Batches", "NoSparkType", "batches"]

_SPARK: Final = {
    "bool": "boolean",
    "int8": "tinyint",
    "int16": "smallint",
    "int32": "int",
    "int64": "bigint",
    "float": "float",
    "double": "double",
    "string": "string",
    "large_string": "string",
    "string_view": "string",
    "date32[day]": "date",
    "binary": "binary",
    "large_binary": "binary",
}


@error
class NoSparkType(AfasError, TypeError):
    """A column is of a type that this library does not name in Spark's words."""

    code = "no-spark-type"
    template = Text(
        fr="La colonne « {column} » est de type {found}, que Spark n’écrit pas simplement : écartez-la.",
        en="The column “{column}” is of type {found}, with no plain name in Spark: leave it out of the table.",
    )
    column: str
    found: str


def _by_code(ps: str | PS) -> str | PS:
    """The code of a PS of the registry: the other machine has the same one."""
    if isinstance(ps, str) or ps.code not in registry.codes() or registry.get(ps.code) is not ps:
        return ps
    return ps.code


@attrs.frozen
class Batches:
    """A kernel: record batches in, the same with amounts and faults out; made by `batches`.

    Call it on an iterator of batches (Spark's `mapInArrow`), or its `table` on one table (Dask's `map_partitions`).
    """

    ps: str | PS = attrs.field(converter=_by_code)
    year: int | str | FinancialYear
    parameters: Parameters | None = None
    policy: Policy = "strict"
    decimals: Decimals | None = None
    parts: bool = False
    name: str = "amount"
    kind: DeclarationKind | None = None
    known_on: date | None = None
    replacing: Collection[str] = ()

    def __call__(self, batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        """Each batch with its amounts and its column `faults`, in the same order."""
        estimator = self._estimator()
        for batch in batches:
            yield _typed(estimator(batch))

    def table(self, table: Any) -> Any:
        """One table of any kind that `estimate_table` takes, with the same columns added."""
        return _typed(self._estimator()(table))

    def _estimator(self) -> Estimator:
        """What it does on one machine, kept from batch to batch."""
        return Estimator(
            self.ps, self.year, self.parameters, self.policy, faults="report", decimals=self.decimals,
            parts=self.parts, name=self.name, kind=self.kind, known_on=self.known_on, replacing=self.replacing,
        )  # fmt: skip

    def schema(self, given: "pa.Schema") -> "pa.Schema":
        """The schema of what comes out, for batches of this schema.

        Raises:
            InvalidInput: a field has no column, or a parameter cannot be read: told here, before any job is started.
        """
        import pyarrow as pa  # noqa: PLC0415 - needed only where batches are

        return self.table(pa.RecordBatch.from_pylist([], schema=given)).schema

    def ddl(self, given: "pa.Schema") -> str:
        """The same schema in the words of Spark: `` `attended_hours` decimal(12,2), … ``.

        Raises:
            InvalidInput: as `schema`.
            NoSparkType: a column is of a nested or rare type.
        """
        return ", ".join(f"`{one.name.replace('`', '``')}` {_spark(one)}" for one in self.schema(given))


def _typed(table: Any) -> Any:
    """In pandas, the faults are strings of Arrow: an empty partition has the type of a full one."""
    import pyarrow as pa  # noqa: PLC0415 - needed only where batches are

    frame = nw.from_native(table, pass_through=True)
    if not isinstance(frame, nw.DataFrame) or not frame.implementation.is_pandas():
        return table
    package: Any = nw.get_native_namespace(frame)
    return table.astype({"faults": package.ArrowDtype(pa.string())})


def _spark(field: "pa.Field") -> str:
    found = str(field.type)
    if found.startswith("decimal128("):
        return found.replace("decimal128", "decimal").replace(" ", "")
    if found.startswith("timestamp["):
        return "timestamp" if field.type.tz else "timestamp_ntz"
    if found not in _SPARK:
        raise NoSparkType(field.name, found)
    return _SPARK[found]


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
    >>> [made] = kernel([batch])
    >>> made["amount"].to_pylist(), made["faults"].to_pylist()
    ([Decimal('18490.00'), None], [None, 'animator_fte:too-low'])
    >>> kernel.ddl(batch.schema)
    '`animator_fte` bigint, `expenses` bigint, `amount` decimal(19,2), `faults` string'
    """
    return Batches(ps, year, parameters, policy, decimals, parts, name, kind, known_on, tuple(replacing))
