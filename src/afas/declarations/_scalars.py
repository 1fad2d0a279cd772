"""The values accepted in a field: scalars of bounded size; all others are refused."""

from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from numbers import Integral
from typing import Final

from afas.errors import Fault, FaultKind, Faults
from afas.quantities import FLOAT
from afas.text import Text

__all__ = ["NOT_A_SCALAR", "Scalar", "blank", "copied_scalars"]

Scalar = str | int | Decimal | bool | None
"""A value typed in a field, kept as it was typed."""

_MOST_DIGITS: Final = 30
"""The digits a number may have, before and after its point: far more than any figure, and what JSON keeps."""
_MOST_WHOLE: Final = 10**15
"""A whole number beyond is kept as a decimal: JSON readers round longer ones."""

NOT_A_SCALAR: Final = FaultKind(
    "not-a-scalar",
    Text(
        fr="une donnée est un texte, un nombre fini, oui ou non, ou rien ; reçu : {found}",
        en="a value is a text, a finite number, yes or no, or nothing; got: {found}",
    ),
)
_SUBJECT: Final = Text(fr="Saisie", en="Entry")


def copied_scalars(values: object) -> Mapping[str, Scalar]:
    """The values of a form, in a mapping of their own.

    Raises:
        InvalidInput: one of them is no scalar (`not-a-scalar`), or a float (`float-refused`); all are in `faults`.
    """
    faults = Faults(_SUBJECT)
    copied: dict[str, Scalar] = {}
    if not isinstance(values, Mapping):
        faults.add(NOT_A_SCALAR.at("values", found=_shown(values)))
    given: Mapping[object, object] = values if isinstance(values, Mapping) else {}
    for name, value in given.items():
        if not isinstance(name, str):
            faults.add(NOT_A_SCALAR.at("values", found=_shown(name)))
        elif value is None or isinstance(value, (str, bool)):
            copied[name] = str.__str__(value) if isinstance(value, str) else value
        else:
            number = _number(value, f"values.{name[:40]}")
            if isinstance(number, Fault):
                faults.add(number)
            else:
                copied[name] = number
    faults.raise_if_any()
    return copied


def _number(value: object, path: str) -> int | Decimal | Fault:
    """The number as plain Python has it, or why it cannot be kept, shown and compared."""
    if isinstance(value, Integral) and abs(int(value)) < 10**_MOST_DIGITS:
        return int(value) if abs(int(value)) < _MOST_WHOLE else Decimal(int(value))
    if isinstance(value, float) and isfinite(value):
        return FLOAT.at(path, found=repr(float(value)))
    if isinstance(value, Decimal) and value.is_finite():
        places = -int(value.as_tuple().exponent)
        if places <= _MOST_DIGITS and value.adjusted() < _MOST_DIGITS:
            return value
    return NOT_A_SCALAR.at(path, found=_shown(value))


def _shown(value: object) -> str:
    """The kind of what is refused."""
    return type(value).__name__


def blank(value: object) -> bool:
    """Does it stand for an empty field, as forms post one?"""
    return value is None or (isinstance(value, str) and not value.strip())
