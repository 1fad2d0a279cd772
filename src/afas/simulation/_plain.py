"""The rights of the rows that are plain, at the speed of the kernel: one PS, one year, no part, no fault."""

from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from afas import ps as registry
from afas.arithmetic import unnamed
from afas.columns import Kernel
from afas.errors import AfasError
from afas.periods import FinancialYear
from afas.ps import PS, Formula, financial_year, not_in_force
from afas.quantities import Unit
from afas.simulation._blocks import Blockwise, Euros, runs_of
from afas.simulation._checks import Asked, check, check_floats_of
from afas.simulation._chunks import Chunk
from afas.simulation._parameters import check_constraints, figures_at
from afas.simulation._tables import Table

__all__ = ["Plain"]

RIGHT: Final = "right"


@attrs.define(eq=False)
class Plain:
    """The formula of a PS and a year, ready to run, by the decimals of the columns.

    Attributes:
        service: the PS.
        year: the financial year.
        asked: what is asked beside.
        kept: by shape of the table: which columns there are, with how many decimals.
        checked: the names of the columns of tables that were found right.
    """

    service: PS
    year: FinancialYear
    asked: Asked
    kept: dict[tuple[Any, ...], Blockwise | None] = attrs.field(factory=dict)
    checked: set[tuple[str, ...]] = attrs.field(factory=set)

    @classmethod
    def of(cls, ps: str | PS, year: int | str | FinancialYear, asked: Asked) -> "Plain | None":
        """The formula of one PS and one year; None where a column names them."""
        if isinstance(year, str):
            return None
        try:
            service = registry.get(ps) if isinstance(ps, str) else ps
        except AfasError:
            return None
        return cls(service, year if isinstance(year, FinancialYear) else financial_year(year, service), asked)

    def check(self, table: Table) -> None:
        """Check the table as a whole, before any row is read; its names once only.

        Raises:
            InvalidInput: as `_checks.check`.
        """
        names = tuple(table.names)
        if names in self.checked:
            check_floats_of(table, (self.service,), self.asked)
        else:
            check(table, (self.service,), self.asked)
            self.checked.add(names)

    def rights(self, table: Table) -> tuple[Euros, NDArray[np.int64]] | None:
        """The rights of the plain rows, and the ranks of the others; None where no row is plain."""
        if not table.size:
            return None
        columns: dict[str, list[Chunk]] = {}
        for field in self.service.fields:
            if field.name in table.names and field.asked(self.asked.kind):
                chunks = table.chunks(field.name, self.asked.places.get(field.name))
                if chunks is None or (field.unit is not Unit.FLAG and _are_flags(chunks)):
                    return None
                places = {chunk.places for chunk in chunks if not chunk.nothing}
                if len(places) > 1:
                    return None
                columns[field.name] = [attrs.evolve(chunk, places=max(places, default=0)) for chunk in chunks]
        shape = tuple((name, chunks[0].places if chunks else 0) for name, chunks in columns.items())
        if shape not in self.kept:
            self.kept[shape] = self._blockwise(columns)
        blockwise = self.kept[shape]
        if blockwise is None:
            return None
        rights = Euros(table.size, table.arrow_out)
        left = blockwise(list(runs_of(columns, table.size)), {RIGHT: rights}, self.asked.each)
        if sum(map(len, left)) == table.size:
            return None
        ranks = np.concatenate([np.empty(0, np.int64), *left])
        ranks.sort()
        return rights, ranks

    def release(self) -> None:
        """Give up the memory that is written into, not what was learnt."""
        for blockwise in self.kept.values():
            if blockwise is not None:
                blockwise.release()

    def _blockwise(self, columns: dict[str, list[Chunk]]) -> Blockwise | None:
        """The formula of the PS, to be run on columns of these decimals."""
        service, asked, on = self.service, self.asked, self.year.start
        rules = service.rules({}, on=on, until=self.year.period.end)
        if rules is None or not_in_force(service, self.year, asked.kind, rules):
            return None
        figures, lacking = figures_at(
            service, rules.days(on), on, asked.parameters, asked.policy, asked.known_on, asked.replacing
        )
        check_constraints(service, figures, on)
        data: dict[str, Any] = {}
        for field in service.fields:
            if field.name in columns:
                data[field.name] = columns[field.name][0].places if columns[field.name] else 0
            elif field.asked(asked.kind):
                data[field.name] = field.default
        declaring = frozenset(part.declared_by for part in service.parts)
        if lacking or any(data.get(name) for name in declaring - columns.keys()):
            return None
        fields = {name: service.field(name) for name in columns}
        return Blockwise(Kernel(_amount(rules.formula), data, figures), fields, declaring)


def _are_flags(chunks: list[Chunk]) -> bool:
    return any(chunk.packed or chunk.values.dtype == np.bool_ for chunk in chunks)


def _amount(formula: Formula) -> Any:
    def amount(d: Any, p: Any) -> dict[str, Any]:
        return {RIGHT: formula.right(d, p, unnamed)}

    return amount
