"""The estimate of a right (*montant estimé de la PS*): entries and parameters read exactly, the PS's formulas run.

`explanation` says how an amount was made, `comparison` why two differ.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import attrs

from afas import ps as registry
from afas.arithmetic import RatioOverZero, exactly, to_decimal, total, unnamed
from afas.errors import Fault, FaultKind, InvalidInput
from afas.forms import DeclarationKind, read_entries
from afas.numbers import Traced, leaves, traced
from afas.parameters import NO_VALUE, NoValueAt, Pack, Policy, Scale, Supplied, scale
from afas.periods import FinancialYear
from afas.ps import PS, Rules
from afas.sources import Grade
from afas.text import Text

__all__ = ["Estimate", "estimate"]

NO_FORMULA = FaultKind(
    "no-formula-at",
    Text(fr="aucune formule de la PS n’est connue avant le {first}", en="no formula of the PS is known before {first}"),
)
NO_PART = FaultKind(
    "no-part-at",
    Text(
        fr="« {label} » n’a pas de formule connue avant le {first} : laissez cette donnée à zéro",
        en="“{label}” has no formula known before {first}: leave this figure at zero",
    ),
)
NOT_TAKEN = FaultKind(
    "kind-not-taken",
    Text(
        fr="Afas ne prend pas la déclaration « {kind} » {year} de cette PS ; prises : {taken}",
        en="AFAS does not take the “{kind}” declaration {year} of this PS; taken: {taken}",
    ),
)
_READ = frozenset({Grade.SOURCED, Grade.START_INFERRED, Grade.DERIVED})


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
        """The formulas it was made by.

        Raises:
            InvalidInput: the PS has no formula for its year: it was stored so, or altered since.
        """
        rules = self.rules.rules(self.scale.on, self.entries, self.year.period.end)
        if rules is None:
            fault = NO_FORMULA.at("year", first=self.rules.formulas[0].start)
            raise InvalidInput(Text(fr="Estimation", en="Estimate"), (fault,))
        return rules

    @property
    def unread(self) -> tuple[str, ...]:
        """The parameters without a value that this case did not need: a tier it is not in."""
        return tuple(name for name in self.formulas.uses if name not in self.scale.values)

    @property
    def figures(self) -> Mapping[str, Decimal]:
        """The figure of each parameter, by name."""
        return {name: value.value for name, value in self.scale.values.items()}

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The built-in figures read without an end, and last checked before the year starts: they may have changed."""
        return tuple(
            name
            for name, value in self.scale.values.items()
            if value.end is None and value.grade in _READ and (value.source.checked_on or date.max) < self.year.start
        )

    @property
    def undated(self) -> tuple[str, ...]:
        """The built-in figures whose day of publication was not read: a replay takes them as known."""
        return tuple(
            name for name, value in self.scale.values.items() if value.published is None and value.grade in _READ
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
) -> Estimate:
    """The right to a PS, exact to the cent.

    Args:
        ps: its code (or the PS itself).
        entries: what is declared, by field name: `Decimal`, `int` or decimal strings; never floats.
        year: the financial year (an int is read as the PS reads it: civil, or school year).
        parameters: figures that take the place of the built-in ones, by name; or a whole pack.
        policy: "strict" refuses a year without a figure; "carry_forward" takes the last one known.
        kind: leave out the fields this kind of declaration does not ask for; refuse a kind AFAS does not take.
        known_on: replay: leave out the figures published after this day.

    Raises:
        InvalidInput: something in the entries or the parameters is wrong; all of it is in `faults`.
        NoValueAt: the entries are right, but a parameter has no value that year.
        UnknownPS: no PS has this code.

    >>> estimate("ALSH", {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"},
    ...          year=2023, parameters={"ceiling": "1.97"}).amount
    Decimal('2188.07')
    """
    service = registry.get(ps) if isinstance(ps, str) else ps
    when = FinancialYear(year, service.school_year) if isinstance(year, int) else year
    on = when.start
    fields = service.fields if kind is None else [field for field in service.fields if field.asked(kind)]
    figures, faults = read_entries(fields, entries)
    rules = service.rules(on, figures, when.period.end)
    days = rules.days(on) if rules else dict.fromkeys(service.by_name, on)
    if isinstance(parameters, Pack):
        parameters = parameters.held(service.code, service.by_name, days)
    values, bad = scale(service.by_name, days, on, parameters, policy, known_on)
    if bad and rules and not faults:
        bad = _needed(bad, rules, figures, values)
    if faults or bad or rules is None or rules.missing or kind is not None:
        _raise_if_any([*faults, *bad, *not_in_force(service, when, kind, rules)], service, when)
    assert rules is not None  # noqa: S101 - a missing formula is among the faults just raised
    given = {name: value.value for name, value in values.values.items()}
    try:
        parts = amounts(rules, figures, given)
    except RatioOverZero as over:
        raise _named(over, service, rules, figures, given) from None
    amount = total(parts.values()) if len(parts) > 1 else parts["right"]
    return Estimate(service.code, when, figures, values, amount, service, kind, parts)


def amounts(rules: Rules, figures: Mapping[str, Decimal], parameters: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What the formulas give for exact figures: each amount by name, in euros and cents.

    Raises:
        RatioOverZero: the formula divides something by zero.
        FigureNeeded: a parameter that is not given is read.
    """
    if all(name in parameters for name in rules.uses):
        made = exactly(lambda d, p: rules.amounts(d, p, unnamed), figures, parameters)
    else:
        made = {name: amount.value for name, amount in _traced(rules, figures, parameters).items()}
        if None in made.values():
            raise FigureNeeded
    return {name: to_decimal(amount) for name, amount in made.items()}


class FigureNeeded(LookupError):
    """A parameter without a value is read after all; `estimate` finds that out first, and says which."""


def _traced(rules: Rules, figures: Mapping[str, Decimal], parameters: Mapping[str, Decimal]) -> dict[str, Traced]:
    unknown = [name for name in rules.uses if name not in parameters]
    return rules.amounts(traced("data", figures), traced("parameters", parameters, unknown), unnamed)


def _needed(bad: list[Fault], rules: Rules, figures: Mapping[str, Decimal], known: Scale) -> list[Fault]:
    """The faults, without those of a value that is missing where no choice of this case reads it."""
    given = {name: value.value for name, value in known.values.items()}
    try:
        read = leaves(*_traced(rules, figures, given).values(), taken=True)
    except RatioOverZero:
        return bad
    return [fault for fault in bad if fault.code != NO_VALUE.code or fault.path in read]


def _named(
    over: RatioOverZero, service: PS, rules: Rules, figures: Mapping[str, Decimal], given: Mapping[str, Decimal]
) -> RatioOverZero:
    """The same error, with the figures the denominator is made of."""
    try:
        _traced(rules, figures, given)
    except RatioOverZero as traced_:
        leaf = {f"data.{field.name}": (f"entries.{field.name}", field.text) for field in service.fields}
        leaf |= {f"parameters.{one.name}": (f"parameters.{one.name}", one.text) for one in service.parameters}
        found = [leaf[path] for path in traced_.paths]
        zeros = Text(fr=" ({labels})", en=" ({labels})").fill(labels=tuple(text for _, text in found))
        return RatioOverZero(over.numerator, zeros, tuple(path for path, _ in found))
    return over


def not_in_force(service: PS, when: FinancialYear, kind: DeclarationKind | None, rules: Rules | None) -> list[Fault]:
    """What is asked of a day or of a kind for which there is no rule."""
    faults = []
    if rules is None:
        faults.append(NO_FORMULA.at("year", first=service.formulas[0].start))
    for part in rules.missing if rules else ():
        path = f"entries.{part.declared_by}"
        faults.append(NO_PART.at(path, label=service.label(part.name), first=part.formulas[0].start))
    if kind is not None and not service.takes(kind, when.year):
        taken = [
            Text(fr="{kind} dès {year}", en="{kind} from {year}").fill(kind=k, year=str(y))
            for k, y in service.since.items()
        ]
        faults.append(NOT_TAKEN.at("kind", kind=kind, year=when.text, taken=taken or service.kinds))
    return faults


def _raise_if_any(faults: list[Fault], service: PS, when: FinancialYear) -> None:
    if not faults:
        return
    subject = Text(fr=f"Estimation {service.code} {when.text.fr}", en=f"{service.code} estimate {when.text.en}")
    if all(fault.code == NO_VALUE.code for fault in faults):
        raise NoValueAt(subject, tuple(faults))
    raise InvalidInput(subject, tuple(faults))
