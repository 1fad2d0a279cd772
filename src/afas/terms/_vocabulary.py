"""The vocabulary of terms of payment: the possible choices, each with its words."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from afas.errors import FaultKind, InvalidInput
from afas.periods import YEARS
from afas.quantities import Unit, read_number
from afas.reading import shown, unreadable
from afas.text import Text

__all__ = [
    "BASES", "CONDITION", "CONDITIONS", "DENOMINATORS", "EQUIPMENT", "PARTIAL_YEARS", "READINGS", "ROUNDINGS", "SCOPES",
    "SIDES", "SUBJECT", "TRIGGERS", "UNKNOWN_CHOICE", "UNSPECIFIED", "among", "are_codes", "are_readings",
    "is_condition", "is_day", "is_year", "rate",
]  # fmt: skip

SUBJECT: Final = Text(fr="Modalités de paiement", en="Payment terms")
UNSPECIFIED: Final = "unspecified"
BASES: Final = {
    "forecast N": Text(fr="droit prévisionnel N", en="forecast right N"),
    "latest forecast N": Text(fr="dernier droit prévisionnel N", en="latest forecast right N"),
    "actual N": Text(fr="droit réel N", en="actual right N"),
    "actual N-1": Text(fr="droit réel N-1", en="actual right N-1"),
    "actual N-2": Text(fr="droit réel N-2", en="actual right N-2"),
}
TRIGGERS: Final = {
    "forecast transmitted": Text(fr="la prévisionnelle est transmise", en="the forecast is transmitted"),
    "forecast validated": Text(fr="la Caf valide la prévisionnelle", en="the Caf validates the forecast"),
    "actual N-1 transmitted": Text(fr="la réelle N-1 est transmise", en="the actual N-1 is transmitted"),
    "actual N-1 validated": Text(fr="la Caf valide la réelle N-1", en="the Caf validates the actual N-1"),
    "actual N-1 processed": Text(fr="la Caf a traité la réelle N-1", en="the Caf has processed the actual N-1"),
    "update validated": Text(fr="la Caf valide une actualisée", en="the Caf validates an update"),
    "June update validated": Text(fr="la Caf valide l’actualisée de juin", en="the Caf validates the June update"),
    "September update validated": Text(
        fr="la Caf valide l’actualisée de septembre", en="the Caf validates the September update"
    ),
    "balance N-1 paid": Text(fr="le solde N-1 est versé", en="the balance N-1 is paid"),
}
SCOPES: Final = {
    "cumulative": Text(fr="sur le cumul des acomptes", en="on all advances"),
    "this advance": Text(fr="sur cet acompte", en="on this advance"),
}
EQUIPMENT: Final = ("existing", "new")
PARTIAL_YEARS: Final = {
    "as declared": Text(fr="en entier", en="in whole"),
    "by days": Text(fr="au prorata des jours", en="by the number of days"),
    "by months": Text(fr="au prorata des mois", en="by the number of months"),
}
ROUNDINGS: Final = {"cent": 1, "euro": 100}  # the step in cents; half up
CONDITION: Final = re.compile(
    r"(?P<side>gap|rise|drop|unspecified) over (?P<over>[0-9]\.[0-9]{1,6})( of (?P<of>actual N-1|forecast N))?"
    r"(?P<unless> not justified)?",
    re.ASCII,
)
SIDES: Final = ("gap", "rise", "drop")
DENOMINATORS: Final = ("actual N-1", "forecast N")
CONDITIONS: Final = ("None", "gap over 0.10 not justified", "rise over 0.10", "drop over 0.10 of forecast N")

READINGS: Final = {
    "cap": Text(fr="limite des acomptes", en="limit of the advances"),
    "top_up_rate": Text(fr="taux du complément", en="rate of the top-ups"),
    "partial_year": Text(fr="droit antérieur d’une année partielle", en="earlier right for a part of a year"),
    "base": Text(fr="droit dont l’acompte est une part", en="right that an advance is a rate of"),
    "trigger": Text(fr="événement qui déclenche un acompte", en="event that an advance is paid on"),
    "gap": Text(fr="sens et dénominateur de l’écart", en="side and denominator of the gap"),
    "year": Text(fr="exercice", en="financial year"),
}
"""The readings that a caller may name where a source is silent."""

UNKNOWN_CHOICE = FaultKind(
    "unknown-choice",
    Text(fr="« {found} » est inconnu ; au choix : {known}", en="“{found}” is unknown; choose among: {known}"),
)


def rate(raw: object) -> Decimal:
    """A ratio, for a constructor: exact, between 0 and 1.

    Raises:
        InvalidInput: it is none.
    """
    read = read_number(raw, "rate", Unit.RATIO)
    if isinstance(read, Decimal):
        return read
    raise InvalidInput(SUBJECT, (read,))


class among:  # noqa: N801 - read as a word, like the validators of attrs
    """A validator: one of these `choices`, which a schema shows; nothing, where nothing is the default."""

    def __init__(self, choices: Iterable[str]) -> None:
        self.choices: Final = tuple(choices)

    def __call__(self, _: object, field: "attrs.Attribute[Any]", found: Any) -> None:
        """Refuse a value that is none of them."""
        if found not in self.choices and (found is not None or field.default is not None):
            raise InvalidInput(SUBJECT, (UNKNOWN_CHOICE.at(field.name, found=shown(found), known=self.choices),))


def is_condition(_: object, field: "attrs.Attribute[Any]", found: Any) -> None:
    """A validator: a condition that is understood, or none."""
    if found is not None and not (isinstance(found, str) and CONDITION.fullmatch(found)):
        raise InvalidInput(SUBJECT, (UNKNOWN_CHOICE.at(field.name, found=shown(found), known=CONDITIONS),))


def is_year(_: object, field: "attrs.Attribute[Any]", found: Any) -> None:
    """A validator: a year, or none."""
    if found is not None and (type(found) is not int or found not in YEARS):
        raise InvalidInput(SUBJECT, (unreadable(field.name, found, ("2023",)),))


def is_day(_: object, field: "attrs.Attribute[Any]", found: Any) -> None:
    """A validator: a day, or none."""
    if found is not None and (type(found) is not date or found.year not in YEARS):
        raise InvalidInput(SUBJECT, (unreadable(field.name, found, ("date(2023, 10, 2)",)),))


def are_codes(_: object, field: "attrs.Attribute[Any]", found: Any) -> None:
    """A validator: codes of PS; none for all."""
    if not isinstance(found, tuple) or not all(isinstance(code, str) for code in found):
        raise InvalidInput(SUBJECT, (unreadable(field.name, found, ("('ALSH',)",)),))


def are_readings(_: object, field: "attrs.Attribute[Any]", found: Any) -> None:
    """A validator: names among `READINGS`."""
    known = tuple(READINGS)
    if not isinstance(found, tuple):
        raise InvalidInput(SUBJECT, (unreadable(field.name, found, ("('cap',)",)),))
    wrong = tuple(UNKNOWN_CHOICE.at(field.name, found=shown(name), known=known) for name in found if name not in known)
    if wrong:
        raise InvalidInput(SUBJECT, wrong)
