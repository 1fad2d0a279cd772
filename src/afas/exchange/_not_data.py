"""Public types that are tools and not data, each with the reason why it does not travel."""

from collections.abc import Mapping
from typing import Any, Final

from afas.agreements import GivenFigures
from afas.assignments import Register, RoleIndex
from afas.audit import BuiltInFigure, Coverage, Provenance
from afas.declarations import (
    ActionChoice,
    ActionField,
    Attempt,
    Context,
    Effects,
    Holds,
    Labels,
    OnChecks,
    OnSignature,
)
from afas.documents import Bullets, Document, Heading, Note, Paragraph, Row, Table
from afas.documents import Line as ShownLine
from afas.errors import Faults
from afas.ical import WindowsRead
from afas.numbers import Tracer
from afas.packs import Template
from afas.participations import Bound, CeilingUsed, Range, Tariff, Tariffs
from afas.payments import (
    Item,
    Plan,
    Year,
)
from afas.persistent import SortedMap
from afas.ps import Constraint, Example
from afas.reading import Reader
from afas.receipts import Receipt
from afas.text import Code

__all__ = ["NOT_DATA"]

NOT_DATA: Final[Mapping[type[Any], str]] = {
    GivenFigures: "read from what the Caf gives, which travels",
    Bullets: "part of a document",
    Bound: "what a tariff of a family says, made anew",
    CeilingUsed: "what a tariff of a family says, made anew",
    Code: "the root of the codes: each of them travels",
    Context: "what a portal hands in with an action: the roles and the scale travel",
    ActionChoice: "a choice of a key of an action, for whoever builds a form",
    ActionField: "describes a key of an action, for whoever builds a form",
    Holds: "says what a key of an action holds",
    Effects: "stands beside an action's class, and not in its data",
    Attempt: "an action being judged: the declaration, the action and the roles travel",
    Document: "rendered at once: what it shows travels",
    Constraint: "a rule between figures of a PS, which travels as its code",
    Example: "part of a PS, which travels as its code",
    OnChecks: "what an action does, said by its class",
    OnSignature: "what an action does, said by its class",
    Reader: "reads a mapping; what it reads travels",
    Faults: "gathers faults while an input is read; what it raises is an InvalidInput",
    Heading: "part of a document",
    Item: "inside of the ledger",
    Labels: "words of the caller's own, for its screens",
    Note: "part of a document",
    Paragraph: "part of a document",
    Plan: "inside of the ledger",
    Range: "two amounts, worked out from the scale",
    RoleIndex: "inside of a book of roles, made anew",
    Register: "inside of a book of roles, which travels",
    Receipt: "rendered at once: the declaration travels",
    Row: "part of a document",
    ShownLine: "part of a document",
    SortedMap: "a container",
    Table: "part of a document",
    Tariff: "worked out from a family and a day, which the caller holds",
    Tariffs: "worked out from a table of families",
    BuiltInFigure: "a figure of the library itself",
    Coverage: "part of a report on the library itself",
    Provenance: "a report on the library itself",
    Template: "a pack to fill in, written at once",
    Tracer: "collects the steps while a formula runs",
    WindowsRead: "what reading a file gives: its windows travel",
    Year: "inside of the ledger",
}
"""Public types that are tools and not data, each with the reason why it does not travel."""
