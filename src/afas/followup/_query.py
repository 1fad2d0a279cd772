"""Queries of the list of declarations as data that a database can follow: filters, order, page.

`STORED` names the columns to keep beside each stored declaration, and `row` gives what stands in them: texts, whole
numbers and days, which every database compares alike. `Query.from_mapping` reads what an address or a form asks;
`Order.codes` says in which order the codes of a column come, where that is not the order of the alphabet.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from afas.declarations import Declaration, Status, Summary
from afas.errors import FaultKind, Faults, did_you_mean
from afas.followup._list import FormState, form_state
from afas.forms import DeclarationKind, FormCode
from afas.text import Text

__all__ = ["INDEXED", "STORED", "Order", "Query", "row"]

_FORM_STATES: Final = ("", *(state.value for state in FormState))
STORED: Final[Mapping[str, tuple[str, ...]]] = {
    "year": (),
    "kind": tuple(kind.value for kind in DeclarationKind),
    "activity": (),
    "nature": (),
    "activity_form": _FORM_STATES,
    "financial_form": _FORM_STATES,
    "status": tuple(status.value for status in Status),
    "before": (),
}
"""The columns of the list that a database can keep, each with its codes in their order; none: values have their own."""
INDEXED: Final = ("activity_id", "partner", "status")
"""The columns to index: whose declarations they are, and where they stand."""
_LARGEST: Final = 200
_SUBJECT: Final = Text(fr="Liste des déclarations", en="List of declarations")

NO_COLUMN: Final = FaultKind(
    "unknown-column",
    Text(
        fr="« {found} » n’est pas une colonne qui se filtre ou se trie{hint} ; celles qui le sont : {known}",
        en="“{found}” is no column to filter or sort by{hint}; those that are: {known}",
    ),
)
NO_CHOICE: Final = FaultKind(
    "not-a-choice",
    Text(
        fr="« {found} » n’est pas une valeur de cette colonne ; attendu : {known}",
        en="“{found}” is no value of this column; expected: {known}",
    ),
)
NOT_SO: Final = FaultKind(
    "not-of-the-column",
    Text(
        fr="« {found} » ne se compare pas à la colonne {column} : attendu 2023, ou 2023-07-13 pour un jour",
        en="“{found}” does not compare with the column {column}: expected 2023, or 2023-07-13 for a day",
    ),
)
NO_NUMBER: Final = FaultKind(
    "not-a-page",
    Text(fr="« {found} » n’est pas un nombre entier de 1 à {most}", en="“{found}” is no whole number from 1 to {most}"),
)


def row(declaration: Declaration | Summary) -> dict[str, str | int | date]:
    """The values of the stored columns: those of `STORED`, and `activity_id` and `partner`, to look up by.

    >>> import afas
    >>> centre = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")
    >>> (one,) = afas.open_declarations(afas.calendars.get("92", 2023), [centre], on=date(2022, 12, 18))
    >>> kept = row(one)
    >>> kept["year"], kept["kind"], kept["activity"], kept["status"], kept["activity_form"]
    (2023, 'FORECAST', 'Loisirs', 'TO_ENTER', 'TO_ENTER')
    """
    states = {code: form_state(declaration, code) for code in FormCode}
    forms = {f"{code.value}_form": "" if state is None else state.value for code, state in states.items()}
    return {
        "activity_id": declaration.activity.id,
        "partner": declaration.activity.partner,
        "year": declaration.year.year,
        "kind": declaration.kind.value,
        "activity": declaration.activity.name,
        "nature": declaration.activity.nature,
        **forms,
        "status": declaration.status.value,
        "before": declaration.window.before,
    }


@attrs.frozen
class Order:
    """A column to sort by.

    Attributes:
        column: one of `STORED`.
    """

    column: str
    descending: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the column, in their order; empty where its values have an order of their own.

        Raises:
            InvalidInput: the list has no such column.
        """
        faults = Faults(_SUBJECT)
        _known(self.column, "column", faults)
        faults.raise_if_any()
        return STORED[self.column]


@attrs.frozen
class Query:
    """A query of the list: filters, order, page.

    Attributes:
        filters: the values wanted, by column; one of them has to stand there.
        order: the columns to sort by, the first one first; the deadline where none is asked.
        page: from 1.
        size: lines on a page.
    """

    filters: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)
    order: tuple[Order, ...] = (Order("before"),)
    page: int = 1
    size: int = 25

    @property
    def first(self) -> int:
        """The number of lines before the page (SQL: OFFSET)."""
        return (self.page - 1) * self.size

    @classmethod
    def from_mapping(cls, asked: Mapping[str, Sequence[str] | str]) -> "Query":
        """Read the query of an address: `status=REFUSED&status=TO_ENTER&sort=-year&page=2`.

        Empty values ask for nothing; `sort` names columns, with a minus where the greatest comes first.

        Raises:
            InvalidInput: a column or a value that the list does not have; every fault, with its path.

        >>> query = Query.from_mapping({"status": ["REFUSED"], "nature": [""], "sort": "-year", "page": "2"})
        >>> query.filters, query.order, query.first
        ({'status': ('REFUSED',)}, (Order(column='year', descending=True),), 25)
        """
        faults = Faults(_SUBJECT)
        lists = {name: (found,) if isinstance(found, str) else tuple(found) for name, found in asked.items()}
        given = {name: kept for name, found in lists.items() if (kept := tuple(words for words in found if words))}
        page = _number(given.pop("page", ("1",))[-1], "page", 10**6, faults)
        size = _number(given.pop("size", ("25",))[-1], "size", _LARGEST, faults)
        order = tuple(Order(name.removeprefix("-"), name.startswith("-")) for name in given.pop("sort", ("before",)))
        for place, sort in enumerate(order):
            _known(sort.column, f"sort[{place}]", faults)
        for name, wanted in given.items():
            _known(name[:40], name[:40], faults)
            codes = STORED.get(name, ())
            for place, key in enumerate(wanted):
                path, found = f"{name}[{place}]", key[:40]
                if codes and key not in codes:
                    faults.add(NO_CHOICE.at(path, found=found, known=tuple(code for code in codes if code)))
                elif not _SHAPES.get(name, str)(key):
                    faults.add(NOT_SO.at(path, found=found, column=name))
        faults.raise_if_any()
        return cls(given, order, page, size)


def _is_year(raw: str) -> bool:
    return len(raw) == 4 and raw.isascii() and raw.isdigit()


def _is_day(raw: str) -> bool:
    try:
        return date.fromisoformat(raw) is not None
    except ValueError:
        return False


_SHAPES: Final[Mapping[str, Callable[[str], object]]] = {"year": _is_year, "before": _is_day}


def _known(column: str, path: str, faults: Faults) -> None:
    if column not in STORED:
        hint = did_you_mean(column[:40], STORED)
        faults.add(NO_COLUMN.at(path, found=column[:40], hint=hint, known=tuple(STORED)))


def _number(raw: str, path: str, most: int, faults: Faults) -> int:
    if raw.isascii() and raw.isdigit() and len(raw) < 9 and 1 <= int(raw) <= most:
        return int(raw)
    faults.add(NO_NUMBER.at(path, found=raw[:40], most=str(most)))
    return 1
