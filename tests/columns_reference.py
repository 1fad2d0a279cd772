"""What a formula gives row by row on exact fractions: the reference that columns are compared with."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from afas.arithmetic import fractions
from afas.columns import Fixed
from afas.packs import illustrative_pack
from afas.parameters import ParameterValue
from afas.ps import PS, Formula
from afas.quantities import Unit

PACK = illustrative_pack()


def silent(name: str, number: Any) -> Any:  # noqa: ARG001
    return number


def formulas(service: PS) -> list[Formula]:
    return [*service.formulas, *(formula for part in service.parts for formula in part.formulas)]


def figures(service: PS, formula: Formula) -> dict[str, Decimal]:
    """A figure for each parameter the formula reads: the one built in, else the illustrative one."""
    made = {}
    for name in formula.uses:
        known: tuple[ParameterValue, ...] = service.by_name[name].values or PACK.of(service.code)[name]
        held = service.by_name[name].at(formula.start, "carry_forward")
        made[name] = (held or known[0]).value
    return made


def by_row(
    formula: Formula, data: Mapping[str, Fixed], parameters: Mapping[str, Decimal], rows: Any = None
) -> list[int | None]:
    """Cents by row; None where a ratio has something over zero."""
    exact = fractions(parameters)
    names, columns = list(data), [one.units.tolist() for one in data.values()]
    powers = [10**one.decimals for one in data.values()]
    made: list[int | None] = []
    for rank in range(len(columns[0])) if rows is None else rows:
        row = {name: Fraction(column[rank], power) for name, column, power in zip(names, columns, powers, strict=True)}
        try:
            declared: Any = SimpleNamespace(**row)
            made.append(int(formula.right(declared, exact, silent) * 100))
        except ZeroDivisionError:
            made.append(None)
    return made


def randomly(service: PS, rng: np.random.Generator, size: int, shape: str) -> dict[str, Fixed]:
    """Seeded rows of one shape: "plain" amounts, "round" ones (many ties), "sparse" (many zeros), or "huge"."""
    made = {}
    for field in service.fields:
        if field.unit is Unit.FLAG:
            made[field.name] = Fixed(rng.integers(0, 2, size))
        elif field.unit is Unit.RATIO:
            units = rng.integers(0, 10_001, size)
            made[field.name] = Fixed(units if shape == "plain" else units // 2500 * 2500, 4)
        elif shape == "huge":
            made[field.name] = Fixed(10 ** rng.integers(0, 15, size) * rng.integers(1, 10, size))
        elif field.unit.whole:
            made[field.name] = Fixed(rng.integers(0, 300, size))
        elif shape == "round":
            made[field.name] = Fixed(rng.integers(0, 400, size) * 25, 1)
        else:
            units = rng.integers(0, 30_000_000, size)
            made[field.name] = Fixed(units * rng.integers(0, 2, size) if shape == "sparse" else units, 2)
    return made


def edges(service: PS, formula: Formula, rng: np.random.Generator, size: int) -> dict[str, Fixed]:
    """Rows on half-cent ties and on bounds.

    Every column is the same whole number times 1, a half, or a parameter, so that they stand to each other as
    `expenses == hours x ceiling` and `billed == attended x 1.07` do; or a cent beside that.
    """
    made = randomly(service, rng, size, "round")
    levels = [value for value in figures(service, formula).values() if value] or [Decimal(1)]
    scaled = [Fixed.of([value]) for value in levels]
    free = [field for field in service.fields if field.unit not in (Unit.FLAG, Unit.RATIO) and not field.unit.whole]
    base = rng.integers(1, 200, size)
    for field in free:
        which = rng.integers(0, len(levels) + 2, size)
        units = np.where(which == len(levels), base * 10**6, base * 10**6 // 2)
        for rank, level in enumerate(scaled):
            units = np.where(which == rank, base * int(level.units[0]) * 10 ** (6 - level.decimals), units)
        off = rng.integers(-1, 2, size) * 10**4 * rng.integers(0, 2, size)  # on the bound, or a cent beside it
        made[field.name] = Fixed(np.maximum(units + off, 0), 6)
    return made
