"""Removes the names of persons from a declaration; their ids stay, and the signature still holds."""

from collections.abc import Collection

import attrs

from afas.declarations._declaration import Declaration, Event
from afas.declarations._signing import Signature
from afas.partners import Person

__all__ = ["without_names"]


def without_names(declaration: Declaration, persons: Collection[str]) -> Declaration:
    """The declaration with these persons' names erased from its history and its signatures.

    A signature of scheme 2 covers a person by the id and by a digest of the record (`Signature.persons`): an empty name
    is taken as erased, another name is not. `verify` says whose name is erased. Words that somebody wrote
    (justifications, reasons) are covered as they are, and stay.

    Args:
        declaration: of any state.
        persons: their ids.
    """

    def person(known: Person) -> Person:
        return Person(known.id, "") if known.id in persons else known

    def signature(given: Signature | None) -> Signature | None:
        return None if given is None else attrs.evolve(given, by=person(given.by))

    def event(happened: Event) -> Event:
        return attrs.evolve(happened, by=person(happened.by), signature=signature(happened.signature))

    return attrs.evolve(
        declaration,
        history=tuple(event(happened) for happened in declaration.history),
        signature=signature(declaration.signature),
    )
