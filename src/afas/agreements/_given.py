"""The figures that the Caf gives an activity, under an agreement: fixed rates, places authorised, sums of a territory.

Since 2019 a partner no longer declares the share of its users under the general scheme: the Caf applies a fixed rate
(*taux fixe*) to the whole activity. Such a figure belongs to an agreement (*convention*) and to one of its activities;
it holds from a day to another, and has a source. `given_figures` says what holds for a year: the fields go to
`open_declarations(..., given=...)` or among the entries of `estimate`, the parameters to its `parameters=`.
"""

from collections.abc import Iterable
from decimal import Decimal

import attrs

from afas import ps as registry
from afas.errors import Fault, FaultKind, InvalidInput, did_you_mean
from afas.forms import Field, Giver
from afas.parameters import ParameterValue, read_figure
from afas.partners import Activity
from afas.periods import FinancialYear
from afas.ps import PS
from afas.text import Text

__all__ = ["Given", "GivenFigures", "given_figures"]

UNKNOWN_GIVEN = FaultKind(
    "unknown-given",
    Text(
        fr="« {found} » n’est ni une donnée que donne la Caf, ni un paramètre de la PS {ps}{hint} ; connus : {known}",
        en="“{found}” is neither a figure that the Caf gives nor a parameter of the PS {ps}{hint}; known: {known}",
    ),
)
GIVEN_TWICE = FaultKind(
    "given-twice",
    Text(
        fr="deux valeurs de « {label} » pour {year} : {first} (convention {agreement}) et {second} "
        "(convention {other})",
        en="two values of “{label}” for {year}: {first} (agreement {agreement}) and {second} (agreement {other})",
    ),
)


@attrs.frozen
class Given:
    """A figure that the Caf gives an activity.

    Attributes:
        agreement: id of the agreement (*convention*) it comes from.
        activity: id of the activity it is for.
        name: of the field of the PS, or of the parameter.
        value: the figure, from when to when, and its source.
    """

    agreement: str
    activity: str
    name: str
    value: ParameterValue


@attrs.frozen
class GivenFigures:
    """The figures that the Caf gives an activity for a year.

    Attributes:
        fields: the figures of its declarations, by field.
        parameters: the parameters that are the activity's own (sums of a territory), each with its dates and source.
    """

    fields: dict[str, Decimal]
    parameters: dict[str, ParameterValue]


def given_figures(
    given: Iterable[Given], activity: Activity, year: FinancialYear, service: PS | None = None
) -> GivenFigures:
    """The Caf's figures in force for an activity on the first day of a year.

    Args:
        given: those of all activities; the others are left aside.
        activity: the one.
        year: the financial year.
        service: its PS; None: that of the registry.

    Raises:
        InvalidInput: a name that is none of the PS, a figure out of its bounds, or two values for the same year.

    >>> from datetime import date
    >>> from afas.sources import Source
    >>> rate = ParameterValue(date(2023, 1, 1), None, Decimal("0.98"), Source("Convention 12", "Caf 00"))
    >>> loisirs = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")
    >>> given_figures([Given("C12", "A1", "general_scheme_share", rate)], loisirs, FinancialYear(2023)).fields
    {'general_scheme_share': Decimal('0.98')}
    """
    rules = service or registry.get(activity.ps)
    fields = {field.name: field for field in rules.fields if field.giver is Giver.CAF}
    found: dict[str, Given] = {}
    faults: list[Fault] = []
    for figure in given:
        if figure.activity != activity.id or not figure.value.period.holds(year.start):
            continue
        path = f"given.{figure.activity}.{figure.name}"
        fault = _wrong(figure, path, fields, rules)
        before = found.setdefault(figure.name, figure)
        if fault is None and before.value.value != figure.value.value:
            fault = _twice(before, figure, path, year, rules)
        faults += [fault] if fault is not None else []
    if faults:
        raise InvalidInput(Text(fr="Données de la Caf", en="Figures of the Caf"), tuple(faults))
    return GivenFigures(
        {name: figure.value.value for name, figure in found.items() if name in fields},
        {name: figure.value for name, figure in found.items() if name not in fields},
    )


def _wrong(figure: Given, path: str, fields: dict[str, Field], rules: PS) -> Fault | None:
    if figure.name in fields:
        read = fields[figure.name].read(figure.value.value, path)
    elif figure.name in rules.by_name:
        read = read_figure(figure.value.value, path, rules.parameter(figure.name))
    else:
        known = (*fields, *rules.by_name)
        hint = did_you_mean(figure.name, known)
        return UNKNOWN_GIVEN.at(path, found=figure.name[:40], ps=rules.code, hint=hint, known=known)
    return read if isinstance(read, Fault) else None


def _twice(first: Given, second: Given, path: str, year: FinancialYear, rules: PS) -> Fault:
    named = rules.parameter(first.name) if first.name in rules.by_name else rules.field(first.name)
    shown = [
        Text(fr=named.unit.show(figure.value.value, "fr"), en=named.unit.show(figure.value.value, "en"))
        for figure in (first, second)
    ]
    return GIVEN_TWICE.at(
        path,
        label=named.text,
        year=year.text,
        first=shown[0],
        agreement=first.agreement,
        second=shown[1],
        other=second.agreement,
    )
