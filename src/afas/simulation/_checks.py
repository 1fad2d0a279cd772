"""Checks of a table before any row is read: its columns, and what the caller says of them."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

import attrs

from afas.columns import Each
from afas.errors import Fault, FaultKind, InvalidInput, closest, did_you_mean
from afas.forms import MISSING, DeclarationKind, Field
from afas.parameters import UNKNOWN_PARAMETER, Pack, Policy, Supplied
from afas.ps import PS
from afas.quantities import Unit
from afas.simulation._tables import NO_COLUMN, Table
from afas.text import Text

__all__ = [
    "FLOATS", "LIKE_A_FIELD", "TABLE", "Asked", "Decimals", "Parameters", "Places", "asked_of", "check",
    "check_columns", "check_floats", "check_floats_of", "check_parameters", "no_column", "own",
]  # fmt: skip

Parameters = Supplied | Pack | Mapping[str, Supplied]
Decimals = int | Mapping[str, int]
"""How many decimals floats stand for: the same everywhere, or by column ("*": those that are not named)."""

NO_FIELD: Final = FaultKind(
    MISSING.code,
    Text(
        fr="la table n’a pas de colonne « {name} » : {label} ({unit})",
        en="the table has no column “{name}”: {label} ({unit})",
    ),
)
LIKE_A_FIELD: Final = FaultKind(
    "looks-like-a-field",
    Text(
        fr="la colonne « {found} » ressemble à la donnée « {name} », absente : renommez l’une ou l’autre",
        en="the column “{found}” looks like the field “{name}”, which is absent: rename one or the other",
    ),
)
FLOATS: Final = FaultKind(
    "floats-refused",
    Text(
        fr="des flottants ne sont pas exacts : donnez des décimaux, ou dites combien de décimales "
        "ils représentent, par exemple decimals={{'{name}': 2}}",
        en="floats are not exact: give decimals, or say how many decimals they stand for, "
        "such as decimals={{'{name}': 2}}",
    ),
)
NOT_DECIMALS: Final = FaultKind(
    "not-decimals",
    Text(
        fr="« {found} » n’est pas un nombre de décimales : donnez un entier de 0 à {most}",
        en="“{found}” is not a number of decimals: give a whole number from 0 to {most}",
    ),
)
TABLE: Final = Text(fr="colonnes de la table", en="columns of the table")
_PARAMETERS: Final = Text(fr="paramètres", en="parameters")
_EVERY: Final = "*"
_MOST: Final = 12
_CLOSE: Final = 0.85


@attrs.frozen(eq=False)
class Places:
    """The decimals that floats stand for, by column.

    >>> Places.of({"*": 2, "general_scheme_share": 4}).get("general_scheme_share")
    4
    """

    named: Mapping[str, int]

    @classmethod
    def of(cls, decimals: Decimals | None) -> "Places":
        """From what the caller gives.

        Raises:
            InvalidInput: a number of decimals is none.
        """
        named = decimals if isinstance(decimals, Mapping) else {} if decimals is None else {_EVERY: decimals}
        faults = tuple(
            NOT_DECIMALS.at(
                f"decimals.{name}" if isinstance(decimals, Mapping) else "decimals", found=found, most=_MOST
            )
            for name, found in ((name, repr(places)[:40]) for name, places in named.items() if not _is_count(places))
        )
        if faults:
            raise InvalidInput(TABLE, faults)
        return cls({name: int(places) for name, places in named.items()})

    def get(self, *names: str) -> int | None:
        """Of a column, by the first of its names that is given; None: floats are refused there."""
        return next((self.named[name] for name in (*names, _EVERY) if name in self.named), None)

    def check(self, table: Table, known: Iterable[str] = ()) -> None:
        """Every column that is named is there, or could be.

        Raises:
            InvalidInput: none has this name.
        """
        names = {*table.names, *known}
        faults = tuple(
            NO_COLUMN.at(f"decimals.{name}", found=name, hint=did_you_mean(name, names), known=tuple(table.names))
            for name in self.named
            if name != _EVERY and name not in names
        )
        if faults:
            raise InvalidInput(TABLE, faults)


def _is_count(places: Any) -> bool:
    whole = hasattr(places, "__index__") and not isinstance(places, bool)
    return whole and 0 <= int(places) <= _MOST


@attrs.frozen(eq=False)
class Asked:
    """The options of a computation, beside its PS and year: the arguments of `estimate_table`."""

    parameters: Parameters | None = None
    policy: Policy = "strict"
    places: Places = attrs.field(factory=lambda: Places({}))
    kind: DeclarationKind | None = None
    known_on: date | None = None
    each: Each = map
    replacing: Collection[str] = ()
    locale: str | None = None


def check_columns(table: Table, fields: Mapping[str, Field], asked: Iterable[Field]) -> None:
    """A column for every field that has to be filled in, and none that looks like a field but is not.

    Args:
        table: its columns.
        fields: of the PS, by name.
        asked: those that are asked for.

    Raises:
        InvalidInput: a column is absent, or its name is misspelt.
    """
    faults, others = [], [name for name in table.names if name not in fields]
    for field in asked:
        if field.name in table.names:
            continue
        alike = closest(field.name, others) if others else None
        if field.default is None:
            faults.append(no_column(field.name, field.text, field.unit))
        if alike and _alike(alike, field.name, required=field.default is None):
            faults.append(LIKE_A_FIELD.at(f"columns.{alike}", found=alike, name=field.name))
    if faults:
        raise InvalidInput(TABLE, tuple(faults))


def no_column(name: str, label: Text, unit: Unit) -> Fault:
    """The fault of a table without the column of a figure that is needed."""
    return NO_FIELD.at(f"columns.{name}", name=name, label=label, unit=unit)


def _alike(found: str, name: str, required: bool) -> bool:
    return required or difflib.SequenceMatcher(None, found, name).ratio() >= _CLOSE


def check_floats(names: Iterable[str], places: Places, *also: str) -> None:
    """Columns of floats (`names`) are refused whole, unless the caller says what decimals they stand for.

    Raises:
        InvalidInput: a column is of floats.
    """
    faults = tuple(FLOATS.at(f"columns.{name}", name=name) for name in names if places.get(name, *also) is None)
    if faults:
        raise InvalidInput(TABLE, faults)


def own(parameters: Mapping[str, Any], service: PS) -> Mapping[str, Any]:
    """The figures of one PS: those under its code, or all of them where they stand under no code."""
    if parameters and all(isinstance(figures, Mapping) for figures in parameters.values()):
        for code in (service.code, *service.aliases):
            if code in parameters:
                return parameters[code]  # type: ignore[no-any-return]
        return {}
    return parameters


def check_parameters(
    services: Iterable[PS],
    parameters: Parameters | None,
    replacing: Collection[str] = (),
) -> None:
    """Every name that is supplied, or said to be replaced, is a parameter of some PS asked for.

    Raises:
        InvalidInput: a name is unknown.
    """
    services = tuple(services)
    known = {name for service in services for name in service.by_name}
    by_name = parameters is not None and not isinstance(parameters, Pack)
    supplied = {name for service in services for name in own(parameters, service)} if by_name else set()  # type: ignore[arg-type]
    faults: list[Fault] = []
    for place, names in (("parameters", supplied), ("replacing", set(replacing) - {"*"})):
        for name in sorted(names - known):
            fields = {"found": name, "hint": did_you_mean(name, known), "known": tuple(sorted(known))}
            faults.append(UNKNOWN_PARAMETER.at(f"{place}.{name}", **fields))
    if faults:
        raise InvalidInput(_PARAMETERS, tuple(faults))


def asked_of(services: Iterable[PS], kind: DeclarationKind | None) -> dict[str, Field]:
    """The fields that this kind of declaration asks for, by name."""
    return {field.name: field for service in services for field in service.fields if field.asked(kind)}


def check(table: Table, services: tuple[PS, ...], asked: Asked) -> None:
    """The table as a whole, before any row is read.

    Raises:
        InvalidInput: a column is missing, of floats, or what is said of a column is wrong; or a parameter is unknown.
    """
    fields = asked_of(services, asked.kind)
    check_columns(table, fields, fields.values())
    check_parameters(services, asked.parameters, asked.replacing)
    asked.places.check(table, asked_of(services, None))
    check_floats_of(table, services, asked)


def check_floats_of(table: Table, services: tuple[PS, ...], asked: Asked) -> None:
    """No column that is read is of floats without its decimals.

    Raises:
        InvalidInput: a column is of floats, and nobody said of how many decimals.
    """
    every = asked_of(services, None)
    check_floats((name for name in table.names if name in every and table.is_float(name)), asked.places)
