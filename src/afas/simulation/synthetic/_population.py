"""A synthetic population: activities and what they declare, of any size, drawn from the fields of each PS.

For demonstrations, tests and measures. Every order of magnitude is invented: hours, costs, shares and their spread are
illustrative, and no figure here describes a real service. What is kept from reality is the shape: an activity belongs
to a partner, expenses go with what is done, so that both sides of every ceiling occur; some rows stand exactly on a
ceiling, some make a right that ends on half a cent; a bonus is asked for by a few.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs
import numpy as np

from afas import ps as registry
from afas.errors import FaultKind, Faults
from afas.forms import DeclarationKind
from afas.parameters import Pack
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation.synthetic._backends import BACKENDS, Column, table_of
from afas.simulation.synthetic._draws import Draws, Ints
from afas.simulation.synthetic._figures import Declared, known_figures
from afas.text import Text

__all__ = [
    "Places", "Plan", "activity_id", "check_size", "commune_name", "partner_id", "plan_of", "population",
    "population_blocks",
]  # fmt: skip

_SUBJECT: Final = Text(fr="Population synthétique", en="Synthetic population")
_BLOCK: Final = 1 << 16
_CAFS: Final = ("X1", "X2", "X3", "X4", "X5")  # no Caf has these codes
_COMMUNES: Final = 40
# How many activities the partners of a cycle have: most have one or two, a few have many.
_ACTIVITIES: Final = np.repeat(np.arange(8), (1, 1, 2, 1, 3, 1, 2, 9))

NOT_A_SIZE = FaultKind(
    "not-a-size",
    Text(
        fr="{found} : attendu un nombre entier, de zéro à 10 milliards",
        en="{found}: a whole number is expected, from zero to 10 thousand million",
    ),
)
UNKNOWN_BACKEND = FaultKind(
    "unknown-backend", Text(fr="« {found} » ; connus : {known}", en="“{found}”; known: {known}")
)


@attrs.frozen
class Plan:
    """The options of a population; the same plan gives the same rows on every machine.

    Attributes:
        seed: of the streams of bits.
        services: the PS drawn from, each as likely.
        year: the financial year.
        kinds: the kinds of declaration of each activity, a row each.
        parameters: figures that expenses are spread around; the rest built in, or illustrative.
    """

    seed: int
    services: tuple[PS, ...]
    year: int
    kinds: tuple[DeclarationKind, ...]
    parameters: Pack | None = None


def plan_of(
    seed: int,
    ps: str | PS | Sequence[str | PS] | None,
    year: int,
    kinds: Sequence[DeclarationKind | str],
    parameters: Pack | None = None,
) -> Plan:
    """The plan that arguments ask for; None for every PS that can be computed that year.

    Raises:
        UnknownPS: no PS has this code.
    """
    given: Sequence[str | PS] = registry.codes() if ps is None else [ps] if isinstance(ps, (str, PS)) else ps
    services = [registry.get(service) if isinstance(service, str) else service for service in given]
    if ps is None:
        services = [service for service in services if _computable(service, year, parameters)]
    return Plan(seed, tuple(services), year, tuple(DeclarationKind(kind) for kind in kinds), parameters)


def _computable(service: PS, year: int, parameters: Pack | None) -> bool:
    """Is there a formula that year, and a figure, if illustrative, for all it reads?"""
    on = FinancialYear(year, service.school_year).start
    formula = service.formula(on)
    return formula is not None and known_figures(service, formula, on, parameters).keys() >= set(formula.uses)


def population(
    size: int,
    *,
    seed: int,
    ps: str | PS | Sequence[str | PS] | None = None,
    year: int = 2023,
    kinds: Sequence[DeclarationKind | str] = (DeclarationKind.ACTUAL,),
    parameters: Pack | None = None,
    backend: str = "pyarrow",
) -> Any:
    """Activities and what they declare, as a table; illustrative figures throughout.

    Args:
        size: how many activities; each has a row for each kind of declaration.
        seed: the same seed gives the same table, whatever the machine and the backend.
        ps: the PS, or several; None: all that have a formula and figures that year, be they illustrative.
        year: the financial year (an int, as each PS reads it).
        kinds: the kinds of declaration, e.g. `("FORECAST", "ACTUAL")`.
        parameters: figures that expenses are spread around, so that both sides of a ceiling occur.
        backend: "pyarrow", "pandas", "polars" or "numpy".

    Returns:
        A table with the columns `ps`, `year`, `kind`, `caf`, `commune`, `partner`, `activity`, then one for each field
        of the PS: exact decimals; where several PS stand in one table, a field that a PS does not ask for is empty.

    Raises:
        UnknownPS: no PS has this code.
        InvalidInput: a size or a backend that is not allowed.

    >>> table = population(3, seed=1, ps="RPE", backend="numpy")
    >>> list(table)[:9]
    ['ps', 'year', 'kind', 'caf', 'commune', 'partner', 'activity', 'animator_fte', 'expenses']
    >>> len(table["expenses"])
    3
    """
    plan = plan_of(seed, ps, year, kinds, parameters)
    check_size(size, size, backend)
    blocks = [_rows(plan, start, min(start + _BLOCK, size)) for start in range(0, max(size, 1), _BLOCK)]
    whole = {name: Column.joined([block[name] for block in blocks]) for name in blocks[0]}
    return table_of(whole, backend)


def population_blocks(
    size: int,
    *,
    seed: int,
    ps: str | PS | Sequence[str | PS] | None = None,
    year: int = 2023,
    kinds: Sequence[DeclarationKind | str] = (DeclarationKind.ACTUAL,),
    parameters: Pack | None = None,
    backend: str = "pyarrow",
    block: int = _BLOCK,
) -> Iterator[Any]:
    """The rows of `population`, block after block: memory holds one block only.

    Args:
        size: as for `population`, like the arguments not named here.
        seed: as there.
        ps: as there.
        year: as there.
        kinds: as there.
        parameters: as there.
        backend: as there.
        block: how many activities in each table.

    Raises:
        UnknownPS: no PS has this code.
        InvalidInput: a size, a block or a backend that is not allowed.

    >>> [len(block["expenses"]) for block in population_blocks(5, seed=1, ps="RPE", backend="numpy", block=2)]
    [2, 2, 1]
    """
    plan = plan_of(seed, ps, year, kinds, parameters)
    check_size(size, block, backend)
    return (table_of(_rows(plan, start, min(start + block, size)), backend) for start in range(0, size, max(block, 1)))


def check_size(size: object, block: object = _BLOCK, backend: object = "numpy") -> None:
    """Refuse a size, a block or a backend that is not allowed.

    Raises:
        InvalidInput: with every fault.
    """
    faults = Faults(_SUBJECT)
    for path, found in {"size": size, "block": block}.items():
        if isinstance(found, bool) or not isinstance(found, (int, np.integer)) or not 0 <= found <= 10**10:
            faults.add(NOT_A_SIZE.at(path, found=str(found)[:40]))
    if backend not in BACKENDS:
        faults.add(UNKNOWN_BACKEND.at("backend", found=str(backend)[:40], known=BACKENDS))
    faults.raise_if_any()


@attrs.frozen
class Places:
    """The partner, the place and the PS of each activity of a range."""

    partner: Ints
    caf: Ints
    commune: Ints
    service: Ints

    @classmethod
    def of(cls, plan: Plan, start: int, stop: int) -> "Places":
        """The activities from `start` to `stop` (excluded)."""
        ranks = np.arange(start, stop, dtype=np.int64)
        cycle, within = np.divmod(ranks, len(_ACTIVITIES))
        partner = cycle * 8 + _ACTIVITIES[within]
        first, last = (int(partner[0]), int(partner[-1]) + 1) if len(partner) else (0, 1)
        owners = Draws(plan.seed, first, last)
        caf, commune = owners.between("caf", 0, len(_CAFS) - 1), owners.between("commune", 1, _COMMUNES)
        service = Draws(plan.seed, start, stop).between("ps", 0, len(plan.services) - 1)
        return cls(partner, caf[partner - first], commune[partner - first], service)


def numbered(prefix: str, digits: int) -> Any:
    """Identifiers of a fixed width, from numbers: `numbered("A", 10)(ranks)`."""

    def identifiers(numbers: Ints) -> Any:
        letters = np.empty((len(numbers), len(prefix) + digits), np.uint8)
        letters[:, : len(prefix)] = np.frombuffer(prefix.encode(), np.uint8)
        left = numbers
        for place in range(len(prefix) + digits - 1, len(prefix) - 1, -1):
            left, digit = np.divmod(left, 10)
            letters[:, place] = digit + ord("0")
        return letters.view(f"S{letters.shape[1]}").ravel()

    return identifiers


partner_id, activity_id = numbered("P", 10), numbered("A", 10)


def commune_name(caf: int, number: int) -> str:
    """An invented commune of an invented Caf."""
    return f"COMMUNE {_CAFS[caf]}-{number:02}"


_COMMUNE_NAMES: Final = tuple(commune_name(caf, number) for caf in range(len(_CAFS)) for number in range(1, 1 + 40))


def _rows(plan: Plan, start: int, stop: int) -> dict[str, Column]:
    """The rows of a range of activities: those of an activity stand together, one per kind."""
    places, many = Places.of(plan, start, stop), len(plan.kinds)
    codes, kinds = tuple(service.code for service in plan.services), tuple(str(kind) for kind in plan.kinds)
    columns = {
        "ps": Column.chosen(np.repeat(places.service, many), codes),
        "year": Column.exact(np.full((stop - start) * many, plan.year, np.int64), 0),
        "kind": Column.chosen(np.tile(np.arange(many, dtype=np.int64), stop - start), kinds),
        "caf": Column.chosen(np.repeat(places.caf, many), _CAFS),
        "commune": Column.chosen(np.repeat(places.caf * _COMMUNES + places.commune - 1, many), _COMMUNE_NAMES),
        "partner": Column.words(np.repeat(partner_id(places.partner), many)),
        "activity": Column.words(np.repeat(activity_id(np.arange(start, stop, dtype=np.int64)), many)),
    }
    figures: dict[str, Column] = {}
    for number, service in enumerate(plan.services):
        here = None if len(plan.services) == 1 else places.service == number
        for rank, kind in enumerate(plan.kinds):
            drawn = Declared(service, plan.year, kind, plan.parameters).figures(Draws(plan.seed, start, stop))
            for name, (values, scale) in drawn.items():
                column = figures.get(name) or Column.empty((stop - start) * many, scale)
                figures[name] = column.filled(values, scale, here, rank, many)
    for service in plan.services:
        for field in service.fields:
            columns.setdefault(field.name, figures.get(field.name) or Column.empty((stop - start) * many, 0))
    return columns
