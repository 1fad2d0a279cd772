"""Types that travel as the parts they are made from: reference data, books of roles, ledgers."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from afas.assignments import Assignment, Role
from afas.partners import Activity, Agreement, Partner, Person
from afas.payments import (
    Fact,
    Ledger,
)
from afas.reference import Reference
from afas.roles import RoleBook
from afas.terms import TermsBook

__all__ = ["REBUILT", "Rebuilt"]


@attrs.frozen
class Rebuilt:
    """The wire form of a type that holds indexes: the parts it is built from, and built again from them.

    Attributes:
        parts: the type of each, by name.
        take: the parts of an object.
        make: the object, from its parts; it checks them.
        needed: the parts it cannot be made without.
    """

    parts: Mapping[str, Any]
    take: Callable[[Any], Mapping[str, Any]]
    make: Callable[..., Any]
    needed: tuple[str, ...] = ()


def _parts_of_reference(reference: Reference) -> dict[str, Any]:
    lists = {"activities": reference.activities, "persons": reference.persons, "partners": reference.partners}
    return {name: tuple(listed) for name, listed in {**lists, "agreements": reference.agreements}.items()}


def _ledger(terms: TermsBook, activities: tuple[Activity, ...] = (), facts: tuple[Fact, ...] = ()) -> Ledger:
    return Ledger(terms, activities).record(*facts)


REBUILT: Final[Mapping[type[Any], Rebuilt]] = {
    Reference: Rebuilt(
        {
            "activities": tuple[Activity, ...],
            "persons": tuple[Person, ...],
            "partners": tuple[Partner, ...],
            "agreements": tuple[Agreement, ...],
        },
        _parts_of_reference,
        Reference.of,
    ),
    RoleBook: Rebuilt(
        {"assignments": tuple[Assignment, ...], "reference": Reference, "limits": Mapping[Role, int]},
        lambda book: {"assignments": tuple(book.assignments), "reference": book.reference, "limits": book.limits},
        RoleBook.of,
    ),
    Ledger: Rebuilt(
        {"terms": TermsBook, "activities": tuple[Activity, ...], "facts": tuple[Fact, ...]},
        lambda ledger: {"terms": ledger.terms, "activities": tuple(ledger.activities.values()), "facts": ledger.facts},
        _ledger,
        needed=("terms",),
    ),
}
