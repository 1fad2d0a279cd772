"""The tariffs of a table of families."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import attrs

from afas.arithmetic import MOST_EUROS, difference, to_decimal
from afas.errors import Fault, FaultKind
from afas.estimation import TOO_LARGE
from afas.forms import Field, read_entries
from afas.parameters import Pack, Policy, Supplied
from afas.participations._scale import AEEH_TOO_MANY, USES, figures_on, odd, raise_if_any
from afas.ps import PARTICIPATIONS, participation_amounts
from afas.text import Euros, Text

if TYPE_CHECKING:
    from afas.columns import Fixed

__all__ = ["Tariffs", "tariffs"]

LENGTHS = FaultKind(
    "columns-of-different-lengths",
    Text(fr="colonnes de longueurs différentes : {found}", en="columns of different lengths: {found}"),
)


@attrs.frozen(eq=False)
class Tariffs:
    """The tariffs of many families on a day, one per row, the same cents as `tariff`.

    Attributes:
        hourly: euros an hour.
        participation: euros for the hours of the row.
        total: the sum of the participations: what the partner's total should be near.
    """

    hourly: "Fixed"
    participation: "Fixed"
    total: Decimal

    def beyond(self, declared: Decimal) -> Decimal:
        """The declared participations less those of the scale, in euros: above zero where more was declared."""
        return difference(declared, self.total)


def tariffs(
    families: Mapping[str, Any],
    *,
    on: date,
    parameters: Supplied | Pack | None = None,
    city_ceiling: Decimal | int | str | None = None,
    agreed_ceiling: Decimal | int | str | None = None,
    policy: Policy = "strict",
    replacing: Collection[str] = (),
    known_on: date | None = None,
) -> Tariffs:
    """The tariffs of a table of families, by the code that `tariff` runs (numpy).

    Args:
        families: columns by name, as the keys of `family` in `tariff`: a list of figures, or a `columns.Fixed`.
        on: as in `tariff`, with all that follows.
        parameters: as in `tariff`.
        city_ceiling: as in `tariff`.
        agreed_ceiling: as in `tariff`.
        policy: as in `tariff`.
        replacing: as in `tariff`.
        known_on: as in `tariff`.

    Raises:
        InvalidInput: a column or a row is wrong; every fault is there, with its row (`children[3]`).
        NoValueAt: a figure that some row needs has no value that day.

    >>> billed = tariffs({"monthly_resources": ["4000", "500"], "children": [1, 2], "hours": ["172.5", "10"]},
    ...                on=date(2019, 10, 1))
    >>> billed.hourly.to_decimals(), billed.total
    ([Decimal('2.42'), Decimal('0.36')], Decimal('421.05'))
    """
    from afas import columns  # noqa: PLC0415 - numpy is loaded for columns alone

    faults: list[Fault] = []
    data, size = _read_columns(families, faults)
    figures, missing, _ = figures_on(
        on, parameters, (city_ceiling, agreed_ceiling), faults, policy, replacing, known_on
    )
    raise_if_any(faults)
    given = {name: value.value for name, value in figures.values.items()}
    without = [name for name in USES if name not in given]
    computed = columns.attempt(participation_amounts, data, given, size=size, without=without)
    raise_if_any([], (fault for fault in missing if fault.path.partition(".")[2] in computed.lacks))
    if computed.too_large is not None:
        rows = computed.too_large.nonzero()[0].tolist()
        raise_if_any([TOO_LARGE.at(f"families[{row}]", most=Euros(MOST_EUROS)) for row in rows])
    hourly, paid = (columns.Fixed(computed.cents[name], 2) for name in ("tariff", "participation"))
    return Tariffs(hourly, paid, _sum(paid))


def _sum(amounts: "Fixed") -> Decimal:
    """The exact sum of a column of cents: what is above and below 10^9 apart, so that neither overflows."""
    above, below = amounts.units // _HALF, amounts.units % _HALF
    return to_decimal(Fraction(int(above.sum()) * _HALF + int(below.sum()), 100))


_HALF: Final = 10**9


def _read_columns(families: Mapping[str, Any], faults: list[Fault]) -> "tuple[dict[str, Fixed | Decimal], int]":
    """The columns of a table of families as exact figures; the faults of every row."""
    known = {field.name: field for field in PARTICIPATIONS.fields}
    read: dict[str, Fixed | Decimal] = {}
    for name, column in families.items():
        if name in known:
            read[name] = _read_column(known[name], column, faults)
        else:
            faults += read_entries(PARTICIPATIONS.fields, {str(name): ""}, path="families", complete=False)[1]
    lengths = {len(column) for column in read.values() if not isinstance(column, Decimal)}
    if len(lengths) > 1:
        faults.append(LENGTHS.at("families", found=", ".join(map(str, sorted(lengths)))))
    faults += odd({}, dict.fromkeys(read, True))
    if "children" not in read:
        faults += read_entries([known["children"]], {}, path="families")[1]
    elif len(lengths) == 1:
        faults += _too_many(read["children"], read.get("aeeh_children"))
    defaults = {name: field.default for name, field in known.items() if field.default is not None}
    return {**defaults, **read}, max(lengths, default=0)


def _read_column(field: Field, column: Any, faults: list[Fault]) -> "Fixed":
    """A column as exact figures; a row at fault holds nothing that is read."""
    from afas.columns import Fixed  # noqa: PLC0415 - numpy is loaded for columns alone

    if isinstance(column, Fixed):
        unit = 10**column.decimals
        wrong = column.units < int(field.low or 0) * unit
        if field.unit.whole:
            wrong = wrong | (column.units % unit != 0)
        for rank in wrong.nonzero()[0].tolist():
            (figure,) = column.take(slice(rank, rank + 1)).to_decimals()
            found = field.read(figure, f"{field.name}[{rank}]")
            faults += [found] if isinstance(found, Fault) else []
        return column
    read = [field.read(raw, f"{field.name}[{rank}]") for rank, raw in enumerate(column)]
    faults += [figure for figure in read if isinstance(figure, Fault)]
    return Fixed.of(Decimal(0) if isinstance(figure, Fault) else figure for figure in read)


def _too_many(children: Any, aeeh: Any) -> Iterator[Fault]:
    """The rows with more children with the Aeeh than children, where their number could be read."""
    if aeeh is None:
        return
    all_, some = (column.units // 10**column.decimals for column in (children, aeeh))
    for rank in ((some > all_) & (all_ > 0)).nonzero()[0].tolist():
        yield AEEH_TOO_MANY.at(f"aeeh_children[{rank}]", found=int(some[rank]), children=int(all_[rank]))
