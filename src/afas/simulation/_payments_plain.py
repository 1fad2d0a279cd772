"""The payments of the plain rows, at the speed of the kernel; the ranks of the others."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afas.columns import Fixed as _Fixed
from afas.columns import Kernel, attempt
from afas.forms import Field
from afas.payments import whole_year
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
    rates: Mapping[str, Decimal],
    places: Places,
) -> tuple[dict[str, Euros], NDArray[np.int64]] | None:
    """The payments of the plain rows, by name, and the ranks of the others; None where no row is plain.

    Args:
        table: its columns.
        terms: of all rows.
        fields: by the name that the formula reads: the column, and how it is read.
        updates: the names of the updates among them, in turn.
        rates: the figures of the terms.
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
    settled, latest = "actual" in fields, updates[-1] if updates else "forecast"

    def formula(d: Any, p: Any) -> Mapping[str, Any]:
        names = [*fields] if "gap_justified" in fields else [*fields, "gap_justified"]
        named = SimpleNamespace(**{name: getattr(d, name) for name in names})
        setattr(named, LATEST, getattr(d, latest))
        return whole_year(terms, updates, settled, named, p)

    data: dict[str, Any] = {"gap_justified": Decimal(0)} | {name: chunks[0].places for name, chunks in columns.items()}
    nothing = {
        name: _Fixed(np.zeros(1, np.int64), value) if isinstance(value, int) else value for name, value in data.items()
    }
    names = attempt(formula, nothing, rates, size=1).cents
    outputs = Euros.several(names, table.size, table.arrow_out)
    blockwise = Blockwise(
        Kernel(formula, data, rates), {name: field for name, (_, field) in fields.items()}, frozenset()
    )
    left = blockwise(list(runs_of(columns, table.size)), outputs, map)
    return outputs, np.sort(np.concatenate(left)) if left else np.empty(0, np.int64)
