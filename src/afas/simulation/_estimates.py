"""Estimates of a whole table: the rows that can be computed are computed, the others are reported."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Literal

import attrs

from afas.columns import Each, Mask
from afas.forms import DeclarationKind
from afas.parameters import Policy
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._bands import repeated
from afas.simulation._blocks import Euros
from afas.simulation._careful import Careful
from afas.simulation._checks import Asked, Decimals, Parameters, Places
from afas.simulation._faults import FaultTable
from afas.simulation._plain import Plain
from afas.simulation._plain_groups import PlainGroups
from afas.simulation._rights import rights
from afas.simulation._streams import checked, lazily, mapped
from afas.simulation._tables import Amounts, Table, check_names, is_lazy, is_stream, opened, reader_of
from afas.text import Text

__all__ = ["Estimator", "check_table", "estimate_table"]


def estimate_table(
    ps: str | PS,
    table: Any,
    year: int | str | FinancialYear,
    parameters: Parameters | None = None,
    policy: Policy = "strict",
    *,
    faults: Literal["raise", "report"] = "raise",
    decimals: Decimals | None = None,
    parts: bool | None = None,
    name: str = "amount",
    kind: DeclarationKind | None = None,
    known_on: date | None = None,
    each: Each = map,
    overwrite: bool = False,
    replacing: Collection[str] = (),
    locale: str | None = None,
) -> Any:
    """The right on every row of a table, the same cents as `estimate` on each.

    Args:
        ps: its code, or the PS itself; or the name of a column of codes.
        table: pandas, polars, pyarrow, or a mapping of columns; a column for each field of the PS, others are kept.
            A reader or a dataset of Arrow or a relation of DuckDB gives a reader, computed batch by batch. A lazy
            frame of polars gives a lazy frame, computed piece by piece with `faults="report"`, else collected at once.
        year: the financial year; or the name of a column of years.
        parameters: as in `estimate`; where `ps` is a column, a pack, or such a mapping for each code.
        policy: as in `estimate`.
        faults: "raise", or "report": a row at fault has no amount, and a column `faults` says why (`field:code`).
        decimals: floats are refused, unless this says how many decimals they stand for: `2` for every column, or by
            column, `{"expenses": 2}` ("*" names the others).
        parts: one more column per part (`amount_right`, …): None where a row declares a part, else always or never
            (of a reader, None is never: its columns are known beforehand; nor of a lazy frame, with "report").
        name: of the column of amounts, in euros and cents (decimals; in a mapping of arrays a `Fixed`).
        kind: as in `estimate`.
        known_on: as in `estimate`.
        each: runs the blocks of rows: `map`, or the `map` of a pool of threads of yours.
        overwrite: replace columns that have the name of one that is added; else they are refused.
        replacing: as in `estimate`: the parameters whose sourced value is replaced.
        locale: read strings as this language types numbers, such as "12 500,5" with "fr"; None: plain ones only.

    Raises:
        InvalidInput: the table has no column for a field that has to be filled in, a column is of floats, or a
            parameter cannot be read.
        NoValueAt: a parameter that every row needs has no value that year.
        FaultyTable: rows are at fault; `check_table` gives all the faults as a table.
        UnknownPS: no PS has this code, and no column this name.

    >>> from afas.columns import Fixed
    >>> estimates = estimate_table("RPE", {"animator_fte": [1, 2], "expenses": ["43000", "90000.05"]}, 2023,
    ...                       parameters={"ceiling": "60000"})
    >>> estimates["amount"].to_decimals()
    [Decimal('18490.00'), Decimal('38700.02')]
    """
    return Estimator(
        ps, year, parameters, policy, faults=faults, decimals=decimals, parts=parts, name=name, kind=kind,
        known_on=known_on, each=each, overwrite=overwrite, replacing=replacing, locale=locale,
    )(table)  # fmt: skip


@attrs.frozen(eq=False)
class Estimator:
    """An estimate of tables that is called often, with the arguments of `estimate_table`: what is asked is read once.

    >>> estimator = Estimator("RPE", 2023, {"ceiling": "60000"})
    >>> [str(estimator({"animator_fte": [fte], "expenses": [43000]})["amount"].to_decimals()[0]) for fte in (1, 0)]
    ['18490.00', '0.00']
    """

    ps: str | PS
    year: int | str | FinancialYear
    parameters: Parameters | None = None
    policy: Policy = "strict"
    faults: Literal["raise", "report"] = attrs.field(default="raise", kw_only=True)
    decimals: Decimals | None = attrs.field(default=None, kw_only=True)
    parts: bool | None = attrs.field(default=None, kw_only=True)
    name: str = attrs.field(default="amount", kw_only=True)
    kind: DeclarationKind | None = attrs.field(default=None, kw_only=True)
    known_on: date | None = attrs.field(default=None, kw_only=True)
    each: Each = attrs.field(default=map, kw_only=True)
    overwrite: bool = attrs.field(default=False, kw_only=True)
    replacing: Collection[str] = attrs.field(default=(), kw_only=True)
    locale: str | None = attrs.field(default=None, kw_only=True)
    asked: Asked = attrs.field(init=False, repr=False)
    plain: Plain | None = attrs.field(init=False, repr=False)
    groups: PlainGroups = attrs.field(init=False, repr=False)

    @asked.default
    def _asked(self) -> Asked:
        places = Places.of(self.decimals)
        return Asked(
            self.parameters,
            self.policy,
            places,
            self.kind,
            self.known_on,
            self.each,
            _names(self.replacing),
            self.locale,
        )

    @plain.default
    def _plain(self) -> Plain | None:
        return Plain.of(self.ps, self.year, self.asked)

    @groups.default
    def _groups(self) -> PlainGroups:
        return PlainGroups(self.ps, self.year, self.asked)

    @property
    def fixed(self) -> "Estimator":
        """The same, whose columns do not depend on the rows."""
        return self if self.parts is not None else attrs.evolve(self, parts=False)

    def __call__(self, table: Any) -> Any:
        """The table with the right of every row; a reader is given back as a reader.

        Raises:
            InvalidInput: as `estimate_table`.
            NoValueAt: a parameter that every row needs has no value that year.
            FaultyTable: rows are at fault; of a reader, once the batch is asked for.
        """
        if is_stream(table):
            return mapped(reader_of(table), self.fixed, _subject(self.ps, self.year))
        if is_lazy(table) and self.faults == "report":
            return lazily(table, self.fixed)
        opened_ = opened(table)
        check_names(opened_, [self.name, "faults"] if self.faults == "report" else [self.name], self.overwrite)
        amounts, parts, wrong, faults = self._computed(opened_)
        if self.faults == "raise" and faults is not None:
            faults.raise_if_any(_subject(self.ps, self.year))
        shown = {self.name: amounts} | {f"{self.name}_{part}": cents for part, cents in parts.items()}
        check_names(opened_, shown, self.overwrite)
        empty = wrong if wrong is not None and wrong.any() else None
        words = {"faults": faults.by_row() if faults else {}} if self.faults == "report" else {}
        return opened_.added({name: Amounts(cents.units, empty) for name, cents in shown.items()}, words)

    def _computed(self, table: Table) -> tuple[Euros, dict[str, Euros], Mask | None, FaultTable | None]:
        """The right of every row, its parts where they are asked for, the rows at fault, and their faults, if any."""
        left, names = None, None
        every: tuple[str, ...] = ("right",)
        if self.plain is not None:
            self.plain.check(table)
            done = self.plain.rights(table)
            total, left = (Euros(table.size, table.arrow_out), None) if done is None else done
            names = (
                None
                if done is None
                else [field.name for field in self.plain.service.fields if field.name in table.names]
            )
            every += tuple(part.name for part in self.plain.service.parts)
        else:
            total = Euros(table.size, table.arrow_out)
            if table.size:
                left, every = self.groups.rights(table, total)
        if left is not None and not len(left):
            shown = every if self.parts else ()
            return total, {part: total if part == "right" else total.zeros() for part in shown}, None, None
        careful = Careful(table, total, self.parts)
        careful.run(
            self.ps, self.year, self.asked, None if left is not None and len(left) == table.size else left, names
        )
        if self.parts:
            careful.parts = {name: careful.parts[name] if name in careful.parts else total.zeros() for name in every}
        return careful.total, careful.parts, careful.wrong, careful.faults


def check_table(
    ps: str | PS,
    table: Any,
    year: int | str | FinancialYear,
    parameters: Parameters | None = None,
    policy: Policy = "strict",
    *,
    decimals: Decimals | None = None,
    kind: DeclarationKind | None = None,
    known_on: date | None = None,
    replacing: Collection[str] = (),
    locale: str | None = None,
    unique: Sequence[str] = (),
) -> FaultTable:
    """All that is wrong in a table, by row and field; arguments as in `estimate_table`.

    Args:
        ps: as there.
        table: as there.
        year: as there.
        parameters: as there.
        policy: as there.
        decimals: as there.
        kind: as there.
        known_on: as there.
        replacing: as there.
        locale: as there.
        unique: names of columns; a row that has the same values in all of them as a row before is reported
            ("repeated-row", with the first of them). A reader is then read whole.

    Raises:
        InvalidInput: as there; the faults of rows are given, and not raised.

    >>> check_table("RPE", {"animator_fte": [1, -2], "expenses": ["43000", ""]}, 2023,
    ...             parameters={"ceiling": "60000"}).columns()["code"]
    ['too-low', 'missing-field']
    """
    asked = Asked(parameters, policy, Places.of(decimals), kind, known_on, replacing=_names(replacing), locale=locale)
    if is_stream(table) and not unique:
        reader = reader_of(table)
        native = opened(reader.schema.empty_table())
        return FaultTable(
            checked(reader, lambda batch: rights(opened(batch), ps, year, asked).faults).found, native=native
        )
    opened_ = opened(table)
    found = [*rights(opened_, ps, year, asked).found]
    if unique:
        found += repeated(opened_, (unique,) if isinstance(unique, str) else unique)
    return FaultTable(tuple(found), native=opened_)


def _names(replacing: Collection[str]) -> Collection[str]:
    return (replacing,) if isinstance(replacing, str) else tuple(replacing)


def _subject(ps: str | PS, year: object) -> Text:
    code = ps if isinstance(ps, str) else ps.code
    return Text(fr=f"Estimations {code} {year}", en=f"{code} estimates {year}")
