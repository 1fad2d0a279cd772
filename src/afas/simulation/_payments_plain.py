"""The payments of the plain rows, at the speed of the kernel; the ranks of the others."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afas.columns import Kernel
from afas.forms import Field
from afas.payments import figures_of, whole_year
from afas.quantities import Unit
from afas.simulation._blocks import Blockwise, Euros, runs_of
from afas.simulation._checks import Places
from afas.simulation._chunks import Chunk
from afas.simulation._tables import Table
from afas.terms import PaymentTerms

__all__ = ["plain_payments"]

LATEST = "latest_forecast"


def plain_payments(
    table: Table,
    terms: PaymentTerms,
    fields: Mapping[str, tuple[str, Field]],
    updates: Sequence[str],
    places: Places,
) -> tuple[dict[str, Euros], NDArray[np.int64]] | None:
    """The payments of the plain rows, by name, and the ranks of the others; None where no row is plain.

    Args:
        table: its columns.
        terms: of all rows.
        fields: by the name that the formula reads: the column, and how it is read.
        updates: the names of the updates among them, in turn.
        places: of floats.
    """
    columns: dict[str, list[Chunk]] = {}
    for name, (column, field) in fields.items():
        chunks = table.chunks(column, places.get(column, field.name))
        if not chunks or any(chunk.nothing for chunk in chunks) or len({chunk.places for chunk in chunks}) > 1:
            return None
        flags = any(chunk.packed or chunk.values.dtype == np.bool_ for chunk in chunks)
        holes = any(chunk.valid is not None or chunk.empty is not None for chunk in chunks)
        if chunks[0].places > 2 or (flags and field.unit is not Unit.FLAG) or (holes and name in updates):
            return None
        columns[name] = chunks
    blockwise = _blockwise(
        terms,
        tuple((name, field) for name, (_, field) in fields.items()),
        tuple(updates),
        tuple((name, chunks[0].places) for name, chunks in columns.items()),
    )
    runs = list(runs_of(columns, table.size))
    names = blockwise.kernel.names or blockwise.learn(runs)
    if not names:
        return None
    outputs = Euros.several(names, table.size, table.arrow_out)
    left = blockwise(runs, outputs, map)
    return outputs, np.sort(np.concatenate(left)) if left else np.empty(0, np.int64)


@lru_cache(maxsize=4)
def _blockwise(
    terms: PaymentTerms,
    fields: tuple[tuple[str, Field], ...],
    updates: tuple[str, ...],
    places: tuple[tuple[str, int], ...],
) -> Blockwise:
    """The payments of these terms, for columns of these decimals; kept, since services call with the same terms."""
    settled, latest = any(name == "actual" for name, _ in fields), updates[-1] if updates else "forecast"

    def formula(d: Any, p: Any) -> Mapping[str, Any]:
        names = dict.fromkeys([*(name for name, _ in fields), "gap_justified"])
        named = SimpleNamespace(**{name: getattr(d, name) for name in names})
        setattr(named, LATEST, getattr(d, latest))
        return whole_year(terms, updates, settled, named, p)

    data = {"gap_justified": Decimal(0)} | dict(places)
    return Blockwise(Kernel(formula, data, figures_of(terms, bool(updates))), dict(fields), frozenset())
