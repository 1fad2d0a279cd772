"""The figures that a formula reads for the rows of one PS and year: supplied ones in the place of the built-in."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from afas.errors import Fault, InvalidInput
from afas.parameters import NO_VALUE, Pack, Policy, Supplied, scale
from afas.ps import PS
from afas.simulation._checks import Parameters, own
from afas.text import Text

__all__ = ["check_constraints", "figures_at", "supplied"]

_SUBJECT = Text(fr="paramètres", en="parameters")


def supplied(parameters: Parameters | None, service: PS, days: Mapping[str, date]) -> Supplied | None:
    """The caller's figures of the parameters asked for."""
    if parameters is None:
        return None
    if isinstance(parameters, Pack):
        return parameters.applicable(service.code, service.by_name, days)
    figures = own(parameters, service)
    return {name: figures[name] for name in days if name in figures}


def figures_at(
    service: PS,
    days: Mapping[str, date],
    on: date,
    parameters: Parameters | None,
    policy: Policy,
    known_on: date | None,
    replacing: Collection[str],
) -> tuple[dict[str, Decimal], dict[str, Fault]]:
    """The figure of each parameter on its day, and the fault of each that has no value.

    Raises:
        InvalidInput: a figure that is supplied cannot be read, or takes the place of a sourced one that is not named.
    """
    brought: Any = supplied(parameters, service, days)
    found, bad = scale(
        service.by_name,
        days,
        on=on,
        supplied=brought,
        policy=policy,
        known_on=known_on,
        replacing=_of(service, replacing),
    )
    if unread := tuple(fault for fault in bad if fault.code != NO_VALUE.code):
        raise InvalidInput(_SUBJECT, unread)
    lacking = {fault.path.removeprefix("parameters."): fault for fault in bad}
    return {name: value.value for name, value in found.values.items()}, lacking


def _of(service: PS, replacing: Collection[str]) -> list[str]:
    """The parameters of a PS that are named; "*" names all."""
    return [name for name in service.by_name if name in replacing or "*" in replacing]


def check_constraints(service: PS, figures: Mapping[str, Decimal], on: date) -> None:
    """Figures that are to be run together keep the constraints of the PS.

    Raises:
        InvalidInput: they break a constraint.
    """
    if faults := service.broken(figures, on=on):
        raise InvalidInput(_SUBJECT, tuple(faults))
