"""The names under which types travel, the types that travel as their code, and the families of types."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from afas.administration import OnPlace, RoleChange
from afas.assignments import State as AssignmentState
from afas.controls import Control
from afas.declarations import Action, OnForm
from afas.exchange._types import TYPES
from afas.payments import Due, Fact, Matching, Money, Movement, OfDeclaration, OfYear, Reasoned, Settlement
from afas.ps import PS, Formula, Part
from afas.text import Text
from afas.windows import Change as WindowChange
from afas.windows import ChangeKind as WindowChangeKind

__all__ = ["BY_CODE", "FAMILIES", "by_name", "titled", "wire_name"]

NAMES: Final[Mapping[type[Any], str]] = {
    Matching: "Settling",  # as version 1 called it
    AssignmentState: "AssignmentState",
    WindowChange: "WindowChange",
    WindowChangeKind: "WindowChangeKind",
}
"""Names on the wire of the classes whose own name two modules share."""

BY_CODE: Final[Mapping[type[Any], Text]] = {
    PS: Text(fr="Code d’une prestation de service", en="Code of a PS"),
    Part: Text(fr="Part d’un droit : code de la PS et nom", en="Part of a right: code of its PS and name"),
    Formula: Text(fr="Formule : code de la PS et premier jour", en="Formula: code of its PS and first day"),
    Control: Text(fr="Code d’un contrôle", en="Code of a control"),
}
"""Types that hold functions: they travel as their code."""

_FAMILIES: Final = (Action, OnForm, RoleChange, OnPlace, Fact, Movement, OfYear, OfDeclaration, Money)

FAMILIES: Final[Mapping[type[Any], tuple[type[Any], ...]]] = {
    **{root: tuple(kind for kind in TYPES if issubclass(kind, root)) for root in _FAMILIES},
    Reasoned: (Due, Settlement),
}
"""Roots of a family: each member of it travels under its own name."""


def wire_name(kind: type[Any]) -> str:
    """The name of a type on the wire."""
    return NAMES.get(kind, kind.__name__)


@cache
def by_name() -> dict[str, type[Any]]:
    """The types that travel as data, by their name on the wire."""
    return {wire_name(kind): kind for kind in TYPES}


def titled(kind: type[Any]) -> Text:
    """The name of a type in words; a type of the caller's own has its class name."""
    return TYPES.get(kind) or BY_CODE.get(kind) or Text(fr=kind.__name__, en=kind.__name__)
