"""The tariffs of a table of families."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from afas.arithmetic import difference, total
from afas.errors import Fault, FaultKind
from afas.forms import read_entries
from afas.parameters import Policy, Supplied
from afas.participations._scale import AEEH_TOO_MANY, USES, figures_on, odd, raise_if_any
from afas.ps import PARTICIPATIONS, participation_amounts
from afas.text import Text

if TYPE_CHECKING:
    from afas.columns import Fixed

__all__ = ["Tariffs", "tariffs"]

LENGTHS = FaultKind(
    "columns-of-different-lengths",
    Text(fr="colonnes de longueurs différentes : {found}", en="columns of different lengths: {found}"),
)


@attrs.frozen(eq=False)
class Tariffs:
    """The tariffs of many families on a day, one a row, the cents that `tariff` gives.

    Attributes:
        hourly: euros an hour.
        participation: euros for the hours of the row.
        total: the sum of the participations: what the partner's total should be near.
    """

    hourly: "Fixed"
    participation: "Fixed"
    total: Decimal

    def beyond(self, declared: Decimal) -> Decimal:
        """What is declared less what the scale gives, in euros: above zero where more was declared."""
        return difference(declared, self.total)


def tariffs(
    families: Mapping[str, Any],
    on: date,
    *,
    parameters: Supplied | None = None,
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

    >>> made = tariffs({"monthly_resources": ["4000", "500"], "children": [1, 2], "hours": ["172.5", "10"]},
    ...                date(2019, 10, 1))
    >>> made.hourly.to_decimals(), made.total
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
    made = columns.attempt(participation_amounts, data, given, size=size, without=without)
    raise_if_any([], (fault for fault in missing if fault.path.partition(".")[2] in made.lacks))
    if made.too_large is not None:
        message = f"{int(made.too_large.sum())} rows have an amount that does not fit into 64 bits of cents"
        raise OverflowError(message)
    hourly, paid = (columns.Fixed(made.cents[name], 2) for name in ("tariff", "participation"))
    return Tariffs(hourly, paid, total(paid.to_decimals()))


def _read_columns(families: Mapping[str, Any], faults: list[Fault]) -> "tuple[dict[str, Fixed | Decimal], int]":
    """The columns of a table of families as exact figures; the faults of every row."""
    from afas.columns import Fixed  # noqa: PLC0415 - numpy is loaded for columns alone

    known = {field.name: field for field in PARTICIPATIONS.fields}
    read: dict[str, list[Decimal | Fault]] = {}
    for name, column in families.items():
        if name not in known:
            faults += read_entries(PARTICIPATIONS.fields, {str(name): ""}, path="families", complete=False)[1]
            continue
        rows = column.to_decimals() if isinstance(column, Fixed) else column
        read[name] = [known[name].read(raw, f"{name}[{rank}]") for rank, raw in enumerate(rows)]
        faults += [figure for figure in read[name] if isinstance(figure, Fault)]
    lengths = {len(rows) for rows in read.values()}
    if len(lengths) > 1:
        faults.append(LENGTHS.at("families", found=", ".join(map(str, sorted(lengths)))))
        return {}, 0
    if "children" not in read:
        faults += read_entries([known["children"]], {}, path="families")[1]
    faults += odd({}, dict.fromkeys(read, True))
    children, aeeh = read.get("children"), read.get("aeeh_children")
    for rank, (all_, some) in enumerate(zip(children or (), aeeh or (), strict=False)):
        if isinstance(all_, Decimal) and isinstance(some, Decimal) and some > all_:
            faults.append(AEEH_TOO_MANY.at(f"aeeh_children[{rank}]", found=some, children=all_))
    if faults:
        return {}, 0
    made: dict[str, Fixed | Decimal] = {name: Fixed.of(one for one in rows if isinstance(one, Decimal))
                                        for name, rows in read.items()}  # fmt: skip
    defaults = {name: field.default for name, field in known.items() if field.default is not None}
    return {**defaults, **made}, lengths.pop() if lengths else 0
