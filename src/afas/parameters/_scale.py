"""The parameters in force on a day, with those that a caller supplies checked and put in."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from afas.errors import AfasError, Fault, FaultKind, Faults, InvalidInput, did_you_mean, error
from afas.parameters._parameter import READ, Parameter, ParameterValue, Policy, Scale, Supplied
from afas.quantities import Unit, read_flag, read_number
from afas.sources import Grade, Source
from afas.text import Text

__all__ = [
    "BY_CALLER", "FOR_SHOW", "NO_VALUE", "REPLACES_SOURCED", "UNKNOWN_PARAMETER", "NoValueAt", "illustrative",
    "no_value", "read_figure", "scale", "supply",
]  # fmt: skip

BY_CALLER: Final = Source(title="valeur fournie à l’appel", publisher="appelant")
FOR_SHOW: Final = Source(title="valeur illustrative, sans source", publisher="démonstration")

NO_VALUE = FaultKind(
    "no-value-at",
    Text(
        fr="aucune valeur sourcée de « {label} » ({unit}) au {on} ; connues : {known}. "
        "Fournissez-la : parameters={{'{parameter}': '…'}}{note}",
        en="no sourced value of “{label}” ({unit}) on {on}; known: {known}. "
        "Supply it: parameters={{'{parameter}': '…'}}{note}",
    ),
)
REPLACES_SOURCED = FaultKind(
    "replaces-sourced",
    Text(
        fr="« {label} » a une valeur sourcée, {held} ({source}) : pour la remplacer, nommez {parameter} dans replacing",
        en="“{label}” has a sourced value, {held} ({source}): to replace it, name {parameter} in replacing",
    ),
)
UNKNOWN_PARAMETER = FaultKind(
    "unknown-parameter",
    Text(
        fr="paramètre inconnu « {found} »{hint} ; connus : {known}",
        en="unknown parameter “{found}”{hint}; known: {known}",
    ),
)


@error
class NoValueAt(InvalidInput, LookupError):
    """One or more parameters have no value on that day: nobody has sourced one, and none was supplied."""

    code = "no-value-at"


def scale(
    parameters: Mapping[str, Parameter],
    days: Mapping[str, date],
    *,
    on: date,
    supplied: Supplied | None = None,
    policy: Policy = "strict",
    known_on: date | None = None,
    replacing: Collection[str] = (),
) -> tuple[Scale, list[Fault]]:
    """The parameters in force on a day, those supplied by the caller in the place of the built-in ones.

    Args:
        parameters: those of the PS, by name.
        days: the ones the formulas read, and the day each is asked for.
        on: the day of the scale.
        supplied: what the caller brings; what the formulas do not read is checked, and left aside.
        policy: what to do where no value covers the day.
        known_on: leave out what was published after this day.
        replacing: the parameters with a sourced value that the caller means to replace. A figure equal to the sourced
            one replaces nothing; an illustrative one gives way to it.

    Returns:
        The scale, and all the faults: unknown names, bad figures, sourced values replaced without being named, and the
        parameters without a value.
    """
    faults: list[Fault] = []
    found: dict[str, ParameterValue] = {}
    carried: list[str] = []
    supplied = supplied or {}
    for name, day in days.items():
        parameter = _replaced(parameters[name], supplied[name], day, faults) if name in supplied else parameters[name]
        value = parameter.at(day, policy, known_on) if isinstance(parameter, Parameter) else parameter
        if value is None:
            faults += [no_value(parameter, on=day)] if isinstance(parameter, Parameter) else []
            continue
        if name in supplied and (sourced := _sourced(parameters[name], day, known_on)):
            if sourced.value == value.value or value.grade is Grade.ILLUSTRATIVE:
                value = sourced
            elif name not in replacing:
                faults.append(_replaces(parameters[name], sourced))
        found[name] = value
        if value.end is not None and value.end <= day:
            carried.append(name)
    if replacing:
        faults += [_unknown(name, parameters, "replacing") for name in replacing if name not in parameters]
    for name in supplied:
        if name in parameters and name not in days:
            _replaced(parameters[name], supplied[name], on, faults)
        elif name not in parameters:
            faults.append(_unknown(name, parameters, f"parameters.{name}"))
    return Scale(on, found, tuple(carried), known_on), faults


def _sourced(parameter: Parameter, on: date, known_on: date | None) -> ParameterValue | None:
    """Its built-in value that day, where a text states it."""
    value = parameter.at(on, known_on=known_on)
    return value if value is not None and value.grade in READ else None


def _replaces(parameter: Parameter, sourced: ParameterValue) -> Fault:
    shown = Text(fr=parameter.unit.show(sourced.value, "fr"), en=parameter.unit.show(sourced.value, "en"))
    name = parameter.name
    source = sourced.source.publisher
    return REPLACES_SOURCED.at(f"parameters.{name}", parameter=name, label=parameter.text, held=shown, source=source)


def _unknown(name: str, parameters: Mapping[str, Parameter], path: str) -> Fault:
    return UNKNOWN_PARAMETER.at(path, found=name, hint=did_you_mean(name, parameters), known=tuple(parameters))


def no_value(parameter: Parameter, *, on: date) -> Fault:
    """The fault of a parameter that has no value on a day, with the years that have one."""
    known = parameter.known or (Text(fr="aucune", en="none").fill(),)
    name, note = parameter.name, parameter.note
    more = "" if note is None else Text(fr=" ({note})", en=" ({note})").fill(note=note)
    return NO_VALUE.at(
        f"parameters.{name}", parameter=name, label=parameter.text, unit=parameter.unit, on=on, known=known, note=more
    )


def _replaced(parameter: Parameter, given: object, on: date, faults: list[Fault]) -> Parameter | ParameterValue | None:
    """The parameter with the caller's values, or the one value given for the day; None where they are at fault."""
    path = f"parameters.{parameter.name}"
    if isinstance(given, (ParameterValue, list, tuple)):
        values, bad = _dated((given,) if isinstance(given, ParameterValue) else given, parameter, path)
        faults += bad
        try:
            return None if bad else attrs.evolve(parameter, values=values, gaps=())
        except AfasError as untiled:
            faults += [attrs.evolve(fault, path=path) for fault in untiled.faults]
            return None
    figure = read_figure(given, path, parameter)
    if isinstance(figure, Fault):
        faults.append(figure)
        return None
    return ParameterValue(on, None, figure, BY_CALLER, Grade.SUPPLIED)


def _dated(
    given: Sequence[ParameterValue], parameter: Parameter, path: str
) -> tuple[tuple[ParameterValue, ...], list[Fault]]:
    """Supplied values, each checked against the parameter's unit."""
    read = [read_figure(value.value, path, parameter) for value in given]
    faults = [figure for figure in read if isinstance(figure, Fault)]
    return tuple(given), faults


def read_figure(raw: object, path: str, parameter: Parameter) -> Decimal | Fault:
    """A figure of this parameter, exact, or what is wrong with it."""
    return read_flag(raw, path) if parameter.unit is Unit.FLAG else read_number(raw, path, parameter.unit)


def supply(
    figures: Mapping[str, Decimal | int | str],
    source: Source,
    start: date,
    end: date | None = None,
    grade: Grade = Grade.SUPPLIED,
) -> dict[str, ParameterValue]:
    """Figures a portal brings under its own source, to hand to `estimate(..., parameters=...)`.

    Raises:
        InvalidInput: a figure is no exact number.
    """
    faults = Faults(Text(fr="paramètres fournis", en="supplied parameters"))
    values = {}
    for name, raw in figures.items():
        figure = read_number(raw, f"parameters.{name}", Unit.EUR)
        if isinstance(figure, Fault):
            faults.add(figure)
        else:
            values[name] = ParameterValue(start, end, figure, source, grade)
    faults.raise_if_any()
    return values


def illustrative(figures: Mapping[str, Decimal | int | str], start: date) -> dict[str, ParameterValue]:
    """Figures for a demonstration: whatever uses them says that they are not official."""
    return supply(figures, FOR_SHOW, start, grade=Grade.ILLUSTRATIVE)
