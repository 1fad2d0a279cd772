"""The estimate of a right (*montant estimé de la PS*): entries and parameters read exactly, the PS's formulas run.

`explanation` says how an amount is computed, `comparison` why two differ.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

import attrs

from afas import ps as registry
from afas.arithmetic import MOST_EUROS, RatioOverZero, Step, exactly, to_decimal, total, unnamed
from afas.errors import Fault, FaultKind, InvalidInput
from afas.forms import MISSING, DeclarationKind, read_entries
from afas.numbers import Traced, leaves, traced
from afas.parameters import NO_VALUE, READ, NoValueAt, Pack, Policy, Scale, Supplied, scale
from afas.periods import FinancialYear
from afas.ps import NO_FORMULA, PS, Rules, financial_year, not_in_force
from afas.sources import Grade
from afas.text import Euros, Text

__all__ = ["Estimate", "estimate"]

NOT_ENTRIES = FaultKind(
    "not-entries",
    Text(
        fr="attendu : les données déclarées, par nom de donnée ; reçu : {found}",
        en="expected what is declared, by name of field; got {found}",
    ),
)
NO_FIGURE = FaultKind(
    "missing-figure",
    Text(
        fr="la valeur de « {label} » manque : refaites l’estimation",
        en="the value of “{label}” is missing: make the estimate anew",
    ),
)
TOO_LARGE = FaultKind(
    "amount-too-large",
    Text(fr="le droit dépasse {most} : vérifiez les chiffres", en="the right is above {most}: check the figures"),
)


@attrs.frozen
class Estimate:
    """The right to a PS for a year, and all it was computed from.

    Attributes:
        ps: code of the PS.
        year: financial year.
        entries: the exact figures declared, by field.
        scale: the parameters used, each with its source.
        amount: the right, in euros, to the cent: the sum of `parts`.
        service: the PS itself, so that one outside the registry can be explained; None: looked up by its code.
        kind: the kind of declaration it is for, where it was given.
        parts: each amount by name: `right` is the PS itself, then its bonuses and complements.
    """

    ps: str
    year: FinancialYear
    entries: Mapping[str, Decimal] = attrs.field(hash=False)
    scale: Scale = attrs.field(hash=False)
    amount: Decimal
    service: PS | None = attrs.field(default=None, eq=False, repr=False)
    kind: DeclarationKind | None = None
    parts: Mapping[str, Decimal] = attrs.field(factory=dict, hash=False)

    @property
    def rules(self) -> PS:
        """The PS it was computed by."""
        return self.service or registry.get(self.ps)

    @property
    def formulas(self) -> Rules:
        """The formulas it comes from.

        Raises:
            InvalidInput: the PS has no formula for its year: it was stored so, or altered since.
        """
        rules = self.rules.rules(self.entries, on=self.scale.on, until=self.year.period.end)
        if rules is None:
            fault = NO_FORMULA.at("year", first=self.rules.formulas[0].start)
            raise InvalidInput(Text(fr="Estimation", en="Estimate"), (fault,))
        return rules

    @property
    def unread(self) -> tuple[str, ...]:
        """The parameters without a value that this case did not need: a tier it is not in."""
        return tuple(name for name in self.formulas.uses if name not in self.scale.values)

    def traced_right(self, step: Step) -> Traced:
        """The right, all parts added, computed again on traced numbers.

        Args:
            step: called with each step.

        Raises:
            InvalidInput: figures that the formulas read are missing: it was stored so, or altered since.
        """
        absent = {field.name: field for field in self.rules.fields if field.name not in self.entries}
        data = traced("data", self.entries, absent)
        right: Traced = self.formulas.right(data, traced("parameters", self.figures, self.unread), step)
        if right.value is None:
            read = leaves(right, taken=True)
            faults = [
                MISSING.at(f"entries.{name}", label=field.text, unit=field.unit)
                for name, field in absent.items()
                if f"data.{name}" in read
            ]
            faults += [
                NO_FIGURE.at(f"scale.values.{name}", label=self.rules.by_name[name].text)
                for name in self.unread
                if f"parameters.{name}" in read
            ]
            raise InvalidInput(_subject(self.rules, self.year), tuple(faults))
        return right

    @property
    def figures(self) -> Mapping[str, Decimal]:
        """The figure of each parameter, by name."""
        return {name: value.value for name, value in self.scale.values.items()}

    @property
    def replaced(self) -> tuple[str, ...]:
        """The parameters whose sourced value was replaced by another figure, as the caller asked."""
        days = self.formulas.days(self.scale.on)
        parameters = self.rules.by_name
        found = []
        for name, value in self.scale.values.items():
            sourced = parameters[name].at(days.get(name, self.scale.on)) if name in parameters else None
            if sourced is not None and sourced.grade in READ and sourced.value != value.value:
                found.append(name)
        return tuple(found)

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The built-in figures read without an end, and last checked before the year starts: they may have changed."""
        return tuple(
            name
            for name, value in self.scale.values.items()
            if value.end is None and value.grade in READ and (value.source.checked_on or date.max) < self.year.start
        )

    @property
    def undated(self) -> tuple[str, ...]:
        """The built-in figures whose day of publication was not read: a replay takes them as known."""
        return tuple(
            name for name, value in self.scale.values.items() if value.published is None and value.grade in READ
        )

    @property
    def provisional(self) -> bool:
        """Was a parameter carried forward from an earlier year?"""
        return bool(self.scale.carried)

    @property
    def illustrative(self) -> bool:
        """Does it use a figure that is not official?"""
        return any(value.grade is Grade.ILLUSTRATIVE for value in self.scale.values.values())


def estimate(
    ps: str | PS,
    entries: Mapping[str, object],
    year: int | FinancialYear,
    parameters: Supplied | Pack | None = None,
    policy: Policy = "strict",
    kind: DeclarationKind | None = None,
    known_on: date | None = None,
    replacing: Collection[str] = (),
) -> Estimate:
    """The right to a PS, exact to the cent.

    Args:
        ps: its code (or the PS itself).
        entries: what is declared, by field name: `Decimal`, `int` or decimal strings; never floats.
        year: the financial year (an int is read as the PS reads it: civil, or school year).
        parameters: figures for the parameters that have none, and readings for the choices, by name; or a whole pack.
        policy: "strict" refuses a year without a figure; "carry_forward" takes the last value known.
        kind: leave out the fields this kind of declaration does not ask for; refuse a kind AFAS does not take.
        known_on: replay: leave out the figures published after this day; `Estimate.undated` names those whose day of
            publication nobody read, which are kept.
        replacing: the parameters whose sourced value `parameters` replaces, as in `("rate",)`;
            `Estimate.replaced` tells them.

    Raises:
        InvalidInput: something in the entries or the parameters is wrong (a constraint of the PS that the figures break
            included); all of it is in `faults`.
        NoValueAt: the entries are right, but a parameter has no value that year.
        UnknownPS: no PS has this code.

    >>> estimate("ALSH", {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"},
    ...          year=2023, parameters={"ceiling": "1.97"}).amount
    Decimal('2188.07')
    """
    service = ps if isinstance(ps, PS) else registry.get(ps)
    when = year if isinstance(year, FinancialYear) else financial_year(year, service)
    if type(entries) is not dict and not isinstance(entries, Mapping):
        raise InvalidInput(_subject(service, when), (NOT_ENTRIES.at("entries", found=type(entries).__name__),))
    on = when.start
    fields = service.fields if kind is None else [field for field in service.fields if field.asked(kind)]
    figures, faults = read_entries(fields, entries)
    rules = service.rules(figures, on=on, until=when.period.end)
    days = rules.days(on) if rules else {}
    if isinstance(parameters, Pack):
        parameters = parameters.applicable(service.code, service.by_name, days)
    replacing = (replacing,) if isinstance(replacing, str) else replacing
    values, bad = scale(
        service.by_name, days, on=on, supplied=parameters, policy=policy, known_on=known_on, replacing=replacing
    )
    given = {name: value.value for name, value in values.values.items()}
    if bad and rules:
        bad = _needed(bad, rules, service, figures, given)
    if service.constraints:
        bad += service.broken(given, on=on)
    if faults or bad or rules is None or rules.missing or kind is not None:
        _raise_if_any([*faults, *bad, *not_in_force(service, when, kind, rules)], service, when)
    assert rules is not None  # noqa: S101 - a missing formula is among the faults just raised
    try:
        parts = amounts(rules, figures, given)
    except RatioOverZero as over:
        raise _named(over, service, rules, figures, given) from None
    amount = total(parts.values()) if len(parts) > 1 else parts["right"]
    if amount.copy_abs() > MOST_EUROS:
        raise InvalidInput(_subject(service, when), (TOO_LARGE.at("", most=Euros(MOST_EUROS)),))
    return Estimate(service.code, when, figures, values, amount, service, kind, parts)


def _subject(service: PS, when: FinancialYear) -> Text:
    return Text(fr=f"Estimation {service.code} {when.text.fr}", en=f"{service.code} estimate {when.text.en}")


def amounts(rules: Rules, figures: Mapping[str, Decimal], parameters: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The results of the formulas for exact figures: each amount by name, in euros and cents.

    Raises:
        RatioOverZero: the formula divides something by zero.
        FigureNeeded: a parameter that is not given is read.
    """
    if all(name in parameters for name in rules.uses):
        exact = exactly(lambda d, p: rules.amounts(d, p, unnamed), figures, parameters)
    else:
        exact = {name: amount.value for name, amount in _traced(rules, figures, parameters).items()}
        if None in exact.values():
            raise FigureNeeded
    return {name: to_decimal(amount) for name, amount in exact.items()}


class FigureNeeded(LookupError):
    """A parameter without a value is read after all; `estimate` finds that out first, and says which."""


def _traced(
    rules: Rules,
    figures: Mapping[str, Decimal],
    parameters: Mapping[str, Decimal],
    unread: Iterable[str] = (),
) -> dict[str, Traced]:
    """The amounts on traced numbers; `unread` are the fields whose entry is missing or invalid."""
    unknown = [name for name in rules.uses if name not in parameters]
    return rules.amounts(traced("data", figures, unread), traced("parameters", parameters, unknown), unnamed)


def _needed(
    bad: list[Fault], rules: Rules, service: PS, figures: Mapping[str, Decimal], given: Mapping[str, Decimal]
) -> list[Fault]:
    """The faults, without those of a value that is missing where this case may do without it.

    Where an entry is missing or invalid, a choice that depends on it leaves both branches open: only what every branch
    reads is asked for.
    """
    unread = [field.name for field in service.fields if field.name not in figures]
    try:
        read = leaves(*_traced(rules, figures, given, unread).values(), taken=True, open_choices=not unread)
    except (
        RatioOverZero
    ):  # a zero of the scale is a broken constraint; any other is reported once all figures are there
        names = () if service.broken(given) else rules.uses
        read = frozenset(f"parameters.{name}" for name in names)
    return [fault for fault in bad if fault.code != NO_VALUE.code or fault.path in read]


def _named(
    over: RatioOverZero, service: PS, rules: Rules, figures: Mapping[str, Decimal], given: Mapping[str, Decimal]
) -> RatioOverZero:
    """The same error, with the figures the denominator is made of."""
    try:
        _traced(rules, figures, given)
    except RatioOverZero as traced_:
        leaf = {f"data.{field.name}": (f"entries.{field.name}", field.text) for field in service.fields}
        leaf |= {
            f"parameters.{name}": (f"parameters.{name}", parameter.text) for name, parameter in service.by_name.items()
        }
        found = [leaf[path] for path in traced_.paths]
        zeros = Text(fr=" ({labels})", en=" ({labels})").fill(labels=tuple(text for _, text in found))
        return RatioOverZero(over.numerator, zeros, tuple(path for path, _ in found))
    return over


def _raise_if_any(faults: list[Fault], service: PS, when: FinancialYear) -> None:
    if not faults:
        return
    subject = _subject(service, when)
    if all(fault.code == NO_VALUE.code for fault in faults):
        raise NoValueAt(subject, tuple(faults))
    raise InvalidInput(subject, tuple(faults))
