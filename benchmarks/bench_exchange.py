"""Reading and writing JSON: the quick readers beside the detailed one, which tells what is wrong and where.

A declaration of an ALSH on two sites, accepted, of six kilobytes; a book of 8,000 assignments. The floor is what the
standard library takes to parse the same text.
"""

import json
from datetime import date
from typing import Any

import afas
from afas import exchange
from afas.exchange import converter
from benchmarks import Row, worked
from benchmarks._campaign import CAMPAIGN, act, opened

PLACES = 2_000


def accepted() -> afas.Declaration:
    """A declaration that has seen a whole campaign."""
    declaration = opened()
    for rank in range(len(CAMPAIGN)):
        declaration = act(declaration, rank)
    return declaration


def book() -> afas.RoleBook:
    """Four assignments on each activity."""
    people = [afas.Person(f"U{number}", f"Personne {number}") for number in range(200)]
    given = [
        afas.Assignment(role, people[(place + rank) % 200], f"A{place}", afas.Period(date(2023, 1, 1)))
        for place in range(PLACES)
        for rank, role in enumerate((*afas.Role, afas.Role.FINANCIAL_DATA))
    ]
    return afas.RoleBook.of(given)


def detailed(text: str, kind: type[Any]) -> Any:
    """As it was read before there were quick readers."""
    return exchange._open(text, kind, lambda version: converter((), "refuse", version))[0]


def main() -> list[Row]:
    rows = []
    for what, value, times in (("declaration", accepted(), 200), ("book of 8,000 assignments", book(), 3)):
        text, kind = exchange.dumps(value), type(value)
        rows += [
            Row(f"{what}: read in detail", worked(lambda t=text, k=kind: detailed(t, k), times)),  # type: ignore[misc]
            Row(f"{what}: `exchange.loads`", worked(lambda t=text: exchange.loads(t), times)),  # type: ignore[misc]
            Row(f"{what}: `json.loads` alone", worked(lambda t=text: json.loads(t), times)),  # type: ignore[misc]
            Row(f"{what}: `exchange.dumps`", worked(lambda v=value: exchange.dumps(v), times)),  # type: ignore[misc]
        ]
    return rows
